"""What the plan says it went by: the criteria it cites and the records it read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import Found
from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

_SECTION = r"(?:,?\s*(?i:section|sections|chapter|chapters|part|items?|line|clause|criterion|criteria|paragraph|exclusions?|page|article)\s+(?:\([a-z]\)|[\w.()-]*\d[\w.()-]*|[IVX]+|[A-Z](?:\.\d+)*)(?:\(\w+\))*(?:\s+and\s+\d[\w.]*)?|,\s*Exclusions)"
_DATED = r"(?:,?\s*(?:dated|effective|revised|version|rev\.?|last\s+reviewed)\s+(?:[A-Z][a-z]+\s+\d{1,2},\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)+|\d{4})|,?\s+in\s+force\s+since\s+(?:[A-Z][a-z]+\s+\d{1,2},\s+\d{4}|\d{1,2}/\d{1,2}/\d{4})|,?\s+(?:\d{4}|\d+(?:st|nd|rd|th))\s+[Ee]dition)"
_CODEWORD = (
    r"(?:(?=[A-Z0-9.-]*\d)[A-Z][A-Z0-9]*(?:[-.][A-Z0-9]+)*|[A-Z]{1,5}-[A-Z]{2,5}(?:-\w+)?|\d+(?:\.\d+)+)(?![\w/])"
)
_CITED: tuple[str, ...] = (
    r"(?:Medicare\s+)?(?:National\s+Coverage\s+Determination|NCD)\s+(?:\(NCD\)\s+)?(?:for\s+[\w\s,-]{3,80}?\s*\(?)?(?P<n>\d{1,3}(?:\.\d+)*)\)?(?:\s*\([^)]{3,120}\))?" + _SECTION + "*",
    r"(?:Medicare\s+)?(?:Local\s+Coverage\s+(?:Determination|Article)|LCD|LCA)\s+(?:\(LC[DA]\)\s+)?(?:#\s*)?[LA]\d{4,6}(?:\s*\([^)]{3,120}\)|,\s+[A-Z][\w\s/-]{5,80}?(?=[,.;)]))?" + _SECTION + "*",
    r"Medicare\s+(?:Benefit\s+Policy|National\s+Coverage\s+Determinations?|Program\s+Integrity|Claims\s+Processing|Managed\s+Care)\s+Manual(?:\s*\([^)]*\))?(?:" + _SECTION + ")+",
    r"\b(?!29\b|45\b)\d{1,2}\s+(?:CFR|C\.F\.R\.)\s+(?:§+\s*)?\d+(?:\.\d+)?(?:\(\w+\))*",
    r"\b(?:MCG|InterQual|Milliman|eviCore|ASAM|LOCUS|CALOCUS|Hayes|NCCN|Carelon|AIM)(?:\s+(?:Care\s+Guidelines?|[Cc]riteria|[Gg]uidelines?|Clinical\s+(?:Appropriateness\s+)?Guidelines?|Acute\s+Adult|Level\s+of\s+Care|Imaging\s+Guidelines|\d{4}|\d+(?:st|nd|rd|th)\s+[Ee]dition|[Ee]dition|[A-Z][\w/-]*|for|of|and|&|,)+)*(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){1,4}(?:Administrative\s+Code|Insurance\s+Code|Code\s+of\s+Regulations)\s+(?:§+\s*)?\d[\w.-]*(?:\(\w+\))*",
    r"Official\s+Disability\s+Guidelines(?:\s+\(ODG\))?(?:,?\s+[A-Z]\w+(?:\s+[A-Z&]\w*)*\s+chapter)?",
    r"\bMTUS(?:\s*/\s*ACOEM|\s+\(ACOEM\))?(?:\s+[A-Z][\w/-]+){0,4}\s+[Gg]uidelines?",
    r"(?:[A-Z][\w'&-]*\s+){1,4}Criteria\s+for\s+[A-Z]\w+(?:\s+[A-Z]\w+){0,3}",
    r"(?<=guideline )\"[A-Z][^\"\n]{4,80}\"|(?<=policy )\"[A-Z][^\"\n]{4,80}\"|(?<=criteria )\"[A-Z][^\"\n]{4,80}\"",
    r"(?:The\s+)?ASAM\s+Criteria(?:,\s+\d\w*\s+[Ee]dition)?(?:,\s+Dimensions?\s+\d(?:(?:,|\s+and)\s+\d)*)?",
    r"\b[Pp]lan\s+[Ss]ection\s+\d[\w.]*\d",
    r"Evidence\s+of\s+Coverage(?:" + _SECTION + r")+(?:,\s+[A-Z]\w+)?(?:" + _SECTION + ")*",
    r"(?:[A-Z][\w'&-]*\s+(?:&\s+)?){0,5}(?:Clinical|Medical|Technology|Coverage|Payment|Pharmacy|Drug|Utilization|Reimbursement|Benefit)\s+(?:Coverage\s+|Management\s+|Review\s+)?(?:Policy|Guideline|Criteria|Bulletin)\s+(?:(?:number|no\.?|#)\s*)?" + _CODEWORD + r"(?:,\s+(?!section|effective|dated)[A-Z][\w\s-]{3,60}?(?=,|\.|;|\n|$))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?i:policy|guidelines?|criteria|bulletin|standard)\s+(?:on|for|about)\s+[^.;:]{3,90}?,?\s+\(?(?:number|no\.|#)\s*" + _CODEWORD + r"\)?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:policy|guideline|criteria)\s*,?\s+number\s+" + _CODEWORD + "(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+(?:&\s+)?){0,4}(?:Policy|Guideline|guideline|policy|Standard|Pathway|Protocol|Rule|rule|RULE|POLICY|GUIDELINE|CRITERIA|Criteria|Criterion|Bulletin)\s+(?:(?:number|no\.?|#)\s*)?" + _CODEWORD + r"(?:,\s+(?!section|effective|dated)[A-Z][\w\s-]{3,60}?(?=,|\.|;|\n|$))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){1,6}(?:Guideline|Guidelines|Criteria)\s+\d+(?:\.\d+)*(?:,\s+[A-Z][\w\s-]{3,60}?(?=,|\.|;|\s+because|\s+is))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){1,8}(?:Policy|Guidelines?|Criteria|Manual)(?:" + _SECTION + "|" + _DATED + ")+",
    r"(?:[A-Z][\w'&-]*\s+){1,5}(?:Policy|Guidelines?|Criteria)\s+(?:for|on)\s+[A-Z][\w'-]*(?:\s+(?:(?:of|and|in)\s+)?[A-Z][\w'-]*){0,5}(?:" + _SECTION + "|" + _DATED + ")+",
    r"(?:(?:the\s+)?[Ss]tate(?:'s)?\s+)?EPSDT\s+(?:rule|standard|benefit|criteria|requirements?)",
    r"(?:Plan\s+Document|Summary\s+Plan\s+Description|Certificate(?:\s+of\s+(?:Coverage|Insurance))?|Member\s+Handbook|Provider\s+(?:Manual|Handbook)|Provider\s+Guide|(?:Benefit|Plan)\s+Booklet|Benefits?\s+Brochure)(?:\s+\d{4}(?=,)|\s+(?:of|dated)\s+(?:\d{1,2}\s+[A-Z][a-z]+\s+\d{4}|[A-Z][a-z]+\s+\d{1,2},\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}))?(?:" + _SECTION + ")+",
    r"(?<=[Ww]e used )(?:the\s+)?(?:[\w-]+\s+){1,7}(?:form|tool|scale|criteria|guidelines?|standards?|rules?)\b(?!\s+of)",
    r"(?:Section|Exclusion|Article)\s+\d[\w.]*(?:\(\w+\))*(?=\s+of\s+(?:your|the)\s+(?:plan|benefit|certificate|contract))",
    r"(?:[A-Z][\w'&-]*\s+){1,5}(?:Policy|Guideline|Criteria)(?:,\s+(?:number\s+)?|\s+\()" + _CODEWORD + r"\)?(?:" + _SECTION + "|" + _DATED + ")*",
)  # fmt: skip
_CITED_LEAD = late(r"(?:(?:See|Under|The|Per|Our|Your|This|We|Based|Please|By|In|Using)\s+)+")
_CITATIONS = tuple(late(pattern) for pattern in _CITED)
#: `CRITERIA     ASAM Criteria`: the label of the row
_KEY_WORD = late(r"(?P<key>[A-Z][A-Za-z]+(?: [A-Za-z]+)?)\s{2,}(?=\S)")
#: what the reader of the records did next
_AND_THEN = late(r",?\s+and\s+(?:then\s+)?(?:denied|found|decided|determined|concluded|did|could|has|have)\b")
_TITLE_LINE = late(r"[A-Z][A-Z ]{2,40}\s*\n\s*(?=\S)")
_RECORDS = late(
    r"(?:\b(?:the\s+)?(?:records?|documents?|documentation|information|materials?|clinical\s+(?:information|records?|notes?)|medical\s+records?)\s+(?:that\s+)?(?:we\s+|was\s+|were\s+)?(?:reviewed|used|considered|examined|relied\s+on)\s*(?:include[ds]?|were|was|are|consisted\s+of|:)?\s*:?\s+|\bwe\s+(?:have\s+)?(?:reviewed|considered|looked\s+at|read|examined)\s*(?:the\s+following\s*)?:\s*(?=\S)|\bwe\s+(?:have\s+|also\s+)?(?:reviewed|considered|looked\s+at|used|read|examined)\s+(?:the\s+following\s*:\s*)?(?=(?:the|your|an?)?\s*(?:[\w-]+\s+){0,4}(?:notes?|reports?|records?|studies|study|results?|MRI|orders?|letters?|plan|tests?|imaging|chart|examinations?|exam|assessments?|evaluations?|consults?|consultations?|summary|films?|scans?|logs?|form|history)\b)|\b(?:director|reviewer|physician|pharmacist|consultant|dentist|psychologist|psychiatrist)\b[^.;:]{0,70}?\b(?:reviewed|read|considered)\s+(?=(?:the|your|an?)\s+(?:[\w-]+\s+){0,3}(?:notes?|reports?|records?|study|results?|letters?|evaluations?|consults?|assessments?)\b)|\bafter\s+(?:reading|reviewing|considering)\s+(?=(?:the|your|an?)\s+(?:[\w-]+\s+){0,3}(?:notes?|reports?|records?|study|results?|letters?|evaluations?|consults?|assessments?|plan)\b)|\bwhat\s+(?:we|our\s+\w+)\s+(?:had|looked\s+at|read|reviewed|used|saw|considered|were\s+sent)\b[^:.]{0,30}:\s+|\b(?:papers|records|documents|notes|information)\s+(?:that\s+)?you\s+(?:sent|gave|faxed|submitted)(?:\s+us)?\s*:\s+)",
    re.IGNORECASE,
)
_RECEIVED = late(
    r"\b(?:the\s+)?(?:clinical|medical)\s+(?:information|records?|documentation|notes)\s+(?:received|submitted|sent|faxed)\s+(?:to\s+us\s+)?(?:on|through)\s+",
    re.IGNORECASE,
)
_NOUNS = r"(?:notes?|reports?|records?|studies|study|results?|MRI|orders?|letters?|plan|tests?|imaging|chart|examinations?|exam|assessments?|evaluations?|consults?|consultations?|summary|films?|scans?|logs?|form|history)"
#: `The therapy notes of 02/09/2026 show ...`: a record named with its day where the letter lists none
_NAMED_RECORD = late(rf"(?:The|Your)\s+(?P<what>(?:[\w-]+\s+){{0,4}}{_NOUNS}\s+(?:of|dated|from)\s+)(?=\w)")
#: `Our pharmacy records do not show ...`, `Your nursing notes from May and June 2026 show ...`
_SAYS = late(
    rf"(?P<what>(?:Our|Your)\s+(?:[\w'-]+\s+){{0,3}}(?:{_NOUNS}|statement)(?:\s+(?:of|from|dated)\s+[\w\s/,]{{3,40}}?)?)\s+(?:that\s+you\s+sent\s+)?(?:do(?:es)?\s+not\s+)?(?:shows?|says?|states?|describes?|lists?|documents?)\b"
)
_ANY_RECORD = late(rf"\b{_NOUNS}\b", re.IGNORECASE)
_LONGEST_ITEM = 90
_CLAIMS_SHOW = late(r"(?:Pharmacy\s+)?[Cc]laims?\s+(?:history\s+)?shows?\s+")
_LIST_SPLIT = late(
    r"\s*;\s*(?:and\s+)?|\s*,\s*(?=(?:and\s+)?(?:the|an?|your|(?:[A-Za-z][\w-]*\s+){1,4}(?:notes?|reports?|records?|study|results?|orders?|films?|scan|exam|evaluation|form))\b)|\s+and\s+(?=(?:the|an?|your)\s+[\w-]+\s+(?:of|dated|from)\s+\d)|\s+and\s+(?=(?:the\s+|an?\s+|your\s+)?(?:[\w-]+\s+){0,3}(?:notes?|reports?|records?|stud(?:y|ies)|results?|orders?|letters?|consults?|consultations?|summary|logs?|plan|imaging|MRI|x-?rays?|labs?|forms?|assessments?|evaluations?|exam|examination|films?)\b)",
    re.IGNORECASE,
)


def criteria_cited(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Found, ...]:
    """Policies, guidelines and sections the decision names, in order; what stands only in the rights pages is left out."""
    places: list[tuple[int, int]] = []
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "closing", "p2p"):
            continue
        for pattern in _CITATIONS:
            for match in pattern.finditer(letter.body, sentence.start, sentence.end):
                places.append((match.start(), match.end()))
    for value in values:
        if (
            value.field == "criteria_cited"
            and not any(value.start <= a < value.end for a, _ in places)
            and re.search(r"[A-Z]", value.text)
            and len(value.text) < 160
        ):
            places.append((value.start, _sentence_end(letter, value)))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if all(end <= first or start >= last for first, last in kept):
            kept.append((start, end))
    out: dict[str, Found] = {}
    for start, end in kept:
        lead = _CITED_LEAD.match(letter.body, start, end)
        start = lead.end() if lead is not None else start
        key = _KEY_WORD.match(letter.body, start, end)
        start = key.end() if key is not None and letter.label(key.group("key"), start) is not None else start
        line = _TITLE_LINE.match(letter.body, start, end)
        start = line.end() if line is not None else start
        if letter.body[start] == '"':
            start, end = start + 1, end - 1
        end -= len(letter.body[start:end]) - len(letter.body[start:end].rstrip(" .,;\n"))
        if letter.body[end - 1] == ")" and "(" not in letter.body[start:end]:
            end -= 1
        item = found(letter, start, end)
        out.setdefault(str(item.value).lower(), item)
    return tuple(out.values())


def records_reviewed(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Found, ...]:
    """What the plan says it read, item by item."""
    places = [(v.start, _sentence_end(letter, v)) for v in values if v.field == "records_reviewed"]
    if not places:
        for sentence in letter.sentences:
            if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "p2p", "closing"):
                continue
            match = _RECORDS.search(letter.body, sentence.start, sentence.end)
            if (
                match is not None
                and match.end() < sentence.end
                and not re.match(
                    r"(?:the|this|your)\s+(?:appeal|request|claim)\b(?!\s+(?:form|history|record|note|letter|submitted\s+with))",
                    letter.body[match.end() : sentence.end],
                    re.IGNORECASE,
                )
            ):
                tail = _AND_THEN.search(letter.body, match.end(), sentence.end)
                places.append((match.end(), tail.start() if tail is not None else sentence.end))
    out: list[Found] = []
    if not places:
        out.extend(_listed(letter))
    if not places and not out:
        out.extend(_named(letter))
    if not places and not out:
        for match in _RECEIVED.finditer(letter.body):
            out.extend(
                found(letter, match.start(), day.end)
                for day in find_dates(letter.body, match.end(), match.end() + 24)[:1]
            )
    for start, end in places:
        at = start
        for joint in [*_LIST_SPLIT.finditer(letter.body, start, end), None]:
            stop = joint.start() if joint else end
            if joint and joint.group().strip() == "and" and not _ANY_RECORD.search(letter.body, at, stop):
                continue  # `flexion and extension films`
            words = letter.words(at, stop).strip(" .,;")
            if len(words.split()) >= 2 or find_dates(words):
                item = found(
                    letter, at, stop - (len(letter.body[at:stop]) - len(letter.body[at:stop].rstrip(" .,;\n")))
                )
                out.append(item)
            at = joint.end() if joint else end
    if places:
        out.extend(item for item in _named(letter) if not _is_within(letter, item, places))
    return tuple(out)


def _is_within(letter: LetterText, item: Found, places: list[tuple[int, int]]) -> bool:
    return any(start <= letter.offset_of(item.span) < end for start, end in places)


def _sentence_end(letter: LetterText, value: Labelled) -> int:
    """End of a labelled value whose sentence goes on in the next line."""
    if letter.body[value.end : value.end + 1] != "\n" or letter.body[value.end - 1] in ".;":
        return value.end
    return max((s.end for s in letter.sentences if s.start <= value.start < s.end), default=value.end)


def _listed(letter: LetterText) -> Iterator[Found]:
    """Lines under a heading about records, each naming one."""
    for line in letter.lines:
        section = letter.section_at(line.start)
        if section.kind != "records" or line.text == section.heading.strip() or line.text[-1] in ".:?":
            continue
        if len(line.text) < _LONGEST_ITEM and _ANY_RECORD.search(line.text):
            yield found(letter, line.start, line.end)


def _named(letter: LetterText) -> Iterator[Found]:
    """Records that the reasons name with their day; what claims show."""
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "p2p", "closing"):
            continue
        said = _SAYS.match(letter.body, sentence.start, sentence.end)
        if said is not None:
            yield found(letter, said.start("what"), said.end("what"))
            continue
        match = _NAMED_RECORD.match(letter.body, sentence.start, sentence.end)
        day = next(iter(find_dates(letter.body, match.end(), match.end() + 24)), None) if match is not None else None
        if match is not None and day is not None and day.start == match.end():
            yield found(letter, match.start("what"), day.end)
        elif _CLAIMS_SHOW.match(letter.body, sentence.start, sentence.end):
            yield found(letter, sentence.start, sentence.end)

"""What the plan says it went by: the criteria it cites and the records it read."""

from __future__ import annotations

import re

from peercall.domain.letters import Found
from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

_SECTION = r"(?:,?\s*(?i:section|sections|chapter|chapters|part|item|criterion|criteria|paragraph|exclusions?|page|article)\s+(?:[\w.()-]*\d[\w.()-]*|[IVX]+|[A-Z](?:\.\d+)*)(?:\(\w+\))*|,\s*Exclusions)"
_DATED = r"(?:,?\s*(?:dated|effective|revised|version|rev\.?|last\s+reviewed)\s+(?:[A-Z][a-z]+\s+\d{1,2},\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}|\d{4}))"
_CODEWORD = r"(?:(?=[A-Z0-9.-]*\d)[A-Z][A-Z0-9]*(?:[-.][A-Z0-9]+)*|\d+(?:\.\d+)+)(?![\w/])"
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
    r"(?:[A-Z][\w'&-]*\s+){0,5}(?:Clinical|Medical|Technology|Coverage|Payment|Pharmacy|Drug|Utilization|Reimbursement|Benefit)\s+(?:Coverage\s+|Management\s+|Review\s+)?(?:Policy|Guideline|Criteria|Bulletin)\s+(?:(?:number|no\.?|#)\s*)?" + _CODEWORD + r"(?:,\s+(?!section|effective|dated)[A-Z][\w\s-]{3,60}?(?=,|\.|;|\n|$))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?i:policy|guidelines?|criteria|bulletin|standard)\s+(?:on|for|about)\s+[^.;:]{3,90}?,?\s+\(?(?:number|no\.|#)\s*" + _CODEWORD + r"\)?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:policy|guideline|criteria)\s*,?\s+number\s+" + _CODEWORD + "(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){0,4}(?:Policy|Guideline|guideline|policy|Standard|Rule|rule|Criteria|Criterion|Bulletin)\s+(?:(?:number|no\.?|#)\s*)?" + _CODEWORD + r"(?:,\s+(?!section|effective|dated)[A-Z][\w\s-]{3,60}?(?=,|\.|;|\n|$))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){1,6}(?:Guideline|Guidelines|Criteria)\s+\d+(?:\.\d+)*(?:,\s+[A-Z][\w\s-]{3,60}?(?=,|\.|;|\s+because|\s+is))?(?:" + _SECTION + "|" + _DATED + ")*",
    r"(?:[A-Z][\w'&-]*\s+){1,8}(?:Policy|Guideline|Criteria)(?:" + _SECTION + ")+",
    r"(?:Section|Exclusion|Article)\s+\d[\w.]*(?:\(\w+\))*(?=\s+of\s+(?:your|the)\s+(?:plan|benefit|certificate|contract))",
    r"(?:[A-Z][\w'&-]*\s+){1,5}(?:Policy|Guideline|Criteria)(?:,\s+(?:number\s+)?|\s+\()" + _CODEWORD + r"\)?(?:" + _SECTION + "|" + _DATED + ")*",
)  # fmt: skip
_CITED_LEAD = late(r"(?:(?:See|Under|The|Per|Our|Your|This|We|Based|Please|By|In|Using)\s+)+")
_CITATIONS = tuple(late(pattern) for pattern in _CITED)
_RECORDS = late(
    r"(?:\b(?:the\s+)?(?:records?|documents?|documentation|information|materials?|clinical\s+(?:information|records?|notes?)|medical\s+records?)\s+(?:that\s+)?(?:we\s+|was\s+|were\s+)?(?:reviewed|used|considered|examined|relied\s+on)\s*(?:include[ds]?|were|was|are|consisted\s+of|:)?\s*:?\s+|\bwe\s+(?:have\s+)?(?:reviewed|considered|looked\s+at|read|examined)\s*(?:the\s+following\s*)?:\s*(?=\S)|\bwe\s+(?:have\s+)?(?:reviewed|considered|looked\s+at|used)\s+(?:the\s+following\s*:\s*)?(?=(?:the|your|an?)?\s*(?:[\w-]+\s+){0,4}(?:notes?|reports?|records?|studies|study|results?|MRI|order|letter|plan|tests?|imaging|chart)\b))",
    re.IGNORECASE,
)
_RECEIVED = late(
    r"\b(?:the\s+)?(?:clinical|medical)\s+(?:information|records?|documentation|notes)\s+(?:received|submitted|sent|faxed)\s+(?:to\s+us\s+)?(?:on|through)\s+",
    re.IGNORECASE,
)
_LIST_SPLIT = late(
    r"\s*;\s*(?:and\s+)?|\s*,\s*(?=(?:and\s+)?(?:the|an?|your|[A-Za-z-]+\s+(?:notes?|reports?|records?|study|results?|order))\b)|\s+and\s+(?=(?:the\s+|an?\s+|your\s+)?(?:[\w-]+\s+){0,3}(?:notes?|reports?|records?|stud(?:y|ies)|results?|order|plan|imaging|MRI|x-?rays?|labs?)\b)",
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
            places.append((value.start, value.end))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if all(end <= first or start >= last for first, last in kept):
            kept.append((start, end))
    out: dict[str, Found] = {}
    for start, end in kept:
        lead = _CITED_LEAD.match(letter.body, start, end)
        start = lead.end() if lead is not None else start
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
    places = [(v.start, v.end) for v in values if v.field == "records_reviewed"]
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
                places.append((match.end(), sentence.end))
    out: list[Found] = []
    if not places:
        for match in _RECEIVED.finditer(letter.body):
            out.extend(
                found(letter, match.start(), day.end)
                for day in find_dates(letter.body, match.end(), match.end() + 24)[:1]
            )
    for start, end in places:
        at = start
        for joint in [*_LIST_SPLIT.finditer(letter.body, start, end), None]:
            stop = joint.start() if joint else end
            words = letter.words(at, stop).strip(" .,;")
            if len(words.split()) >= 2 or find_dates(words):
                item = found(
                    letter, at, stop - (len(letter.body[at:stop]) - len(letter.body[at:stop].rstrip(" .,;\n")))
                )
                out.append(item)
            at = joint.end() if joint else end
    return tuple(out)

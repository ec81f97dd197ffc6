"""The plan's reasons in its own words, each with its class."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from peercall.domain.letters import Found
from peercall.engine.letters.decisions import denies
from peercall.engine.letters.discussions import FILING, names_call, p2p_sentences
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

#: the class of a stretch of reason text, None when no phrase fits
Classify = Callable[[str], str | None]

_BECAUSE = late(
    r"\b(?:denied|not\s+approved|not\s+certified|not\s+authorized|cannot\s+(?:be\s+)?\w+|unable\s+to\s+\w+|den(?:y|ial)|decision|determination|not\s+covered|this\s+(?:request|service|claim|denial|decision))\b[^.;]{0,80}?\b(?:because|due\s+to|for\s+the\s+following\s+reasons?\s*:|as\s+follows\s*:|on\s+the\s+basis\s+that|since)\s+(?:of\s+)?",
    re.IGNORECASE,
)
_OF_THE_REQUEST = late(
    r"\b(?:we|request|claim|coverage|approval|decision|determination|denial|payment|authorization|it)\b", re.IGNORECASE
)
_RECITAL = late(
    r"^[^.;]{3,90}?\b(?:is|are)\s+(?:only\s+)?(?:covered|approved|supported|considered|allowed|payable|medically\s+necessary)\s+(?:only\s+)?(?:when|if|for\s+(?:members|patients|people|persons)|after|in\s+(?:members|patients))\b"
    r"|^(?:medicare|medicaid|the\s+(?:plan|policy|guideline|criteria|benefit)|your\s+plan|our\s+(?:policy|guideline|criteria|plan)|this\s+plan|coverage|clinical\s+criteria)\b[^.;]{0,40}?\b(?:covers?|requires?|pays?|allows?(?!\s+(?:up\s+to\s+|only\s+)?\d)|calls?\s+for|asks?\s+for|states?|excludes?|considers?\s+\w+\s+medically\s+necessary\s+when|provides?)\b",
    re.IGNORECASE,
)
_LACK = late(
    r"\bnon-\w+|\bmust\s+be\s+(?:shown|sent|documented)\b|\bonly\s+(?:one|two|three|\d+)\b|\b(?:not|no|nor|without|lacks?|lacking|missing|fails?|failed|failure|insufficient|inadequate|absent|absence|unable|never|none|neither|unproven|exceeds?|exceeded|beyond|above|below|less\s+than|more\s+than|excluded|exclusions?|exclude|cosmetic|experimental|investigational|custodial|maintenance|duplicate|untimely|late|expired|out[- ]of[- ]network|could\s+(?:be|have\s+been)\s+(?:treated|managed|provided|performed|given)|can\s+be\s+(?:\w+\s+)?(?:given|met|treated|managed|provided|performed|safely|carried\s+out|done|delivered|cared\s+for|continued|received)|can\s+do|can\s+(?:continue|go\s+on)\s+(?:\w+\s+){0,3}(?:in|at|with)|off[- ](?:pathway|label|formulary)|readmission|(?:one|same)\s+episode|points?\s+(?:are|is)\s+needed|(?:and|but|while)\s+the\s+(?:policy|guideline|rule|plan|criteria)\s+(?:needs?|requires?|asks?\s+for|calls?\s+for)|lower\s+level|less\s+intensive|observation|preferred|required|primary\s+under|quantity\s+limit|limits?\s+\w+|limit(?:ed)?\s+to|only\s+(?:covered|approved)|cannot|can't|won't|doesn't|don't|didn't|isn't|wasn't|repeats?|repeated|copied|identical|inconsistent|contradict\w*|unclear|vague|illegible|unsigned|undated|outdated|unrelated|plateau\w*|too\s+(?:few|many|soon|early|long|old|short|low|high|mild)|premature|already|instead|rather\s+than|ineligible|incomplete|leaves?\s+out|left\s+out|allows?\s+(?:up\s+to\s+|only\s+)?\d+|only(?=[.;])|(?:appears?|is|are|would\s+be|seems?)\s+(?:sufficient|adequate))\b",
    re.IGNORECASE,
)
#: words of illness that sound like a lack
_ILLNESS = late(
    r"\b(?:heart|renal|kidney|liver|hepatic|respiratory|bone\s+marrow|ovarian)\s+failure\b|\bfailed\s+back\b|\bmissed\s+\w+ion\b",
    re.IGNORECASE,
)
_FINDING = late(
    r"^(?:the|your|this|our)?\s*(?:patient|member|enrollee|claimant|client|child|injured\s+(?:worker|employee))\s+(?:walks|needs|uses|lives|has\s+had|presented\b[^.]*\b(?:negative|normal|stable|discharged)|can\s+(?:be|walk|now)|remains?\s+(?:stable|able)|no\s+longer)\b"
    r"|^(?:it|this|that)\s+(?:shows?|showed)\s+that\b"
    r"|^(?:[\w-]+\s+){0,2}(?:notes|records|request|reports?|x-rays?|films?|imaging|assessments?|evaluations?|examinations?|exam|progress\s+notes?)\b[^.]{0,30}\b(?:shows?|showed|describes?|indicates?|documents?|says?|states?|lists?|measures?|records?|is|are|was|were)\b"
    r"|^claims?\s+(?:history\s+)?(?:shows?|showed)\b"
    r"|^(?:your|the|his|her)\s+(?:(?:patient|member|child|enrollee)'?s?\s+)?(?:[\w-]+\s+){0,4}?(?:plan|test|tests|study|studies|scores?|results?|records?|notes?|file|imaging|MRI|x-ray|lab\w*|chart|information|documentation|index|level|oxygen)\b[^.]{0,30}\b(?:shows?|showed|is|was|were|are|indicates?|documents?|describes?|records?|of)\b",
    re.IGNORECASE,
)
_FACTUAL = late(r"\b(?:weaned|stable|improved|resolved|tolerat\w+|ambulat\w+|room\s+air)\b", re.IGNORECASE)
_NOT_A_REASON = late(
    r"^(?:the\s+(?:diagnos[ie]s|request|order|codes?)\b[^.;]{0,30}\b(?:is|are|was|were|lists?)\b(?!\s+(?:not|never|incomplete|missing|unsigned|outside|excluded))|the\s+doctor\s+gave|if\s+we\b|the\s+(?:records?|file|chart)\s+(?:was|were)\s+(?:asked|requested|received|sent)\b|payment\s+(?:is\s+)?based\b|charge\s+exceeds|the\s+answer\s+is|because\b[^.]{0,80}\bwe\s+did\s+not\s+(?:look|review)|we\s+(?:approved|can\s+approve|have\s+approved|looked\s+at|read)|we\s+have\s+denied|we(?:'ve)?\s+denied|your\s+request\s+(?:was|is|has\s+been)|the\s+request\s+(?:was|is|has\s+been)\s+(?:not\s+(?:approved|certified|authorized)|denied|reviewed|received)|approval\s+is|coverage\s+is|this\s+(?:decision|determination|denial)\s+(?:is|was)\s+(?:based|made|not\s+based)|the\s+(?:determination|decision|denial|review)\s+(?:was|is|applied|of|has)|a\s+copy|you\s+(?:may|can(?!\s+(?:\w+\s+){0,2}(?:treat\w*|safely|be|continue|do|walk))|have\s+the\s+right|should|are\s+(?:entitled|not\s+responsible))|we\s+(?:used|applied|reviewed|understand|made\s+this|based|have\s+(?:completed|reviewed))|reviewed\s+by|the\s+(?:records|information|documents)\s+(?:reviewed|considered|we\s+used|used)|if\s+you|please|send\b|(?:it|this)\s+was\s+(?:reviewed|looked\s+at)\b|this\s+(?:letter|notice)|in\s+making|our\s+decision\s+is\s+based|the\s+following|the\s+policy\s+was\s+applied|the\s+explanation|see\s+your|copies|the\s+guideline)\b|\bdo(?:es)?\s+not\s+change\b",
    re.IGNORECASE,
)
_FREE = late(
    r"\b(?:free\s+of\s+charge|at\s+no\s+(?:cost|charge)|on\s+request|upon\s+request|is\s+free)\b", re.IGNORECASE
)
_TRAILER = late(
    r",?\s+(?:under|per|according\s+to|pursuant\s+to|as\s+stated\s+in|in\s+accordance\s+with)\s+(?:the\s+terms\s+of\s+your\s+plan|(?:Section|Exclusion|Clinical\s+Policy|Policy|Article)\b.{0,60}?(?:\s+of\s+your\s+plan(?:\s+documents)?)?)\.?$",
    re.IGNORECASE,
)
_LABEL_LEAD = late(r"([A-Z][^:.;]{2,50}):\s+")
_CAPITALS_LEAD = late(
    r"[A-Z][A-Z ]{6,60}:\s+(?=[A-Z][a-z])|(?:Remark\s+text\s+)?(?:CO|PR|OA|PI)-\d{1,3}\s+(?=[A-Z][a-z])"
)
_TOLD_BY = late(
    r"(?:[A-Z][\w' ,]{0,60}\s)?(?:reviewer|physician|director|consultant|pharmacist|dentist|psychologist)\s+(?:notes|noted|finds|found|states|stated|determined)\s+that\s+"
)
_JOINT = late(r";\s*(?:in\s+addition|and\s+also|additionally|also|furthermore|and)\s*,?\s+", re.IGNORECASE)
_LEADING = late(
    r"^(?:(?:[•●▪◦*·-]|\(?\d{1,2}[.)]|\(?[a-z][.)]|(?:line|item|service)\s+\d{1,2}(?:\s*[:.-])?)\s+|(?:why|because|reason(?:\s+for\s+(?:denial|decision|determination))?|explanation|rationale|remark\s+text|denial\s+reason|reason\s+code\s+\w+|clinical\s+(?:rationale|basis)|basis|(?:CO|PR|OA|PI)-?\d{1,3}|(?:the\s+)?(?:specific\s+|clinical\s+)*reasons?\s+for\s+(?:this|the|our|your)\s+\w+(?:\s+(?:is|are|was|were))?(?:\s+as\s+follows)?)\s*:\s*)+",
    re.IGNORECASE,
)
_BULLET_OF_REASONS = late(
    r"[•●▪◦*-]\s+(?:you(?!\s+(?:may|should|can\s+(?:ask|call|get|file|appeal|request|write|send|have)))|your|the\s+(?:patient|member|\w+\s+(?:shows?|notes?)))\b",
    re.IGNORECASE,
)
_ITEM = late(r"(?:[•●▪◦*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_PAGE_FOOT = late(r"\bpage\s+\d+\s+of\s+\d+\b|^form\s+(?=[\w-]*\d)[\w-]+", re.IGNORECASE)
_ANNOUNCES = late(r"\b(?:for|gave|are|give)\s+(?:the\s+following|these)\s+reasons?\s*[.:]$", re.IGNORECASE)
_CARC = late(r"\b(?P<group>CO|PR|OA|PI)[\s-]?(?P<code>\d{1,3}|[A-Z]\d{1,2})\b")
_X12_886 = late(r"\breason\s+code\s+(?P<code>\d[A-Z]|[A-Z]\d|\d{1,2})\b", re.IGNORECASE)
_SECTIONS = ("reason",)


def stated_reasons(letter: LetterText, values: tuple[Labelled, ...], classify: Classify) -> tuple[Found, ...]:
    """Each reason verbatim with its `class`; codes (CARC, X12 886) beside it where the letter gives one."""
    stretches = list(_stretches(letter, values))
    whole = " ".join(letter.words(start, end) for start, end in stretches)
    fallback = classify(whole) if whole else None
    out: list[Found] = []
    for start, end in stretches:
        text = letter.words(start, end)
        extra: dict[str, str | int | bool] = {}
        name = classify(text) or fallback
        if name:
            extra["class"] = name
        extra |= _codes_near(letter, start, end)
        item = found(letter, start, end, extra=extra)
        if all(item.span != other.span for other in out):
            out.append(item)
    return tuple(out)


def _stretches(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[tuple[int, int]]:
    sentences = letter.sentences
    taken: set[tuple[int, int]] = set()
    labelled = [v for v in values if v.field == "stated_reasons"]
    inside = [s for s in sentences if s.section in _SECTIONS and s.text != s.heading.strip()]
    inside += [
        s
        for s in sentences
        if any(v.start <= s.start < v.end or s.start <= v.start < s.end for v in labelled) and s not in inside
    ]
    inside += [s for s in _announced(letter) if s not in inside]
    calls = {s.start for s in p2p_sentences(letter)}
    inside = sorted((s for s in inside if s.start not in calls), key=lambda s: s.start)
    chosen = [place for sentence in inside for place in _reason_places(letter, sentence)]
    if not chosen:
        told = [s for s in inside if _is_statement(letter, s)]
        chosen = [place for s in told for place in _parts(letter, s.start, s.end)]
    if not chosen:
        outside = [
            s for s in sentences if s.section in ("head", "decision", "other", "records") and s.start not in calls
        ]
        chosen = [place for s in outside for place in _because_and_more(letter, s, outside)]
        if not chosen:
            chosen = [place for s in outside if denies(s) for place in _that_follow(letter, s, outside)]
        if not chosen:
            chosen = [
                place
                for s in outside
                if _is_reason(letter, s) and _about_case(s)
                for place in _reason_places(letter, s)
            ]
    for place in chosen:
        if place not in taken:
            taken.add(place)
            yield place


def _announced(letter: LetterText) -> Iterator[Sentence]:
    """The rest of the paragraph after `We decided this for the following reasons.`"""
    opened: Sentence | None = None
    for sentence in letter.sentences:
        if opened is not None and "\n\n" not in letter.body[opened.end : sentence.start + 1]:
            opened = sentence
            yield sentence
        else:
            opened = sentence if _ANNOUNCES.search(sentence.text) else None


def _because_and_more(letter: LetterText, sentence: Sentence, others: list[Sentence]) -> list[tuple[int, int]]:
    """The clause after `denied because`, and the reasons that follow it in the same paragraph."""
    places = list(_because(letter, sentence))
    return places + _that_follow(letter, sentence, others) if places else places


def _that_follow(letter: LetterText, sentence: Sentence, others: list[Sentence]) -> list[tuple[int, int]]:
    """Reasons in the same paragraph after a sentence that denies."""
    places: list[tuple[int, int]] = []
    last = sentence
    for other in others:
        is_near = "\n\n" not in letter.body[last.end : other.start + 1] or (
            _ITEM.match(letter.body, other.start) is not None
            and letter.body.count("\n\n", last.end, other.start + 1) == 1
        )
        if other.start >= last.end and is_near:
            if _is_reason(letter, other):
                places.extend(_parts(letter, other.start, other.end))
            last = other
    return places


def _reason_places(letter: LetterText, sentence: Sentence) -> list[tuple[int, int]]:
    because = list(_because(letter, sentence))
    if because:
        return because
    if not _is_reason(letter, sentence):
        return []
    return _parts(letter, sentence.start, sentence.end)


def _is_reason(letter: LetterText, sentence: Sentence) -> bool:
    text = _LEADING.sub("", sentence.text)
    if len(text.split()) < 4 or text.endswith(":") or text.endswith("?"):
        return False
    if letter.vocabulary.terms("boilerplate").search(text) or _is_data(letter, sentence):
        return False
    if names_call(letter, text) or FILING.search(text) or _PAGE_FOOT.search(text):
        return False
    if sentence.section == "reason" and _BULLET_OF_REASONS.match(sentence.text):
        return True
    if _NOT_A_REASON.match(text) or _FREE.search(text) or _RECITAL.match(text) or "\t" in sentence.text:
        return False
    text = _ILLNESS.sub(" ", text)
    return bool(_LACK.search(text) or _FINDING.match(text) or _FACTUAL.search(text))


def _is_statement(letter: LetterText, sentence: Sentence) -> bool:
    """A whole sentence of a reason section that is neither data nor about the notice: `The guideline allows 12 visits.`"""
    text = _LEADING.sub("", sentence.text)
    if len(text.split()) < 5 or text[-1] != "." or _is_data(letter, sentence):
        return False
    return not (
        _NOT_A_REASON.match(text)
        or _FREE.search(text)
        or _PAGE_FOOT.search(text)
        or FILING.search(text)
        or names_call(letter, text)
        or letter.vocabulary.terms("boilerplate").search(text)
    )


def _is_data(letter: LetterText, sentence: Sentence) -> bool:
    """True for a table's titles and rows, and for a labelled line that is no reason."""
    if any(letter.lines[index].start <= sentence.start <= letter.lines[index].end for index in letter.tables.all_lines):
        return True
    match = re.match(r"([A-Z][^:.]{1,50}):\s", sentence.text)
    label = letter.label(match.group(1), sentence.start) if match is not None else None
    return label is not None and letter.vocabulary.field_of(label) not in (
        "stated_reasons",
        "decision",
        "records_reviewed",
    )


def _about_case(sentence: Sentence) -> bool:
    return (
        re.search(
            r"\b(?:record|document|necess|criteri|evaluation|exam|trial|program|score|letter|order|need|guideline|covered|benefit|submitted|information|clinical|treat|therap|care|dose|visit|stay|level|patient|records|notes|papers|assessment|need|note|report|imaging|MRI|stud(?:y|ies)|test|reason)\w*",
            sentence.text,
            re.IGNORECASE,
        )
        is not None
    )


def _because(letter: LetterText, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The clause after `denied because`, each of several joined ones; none when it only recites the rule."""
    match = _BECAUSE.search(letter.body, sentence.start, sentence.end)
    if match is None:
        return
    if not _OF_THE_REQUEST.search(letter.words(sentence.start, match.end())):
        yield from _parts(letter, sentence.start, sentence.end)
        return
    clause = letter.words(match.end(), sentence.end)
    if _RECITAL.match(clause) or len(clause.split()) < 3:
        return
    yield from _parts(letter, match.end(), sentence.end)


def _parts(letter: LetterText, start: int, end: int) -> list[tuple[int, int]]:
    body = letter.body
    lead = _LEADING.match(body[start:end])
    if lead is not None:
        start += lead.end()
    label = _LABEL_LEAD.match(body, start, end)
    if label is not None and letter.label(label.group(1), start) is not None:
        start = label.end()
    capitals = _CAPITALS_LEAD.match(body, start, end)
    start = capitals.end() if capitals is not None else start
    told = _TOLD_BY.match(body, start, end)
    if told is not None:
        start = told.end()
    pieces: list[tuple[int, int]] = []
    at = start
    for joint in _JOINT.finditer(body, start, end):
        pieces.append((at, joint.start()))
        at = joint.end()
    pieces.append((at, end))
    out: list[tuple[int, int]] = []
    for first, last in pieces:
        trailer = _TRAILER.search(re.sub(r"\s", " ", body[first:last]))
        if trailer is not None and trailer.start() > 10:
            last = first + trailer.start()
        out.append((first, last))
    return out


def _codes_near(letter: LetterText, start: int, end: int) -> dict[str, str | int | bool]:
    """A reason code in the sentence, before it in the line, or on a labelled line right after it."""
    first = letter.body.rfind("\n", 0, start) + 1
    stop = letter.body.find("\n", end)
    last = letter.body.find("\n", stop + 1) if stop != -1 else -1
    around = letter.body[first : len(letter.body) if last == -1 else last]
    match = _CARC.search(around)
    if match is not None:
        return {"code_system": "CARC", "code_group": match.group("group"), "code": match.group("code")}
    match = _X12_886.search(letter.body[first:end])
    return {"code_system": "X12-886", "code": match.group("code")} if match is not None else {}

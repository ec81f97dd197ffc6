"""What was asked for: the service in the letter's words, its codes, the diagnoses, how much."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from peercall.domain.letters import Found, LetterField
from peercall.engine.letters.granted import is_granted, refused_services
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.quantities import SERVICE_SECTIONS, is_amount, quantity_approved, quantity_requested
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.tables import Table
from peercall.engine.letters.text import LetterText

_CODE = r"(?:\d{5}|\d{4}[TFUM]|[A-EGHJ-MP-V]\d{4})(?:-[A-Z0-9]{2})?"
_LEAD = r"(?:CDT|ADA|CPT(?:\s*/\s*HCPCS)?|HCPCS(?:\s*/\s*CPT)?|procedure|service|billing|J-?)\s*(?:®\s*)?(?:level\s+II\s+)?(?:codes?|code\(s\))?\s*(?:nos?\.?|numbers?|#)?\s*:?\s*"
_CODE_LIST = late(
    rf"\b{_LEAD}(?P<codes>\(?\b{_CODE}\b(?:\s*(?:,|;|/|&|\band\b|\bor\b|\bwith\b|\bplus\b)+\s*(?:(?:CPT|HCPCS)\s+)?{_CODE}\b)*)",
    re.IGNORECASE,
)
_EACH_CODE = late(rf"(?<![\w.-]){_CODE}(?![\w-]|\.\d)")
_HCPCS_BARE = late(r"(?<![\w.-])[A-EGHJ-MP-V]\d{4}(?![\w-]|\.\d)")
#: `porcelain crown on tooth 14 (D2740)`: codes in brackets right behind what they are of
_BRACKETED = late(
    rf"(?<=[a-z\d,])\s+\((?P<codes>(?:(?:CPT|HCPCS|CDT|procedure|billing|service)\s+)?(?:codes?\s+)?{_CODE}(?:\s*(?:,|;|and|&)\s*(?:CPT\s+|HCPCS\s+)?{_CODE})*)\)"
)
_HCPCS_TOLD = late(r",\s+(?P<code>[A-EGHJ-MP-V]\d{4})(?=[,;.)]|\s+for\b|\s*(?:\n|$))")
_NDC = late(r"\bNDC\s*(?:code|number|no\.?|#)?\s*:?\s*(?P<ndc>\d{4,5}-\d{3,4}-\d{1,2}|\d{11})\b", re.IGNORECASE)
_REVENUE = late(r"\brev(?:enue)?\.?\s+(?:codes?\s*:?\s*(?P<code>\d{4}|\d{3})|(?P<bare>[01]\d{3}))\b", re.IGNORECASE)
_DRG = late(r"\b(?:MS-)?DRG\s*:?\s*(?P<code>\d{3})\b")
_DIRECT = (
    r"\brequest\b[^;]{0,160}?\bfor\s+(?:our|your|the)\s+(?:member|patient|enrollee)\b[^:;]{0,120}?:\s+",
    r"(?:asked|requested)\s+(?:us\s+)?(?:for\s+)?(?:prior\s+|first\s+)?(?:approval|authorization|coverage|(?:pre-?)?certification|preauthorization)\s+(?:of|for)\s*:?\s+",
    r"(?:asked|requested)\s+(?:us|(?:our|the|your)\s+(?:health\s+)?plan)\s+(?:on\s+[^.;]{4,20}?\s+)?to\s+(?:approve|cover|authorize|pay\s+for|(?:pre-?)?certify|preauthorize)\s+",
    r"requested\s+by\s+you(?:\s+or\s+your\s+(?:doctor|provider|physician))?\s*(?:\[provider\])?\s*:\s+",
    r"(?:your|the|a|this|an)\s+(?:\w+\s+){0,3}request\s*(?:,\s+which\s+[^;]{4,60}?,\s+|\s)(?:(?:of|dated)\s+[A-Z][a-z]+\s+\d{1,2},\s+\d{4}\s+)?(?:\(?received\s+(?:on\s+)?[^.;()]{6,20}?\)?\s*,?\s+)?(?:from\s+(?:Dr\.\s+)?[^.;]{3,60}?\s+)?(?:for|to\s+(?:approve|cover|authorize|certify))\s+(?:(?:first|prior|initial|continued|pre-?service)\s+)*(?:(?:approval|authorization|coverage|certification|precertification|preauthorization)\s+(?:of|for)\s+)?",
    r"(?:prior\s+)?(?:authorization|approval|precertification|preauthorization|coverage)\s+(?:request\s+)?(?:was\s+requested\s+)?for\s+(?!the\s+(?:study|service|procedure|drug|item|stay|treatment)\b)(?:the\s+following(?:\s+\w+)?\s*:\s*)?",
    r"(?:has|have)\s+(?:asked|requested)\s+(?:for\s+)?",
    r"asked\s+(?:us\s+)?(?:on\s+[^.;]{4,20}?\s+)?for\s+(?:(?:pre-?certification|preauthorization|approval)\s+of\s+)?",
    r"requested\s+by\s+you\s+or\s+your\s+\w+\s+[^:;.]{3,60}:\s+",
    r"(?:decided|unable|agreed)\s+(?:not\s+)?to\s+(?:approve|cover|authorize|pay\s+for|certify)\s+(?:the\s+|your\s+)?(?!the\s+service)",
    r"\b(?:he|she|they|who)\s+(?:would\s+like|wants|plans|proposes)\s+to\s+(?:place|do|perform|give|provide|prescribe|use|treat\s+you\s+with)\s+",
    r"\bwe\s+(?:cannot|can\s+not|could\s+not|are\s+unable\s+to|are\s+not\s+able\s+to|do\s+not|will\s+not|did\s+not|have\s+not)\s+(?:approved?|cover|authorized?|certify|certified|pay\s+for)\s+",
    r"(?:You|Your\s+(?:doctor|provider|physician|prescriber))\s+(?:asked\s+for|requested)\s*:?\s+",
    r"the\s+(?:requested|following|proposed)\s+(?:services?|procedures?|treatments?|items?|drugs?|medications?)\s*(?:is|are|was|were)?\s*:\s+",
)  # fmt: skip
_ASKED = tuple(late(pattern, re.IGNORECASE) for pattern in _DIRECT)
_STOP = late(
    r"\s*(?:\((?=[^)]*(?:\b(?:CPT|HCPCS|NDC|ICD|codes?)\b|\d{5}|[A-Z]\d{4}))|,?\s+(?:CPT|HCPCS|NDC)\b|,\s+[A-V]\d{4}\b|,?\s+for\s+(?:the\s+)?(?:a\s+)?(?:diagnosis|treatment|primary|lumbar|use|sensorineural|your|the\s+treatment|[A-Z][a-z]+'s|[a-z]+\s+(?:disc|arthritis|disease|disorder|pain))|,\s+(?:planned|scheduled|to\s+be)\b|,\s+(?:from\s+)?\d{1,2}(?:/\d|\s+[A-Z])|\s+from\s+\d{1,2}/\d|\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:not\s+)?(?:approved|denied|reviewed|received|certified|medically)|[.;]\s|[.;]?$|\s+at\s+(?=[A-Z][a-z])|\s+(?:from|with|by)\s+(?:Dr\b|[A-Z][a-z]+\s+[A-Z])|\s+on\s+(?:behalf\b|\d)|\s+because\b|\s+under\s+|\s+-\s+(?:decision|determination|denial|notice|outcome|result)\b|,?\s+for\s+(?:Mr|Mrs|Ms|Miss)\b|,\s+for\s+(?=[A-Z][a-z]+\s+[A-Z]))",
)
_VAGUE = late(
    r"^(?:at|by|in|on)\s|^(?:an?\s+)?(?:external|internal|expedited|independent|urgent|fast|second-level)\s+(?:medical\s+)?(?:review|appeal|hearing)\b|^(?:the\s+)?(?:service|services|request|coverage|following|items?|requested|claim|appeal|review|this|these|it|that|approval|authorization|benefits?|care|an?\s+(?:appeal|review|copy|peer|expedited|independent|external|fast|standard|fair|hearing|discussion|conversation))\b\s*(?:service|item|listed|described|above|below)?",
    re.IGNORECASE,
)
_THEIR_OWN = late(
    r"(?:your|this|that|the|these|those|her|his|their|it|them|any)\s*(?:\w+\s+){0,2}?(?:medicines?|drugs?|medications?|services?|requests?|items?|treatments?|procedures?|stays?|hours?|visits?|tests?|equipment|claims?|care|other\s+\d+\s+\w+)?",
    re.IGNORECASE,
)
#: the plan's own text in quotation marks, cells of a table, words of the notice itself
_NOT_A_NAME = late(
    r"^\s*\"|[|\t]|\badverse\s+(?:benefit\s+)?determination|\bnotice\s+of\b|\bpeer-to-peer\b|\bappeals?\b",
    re.IGNORECASE,
)
#: `Subject: Adverse determination - `: before the service in a letter's subject
_TITLE = late(
    r"(?:(?:subject|re|regarding)\s*:\s*)?(?:notice\s+of\s+)?(?:adverse\s+)?(?:(?:benefit\s+)?determination|denial|decision|non-?certification|request)\s*(?:[-:]|of|for)\s+|(?:subject|re|regarding)\s*:\s*",
    re.IGNORECASE,
)
#: `the larger number`, `the other visits`: an amount, no name
_HOW_MUCH = late(
    r"(?:the\s+|an?\s+)?(?:(?:larger|higher|greater|full|other|remaining|extra|additional|requested|rest\s+of\s+the|bigger|increased)\s+)+(?:number|amount|quantity|dose|dosage|part|portion|strength|days|visits|hours|units|sessions|doses)(?:\s+of\s+\w+)?",
    re.IGNORECASE,
)
#: what stands under a label such as `Stay` and is no name of a service
_NO_SERVICE = late(r"(?:admitted|discharged|from|since|began|started|see|not|none|n/a|yes|no)\b", re.IGNORECASE)
_ARTICLE = late(r"^(?:an?|the)\s+", re.IGNORECASE)
_IN_A_HEADING = "named in a heading"


_OTHER_SYSTEMS = (
    (("rev",), late(r"(?<!\d)0?\d{3}(?!\d)"), "REVENUE"),
    (("drg", "ms-drg", "billed drg"), late(r"(?<!\d)\d{3}(?!\d)"), "DRG"),
    (("ndc", "drug code"), late(r"\d{4,5}-\d{3,4}-\d{1,2}|(?<!\d)\d{11}(?!\d)"), "NDC"),
)


def service_fields(letter: LetterText, values: tuple[Labelled, ...]) -> dict[str, LetterField]:
    """requested_service, quantity_requested and quantity_approved.

    `Requested: 12 visits` is an amount, `Requested: home oxygen` a service.
    """
    labelled = [
        found(letter, _after_code(letter, value), end)
        for value in values
        if not _NO_SERVICE.match(value.text)
        and _NOT_A_NAME.search(value.text) is None
        and (value.field == "requested_service" or (value.label == "requested" and not is_amount(value)))
        and (end := _described(letter, value)) > value.start
    ]
    by_code = any(
        value.field == "requested_service" and re.match(rf"(?:CPT|HCPCS|{_CODE})\b", value.text) for value in values
    )
    asked = sorted(_asked_for(letter), key=lambda item: item.how == _IN_A_HEADING)
    described = first_settled(
        tuple(refused_services(letter))[:1],
        asked[:1] if by_code else (),
        labelled[:1],
        asked[:1],
        _before_code(letter),
        _claim_row(letter),
        _refused(letter),
        searched="service",
    )
    return {
        "requested_service": described,
        "quantity_requested": quantity_requested(letter, values, described, asking=tuple(request_sentences(letter))),
        "quantity_approved": quantity_approved(letter, values),
    }


def _after_code(letter: LetterText, value: Labelled) -> int:
    """Start of the words behind a code that opens the value: `27447 - Total Knee Arthroplasty`."""
    match = re.match(
        rf"\d{{1,2}}[.)]\s+(?=[A-Za-z]{{3}})|(?:(?:CPT|HCPCS)\s+)?{_CODE}(?:\s*[-:,]\s*(?=[A-Za-z]{{3}})|\s+(?=[A-Za-z]{{3}}))",
        letter.body[value.start : value.end],
    )
    return value.start + (match.end() if match else 0)


def _described(letter: LetterText, value: Labelled) -> int:
    """End of the service's words: before its codes when they follow in brackets or after a comma."""
    text = letter.body[value.start : value.end]
    if not re.search(r"[A-Za-z]{3}", text):
        return value.start
    tail = re.search(
        r"\s*(?:\((?:CPT|HCPCS|NDC|code|rev|[\dA-Z]\d{4}\))[^)]*\)?|[,;-]\s*(?:CPT|HCPCS|NDC|revenue\s+code|rev(?:enue)?\.?\s+code)\s+[\w, -]+)\s*$",
        text,
        re.IGNORECASE,
    )
    slash = re.search(r"\s+/\s+(?=(?:qty|quantity|units?|\d)\b)", text, re.IGNORECASE)
    if slash is not None:
        return value.start + slash.start()
    return value.start + (tail.start() if tail and tail.start() > 0 else len(text))


def _asked_for(letter: LetterText) -> Iterator[Found]:
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "p2p", "keep", "closing"):
            continue
        body = letter.body[sentence.start : sentence.end]
        for pattern in _ASKED:
            match = pattern.search(body)
            if match is None:
                continue
            stop = _STOP.search(body, match.end())
            end = stop.start() if stop else len(body)
            words = body[match.end() : end]
            if (
                _is_place(letter, words.strip())
                or _THEIR_OWN.fullmatch(words.strip())
                or _HOW_MUCH.fullmatch(words.strip())
                or _NOT_A_NAME.search(words) is not None
            ):
                continue  # a place, the thing without its name, the plan's own text
            if len(words.split()) < 1 or _VAGUE.match(words.strip()) or len(words.strip()) < 6 or len(words) > 260:
                continue
            start = sentence.start + match.end()
            value = _ARTICLE.sub("", letter.words(start, sentence.start + end))
            heading = sentence.text == sentence.heading.strip() or sentence.text[-1] not in ".:)"
            yield found(letter, start, sentence.start + end, value, how=_IN_A_HEADING if heading else None)
            break


def _is_place(letter: LetterText, words: str) -> bool:
    """True for a place of care, alone or with the length of a stay behind a comma."""
    place = letter.names.labelled_facility.match(words)
    return place is not None and re.match(r"$|,\s+\d", words[place.end() :]) is not None


def _before_code(letter: LetterText) -> Iterator[Found]:
    """The words before codes in brackets, back to the word that opens them: `decided not to cover X (97153)`."""
    for sentence in letter.sentences:
        if sentence.section not in ("head", "decision", "other"):
            continue
        match = _BRACKETED.search(letter.body, sentence.start, sentence.end) or _HCPCS_TOLD.search(
            letter.body, sentence.start, sentence.end
        )
        if match is None:
            continue
        if is_granted(letter, match.start()):
            continue
        before = letter.body[sentence.start : match.start()]
        leads = [lead.end() for lead in _SERVICE_LEAD.finditer(before)]
        start = sentence.start + (leads[-1] if leads else 0)
        title = _TITLE.match(letter.body, start, match.start())
        start = title.end() if title is not None else start
        words = letter.words(start, match.start())
        if leads and 1 <= len(words.split()) <= _MOST_WORDS and not _VAGUE.match(words):
            yield found(letter, start, match.start(), _ARTICLE.sub("", words))
            return


_MOST_WORDS = 14
_SERVICE_LEAD = late(
    r"(?:^|\b(?:for|of|cover|covering|approve|authorize|certify|place|provide|perform|have|requested|requests?|asked\s+for|asking\s+for|wants|proposed|recommended|prescribed|ordered|have\s+asked\s+for|following|decision\s+(?:on|about))\s*:?\s+)(?=\S)",
    re.IGNORECASE,
)


_REFUSED = late(
    r"(?!(?:The|Your|This|That|These|Our|It|We|You|They|Neither|No|Prior)\b)(?P<what>[A-Z][^.;:\n]{8,110}?)(?:,\s+\d+\s+\w+)?,?\s+(?:is|are|was|were)\s+not\s+(?:approved|authorized|certified|covered)\b"
)
_POINTING = late(r"\b(?:this|that|these|those|above|below|named|listed|request|claim|appeal|decision)\b", re.IGNORECASE)


def _refused(letter: LetterText) -> Iterator[Found]:
    """The subject of the sentence that refuses: `Admission to a nursing facility, 14 days, is not approved.`"""
    for sentence in letter.sentences:
        match = _REFUSED.match(letter.body, sentence.start, sentence.end)
        if match is None or sentence.section not in ("head", "decision", "other"):
            continue
        if not _POINTING.search(match.group("what")) and len(match.group("what").split()) > 1:
            yield found(letter, match.start("what"), match.end("what"))
            return


def _claim_row(letter: LetterText) -> Iterator[Found]:
    """`Line 1 | date | code | words | DENIED`: the cell after the code."""
    for line in letter.lines:
        cells = [(m.start(), m.group().strip()) for m in re.finditer(r"[^|\t]+", line.text)]
        for (_, one), (at, two) in itertools.pairwise(cells):
            if re.fullmatch(_CODE, one) and re.match(r"[A-Z][A-Za-z]", two) and len(two) > 5:
                start = line.start + line.text.index(two, at)
                yield found(letter, start, start + len(two))
                return


def service_codes(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Found, ...]:
    """Codes of the services, with `system`; each code once, where it first stands.

    Codes in what is approved count only where no others stand: a partial approval names what was asked for.
    """
    return _service_codes(letter, values, is_left_out=is_granted) or _service_codes(
        letter, values, is_left_out=lambda _letter, _at: False
    )


def _service_codes(
    letter: LetterText, values: tuple[Labelled, ...], *, is_left_out: Callable[[LetterText, int], bool]
) -> tuple[Found, ...]:
    out: dict[str, Found] = {}

    def add(start: int, end: int, system: str) -> None:
        value = letter.body[start:end].upper().split("-")[0] if system in ("CPT", "HCPCS") else letter.body[start:end]
        out.setdefault(value, found(letter, start, end, value, extra={"system": system}))

    for value in values:
        if value.field == "service_codes":
            for item in _of_other_systems(letter, value.start, value.end, value.label):
                out.setdefault(str(item.value), item)
            for match in _EACH_CODE.finditer(letter.body, value.start, value.end):
                add(match.start(), match.end(), code_system(match.group()))
        elif value.field in ("requested_service", "quantity_requested"):
            for match in _HCPCS_BARE.finditer(letter.body, value.start, value.end):
                add(match.start(), match.end(), "HCPCS")
            for match in re.finditer(
                r"(?:^|[(\s])(?P<c>\d{5}|\d{4}T)(?=[\s),;:]|$)", letter.body[value.start : value.end]
            ):
                add(value.start + match.start("c"), value.start + match.end("c"), "CPT")
    for match in _CODE_LIST.finditer(letter.body):
        if not (_is_cited(letter, match.start()) or is_left_out(letter, match.start())):
            for code in _EACH_CODE.finditer(letter.body, match.start("codes"), match.end("codes")):
                add(code.start(), code.end(), code_system(code.group()))
    for line in letter.lines:
        for cell in re.finditer(r"[^|\t]+", line.text):
            text = cell.group().strip()
            if ("|" in line.text or "\t" in line.text) and re.fullmatch(r"\d{4}[0-9T]|[A-EGHJ-MP-V]\d{4}", text):
                start = line.start + cell.start() + cell.group().index(text)
                add(start, start + len(text), code_system(text))
    for match in (*_BRACKETED.finditer(letter.body), *_HCPCS_TOLD.finditer(letter.body)):
        if not (_is_cited(letter, match.start()) or is_left_out(letter, match.start())):
            for code in _EACH_CODE.finditer(letter.body, match.start() + 1, match.end()):
                add(code.start(), code.end(), code_system(code.group()))
    for pattern, system in ((_NDC, "NDC"), (_REVENUE, "REVENUE"), (_DRG, "DRG")):
        for match in pattern.finditer(letter.body):
            if not _is_cited(letter, match.start()):
                add(*match.span(match.lastgroup or 0), system)
    return tuple(sorted(out.values(), key=lambda item: (item.span.page, item.span.start)))


def _is_cited(letter: LetterText, at: int) -> bool:
    """True where a code stands in rights pages or among an alternative that the plan prefers."""
    if letter.section_at(at).kind in ("appeal", "fast_appeal", "external", "keep", "help", "closing"):
        return True
    before = letter.body[max(0, at - 90) : at].lower()
    return (
        re.search(r"\b(?:preferred|alternative|instead|covered when|biosimilars? such as)\b[^.;]*$", before) is not None
    )


def code_system(code: str) -> str:
    """CPT, CDT or HCPCS by the shape of a service code."""
    return "CDT" if code[0] in "Dd" else "HCPCS" if code[0].isalpha() else "CPT"


def find_service_codes(letter: LetterText, start: int, end: int, *, table: Table | None = None) -> Iterator[Found]:
    """Every service code in a cell or a labelled value; with a table, of the column the cell stands in."""
    for match in _EACH_CODE.finditer(letter.body, start, end):
        value = match.group().split("-")[0]
        yield found(letter, match.start(), match.end(), value, extra={"system": code_system(value)})
    if table is not None:
        for row in table.rows:
            for column, place in row.cells.items():
                if place == (start, end) and (label := table.labels[column]) is not None:
                    yield from _of_other_systems(letter, start, end, label)


def _of_other_systems(letter: LetterText, start: int, end: int, label: str) -> Iterator[Found]:
    """Revenue, DRG and NDC codes, which only their label tells from other numbers."""
    for words, pattern, system in _OTHER_SYSTEMS:
        if label.startswith(words):
            for match in pattern.finditer(letter.body, start, end):
                yield found(letter, match.start(), match.end(), match.group(), extra={"system": system})


def is_service_code(text: str) -> bool:
    """True for text that is nothing but one CPT or HCPCS code."""
    return re.fullmatch(_CODE, text) is not None


def request_sentences(letter: LetterText) -> Iterator[Sentence]:
    """Sentences that tell what was asked for."""
    for sentence in letter.sentences:
        if sentence.section in SERVICE_SECTIONS and any(
            p.search(letter.body[sentence.start : sentence.end]) for p in _ASKED
        ):
            yield sentence

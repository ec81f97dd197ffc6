"""Who the letter is about and under which numbers: member, identifiers, provider, facility."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peercall.domain.letters import Conflicting, Found, LetterField, NotFound
from peercall.engine.letters.dates import birth_candidates, find_dates
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import (
    DOCTOR,
    FACILITY,
    NAME,
    PERSON,
    PERSON_WITH_CREDENTIALS,
    TITLE,
    is_person_name,
)
from peercall.engine.letters.settling import first_settled, found, settle
from peercall.engine.letters.text import LetterText

_ID = late(r"#?\s*(?P<id>[A-Z0-9][A-Z0-9/*-]*(?:(?:[ ]|-)(?=[A-Z-]*\d)[A-Z0-9/*-]+)*)(?![a-z])")
_ID_IN_TEXT = late(
    r"\b(?P<kind>pharmacy request|authorization request|prior authorization|request|reference|case|file|authorization|claim)\s+(?:number\s+|no\.?\s+|#\s*|id\s+)?(?P<id>(?=[A-Z0-9-]*\d{3})(?:[A-Z]{1,5}-[A-Z0-9-]*\d|\d{2,4}-\d{4,}))(?![\w-])",
    re.IGNORECASE,
)
_FILE_IS = late(
    r"\b(?P<kind>file|case|reference|request|authorization|claim)\b[^.;:\d]{0,40}?\bis\s+number\s+(?P<id>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)+)(?![\w-])",
    re.IGNORECASE,
)
_UNDER_GROUP = late(r"\bunder\s+group\s+(?:number\s+|no\.\s+)?(?P<id>[A-Z0-9-]*\d[A-Z0-9-]*)")
_WHOSE_ID = late(
    r"\bwhose\s+(?:\w+\s+)?(?:ID|identification)(?:\s+(?:number|no\.))?(?:\s+with\s+the\s+[Pp]lan)?\s+is\s+(?P<id>[A-Z0-9][A-Z0-9-]{4,})"
)
_NAME_THEN_ID = late(
    rf"\b(?:Member|Patient|Enrollee|Participant)\s+{NAME},\s+ID\s+(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)(?=[,;.])"
)
_BRAND_ID = late(
    r"(?:^|\n|\t)\s*[A-Z][A-Za-z]+\s+(?:Member\s+)?ID\s+(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)"
)
_ID_FIELDS = {"member_id": 4, "group_number": 1, "authorization_number": 3, "claim_number": 3, "reference_number": 3}
_REFERENCE_RANKS = (
    ("reference", "ref", "our reference", "case"),
    ("request", "file", "review", "um", "tracking"),
    ("",),
)
_IN_TEXT = "told in the text"
_KINDS = {
    "authorization": "authorization_number",
    "authorization request": "authorization_number",
    "prior authorization": "authorization_number",
    "claim": "claim_number",
}
_BORN = late(r"\b(?:born(?:\s+on)?|DOB|D\.O\.B\.|date\s+of\s+birth(?:\s+is)?)\s*[:(]?\s*(?=\S)", re.IGNORECASE)
_TO = late(r"(?:to|attn|attention|provider)\s*:?\s+", re.IGNORECASE)
_NPI = late(r"\bNPI\b\s*(?:number|no\.?|#|is)?\s*[:#(]*\s*(?P<npi>\d{10})(?!\d)", re.IGNORECASE)
_SALUTATION = late(r"\bDear\s+(?P<title>Dr\.?|Doctor|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?)?\s*(?P<name>[^\n:,]{2,60})[:,]?")
_ASKED = late(
    rf"(?:doctor|physician|provider|prescriber|surgeon|specialist|audiologist|clinician|practitioner|therapist|dentist|oncologist),?\s+(?P<person>(?:Dr\.?\s+)?{NAME}(?:,\s*[A-Z][A-Za-z.-]{{1,6}})?)\s*,?\s+(?:has\s+)?(?:asked|requested|submitted|wants|ordered|sent)"
)
_SUBMITTED = late(
    rf"(?:request(?:ed)?|submitted|ordered|prescribed)\s+(?:\w+\s+){{0,6}}?(?:by|from)\s+(?P<person>(?:Dr\.?\s+{NAME}|{NAME},\s*(?:MD|DO|NP|PA-C|PA|DC|DPM|DDS|APRN|FNP|PhD|PsyD)))\b"
)
_YOUR_PATIENT = late(rf"\b(?:[Yy]our|[Tt]he|[Ff]or)\s+(?:patient|member)s?,?\s+(?P<name>{NAME})")
_NAME_BORN = late(
    rf"(?:\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+)?(?P<name>{NAME})(?=,?\s+\(?(?:born\s|DOB\b|D\.O\.B|date\s+of\s+birth\b))"
)
_MEMBER_IS = late(rf"(?:^|\n)(?:Member|Patient|Enrollee|Participant)\s+(?P<name>{NAME})(?=,\s)")
_DOCTOR_ASKED = late(
    r"(?P<person>Dr\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?)(?:\s+of\s+your\s+\w+)?(?:,\s+NPI\s+\d{10},)?\s+(?:has\s+)?(?:requested|asked)\b"
)
_OR_YOUR_DOCTOR = late(
    rf"\brequested\s+by\s+you\s+or\s+your\s+(?:doctor|provider|physician)\s+(?P<person>{NAME},\s*(?:MD|DO|NP|PA-C|PA|DC|DPM|APRN))\b"
)
_COPY = late(r"(?:^|\n)\s*(?:copy to|cc|c\.c\.|copies to)\s*:?\s*(?P<rest>[^\n]+)", re.IGNORECASE)
_PROVIDER_RANKS = (
    (
        "requesting",
        "ordering",
        "treating",
        "prescrib",
        "surgeon",
        "requested by",
        "ordered by",
        "submitted by",
        "asked",
        "request made by",
        "request from",
        "your ",
    ),
    ("attending", "referring", "admitting"),
    ("provider", "physician", "doctor", "practitioner", "clinician", "prescriber"),
    ("rendering", "servicing", "performing"),
)
_KIND_OF_PLACE = late(
    r"(?:\d{2}\s*[-:]?\s*)?(?:on[- ]campus\s+|off[- ]campus\s+|acute\s+(?:care\s+)?)?(?:outpatient|inpatient|ambulatory|office|home|hospital|clinic|surgical|surgery|center|facility|department|setting|telehealth|skilled|nursing|\s|-)+",
    re.IGNORECASE,
)
_MEMBER_ID_TOLD = late(
    r"\b(?:[Mm]ember|[Ss]ubscriber|[Ee]nrollee|[Pp]atient)\s+(?:ID|identification)\s+(?:number\s+|no\.\s+|#\s*)?(?:is\s+)?(?P<id>[A-Z]{0,4}\d[A-Z0-9-]{4,})"
)
_AT_FACILITY = late(r"\b(?:at|to|in)\s+(?:the\s+)?$|\b(?:facility|hospital|center|unit),\s+$")


def member_fields(letter: LetterText, values: tuple[Labelled, ...]) -> dict[str, LetterField]:
    """member_name, member_dob and the identifiers."""
    fields: dict[str, LetterField] = {
        "member_name": _member_name(letter, values),
        "member_dob": _birth(letter, values),
    }
    for name, digits in _ID_FIELDS.items():
        fields[name] = _identifier(letter, values, name, digits)
    reference = fields["reference_number"]
    others = {
        str(other.value) for name in _ID_FIELDS if isinstance(other := fields[name], Found) and other is not reference
    }
    if isinstance(reference, Found) and reference.how == _IN_TEXT and str(reference.value) in others:
        fields["reference_number"] = NotFound("reference number")
    return fields


def _member_name(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    strong: list[Found] = []
    weak: list[Found] = []
    for value in values:
        if value.field != "member_name":
            continue
        name = _name_at(letter, value.start, value.end)
        if name is not None:
            (weak if value.label in ("name", "re", "regarding", "employee", "in regard to") else strong).append(name)
    told = [
        found(letter, match.start("name"), match.end("name"))
        for match in _YOUR_PATIENT.finditer(letter.body)
        if is_person_name(match.group("name"))
    ]
    return first_settled(
        strong,
        weak,
        _addressee(letter),
        told[:1],
        _described(letter),
        searched="a name beside member, patient, enrollee or Re",
    )


def _described(letter: LetterText) -> list[Found]:
    """`Mr. Ansel Bright, born ...`, `Member Maren Hollis, ...`: a name told with what marks it as the member's."""
    return [
        found(letter, match.start("name"), match.end("name"))
        for pattern in (_NAME_BORN, _MEMBER_IS)
        for match in pattern.finditer(letter.body)
        if is_person_name(match.group("name"))
    ]


def _name_at(letter: LetterText, start: int, end: int) -> Found | None:
    text = letter.body[start:end]
    title = TITLE.match(text)
    first = title.end() if title else 0
    last_first = re.match(
        r"[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?,\s*[A-ZÀ-Þ][\w'-]*(?:\s+[A-Z]\.?)?(?=\s*(?:$|[(;\t\n]))", text[first:]
    )
    match = last_first or re.match(NAME, text[first:])
    if match is None:
        return None
    name = match.group()
    if not is_person_name(name.replace(",", " ")):
        return None
    rest = text[first + match.end() :]
    if re.match(r"\s+[a-z]", rest) or PERSON_WITH_CREDENTIALS.match(text[first:]):
        return None
    return found(letter, start + first, start + first + match.end())


def _addressee(letter: LetterText) -> Iterator[Found]:
    """The person a letter to a member greets, as the address block spells the name."""
    greeting = _SALUTATION.search(letter.body)
    if greeting is None or (greeting.group("title") or "").lower().startswith("d"):
        return
    surname = greeting.group("name").split()[-1]
    if not greeting.group("title") and not is_person_name(greeting.group("name")):
        return
    for line in letter.lines:
        if line.start >= greeting.start():
            break
        if surname in line.text and (name := _name_at(letter, line.start, line.end)) is not None:
            yield Found(name.value, name.span, "addressee", name.extra)
            return


def _birth(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    candidates: list[Found] = []
    for value in values:
        if value.field == "member_dob":
            for mention in find_dates(letter.body, value.start, value.end)[:1]:
                candidates.extend(found(letter, mention.start, mention.end, day) for day in birth_candidates(mention))
    if not candidates:
        for match in _BORN.finditer(letter.body):
            for mention in find_dates(letter.body, match.end(), match.end() + 24)[:1]:
                if mention.start == match.end():
                    candidates.extend(
                        found(letter, mention.start, mention.end, day) for day in birth_candidates(mention)
                    )
    return settle(candidates, searched="a date beside date of birth", why="more than one birth date can be meant")


def _identifier(letter: LetterText, values: tuple[Labelled, ...], name: str, digits: int) -> LetterField:
    labelled: list[tuple[str, Found]] = []
    for value in values:
        if value.field != name:
            continue
        match = _ID.match(letter.body, value.start, value.end)
        if (
            match is not None
            and sum(char.isdigit() for char in match.group("id")) >= digits
            and not _is_date(match.group("id"))
        ):
            labelled.append((value.label, found(letter, match.start("id"), match.end("id"))))
    searched = name.replace("_", " ")
    if labelled:
        ranks = [
            [item for label, item in labelled if any(label.startswith(word) for word in words)]
            for words in (_REFERENCE_RANKS if name == "reference_number" else (("",),))
        ]
        return first_settled(*ranks, searched=searched)
    if name == "member_id":
        places = [
            m
            for pattern in (_MEMBER_ID_TOLD, _BRAND_ID, _WHOSE_ID, _NAME_THEN_ID)
            for m in pattern.finditer(letter.body)
            if _digits(m) >= digits
        ]
        return settle([found(letter, m.start("id"), m.end("id")) for m in places], searched=searched)
    if name == "group_number":
        told = _UNDER_GROUP.finditer(letter.body)
        return settle([found(letter, m.start("id"), m.end("id")) for m in told], searched=searched)
    in_text = [
        found(letter, m.start("id"), m.end("id"), how=_IN_TEXT)
        for pattern in (_ID_IN_TEXT, _FILE_IS)
        for m in pattern.finditer(letter.body)
        if _KINDS.get(m.group("kind").lower(), "reference_number") == name
    ]
    return settle(in_text, searched=searched)


def _is_date(text: str) -> bool:
    """True for text that opens with a day: `26-08-07-004417` is a number."""
    return any(mention.start == 0 for mention in find_dates(text))


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdigit() for char in match.group("id"))


def provider_fields(letter: LetterText, values: tuple[Labelled, ...], *, first_page_end: int) -> dict[str, LetterField]:
    """provider_name, provider_npi and facility."""
    return {
        "provider_name": _provider(letter, values),
        "provider_npi": _npi(letter, values),
        "facility": _facility(letter, values, first_page_end=first_page_end),
    }


def _provider(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    labelled = [value for value in values if value.field == "provider_name"]
    ranks: list[list[Found]] = []
    for words in _PROVIDER_RANKS:
        rank = [value for value in labelled if any(word in value.label for word in words)]
        labelled = [value for value in labelled if value not in rank]
        ranks.append([name for value in rank if (name := _provider_at(letter, value)) is not None])
    sentences = [
        found(letter, match.start("person"), match.end("person"))
        for pattern in (_ASKED, _SUBMITTED, _OR_YOUR_DOCTOR, _DOCTOR_ASKED)
        for match in pattern.finditer(letter.body)
    ]
    copies = [
        found(letter, match.start("rest") + person.start(), match.start("rest") + person.end(), how="named in copy")
        for match in _COPY.finditer(letter.body)
        if (person := PERSON_WITH_CREDENTIALS.search(match.group("rest"))) is not None
    ]
    return first_settled(
        *ranks[:3], sentences[:1], _addressed_provider(letter), ranks[3], copies[:1], searched="provider"
    )


def _provider_at(letter: LetterText, value: Labelled) -> Found | None:
    body = letter.body
    person = PERSON.match(body, value.start, value.end)
    doctor = DOCTOR.match(body, value.start, value.end)
    if doctor is not None and (person is None or person.end() <= doctor.end()):
        return found(letter, doctor.start(), doctor.end())
    if person is not None and (person.group("creds") or is_person_name(person.group("name"))):
        return found(letter, person.start(), person.end())
    name = re.match(r"[A-Z][^\t\n|(;:]{3,70}?(?=\s*(?:$|[\t\n|(;]|,?\s*NPI\b))", body[value.start : value.end])
    if name is None or re.search(r"\d{3}|\b(?:is|was|has|may|can|will|you|your)\b", name.group()):
        return None
    if re.match(r"(?:The\s+)?(?:Member|Patient|Enrollee|You|Family|Parent|Guardian)\b", name.group()):
        return None
    return found(letter, value.start, value.start + name.end())


def _addressed_provider(letter: LetterText) -> Iterator[Found]:
    """A name with credentials in the address block, when the greeting is to that doctor or nobody is greeted."""
    greeting = _SALUTATION.search(letter.body)
    stop = greeting.start() if greeting is not None else letter.page_range(0)[1]
    if greeting is None:
        stop = min([stop, *(s.start for s in letter.sentences if s.section == "closing" or len(s.text.split()) > 15)])
    surname = greeting.group("name").split()[-1] if greeting is not None else None
    for line in letter.lines:
        if line.start >= stop:
            return
        lead = _TO.match(line.text)
        first = lead.end() if lead is not None else 0
        match = PERSON_WITH_CREDENTIALS.match(line.text, first)
        doctor = DOCTOR.match(line.text, first)
        if match is None and doctor is not None and surname is not None and surname in doctor.group("name"):
            yield found(letter, line.start + first, line.start + doctor.end(), how="addressee")
            return
        if match is None or match.end() < len(line.text) - 70 or not is_person_name(match.group("name")):
            continue
        if surname is None or surname in match.group("name"):
            yield found(letter, line.start + first, line.start + match.end(), how="addressee")
            return


def _npi(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    direct = [value for value in values if value.field == "provider_name"]
    near = [
        found(letter, match.start("npi"), match.end("npi"))
        for value in direct
        for match in _NPI.finditer(letter.body, value.start, value.end)
    ]
    anywhere = [found(letter, match.start("npi"), match.end("npi")) for match in _NPI.finditer(letter.body)]
    labelled = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field == "provider_npi"
        for match in re.finditer(r"(?<!\d)\d{10}(?!\d)", letter.body[: value.end])
        if match.start() >= value.start
    ]
    return first_settled(near, labelled + anywhere, searched="NPI")


def _facility(letter: LetterText, values: tuple[Labelled, ...], *, first_page_end: int) -> LetterField:
    labelled = [item for value in values if value.field == "facility" for item in _facility_value(letter, value)]
    beside_date = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field in ("dates.service", "dates.admission", "requested_service")
        for match in FACILITY.finditer(letter.body, value.start, value.end)
    ]
    return first_settled(labelled, beside_date, _asked_at(letter, first_page_end), searched="facility")


def _facility_value(letter: LetterText, value: Labelled) -> Iterable[Found]:
    match = FACILITY.match(letter.body, value.start, value.end)
    if _KIND_OF_PLACE.fullmatch(value.text.strip(" .")):
        return
    if match is not None:
        yield found(letter, match.start(), match.end())
    elif value.label in (
        "facility",
        "facility name",
        "hospital",
        "hospital name",
        "servicing facility",
        "rendering facility",
        "requested facility",
        "treating facility",
    ):
        name = re.match(r"[A-Z][^\t\n|(;]{3,70}", letter.body[value.start : value.end])
        if name is not None and not re.search(r"\d{3}|\b(?:is|was|will|not|you|your)\b", name.group()):
            yield found(letter, value.start, value.start + len(name.group().rstrip(" ,.")))


def _asked_at(letter: LetterText, first_page_end: int) -> Iterator[Found]:
    """A place named after `at` or `to` in the account of the request."""
    for match in FACILITY.finditer(letter.body, 0, first_page_end):
        before = letter.body[max(0, match.start() - 12) : match.start()].replace("\n", " ")
        kind = letter.section_at(match.start()).kind
        if _AT_FACILITY.search(before) and kind in ("head", "decision", "reason", "other"):
            yield found(letter, match.start(), match.end())
            return


def is_settled(field: LetterField) -> bool:
    """True when a field has one value."""
    return not isinstance(field, NotFound | Conflicting)

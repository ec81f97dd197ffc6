"""Who the letter is about and under which numbers: member, identifiers, provider, facility."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.dates import birth_candidates, find_dates
from peercall.engine.letters.labels import Labelled, cells_of
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import NAME, TITLE, is_person_name
from peercall.engine.letters.settling import first_settled, found, settle
from peercall.engine.letters.text import LetterText

_ID = late(
    r"#?\s*(?P<id>[A-Z0-9][A-Z0-9/*-]*(?:\.(?=\d)[A-Z0-9/*-]+)*(?:(?:[ ]|-)(?=[A-Z-]*\d)[A-Z0-9/*-]+)*)(?![a-z])"
)
_ID_IN_TEXT = late(
    r"\b(?P<kind>pharmacy request|authorization request|prior authorization|request|reference|tracking|case|file|authorization|certification|claim)\s+(?:number\s+|no\.?\s+|#\s*|id\s+)?(?P<id>(?=[A-Z0-9-]*\d{3})(?:[A-Z]{1,5}-[A-Z0-9-]*\d|\d{2,4}-\d{3,}(?:-[A-Z0-9]+)*|\d{2,4}-[A-Z]{2,5}-\d{3,}(?:-[A-Z0-9]+)*))(?![\w-])",
    re.IGNORECASE,
)
_FILE_IS = late(
    r"\b(?P<kind>file|case|reference|request|authorization|claim)\b[^.;:\d]{0,40}?\bis\s+(?:number\s+)?(?P<id>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)+)(?![\w-])",
    re.IGNORECASE,
)
_NUMBER_IS = late(
    r"\b(?P<kind>reference|tracking|case|request|file|review|authorization|claim|episode|intake)\s+(?:number|no\.|ID)\s+(?:is|was|:)\s*(?P<id>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\w-])",
    re.IGNORECASE,
)
_OUR_NUMBER = late(
    r"\b(?P<kind>our)\s+(?:\w+\s+)?number\s+(?:for\s+[\w\s]{2,30}?\s+)?is\s+(?P<id>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\w-])",
    re.IGNORECASE,
)
#: the path a portal prints above a page: `Home / Medication requests / MR-4471920`
_PATH = late(
    r"(?m)^[ \t]*[A-Z][\w ]*(?:[ \t]+[/>][ \t]+[A-Z][\w ]*)*[ \t]+[/>][ \t]+[A-Z][\w ]*\b(?P<kind>request|case|file|claim|authorization|review)s?[ \t]+[/>][ \t]+(?P<id>(?=[A-Z0-9-]*\d{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)[ \t]*$",
    re.IGNORECASE,
)
_UNDER_GROUP = late(r"\bunder\s+group\s+(?:number\s+|no\.\s+)?(?P<id>[A-Z0-9-]*\d[A-Z0-9-]*)")
_WHOSE_ID = late(
    r"\bwhose\s+(?:[\w']+\s+){0,4}?(?:ID|identification)(?:\s+(?:number|no\.))?(?:\s+with\s+the\s+[Pp]lan)?\s+is\s+(?P<id>[A-Z0-9][A-Z0-9-]{4,})"
)
_YOUR_ID = late(
    r"\b(?:[Yy]our|[Hh]is|[Hh]er|[Tt]he)\s+(?:(?:child|member|patient|enrollee)'s\s+)?(?:plan\s+|member\s+)?(?:ID|identification)(?:\s+(?:number|no\.))?\s+is\s+(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)(?=[,;.)\s])"
)
_NAME_THEN_ID = late(
    rf"\b(?:Member|Patient|Enrollee|Participant)\s+{NAME},\s+ID\s+(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)(?=[,;.])"
)
_ID_AFTER_NAME = late(
    rf"(?:{NAME}|\b(?:participant|member|enrollee|patient|beneficiary)),?\s+\(?(?:ID|[Mm]ember\s+ID|[Ii]dentification)(?:\s+(?:no\.|number|#))?\s*:?\s+(?:is\s+)?(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)(?=[,;.)])"
)
#: `ID 83000` behind a comma is the state and its ZIP code
_ZIP = late(r"\d{5}(?:-\d{4})?")
_BRAND_ID = late(
    r"(?:^|\n|\t)\s*[A-Z][A-Za-z]+\s+(?:Member\s+)?ID\s+(?P<id>[A-Z0-9][A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)"
)
_ID_FIELDS = {"member_id": 4, "group_number": 1, "authorization_number": 3, "claim_number": 3, "reference_number": 3}
_OTHER_NUMBERS = frozenset({*_ID_FIELDS, "provider_npi"})
_REFERENCE_RANKS = (
    ("reference", "ref", "our reference", "case"),
    ("request", "file", "review", "um", "tracking"),
    ("",),
)
#: labels of somebody who may be another person than the patient, or no person
_WEAK_NAMES = (
    "name",
    "re",
    "regarding",
    "employee",
    "in regard to",
    "about",
    "subscriber",
    "insured",
    "policyholder",
    "sponsor",
)
#: labels of who is cared for, before those of who holds the policy
_CARED_FOR = ("patient", "pt", "child", "name of patient")
_ROLE_WORD = late(r"(?:Member|Patient|Enrollee|Participant|Claimant|Insured|Subscriber|Client|Beneficiary)\s+(?=[A-Z])")
_IN_TEXT = "told in the text"
_KINDS = {
    "authorization": "authorization_number",
    "prior authorization": "authorization_number",
    "certification": "authorization_number",
    "claim": "claim_number",
}
_BORN = late(
    r"\b(?:born(?:\s+on)?|DOB|D\.O\.B\.|birth\s*date|date\s+of\s+birth(?:\s+is)?)\s*[:(]?\s*(?=\S)", re.IGNORECASE
)
_SALUTATION = late(r"\bDear\s+(?P<title>Dr\.?|Doctor|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?)?\s*(?P<name>[^\n:,]{2,60})[:,]?")
_YOUR_PATIENT = late(
    rf"\b(?:[Yy]our|[Oo]ur|[Tt]he|[Ff]or)\s+(?:patient|member|enrollee|client|participant|beneficiary)s?(?:,|\s+is)?\s+(?P<name>{NAME})"
)
_NAME_BORN = late(
    rf"(?:\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+)?(?P<name>{NAME})(?=,?\s+\(?(?:born\s|DOB\b|D\.O\.B|date\s+of\s+birth\b))"
)
_NAME_ID = late(
    rf"(?:\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+)?(?P<name>{NAME})(?=,?\s+\((?:[Mm]ember|[Ss]ubscriber|[Pp]olicy|[Ee]nrollee|ID)\b)"
)
#: `your son Emil Hartl, born ...`: whom the letter is about, told to a relative
_RELATIVE = late(
    rf"\b[Yy]our\s+(?:(?:minor|adult|late)\s+)?(?:son|daughter|child|ward|grandson|granddaughter|grandchild|husband|wife|spouse|partner|father|mother|parent|brother|sister|dependent)(?:,|\s+is)?\s+(?P<name>{NAME})"
)
_GUARDED = late(rf"\b(?:[Pp]arents?|[Gg]uardians?|[Ff]amily)(?:\s+(?:or|and)\s+[Gg]uardian)?\s+of\s+(?P<name>{NAME})")
_TITLED_MEMBER = late(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+(?P<name>{NAME})(?=,\s+an?\s+(?:participant|member|enrollee|patient|beneficiary)\b)"
)
_MEMBER_IS = late(rf"(?:^|\n)(?:Member|Patient|Enrollee|Participant)\s+(?P<name>{NAME})(?=,\s)")
_MEMBER_ID_TOLD = late(
    r"\b(?:(?:[Mm]ember|[Ss]ubscriber|[Ee]nrollee|[Pp]atient)\s+(?:ID|identification)\s+(?:number\s+|no\.\s+|#\s*)?|(?:[Cc]ertificate|[Mm]ember|[Ss]ubscriber|[Ee]nrollee|[Pp]articipant)\s+(?:number|no\.)\s+|(?<!tax )(?<!provider )(?<!Tax )(?<!Provider )\b[Ii]dentification\s+(?:number|no\.)\s+)(?:is\s+)?(?P<id>(?=[A-Z0-9-]*\d{3}|[A-Z]{2,4} [\d-]*\d{3})(?:[A-Z]{2,4} (?=\d))?[A-Z]{0,4}[A-Z0-9-]*\d[A-Z0-9-]*(?: (?=[A-Z-]*\d)[A-Z0-9-]+)*)(?![\w/])"
)


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
    cared_for: list[Found] = []
    for value in values:
        if value.field != "member_name":
            continue
        name = _name_at(letter, value.start, value.end)
        if name is not None:
            (weak if value.label.startswith(_WEAK_NAMES) else strong).append(name)
            if value.label.startswith(_CARED_FOR):
                cared_for.append(name)
    cared_for.extend(
        found(letter, match.start("name"), match.end("name"))
        for match in _RELATIVE.finditer(letter.body)
        if is_person_name(match.group("name"))
    )
    told = [
        found(letter, match.start("name"), match.end("name"))
        for match in _YOUR_PATIENT.finditer(letter.body)
        if is_person_name(match.group("name"))
    ]
    return first_settled(
        cared_for,
        strong,
        weak,
        _addressee(letter),
        _beside_number(letter, values),
        told[:1],
        _described(letter),
        searched="a name beside member, patient, enrollee or Re",
    )


def _beside_number(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[Found]:
    """`To: Emil Hartl      Member ID: NG 4410`: the addressee on the line of the member's number."""
    numbers = [value.start for value in values if value.field == "member_id"]
    for line in letter.lines:
        lead = re.match(r"(?:To|TO)\s*:\s+", line.text)
        if lead is not None and any(line.start <= at < line.end for at in numbers):
            name = _name_at(letter, line.start + lead.end(), cells_of(line)[0][1])
            if name is not None:
                yield name


def _described(letter: LetterText) -> list[Found]:
    """`Mr. Ansel Bright, born ...`, `Member Maren Hollis, ...`: a name told with what marks it as the member's."""
    return [
        found(letter, match.start("name"), match.end("name"))
        for pattern in (_NAME_BORN, _NAME_ID, _MEMBER_IS, _GUARDED, _TITLED_MEMBER)
        for match in pattern.finditer(letter.body)
        if is_person_name(match.group("name"))
    ]


def _name_at(letter: LetterText, start: int, end: int) -> Found | None:
    text = letter.body[start:end]
    title = TITLE.match(text) or _ROLE_WORD.match(text)
    first = title.end() if title else 0
    last_first = re.match(
        r"[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?,\s*[A-ZÀ-Þ][\w'-]*(?:\s+[A-Z]\.?)?(?=\s*(?:$|[(;\t\n]))", text[first:]
    )
    match = last_first or re.match(NAME, text[first:])
    if match is None:
        return None
    name = match.group()
    if not is_person_name(name.replace(",", " ")) or letter.label(name, start + first) is not None:
        return None
    rest = text[first + match.end() :]
    if re.match(r"\s+[a-z]", rest) or letter.names.person_with_credentials.match(text[first:]):
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
        for start, end in cells_of(line) if surname in line.text else ():
            if surname in letter.body[start:end] and (name := _name_at(letter, start, end)) is not None:
                yield Found(name.value, name.span, "addressee", name.extra)
                return


def _birth(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    candidates: list[Found] = []
    for value in values:
        if value.field == "member_dob":
            for mention in find_dates(letter.body, value.start, value.end)[:1]:
                candidates.extend(found(letter, mention.start, mention.end, day) for day in birth_candidates(mention))
    for triple in _triples(letter, values) if not candidates else ():
        for mention in find_dates(letter.body, *triple.span("born"))[:1] if triple.group("born") else ():
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
            and not _opens_with_label(letter, match, name)
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
            for pattern in (_MEMBER_ID_TOLD, _ID_AFTER_NAME, _BRAND_ID, _WHOSE_ID, _YOUR_ID, _NAME_THEN_ID)
            for m in pattern.finditer(letter.body)
            if _digits(m) >= digits and not _is_zip(letter, m)
        ]
        places = places or list(_triples(letter, values))
        return settle([found(letter, m.start("id"), m.end("id")) for m in places], searched=searched)
    if name == "group_number":
        told = _UNDER_GROUP.finditer(letter.body)
        return settle([found(letter, m.start("id"), m.end("id")) for m in told], searched=searched)
    in_text = [
        found(letter, m.start("id"), m.end("id"), how=_IN_TEXT)
        for pattern in (_ID_IN_TEXT, _FILE_IS, _NUMBER_IS, _OUR_NUMBER, _PATH)
        for m in pattern.finditer(letter.body)
        if _KINDS.get(m.group("kind").lower(), "reference_number") == name
    ]
    return settle(in_text, searched=searched)


def _is_zip(letter: LetterText, match: re.Match[str]) -> bool:
    """True for `Boise, ID 83000`: a state and its ZIP code."""
    before = letter.body[max(0, match.start("id") - 6) : match.start("id")]
    return _ZIP.fullmatch(match.group("id")) is not None and re.search(r",\s+ID\s+$", before) is not None


_TRIPLE = late(
    rf"{NAME}(?:,\s+|\s+\((?=[^)\n]*\)))(?P<id>(?=[A-Z0-9 -]*\d{{4}})[A-Z0-9]+(?:[ -][A-Z0-9]+)*)\)?(?:,\s+(?:born\s+)?(?P<born>[^,\n]{{6,22}}))?$"
)


def _triples(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[re.Match[str]]:
    """`Member   Ada Quill, NG-4410-77, 06/06/1982`: name, number and birthday under the name's label."""
    for value in values:
        if value.field == "member_name" and (match := _TRIPLE.match(letter.body, value.start, value.end)) is not None:
            yield match


def _opens_with_label(letter: LetterText, match: re.Match[str], name: str) -> bool:
    """True for `NPI 1234567890` under another label: the number says itself what it is."""
    first = match.group("id").split()[0]
    label = letter.label(first, match.start("id")) if first.isalpha() else None
    return label is not None and letter.vocabulary.field_of(label) in _OTHER_NUMBERS - {name}


def _is_date(text: str) -> bool:
    """True for text that opens with a day: `26-08-07-004417` is a number."""
    return any(mention.start == 0 for mention in find_dates(text))


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdigit() for char in match.group("id"))

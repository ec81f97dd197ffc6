"""Who asked for the care, and where it is to be given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peercall.domain.letters import Found, LetterField
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import DOCTOR, NAME, is_person_name
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.text import LetterText

_SALUTATION = late(r"\bDear\s+(?P<title>Dr\.?|Doctor|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?)?\s*(?P<name>[^\n:,]{2,60})[:,]?")
_TO = late(r"(?:to|attn|attention|provider|prepared\s+for)\s*:?(?:\s*\.{2,})?\s+", re.IGNORECASE)
_NPI = late(r"\bNPI\b\s*(?:number|no\.?|#|is)?\s*[:#(]*\s*(?P<npi>\d{10})(?!\d)", re.IGNORECASE)
_ASKED = late(
    rf"(?:doctor|physician|provider|prescriber|surgeon|specialist|audiologist|clinician|practitioner|therapist|dentist|oncologist),?\s+(?P<person>(?:Dr\.?\s+)?{NAME}(?:,\s*[A-Z][A-Za-z.-]{{1,6}})?)\s*,?\s+(?:has\s+)?(?:asked|requested|submitted|wants|ordered|sent)"
)
_ROLE_PERSON = late(
    rf"\b(?:attending|treating|ordering|requesting|prescribing)\s+\w+(?:\s+at\s+your\s+\w+)?,\s+(?P<person>Dr\.?\s+{NAME}|{NAME},\s*(?:MD|DO|NP|PA-C|PA|DC|DPM|DDS|DMD|OD|APRN|FNP|PhD|PsyD))\b"
)
#: what the plan's side does with a request; who did it asked for nothing
_DECIDED = (
    r"(?:decided|reviewed|denied|evaluated|assessed|considered|determined|examined|declined|approved|made|completed)\b"
)
_SUBMITTED = late(
    rf"(?:request(?:ed)?|submitted|ordered|prescribed)\s+(?:(?!{_DECIDED})\w+\s+){{0,6}}?(?:by|from)\s+(?P<person>(?:Dr\.?\s+{NAME}|{NAME},\s*(?:MD|DO|NP|PA-C|PA|DC|DPM|DDS|APRN|FNP|PhD|PsyD)))\b"
)
_DOCTOR_ASKED = late(
    r"(?P<person>Dr\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?)(?:\s+of\s+your\s+\w+)?(?:,\s+NPI\s+\d{10},)?\s+(?:has\s+)?(?:requested|asked)\b"
)
_PERSON_SENT = r"\s*,?\s+(?:(?:of\s+your\s+\w+|(?:of|from|at)\s+[A-Z][\w'.&-]+(?:\s+(?:of\s+|and\s+|&\s+)?[A-Z][\w'.&-]+){0,5}),?\s+)?(?:has\s+|had\s+)?(?:sent|asked|requested|submitted|ordered|prescribed|wants|would\s+like|faxed|wrote|did\s+not\s+(?:tell|send))\b"
_OR_YOUR_DOCTOR = late(
    rf"\brequested\s+by\s+you\s+or\s+your\s+(?:doctor|provider|physician),?\s+(?P<person>{NAME},\s*(?:MD|DO|NP|PA-C|PA|DC|DPM|APRN))\b"
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
#: who is paid, on a claim's answer: the provider whoever ordered the care
_PAID = ("payee", "billing provider", "pay to", "paid to", "pay-to provider", "billing dentist")
#: labels of the place where care is asked for, before labels of where the patient is
_PLACE_ASKED = (
    "asked for", "requested", "receiving", "proposed", "destination", "facility requested", "surgical", "performing",
    "rendering", "servicing", "place requested", "admit to",
)  # fmt: skip
#: a line of more words is prose
_PROSE = 17
_KIND_OF_PLACE = late(
    r"(?:\d{2}\s*[-:]?\s*)?(?:on[- ]campus\s+|off[- ]campus\s+|acute\s+(?:care\s+)?)?(?:outpatient|inpatient|ambulatory|office|home|hospital|clinic|surgical|surgery|center|facility|department|setting|telehealth|skilled|nursing|\s|-)+",
    re.IGNORECASE,
)
#: labels of a kind of place rather than of its name
_SETTINGS = ("place of", "site of", "service location", "location", "place", "provider", "site")
#: characters before a place that tell what happens there
_REACH = 140
_GOES_TO = late(
    r"\b(?:transfer(?:red)?|admission|admi(?:t|tted)|move(?:d)?|referral|discharged?)\b[^.;]{0,160}?\b(?:to|into)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AT_FACILITY = late(
    r"\b(?:Gentlemen|Staff|Colleagues)\s+(?:of|at)\s+$|(?:^|\n)\s*(?:TO|To|ATTN|Attn)\s*:[^\n]*,\s*$|\b(?:at|to|in)\s+(?:the\s+)?$|\b(?:facility|hospital|center|unit),\s+$|\b(?:program|facility|hospital)\s+is\s+(?:the\s+)?$|\b(?:gets?|receives?|received|given|provided|delivered)\b[^.;]{0,100}\b(?:from|by)\s+$"
)


_PLACE_NAME = r"[A-Z][\w'&-]+(?:\s+(?:(?:of|and|the|at)\s+)?[A-Z][\w'&-]+){1,5}"
#: what a place does that care comes from; a person's credentials behind the name would make it a person
_SUPPLIES = late(
    rf"(?:\b(?:supplier|laboratory|lab|facility|vendor|site)\s+(?:is|was|will\s+be)\s+(?:the\s+)?|\b(?:done|performed|supplied|run|carried\s+out)\s+(?:by|at)\s+(?:the\s+)?|\b(?:purchase|rental|rented|supplied),?\s+from\s+|,\s*(?:[A-Z]{{2,4}}(?:-[A-Z]{{1,4}})?),\s+of\s+(?=[^.;]{{4,60}}?\s+(?:asked|requested)\b))(?P<place>{_PLACE_NAME})(?!\s*,\s*(?:MD|DO|NP|PA|DC|RN)\b)"
)


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
    payee = [name for value in labelled if value.label in _PAID and (name := _provider_at(letter, value)) is not None]
    for words in _PROVIDER_RANKS:
        rank = [value for value in labelled if any(word in value.label for word in words)]
        labelled = [value for value in labelled if value not in rank]
        ranks.append([name for value in rank if (name := _provider_at(letter, value)) is not None])
    ranks[2] = ranks[2] or [name for value in labelled if (name := _provider_at(letter, value)) is not None]
    sentences = [
        found(letter, match.start("person"), match.end("person"))
        for pattern in (_ROLE_PERSON, _ASKED, _SUBMITTED, _OR_YOUR_DOCTOR, _DOCTOR_ASKED)
        for match in pattern.finditer(letter.body)
    ]
    sent = re.compile(
        rf"(?:{letter.names.person_with_credentials.pattern}|{DOCTOR.pattern.replace('name', 'who')}){_PERSON_SENT}"
    )
    sentences += [
        found(letter, match.start(), match.end("creds") if match.group("creds") else match.end("who"))
        for match in sent.finditer(letter.body)
        if letter.section_at(match.start()).kind not in ("appeal", "external", "fast_appeal")
    ]
    copies = [
        found(letter, match.start("rest") + person.start(), match.start("rest") + person.end(), how="named in copy")
        for match in (_COPY.finditer(letter.body) if _is_to_member(letter) else ())
        if (person := letter.names.person_with_credentials.search(match.group("rest"))) is not None
    ]
    claimed = [
        item
        for value in values
        if value.field == "facility" and any(v.field == "claim_number" for v in values)
        for item in _facility_value(letter, value)
    ]
    sentences = [_person_in_full(letter, _untitled(letter, person)) for person in sentences]
    provider = first_settled(
        payee,
        *ranks[:3],
        sentences,
        _addressed_provider(letter),
        _attention(letter),
        ranks[3],
        copies[:1],
        claimed[:1],
        searched="provider",
    )
    return _person_in_full(letter, provider) if isinstance(provider, Found) else provider


def _person_in_full(letter: LetterText, provider: Found) -> Found:
    """`Dr. Renn` as the letter names the same person in full, with the credentials where it gives them.

    Two people of the surname leave the shorter name.
    """
    words = str(provider.value).removeprefix("Dr").lstrip(". ").split()
    if not words or not str(provider.value).startswith("Dr"):
        return provider

    def is_same(name: str) -> bool:
        other = name.split()
        return other[-1] == words[-1] and (len(words) == 1 or other[0] == words[0])

    full = [m for m in letter.names.person_with_credentials.finditer(letter.body) if is_same(m.group("name"))]
    if full and len({" ".join(m.group("name").split()) for m in full}) == 1:
        named = found(letter, full[0].start(), full[0].end(), how=provider.how)
        return _untitled(letter, named)
    titled = [m for m in DOCTOR.finditer(letter.body) if len(words) == 1 and len(m.group("name").split()) > 1]
    titled = [m for m in titled if is_same(m.group("name"))]
    if titled and len({" ".join(m.group("name").split()) for m in titled}) == 1:
        return found(letter, titled[0].start(), titled[0].end(), how=provider.how)
    return provider


_ATTENTION = late(r"\battn\b\.?:?\s+(?=Dr\b|[A-Z])", re.IGNORECASE)


def _attention(letter: LetterText) -> Iterator[Found]:
    """`To: Apple Hill Clinic, attn. Dr. Ada Quill` in the head of the first page."""
    end = letter.page_range(0)[1] if letter.document.pages else 0
    for lead in _ATTENTION.finditer(letter.body, 0, min(end, _HEAD)):
        for pattern in (letter.names.person_with_credentials, DOCTOR):
            person = pattern.match(letter.body, lead.end(), letter.body.find("\n", lead.end()) % (end + 1))
            if person is not None and is_person_name(person.group("name")):
                yield _untitled(letter, found(letter, person.start(), person.end(), how="addressee"))
                return


#: characters of the first page in which the addressee stands
_HEAD = 1_500


def _is_to_member(letter: LetterText) -> bool:
    """True for a letter that greets somebody who is no doctor: the doctor then gets the copy."""
    greeting = _SALUTATION.search(letter.body)
    if greeting is None:
        return False
    return not (greeting.group("title") or "").lower().startswith("d")


def _untitled(letter: LetterText, person: Found) -> Found:
    """`Dr. Tobias Renn, DDS` without the title: the credentials say it."""
    quote = person.span.quote
    title = re.match(r"Dr\.?\s+", quote)
    if title is None or letter.names.person_with_credentials.fullmatch(quote) is None:
        return person
    at = letter.offset_of(person.span) + title.end()
    return found(letter, at, at + len(quote) - title.end(), how=person.how)


def _provider_at(letter: LetterText, value: Labelled) -> Found | None:
    body = letter.body
    person = letter.names.person.match(body, value.start, value.end)
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
        closing = [s.start for s in letter.sentences if s.section == "closing"]
        stop = min([stop, *closing, *(line.start for line in letter.lines if len(line.text.split()) > _PROSE)])
    surname = greeting.group("name").split()[-1].strip(" :,") if greeting is not None else None
    if surname is not None and surname.lower() in _NOBODY:
        surname = None
    for line in letter.lines:
        if line.start >= stop:
            return
        lead = _TO.match(line.text)
        first = lead.end() if lead is not None else 0
        match = letter.names.person_with_credentials.match(line.text, first)
        doctor = DOCTOR.match(line.text, first)
        reviewer = letter.section_at(line.start).heading
        if (label := letter.label(reviewer, line.start)) is not None and letter.vocabulary.field_of(
            label
        ) == "reviewer":
            continue
        is_named_to = lead is not None and surname is None and greeting is None
        if match is None and doctor is not None and (is_named_to or (surname or "\n") in doctor.group("name")):
            yield found(letter, line.start + first, line.start + doctor.end(), how="addressee")
            return
        if match is None or match.end() < len(line.text) - 70 or not is_person_name(match.group("name")):
            continue
        if surname is None or surname in match.group("name"):
            yield _untitled(letter, found(letter, line.start + first, line.start + match.end(), how="addressee"))
            return


#: greetings that name nobody
_NOBODY = (
    "doctor",
    "provider",
    "physician",
    "colleague",
    "practitioner",
    "prescriber",
    "clinician",
    "surgeon",
    "therapist",
    "dentist",
)


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
    places = [value for value in values if value.field == "facility"]
    asked = [item for v in places if v.label.startswith(_PLACE_ASKED) for item in _facility_value(letter, v)]
    labelled = [item for value in places for item in _facility_value(letter, value)]
    beside_date = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field in ("dates.service", "dates.admission", "requested_service")
        for match in letter.names.facility.finditer(letter.body, value.start, value.end)
    ]
    with_doctor = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field == "provider_name"
        for match in letter.names.facility.finditer(letter.body, value.start, value.end)
        if match.start() > value.start
    ]
    return first_settled(
        asked,
        _goes_to(letter, first_page_end),
        labelled,
        beside_date,
        with_doctor,
        _below_service(letter, values),
        _asked_at(letter, first_page_end),
        _supplied(letter, first_page_end),
        searched="facility",
    )


def _below_service(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[Found]:
    """A place that fills the line below what was asked for."""
    ends = [letter.body.find("\n", value.end) for value in values if value.field == "requested_service"]
    for line in letter.lines:
        is_below = any(0 <= end < line.start and not letter.body[end : line.start].strip(" \n") for end in ends)
        if (
            is_below
            and not line.is_after_gap
            and letter.names.facility.fullmatch(letter.body, line.start, line.end) is not None
        ):
            yield found(letter, line.start, line.end)


def _facility_value(letter: LetterText, value: Labelled) -> Iterable[Found]:
    places = letter.names.labelled_facility
    match = places.fullmatch(letter.body, value.start, value.end) or places.match(letter.body, value.start, value.end)
    if _KIND_OF_PLACE.fullmatch(value.text.strip(" .")):
        return
    if match is not None:
        yield found(letter, match.start(), match.end())
    elif not value.label.startswith(_SETTINGS) or value.label in (
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


def _supplied(letter: LetterText, first_page_end: int) -> Iterator[Found]:
    """A place whose name ends in no known word, told by what it does: `the supplier is ...`, `done by ...`."""
    for match in _SUPPLIES.finditer(letter.body, 0, first_page_end):
        name = " ".join(match.group("place").split())
        kind = letter.section_at(match.start()).kind
        if kind in ("head", "decision", "reason", "other") and not letter.names.plan.fullmatch(name):
            yield found(letter, match.start("place"), match.end("place"))
            return


def _goes_to(letter: LetterText, first_page_end: int) -> Iterator[Found]:
    """`asked for your admission to Willow Bend Skilled Nursing`: where the care is asked for, whatever hospital is named."""
    for lead in _ASKED_TO.finditer(letter.body, 0, first_page_end):
        place = letter.names.labelled_facility.match(letter.body, lead.end(), first_page_end)
        if place is not None and letter.section_at(lead.start()).kind in ("head", "decision", "reason", "other"):
            yield found(letter, place.start(), place.end())
            return


_ASKED_TO = late(
    r"\b(?:asked|requested|requests?|request\s+for)\b[^.;]{0,60}?\b(?:admission|transfer|admit|move|stay)\b[^.;]{0,40}?\b(?:to|at|in)\s+(?:the\s+)?(?=[A-Z])"
)


def _asked_at(letter: LetterText, first_page_end: int) -> Iterator[Found]:
    """A place named after `at` or `to` in the account of the request; where the patient is to go before all others."""
    for match in letter.names.facility.finditer(letter.body, 0, first_page_end):
        if _GOES_TO.search(letter.body[max(0, match.start() - 200) : match.start()]):
            yield found(letter, match.start(), match.end())
            return
    for match in letter.names.facility.finditer(letter.body, 0, first_page_end):
        before = letter.body[max(0, match.start() - _REACH) : match.start()]
        kind = letter.section_at(match.start()).kind
        if _AT_FACILITY.search(before) and kind in ("head", "decision", "reason", "other"):
            yield found(letter, match.start(), match.end())
            return

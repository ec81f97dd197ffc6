"""Requests for authorization in FHIR (Da Vinci PAS request bundles) to submissions for review, one for each Claim.

Each bundle is a room of its own: a reference leads to a resource of the same bundle, so that bundles sent together do not
mix their practitioners. What the profile has no element for (jurisdiction, whether a call is asked for, until when the
decision is due) is left to the person who takes the files in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from peercall.adapters.fhir.concepts import full_name, words_of
from peercall.adapters.fhir.decoding import BOM, FAULTS, RawBundle, RawEntry, text_of, type_of
from peercall.adapters.fhir.elements import Concept, Part, Reference
from peercall.adapters.fhir.limits import FhirLimits, check_bytes, check_resources
from peercall.adapters.fhir.request_elements import (
    Address,
    Body,
    Order,
    Paper,
    Party,
    Person,
    RequestAnswer,
    RequestClaim,
    RequestCoverage,
    RequestItem,
    Role,
    Site,
    SystemIdentifier,
    Telecom,
)
from peercall.adapters.fhir.store import local_id
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.review_intake import FileField, Submission, Submitted

Kind = TypeVar("Kind", bound=Part)
_LIMITS = FhirLimits(file_bytes=32 << 20, resources=20_000, objects=2_000_000)
_WHERE = "FHIR"
_REMEDY = "Send the request bundle as FHIR JSON."
_MOST_REQUESTS = 1_000
_DEEPEST = 4
_NPI_SYSTEM = "us-npi"
_KINDS: Mapping[str, type[Part]] = {
    "Claim": RequestClaim,
    "Patient": Person,
    "Practitioner": Person,
    "PractitionerRole": Role,
    "Organization": Body,
    "Location": Site,
    "Coverage": RequestCoverage,
    "DocumentReference": Paper,
    "DiagnosticReport": Paper,
    "QuestionnaireResponse": Paper,
    "ServiceRequest": Order,
    "DeviceRequest": Order,
    "MedicationRequest": Order,
    "NutritionOrder": Order,
    "ClaimResponse": RequestAnswer,
}
#: who of a care team orders or gives the care, the nearest first: codes of X12 and of FHIR's own list
_TREATING = ("71", "attending", "72", "operating", "dk", "ordering", "sj", "primary", "p3", "dn", "referring")
#: kinds of coverage that name one program (HL7 ActCode)
_PROGRAMS = {"WCBPOL": "workers_compensation", "AUTOPOL": "auto", "DIS": "disability"}
_PROCEDURE = re.compile(r"[A-Z]?\d{4}[A-Z0-9]?")
_ROUTINE = frozenset({"", "normal"})


@dataclass(slots=True)
class _Room:
    """Resources of one bundle by type and by address."""

    listed: list[tuple[str, Part]] = field(default_factory=list)
    by_address: dict[str, Part] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    number: str | None = None

    def add(self, kind: str, resource: Part, url: str | None) -> None:
        self.listed.append((kind, resource))
        name = getattr(resource, "id", None)
        for address in (url, f"{kind}/{name}" if name else None):
            if address:
                self.by_address.setdefault(address, resource)

    def find(self, reference: Reference | None, *kinds: type[Kind]) -> Kind | None:
        """The resource a reference leads to; by address, else by `Type/id` at the address's end."""
        link = reference.reference if reference is not None else None
        if not link:
            return None
        link = link.partition("/_history/")[0]
        found = self.by_address.get(link) or self.by_address.get("/".join(link.split("/")[-2:]))
        if found is None and link.startswith("urn:"):
            found = next((one for _, one in self.listed if getattr(one, "id", None) == local_id(link)), None)
        return found if isinstance(found, kinds) else None

    def claims(self) -> Iterator[RequestClaim]:
        """Those that no other of the bundle changes."""
        listed = [one for _, one in self.listed if isinstance(one, RequestClaim)]
        earlier = [self.find(related.claim, RequestClaim) for one in listed for related in one.related]
        return (one for one in listed if not any(one is before for before in earlier))

    @property
    def is_answer(self) -> bool:
        """The payer has answered already."""
        return any(isinstance(one, RequestAnswer) for _, one in self.listed)


def read_requests(data: bytes, *, limits: FhirLimits = _LIMITS) -> Submitted:
    """One submission for each request: of a bundle, of bundles in a bundle, or of lines with a bundle each (NDJSON).

    Raises DocumentUnreadable when it is no FHIR JSON or holds no request, InputTooLarge beyond a limit.
    """
    check_bytes(data, name=_WHERE, limits=limits)
    data = data.removeprefix(BOM).strip()
    rooms: list[_Room] = []
    try:
        whole = type_of(data)
        for part in [data] if whole is not None else data.splitlines():
            if part.strip():
                rooms += _rooms(part, depth=0)
    except FAULTS:
        raise DocumentUnreadable("this is not FHIR JSON", where=_WHERE, remedy=_REMEDY) from None
    check_resources(sum(len(room.listed) for room in rooms), name=_WHERE, limits=limits)
    rows: list[Submission] = []
    other = answers = 0
    for room in rooms:
        if room.is_answer:
            answers += 1
            continue
        for claim in room.claims():
            if claim.use not in (None, "preauthorization", "predetermination"):
                other += 1
                continue
            rows.append(_submission(claim, room, row=len(rows) + 1))
        if "Claim" in room.damaged:
            rows.append(_damaged(len(rows) + 1))
    if len(rows) > _MOST_REQUESTS:
        raise InputTooLarge(f"the file holds more than {_MOST_REQUESTS} requests", where=_WHERE, remedy="Send fewer.")
    if not rows:
        what = "only answers, no request" if answers else "no request"
        raise DocumentUnreadable(f"the file holds {what} for authorization (Claim)", where=_WHERE, remedy=_REMEDY)
    notes = []
    if other:
        notes.append(f"{other} claim(s) that ask for payment, not for authorization, were left out.")
    if answers:
        notes.append(f"{answers} bundle(s) that hold the payer's answer were left out.")
    return Submitted(tuple(rows), tuple(notes))


def _rooms(data: bytes | msgspec.Raw, *, depth: int) -> list[_Room]:
    kind = type_of(data)
    room = _Room()
    rooms = [room]
    if kind is None or depth > _DEEPEST:
        raise DocumentUnreadable("this is not a FHIR resource", where=_WHERE, remedy=_REMEDY)
    if kind != "Bundle":
        _keep(room, kind, data, None)
        return rooms
    room.number = _bundle_number(data)
    for raw in msgspec.json.decode(data, type=RawBundle).entry:
        entry = msgspec.json.decode(raw, type=RawEntry)
        inner = type_of(entry.resource) if bytes(entry.resource) else None
        if inner == "Bundle":
            rooms += _rooms(entry.resource, depth=depth + 1)
        elif inner is not None:
            _keep(room, inner, entry.resource, text_of(entry.fullUrl) if bytes(entry.fullUrl) else None)
    return rooms


class _Numbered(msgspec.Struct):
    identifier: SystemIdentifier | None = None


def _bundle_number(data: bytes | msgspec.Raw) -> str | None:
    try:
        found = msgspec.json.decode(data, type=_Numbered).identifier
    except FAULTS:
        return None
    return found.value if found is not None else None


def _number(claim: RequestClaim, room: _Room) -> str | None:
    """The request's number: of one that changes an earlier request the earlier one's, so that both are one file."""
    for related in claim.related:
        before = room.find(related.claim, RequestClaim)
        if before is not None and before.identifier:
            return before.identifier[0].value
        if related.reference is not None and related.reference.value:
            return related.reference.value
    own = next((one.value for one in claim.identifier if one.value), None)
    return own or (room.number if len(list(room.claims())) == 1 else None)


def _keep(room: _Room, kind: str, raw: bytes | msgspec.Raw, url: str | None) -> None:
    shape = _KINDS.get(kind)
    if shape is None:
        return
    try:
        room.add(kind, msgspec.json.decode(raw, type=shape, strict=False), url)
    except FAULTS:
        room.damaged.append(kind)


def _damaged(row: int) -> Submission:
    return Submission(row, {}, faults=("The Claim has a form FHIR does not allow. Ask for the bundle again.",))


def _submission(claim: RequestClaim, room: _Room, *, row: int) -> Submission:
    coverage = next((found for one in claim.insurance if (found := room.find(one.coverage, RequestCoverage))), None)
    physician, role = _physician(claim, room)
    office = _office(claim, role, physician, room)
    telecoms = [one for party in office for one in _in_order(party.telecom)]
    address = next((one for party in office for one in _addresses(party) if one.state or one.postalCode), Address())
    payor = claim.insurer or (coverage.payor[0] if coverage is not None and coverage.payor else None)
    said: dict[FileField, list[str | None]] = {
        FileField.REFERENCE: [_number(claim, room)],
        FileField.CLIENT: [_name(payor, room)],
        FileField.PROGRAM: [_program(coverage)],
        FileField.CLAIMANT: [_person_number(claim, coverage, room)],
        FileField.CLAIMANT_NAME: [_name(claim.patient, room)],
        FileField.TREATING_PHYSICIAN: [_treating(claim, physician, role, room)],
        FileField.NPI: [_npi(physician.identifier if physician is not None else ())],
        FileField.NUMBERS: [one.value for one in telecoms if one.system in (None, "phone")],
        FileField.OFFICE_STATE: [address.state],
        FileField.OFFICE_ZIP: [address.postalCode],
        FileField.REQUEST: [*(_item(one) for one in claim.item), _diagnoses(claim)],
        FileField.SERVICE_CODES: [_service_code(one.productOrService) for one in claim.item],
        FileField.RECORDS: _records(claim, room),
        FileField.INSTRUCTIONS: [_priority(claim)],
    }
    texts = {key: kept for key, values in said.items() if (kept := tuple(one for one in values if one and one.strip()))}
    faults: tuple[str, ...] = ()
    if room.damaged:
        faults = (
            "A resource of the request has a form FHIR does not allow "
            f"({', '.join(sorted(set(room.damaged)))}). Ask for the bundle again.",
        )
    return Submission(row, texts, faults=faults)


def _physician(claim: RequestClaim, room: _Room) -> tuple[Person | None, Role | None]:
    """Who orders or gives the care: of the care team the one responsible, else by role, else the request's provider,
    else whoever signed the orders, where that is one person."""
    team = sorted(claim.careTeam, key=_nearness)
    orders = [one for _, one in room.listed if isinstance(one, Order)]
    signed = {(one.requester or one.orderer or Reference()).reference: one.requester or one.orderer for one in orders}
    ordered = list(signed.values()) if len(signed) == 1 else []
    for reference in (*(one.provider for one in team), claim.provider, *ordered):
        role = room.find(reference, Role)
        person = room.find(role.practitioner if role is not None else reference, Person)
        if person is not None or role is not None:
            return person, role
    return None, None


def _nearness(member: object) -> tuple[bool, int]:
    concept: Concept | None = getattr(member, "role", None)
    codes = [coding.code.casefold() for coding in concept.coding if coding.code] if concept is not None else []
    place = min((_TREATING.index(code) for code in codes if code in _TREATING), default=len(_TREATING))
    return (not getattr(member, "responsible", None), place)


def _treating(claim: RequestClaim, physician: Person | None, role: Role | None, room: _Room) -> str | None:
    if physician is not None and (name := full_name(physician.name)):
        return name
    if role is not None and role.practitioner is not None and role.practitioner.display:
        return role.practitioner.display
    team = sorted(claim.careTeam, key=_nearness)
    shown = next((one.provider.display for one in team if one.provider is not None and one.provider.display), None)
    if shown or claim.provider is None or room.find(claim.provider, Body) is not None:
        return shown  # an organization that asks is no physician
    return claim.provider.display


def _office(claim: RequestClaim, role: Role | None, physician: Person | None, room: _Room) -> Sequence[Party]:
    """Where the physician is reached, the nearest first: in that role, the person, the site, the organization."""
    found: list[Party | None] = [role, physician]
    if role is not None:
        found += [room.find(one, Site) for one in role.location]
        found.append(room.find(role.organization, Body))
    if not any(one is not None and one.telecom for one in found) or not any(_addresses(one) for one in found if one):
        found.append(room.find(claim.provider, Body))
    return [one for one in found if one is not None]


def _addresses(party: Party) -> Sequence[Address]:
    if isinstance(party, Site):
        return (party.address,) if party.address is not None else ()
    if isinstance(party, (Person, Body)):
        return sorted(party.address, key=lambda one: one.use != "work")
    return ()


def _in_order(telecoms: Sequence[Telecom]) -> Sequence[Telecom]:
    return sorted((one for one in telecoms if one.use != "home"), key=lambda one: one.rank or 99)


def _name(reference: Reference | None, room: _Room) -> str | None:
    if reference is None:
        return None
    found: Part | None = room.find(reference, Person, Body)
    if isinstance(found, Body):
        return found.name or reference.display
    return (full_name(found.name) if isinstance(found, Person) else None) or reference.display


def _person_number(claim: RequestClaim, coverage: RequestCoverage | None, room: _Room) -> str | None:
    if coverage is not None and coverage.subscriberId:
        return coverage.subscriberId
    patient = room.find(claim.patient, Person)
    return next((one.value for one in patient.identifier if one.value), None) if patient is not None else None


def _npi(identifiers: Sequence[SystemIdentifier]) -> str | None:
    return next((one.value for one in identifiers if one.value and (one.system or "").endswith(_NPI_SYSTEM)), None)


def _program(coverage: RequestCoverage | None) -> str | None:
    if coverage is None or coverage.type is None:
        return None
    return next((_PROGRAMS[one.code] for one in coverage.type.coding if one.code in _PROGRAMS), None)


def _code(concept: Concept | None) -> str | None:
    return next((one.code for one in concept.coding if one.code), None) if concept is not None else None


def _service_code(concept: Concept | None) -> str | None:
    """A code of CPT's or HCPCS's form; a kind of service (X12) is none."""
    code = _code(concept)
    return code if code is not None and _PROCEDURE.fullmatch(code) else None


def _item(item: RequestItem) -> str | None:
    words, code = words_of(item.productOrService), _code(item.productOrService)
    if not words:
        return None
    parts = [words if code is None or code in words else f"{words} ({code})"]
    if item.quantity is not None and item.quantity.value is not None:
        parts.append(f"{item.quantity.value:g} {item.quantity.unit or ''}".strip())
    period = item.servicedPeriod
    if item.servicedDate:
        parts.append(item.servicedDate)
    elif period is not None and (period.start or period.end):
        parts.append(f"{period.start or ''} to {period.end or ''}".strip())
    return ", ".join(parts)


def _diagnoses(claim: RequestClaim) -> str | None:
    told = []
    for one in claim.diagnosis:
        words, code = words_of(one.diagnosisCodeableConcept), _code(one.diagnosisCodeableConcept)
        if words:
            told.append(words if code is None or code in words else f"{words} ({code})")
    return f"for {', '.join(told)}" if told else None


def _priority(claim: RequestClaim) -> str | None:
    code = (_code(claim.priority) or words_of(claim.priority)).casefold()
    return None if code in _ROUTINE else f"Priority of the request: {code}"


def _records(claim: RequestClaim, room: _Room) -> list[str | None]:
    """What was sent, by its name: attachments, documents and answers, each once."""
    told: dict[str, None] = {}
    for one in claim.supportingInfo:
        attachment = one.valueAttachment
        if attachment is not None:
            told[
                " ".join(
                    part
                    for part in (attachment.title or words_of(one.category) or "Attachment", attachment.creation)
                    if part
                )
            ] = None
    for kind, resource in room.listed:
        if isinstance(resource, Paper):
            told[_paper(kind, resource)] = None
    return list(told)


def _paper(kind: str, paper: Paper) -> str:
    title = next((one.attachment.title for one in paper.content if one.attachment and one.attachment.title), None)
    names = {"QuestionnaireResponse": "Answers to the payer's questions", "DiagnosticReport": "Report"}
    words = words_of(paper.type) or words_of(paper.code)
    if words and words in (_code(paper.type), _code(paper.code)):
        words = f"{names.get(kind, 'Document')} {words}"
    name = paper.description or title or words or names.get(kind, "Document")
    day = (paper.date or paper.effectiveDateTime or paper.authored or "")[:10]
    return f"{name}, {day}" if day else name

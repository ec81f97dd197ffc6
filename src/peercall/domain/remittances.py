"""Denials as payers send them to computers: remittances (X12 835, explanations of benefit) and answers to requests
for authorization (X12 278, Da Vinci PAS), row by row, and the work list made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from peercall.domain.provenance import ResourceSource, SegmentSource
from peercall.domain.terms import Anchor, LineOfBusiness, ReviewStatus, Route, TriageOutcome, Urgency

Place = SegmentSource | ResourceSource
"""Where a row stands: a segment of an X12 file or an element of a FHIR resource."""


NOWHERE: Mapping[str, Place] = MappingProxyType({})


class RowLevel(StrEnum):
    """What a row is about."""

    CLAIM = "claim"
    LINE = "line"
    EVENT = "event"
    SERVICE = "service"


class Party(NamedTuple):
    """A payer or payee as named; identifier: NPI, tax or payer number as sent, None when not sent."""

    name: str | None = None
    identifier: str | None = None


class Remittance(NamedTuple):
    """One transaction: the file, its control numbers, who pays whom, and when. paid_on: date of the payment;
    produced_on: the date the payer made the file; trace: check or transfer number.

    For a FHIR answer the control numbers are empty. places: where its values stand: payer, payee, produced_on, paid_on.
    """

    document: str
    sha256: str
    interchange: str = ""
    group: str = ""
    transaction: str = ""
    version: str = ""
    payer: Party = Party()
    payee: Party = Party()
    paid_on: date | None = None
    produced_on: date | None = None
    trace: str | None = None
    places: Mapping[str, Place] = NOWHERE


class Adjustment(NamedTuple):
    """One reduction: group (CO, PR, OA, PI, CR), claim adjustment reason code, amount, quantity."""

    group: str
    carc: str
    amount: Decimal | None
    quantity: str | None = None


class BilledService(NamedTuple):
    """What was billed or asked for. system: the qualifier as sent (HC, NU, N4, ...) or the code system's address."""

    code: str | None = None
    system: str | None = None
    modifiers: tuple[str, ...] = ()
    revenue_code: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    units: str | None = None


@dataclass(slots=True)
class RemittedClaim:
    """The claim a row belongs to. status: CLP02; filing: CLP06; original_reference: the payer's number of the claim
    that this one corrects (REF F8). segment: of its CLP; patient responsibility may be absent (None). received_on: the
    payer got the claim. patient_name, member_id: as sent. places: where its values stand: claim, patient, rendering, service dates,
    references by qualifier.

    A reader may hand out one whose fields are read when they are first asked for. Nobody changes one once it is made.
    """

    remittance: Remittance
    segment: int
    patient_control_number: str
    payer_control_number: str | None
    status: str
    filing: str | None
    charge: Decimal | None
    paid: Decimal | None
    patient_responsibility: Decimal | None
    original_reference: str | None = None
    references: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    rendering_npi: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    received_on: date | None = None
    patient_name: str | None = None
    member_id: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class DenialRow:
    """One denied claim or line. As of a claim, its fields may be read when they are first asked for.

    adjustments: all of this claim or line, the denying ones first. denying: how many of them deny. remarks: remittance
    advice remark codes of the line and its claim. references: by qualifier (G1 prior authorization, 6R line number).
    at_stake: sum of what the denying adjustments took; None when an amount could not be read. places: where the service
    and its dates stand.
    """

    claim: RemittedClaim
    level: RowLevel
    service: BilledService
    charge: Decimal | None
    paid: Decimal | None
    adjustments: tuple[Adjustment, ...]
    denying: int
    remarks: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    at_stake: Decimal | None
    source: Place
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """Claim adjustment reason codes that deny, each once."""
        return tuple(dict.fromkeys(one.carc for one in self.adjustments[: self.denying]))


class Refusal(NamedTuple):
    """The request itself was refused (AAA, ClaimResponse.error): reject reason and what to do, as codes."""

    level: str
    reason: str
    follow_up: str | None


class ReviewRow(NamedTuple):
    """One answer to a request for authorization.

    action: A1, A2, A3, A4, A6, C, CT, NA; None where only a refusal stands. review_id: authorization or review number.
    reasons: decision reason codes as sent. messages: the payer's words. traces: numbers of the request. authorized: how
    much of it is granted, in words. places: where its values stand: service, dates, diagnoses, patient, request,
    authorized, references, review_id, answered_on.
    """

    answer: Remittance
    level: RowLevel
    action: str | None
    review_id: str | None
    reasons: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    service: BilledService
    category: str | None
    urgency: Urgency | None
    is_appeal: bool
    diagnoses: tuple[str, ...]
    traces: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]
    answered_on: date | None
    charge: Decimal | None
    source: Place
    patient_name: str | None = None
    member_id: str | None = None
    authorized: str | None = None
    places: Mapping[str, Place] = NOWHERE


class X12Problem(NamedTuple):
    """What is wrong with a file and where. segment: number in the file, None when it is the file as a whole."""

    document: str
    segment: int | None
    sentence: str

    def __str__(self) -> str:
        where = self.document if self.segment is None else f"{self.document}, segment {self.segment}"
        return f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class RemittanceTables:
    """What the codes of remittances and answers mean here.

    not_denials: reason codes that reduce a payment without refusing the service, with why. no_denial_groups: group
    codes with the codes that are no denial in that group alone. denied_status: CLP02 values that say denied;
    reversal_status: those that take an earlier payment back. lines: filing indicator to line of business, only where it
    is certain. actions: review action to its meaning here; adverse_actions, pending_actions: which need work.
    follow_ups: what a refused request asks for. claim_level: reason codes that on a remittance are mended with the
    claim, with the route and why. quantities: quantity qualifiers in words. status: how far these tables are confirmed.
    """

    not_denials: Mapping[str, str] = field(default_factory=dict)
    not_denials_in_group: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    denied_status: frozenset[str] = frozenset()
    reversal_status: frozenset[str] = frozenset()
    lines: Mapping[str, LineOfBusiness] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    adverse_actions: frozenset[str] = frozenset()
    pending_actions: frozenset[str] = frozenset()
    urgent_levels: frozenset[str] = frozenset()
    appeal_types: frozenset[str] = frozenset()
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    claim_level: Mapping[str, tuple[Route, str]] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    status: ReviewStatus | None = None
    source: str | None = None

    def is_denial(self, group: str, carc: str) -> bool:
        """True when this adjustment refuses the service; an unknown code counts as one and is shown as unknown."""
        if carc in self.not_denials:
            return False
        return carc not in self.not_denials_in_group.get(group, {})


@dataclass(frozen=True, slots=True)
class InboxClock:
    """The practice's clock that would end first if the notice carried the date of the payment or answer: no due date.

    ends_on: the last day then, by the earlier reading; counted_from: the event; counted_on: that date; past: it lies
    before the moment of the list. A confirmed determination gives the clock that counts.
    """

    id: str
    rule: str
    rule_status: ReviewStatus | None
    ends_on: date
    counted_from: Anchor | None = None
    counted_on: date | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing to work: a claim with its denied lines, or one answered request.

    kind: remittance, authorization or refused_request. codes: the denying codes as sent. reason_classes: the likeliest of
    each code, empty when the codes are not known; other_classes: what those codes are used for as well; unknown_codes:
    codes no class has. state: open, pending, reversed (the payer took it back) or certified.
    missing: what a clock would need. rows: rows of this claim or request.
    """

    kind: str
    state: str
    rows: tuple[DenialRow | ReviewRow, ...]
    codes: tuple[str, ...]
    reason_classes: tuple[str, ...]
    other_classes: tuple[str, ...]
    unknown_codes: tuple[str, ...]
    outcome: TriageOutcome | None
    why: str
    route: Route | None
    route_why: str | None
    clock: InboxClock | None
    missing: tuple[str, ...]
    at_stake: Decimal | None
    settled_by: Place | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxLetter:
    """A letter or scan among the files: what its reading shows, to be read and confirmed in a case folder.

    number: of the determination in the letter, from 1. outcome, why: triage of what was read; None where that needs what
    is not read. window: the letter's words for the call's window. unread_pages: nobody has read these. same_in: further
    files that hold the same denial (a scan beside the PDF).
    """

    document: str
    sha256: str
    number: int
    payer: str | None
    service_codes: tuple[str, ...]
    decision: str | None
    reason_classes: tuple[str, ...]
    outcome: TriageOutcome | None
    why: str
    window: str | None
    notified_on: date | None
    clock: InboxClock | None
    unread_pages: tuple[int, ...]
    open_fields: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    same_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """The work list. items: what is open, by clock, then by worth of a call and amount; settled: what needs nothing.
    letters: those among the files, in the same order."""

    items: tuple[InboxItem, ...]
    settled: tuple[InboxItem, ...]
    problems: tuple[X12Problem, ...]
    files_read: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    letters: tuple[InboxLetter, ...] = ()

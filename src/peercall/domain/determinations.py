"""The adverse determination a person has confirmed, and what case.yaml adds to it. Only this starts a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from peercall.domain.codes import Code
from peercall.domain.provenance import Source
from peercall.domain.terms import (
    Anchor,
    ClockTarget,
    Decision,
    Funding,
    LineOfBusiness,
    NoticePhase,
    P2PEffect,
    RequestType,
    Side,
    TimeUnit,
    Urgency,
)

Moment = date | datetime
"""A day, or an aware datetime where the hour counts."""


@dataclass(frozen=True, slots=True)
class StatedWindow:
    """A window as the letter words it. value/unit None with `until` set: "until noon on ..." or "before discharge".

    counted_from: the anchor named, None when the letter does not say. until: a fixed moment stated.
    or_event: an event that ends it if earlier ("or discharge"). which: "earlier" or "later" when two ends are named.
    about: what it is for, in words, where the window's own words do not say ("external review within 120 days").
    """

    text: str
    applies_to: ClockTarget
    value: int | None = None
    unit: TimeUnit | None = None
    counted_from: Anchor | None = None
    until: Moment | None = None
    or_event: Anchor | None = None
    which: str | None = None
    source: Source | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class StatedReason:
    """One reason of the plan in its own words; `reason_class` is an id of the denial reasons or None."""

    quote: str
    reason_class: str | None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class RequestedService:
    """What was asked for: words, codes, diagnoses, quantity as written."""

    description: str | None
    service_codes: tuple[Code, ...] = ()
    diagnosis_codes: tuple[Code, ...] = ()
    quantity_requested: str | None = None
    quantity_approved: str | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan as known from letter and case.yaml; None is unknown, never a default."""

    name: str | None = None
    administrator: str | None = None
    payer_id: str | None = None
    line_of_business: LineOfBusiness | None = None
    funding: Funding | None = None
    state: str | None = None
    market: str | None = None
    grandfathered: bool | None = None


@dataclass(frozen=True, slots=True)
class AdverseDetermination:
    """A confirmed adverse determination (or, before notice, a confirmed intent to deny).

    identifiers: by kind (`member_id`, `reference_number`, `authorization_number`, `claim_number`, `group_number`).
    moments: events that happened or are planned, by anchor; a missing anchor is unknown, not today.
    confirmed_by/confirmed_at: who took the reading as true. letter: path of the document; sha256 of its bytes.
    p2p_terms: the letter's terms for the call, verbatim; p2p_before_appeal: one of them closes it to a filed appeal.
    sources: where each contract field stands in the letter, by field name (`member_id`, `dates.notification`).
    """

    letter: str
    sha256: str
    plan: PlanFacts
    service: RequestedService
    decision: Decision | None
    request_type: RequestType | None
    notice_phase: NoticePhase
    urgency: Urgency | None
    reasons: tuple[StatedReason, ...]
    moments: Mapping[Anchor, Moment]
    p2p_offered: bool | None
    p2p_window: StatedWindow | None
    appeal_window: StatedWindow | None
    other_windows: tuple[StatedWindow, ...] = ()
    p2p_effect_stated: P2PEffect | None = None
    p2p_phone: str | None = None
    p2p_hours: str | None = None
    expedited_phone: str | None = None
    expedited_fax: str | None = None
    appeal_address: str | None = None
    appeal_fax: str | None = None
    member_name: str | None = None
    member_dob: date | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)
    provider_name: str | None = None
    provider_npi: str | None = None
    facility: str | None = None
    reviewer_name: str | None = None
    reviewer_credentials: str | None = None
    reviewer_specialty: str | None = None
    criteria_cited: tuple[str, ...] = ()
    records_reviewed: tuple[str, ...] = ()
    p2p_terms: tuple[str, ...] = ()
    p2p_before_appeal: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request for a service that nobody has decided on: what criteria can be held against before it is sent.

    moments: by anchor; REQUEST_RECEIVED is the day it would be sent. criteria_cited: none, as no letter names any.
    """

    service: RequestedService
    plan: PlanFacts
    moments: Mapping[Anchor, Moment]
    criteria_cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who will speak for the practice."""

    name: str
    credential: str | None = None
    specialty: str | None = None
    npi: str | None = None
    relationship: str | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityBlock:
    """A stretch in which the speaker can be reached; both aware."""

    start_at: datetime
    end_at: datetime


@dataclass(frozen=True, slots=True)
class SentItem:
    """One thing the plan was sent (row of sent/list.csv); cells as written."""

    item: str
    document_date: str | None = None
    pages: str | None = None
    sent_on: str | None = None
    channel: str | None = None
    confirmation: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """How a named person wants an objection answered, in that person's words. at: aware.

    determination: number of the one it is for; None: every one of the letter.
    """

    objection: str
    answer: str
    by: str
    at: datetime
    determination: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """case.yaml: what no document says. `request` answers the policy's request leaves, key to plain value(s).

    chart_patient: id of the patient whose records count when an export holds several people's.
    attestations: criterion id to statement, from `attestations:` in case.yaml (by, at, criterion, statement).
    answers: what a person says to an objection instead of what the chart gives, or to one of that person's own.
    """

    side: Side
    time_zone: str
    as_of: datetime | None
    urgency: Urgency | None
    denial_files: tuple[str, ...]
    moments: Mapping[Anchor, Moment]
    plan: PlanFacts
    practice_name: str | None = None
    practice_phone: str | None = None
    practice_direct_line: str | None = None
    practice_address: str | None = None
    practice_state: str | None = None
    speaker: Speaker | None = None
    availability: tuple[AvailabilityBlock, ...] = ()
    policy: str | None = None
    chart_patient: str | None = None
    request: Mapping[str, object] = field(default_factory=dict)
    appeal_filed: bool | None = None
    first_peer_to_peer: bool | None = None
    new_records_sent: bool | None = None
    receipt_channel: str | None = None
    sent: tuple[SentItem, ...] = ()
    attestations: tuple[tuple[str, str, datetime, str], ...] = ()
    answers: tuple[OwnAnswer, ...] = ()

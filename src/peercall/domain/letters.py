"""What a reading of a denial letter proposes: each field found with its place, not found, or conflicting.

Field names are those of the machine contract (docs/contract.md). A reading starts no clock; a confirmed
AdverseDetermination (determinations.py) does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from peercall.domain.provenance import SourceSpan


@dataclass(frozen=True, slots=True)
class Found:
    """A field with one value. `value` is normalised (ISO dates, enum words); `span` is where it stands.

    how: how it was read when not literal ("from the plan name and the notice form"). extra: companions such as
    `system`, `class`, `unit`, `counted_from`, `applies_to`, `role`, keyed as in the contract.
    """

    value: str | bool | int
    span: SourceSpan
    how: str | None = None
    extra: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotFound:
    """The letter does not state it. `searched` says what was looked for."""

    searched: str = ""


@dataclass(frozen=True, slots=True)
class Conflicting:
    """The letter states several values; a person chooses."""

    candidates: tuple[Found, ...]
    why: str = ""


LetterField = Found | NotFound | Conflicting

#: fields with one value
SCALAR_FIELDS: tuple[str, ...] = (
    "plan_name",
    "administrator",
    "line_of_business",
    "funding",
    "member_name",
    "member_id",
    "member_dob",
    "group_number",
    "authorization_number",
    "claim_number",
    "reference_number",
    "provider_name",
    "provider_npi",
    "facility",
    "requested_service",
    "request_type",
    "decision",
    "quantity_requested",
    "quantity_approved",
    "reviewer_name",
    "reviewer_credentials",
    "reviewer_specialty",
    "p2p_offered",
    "p2p_phone",
    "p2p_hours",
    "p2p_effect",
    "expedited_phone",
    "expedited_fax",
    "appeal_address",
    "appeal_fax",
    "urgency",
    "p2p_window",
    "appeal_deadline",
)
#: dates by role, under `dates`
DATE_ROLES: tuple[str, ...] = (
    "notification",
    "determination",
    "mailed",
    "request_received",
    "verbal_notification",
    "service",
    "admission",
    "injury",
    "decision_due",
    "printed_or_sent",
)
#: fields with a list of values
LIST_FIELDS: tuple[str, ...] = (
    "service_codes",
    "diagnosis_codes",
    "stated_reasons",
    "criteria_cited",
    "records_reviewed",
    "other_windows",
    "p2p_terms",
    "approved_services",
)


@dataclass(frozen=True, slots=True)
class LetterReading:
    """Everything one letter proposes.

    fields: every name of SCALAR_FIELDS. dates: every role of DATE_ROLES. lists: every name of LIST_FIELDS (may be
    empty). unread_pages: pages nobody has read. warnings: sentences for the person who confirms (planted text,
    conflicting reasons, pages unread).
    """

    document: str
    sha256: str
    fields: Mapping[str, LetterField]
    dates: Mapping[str, LetterField]
    lists: Mapping[str, tuple[Found, ...]]
    unread_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


class OpenKind(StrEnum):
    """Why a field is open."""

    CONFLICTING = "conflicting"
    MISSING = "missing"
    UNCERTAIN = "uncertain"
    FUTURE = "future"
    """the plan decided or wrote on a day that lies ahead"""


@dataclass(frozen=True, slots=True)
class OpenField:
    """Something a clock needs that is open. path: the contract's field (`dates.notification`), or, where in_case, a key of
    case.yaml. counts: the window that counts from it; empty: every clock does, or none."""

    path: str
    kind: OpenKind
    counts: str = ""
    in_case: bool = False

    @property
    def sentence(self) -> str:
        """In the words of determination.yaml."""
        if self.in_case:
            return f"{self.path} is missing in case.yaml ({self.counts} counts from it)"
        if self.kind is OpenKind.CONFLICTING:
            return f"fields.{self.path} has several candidates"
        if self.kind is OpenKind.UNCERTAIN:
            return f"fields.{self.path} was not recognised for sure"
        if self.kind is OpenKind.FUTURE:
            return f"fields.{self.path} lies in the future"
        why = f"{self.counts} counts from it" if self.counts else "no clock can be counted without it"
        return f"fields.{self.path} is not stated ({why})"

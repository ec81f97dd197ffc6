"""The fields of a letter as people think of them: their groups, labels, kinds, and the words for closed vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from peercall.domain.terms import Anchor, LineOfBusiness, TimeUnit
from peercall.engine.wording import LINES_OF_BUSINESS

Words = Mapping[str, str]


class Kind(StrEnum):
    """What a field holds, and so how it is typed."""

    TEXT = "text"
    AREA = "area"
    DAY = "day"
    MOMENT = "moment"
    """a day, with the hour where it is known"""
    PERIOD = "period"
    """a day, or from one day to another"""
    WORD = "word"
    FLAG = "flag"
    WINDOW = "window"
    CODES = "codes"
    REASONS = "reasons"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field. path: in the contract; dates under `dates.`. options: of Kind.WORD, of codes the systems."""

    path: str
    label: str
    kind: Kind = Kind.TEXT
    options: Words | None = None

    @property
    def key(self) -> str:
        """For ids of the page."""
        return page_key(self.path)


def page_key(path: str) -> str:
    """A path of the contract as an id of the page.

    >>> page_key("dates.p2p_deadline")
    'dates-p2p-deadline'
    """
    return path.replace(".", "-").replace("_", "-")


def _plain(values: list[str]) -> dict[str, str]:
    return {value: value.replace("_", " ") for value in values}


LINES: Words = {
    **{line.value: words[:1].upper() + words[1:] for line, words in LINES_OF_BUSINESS.items()},
    LineOfBusiness.EMPLOYER_GROUP.value: "Employer's plan, funding not known",
}
FUNDING: Words = {"self_funded": "Self-funded by the employer", "fully_insured": "Fully insured"}
REQUEST_TYPES: Words = {
    "prospective": "Before the service",
    "concurrent": "During the service or stay",
    "retrospective": "After the service",
}
DECISIONS: Words = {
    "denied": "Denied",
    "partially_denied": "Denied in part",
    "modified": "Modified: something else or less was approved",
    "pending_adverse": "Intends to deny, not decided yet",
    "approved": "Approved",
}
URGENCIES: Words = {"standard": "Standard", "expedited": "Expedited", "concurrent": "Concurrent"}
EFFECTS: Words = {
    "can_overturn": "Can change the decision",
    "can_overturn_before_notice_only": "Can change it only before the notice",
    "can_overturn_on_original_record_only": "Can change it only on the record already sent",
    "discussion_only": "Discussion only",
    "discussion_only_unless_reconsideration_requested": "Discussion, unless asked for as a reconsideration",
    "informational_only": "For information only",
    "payment_severity_only": "Can change the payment level only",
    "evidence_gathering": "The reviewer gathers facts",
    "not_offered": "No call is offered",
}
UNITS: Words = {
    TimeUnit.HOURS.value: "hours",
    TimeUnit.CALENDAR_DAYS.value: "calendar days",
    TimeUnit.BUSINESS_DAYS.value: "business days",
    TimeUnit.MONTHS.value: "months",
}
ANCHORS: Words = {
    Anchor.NOTIFICATION_DATE.value: "the date of the notice",
    Anchor.RECEIPT_DATE.value: "the day we received it",
    Anchor.DETERMINATION_DATE.value: "the day of the decision",
    Anchor.MAILED_ON.value: "the day it was mailed",
    Anchor.VERBAL_NOTIFICATION.value: "the day we were told by telephone",
    Anchor.REQUEST_RECEIVED.value: "the day the plan received the request",
    Anchor.SERVICE.value: "the day of service",
    Anchor.ADMISSION.value: "admission",
    Anchor.DISCHARGE.value: "discharge",
    Anchor.DISCHARGE_EXPECTED.value: "the expected discharge",
    Anchor.DECISION_DUE.value: "the day the decision is due",
    Anchor.P2P_REQUESTED.value: "the request for the call",
    Anchor.P2P_COMPLETED.value: "the end of the call",
    Anchor.PAYER_OUTREACH.value: "the plan's call to us",
    Anchor.APPEAL_FILED.value: "the filing of the appeal",
    Anchor.FINAL_DECISION_RECEIVED.value: "the day we received the final decision",
}
TARGETS: Words = {
    "request": "to ask for the call",
    "discussion": "to hold the call",
    "filing": "to file",
}
SERVICE_SYSTEMS: Words = _plain(["CPT", "HCPCS", "NDC", "REVENUE", "DRG"]) | {"REVENUE": "Revenue code"}
DIAGNOSIS_SYSTEMS: Words = {"ICD10CM": "ICD-10-CM"}

#: each group with its fields, in the order in which a person checks a letter
GROUPS: tuple[tuple[str, tuple[FieldSpec, ...]], ...] = (
    (
        "Who",
        (
            FieldSpec("member_name", "Member"),
            FieldSpec("member_id", "Member ID"),
            FieldSpec("member_dob", "Date of birth", Kind.DAY),
            FieldSpec("group_number", "Group number"),
            FieldSpec("plan_name", "Plan"),
            FieldSpec("administrator", "Administrator or vendor"),
            FieldSpec("line_of_business", "Line of business", Kind.WORD, LINES),
            FieldSpec("funding", "Who bears the risk", Kind.WORD, FUNDING),
            FieldSpec("provider_name", "Provider"),
            FieldSpec("provider_npi", "Provider's NPI"),
            FieldSpec("facility", "Facility"),
        ),
    ),
    (
        "What was asked for",
        (
            FieldSpec("requested_service", "Service", Kind.AREA),
            FieldSpec("service_codes", "Service codes", Kind.CODES, SERVICE_SYSTEMS),
            FieldSpec("diagnosis_codes", "Diagnosis codes", Kind.CODES, DIAGNOSIS_SYSTEMS),
            FieldSpec("quantity_requested", "Quantity asked for"),
            FieldSpec("quantity_approved", "Quantity approved"),
            FieldSpec("request_type", "When care stands to the request", Kind.WORD, REQUEST_TYPES),
            FieldSpec("urgency", "Urgency", Kind.WORD, URGENCIES),
            FieldSpec("reference_number", "Reference number"),
            FieldSpec("authorization_number", "Authorization number"),
            FieldSpec("claim_number", "Claim number"),
        ),
    ),
    (
        "Decision and reasons",
        (
            FieldSpec("decision", "Decision", Kind.WORD, DECISIONS),
            FieldSpec("stated_reasons", "Reasons stated", Kind.REASONS),
            FieldSpec("criteria_cited", "Criteria cited", Kind.LINES),
            FieldSpec("records_reviewed", "Records they reviewed", Kind.LINES),
        ),
    ),
    (
        "Dates",
        (
            FieldSpec("dates.notification", "Date of the notice", Kind.MOMENT),
            FieldSpec("dates.determination", "Day of the decision", Kind.MOMENT),
            FieldSpec("dates.mailed", "Mailed", Kind.MOMENT),
            FieldSpec("dates.verbal_notification", "Told by telephone", Kind.MOMENT),
            FieldSpec("dates.request_received", "Request received by the plan", Kind.MOMENT),
            FieldSpec("dates.service", "Service", Kind.PERIOD),
            FieldSpec("dates.admission", "Admission", Kind.PERIOD),
            FieldSpec("dates.injury", "Injury", Kind.MOMENT),
            FieldSpec("dates.decision_due", "Decision due", Kind.MOMENT),
            FieldSpec("dates.printed_or_sent", "Printed or sent", Kind.MOMENT),
        ),
    ),
    (
        "The call",
        (
            FieldSpec("p2p_offered", "Peer-to-peer call offered", Kind.FLAG),
            FieldSpec("p2p_window", "Time for the call", Kind.WINDOW),
            FieldSpec("p2p_phone", "Number to ring"),
            FieldSpec("p2p_hours", "Hours of their desk"),
            FieldSpec("p2p_effect", "What the call can do, by the letter", Kind.WORD, EFFECTS),
            FieldSpec("p2p_terms", "Terms of the call", Kind.LINES),
        ),
    ),
    (
        "Appeal",
        (
            FieldSpec("appeal_deadline", "Time to appeal", Kind.WINDOW),
            FieldSpec("appeal_address", "Address for appeals"),
            FieldSpec("appeal_fax", "Fax for appeals"),
            FieldSpec("expedited_phone", "Number for fast appeals"),
            FieldSpec("expedited_fax", "Fax for fast appeals"),
            FieldSpec("other_windows", "Other times stated", Kind.LINES),
        ),
    ),
    (
        "The reviewer who signed",
        (
            FieldSpec("reviewer_name", "Name"),
            FieldSpec("reviewer_credentials", "Credentials"),
            FieldSpec("reviewer_specialty", "Specialty"),
        ),
    ),
)
SPECS: Mapping[str, FieldSpec] = {spec.path: spec for _, specs in GROUPS for spec in specs}
#: kept in the case, not in the letter
RECEIVED = "denial.receipt_date"
LABELS: Words = {**{path: spec.label for path, spec in SPECS.items()}, RECEIVED: "Day we received the letter"}

"""Closed vocabularies of the field. One word for one thing; values are those of the data files and of every `--json`."""

from __future__ import annotations

from enum import StrEnum


class CriterionStatus(StrEnum):
    """Answer to one criterion. The facts files' word `insufficient` is NOT_DOCUMENTED here."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_DOCUMENTED = "not_documented"
    NOT_APPLICABLE = "not_applicable"


class OpenReason(StrEnum):
    """Why a criterion is NOT_DOCUMENTED."""

    NOT_DOCUMENTED = "not_documented"
    OUT_OF_WINDOW = "out_of_window"
    IMPRECISE_DATE = "imprecise_date"
    UNIT = "unit"
    CONFLICT = "conflict"
    JUDGEMENT = "judgement"
    ATTESTATION = "attestation"
    EXTERNAL = "external"
    OUTCOME_MISSING = "outcome_missing"


class EvidenceRole(StrEnum):
    """What a fact does for a criterion."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    OUT_OF_WINDOW = "out_of_window"
    CONSIDERED = "considered"
    SEARCHED = "searched"


class Strength(StrEnum):
    """How a fact stands in the chart: as a code, as words, or computed from others."""

    CODED = "coded"
    STATED = "stated"
    DERIVED = "derived"


class Assertion(StrEnum):
    """What a mention asserts. Only PRESENT (and HISTORICAL where the criterion asks for history) supports."""

    PRESENT = "present"
    NEGATED = "negated"
    HISTORICAL = "historical"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    FAMILY = "family"
    OTHER_PERSON = "other_person"
    UNCERTAIN = "uncertain"


class RequestType(StrEnum):
    """When care stands to the request."""

    PROSPECTIVE = "prospective"
    CONCURRENT = "concurrent"
    RETROSPECTIVE = "retrospective"


class LineOfBusiness(StrEnum):
    """Line of business of the plan, as case.yaml and letters name it."""

    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICARE = "medicare"
    MEDICAID_MANAGED_CARE = "medicaid_managed_care"
    MEDICAID_FFS = "medicaid_ffs"
    CHIP = "chip"
    COMMERCIAL = "commercial"
    ACA_MARKETPLACE = "aca_marketplace"
    ERISA_SELF_FUNDED = "erisa_self_funded"
    EMPLOYER_GROUP = "employer_group"  # an employer's plan of which the letter does not say who bears the risk
    WORKERS_COMP = "workers_comp"
    FEDERAL_EMPLOYEES = "fehb"
    TRICARE = "tricare"
    GOVERNMENTAL_PLAN = (
        "governmental_plan"  # of a state, a county, a school: neither ERISA nor, self-funded, an insurer's
    )


class Funding(StrEnum):
    """Who bears the risk; decides whether state law reaches the plan."""

    SELF_FUNDED = "self_funded"
    FULLY_INSURED = "fully_insured"


class Urgency(StrEnum):
    """Pace of the request."""

    STANDARD = "standard"
    EXPEDITED = "expedited"
    CONCURRENT = "concurrent"


class Decision(StrEnum):
    """What the notice says happened to a service."""

    DENIED = "denied"
    PARTIALLY_DENIED = "partially_denied"
    MODIFIED = "modified"
    PENDING_ADVERSE = "pending_adverse"  # an intent to deny told before any determination
    APPROVED = "approved"


class NoticePhase(StrEnum):
    """Where the plan's decision stands: a call before the notice is not the call after it."""

    BEFORE_NOTICE = "before_notice"
    AFTER_NOTICE = "after_notice"


class P2PEffect(StrEnum):
    """What a peer-to-peer call can do here."""

    CAN_OVERTURN = "can_overturn"
    BEFORE_NOTICE_ONLY = "can_overturn_before_notice_only"
    ON_ORIGINAL_RECORD_ONLY = "can_overturn_on_original_record_only"
    PRESUMED_CAN_OVERTURN = "presumed_can_overturn"
    DISCUSSION_ONLY = "discussion_only"
    DISCUSSION_ONLY_UNLESS_RECONSIDERATION = "discussion_only_unless_reconsideration_requested"
    INFORMATIONAL_ONLY = "informational_only"
    PAYMENT_SEVERITY_ONLY = "payment_severity_only"
    EVIDENCE_GATHERING = "evidence_gathering"
    BY_CASE = "can_overturn_or_educational_by_case"
    NOT_OFFERED = "not_offered"
    UNKNOWN = "unknown"


class TriageOutcome(StrEnum):
    """One word for the coordinator: call, call with a warning, or another route."""

    P2P = "p2p"
    P2P_WITH_WARNING = "p2p_with_warning"
    OTHER_ROUTE = "other_route"


class Route(StrEnum):
    """Ways onward from a denial."""

    P2P = "p2p"
    INTERNAL_APPEAL = "internal_appeal"
    EXPEDITED_APPEAL = "expedited_appeal"
    CORRECTED_CLAIM = "corrected_claim"
    SEND_RECORDS = "send_records"
    EXCEPTION_REQUEST = "exception_request"
    RETRO_AUTHORIZATION = "retro_authorization"
    REOPENING = "reopening"
    EXTERNAL_REVIEW = "external_review"
    BENEFIT_APPEAL = "benefit_appeal"
    OTHER_ENTITY = "other_entity"


class TimeUnit(StrEnum):
    """Units a clock counts in. WEEKS and MONTHS occur in policies and appeals."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


class Anchor(StrEnum):
    """Events from which clocks run; the keys of `AdverseDetermination.anchor_at`."""

    DETERMINATION_DATE = "determination_date"
    NOTIFICATION_DATE = "notification_date"
    MAILED_ON = "mailed_on"
    RECEIPT_DATE = "receipt_date"
    VERBAL_NOTIFICATION = "verbal_notification"
    REQUEST_RECEIVED = "request_received"
    COMPLETE_REQUEST_RECEIVED = "complete_request_received"
    SERVICE = "service"
    ADMISSION = "admission"
    DISCHARGE = "discharge"
    DISCHARGE_EXPECTED = "discharge_expected"
    DECISION_DUE = "decision_due"
    P2P_REQUESTED = "p2p_requested"
    P2P_COMPLETED = "p2p_completed"
    PAYER_OUTREACH = "payer_outreach"
    APPEAL_FILED = "appeal_filed"
    APPEAL_RECEIVED = "appeal_received"
    FINAL_DECISION_RECEIVED = "final_decision_received"


class ClockTarget(StrEnum):
    """What must have happened when a clock ends."""

    REQUEST = "request"
    DISCUSSION = "discussion"
    PAYER_MUST_HOLD = "payer_must_hold_or_offer_call"
    PAYER_DECISION = "payer_decision_clock"
    FILING = "filing"


class ClockStatus(StrEnum):
    """State of a clock as of a moment."""

    RUNNING = "running"
    ENDED = "ended"
    NOT_STARTED = "not_started"
    NOT_STATED = "not_stated"
    KEPT = "kept"
    MISSED = "missed"
    UNKNOWN = "unknown"
    DOES_NOT_APPLY = "does_not_apply"


class ReviewStatus(StrEnum):
    """How far a rule is confirmed. Only VERIFIED and printable text may enter a letter or brief."""

    VERIFIED = "verified"
    SECONDARY_SOURCE = "secondary_source"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"
    SEEN_IN_SOURCE = "seen_in_source"  # payer pages: the page was read, its currency is not known
    MODEL = "model"  # written for practice; no payer's rule
    SITE = "site"  # from the private overlay folder


class Side(StrEnum):
    """Which end of the line."""

    PROVIDER = "provider"
    REVIEWER = "reviewer"

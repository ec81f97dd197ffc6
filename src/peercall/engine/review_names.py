"""Words in which the values of a review file stand in reports, logs and pages."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.review_log import Activity, OfferChannel, PlanOutcome
from peercall.domain.review_report import Recommendation
from peercall.domain.reviews import CallDemand, ReviewProgram, Weighing
from peercall.domain.terms import CriterionStatus, ReviewStatus

RECOMMENDATIONS: Mapping[Recommendation, str] = {
    Recommendation.CERTIFY: "Certify as requested",
    Recommendation.CERTIFY_IN_PART: "Certify in part",
    Recommendation.NOT_CERTIFY: "Do not certify",
}
OUTCOMES: Mapping[PlanOutcome, str] = {
    PlanOutcome.APPROVED: "Approved",
    PlanOutcome.PARTLY_APPROVED: "Approved in part",
    PlanOutcome.DENIED: "Denied",
    PlanOutcome.WITHDRAWN: "Withdrawn",
}
STATUSES: Mapping[CriterionStatus, str] = {
    CriterionStatus.MET: "Met",
    CriterionStatus.NOT_MET: "Not met",
    CriterionStatus.NOT_DOCUMENTED: "Not documented",
    CriterionStatus.NOT_APPLICABLE: "Does not apply",
}
WEIGHINGS: Mapping[Weighing, str] = {
    Weighing.ACCEPTED: "Accepted",
    Weighing.NEEDS_WRITTEN_RECORD: "Needs a written record",
    Weighing.NOT_RELEVANT: "Not relevant",
}
PROGRAMS: Mapping[ReviewProgram, str] = {
    ReviewProgram.WORKERS_COMPENSATION: "Workers' compensation",
    ReviewProgram.GROUP_HEALTH: "Group health",
    ReviewProgram.INDIVIDUAL_HEALTH: "Individual health",
    ReviewProgram.MEDICARE_ADVANTAGE: "Medicare Advantage",
    ReviewProgram.MEDICAID: "Medicaid",
    ReviewProgram.AUTO: "Auto",
    ReviewProgram.DISABILITY: "Disability",
    ReviewProgram.OTHER: "Other",
}
DEMANDS: Mapping[CallDemand, str] = {
    CallDemand.REQUIRED: "Required",
    CallDemand.REQUESTED: "Requested",
    CallDemand.OPTIONAL: "Optional",
    CallDemand.NONE: "Not asked for",
}
CHANNELS: Mapping[OfferChannel, str] = {
    OfferChannel.PHONE: "by phone",
    OfferChannel.FAX: "by fax",
    OfferChannel.LETTER: "by letter",
    OfferChannel.PORTAL: "through the portal",
    OfferChannel.EMAIL: "by e-mail",
}
ACTIVITIES: Mapping[Activity, str] = {
    Activity.PREPARATION: "Preparation",
    Activity.CALL: "Call",
    Activity.DOCUMENTATION: "Documentation",
}
#: how far a rule was confirmed, as a reader of the report needs to know it
RULE_STATUSES: Mapping[ReviewStatus, str] = {
    ReviewStatus.VERIFIED: "the primary text was read",
    ReviewStatus.SECONDARY_SOURCE: "from a secondary source; the text itself was not read",
    ReviewStatus.UNVERIFIED: "not verified",
    ReviewStatus.DISPUTED: "sources disagree",
    ReviewStatus.SEEN_IN_SOURCE: "read on the source's page; whether it is current is not known",
    ReviewStatus.MODEL: "careful default of this software, no rule of law",
    ReviewStatus.SITE: "this organization's own rule",
}

"""An invented review file with a call that brought something, and the report that rests on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from peercall.domain.attempts import AttemptResult
from peercall.domain.review_log import (
    BODIES,
    Activity,
    Addendum,
    Assigned,
    CallOffered,
    InformationWeighed,
    OfferChannel,
    PlanDetermined,
    PlanOutcome,
    RecordAsked,
    ReviewBody,
    ReviewEntry,
    TimeSpent,
)
from peercall.domain.review_report import (
    CitedEvidence,
    CriterionFinding,
    Recommendation,
    ReportBody,
    ReviewerIdentity,
)
from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import (
    CallbackNumber,
    CallDemand,
    ContactAttempt,
    NewInformation,
    ReachedRole,
    ReviewFile,
    ReviewProgram,
    Weighing,
)
from peercall.domain.rules import Provenance
from peercall.domain.terms import CriterionStatus, ReviewStatus
from peercall.engine.review_log import FileLog, fold_log
from peercall.engine.review_report_versions import ReportGround

MORNING = datetime(2026, 11, 3, 16, 15, tzinfo=UTC)
ZONE = "America/Chicago"
PHRASES = ("not medically necessary", "does not meet our criteria")
FILE = ReviewFile(
    id="f1",
    client="Prairie Mutual",
    jurisdiction="TX",
    program=ReviewProgram.GROUP_HEALTH,
    claimant="PM-4410",
    treating_physician="Dr. Adaeze Okafor",
    request="Lumbar epidural steroid injection, L4-L5",
    call=CallDemand.REQUIRED,
    numbers=("512-555-0110",),
    npi="2000000004",
    office_state="TX",
    office_zip="78701",
    zone=ZONE,
    decision_due_at=datetime(2026, 11, 5, 23, 0, tzinfo=UTC),
    records=("Office visit 2026-10-02", "Lumbar MRI 2026-09-20"),
)
TEXAS = ReviewRule(
    id="tx",
    jurisdiction="TX",
    title="An opportunity to discuss before an adverse determination",
    citation="28 TAC 19.1710",
    status=ReviewStatus.VERIFIED,
    provenance=Provenance("tx.yaml", 1, "peercall", "read"),
    log=("offered", "held", "outcome"),
)
URAC = ReviewRule(
    id="urac",
    jurisdiction="US",
    title="Offer, conversation and appeal rights are documented",
    citation="URAC UM 16",
    status=ReviewStatus.SECONDARY_SOURCE,
    provenance=Provenance("urac.yaml", 1, "peercall", "an article"),
    log=("offered", "held", "outcome", "appeal_rights"),
)
VOICEMAIL = ContactAttempt(
    id="a1",
    files=("f1",),
    at=MORNING,
    zone=ZONE,
    physician="Dr. Adaeze Okafor",
    number="512-555-0110",
    result=AttemptResult.VOICEMAIL,
    left=CallbackNumber.CLIENT_ROUTING,
    left_number="800-555-0190",
)
CONVERSATION = ContactAttempt(
    id="a2",
    files=("f1",),
    at=MORNING + timedelta(hours=4),
    zone=ZONE,
    physician="Dr. Adaeze Okafor",
    number="512-555-0110",
    result=AttemptResult.REACHED,
    role=ReachedRole.NURSE_PRACTITIONER,
    person="Jo Finch",
    hold_minutes=3,
)
STATEMENT = NewInformation(
    "i1", "f1", "a2", "She finished eight visits of physical therapy elsewhere.", "Jo Finch, nurse practitioner", "pt"
)
OFFER = CallOffered(MORNING, OfferChannel.FAX, "Intake desk", "Front desk")
WEIGHED = InformationWeighed("i1", Weighing.NEEDS_WRITTEN_RECORD, "No note of these visits was sent.")
ASKED = RecordAsked("Therapy notes of these visits", MORNING + timedelta(days=1), "Jo Finch")
DETERMINED = PlanDetermined(PlanOutcome.DENIED, MORNING + timedelta(days=2), "Message of the client")
ADDED = Addendum("a1", "The voicemail named the file by its reference.")
ASSIGNED = Assigned("r1", "Rhea Brandt")
TIME = TimeSpent(Activity.CALL, 900)
BODY = ReportBody(
    criteria=(
        CriterionFinding(
            "Six weeks of conservative therapy within the last six months",
            CriterionStatus.NOT_MET,
            (CitedEvidence("Two visits of physical therapy are recorded", "Office visit 2026-10-02, page 2"),),
            ref="ESI-3",
            id="pt",
        ),
    ),
    guideline="Example spine guideline",
    guideline_version="2026-06",
    rationale=(
        "The guideline asks for six weeks of conservative therapy before an injection. The notes of 2026-10-02 show two "
        "visits of physical therapy and no home exercise, so the request is not medically necessary now."
    ),
    would_change="Therapy notes that show six weeks.",
    recommendation=Recommendation.NOT_CERTIFY,
    reviewer=ReviewerIdentity("Rhea Brandt", "MD, board certified", "Physical medicine", "X1234", "TX"),
    no_conflict=True,
    appeal_rights_told=True,
)
_KINDS = {body: kind for kind, body in BODIES.items()}


def entry(id: str, body: ReviewBody, *, hours: int = 0) -> ReviewEntry:
    """An entry of the log, written some hours after the morning's begin."""
    return ReviewEntry(id, ("f1",), MORNING + timedelta(hours=hours), "Rhea Brandt", _KINDS[type(body)], body)


CALLED = (
    entry("o1", OFFER),
    entry("a1", VOICEMAIL),
    entry("a2", CONVERSATION, hours=4),
    entry("i1", STATEMENT, hours=4),
)
WHOLE = (*CALLED, entry("w1", WEIGHED, hours=5), entry("r1", ASKED, hours=5), entry("t1", TIME, hours=5))


def log_of(*entries: ReviewEntry) -> FileLog:
    """The file with these entries."""
    return fold_log(FILE, entries)


def ground(log: FileLog) -> ReportGround:
    """What a report of this log stands on."""
    return ReportGround(log, (TEXAS, URAC), PHRASES, "PM-2026-118", "Northgate Review", ZONE)

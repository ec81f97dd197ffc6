"""The shipped finished review files in a review organization: reports to read, and figures, before there are own ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from peercall.adapters.case_folder import load_yaml
from peercall.adapters.db import review_reports, reviews
from peercall.application.review.report import save_report
from peercall.application.review.views import FileView, ImportSource, IncomingFile
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_demo import example_root
from peercall.bootstrap.site_demo_reviews import moment_of, sent_file
from peercall.bootstrap.site_reviews import zone_finding
from peercall.domain.attempts import AttemptResult
from peercall.domain.review_log import (
    Activity,
    CallOffered,
    InformationWeighed,
    OfferChannel,
    PlanDetermined,
    PlanOutcome,
    ReportSaved,
    ReviewBody,
    ReviewEntryKind,
    TimeSpent,
)
from peercall.domain.review_report import (
    CitedEvidence,
    CriterionFinding,
    Recommendation,
    ReportBody,
    ReviewerIdentity,
)
from peercall.domain.reviews import (
    ContactAttempt,
    NewInformation,
    ReachedRole,
    Weighing,
)
from peercall.domain.terms import CriterionStatus

Data = Mapping[str, Any]
_FILES = "review-organization/finished.yaml"
_GUIDELINE = ("Guideline of the demonstration", "2026")
#: who signs: invented, like everybody here
_REVIEWER = ReviewerIdentity("", "MD, board certified", "Orthopedic surgery", "X00000", "TX")

#: hours of the tries by the office's clock, the last one first
_HOURS = ("10:40", "14:15", "09:20")


def load_review_history(viewer: Viewer, *, at: datetime) -> int:
    """Every finished file in the viewer's organization, signed by the viewer; how many. at: aware, the moment of loading."""
    listed = load_yaml(example_root() / _FILES, where=_FILES)["files"]
    for one in listed:
        _finish(viewer, one, at=at)
    return len(listed)


def _finish(viewer: Viewer, one: Data, *, at: datetime) -> None:
    plain = sent_file(one)
    zone = zone_finding(plain).zones[0]
    behind = range(len(one["tries"]) - 1, -1, -1)
    tries = [
        moment_of(
            {"business_days": one["business_days"] - days, "at": _HOURS[days]},
            zone=zone,
            state=plain.office_state,
            at=at,
        )
        for days in behind
    ]
    last, came = tries[-1], tries[0] - timedelta(hours=18)
    sent = IncomingFile(one["reference"], replace(plain, zone=zone, decision_due_at=last + timedelta(days=2)))
    taken = reviews.take_files(viewer, [sent], source=ImportSource.DEMO, name="examples", at=came)
    for id in taken.files:
        reviews.assign(viewer, [id], reviewer=viewer.user, at=came)
        for kind, body, when in _happened(one, id=id, zone=zone, times=tries, by=viewer.name):
            reviews.add_entry(viewer, [id], kind=kind, body=body, at=when, key=_key(body))
        signed = last + timedelta(hours=3)
        review_reports.add_report(viewer, id, make=_maker(viewer, one), at=signed, key=uuid4())
        told = PlanDetermined(PlanOutcome(one["determined"]), signed + timedelta(hours=20), "Message of the client")
        reviews.add_entry(viewer, [id], kind=ReviewEntryKind.DETERMINATION, body=told, at=told.at)


def _key(body: ReviewBody) -> UUID | None:
    """A statement's entry has its own id, which its weighing names."""
    return UUID(body.id) if isinstance(body, NewInformation) else None


def _maker(viewer: Viewer, one: Data) -> Any:
    def make(view: FileView) -> ReportSaved:
        return save_report(view, _body(one), sign=True, after=0, tables=site_rules().reviews, viewer=viewer)

    return make


def _happened(
    one: Data, *, id: UUID, zone: str, times: list[datetime], by: str
) -> Iterator[tuple[ReviewEntryKind, ReviewBody, datetime]]:
    """What was logged, with the moment of its writing. times: of the tries."""
    first, last = times[0], times[-1]
    offered = first - timedelta(hours=1)
    yield ReviewEntryKind.OFFER, CallOffered(offered, OfferChannel.FAX, by, "Front desk"), offered
    for number, (result, when) in enumerate(zip(one["tries"], times, strict=True)):
        made = _attempt(one, AttemptResult(result), id=id, number=number, at=when, zone=zone)
        yield ReviewEntryKind.ATTEMPT, made, when
    if "statement" in one:
        said = one.get("person") or one["treating_physician"]
        told = NewInformation(str(uuid4()), str(id), _attempt_id(id, len(times) - 1), one["statement"], said, "c1")
        yield ReviewEntryKind.INFORMATION, told, last
        weighed = InformationWeighed(told.id, Weighing(one["weighed"]), one["why"])
        yield ReviewEntryKind.WEIGHING, weighed, last + timedelta(hours=1)
    for activity, minutes in zip(
        (Activity.PREPARATION, Activity.CALL, Activity.DOCUMENTATION), one["minutes"], strict=True
    ):
        yield ReviewEntryKind.TIME, TimeSpent(activity, 60 * minutes), last + timedelta(hours=2)


def _attempt_id(file: UUID, number: int) -> str:
    return f"{file}-{number}"


def _attempt(one: Data, result: AttemptResult, *, id: UUID, number: int, at: datetime, zone: str) -> ContactAttempt:
    parts: dict[str, Any] = {}
    if result is AttemptResult.REACHED:
        parts = {"role": ReachedRole(one["role"]), "person": one.get("person", "")}
    elif result is AttemptResult.MESSAGE_WITH_PERSON:
        parts = {"role": ReachedRole.MEDICAL_ASSISTANT, "person": "Dana Cole"}
    return ContactAttempt(
        id=_attempt_id(id, number),
        files=(str(id),),
        at=at,
        zone=zone,
        physician=one["treating_physician"],
        number=one["numbers"][0],
        result=result,
        recorded_at=at,
        **parts,
    )


def _body(one: Data) -> ReportBody:
    shown = (CitedEvidence(one["shown"], one["where"]),) if "shown" in one else ()
    guideline, version = _GUIDELINE
    return ReportBody(
        criteria=(CriterionFinding(one["criterion"], CriterionStatus(one["status"]), shown, id="c1"),),
        guideline=guideline,
        guideline_version=version,
        rationale=one["rationale"].strip(),
        would_change=one.get("would_change", ""),
        recommendation=Recommendation(one["recommendation"]),
        certified_part=one.get("certified_part", ""),
        reviewer=_REVIEWER,
        no_conflict=True,
        appeal_rights_told=True,
    )

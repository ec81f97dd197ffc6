"""Versions of a report in the store: signed only on what the log holds at that moment, and added once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.samples.review_files import BODY
from tests.web.conftest import make_tenant
from tests.web.review_files import NOW, attempt, take

from peercall.adapters.db import review_queries, review_reports, reviews
from peercall.application.review.call_criteria import CriteriaShown, CriterionShown, Shown
from peercall.application.review.report import body_to_write, report_versions, save_report
from peercall.application.review.views import FileState
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_review_report import report_to_write
from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, ReportNotFinished
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import InformationWeighed, PolicyChosen, ReviewEntryKind
from peercall.domain.review_report import ReviewerIdentity
from peercall.domain.reviews import NewInformation, ReachedRole, Weighing

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(review_organisation) -> Viewer:
    return review_organisation.people[Role.REVIEWER].viewer


@pytest.fixture
def file(reviewer):
    made = take(reviewer)
    held = attempt(made, result=AttemptResult.REACHED, role=ReachedRole.NURSE_PRACTITIONER, person="Jo Finch")
    reviews.add_entry(reviewer, [made], kind=ReviewEntryKind.ATTEMPT, body=held, at=NOW)
    return made


def add(viewer, file, *, body=BODY, sign=True, after=0, key=None):
    def make(view):
        return save_report(view, body, sign=sign, after=after, tables=site_rules().reviews, viewer=viewer)

    return review_reports.add_report(viewer, file, make=make, at=NOW, key=key or uuid4())


def said(viewer, file, *, weighed: Weighing | None = None):
    body = NewInformation("i", str(file), "a", "Eight visits of therapy elsewhere.", "Jo Finch", "pt")
    told = reviews.add_entry(viewer, [file], kind=ReviewEntryKind.INFORMATION, body=body, at=NOW)
    if weighed:
        body = InformationWeighed(told.id, weighed, "She named the dates.")
        reviews.add_entry(viewer, [file], kind=ReviewEntryKind.WEIGHING, body=body, at=NOW + timedelta(minutes=1))


def test_a_signed_report_closes_the_queue_and_is_read_back(reviewer, file):
    add(reviewer, file)
    view = review_queries.file_view(reviewer, file)
    (report,) = report_versions(view, tables=site_rules().reviews, viewer=reviewer)
    assert view.state is FileState.REPORTED
    assert (report.signature.by, report.reference) == (reviewer.name, "R-1")
    assert dict(report.by_key["reviewer"].pairs)["Name"] == reviewer.name


def test_a_statement_that_came_meanwhile_keeps_the_report_open(reviewer, file):
    said(reviewer, file)
    with pytest.raises(ReportNotFinished):
        add(reviewer, file)
    view = review_queries.file_view(reviewer, file)
    assert (view.log.reports, view.state) == ((), FileState.OPEN)


def test_a_statement_that_was_typed_and_not_filed_keeps_the_report_open(reviewer, file):
    fact = {"text": "Eight visits elsewhere.", "said_by": "Jo Finch"}
    typed = CallEntry(str(uuid4()), "w", 1, NOW, "R", EntryKind.NEW_FACT, "n1", fact)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CONSOLE, body=typed, at=NOW)
    with pytest.raises(ReportNotFinished, match="a new statement of the call is not filed"):
        add(reviewer, file)


def test_the_same_version_sent_twice_is_kept_once(reviewer, file):
    key = uuid4()
    first, second = add(reviewer, file, key=key), add(reviewer, file, key=key)
    assert first.id == second.id
    assert len(review_queries.file_view(reviewer, file).log.reports) == 1


def test_who_did_not_see_the_last_version_does_not_write_over_it(reviewer, file):
    add(reviewer, file, sign=False)
    with pytest.raises(ChangedMeanwhile):
        add(reviewer, file, sign=False, after=0)


def test_a_file_of_another_organisation_is_not_there(reviewer, file):
    other = (
        make_tenant(
            "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lakeside.example", time_zone="UTC"
        )
        .people[Role.REVIEWER]
        .viewer
    )
    with pytest.raises(RecordNotFound):
        add(other, file)
    assert review_reports.files_received(other) == ()
    assert review_reports.last_identity(other) == ReviewerIdentity(other.name)


def test_credentials_are_those_written_last(reviewer, file):
    assert review_reports.last_identity(reviewer) == ReviewerIdentity(reviewer.name)
    add(reviewer, file, sign=False)
    assert review_reports.last_identity(reviewer) == replace(BODY.reviewer, name=reviewer.name)


def test_a_new_report_begins_with_the_criteria_and_what_was_accepted(reviewer, file):
    said(reviewer, file, weighed=Weighing.ACCEPTED)
    mark = CallEntry(str(uuid4()), "w", 1, NOW, "R", EntryKind.MARK, "pt", "disputed")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CONSOLE, body=mark, at=NOW)
    view = review_queries.file_view(reviewer, file)
    row = CriterionShown("pt", "Six weeks of therapy", "3", "met", says=(Shown("Two visits", "note.pdf, page 2"),))
    shown = CriteriaShown("p", "Spine policy", "12", "2026-01-01", "", True, "met", (row,), (), (), ())
    begun = body_to_write(view, shown=shown, reviewer=ReviewerIdentity("R"))
    (finding,) = begun.criteria
    assert (begun.guideline, begun.guideline_version) == ("Spine policy", "12, 2026-01-01")
    assert (finding.status, finding.ref, finding.comment) == (None, "3", "Still open after the call.")
    assert [one.text for one in finding.evidence] == ["Two visits", "Eight visits of therapy elsewhere."]
    assert finding.evidence[1].source.startswith("said by Jo Finch, call of December 1, 2026")


def test_the_criteria_of_the_policy_a_file_names_stand_in_a_new_report(reviewer):
    made = review_queries.file_view(reviewer, take(reviewer, "R-9", policy="lcd-L33906"))
    begun = report_to_write(made, reviewer=ReviewerIdentity("R"), at=NOW)
    assert len(begun.criteria) > 3
    assert {one.status for one in begun.criteria} == {None}
    assert len({one.text for one in begun.criteria}) == len(begun.criteria)
    assert begun.guideline


def test_files_of_a_stretch_of_days_are_those_that_arrived_then(reviewer, file):
    late = take(reviewer, "R-2", at=NOW + timedelta(days=3))
    day = (NOW + timedelta(days=3)).date()
    assert [one.id for one in review_reports.files_received(reviewer)] == [file, late]
    assert [one.id for one in review_reports.files_received(reviewer, first=day)] == [late]
    assert [one.id for one in review_reports.files_received(reviewer, last=day - timedelta(days=1))] == [file]


def test_a_policy_chosen_after_a_draft_brings_its_criteria_and_loses_no_judgement(reviewer, file):
    add(reviewer, file, sign=False)
    reviews.add_entry(
        reviewer, [file], kind=ReviewEntryKind.POLICY, body=PolicyChosen("p"), at=NOW + timedelta(hours=1)
    )
    view = review_queries.file_view(reviewer, file)
    row = CriterionShown("new", "Six weeks of therapy", "3", "not_documented")
    shown = CriteriaShown("p", "Spine policy", "12", "2026-01-01", "", True, "met", (row,), (), (), ())
    begun = body_to_write(view, shown=shown, reviewer=ReviewerIdentity("R"))
    assert [one.id for one in begun.criteria] == ["new", *(one.id for one in BODY.criteria)]
    assert begun.criteria[1:] == BODY.criteria
    assert (begun.guideline, begun.rationale) == ("Spine policy", BODY.rationale)

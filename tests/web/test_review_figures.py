"""A supervisor's page: files at risk, figures of a stretch, small groups hidden, logs for an audit as tables."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.samples.review_files import BODY
from tests.web.conftest import make_tenant
from tests.web.review_files import attempt, take

from peercall.adapters.db import reviews
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.models import AuditEntry
from peercall.domain.attempts import AttemptResult
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import Activity, CallOffered, OfferChannel, ReportSaved, ReviewEntryKind, TimeSpent
from peercall.domain.reviews import ReachedRole
from peercall.engine.review_report_data import report_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(review_organisation):
    return review_organisation.people


@pytest.fixture
def supervisor(people, sign_in_as):
    return sign_in_as(people[Role.MANAGER])


def files(person, number: int, *, client: str = "Prairie Mutual", report: bool = True) -> None:
    """Files that were called and reported in the last days."""
    now = timezone.now()
    for index in range(number):
        made = take(
            person.viewer,
            f"{client}-{index}",
            at=now - timedelta(days=2),
            client=client,
            claimant=f"c{index}",
            decision_due_at=now + timedelta(days=9),
            treating_specialty="Physical medicine",
        )
        held = attempt(
            made, at=now - timedelta(days=1), result=AttemptResult.REACHED, role=ReachedRole.TREATING_PHYSICIAN
        )
        entries = [
            (ReviewEntryKind.OFFER, CallOffered(now - timedelta(days=1), OfferChannel.PHONE, "=Desk")),
            (ReviewEntryKind.ATTEMPT, held),
            (ReviewEntryKind.TIME, TimeSpent(Activity.CALL, 600)),
        ]
        if report:
            saved = ReportSaved({"body": report_data(BODY), "sections": []}, is_signed=True)
            entries.append((ReviewEntryKind.REPORT, saved))
        for kind, body in entries:
            reviews.add_entry(person.viewer, [made], kind=kind, body=body, at=now)


def rows_of(answer) -> list[dict[str, str]]:
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_figures_of_a_stretch_hide_small_groups(people, supervisor):
    files(people[Role.REVIEWER], 6)
    files(people[Role.REVIEWER], 5, client="Hill Country")
    files(people[Role.REVIEWER], 2, client="Lakeside")
    page = supervisor.get("/review/figures/").content.decode()
    assert "13 of 13: 100%" in page
    assert page.count(">withheld<") == 2
    assert "28 TAC 19.2010" in page
    assert "style=" not in page.split("<main", 1)[1]


def test_where_every_group_is_small_a_sentence_says_so(people, supervisor):
    files(people[Role.REVIEWER], 2)
    page = supervisor.get("/review/figures/").content.decode()
    assert "Every client is withheld: fewer than 5 files" in page
    assert ">withheld<" not in page


def test_files_at_risk_are_told_with_why_and_who(people, supervisor):
    now = timezone.now()
    late = take(people[Role.REVIEWER].viewer, "LATE-1", at=now, decision_due_at=now - timedelta(hours=1))
    reviews.assign(people[Role.MANAGER].viewer, [late], reviewer=people[Role.REVIEWER].id, at=now)
    page = supervisor.get("/review/figures/").content.decode()
    assert "The decision time has passed, and no report is signed." in page
    assert people[Role.REVIEWER].viewer.name in page


def test_the_log_for_an_audit_has_a_line_a_file_and_no_formula(people, supervisor):
    files(people[Role.REVIEWER], 2)
    rows = rows_of(supervisor.get("/review/figures/audit/tx-workers-comp-discussion/log.csv"))
    assert len(rows) == 2
    assert rows[0]["citation"] == "28 TAC 19.2010"
    assert rows[0]["offered_by"] == "'=Desk"
    assert (rows[0]["call_held"], rows[0]["recommendation"], rows[0]["not_logged"]) == ("yes", "Do not certify", "")
    assert AuditEntry.objects.get(action="review.audit_exported").details["files"] == 2
    assert audit_faults(people[Role.MANAGER].organization) == ()


def test_a_rule_that_asks_for_no_log_has_none(supervisor):
    for rule in ("determination-not-announced", "nothing"):
        assert supervisor.get(f"/review/figures/audit/{rule}/log.csv").status_code == 404


def test_figures_and_time_are_taken_as_tables(people, supervisor):
    files(people[Role.REVIEWER], 6)
    (everything, *_) = rows_of(supervisor.get("/review/figures/table.csv?days=30"))
    assert (everything["files"], everything["held_calls"], everything["specialty_match_share"]) == ("6", "6", "1.0000")
    times = rows_of(supervisor.get("/review/figures/time.csv"))
    assert {row["call"] for row in times} == {"10"}


def test_files_received_outside_the_stretch_are_not_counted(people, supervisor):
    files(people[Role.REVIEWER], 6)
    page = supervisor.get("/review/figures/?first=2020-01-01&last=2020-02-01").content.decode()
    assert "No file was received in this stretch of time" in page
    wrong = supervisor.get("/review/figures/?first=2020-02-01&last=2020-01-01").content.decode()
    assert "This day lies before the first one." in wrong


def test_another_organisations_files_are_not_counted(people, sign_in_as):
    files(people[Role.REVIEWER], 6)
    other = make_tenant(
        "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lakeside.example", time_zone="UTC"
    )
    stranger = sign_in_as(other.people[Role.MANAGER])
    assert "No file was received" in stranger.get("/review/figures/").content.decode()
    assert rows_of(stranger.get("/review/figures/time.csv")) == []


def test_the_page_asks_the_database_no_more_for_more_files(people, supervisor, django_assert_max_num_queries):
    files(people[Role.REVIEWER], 8, report=False)
    supervisor.get("/review/figures/")
    with django_assert_max_num_queries(22):
        supervisor.get("/review/figures/")

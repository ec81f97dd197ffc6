"""The reports page, its table, lessons and habits: for managers, of their own practice, without a patient."""

# ruff: noqa: F811 (fixtures of another module)
from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from functools import partial

import pytest
from tests.web.demo import MemoryVault, prepared_case
from tests.web.seeded_figures import store_seeded
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import figures, lessons
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.models import AuditEntry, CaseFigure, Job
from peercall.application.report_cases import csv_rows
from peercall.bootstrap import site_jobs
from peercall.domain.lessons import TurnedBy
from peercall.domain.metrics import CallResult, CaseFigures
from peercall.domain.organizations import Role
from peercall.engine.metrics import fold, make_report
from peercall.web.provider.reports import views

pytestmark = pytest.mark.django_db


class RunningByHand:
    """A job of a practice, with what it told."""

    def __init__(self, organization):
        self.organization, self.told = organization, []

    def progress(self, step, *, done=0, of=0, message=""):
        self.told.append((done, of))


NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def case(physician):
    return prepared_case(physician.viewer, MemoryVault())


@pytest.fixture
def manager(practice):
    return practice.people[Role.MANAGER]


def test_a_manager_sees_every_breakdown_with_its_table(practice, manager, sign_in_as):
    store_seeded(practice.id, cases=300, at=NOW)
    page = sign_in_as(manager).get("/reports/").content.decode()
    for title in ("Payer", "Line of business", "Service", "Reason of the denial", "Who spoke for us"):
        assert f">{title}</h2>" in page
    assert page.count("The same as a table") == 7
    assert "Northgate Health Plan" in page
    assert "not known" in page
    assert "style=" not in page.split("<main", 1)[1]


def test_a_practice_without_cases_is_told_so(manager, sign_in_as):
    assert "No case in this stretch of time" in sign_in_as(manager).get("/reports/").content.decode()


def test_only_managers_see_reports(practice, sign_in_as):
    for role in (Role.COORDINATOR, Role.PHYSICIAN, Role.BILLER):
        assert sign_in_as(practice.people[role]).get("/reports/").status_code == 403


def test_the_table_holds_what_the_page_holds_and_taking_it_is_in_the_audit(practice, manager, sign_in_as):
    made = store_seeded(practice.id, cases=300, at=NOW)
    answer = sign_in_as(manager).get("/reports/table.csv?first=2025-07-01&last=2025-12-31&least=11")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    within = [one for one in made if one.denied_on and "2025-07-01" <= one.denied_on.isoformat() <= "2025-12-31"]
    assert answer["Content-Type"].startswith("text/csv")
    assert rows[0]["calls"] == str(sum(1 for one in within if one.result))
    assert {row["least_count"] for row in rows} == {"11"}
    assert AuditEntry.objects.filter(action="report.exported").count() == 1
    assert audit_faults(practice.id) == ()


def test_cases_that_wait_to_be_counted_are_told_and_a_job_counts_them_all(practice, manager, monkeypatch, sign_in_as):
    store_seeded(practice.id, cases=30, at=NOW)
    CaseFigure.objects.update(is_current=False)
    # a page counts only so many by itself
    monkeypatch.setattr(views, "renew_figures", partial(figures.renew_figures, most=10))
    monkeypatch.setattr(figures, "BATCH", 4)
    client = sign_in_as(manager)
    page = client.get("/reports/").content.decode()
    assert "20 cases that have changed are not counted yet: the figures below are without them." in page
    assert "Table for a spreadsheet" not in page
    assert 'hx-get="/reports/counting/"' in page
    refused = client.get("/reports/table.csv?days=365")
    assert (refused.status_code, refused["Location"]) == (302, "/reports/?days=365")
    assert Job.objects.filter(name="figures").count() == 1
    job = RunningByHand(practice.id)
    site_jobs.count_figures(job)
    assert job.told == [(4, 10), (8, 10), (10, 10)]
    assert not CaseFigure.objects.filter(is_current=False).exists()
    page = client.get("/reports/").content.decode()
    assert "not counted yet" not in page and "Table for a spreadsheet" in page


def test_a_stretch_that_ends_before_it_begins_is_refused(practice, manager, sign_in_as):
    page = sign_in_as(manager).get("/reports/?first=2026-02-01&last=2026-01-01").content.decode()
    assert "This day lies before the first one." in page


def test_a_name_that_begins_like_a_formula_stays_a_text_in_the_spreadsheet():
    cases = [CaseFigures("c", payer='=HYPERLINK("x")', result=CallResult.UPHELD)] * 5
    rows = list(csv_rows(make_report(fold(cases), least=1), period="all"))
    cells = [cell for row in rows for cell in row if "HYPERLINK" in str(cell)]
    assert cells and all(str(cell).startswith("'=") for cell in cells)


def test_the_figures_are_made_anew_when_the_page_is_opened(practice, manager, recorded, sign_in_as):
    page = sign_in_as(manager).get("/reports/").content.decode()
    assert CaseFigure.objects.get(case_id=recorded).result == "overturned"
    assert "of 1" in page
    assert "Ruth" not in page


def test_a_lesson_is_prefilled_from_the_record_and_kept(practice, physician, recorded, sign_in_as):
    client = sign_in_as(physician)
    page = client.get(f"/cases/{recorded}/lesson/").content.decode()
    assert "Keep the lesson" in page
    form = {
        "turned_by": ["new_record", "statement"],
        "lacking": "sleep diary\n\nvisit notes",
        "minutes": "12",
        "words": "",
    }
    for place in range(page.count('type="radio"') // 3):
        form[f"criterion-{place}"] = "shown"
    assert client.post(f"/cases/{recorded}/lesson/", form).status_code == 302
    kept = lessons.lesson_of(physician.viewer, recorded)
    assert kept is not None
    assert kept.lesson.turned_by == (TurnedBy.NEW_RECORD, TurnedBy.STATEMENT)
    assert kept.lesson.lacking == ("sleep diary", "visit notes")
    habits = client.get("/habits/").content.decode()
    assert "visit notes" in habits
    assert "Send with the request" in habits
    figures.renew_figures(physician.viewer)
    assert CaseFigure.objects.get(case_id=recorded).preparation_minutes == 12


def test_a_lesson_of_another_practice_is_not_there(recorded, other_practice, sign_in_as):
    stranger = other_practice.people[Role.COORDINATOR]
    assert sign_in_as(stranger).get(f"/cases/{recorded}/lesson/").status_code == 404
    assert "No lesson is kept yet" in sign_in_as(stranger).get("/habits/").content.decode()


def test_a_senseless_number_of_minutes_is_told_beside_the_field(recorded, physician, sign_in_as):
    answer = sign_in_as(physician).post(f"/cases/{recorded}/lesson/", {"minutes": "-3"})
    assert answer.status_code == 422
    assert lessons.lesson_of(physician.viewer, recorded) is None

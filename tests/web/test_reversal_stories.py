"""Two reversals from the call to the report: one that nobody ever confirms, and one that is confirmed and paid."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.test_payments import arrive, case, claim, member, vault  # noqa: F401 (fixtures)
from tests.web.test_tasks import by_step, ended_call, moved, physician, recorded, work_off  # noqa: F401 (fixtures)

from peercall.adapters.db import figures, tasks
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.figures import Period
from peercall.adapters.db.models import CaseFigure
from peercall.application.site.tasks import TaskFilter
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


def counted(practice):
    viewer = practice.people[Role.MANAGER].viewer
    figures.renew_figures(viewer)
    return figures.tallies(viewer, period=Period())


def test_a_reversal_that_is_never_confirmed_stays_open_is_passed_up_and_is_counted_as_unwritten(
    moved, recorded, practice, sign_in_as, monkeypatch
):
    coordinator = sign_in_as(practice.people[Role.COORDINATOR])
    # the letter that asks for it is due, and nothing says that the decision was reversed in writing
    letters = coordinator.get(f"/cases/{recorded}/letters/").content.decode()
    due = letters.split('id="due"')[1].split("</section>")[0]
    assert "Request to confirm the reversal in writing" in due
    coordinator.post(f"/cases/{recorded}/letters/reversal-confirmation/make/", {"after": "0", "n": "1"})
    said = coordinator.get(f"/cases/{recorded}/letters/reversal-confirmation/").content.decode()
    assert "Please confirm this in writing within 24 hours" in said and "A-4471" in said
    # weeks later no writing has come: nothing closed by itself, and the manager has it
    late = moved.due_at + timedelta(days=40)
    work_off(late, monkeypatch=monkeypatch)
    found = by_step(recorded)
    assert found["written-confirmation"].state == found["payment-checked"].state == "open"
    assert found["written-confirmation"].escalated_at == late
    manager = practice.people[Role.MANAGER].viewer
    rows = tasks.task_page(manager, wanted=TaskFilter(), now=late).rows
    assert found["written-confirmation"].id in {row.id for row in rows}
    report = counted(practice)
    assert (report.reversals, report.unconfirmed, report.unpaid_cases) == (1, 1, 1)
    figure = CaseFigure.objects.get(case_id=recorded)
    assert (figure.result, figure.confirmed, figure.paid) == ("overturned", False, "")


def test_a_reversal_that_is_confirmed_and_paid_leaves_nothing_open_of_it(
    recorded, practice, member, arrive, sign_in_as
):
    coordinator = sign_in_as(practice.people[Role.COORDINATOR])
    sent = {"confirmed_disposition": "overturned", "received_on": "2026-08-19", "how": "letter"}
    assert coordinator.post(f"/cases/{recorded}/record/confirm/", sent).status_code == 302
    letters = coordinator.get(f"/cases/{recorded}/letters/").content.decode()
    offered = letters.split('id="due"')[1].split("Not for this case now")[0]
    for ended in (
        "Request to confirm the reversal in writing",
        "reviewer of the same or a similar specialty",
        "Appeal<",
    ):
        assert ended not in offered
    for why in ("The decision was reversed in writing.", "The reversal is confirmed in writing."):
        assert why in letters
    arrive(claim(member))
    found = by_step(recorded)
    assert found["written-confirmation"].closing == {"received_on": "2026-08-19", "how": "letter"}
    assert found["payment-checked"].closing == {"paid": "yes", "remittance_on": "2026-09-18", "amount": "640.00"}
    assert not {"confirmed-otherwise", "payment-disputed", "appeal"} & set(found)
    report = counted(practice)
    assert (report.reversals, report.unconfirmed, report.unpaid_cases) == (1, 0, 0)
    figure = CaseFigure.objects.get(case_id=recorded)
    assert (figure.confirmed, figure.paid, str(figure.recovered)) == (True, "yes", "640.00")
    viewer = practice.people[Role.COORDINATOR].viewer
    for task in by_step(recorded).values():
        if task.state == "open":
            tasks.drop_task(viewer, task.id, reason="done in the plan's portal", at=datetime(2026, 9, 21, tzinfo=UTC))
    assert "Every task of this case has ended" in coordinator.get(f"/cases/{recorded}/tasks/").content.decode()
    assert audit_faults(recorded) == ()

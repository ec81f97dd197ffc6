"""The ledger of promises: kept, not kept, late; by payer and by case; of the own practice."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.demo import MemoryVault, prepared_case
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import tasks
from peercall.adapters.db.models import Task
from peercall.adapters.db.promises import promises
from peercall.application.site.promises import by_payer, state_of
from peercall.domain.organizations import Role

DUE = datetime(2026, 8, 19, 17, 0, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def case(physician):
    return prepared_case(physician.viewer, MemoryVault())


@pytest.mark.parametrize(
    "task_state, who, kept, ended, now, found",
    [
        ("open", "plan", "", None, DUE - AN_HOUR, "open"),
        ("open", "plan", "", None, DUE + AN_HOUR, "late"),
        ("done", "plan", "kept", DUE + AN_HOUR, DUE, "kept"),
        ("done", "plan", "not kept", DUE, DUE, "not kept"),
        ("done", "practice", "", DUE, DUE, "kept"),
        ("done", "practice", "", DUE + AN_HOUR, DUE, "not kept"),
        ("dropped", "plan", "", DUE, DUE, "dropped"),
    ],
)
def test_what_became_of_a_promise(task_state, who, kept, ended, now, found):
    assert state_of(task_state=task_state, who=who, kept=kept, due_at=DUE, ended_at=ended, now=now) == found


def test_a_promise_without_a_time_is_never_late():
    assert state_of(task_state="open", who="plan", kept="", due_at=None, ended_at=None, now=DUE) == "open"


@pytest.mark.django_db
def test_a_payers_promise_is_late_and_then_not_kept(practice, physician, recorded, sign_in_as):
    client = sign_in_as(physician)
    page = client.get("/promises/").content.decode()
    assert "faxes the approval" in page
    (one,) = promises(physician.viewer, now=DUE + AN_HOUR)
    assert (one.who, one.state) == ("plan", "late")
    task = Task.objects.get(case_id=recorded, step="promise-1")
    tasks.finish_task(physician.viewer, task.id, values={"kept": "not kept"}, note="", at=DUE)
    (payer,) = by_payer(promises(physician.viewer, now=DUE))
    assert (payer.promised, payer.kept, payer.not_kept) == (1, 0, 1)
    assert "not kept" in client.get(f"/cases/{recorded}/promises/").content.decode()


@pytest.mark.django_db
def test_a_payer_is_chosen_by_name(physician, recorded, sign_in_as):
    client = sign_in_as(physician)
    assert "faxes the approval" not in client.get("/promises/?payer=Somebody").content.decode()


@pytest.mark.django_db
def test_another_practice_sees_none_of_it(other_practice, recorded, sign_in_as):
    stranger = other_practice.people[Role.MANAGER]
    assert promises(stranger.viewer, now=DUE) == ()
    assert sign_in_as(stranger).get(f"/cases/{recorded}/promises/").status_code == 404

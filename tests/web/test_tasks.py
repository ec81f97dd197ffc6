"""Tasks and the record: made with the record or not at all, closed by what closes them, never another tenant's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone
from tests.web.demo import MemoryVault, prepared_case

from peercall.adapters.db import calls, task_reminders, tasks
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import claim_next
from peercall.adapters.db.models import AuditEntry, Case, Job, RecordRow, Task, User
from peercall.adapters.db.task_counts import task_counts
from peercall.application.site.tasks import TaskCounts, TaskFilter, closing_values
from peercall.application.verify_record import verify_export
from peercall.bootstrap.site_jobs import HANDLERS
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import NotPermitted, RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.playbooks import ClosingKind, ClosingValue
from peercall.domain.workflow import Stage
from peercall.web.jobs.running import run_claimed

pytestmark = pytest.mark.django_db

STARTED = datetime(2026, 8, 18, 15, 0, tzinfo=UTC)
ENDED = STARTED + timedelta(minutes=14)
ANSWERS = {
    (EntryKind.REVIEWER, "name"): "Morgan Hale",
    (EntryKind.REVIEWER, "credentials"): "MD",
    (EntryKind.REVIEWER, "specialty"): "internal medicine",
    (EntryKind.REVIEWER, "criteria_set"): "NCD 240.4",
    (EntryKind.REVIEWER, "criteria_version"): "2008",
    (EntryKind.REVIEWER, "records_held"): "sleep test",
    (EntryKind.CLOSING, "disposition"): "overturned",
    (EntryKind.CLOSING, "authorization_number"): "A-4471",
    (EntryKind.CLOSING, "approved_for"): "E0601, 3 months",
    (EntryKind.CLOSING, "reference"): "P2P-0017",
    (EntryKind.CLOSING, "next_step"): "they fax it",
    (EntryKind.CLOSING, "confirmation"): "fax by tomorrow",
    (EntryKind.COMMITMENT, "one"): {"who": "plan", "what": "faxes the approval", "due": "tomorrow noon"},
}


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.fixture
def case(physician) -> UUID:
    return prepared_case(physician.viewer, MemoryVault())


@pytest.fixture
def ended_call(physician, case) -> UUID:
    """A call that was held and ended; every question of the record is answered."""
    call = calls.start_call(physician.viewer, case, at=STARTED, speaker_name="Adaeze Okafor, MD")
    entries = [
        CallEntry(str(uuid4()), "w", number, STARTED, "x", kind, subject, value)
        for number, ((kind, subject), value) in enumerate(ANSWERS.items(), start=1)
    ]
    calls.add_entries(physician.viewer, call, entries=entries, at=STARTED)
    calls.end_call(physician.viewer, call, at=ENDED)
    return call


@pytest.fixture
def recorded(physician, case, ended_call, sign_in_as) -> UUID:
    """The case after the finish page was sent as it stands."""
    answer = sign_in_as(physician).post(f"/calls/{ended_call}/finish/", {})
    assert answer.status_code == 302
    return case


def by_step(case: UUID) -> dict[str, Task]:
    return {task.step: task for task in Task.objects.filter(case_id=case)}


def test_finish_page_shows_the_tasks_and_the_time_it_read(physician, ended_call, sign_in_as):
    page = sign_in_as(physician).get(f"/calls/{ended_call}/finish/").content.decode()
    assert "Get the approval in writing" in page
    assert "Answered on the call already: Get the authorization number" in page
    assert 'name="due-promise-1" value="2026-08-19T12:00"' in page


def test_completing_the_record_makes_its_tasks_once(recorded, physician, ended_call):
    found = by_step(recorded)
    assert set(found) == {
        "written-confirmation",
        "visible-in-system",
        "service-dates",
        "payment-checked",
        "promise-1",
    }
    assert found["written-confirmation"].due_at == ENDED + timedelta(hours=24)
    assert found["promise-1"].due_at == datetime(2026, 8, 19, 17, 0, tzinfo=UTC)
    assert (found["promise-1"].who, found["promise-1"].words) == ("plan", "faxes the approval")
    assert found["payment-checked"].role == "biller"
    assert case_view(physician.viewer, recorded).row.stage is Stage.FOLLOW_UP
    assert audit_faults(recorded) == ()


def test_a_due_time_put_right_on_the_finish_page_counts(physician, case, ended_call, sign_in_as):
    sign_in_as(physician).post(f"/calls/{ended_call}/finish/", {"due-promise-1": "2026-08-20T09:30"})
    assert by_step(case)["promise-1"].due_at == datetime(2026, 8, 20, 14, 30, tzinfo=UTC)


def test_a_due_time_that_is_none_stops_the_record_and_nothing_is_made(physician, case, ended_call, sign_in_as):
    answer = sign_in_as(physician).post(f"/calls/{ended_call}/finish/", {"due-promise-1": "soon"})
    assert answer.status_code == 422
    assert not RecordRow.objects.filter(case_id=case).exists() and not by_step(case)


def test_tasks_that_cannot_be_made_leave_no_record(physician, case, ended_call):
    def breaks(_: object) -> None:
        raise StepNotPossible("no")

    with pytest.raises(StepNotPossible):
        calls.complete_record(physician.viewer, ended_call, body={"schema": "x"}, at=ENDED, follow=breaks)
    assert not RecordRow.objects.filter(case_id=case).exists()
    assert calls.call_row(physician.viewer, ended_call).state == "ended"


def test_biller_closes_a_task_with_its_values_and_the_next_step_begins(recorded, practice, sign_in_as):
    biller = sign_in_as(practice.people[Role.BILLER])
    task = by_step(recorded)["payment-checked"]
    answer = biller.post(f"/tasks/{task.id}/done/", {"paid": "no"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "fill it in" in answer.content.decode()
    answer = biller.post(
        f"/tasks/{task.id}/done/", {"paid": "no", "remittance_on": "2026-09-20"}, headers={"HX-Request": "true"}
    )
    assert "Next: Dispute the unpaid approval" in json.loads(answer["HX-Trigger"])["peercall:toast"]["text"]
    found = by_step(recorded)
    # the amount may be left out
    assert found["payment-checked"].closing == {"paid": "no", "remittance_on": "2026-09-20"}
    assert found["payment-disputed"].state == "open"
    assert AuditEntry.objects.filter(chain=recorded, action="task.done").count() == 1


def test_contrary_confirmation_raises_the_alarm_and_both_dispositions_stay(recorded, practice, sign_in_as):
    coordinator = sign_in_as(practice.people[Role.COORDINATOR])
    sent = {"confirmed_disposition": "upheld", "received_on": "2026-08-19", "how": "fax", "says": "not necessary"}
    assert coordinator.post(f"/cases/{recorded}/record/confirm/", sent).status_code == 302
    found = by_step(recorded)
    alarm = found["confirmed-otherwise"]
    assert alarm.is_alarm and alarm.role == "manager" and alarm.due_at
    assert alarm.due_at - timezone.now() <= timedelta(hours=2)
    manager = practice.people[Role.MANAGER].viewer
    analysis = case_view(manager, recorded).determination().analysis
    assert analysis and found["appeal"].due_at
    assert found["appeal"].due_at.date().isoformat() == analysis["deadlines"]["drives"]["reconsideration"]
    for step in ("written-confirmation", "visible-in-system", "payment-checked"):
        assert found[step].state == "dropped"
        assert found[step].note == "Not needed any more: the writing says upheld (entry 2 of the record)."
    assert alarm.state == found["appeal"].state == found["promise-1"].state == "open"
    assert task_counts(manager, now=timezone.now()).alarms == 1
    page = coordinator.get(f"/cases/{recorded}/record/").content.decode()
    assert "Reported on the call" in page and "less than was said" in page
    entries, faults = calls.record_of(manager, recorded)
    assert [entry.kind for entry in entries] == ["call", "confirmation"] and faults == ()
    assert entries[0].body["reported_disposition"] == "overturned"


def test_confirmation_that_agrees_closes_what_waited_and_raises_nothing(recorded, practice, sign_in_as):
    coordinator = sign_in_as(practice.people[Role.COORDINATOR])
    sent = {"confirmed_disposition": "overturned", "received_on": "2026-08-19", "how": "letter"}
    coordinator.post(f"/cases/{recorded}/record/confirm/", sent)
    found = by_step(recorded)
    assert found["written-confirmation"].closing == {"received_on": "2026-08-19", "how": "letter"}
    assert "confirmed-otherwise" not in found
    again = coordinator.post(f"/cases/{recorded}/record/confirm/", sent)
    assert again.status_code >= 400
    assert RecordRow.objects.filter(case_id=recorded).count() == 2


def test_confirmation_of_a_closed_case_opens_it_when_something_is_to_be_done(recorded, practice, sign_in_as):
    coordinator = practice.people[Role.COORDINATOR]
    client = sign_in_as(coordinator)
    assert client.post(f"/cases/{recorded}/close/").status_code == 302
    assert case_view(coordinator.viewer, recorded).row.stage is Stage.FOLLOW_UP  # tasks are open
    for task in by_step(recorded).values():
        tasks.drop_task(coordinator.viewer, task.id, reason="not needed here", at=timezone.now())
    biller = sign_in_as(practice.people[Role.BILLER])
    assert "Close the case" not in biller.get(f"/cases/{recorded}/tasks/").content.decode()
    assert biller.post(f"/cases/{recorded}/close/").status_code == 403
    assert "Every task of this case has ended" in client.get(f"/cases/{recorded}/tasks/").content.decode()
    client.post(f"/cases/{recorded}/close/")
    assert case_view(coordinator.viewer, recorded).row.stage is Stage.CLOSED
    sent = {"confirmed_disposition": "upheld", "received_on": "2026-08-19", "how": "letter"}
    client.post(f"/cases/{recorded}/record/confirm/", sent)
    assert case_view(coordinator.viewer, recorded).row.stage is Stage.FOLLOW_UP


def test_only_a_manager_gives_a_task_to_somebody_else(recorded, practice, other_practice):
    coordinator, manager = (practice.people[role].viewer for role in (Role.COORDINATOR, Role.MANAGER))
    task = by_step(recorded)["written-confirmation"].id
    biller = practice.people[Role.BILLER].id
    with pytest.raises(NotPermitted):
        tasks.assign_task(coordinator, task, owner=biller)
    assert tasks.assign_task(coordinator, task, owner=coordinator.user).owner_name == "Alex Coordinator"
    assert tasks.assign_task(manager, task, owner=biller).owner_name == "Alex Biller"
    with pytest.raises(NotPermitted):
        tasks.assign_task(coordinator, task, owner=None)
    with pytest.raises(RecordNotFound):
        tasks.assign_task(manager, task, owner=other_practice.people[Role.BILLER].id)


def test_dropping_needs_a_reason_and_ending_twice_is_refused(recorded, practice):
    viewer = practice.people[Role.COORDINATOR].viewer
    task = by_step(recorded)["service-dates"].id
    with pytest.raises(StepNotPossible):
        tasks.drop_task(viewer, task, reason="  ", at=timezone.now())
    tasks.drop_task(viewer, task, reason="the service was cancelled", at=timezone.now())
    with pytest.raises(StepNotPossible):
        tasks.finish_task(viewer, task, values={}, note="", at=timezone.now())
    assert tasks.reopen_task(viewer, task).state == "open"


def test_another_tenant_finds_no_task_and_no_record(recorded, other_practice, sign_in_as):
    stranger = other_practice.people[Role.MANAGER]
    client = sign_in_as(stranger)
    task = by_step(recorded)["service-dates"].id
    now = timezone.now()
    for attempt in (
        lambda: tasks.task_of(stranger.viewer, task),
        lambda: tasks.move_task(stranger.viewer, task, due_at=None),
        lambda: tasks.drop_task(stranger.viewer, task, reason="x", at=now),
        lambda: tasks.reopen_task(stranger.viewer, task),
        lambda: tasks.assign_task(stranger.viewer, task, owner=None),
        lambda: tasks.finish_task(stranger.viewer, task, values={}, note="", at=now),
        lambda: tasks.make_tasks(stranger.viewer, recorded, planned=(), at=now),
    ):
        with pytest.raises(RecordNotFound):
            attempt()
    assert tasks.task_page(stranger.viewer, wanted=TaskFilter(whose="all"), now=now).rows == ()
    assert tasks.tasks_of_case(stranger.viewer, recorded) == ()
    for address in (
        "record/",
        "record/export/",
        "record/1/",
        "record/1/chart-note/",
        "record/1/patient-copy/",
        "tasks/",
    ):
        assert client.get(f"/cases/{recorded}/{address}").status_code == 404


def _many(case: UUID, organization: UUID, number: int) -> None:
    due = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)
    Task.objects.bulk_create(
        Task(
            organization_id=organization,
            case_id=case,
            step=f"step-{index}",
            occasion="many",
            title=f"Task {index}",
            role="coordinator",
            due_at=due + timedelta(hours=index // 3),
            sort_at=due + timedelta(hours=index // 3),
            made_at=due,
        )
        for index in range(number)
    )


def test_list_turns_its_pages_without_gap_or_repetition(case, practice, sign_in_as, django_assert_num_queries):
    _many(case, practice.id, 2 * tasks.PAGE + 7)
    viewer = practice.people[Role.COORDINATOR].viewer
    seen: list[str] = []
    after = None
    while True:
        with django_assert_num_queries(1):
            page = tasks.task_page(viewer, wanted=TaskFilter(), now=timezone.now(), after=after)
        seen += [row.title for row in page.rows]
        after = page.next_from
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 2 * tasks.PAGE + 7


def test_page_asks_the_same_number_of_queries_for_few_and_many(
    case, practice, sign_in_as, django_assert_max_num_queries
):
    client = sign_in_as(practice.people[Role.MANAGER])
    _many(case, practice.id, 2)
    client.get("/tasks/?whose=all")
    for _ in range(2):
        with django_assert_max_num_queries(20):
            assert client.get("/tasks/?whose=all").status_code == 200
        Task.objects.all().delete()
        _many(case, practice.id, tasks.PAGE)


def test_the_count_beside_the_place_is_of_the_tasks_the_list_calls_mine(case, practice, other_practice):
    person, other = practice.people[Role.MANAGER], practice.people[Role.BILLER]
    now = datetime(2026, 8, 18, 15, 0, tzinfo=UTC)
    late, later = now - timedelta(hours=1), now + timedelta(days=3)
    waiting = (
        {"owner_id": person.id, "due_at": late},
        {"owner_id": person.id, "due_at": now + timedelta(hours=1)},
        {"owner_id": person.id, "due_at": later},
        {"owner_id": person.id, "due_at": late, "state": "done"},
        {"owner_id": other.id, "due_at": late, "role": "manager"},
        {"owner_id": other.id, "due_at": late, "escalate_to": "manager", "escalated_at": now},
        {"owner_id": other.id, "due_at": late, "escalate_to": "manager"},
        {"role": "manager", "due_at": now, "is_alarm": True},
        {"role": "biller", "due_at": now},
    )
    for number, given in enumerate(waiting):
        due = {"sort_at": given["due_at"], "outcome": "upheld", "role": "coordinator", "made_at": now}
        Task.objects.create(
            **{**due, **given, "organization_id": practice.id, "case_id": case, "occasion": "x", "step": str(number)}
        )
    viewer = person.viewer
    listed = [
        tasks.task_page(viewer, wanted=TaskFilter(whose="mine", due=due), now=now).rows for due in ("overdue", "today")
    ]
    assert [len(rows) for rows in listed] == [3, 1]
    assert task_counts(viewer, now=now) == TaskCounts(due=4, overdue=3, alarms=1)
    assert task_counts(other_practice.people[Role.MANAGER].viewer, now=now) == TaskCounts(due=0, overdue=0, alarms=0)


def test_place_in_the_list_that_is_none_begins_at_the_top(case, practice, sign_in_as):
    _many(case, practice.id, 2)
    client = sign_in_as(practice.people[Role.COORDINATOR])
    assert "Task 0" in client.get("/tasks/?after=nonsense").content.decode()


def work_off(until: datetime, *, monkeypatch) -> list[str]:
    """Run every job that is due by then, with the clock there; their names."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: until)
    names = []
    Job.objects.exclude(name__startswith="task").delete()
    while claimed := claim_next(worker="test", lease=timedelta(seconds=60)):
        names.append(claimed.name)
        run_claimed(claimed, handlers=HANDLERS, lease=timedelta(seconds=60))
    return names


@pytest.fixture
def moved(recorded, practice) -> Task:
    """A task whose due time lies ahead of the present, with its reminder."""
    from peercall.bootstrap.site_reminders import arrange

    Job.objects.all().delete()
    task = by_step(recorded)["written-confirmation"]
    viewer = practice.people[Role.COORDINATOR].viewer
    due = (timezone.now() + timedelta(days=3)).replace(hour=20, minute=0, second=0, microsecond=0)
    tasks.move_task(viewer, task.id, due_at=due, arrange=arrange)
    return Task.objects.get(id=task.id)


def test_reminder_is_one_mail_without_a_value_of_the_patient(moved, practice, monkeypatch, settings):
    settings.BASE_URL = "https://calls.cedar.example"
    work_off(moved.due_at - timedelta(minutes=1), monkeypatch=monkeypatch)
    work_off(moved.due_at + timedelta(minutes=16), monkeypatch=monkeypatch)
    (sent,) = [one for one in mail.outbox if one.to == ["coordinator@cedar.example"]]
    assert "Get the approval in writing" in sent.body
    assert f"https://calls.cedar.example/cases/{moved.case_id}/tasks/" in sent.body
    seen = case_view(practice.people[Role.MANAGER].viewer, moved.case_id)
    for value in (seen.row.member_name, seen.row.service, "faxes the approval", "A-4471"):
        assert value and value not in sent.body and value not in sent.subject


def test_reminder_is_silent_for_a_task_that_ended_or_moved_and_for_who_wants_none(moved, practice, monkeypatch):
    User.objects.filter(id=practice.people[Role.COORDINATOR].id).update(task_mails=False)
    due = moved.due_at
    work_off(due + timedelta(minutes=1), monkeypatch=monkeypatch)
    work_off(due + timedelta(minutes=20), monkeypatch=monkeypatch)
    assert [one for one in mail.outbox if one.to == ["coordinator@cedar.example"]] == []
    assert task_reminders.people_for_job(moved.id, due=due - timedelta(hours=1)) == ()
    tasks.drop_task(practice.people[Role.COORDINATOR].viewer, moved.id, reason="no", at=due)
    assert task_reminders.people_for_job(moved.id, due=due) == ()


def test_overdue_task_is_passed_up_once_to_the_role_named(moved, practice, monkeypatch):
    manager = practice.people[Role.MANAGER].viewer
    assert moved.escalate_at == moved.due_at + timedelta(hours=24)
    late = moved.escalate_at + timedelta(minutes=1)
    work_off(late, monkeypatch=monkeypatch)
    task = Task.objects.get(id=moved.id)
    assert task.escalated_at == late
    assert moved.id in {row.id for row in tasks.task_page(manager, wanted=TaskFilter(), now=late).rows}
    assert task_reminders.pass_up_for_job(moved.id, due=moved.due_at, at=late) == ()
    work_off(late + timedelta(minutes=20), monkeypatch=monkeypatch)
    assert any(one.to == ["manager@cedar.example"] for one in mail.outbox)


def test_correction_is_an_entry_of_its_own_with_old_new_and_reason(recorded, practice, sign_in_as):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    address = f"/cases/{recorded}/record/1/correct/"
    refused = client.post(address, {"field": "reviewer.name", "new": "Morgan Hale", "reason": "as heard"})
    assert refused.status_code == 422 and "nothing would change" in refused.content.decode()
    assert client.post(address, {"field": "reviewer.name", "new": "Morgan Hayle", "reason": ""}).status_code == 422
    sent = {"field": "reviewer.name", "new": "Morgan Hayle", "reason": "spelled in their fax"}
    assert client.post(address, sent).status_code == 302
    entries, faults = calls.record_of(practice.people[Role.MANAGER].viewer, recorded)
    assert faults == () and entries[1].corrects == 1
    assert (entries[1].body["old"], entries[1].body["new"]) == ("Morgan Hale", "Morgan Hayle")
    assert entries[0].body["reviewer"]["name"] == "Morgan Hale"
    note = client.get(f"/cases/{recorded}/record/1/chart-note/").content.decode()
    assert "Morgan Hayle" in note and "spelled in their fax" in note
    page = client.get(f"/cases/{recorded}/record/").content.decode()
    assert "<del>Morgan Hale</del>" in page and "<ins>Morgan Hayle</ins>" in page


def test_corrected_disposition_brings_its_own_tasks(recorded, practice, sign_in_as):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    address = f"/cases/{recorded}/record/1/correct/"
    typed = {"field": "reported_disposition", "new": "upheld", "reason": "misheard; their fax says so"}
    assert client.post(address, typed).status_code == 422  # it is chosen from the list, not typed
    chosen = {"field": "reported_disposition", "disposition": "upheld", "reason": "misheard; their fax says so"}
    assert client.post(address, chosen).status_code == 302
    found = by_step(recorded)
    assert {"appeal", "criteria-copy"} <= set(found)
    assert found["written-confirmation"].state == "dropped"
    assert "what was said is corrected to upheld" in found["written-confirmation"].note
    assert found["appeal"].state == "open"


def test_export_is_verified_from_the_file_alone_and_audited(recorded, practice, sign_in_as):
    answer = sign_in_as(practice.people[Role.BILLER]).get(f"/cases/{recorded}/record/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="record-{recorded}.json"'
    found = verify_export(answer.content, name="record.json")
    assert (found.entries, found.faults) == (1, ())
    assert AuditEntry.objects.filter(chain=recorded, action="record.exported").count() == 1


def test_patient_copy_is_plain_and_says_that_nothing_is_final(recorded, practice, sign_in_as):
    page = (
        sign_in_as(practice.people[Role.COORDINATOR]).get(f"/cases/{recorded}/record/1/patient-copy/").content.decode()
    )
    assert "This is not final yet" in page and "Reading grade" in page
    assert "authorization" not in page.lower().split("made-text")[1]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"number": "A-1", "received_on": "2026-08-18", "paid": "yes"}, {}),
        ({"number": " ", "received_on": "2026-08-18", "paid": "yes"}, {"number"}),
        ({"number": "A-1", "received_on": "2026-08-31", "paid": "yes"}, {"received_on"}),
        ({"number": "A-1", "received_on": "yesterday", "paid": "yes"}, {"received_on"}),
        ({"number": "A-1", "received_on": "2026-08-18", "paid": "maybe"}, {"paid"}),
    ],
)
def test_what_closes_a_task_is_checked(given, wrong):
    needs = (
        ClosingValue("number", "Number", ClosingKind.TEXT),
        ClosingValue("received_on", "Received", ClosingKind.DAY),
        ClosingValue("paid", "Paid", ClosingKind.CHOICE, ("yes", "no")),
    )
    _, errors = closing_values(needs, given, today=STARTED.date())
    assert set(errors) == set(wrong)


def test_once_the_call_is_recorded_its_clock_no_longer_drives_the_list(case, ended_call, physician, sign_in_as):
    assert Case.objects.get(id=case).due_clock == "peer-to-peer"
    sign_in_as(physician).post(f"/calls/{ended_call}/finish/", {})
    row = Case.objects.get(id=case)
    assert (row.stage, row.due_clock, row.next_step) == ("follow_up", "reconsideration", "follow up what was promised")
    assert "the call is behind" in sign_in_as(physician).get(f"/cases/{case}/").content.decode()

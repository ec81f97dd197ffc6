"""Getting the call: the request, the log, the agreed time, its loss and its confirmation; calendars and the private feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.demo import NOW, MemoryVault, prepared_case

from peercall.adapters.db import availability as times
from peercall.adapters.db import calls, cases, schedule
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import AttemptRow, AuditEntry, Availability, CalendarFeed, CallSlot, Task
from peercall.adapters.db.models.append_only import AppendOnlyError
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.organizations import Role
from peercall.domain.workflow import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.fixture
def client(coordinator, sign_in_as):
    return sign_in_as(coordinator)


@pytest.fixture
def case(coordinator) -> UUID:
    return prepared_case(coordinator.viewer, MemoryVault())


def page(client, case) -> str:
    return client.get(reverse("schedule:case", args=[case])).content.decode()


def send(client, name, case, **data):
    return client.post(reverse(f"schedule:{name}", args=[case]), data)


def ask(client, case, **more):
    return send(client, "request", case, day="2026-08-14", hour="10:20", person="Pat", reference="P2P-7", **more)


def agree(client, case, physician, **more):
    given = {
        "day": "2026-08-18",
        "hour": "12:00",
        "minutes": "15",
        "speaker": str(physician.id),
        "our_number": "(608) 555-0111",
    }
    return send(client, "agree", case, **(given | more))


def attempt(client, case, result="voicemail", **more):
    given = {"day": "2026-08-14", "hour": "11:00", "side": "practice", "purpose": "request", "result": result}
    return send(client, "attempt", case, **(given | more))


def stage(coordinator, case) -> Stage:
    return case_view(coordinator.viewer, case).row.stage


def test_the_page_has_the_script_the_form_the_rule_and_the_clock(client, case):
    text = page(client, case)
    for words in (
        "I am asking for a peer-to-peer call",
        "NSA 3047 11862",
        "ask by Wed Aug 19, 2026",
        "May I speak with a reviewer",
        "No rule of this payer is known",
    ):
        assert words in text


def test_a_request_is_in_the_log_and_starts_the_plans_clocks(client, case, coordinator):
    assert ask(client, case).status_code == 302
    assert stage(coordinator, case) is Stage.REQUESTED
    assert case_view(coordinator.viewer, case).facts["peer_to_peer_requested_at"] == "2026-08-14T10:20-05:00"
    (entry,) = schedule.attempts_of(coordinator.viewer, case)
    assert (entry.purpose.value, entry.result.value, entry.person, entry.reference) == (
        "request",
        "reached",
        "Pat",
        "P2P-7",
    )
    ask(client, case, number="portal")
    assert case_view(coordinator.viewer, case).facts["peer_to_peer_requested_at"] == "2026-08-14T10:20-05:00"
    assert len(schedule.attempts_of(coordinator.viewer, case)) == 2


@pytest.mark.parametrize("act", ["request", "attempt"])
def test_what_was_done_on_the_way_to_a_call_lies_behind_us(client, case, coordinator, act):
    ahead = (timezone.now() + timedelta(days=2)).date().isoformat()
    write = ask if act == "request" else attempt
    refused = send(
        client,
        act,
        case,
        **(
            {"person": "Pat", "side": "practice", "purpose": "request"}
            | {"result": "voicemail", "day": ahead, "hour": "10:20", "note": "they asked for the fax"}
        ),
    )
    text = refused.content.decode()
    assert refused.status_code == 422 and "This has not come yet" in text and "they asked for the fax" in text
    assert stage(coordinator, case) is Stage.CONFIRMED and not schedule.attempts_of(coordinator.viewer, case)
    assert write(client, case).status_code == 302


def test_a_time_agreed_that_is_long_past_is_a_slip(client, case, physician, coordinator):
    refused = agree(client, case, physician, day="2026-08-10")
    assert refused.status_code == 422 and "This time is past" in refused.content.decode()
    assert not schedule.slots_of(coordinator.viewer, case)


def test_a_time_is_agreed_confirmed_and_lost(client, case, coordinator, physician):
    ask(client, case)
    agree(client, case, physician)
    assert stage(coordinator, case) is Stage.SCHEDULED
    (slot,) = schedule.slots_of(coordinator.viewer, case)
    assert slot.starts_at == datetime(2026, 8, 18, 17, tzinfo=UTC) and slot.speaker_name == "Alex Physician"
    assert "not confirmed in writing" in page(client, case)
    client.post(reverse("schedule:confirmed", args=[slot.id]), {"how": "fax", "detail": "receipt 12"})
    assert "Fax, receipt 12" in page(client, case)
    client.post(reverse("schedule:lost", args=[slot.id]), {"side": "plan", "why": "reviewer called away"})
    assert stage(coordinator, case) is Stage.REQUESTED
    assert schedule.slot_of(coordinator.viewer, slot.id).state == "lost"
    assert client.post(reverse("schedule:lost", args=[slot.id]), {"side": "plan", "why": "again"}).status_code == 400


def test_an_agreed_time_that_passed_without_a_word_stays_on_the_calls_page(client, case, physician):
    agree(client, case, physician)
    shown = client.get(reverse("calls:index")).content.decode()
    assert "The time has passed, nothing is written down" in shown and "Tue Aug 18, 2026" in shown
    assert "No call is agreed" not in shown


def test_a_new_time_takes_the_place_of_the_one_agreed_before(client, case, coordinator, physician):
    agree(client, case, physician)
    agree(client, case, physician, day="2026-08-19")
    assert sorted(CallSlot.objects.values_list("state", flat=True)) == ["agreed", "lost"]
    assert stage(coordinator, case) is Stage.SCHEDULED


def test_a_time_is_held_by_its_call_or_lost_with_it(client, case, coordinator, physician):
    agree(client, case, physician)
    call = calls.start_call(coordinator.viewer, case, at=NOW, speaker_name="Alex Physician")
    assert calls.call_row(coordinator.viewer, call).slot == CallSlot.objects.get().id
    calls.abandon_call(coordinator.viewer, call, at=NOW, why="nobody answered")
    assert CallSlot.objects.get().state == "lost"
    agree(client, case, physician, day="2026-08-19")
    call = calls.start_call(coordinator.viewer, case, at=NOW, speaker_name="Alex Physician")
    calls.end_call(coordinator.viewer, call, at=NOW)
    calls.complete_record(coordinator.viewer, call, body={}, at=NOW)
    assert sorted(CallSlot.objects.values_list("state", flat=True)) == ["held", "lost"]


def test_the_next_step_follows_each_act_at_once(client, case, coordinator, physician):
    seen = [case_view(coordinator.viewer, case).row.next_step]
    ask(client, case)
    seen.append(case_view(coordinator.viewer, case).row.next_step)
    agree(client, case, physician)
    seen.append(case_view(coordinator.viewer, case).row.next_step)
    assert seen == ["ask for the call", "agree a time", "prepare and hold the call"]


def test_a_refused_form_keeps_what_was_typed_and_says_why(client, case, coordinator):
    answer = send(client, "agree", case, day="2026-08-18", hour="", minutes="15", agent_name="Pat Rivers")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This field is required" in text and "Choose who speaks" in text and "Pat Rivers" in text
    assert schedule.slots_of(coordinator.viewer, case) == ()


def test_a_plan_that_refuses_sends_the_case_another_way(client, case, coordinator):
    assert send(client, "reject", case, day="2026-08-14", hour="10:30").status_code == 400
    assert schedule.attempts_of(coordinator.viewer, case) == ()
    ask(client, case)
    send(client, "reject", case, day="2026-08-14", hour="10:30", note="Too late, they say")
    assert stage(coordinator, case) is Stage.OTHER_ROUTE
    assert schedule.attempts_of(coordinator.viewer, case)[-1].result.value == "refused"


def test_a_forfeited_call_is_told_with_whose_side_it_was(client, case, coordinator, physician):
    agree(client, case, physician)
    send(client, "forfeit", case, side="practice", why="we missed both times")
    seen = case_view(coordinator.viewer, case)
    assert seen.row.stage is Stage.FOLLOW_UP
    assert seen.history[-1].note == "practice: we missed both times"
    assert Task.objects.filter(case_id=case).exists()
    assert CallSlot.objects.get().state == "lost"
    found = {task.step: task for task in Task.objects.filter(case_id=case)}
    assert set(found) == {"new-time-asked", "appeal"}
    assert found["appeal"].escalate_to == "manager" and found["appeal"].needs


def test_a_call_the_plan_missed_is_told_in_writing(client, case, physician):
    agree(client, case, physician)
    send(client, "forfeit", case, side="plan", why="nobody rang")
    assert "miss-written" in set(Task.objects.filter(case_id=case).values_list("step", flat=True))


def test_two_tries_that_reach_nobody_propose_the_demand_and_its_task_is_made_once(client, case, coordinator):
    attempt(client, case)
    assert "demand the call in writing" not in page(client, case)
    attempt(client, case, "no_answer", hour="15:00", number="(800) 555-0142", hold_minutes="12")
    text = page(client, case)
    assert "2 tries in a row reached nobody" in text
    assert "at 3:00 pm CDT we rang (800) 555-0142 to ask for the call: no answer. On hold for 12 minutes." in text
    send(client, "demand", case)
    send(client, "demand", case)
    (task,) = Task.objects.filter(case_id=case)
    assert task.step == "written-demand" and task.due_at is not None
    assert task.sort_at == task.due_at and task.needs
    assert "The task is made." in page(client, case)
    client.post(reverse("tasks:done", args=[task.id]), {"sent_on": "2026-08-14", "where": "the portal"})
    complaint = Task.objects.get(case_id=case, step="complaint-weighed")
    assert complaint.role == "manager" and complaint.words.startswith(
        "Who regulates this plan? Our proposal: Medicare (CMS)"
    )
    assert "ask there whether it hears complaints about this plan before anything is sent" in complaint.words


def test_tries_that_fail_again_later_ask_for_a_demand_of_their_own(client, case):
    assert send(client, "demand", case).status_code == 400
    for hour, result in (
        ("08", "voicemail"),
        ("09", "no_answer"),
        ("10", "reached"),
        ("11", "voicemail"),
        ("12", "no_answer"),
    ):
        if hour == "10":
            send(client, "demand", case)
        attempt(client, case, result, hour=f"{hour}:00")
    assert "The task is made." not in page(client, case)
    send(client, "demand", case)
    assert Task.objects.filter(case_id=case, step="written-demand").count() == 2


def test_a_correction_stands_beside_the_entry_and_nothing_is_changed(client, case, coordinator):
    attempt(client, case, person="Pat")
    (first,) = schedule.attempts_of(coordinator.viewer, case)
    attempt(client, case, "reached", person="Pat Rivers", corrects=first.id)
    text = page(client, case)
    assert "corrected, 1 before" in text and "Pat Rivers" in text
    assert attempt(client, case, "no_answer", corrects=first.id).status_code == 400
    row = AttemptRow.objects.get(id=first.id)
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        super(type(AttemptRow.objects.all()), AttemptRow.objects.all()).update(note="changed")


def test_times_of_the_physician_are_offered_kept_and_read_by_the_next_pass(client, case, coordinator, physician):
    start = datetime(2026, 8, 18, 17, tzinfo=UTC)
    times.add_stretch(coordinator.viewer, physician.id, block=AvailabilityBlock(start, start + timedelta(hours=1)))
    cases.save_facts(
        coordinator.viewer,
        case,
        facts={key: value for key, value in case_view(coordinator.viewer, case).facts.items() if key != "availability"},
        revision=case_view(coordinator.viewer, case).revision,
    )
    answer = client.get(reverse("schedule:case", args=[case]), {"p": str(physician.id)})
    (one,) = answer.context["times"]
    assert one.value == "2026-08-18T12:00-05:00/2026-08-18T13:00-05:00" and one.is_suggested
    send(client, "propose", case, time=[one.value], p=str(physician.id))
    facts = case_view(coordinator.viewer, case).facts
    assert facts["availability"] == [{"from": "2026-08-18T12:00-05:00", "to": "2026-08-18T13:00-05:00"}]
    assert facts["speaker"] == {"name": "Alex Physician"}
    assert case_view(coordinator.viewer, case).row.is_stale


def test_many_times_are_folded_and_those_that_are_read_out_stay_in_sight(client, case, coordinator, physician):
    first = datetime(2026, 8, 17, 14, tzinfo=UTC)
    for number in range(12):
        start = first + timedelta(hours=number % 4, days=number // 4)
        block = AvailabilityBlock(start, start + timedelta(minutes=30))
        times.add_stretch(coordinator.viewer, physician.id, block=block)
    answer = client.get(reverse("schedule:case", args=[case]), {"p": str(physician.id)})
    near, later = answer.context["near_times"], answer.context["later_times"]
    assert len(near) + len(later) == len(answer.context["times"]) and later
    assert all(one in near for one in answer.context["times"] if one.is_chosen or one.is_suggested)
    assert f"{len(later)} later times" in answer.content.decode()


def test_a_speaker_who_is_known_already_keeps_the_specialty(client, case, coordinator):
    before = case_view(coordinator.viewer, case).facts["speaker"]
    schedule.propose_times(coordinator.viewer, case, blocks=[], speaker={})
    assert case_view(coordinator.viewer, case).facts["speaker"] == before


def test_the_texts_name_what_was_agreed_and_leave_brackets(client, case, physician):
    agree(client, case, physician)
    slot = CallSlot.objects.get()
    text = client.get(reverse("schedule:texts", args=[slot.id])).content.decode()
    assert "Tuesday, August 18, 2026, 12:00 pm CDT" in text and "Ruth Vandermolen" in text
    assert "[name of the agent]" in text and "To fill in or strike out" in text


def test_the_texts_of_a_case_that_names_no_practice_have_the_organisations_name(client, case, coordinator, physician):
    agree(client, case, physician)
    seen = case_view(coordinator.viewer, case)
    facts = {key: value for key, value in seen.facts.items() if key != "practice"}
    cases.save_facts(coordinator.viewer, case, facts=facts, revision=seen.revision)
    text = client.get(reverse("schedule:texts", args=[CallSlot.objects.get().id])).content.decode()
    assert "[name of the practice]" not in text and coordinator.viewer.organization_name in text


def test_the_calendar_file_names_no_patient(client, case, physician):
    agree(client, case, physician)
    data = client.get(reverse("schedule:slot-file", args=[CallSlot.objects.get().id])).content.decode()
    assert (
        "SUMMARY:P2P call" in data
        and "DTSTART:20260818T170000Z" in data
        and f"/cases/{case}/schedule/" in data.replace("\r\n ", "")
    )
    for value in ("Vandermolen", "Northgate", "CPAP", "555-0111"):
        assert value not in data


def test_a_usual_week_becomes_times_and_is_shown_again(client, physician):
    answer = client.post(
        reverse("schedule:week"),
        {
            "p": str(physician.id),
            "weeks": "2",
            "mon1_from": "12:00",
            "mon1_to": "13:00",
            "wed1_from": "08:00",
            "wed1_to": "08:30",
        },
    )
    assert answer.status_code == 302 and Availability.objects.count() == 4
    text = client.get(answer["Location"]).content.decode()
    assert 'name="mon1_from" value="12:00"' in text
    client.post(reverse("schedule:remove", args=[Availability.objects.first().id]), {"p": str(physician.id)})
    assert Availability.objects.count() == 3


@pytest.mark.parametrize("typed", [{"mon1_from": "12:00"}, {"mon1_from": "12:00", "mon1_to": "11:00"}])
def test_half_a_stretch_is_refused_beside_its_field(client, physician, typed):
    answer = client.post(reverse("schedule:week"), {"p": str(physician.id), "weeks": "2", **typed})
    assert answer.status_code == 422 and Availability.objects.count() == 0


def test_a_calendar_leaves_its_gaps_and_the_file_is_not_kept(client, physician):
    today = datetime.now(UTC).date()
    day = today + timedelta(days=(7 - today.weekday()) or 7)
    busy = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Secret patient\r\nDTSTART;TZID=America/Chicago:{day:%Y%m%d}T090000\r\nDTEND;TZID=America/Chicago:{day:%Y%m%d}T110000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    file = SimpleUploadedFile("me.ics", busy.encode(), content_type="text/calendar")
    client.post(
        reverse("schedule:upload"),
        {"p": str(physician.id), "file": file, "opens": "08:00", "closes": "12:00", "weeks": "1"},
    )
    chicago = [row for row in Availability.objects.order_by("starts_at") if row.starts_at.date() == day]
    assert len(chicago) == 2 and {row.source for row in chicago} == {"calendar"}
    bad = SimpleUploadedFile("me.ics", b"hello", content_type="text/calendar")
    answer = client.post(
        reverse("schedule:upload"),
        {"p": str(physician.id), "file": bad, "opens": "08:00", "closes": "12:00", "weeks": "1"},
    )
    assert answer.status_code == 422 and b"not a calendar file" in answer.content


def test_a_physician_sets_the_own_times_and_nobody_elses(practice, sign_in_as, physician):
    from peercall.adapters.db.accounts import create_user, give_roles

    other = create_user(email="second@cedar.example", name="Bo Second", password="x")
    give_roles(other, organization=practice.id, roles=[Role.PHYSICIAN])
    client = sign_in_as(physician)
    assert client.post(reverse("schedule:week"), {"p": str(physician.id), "weeks": "1"}).status_code == 302
    assert client.post(reverse("schedule:week"), {"p": str(other), "weeks": "1"}).status_code == 403


def secret_of(client) -> str:
    return client.post(reverse("schedule:feed"), {"do": "make"}).context["feed_address"]


def test_the_private_calendar_opens_with_its_secret_until_it_is_ended(client, case, physician, coordinator):
    agree(client, case, physician)
    address = secret_of(client)
    assert (
        address.split("/calendar/")[1].removesuffix(".ics")
        not in client.get(reverse("schedule:availability")).content.decode()
    )
    assert CalendarFeed.objects.get().secret_hash not in address
    CallSlot.objects.update(starts_at=datetime.now(UTC) + timedelta(days=1))
    stranger = Client()
    data = stranger.get(address)
    assert data["Content-Type"].startswith("text/calendar") and b"SUMMARY:P2P call" in data.content
    assert b"Vandermolen" not in data.content and b"Northgate" not in data.content
    newer = secret_of(client)
    assert stranger.get(address).status_code == 404
    assert stranger.get(newer).status_code == 200
    client.post(reverse("schedule:feed"), {"do": "end"})
    assert stranger.get(newer).status_code == 404


def test_a_physicians_calendar_holds_the_own_calls(client, case, physician, practice, sign_in_as):
    agree(client, case, physician)
    CallSlot.objects.update(starts_at=datetime.now(UTC) + timedelta(days=1))
    mine = secret_of(sign_in_as(physician))
    assert b"SUMMARY:P2P call" in Client().get(mine).content
    CallSlot.objects.update(speaker_id=practice.people[Role.MANAGER].id)
    assert b"SUMMARY:P2P call" not in Client().get(mine).content


def test_a_calendar_is_asked_for_only_so_often(client, settings):
    address = secret_of(client)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "calendar_feed": "2/m/ip"}
    cache.clear()
    assert [Client().get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_a_calendar_of_somebody_who_left_is_closed(client, coordinator):
    from peercall.adapters.db.models import Membership

    address = secret_of(client)
    Membership.objects.filter(user_id=coordinator.id).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_another_tenant_finds_and_changes_nothing(client, case, physician, other_practice, sign_in_as, coordinator):
    agree(client, case, physician)
    slot = CallSlot.objects.get()
    times.add_stretch(coordinator.viewer, physician.id, block=AvailabilityBlock(NOW, NOW + timedelta(hours=1)))
    stretch = Availability.objects.get().id
    stranger = sign_in_as(other_practice.people[Role.COORDINATOR])
    for name in ("request", "attempt", "agree", "reject", "forfeit", "demand", "propose"):
        assert send(stranger, name, case, day="2026-08-14", hour="10:00", why="x", side="plan").status_code == 404, name
    for name in ("lost", "confirmed"):
        assert send(stranger, name, slot.id, side="plan", why="x", how="fax").status_code == 404
    for name in ("texts", "slot-file"):
        assert stranger.get(reverse(f"schedule:{name}", args=[slot.id])).status_code == 404
    assert stranger.post(reverse("schedule:remove", args=[stretch])).status_code == 404
    assert schedule.attempts_of(other_practice.people[Role.COORDINATOR].viewer, case) == ()
    assert not AuditEntry.objects.filter(organization_id=other_practice.id, action__startswith="slot").exists()


def test_a_biller_reads_and_writes_nothing_down(case, practice, sign_in_as):
    biller = sign_in_as(practice.people[Role.BILLER])
    text = page(biller, case)
    assert "What to say" in text and "Write down" not in text
    assert ask(biller, case).status_code == 403


def test_before_the_letter_is_confirmed_there_is_nothing_to_ask_with(client, coordinator):
    from tests.web.demo import read_case

    case = read_case(coordinator.viewer, MemoryVault())
    assert "The letter is not confirmed yet" in page(client, case)


def test_the_number_of_queries_does_not_grow_with_the_log(client, case, physician, django_assert_max_num_queries):
    page(client, case)
    with django_assert_max_num_queries(40) as few:
        page(client, case)
    number = len(few)
    for hour in range(8, 16):
        attempt(client, case, "reached", hour=f"{hour:02}:00")
    page(client, case)  # shows what was said about the last one
    with django_assert_max_num_queries(number):
        page(client, case)

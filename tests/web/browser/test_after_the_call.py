"""After the call: the finish page, tasks, what came in writing, the alarm, the record and its export."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.web.demo import MemoryVault, prepared_case

from peercall.adapters.db import calls
from peercall.bootstrap.records import verify_file
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.organizations import Role

ANSWERS = {
    (EntryKind.REVIEWER, "name"): "Morgan Hale",
    (EntryKind.REVIEWER, "credentials"): "MD",
    (EntryKind.REVIEWER, "specialty"): "internal medicine",
    (EntryKind.REVIEWER, "criteria_set"): "NCD 240.4",
    (EntryKind.REVIEWER, "criteria_version"): "2008",
    (EntryKind.REVIEWER, "records_held"): "Sleep test and order only",
    (EntryKind.REASON, "first"): "no note of symptoms",
    (EntryKind.NEW_FACT, "first"): "Note of June 16: Epworth 14",
    (EntryKind.NOTE, "first"): "Had not seen the June note; accepted it.",
    (EntryKind.CLOSING, "disposition"): "overturned",
    (EntryKind.CLOSING, "approved_for"): "E0601, 3 months",
    (EntryKind.CLOSING, "reference"): "P2P-0017",
    (EntryKind.CLOSING, "next_step"): "They fax the approval",
    (EntryKind.CLOSING, "confirmation"): "Fax within a day",
    (EntryKind.COMMITMENT, "theirs"): {"who": "plan", "what": "faxes the approval", "due": "tomorrow noon"},
    (EntryKind.COMMITMENT, "ours"): {"who": "practice", "what": "send the June note", "due": "soon"},
}


def today() -> str:
    """The practice's day."""
    return timezone.now().astimezone(ZoneInfo("America/Chicago")).date().isoformat()


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


@pytest.fixture
def case(coordinator):
    return prepared_case(coordinator.viewer, MemoryVault())


@pytest.fixture
def ended_call(coordinator, case):
    started = timezone.now() - timedelta(minutes=20)
    call = calls.start_call(coordinator.viewer, case, at=started, speaker_name="Adaeze Okafor, MD")
    entries = [
        CallEntry(str(uuid4()), "w", number, datetime.now(UTC), "x", kind, subject, value)
        for number, ((kind, subject), value) in enumerate(ANSWERS.items(), start=1)
    ]
    calls.add_entries(coordinator.viewer, call, entries=entries, at=started)
    calls.end_call(coordinator.viewer, call, at=started + timedelta(minutes=14))
    return call


def test_from_the_finished_call_to_the_alarm_and_the_verified_export(
    page: Page, practice, coordinator, case, ended_call, sign_in, shot, check_axe, tmp_path
):
    sign_in(page, coordinator)
    page.goto(f"/calls/{ended_call}/finish/")
    expect(page.get_by_text("Tasks that will be made")).to_be_visible()
    expect(page.get_by_label("Due: “soon” could not be read")).to_have_value("")
    assert page.get_by_label("Due: “tomorrow noon” was read as").input_value().endswith("T12:00")
    shot(page, "after-finish")
    check_axe(page)
    page.get_by_label("What is the authorization number?").fill("A-4471")
    page.get_by_role("button", name="Complete the record").click()
    page.get_by_role("link", name="Tasks that follow").click()
    expect(page.get_by_role("heading", name="Get the approval in writing")).to_be_visible()
    expect(page.get_by_text("Get the authorization number")).to_have_count(0)
    shot(page, "after-case-tasks")
    check_axe(page)

    # by keyboard: move to a task, close it with what closes it
    page.goto("/tasks/")
    expect(page.get_by_role("link", name="Tasks")).to_be_visible()
    shot(page, "after-tasks")
    check_axe(page)
    page.keyboard.press("j")
    first = page.locator("[data-task]").first
    expect(first.locator("[data-row]")).to_be_focused()
    title = first.locator("h3").inner_text()
    assert "promised" in title or "approval" in title
    page.keyboard.press("c")
    expect(first.locator("[name=due_at]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(first.locator("[data-row]")).to_be_focused()
    seen = page.locator("[data-task]", has=page.get_by_role("heading", name="See the approval in the plan's system"))
    seen.locator("[data-row]").focus()
    page.keyboard.press("d")
    page.keyboard.press("Enter")  # nothing filled in: it says what is missing
    expect(seen.locator("[aria-invalid]")).to_be_focused()
    seen.get_by_label("Seen on").fill(today())
    seen.get_by_role("button", name="Mark as done").click()
    expect(seen.get_by_text("Done", exact=True)).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Done.")

    page.goto(f"/cases/{case}/tasks/")
    page.get_by_role("link", name="Something came in writing").click()
    page.get_by_label("What the writing says").select_option("upheld")
    page.get_by_label("Received on").fill(today())
    page.get_by_label("How it came").select_option("fax")
    page.get_by_label("What it says, in its words").fill("Not medically necessary.")
    page.get_by_role("button", name="Add to the record").click()
    expect(page.get_by_role("heading", name="Alarm: the writing says less than was said on the call")).to_be_visible()
    shot(page, "after-alarm")
    check_axe(page)

    page.get_by_role("link", name="Record", exact=True).click()
    expect(page.get_by_text("The chain holds")).to_be_visible()
    shot(page, "after-record")
    check_axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export with its chain").click()
    exported = tmp_path / "record.json"
    download.value.save_as(exported)
    found = verify_file(exported)
    assert (found.entries, found.faults) == (2, ())

    page.get_by_role("link", name="Correct").click()
    page.get_by_label("What is wrong").select_option("reviewer.name")
    page.get_by_label("What is right").fill("Morgan Hayle")
    page.get_by_label("How you know").fill("Spelled in the fax")
    shot(page, "after-correct")
    check_axe(page)
    page.get_by_role("button", name="Add the correction").click()
    expect(page.locator("ins")).to_have_text("Morgan Hayle")
    for link, name in (("Chart note", "after-chart-note"), ("Copy for the patient", "after-patient-copy")):
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=link)).to_be_visible()
        shot(page, name)
        check_axe(page)
        page.go_back()
    with page.expect_navigation():
        page.get_by_role("link", name="This entry alone").first.click()
    shot(page, "after-entry")
    check_axe(page)


def test_manager_sees_the_alarm_and_gives_a_task_away(
    page: Page, practice, coordinator, case, ended_call, sign_in, shot, check_axe
):
    from peercall.adapters.db import tasks
    from peercall.adapters.db.case_queries import case_view
    from peercall.bootstrap.site_followups import after_event
    from peercall.domain.playbooks import Outcome

    seen = case_view(coordinator.viewer, case)
    planned = after_event(
        coordinator.viewer,
        seen,
        (Outcome.CONFIRMED_OTHERWISE, Outcome.UPHELD),
        occasion="test",
        at=timezone.now(),
    )
    tasks.make_tasks(coordinator.viewer, case, planned=planned, at=timezone.now())
    sign_in(page, practice.people[Role.MANAGER])
    page.goto("/tasks/?whose=all")
    alarm = page.locator("[data-task]", has=page.get_by_role("heading", name="Alarm"))
    alarm.get_by_text("Change …").click()
    alarm.get_by_label("Who does it").select_option(label="Alex Physician")
    shot(page, "after-tasks-manager")
    check_axe(page)
    alarm.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Alex Physician has it now.")
    expect(alarm).to_contain_text("Alex Physician")

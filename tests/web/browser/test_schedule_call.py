"""From the request to the confirmed time in a browser, by keyboard; availability and the private calendar."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from tests.web.demo import prepared_case

from peercall.adapters.db import availability as times
from peercall.adapters.db import schedule
from peercall.adapters.db.case_queries import case_view
from peercall.bootstrap.site_vault import vault
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.organizations import Role
from peercall.web.provider.schedule import acts


@pytest.fixture
def coordinator(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return practice.people[Role.COORDINATOR]


def type_into(page, label, text):
    page.get_by_label(label).first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def test_a_call_is_asked_for_agreed_and_confirmed_by_keyboard(page, practice, coordinator, sign_in, shot, check_axe):
    case = prepared_case(coordinator.viewer, vault())
    physician = practice.people[Role.PHYSICIAN]
    start = datetime(2026, 8, 18, 17, tzinfo=UTC)
    for day in range(3):
        block = AvailabilityBlock(start + timedelta(days=day), start + timedelta(days=day, hours=1))
        times.add_stretch(coordinator.viewer, physician.id, block=block)
    sign_in(page, coordinator)
    page.goto(reverse("schedule:case", args=[case]))
    shot(page, "schedule-ask")
    check_axe(page)
    type_into(page, "Agent's name", "Pat Rivers")
    type_into(page, "Reference number of the request", "P2P-0017")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept: the call was asked for.")).to_be_visible()
    expect(page.get_by_label("Agreed with (agent's name)")).to_have_value("Pat Rivers")
    page.get_by_role("button", name="Offer these").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The times are kept")).to_be_visible()
    page.locator("[data-fills]").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#slot-day")).to_have_value("2026-08-18")
    type_into(page, "Their reviewer", "Morgan Hale, MD")
    shot(page, "schedule-agree")
    check_axe(page)
    page.get_by_role("button", name="Keep the time").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("not confirmed in writing")).to_be_visible()
    shot(page, "schedule-agreed")
    check_axe(page)
    page.get_by_role("link", name="Confirm in writing").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fax cover")).to_be_visible()
    shot(page, "schedule-texts")
    check_axe(page)
    type_into(page, "Number, or receipt", "(800) 555-0143, receipt 12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("confirmed in writing", exact=True)).to_be_visible()
    (slot,) = schedule.slots_of(coordinator.viewer, case)
    assert (slot.reviewer_name, slot.agent_name, slot.reference) == ("Morgan Hale, MD", "Pat Rivers", "P2P-0017")
    assert case_view(coordinator.viewer, case).row.stage.value == "scheduled"


def test_two_failed_tries_propose_the_demand_and_an_entry_is_corrected(page, coordinator, sign_in, shot, check_axe):
    case = prepared_case(coordinator.viewer, vault())
    sign_in(page, coordinator)
    page.goto(reverse("schedule:case", args=[case]))
    for _ in range(2):
        page.get_by_text("A try, by us or by them").click()
        page.locator("#attempt-result").select_option("voicemail")
        page.get_by_role("button", name="Keep the try").click()
        expect(page.get_by_text("Kept in the log.")).to_be_visible()
    expect(page.get_by_text("2 tries in a row reached nobody")).to_be_visible()
    page.get_by_role("button", name="Make the task").click()
    expect(page.get_by_text("The task is made.")).to_be_visible()
    shot(page, "schedule-demand")
    check_axe(page)
    page.get_by_role("button", name="Correct", exact=True).first.click()
    page.locator("dialog[open]").get_by_label("How it ended").select_option("reached")
    shot(page, "schedule-correct")
    check_axe(page)
    page.get_by_role("button", name="Keep the correction").click()
    expect(page.get_by_text("corrected, 1 before")).to_be_visible()
    expect(page.get_by_text("2 tries in a row")).to_be_hidden()


def test_a_week_is_typed_and_a_calendar_address_is_shown_once(page, practice, sign_in, shot, check_axe):
    physician = practice.people[Role.PHYSICIAN]
    sign_in(page, physician)
    page.goto(reverse("schedule:availability"))
    page.get_by_label("Monday, from").fill("12:00")
    page.get_by_label("Monday, to").fill("13:00")
    page.get_by_role("button", name="Keep the week").click()
    expect(page.get_by_text("12:00 to 1:00 pm").first).to_be_visible()
    page.get_by_role("button", name="Make the address").click()
    expect(page.get_by_label("Private calendar address")).to_have_value(re.compile(r"/calendar/[\w-]{43}\.ics$"))
    shot(page, "availability")
    check_axe(page)
    page.goto(reverse("schedule:availability"))
    expect(page.get_by_text("In force since")).to_be_visible()
    expect(page.get_by_label("Private calendar address")).to_have_count(0)


def test_a_second_click_while_the_first_is_on_its_way_writes_nothing_twice(page, coordinator, sign_in, monkeypatch):
    case = prepared_case(coordinator.viewer, vault())
    answered = threading.Event()
    monkeypatch.setattr(acts, "work_on", lambda *_: answered.wait(30))
    sign_in(page, coordinator)
    page.goto(reverse("schedule:case", args=[case]))
    type_into(page, "Agent's name", "Pat Rivers")
    form = f'form[action="{reverse("schedule:request", args=[case])}"]'
    twice = "(one) => { one.requestSubmit(); return new Promise((sent) => setTimeout(() => sent(one.requestSubmit()), 300)); }"
    page.locator(form).last.evaluate(twice)
    answered.set()
    expect(page.get_by_text("Kept: the call was asked for.")).to_be_visible()
    assert len(schedule.attempts_of(coordinator.viewer, case)) == 1

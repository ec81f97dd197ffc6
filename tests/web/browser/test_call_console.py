"""The console of a call: keyboard alone, a lost line, two windows, the record."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.web.demo import MemoryVault, prepared_case

from peercall.adapters.db import calls
from peercall.adapters.db.case_queries import case_view
from peercall.domain.calls import EntryKind
from peercall.domain.organizations import Role
from peercall.engine.call_entries import fold_entries


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.fixture
def case(physician):
    return prepared_case(physician.viewer, MemoryVault())


def open_console(page: Page, case) -> None:
    page.goto(f"/cases/{case}/")
    page.get_by_role("button", name="Start the call").click()
    expect(page.locator("#console[data-ready=true]")).to_be_attached()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("All saved")


def stands(physician, case):
    (row,) = calls.calls_of_case(physician.viewer, case)
    return fold_entries(calls.entries_of(physician.viewer, row.id)[0])


def test_a_call_is_held_by_keyboard_alone_and_recorded(page, physician, case, sign_in, shot, check_axe):
    sign_in(page, physician)
    open_console(page, case)
    shot(page, "call-console-empty")
    page.keyboard.press("r")
    for text in ("Morgan Hale", "MD", "internal medicine", "NCD 240.4", "2008", "Sleep test and order only"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.type("sleepiness not documented")
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    expect(page.locator("[data-point]:focus [data-mark=new_to_them]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    page.keyboard.type("Did not have the June note.")
    page.keyboard.press("Enter")
    page.keyboard.type("Asks for it by fax.")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.type("calls back after reading the note")
    page.keyboard.press("Tab")
    page.keyboard.type("today 5 pm")
    page.keyboard.press("Escape")
    page.get_by_label("Deferred: waits for something").check()
    page.get_by_label("Reference number of the call").fill("P2P-0017")
    saved(page)
    shot(page, "call-console")
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Record of the call")).to_be_visible()
    shot(page, "call-finish")
    check_axe(page)
    page.get_by_label("What is the next step").fill("Send the note of June 16, by us, today")
    page.get_by_label("When and how does the written").fill("Fax within a day")
    page.get_by_label("What is the decision waiting for?").fill("The note of June 16")
    page.get_by_role("button", name="Complete the record").click()
    expect(page.get_by_text("complete, added for good")).to_be_visible()
    shot(page, "call-recorded")
    check_axe(page)
    (entry,), faults = calls.record_of(physician.viewer, case)
    assert faults == ()
    assert entry.body["reviewer"]["specialty"] == "internal medicine"
    assert [note["text"] for note in entry.body["notes"]] == ["Did not have the June note.", "Asks for it by fax."]
    assert entry.body["commitments"] == [
        {"who": "plan", "what": "calls back after reading the note", "due": "today 5 pm"}
    ]
    assert [point["mark"] for point in entry.body["points"]] == ["new_to_them"]
    assert case_view(physician.viewer, case).row.stage.value == "follow_up"


def test_what_is_typed_without_a_line_is_kept_and_sent_later(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    page.context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.type("typed in the dark")
    expect(page.locator("#save-state")).to_contain_text("No connection")
    assert stands(physician, case).all_of(EntryKind.NOTE) == ()
    page.context.set_offline(False)
    saved(page)
    (note,) = stands(physician, case).all_of(EntryKind.NOTE)
    assert note.entry.value == "typed in the dark"


def test_what_was_typed_before_the_window_was_closed_comes_back(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    address = page.url
    page.context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.type("never sent")
    expect(page.locator("#save-state")).to_contain_text("waiting")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    saved(again)
    (note,) = stands(physician, case).all_of(EntryKind.NOTE)
    assert note.entry.value == "never sent"
    expect(again.locator("#notes textarea")).to_have_value("never sent")


def test_hanging_up_without_a_line_stays_on_the_console_until_the_line_is_back(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    page.context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.type("said before the line went")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("sent when the line is back", timeout=15_000)
    assert page.locator("#notes textarea").input_value() == "said before the line went"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Record of the call")).to_be_visible(timeout=15_000)
    (note,) = stands(physician, case).all_of(EntryKind.NOTE)
    assert note.entry.value == "said before the line went"


def test_what_is_found_stands_below_the_field_and_nothing_stays_open(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    page.keyboard.press("f")
    page.keyboard.type("sleepiness does not have the record")
    first = page.locator("[data-point]:visible").first
    expect(page.locator("[data-part='1']")).to_be_hidden()
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    field, bar = page.locator("#find").bounding_box(), page.locator(".console-head").bounding_box()
    assert field["y"] >= bar["y"] + bar["height"] - 1, "the field is not behind the head"
    page.locator("#find").fill("")
    expect(page.locator("[data-part='1']")).to_be_visible()
    assert page.locator(".phrase[open]").count() == 0


def test_a_source_mark_of_the_console_opens_its_page_beside_it(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    mark = page.locator("#points a[data-source]").first
    mark.click()
    panel = page.locator("#source-panel")
    expect(panel).to_be_visible()
    expect(panel.locator("[data-source-title]")).to_have_text(mark.inner_text())
    expect(page.frame_locator("#source-panel iframe").locator("main")).not_to_be_empty()
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_on_a_tablet_the_reviewer_comes_first(page, physician, case, sign_in, shot):
    sign_in(page, physician)
    page.set_viewport_size({"width": 820, "height": 1180})
    open_console(page, case)
    shot(page, "call-console-tablet")
    page.set_viewport_size({"width": 820, "height": 1180})
    reviewer = page.locator("#reviewer").bounding_box()
    assert reviewer["y"] < page.locator(".finder").bounding_box()["y"]
    assert reviewer["y"] + reviewer["height"] < 1180


def test_two_windows_of_one_call_keep_both_texts_and_one_person_decides(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#console[data-ready=true]")).to_be_attached()
    page.get_by_label("Name, spelled").fill("Hale")
    other.get_by_label("Name, spelled").fill("Hail")
    page.get_by_label("Credentials").focus()
    other.get_by_label("Credentials").focus()
    expect(page.locator("#two-windows")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Hale", exact=True).click()
    saved(page)
    expect(other.locator("#two-windows")).to_be_hidden(timeout=15_000)
    expect(other.get_by_label("Name, spelled")).to_have_value("Hale")
    assert stands(physician, case).undecided == ()


def test_a_sentence_that_helps_nobody_is_answered_with_the_measured_fact(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    page.keyboard.press("f")
    page.keyboard.type("she really needs it")
    expect(page.locator("#instead")).to_contain_text("AHI 12.5")


def test_an_answer_for_one_field_does_not_call_another_saved(page, physician, case, sign_in):
    sign_in(page, physician)
    open_console(page, case)
    page.evaluate(
        """() => { window.seen = []; const state = document.getElementById("save-state");
        new MutationObserver(() => window.seen.push([state.textContent.trim(), document.activeElement.value]))
          .observe(state, { childList: true, characterData: true, subtree: true }); }"""
    )
    page.get_by_label("Name, spelled").fill("Morgan Hale")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.type("typed while the name was on its way, for longer than its answer takes", delay=15)
    saved(page)
    states = page.evaluate("window.seen")
    early = [text for text, value in states if text == "All saved" and value and not value.endswith("takes")]
    assert early == [], states

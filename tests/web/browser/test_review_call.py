"""The reviewer's call: keyboard alone, two files in one call, a lost line, two windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.web.review_files import take

from peercall.adapters.db import review_queries
from peercall.domain.calls import EntryKind
from peercall.domain.organizations import Role
from peercall.domain.reviews import CallbackNumber


@pytest.fixture
def reviewer(review_organisation):
    return review_organisation.people[Role.REVIEWER]


@pytest.fixture
def take_file(reviewer):
    def make(reference="R-1", **changed):
        due = datetime.now(UTC) + timedelta(days=20)
        return take(reviewer.viewer, reference, **({"decision_due_at": due, "policy": "lcd-L33906"} | changed))

    return make


def open_call(page: Page, file) -> None:
    page.goto(f"/review/files/{file}/call/")
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("All saved")


def log_of(reviewer, file):
    return review_queries.file_view(reviewer.viewer, file).log


def notes(reviewer, file):
    return [one.entry.value for one in log_of(reviewer, file).console.all_of(EntryKind.NOTE)]


def test_a_name_without_an_end_widens_no_page(page, reviewer, take_file, sign_in):
    file = take_file(treating_physician="B" * 200, claimant="A" * 200)
    sign_in(page, reviewer)
    for address in ("call/", "", "report/"):
        page.goto(f"/review/files/{file}/{address}")
        for width in (1280, 820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (
                address, width,
            )  # fmt: skip


def test_on_a_telephone_what_may_be_said_stands_before_the_first_words(page, reviewer, take_file, sign_in, check_axe):
    file = take_file()
    sign_in(page, reviewer)
    open_call(page, file)
    told = page.locator(".may-say")
    expect(told).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(told).to_contain_text("A modification may be put forward, no determination: what to say")
    told.get_by_role("link").click()
    expect(page.locator(f"#file-{file} .guard")).to_be_in_viewport()
    check_axe(page)


def test_a_call_about_two_files_is_held_and_logged_by_keyboard_alone(
    page, reviewer, take_file, sign_in, shot, check_axe
):
    first = take_file("R-1", instructions="Ask for the surgery desk.", callback=CallbackNumber.CLIENT_ROUTING,
                      callback_number="800-555-0199")  # fmt: skip
    second = take_file("R-2", request="Physical therapy, 12 visits", policy=None)
    sign_in(page, reviewer)
    open_call(page, first)
    shot(page, "review-call-empty")
    page.keyboard.press("n")
    page.keyboard.type("Injection helped for two months.")
    page.keyboard.press("Enter")
    page.keyboard.type("No red flags.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("4")
    page.keyboard.type("Leg pain for eight weeks, seen on November 20.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a note to R-2").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Six visits were done.")
    page.keyboard.press("Escape")
    saved(page)
    page.keyboard.press("l")
    page.keyboard.press("Space")
    page.get_by_label("Who was reached").select_option("nurse_practitioner")
    page.get_by_label("Name (optional)", exact=True).fill("Casey Lund")
    shot(page, "review-call")
    check_axe(page)
    page.get_by_label("Name (optional)", exact=True).press("Enter")
    sentence = page.locator("#attempts .just [data-sentence]")
    expect(sentence).to_contain_text("Casey Lund, a nurse practitioner, was spoken to.")
    expect(page.get_by_text("not weighed yet")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("The visit note is with the records.")
    shot(page, "review-call-weighing")
    check_axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The visit note is with the records.").first).to_be_visible()
    assert notes(reviewer, first) == ["Injection helped for two months.", "No red flags."]
    assert notes(reviewer, second) == ["Six visits were done."]
    (told,) = log_of(reviewer, first).information
    assert told.body.said_by == "Casey Lund, a nurse practitioner"
    assert told.body.criterion == "radiculopathy.2"
    assert log_of(reviewer, first).unweighed == ()
    assert log_of(reviewer, second).contact_attempts == log_of(reviewer, first).contact_attempts


def test_what_is_typed_without_a_line_is_kept_and_sent_later_also_from_a_closed_window(
    page, reviewer, take_file, sign_in
):
    file = take_file()
    sign_in(page, reviewer)
    open_call(page, file)
    page.context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.type("typed in the dark")
    expect(page.locator("#save-state")).to_contain_text("waiting")
    assert notes(reviewer, file) == []
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    open_call(again, file)
    saved(again)
    assert notes(reviewer, file) == ["typed in the dark"]


def test_two_windows_of_one_call_keep_both_texts_and_one_person_decides(page, reviewer, take_file, sign_in):
    file = take_file()
    sign_in(page, reviewer)
    open_call(page, file)
    page.keyboard.press("i")
    page.keyboard.type("Pain is 6.")
    saved(page)
    other = page.context.new_page()
    open_call(other, file)
    words = "What was said that the file does not hold, R-1"
    page.get_by_label(words).fill("Pain is 7.")
    other.get_by_label(words).fill("Pain is 8.")
    page.get_by_role("button", name="Log the call").focus()
    other.get_by_role("button", name="Log the call").focus()
    expect(page.locator("#two-windows")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Pain is 7.").click()
    saved(page)
    assert log_of(reviewer, file).console.undecided == ()


def test_a_policy_is_chosen_and_a_record_that_cannot_be_read_comes_back_to_the_call_with_the_notes(
    page, reviewer, take_file, sign_in, shot, check_axe
):
    file = take_file(policy=None, service_codes=("62323",))
    sign_in(page, reviewer)
    page.goto(f"/review/files/{file}/")
    choice = page.locator("#criteria")
    expect(choice.get_by_role("radio", checked=True)).to_have_count(0)
    choice.get_by_role("radio", name="Epidural steroid injections for pain").check()
    choice.get_by_role("button", name="Check against it").click()
    expect(choice).to_contain_text(f"chosen by {reviewer.viewer.name}")
    check_axe(page)
    open_call(page, file)
    page.keyboard.press("n")
    page.keyboard.type("The office sends the scan.")
    saved(page)
    records = page.locator(f"#records-of-{file}")
    records.get_by_text("Load records to hold").click()
    torn = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nnothing of a PDF follows"}
    records.locator("input[type=file]").set_input_files(torn)
    records.get_by_role("button", name="Load").click()
    expect(records.get_by_role("alert")).to_contain_text("scan.pdf was not loaded: the PDF is damaged")
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()
    expect(page.get_by_role("textbox", name="Note, R-1")).to_have_value("The office sends the scan.")
    shot(page, "review-call-record-refused")
    check_axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

"""A reviewer's morning: eight files in several zones, two in one call, and everything an office may answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import ARTEFACTS

from peercall.adapters.db import review_queries
from peercall.adapters.db.review_calls import waiting_callbacks
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import EntryKind
from peercall.domain.organizations import Role
from peercall.domain.reviews import CallbackNumber, ReachedRole, Weighing
from peercall.engine.review_words import contact_summary

#: Tuesday December 1: 11:30 in Cleveland, 10:30 in Dallas, 9:30 in Phoenix, 8:30 in Los Angeles
MORNING = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture
def reviewer(review_organisation):
    return review_organisation.people[Role.REVIEWER]


@pytest.fixture
def manager(review_organisation):
    return review_organisation.people[Role.MANAGER]


@pytest.fixture
def files(reviewer, manager):
    made = load_review_demo(manager.viewer, reviewer=reviewer.id, at=MORNING)
    return {view.reference: view.id for view in review_queries.files_by_id(manager.viewer, made)}


def start(page: Page, physician: str) -> None:
    """From the queue to the call."""
    page.goto("/review/queue/")
    page.get_by_role("link", name=re.compile(f"Start the call.*{physician}")).click()
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()


def fits_a_tablet(page: Page, name: str) -> None:
    """820 px: nothing is wider than the window."""
    before = page.viewport_size
    page.set_viewport_size({"width": 820, "height": 1180})
    page.screenshot(path=ARTEFACTS / f"{name}-tablet.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert before
    page.set_viewport_size(before)


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("All saved")


def log(page: Page, result: str, *, role: str = "", name: str = "", left: str = "") -> str:
    """Log the call; the sentence that documents it."""
    page.get_by_label(result, exact=True).check()
    if role:
        page.get_by_label("Who was reached").select_option(label=role)
    if name:
        page.get_by_label("Name (optional)", exact=True).fill(name)
    if left:
        page.get_by_label(left).check()
    page.get_by_role("button", name="Log the call").click()
    sentence = page.locator("#attempts .just [data-sentence]")
    expect(sentence).to_be_visible()
    return sentence.inner_text()


def test_a_morning_s_work(page, reviewer, manager, files, sign_in, shot, check_axe):
    sign_in(page, reviewer)

    def log_of(reference):
        return review_queries.file_view(reviewer.viewer, files[reference]).log

    # Texas: the treating physician; a modification may be put forward, a determination may not.
    start(page, "Ada Okafor, MD")
    card = page.locator(f'[data-file="{files["LS-40718"]}"]').first
    expect(card).to_contain_text("A modification may be put forward, no determination.")
    expect(page.get_by_label("What was said about the determination")).to_have_count(0)
    page.get_by_role("link", name="214-555-0110").evaluate(
        "link => link.addEventListener('click', e => e.preventDefault())"
    )
    page.get_by_role("link", name="214-555-0110").click()
    expect(page.locator("#elapsed")).to_have_text("just dialed")
    page.get_by_label("Modification or partial certification put forward").fill("Two injections instead of three")
    page.get_by_label("Agreed", exact=True).check()
    page.get_by_role("button", name="Add a note to LS-40718").click()
    page.keyboard.type("Would repeat the request for the third after six weeks.")
    saved(page)
    shot(page, "review-call-texas")
    fits_a_tablet(page, "review-call-texas")
    check_axe(page)
    said = log(page, "Spoke with them about the request", role="Treating physician")
    assert said.startswith("On December 1, 2026 at 10:3")
    assert said.endswith("CST a call was placed to the office of Ada Okafor, MD, 214-555-0110. "
                         "Ada Okafor, MD, the treating physician, was spoken to.")  # fmt: skip
    console = log_of("LS-40718").console
    assert console.text(EntryKind.CLOSING, "modification") == "Two injections instead of three"
    assert console.text(EntryKind.CLOSING, "modification_answer") == "agreed"
    assert sum(log_of("LS-40718").seconds.values()) == 60, "from the number that was dialed"

    # Ohio: two files, one call; a named assistant takes the message, and one entry documents both.
    start(page, "Hana Sato, MD")
    expect(page.get_by_text("No determination in this call. Say:")).to_have_count(2)
    page.get_by_label("Message with a person", exact=True).check()
    page.get_by_role("button", name="Log the call").click()
    expect(page.get_by_text("Say who was reached.")).to_be_visible()
    said = log(page, "Message with a person", role="Medical assistant", name="Noor Haddad", left="My own")
    assert (
        "A message was left with Noor Haddad, a medical assistant." in said
        or page.get_by_text("Write the number").count()
    )
    for reference in ("GP-11862", "GP-11863"):
        (tried,) = log_of(reference).contact_attempts
        assert (tried.result, tried.role, tried.person) == (
            AttemptResult.MESSAGE_WITH_PERSON, ReachedRole.MEDICAL_ASSISTANT, "Noor Haddad",
        )  # fmt: skip

    # Phoenix: the second try meets a voicemail; the message says nothing about the patient.
    start(page, "Luis Ibarra, MD")
    page.get_by_text("As a message: nothing about the patient").click()
    message = page.locator("details", has_text="As a message").last.inner_text()
    assert "knee" not in message
    assert "800-555-0147" in message
    said = log(page, "Voicemail", left="The client's: 800-555-0147")
    assert said.endswith(
        "A voicemail was left. The call-back number 800-555-0147, the client's routing number, was left."
    )
    assert [one.left for one in log_of("SV-90233").contact_attempts] == [CallbackNumber.CLIENT_ROUTING] * 2

    # Northeast Arizona: a person chooses the zone; the nurse practitioner tells what the file does not hold.
    page.goto(f"/review/files/{files['SV-90240']}/call/")
    page.get_by_label("Time zone of the office").select_option("America/Denver")
    page.get_by_label("How it is known").fill("The front desk said so")
    page.get_by_role("button", name="Store the time zone").click()
    expect(page.locator("#log-form")).to_be_visible()
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()
    page.get_by_role("button", name="Add new information to SV-90240").click()
    page.keyboard.type("Saturation was 86% at rest on room air on November 24.")
    saved(page)
    log(page, "Spoke with them about the request", role="Nurse practitioner", name="June Begaye, NP")
    expect(page.get_by_text("Said by June Begaye, NP, a nurse practitioner")).to_be_visible()
    expect(page.get_by_text("not weighed yet")).to_be_visible()
    page.get_by_label("Needs a written record").check()
    page.get_by_label("Why").fill("The reading of November 24 is not among the records.")
    page.get_by_role("button", name="Store the weighing").click()
    expect(page.get_by_text("not weighed yet")).to_have_count(0)
    page.get_by_text("Ask for a record").click()
    page.get_by_label("Which record").fill("Oximetry of November 24")
    page.get_by_label("By the day").fill("2026-12-02")
    page.get_by_label("Hour there").fill("12:00")
    page.get_by_role("button", name="Store the request").click()
    expect(page.get_by_text("Oximetry of November 24, by Wed Dec 2, 2026, 12:00 pm MST")).to_be_visible()
    shot(page, "review-call-information")
    check_axe(page)
    (told,) = log_of("SV-90240").information
    assert told.body.weighed is Weighing.NEEDS_WRITTEN_RECORD
    assert log_of("SV-90240").record_requests[0].body.due_at == datetime(2026, 12, 2, 19, 0, tzinfo=UTC)

    # Cleveland calls back: taken down by somebody else, seen at once on the page that is open, and answered.
    desk = page.context.browser.new_context(base_url=page.url.split("/review")[0]).new_page()
    sign_in(desk, manager)
    desk.goto("/review/call-backs/")
    desk.get_by_label("Find the file").fill("216-555-0121")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Take the call down for GP-11862").click()
    desk.get_by_label("Who called").fill("Noor Haddad")
    desk.get_by_label("Number to reach them").fill("216-555-0122")
    desk.get_by_label("When they can be reached").fill("until 12:15")
    shot(desk, "review-call-back")
    check_axe(desk)
    desk.get_by_role("button", name="Store the call-back").click()
    expect(desk.get_by_text("shown to Alex Reviewer at once")).to_be_visible()
    desk.context.close()
    here = page.locator(".callback", has_text="Noor Haddad called back")
    expect(here).to_be_visible(timeout=15_000)
    shot(page, "review-call-back-seen")
    here.get_by_role("link", name="Go to the call").click()
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()
    expect(page.get_by_label("It answers the call-back of")).to_contain_text("Noor Haddad")
    assert page.get_by_label("It answers the call-back of").input_value() != ""
    log(page, "Spoke with them about the request", role="Treating physician")
    assert [one.body.caller for one in waiting_callbacks(reviewer.viewer)] == ["Rae Lund, PA-C"]
    assert len(contact_summary(log_of("GP-11863").contact_attempts, file=str(files["GP-11863"]))) == 2

    # What was written stays; what is to be added stands beside it.
    page.get_by_text("Add to it").last.click()
    page.get_by_label("Addendum; the sentence itself stays").last.fill("Dr. Sato spoke about both requests.")
    page.get_by_role("button", name="Add", exact=True).last.click()
    expect(page.locator(".addendum")).to_contain_text("Dr. Sato spoke about both requests.")
    page.goto(f"/review/files/{files['GP-11862']}/")
    expect(page.locator("main")).to_contain_text("Dr. Sato spoke about both requests.")

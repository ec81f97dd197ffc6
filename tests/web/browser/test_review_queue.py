"""A reviewer's morning begins: the queue and a file, in a browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from peercall.adapters.db import review_queries, reviews
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.domain.organizations import Role
from peercall.domain.review_log import CallbackTaken, ReviewEntryKind

#: Tuesday December 1: 11:30 in Cleveland, 10:30 in Dallas, 9:30 in Phoenix and for the reviewer in Denver
NOW = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)


@pytest.fixture
def reviewer(review_organisation):
    """The reviewer of eight files, on a Tuesday morning."""
    with time_machine.travel(NOW):
        person = review_organisation.people[Role.REVIEWER]
        manager = review_organisation.people[Role.MANAGER].viewer
        load_review_demo(manager, reviewer=person.id, at=NOW)
        yield person


def test_the_queue_says_whom_to_call_and_a_call_back_appears_by_itself(page, reviewer, sign_in, shot, check_axe):
    sign_in(page, reviewer)
    expect(page.get_by_role("heading", name="Call now")).to_be_visible()
    now = page.locator("section", has=page.get_by_role("heading", name="Call now")).get_by_role("row")
    expect(now.nth(1)).to_contain_text("Ada Okafor, MD")
    expect(page.get_by_text("2 files, one call")).to_be_visible()
    shot(page, "review-queue")
    check_axe(page)

    file = next(view for view in review_queries.open_files(reviewer.viewer) if view.reference == "LS-40718")
    came = CallbackTaken(
        NOW, "America/Chicago", "Joan Pike, RN", number="214-555-0110", message="Dr. Okafor is free now."
    )
    reviews.add_entry(reviewer.viewer, [file.id], kind=ReviewEntryKind.CALLBACK, body=came, at=NOW)
    expect(page.get_by_text("Joan Pike, RN")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="2 call-backs waiting")).to_be_visible()


def test_keys_lead_through_the_queue_to_a_file(page, reviewer, sign_in, shot, check_axe):
    sign_in(page, reviewer)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("heading", name="Lumbar epidural steroid injection, L4-L5, three injections")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    shot(page, "review-file")
    check_axe(page)
    page.goto("/review/queue/")
    page.get_by_role("link", name="Priya Nair, MD", exact=True).click()
    expect(page.get_by_text("Call-back of the office")).to_be_visible()
    shot(page, "review-file-called-back")
    check_axe(page)
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    shot(page, "review-files")
    check_axe(page)


def test_an_unknown_zone_is_chosen_and_the_call_can_be_placed(page, reviewer, sign_in, shot, check_axe):
    sign_in(page, reviewer)
    page.get_by_role("link", name="Settle (June Begaye, NP)").click()
    expect(page.get_by_text("Not known: choose it", exact=True)).to_be_visible()
    shot(page, "review-file-zone")
    check_axe(page)
    page.get_by_label("Time zone of the office").select_option("America/Phoenix")
    page.get_by_label("How is this known?").fill("said by the front desk")
    page.get_by_role("button", name="Keep the zone").click()
    expect(page.get_by_text("Call windows follow it from now on.")).to_be_visible()
    page.get_by_role("link", name="Queue").first.click()
    now = page.locator("section", has=page.get_by_role("heading", name="Call now"))
    expect(now.get_by_text("June Begaye, NP").first).to_be_visible()


def test_a_file_nobody_has_is_taken(page, reviewer, sign_in, check_axe):
    sign_in(page, reviewer)
    page.get_by_role("link", name="Nobody's").click()
    page.get_by_role("button", name="Take it (Otis Vance, MD)").click()
    expect(page.get_by_text("The file is yours.")).to_be_visible()
    expect(page.get_by_role("link", name="Otis Vance, MD").first).to_be_visible()
    check_axe(page)


def test_who_leads_gives_files_out(page, review_organisation, reviewer, sign_in, shot, check_axe):
    sign_in(page, review_organisation.people[Role.MANAGER])
    page.goto("/review/files/?state=nobody")
    page.get_by_label("Choose GM-30077").check()
    page.get_by_label("Give the chosen files to").select_option("Alex Reviewer")
    shot(page, "review-files-give")
    check_axe(page)
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("The file is now with Alex Reviewer.")).to_be_visible()

"""A reviewer writes the report in a browser: the checklist follows, a statement is weighed, the report is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.samples.review_files import BODY
from tests.web.review_files import NOW, attempt, take

from peercall.adapters.db import reviews
from peercall.domain.attempts import AttemptResult
from peercall.domain.organizations import Role
from peercall.domain.review_log import CallOffered, OfferChannel, ReviewEntryKind
from peercall.domain.reviews import CallbackNumber, NewInformation, ReachedRole


@pytest.fixture
def reviewer(review_organisation):
    return review_organisation.people[Role.REVIEWER]


@pytest.fixture
def file(reviewer):
    made = take(reviewer.viewer, "PM-2026-118")
    voicemail = attempt(
        made, at=NOW - timedelta(hours=2), left=CallbackNumber.CLIENT_ROUTING, left_number="800-555-0190"
    )
    held = attempt(made, id="b", result=AttemptResult.REACHED, role=ReachedRole.NURSE_PRACTITIONER, person="Jo Finch")
    said = NewInformation("i", str(made), "b", "She finished eight visits of physical therapy elsewhere.", "Jo Finch")
    for kind, body in (
        (ReviewEntryKind.OFFER, CallOffered(NOW, OfferChannel.FAX, "Intake desk", "Front desk")),
        (ReviewEntryKind.ATTEMPT, voicemail),
        (ReviewEntryKind.ATTEMPT, held),
        (ReviewEntryKind.INFORMATION, said),
    ):
        reviews.add_entry(reviewer.viewer, [made], kind=kind, body=body, at=NOW)
    return made


def test_a_report_is_written_weighed_signed_and_read(page: Page, reviewer, file, sign_in, shot, check_axe):
    sign_in(page, reviewer)
    page.goto(f"/review/files/{file}/report/")
    checks = page.get_by_role("region", name="Before it is signed")
    expect(checks.get_by_text("Choose a recommendation.")).to_be_visible()
    page.get_by_label("Guideline", exact=True).fill(BODY.guideline)
    page.get_by_label("Version", exact=True).fill(BODY.guideline_version)
    criterion = page.get_by_role("group", name="Another criterion")
    criterion.get_by_label("Criterion", exact=True).fill(BODY.criteria[0].text)
    criterion.get_by_label("Finding").select_option("not_met")
    criterion.get_by_label("What is shown").fill(BODY.criteria[0].evidence[0].text)
    criterion.get_by_label("Where").fill(BODY.criteria[0].evidence[0].source)
    page.get_by_role("textbox", name="Rationale").fill(BODY.rationale)
    page.get_by_label("What would support certification").fill(BODY.would_change)
    page.get_by_label("Do not certify").check()
    expect(checks.get_by_text("Choose a recommendation.")).to_be_hidden()
    page.get_by_label("Credentials").fill("MD, board certified")
    page.get_by_label("Specialty").fill("Physical medicine")
    page.get_by_label("License number").fill("X1234")
    page.get_by_label("State of the license").fill("TX")
    page.get_by_label("I have no material").check()
    page.get_by_label("Appeal rights were explained").select_option("yes")
    shot(page, "review-report-edit")
    check_axe(page)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is kept as a new version.")).to_be_visible()
    page.get_by_role("button", name="Sign the report").click()
    expect(page.get_by_text("The report cannot be signed, because")).to_be_visible()
    page.get_by_label("Weighed", exact=True).select_option("needs_written_record")
    page.get_by_label("Why", exact=True).fill("No note of these visits was sent.")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Needs written record: No note")).to_be_visible()
    page.get_by_role("button", name="Sign the report").click()
    expect(page.get_by_text("It stays as it is")).to_be_visible()
    shot(page, "review-report-signed")
    check_axe(page)
    page.get_by_label("Addendum").fill("The note of October 2 has the visits on page 3.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("to version 2 of this report: The note of October 2")).to_be_visible()

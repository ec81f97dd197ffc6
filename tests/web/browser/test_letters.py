"""Letters in a browser: written, a paragraph changed, brackets filled and struck, logged; sources beside the letter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.web.demo import EXAMPLE, prepared_case

from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


def test_an_appeal_is_written_changed_and_logged(page: Page, coordinator, sign_in, shot, check_axe):
    case = prepared_case(coordinator.viewer, vault(), example=EXAMPLE.parent / "ra-biologic-step-therapy")
    sign_in(page, coordinator)
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="Letters").click()
    expect(page.get_by_role("heading", name="Due now")).to_be_visible()
    shot(page, "letters")
    check_axe(page)
    page.get_by_role("button", name="Write it Appeal", exact=True).click()
    paper = page.get_by_role("article", name="The letter")
    expect(paper).to_contain_text("asks the plan to review and reverse its decision")
    shot(page, "letter")
    check_axe(page)

    # a mark opens its page beside the letter
    paper.get_by_role("link", name="B3", exact=True).first.click()
    expect(page.get_by_role("complementary", name="Source")).to_be_visible()
    page.keyboard.press("Escape")

    # by keyboard: open a paragraph, change a sentence, keep it
    opening = page.locator("#b-opening")
    opening.locator("summary").focus()
    page.keyboard.press("Enter")
    opening.get_by_label("Sentence 1").fill("Please reverse the decision on tocilizumab.")
    shot(page, "letter-change")
    check_axe(page)
    opening.get_by_role("button", name="Keep").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept as version 2.")).to_be_visible()
    expect(paper).to_contain_text("Please reverse the decision on tocilizumab.")
    expect(paper).to_contain_text("reworded: does the source still say it?")

    # the notice says where the appeal goes; what the chart only does not deny is filled in by whoever knows
    expect(paper).to_contain_text("PO Box 119, Pascoe Bend, MS; fax (601) 555-0135")
    page.get_by_label("Confirm that this is so").fill("confirmed with the patient on October 8")
    page.get_by_role("button", name="Fill in confirm that this is so").click()
    expect(page.get_by_text("Kept as version 3.")).to_be_visible()
    page.get_by_role("button", name="Strike the sentence what answers this reason").click()
    expect(page.get_by_text("Kept as version 4.")).to_be_visible()
    page.get_by_role("button", name="Keep Enclosed: authorization").click()
    expect(page.get_by_role("heading", name="Ready to send")).to_be_visible()
    page.get_by_label("How it went").select_option("fax")
    page.get_by_label("Confirmation (optional)").fill("report 0417")
    expect(page.get_by_label("To which number or address")).to_have_value(
        "PO Box 119, Pascoe Bend, MS; fax (601) 555-0135"
    )
    shot(page, "letter-ready")
    check_axe(page)
    page.get_by_role("button", name="Add to the log").click()
    expect(page.get_by_text("arrival not confirmed")).to_be_visible()
    page.get_by_text("It arrived, or it did not").click()
    shot(page, "letters-sent")
    check_axe(page)

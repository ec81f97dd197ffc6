"""A statement on paper beside the form that ends the search for a payment, in a browser."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typst
from django.conf import settings
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import SIZES
from tests.web.demo import prepared_case
from tests.web.test_payments import payment
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import cases
from peercall.adapters.db.case_queries import case_view
from peercall.bootstrap.site_intake import Intake
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role

NOW = datetime(2026, 9, 20, 15, 0, tzinfo=UTC)
PAPER = """
#set page(paper: "us-letter", margin: 0.8in)
#set text(size: 10pt)
*Northgate Senior Advantage* #h(1fr) Statement date: September 18, 2026

Your Explanation of Benefits: this is not a bill

Patient name: Ruth Vandermolen #h(2em) Member number: MEMBER

Claim ID: 26251-AX-0099 #h(2em) Authorization number: A-4471
#table(columns: (2.4fr, 1fr, 1fr, 1fr, 1fr, 1fr), stroke: none,
 [Service provided \\ and date], [Provider \\ charged], [Network \\ discount], [Plan's \\ allowed], [Plan \\ paid], [Your \\ share],
 [Positive airway device E0601 NU \\ 08/20/26 to 08/20/26], [900.00], [260.00], [640.00], [640.00], [0.00],
 [Supplies A4649 \\ 08/20/26 to 08/20/26], [210.00], [60.00], [150.00], [120.00], [30.00],
 [*Claim totals*], [1,110.00], [320.00], [790.00], [760.00], [30.00])
"""


@pytest.fixture
def case(physician, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return prepared_case(physician.viewer, vault())


@pytest.fixture
def paper(physician, recorded, tmp_path):
    """The statement was dropped into the inbox as a PDF, and read."""
    fields = case_view(physician.viewer, recorded).determination().confirmed["fields"]
    data = typst.compile(PAPER.replace("MEMBER", fields["member_id"]["value"]).encode())
    document = cases.add_document(
        physician.viewer, case_id=None, role="unsorted", name="eob.pdf", sha256="s", size=len(data),
        vault_name=vault().put(data, organization=physician.viewer.organization), at=NOW,
    )  # fmt: skip
    Intake(vault(), tmp_path).read(document, at=NOW)
    return document


def test_a_biller_confirms_what_the_paper_says_beside_its_page(
    page: Page, practice, recorded, paper, sign_in, shot, check_axe
):
    sign_in(page, practice.people[Role.BILLER])
    page.goto(f"/cases/{recorded}/tasks/")
    page.get_by_role("link", name="Look at it beside the form").click()
    expect(page.get_by_role("heading", name="What the statement says was paid")).to_be_visible()
    expect(page.get_by_label("Paid", exact=True)).to_have_value("yes")
    expect(page.get_by_label("Date of the remittance")).to_have_value("2026-09-18")
    expect(page.get_by_label("Amount paid, in dollars")).to_have_value("640.00")
    frame = page.frame_locator("iframe[name=statement]")
    expect(frame.locator("#viewer[data-ready=true]")).to_be_attached()
    shot(page, "statement")
    check_axe(page)
    page.get_by_role("link", name="640.00 (page 1)").first.click()
    expect(frame.locator(".sheet .place").first).to_be_attached()
    page.set_viewport_size(SIZES["phone"])
    expect(page.get_by_role("link", name="Open the paper")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="640.00 (page 1)").first.click()  # no room beside it: the paper itself
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    page.go_back()
    page.set_viewport_size(SIZES["desktop"])
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("The statement is among the papers of the case.")).to_be_visible()
    assert payment(recorded).closing == {"paid": "yes", "remittance_on": "2026-09-18", "amount": "640.00"}


def test_which_paper_is_asked_where_none_is_chosen(page: Page, practice, recorded, paper, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.BILLER])
    page.goto(f"/tasks/{payment(recorded).id}/statement/")
    expect(page.get_by_text("waits in the inbox")).to_be_visible()
    shot(page, "statement-papers")
    check_axe(page)

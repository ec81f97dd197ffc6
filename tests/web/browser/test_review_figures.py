"""A supervisor's page in a browser: read on a desk and a telephone, narrowed, and a log taken for an audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.web.review_files import take
from tests.web.test_review_figures import files

from peercall.domain.organizations import Role


@pytest.fixture
def people(review_organisation):
    return review_organisation.people


def test_a_supervisor_reads_narrows_and_takes_a_log(page: Page, people, sign_in, shot, check_axe, tmp_path):
    files(people[Role.REVIEWER], 9)
    files(people[Role.REVIEWER], 6, client="Lakeside Mutual")
    files(people[Role.REVIEWER], 2, client="Hill Country Plan")
    now = timezone.now()
    for number, hours in enumerate((-1, 2), start=1):
        due = now + timedelta(hours=hours)
        take(people[Role.REVIEWER].viewer, f"PM-2026-40{number}", at=now, claimant=f"r{number}", decision_due_at=due)
    sign_in(page, people[Role.MANAGER])
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="At risk now")).to_be_visible()
    expect(page.get_by_text("The decision time has passed, and no report is signed.")).to_be_visible()
    shot(page, "review-figures")
    check_axe(page)
    page.get_by_role("link", name="Last 90 days").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Log for 28 TAC 19.2010").click()
    path = tmp_path / "log.csv"
    given.value.save_as(path)
    assert path.read_text().startswith("rule,citation,rule_status,client,reference")

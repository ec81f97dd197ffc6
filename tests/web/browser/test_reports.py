"""Reports, lesson and habits in a browser: read, narrowed to a stretch, kept in a minute; on a telephone and in print."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from tests.cli.test_check import NOTE
from tests.web.browser.test_after_the_call import case, coordinator, ended_call  # noqa: F401 (fixtures)
from tests.web.seeded_figures import store_seeded

from peercall.adapters.db import lessons
from peercall.domain.lessons import Lesson, LessonCriterion, TurnedBy
from peercall.domain.organizations import Role

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def manager(practice):
    return practice.people[Role.MANAGER]


def test_a_manager_reads_narrows_and_takes_the_report(
    page: Page, practice, manager, sign_in, shot, check_axe, tmp_path
):
    store_seeded(practice.id, cases=240, at=NOW)
    sign_in(page, manager)
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="How decided calls ended")).to_be_visible()
    shot(page, "reports")
    check_axe(page)
    page.get_by_text("The same as a table").first.click()
    expect(page.get_by_role("cell", name="Northgate Health Plan")).to_be_visible()
    check_axe(page)
    page.get_by_label("Denied from").fill("2026-01-01")
    page.get_by_label("to (optional)").fill("2026-06-30")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("denials from Jan 1, 2026 to Jun 30, 2026")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="Table for a spreadsheet").click()
    path = tmp_path / "report.csv"
    given.value.save_as(path)
    assert path.read_text().startswith("period,least_count,by,key,label,calls")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_lesson_is_kept_in_a_minute_and_becomes_a_habit(
    page: Page, practice, coordinator, case, ended_call, sign_in, shot, check_axe
):
    sign_in(page, coordinator)
    page.goto(f"/calls/{ended_call}/finish/")
    page.get_by_label("What is the authorization number?").fill("A-4471")
    with page.expect_navigation():
        page.get_by_role("button", name="Complete the record").click()
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="Lesson").click()
    # the record says that a note was new to them
    expect(page.get_by_label("A record the plan did not have")).to_be_checked()
    page.get_by_label("Records the plan did not have").fill("visit note with the Epworth score")
    page.get_by_label("Minutes of preparation").fill("12")
    shot(page, "lesson")
    check_axe(page)
    page.get_by_role("button", name="Keep the lesson").click()
    expect(page.get_by_text("Kept. It counts among the habits")).to_be_visible()
    criterion = LessonCriterion("ra cdai", "CDAI above 10, within 90 days before the request", True)
    lessons.keep_lesson(
        coordinator.viewer,
        case,
        lesson=Lesson((TurnedBy.NEW_RECORD,), (criterion,), ("visit notes",)),
        service="RA",
        at=NOW,
    )
    page.goto("/habits/")
    expect(
        page.get_by_text("Document at each visit").or_(page.get_by_text("Send with the request")).first
    ).to_be_visible()
    shot(page, "habits")
    check_axe(page)
    page.goto("/promises/")
    expect(page.get_by_role("heading", name="By payer")).to_be_visible()
    shot(page, "promises")
    check_axe(page)


def test_a_request_is_checked_before_it_is_sent(page: Page, coordinator, sign_in, shot, check_axe, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    sign_in(page, coordinator)
    page.goto("/habits/")
    with page.expect_navigation():
        page.get_by_role("link", name="Before a request is sent").click()
    check_axe(page)
    page.get_by_label("Policy").select_option("model-biologic-ra")
    page.get_by_label("Phase of the treatment").select_option("initial")
    page.get_by_label("Notes and results").set_input_files(path)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="To add, where it is true")).to_be_visible(timeout=60_000)
    shot(page, "before-sending")
    check_axe(page)

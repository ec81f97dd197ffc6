"""The whole job in one browser: an empty installation, a letter and a chart, the call with a killed server, the follow-ups."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import SIZES
from tests.web.browser.real_server import Server, on_postgres
from tests.web.conftest import PASSWORD
from tests.web.demo import EXAMPLE

from peercall.bootstrap.records import verify_file

EMAIL = "avery@cedar.example"
WORKER = 40_000


@pytest.fixture
def server(tmp_path):
    made = Server(
        tmp_path / "data",
        PEERCALL_ADMIN_EMAIL=EMAIL,
        PEERCALL_ADMIN_NAME="Avery Lund",
        PEERCALL_ORGANISATION="Cedar Valley Sleep Clinic",
        PEERCALL_TIME_ZONE="America/Chicago",
    )
    yield made
    made.close()


def _file(path: Path) -> dict[str, object]:
    return {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}


def _first_password(page: Page, server: Server) -> None:
    """The link that `peercall serve` printed for the first administrator."""
    found = re.search(r"http://\S+/accounts/password/reset/\S+", server.said.read_text())
    assert found is not None, server.said.read_text()
    page.goto(found[0].replace("localhost", "127.0.0.1"))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Set the password").click()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your menu")).to_be_visible()


def _letter(page: Page) -> str:
    """Drops the letter; the address of the case it became."""
    page.goto("/inbox/")
    page.locator("#drop-files").set_input_files([_file(EXAMPLE / "denial" / "letter.pdf")])
    page.get_by_role("link", name="Confirm the letter").click(timeout=WORKER)
    expect(page.locator("#confirm[data-ready=true]")).to_be_attached()
    found = re.search(r"/cases/[0-9a-f-]{36}/", page.url)
    assert found is not None
    return found[0]


def _look_at_what_is_open(page: Page) -> None:
    """By a clock of this machine that stands before the letter's date, that date lies in the future: it is as it says."""
    while (link := page.locator("#confirm-bar [data-jump]")).count():
        link.first.click()
        page.keyboard.press("Enter")
        expect(link).to_have_count(link.count() - 1)


def _chart(page: Page, case: str) -> None:
    page.goto(f"{case}records/")
    page.get_by_text("Add documents").click()
    chart = sorted(path for path in (EXAMPLE / "chart").iterdir() if path.is_file())
    page.get_by_label("Files", exact=True).set_input_files([_file(path) for path in chart])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("printout.pdf").first).to_be_visible()


def _worker_dies_at_work(server: Server) -> None:
    """The worker is killed with the case in its hands; the next one ends the work."""
    held = server.kill_worker_at_work()
    assert held
    server.start_worker()
    for job, begun in held.items():
        row = f"from peercall_job where id = '{job}'"
        server.until(lambda row=row: server.rows(f"select state {row}") == ["done"])
        assert server.rows(f"select attempts {row}") > [begun]


def test_a_letter_becomes_a_call_its_record_and_the_tasks_that_follow(browser, server, tmp_path):
    server.start()
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{server.port}", viewport=SIZES["desktop"], timezone_id="America/Chicago"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    _first_password(page, server)

    # confirmed beside the page
    case = _letter(page)
    _look_at_what_is_open(page)
    page.get_by_role("button", name="Confirm as Avery Lund").click()
    expect(page.get_by_text("Confirmed by")).to_be_visible()

    # prepared: criteria with evidence from the chart
    _chart(page, case)
    if on_postgres():
        _worker_dies_at_work(server)
    page.goto(f"{case}criteria/")
    expect(page.get_by_text("AHI 12.5").first).to_be_attached(timeout=WORKER)

    # asked for, and a time agreed
    page.goto(f"{case}schedule/")
    page.get_by_label("Agent's name").first.fill("Pat Rivers")
    page.get_by_label("Reference number of the request").first.fill("P2P-0017")
    page.get_by_role("button", name="Keep the request").click()
    expect(page.get_by_text("Kept: the call was asked for.")).to_be_visible()
    day = datetime.now(ZoneInfo("America/Chicago")) + timedelta(days=7)
    page.locator("#slot-day").fill(f"{day:%Y-%m-%d}")
    page.locator("#slot-hour").fill("12:30")
    page.locator("#slot-speaker_name").fill("Adaeze Okafor, MD")
    page.get_by_role("button", name="Keep the time").first.click()
    expect(page.get_by_text("not confirmed in writing")).to_be_visible()

    # called, with the server killed in the middle
    page.goto(case)
    page.get_by_role("button", name="Start the call").first.click()
    expect(page.locator("#console[data-ready=true]")).to_be_attached()
    page.get_by_label("Name, spelled").fill("Morgan Hale")
    page.get_by_label("Credentials").fill("MD")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Did not have the June note.")
    expect(page.locator("#save-state")).to_have_text("All saved")
    server.kill()
    assert {"Morgan Hale", "MD", "Did not have the June note."} <= set(map(str, server.values()))
    page.keyboard.press("Enter")
    page.keyboard.type("Asks for it by fax.")
    expect(page.locator("#save-state")).to_contain_text("No connection")
    server.start()
    expect(page.locator("#save-state")).to_have_text("All saved", timeout=WORKER)
    page.keyboard.press("Escape")
    page.get_by_label("Overturned", exact=False).first.check()
    page.get_by_label("Authorization number").first.fill("A-4471")
    page.get_by_label("Reference number of the call").fill("P2P-0017")
    expect(page.locator("#save-state")).to_have_text("All saved")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("Enter")

    # recorded at once; what is missing is asked once
    expect(page.get_by_role("heading", name="Record of the call")).to_be_visible()
    page.get_by_label("What is the next step").fill("They fax the approval today")
    for box in page.get_by_label("Not given").all():
        box.check()
    page.get_by_role("button", name="Complete the record").click()
    expect(page.get_by_text("complete, added for good")).to_be_visible()

    # the tasks that follow, and the record that anybody can verify
    page.get_by_role("link", name="Tasks that follow").click()
    expect(page.get_by_role("heading", name="Get the approval in writing")).to_be_visible()
    page.get_by_role("link", name="Record", exact=True).first.click()
    expect(page.get_by_text("The chain holds")).to_be_visible()
    expect(page.get_by_text("Asks for it by fax.").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export with its chain").click()
    exported = tmp_path / "record.json"
    download.value.save_as(exported)
    assert verify_file(exported).faults == ()
    context.close()

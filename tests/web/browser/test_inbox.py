"""The inbox and the work list in a browser: files dropped, read by the worker's own handlers, and worked by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.adapters.x12.samples import CLEAN, DENIED, interchange, transaction
from tests.web.demo import EXAMPLE, NOW, MemoryVault, prepared_case

from peercall.adapters.db import jobs, saved_views, work_list
from peercall.application.site.views import WorkFilter
from peercall.bootstrap.site_jobs import HANDLERS
from peercall.domain.organizations import Role
from peercall.web.jobs.running import run_claimed

LETTER = (EXAMPLE / "denial" / "letter.pdf").read_bytes()
CHART = EXAMPLE / "chart"
REMITTANCE = interchange(transaction([CLEAN, DENIED], paid_on="20261120")).encode()
LEASE = timedelta(seconds=60)


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


def work() -> None:
    """What a worker does, here and at once, until nothing waits."""
    while claimed := jobs.claim_next(worker="here", lease=LEASE):
        run_claimed(claimed, handlers=HANDLERS, lease=LEASE)


def drop(page: Page, **files: bytes) -> None:
    """Files by name (`_` stands for the dot) chosen with the button."""
    page.locator("#drop-files").set_input_files(
        [
            {"name": name.replace("_", "."), "mimeType": "application/octet-stream", "buffer": data}
            for name, data in files.items()
        ]
    )


def test_a_dropped_letter_becomes_a_case_to_confirm(page, coordinator, sign_in, shot, check_axe):
    sign_in(page, coordinator)
    page.goto("/inbox/")
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    shot(page, "inbox-empty")
    check_axe(page)
    drop(page, letter_pdf=LETTER)
    expect(page.get_by_role("heading", name="Being read")).to_be_visible()
    shot(page, "inbox-reading")
    check_axe(page)
    work()
    expect(page.get_by_role("link", name="Confirm the letter")).to_be_visible()
    drop(page, letter_pdf=LETTER)
    expect(page.get_by_text("The same file is in a case already")).to_be_visible()


def test_a_remittance_a_chart_and_a_file_nobody_can_read(page, coordinator, sign_in, shot, check_axe):
    sign_in(page, coordinator)
    page.goto("/inbox/")
    drop(page, letter_pdf=LETTER)
    expect(page.get_by_role("heading", name="Being read")).to_be_visible()
    work()
    drop(
        page,
        remittance_835=REMITTANCE,
        printout_pdf=(CHART / "printout.pdf").read_bytes(),
        consultation_txt=(CHART / "note-2026-06-16-sleep-consultation.txt").read_bytes(),
        letters_zip=b"PK\x03\x04" + bytes(60),
    )
    expect(page.get_by_text("Unpack it").first).to_be_visible()
    expect(page.locator("#readings .being-read")).to_have_count(3)
    work()
    expect(page.get_by_role("heading", name="Whose is this?")).to_be_visible()
    page.reload()
    shot(page, "inbox")
    check_axe(page)
    page.get_by_role("button", name="Put into this case").click()
    expect(page.get_by_text("The file is in the case.")).to_be_visible()
    page.get_by_role("checkbox", name="Choose the item").check()
    page.get_by_role("button", name="Make cases of the chosen items").click()
    expect(page.get_by_text("1 case was made")).to_be_visible()
    work()
    page.goto("/worklist/?sort=worth")
    expect(page.get_by_text("$1,400")).to_be_visible()
    page.goto("/inbox/?kind=unsorted")
    page.get_by_text("Put into a case").click()
    page.get_by_label("Name, plan or service").fill("vander")
    expect(page.get_by_role("button", name="Put into this case")).to_be_visible()
    check_axe(page)


def test_the_work_list_by_keyboard(page, coordinator, practice, sign_in, shot, check_axe):
    vault = MemoryVault()
    for example in ("cpap-medicare-advantage", "ra-biologic-step-therapy", "chiropractic-functional-deficit"):
        prepared_case(coordinator.viewer, vault, example=EXAMPLE.parent / example)
    sign_in(page, coordinator)
    page.goto("/worklist/")
    saved_views.save_view(coordinator.viewer, name="My week", filters={"due": "week"}, shared=False)
    page.get_by_text("Views", exact=True).click()
    expect(page.get_by_role("link", name="My week")).to_be_visible()
    check_axe(page)
    page.get_by_text("Views", exact=True).click()
    shot(page, "worklist")
    check_axe(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("tr[data-case]").nth(1)
    expect(row.locator("a[data-row]")).to_be_focused()
    page.keyboard.press("a")
    expect(row.locator(".owner")).to_contain_text("Alex Coordinator")
    expect(row.locator("a[data-row]")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.get_by_role("button", name="Give to somebody").click()
    page.get_by_label("Person").select_option(label="Alex Physician")
    shot(page, "worklist-assign")
    check_axe(page)
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("2 cases given to Alex Physician")).to_be_visible()
    expect(page.locator(".owner", has_text="Alex Physician")).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Mine").click()
    expect(page.get_by_role("heading", name="No case fits")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("Pruitt")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-case]")).to_have_count(1)
    assert "pruitt" not in page.url.lower(), "no patient's name in an address"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/cases/" in page.url
    wanted = WorkFilter(owner=str(practice.people[Role.PHYSICIAN].id))
    assert len(work_list.work_page(coordinator.viewer, wanted=wanted, now=NOW).rows) == 2


def test_new_case_by_hand(page, coordinator, sign_in, shot, check_axe):
    sign_in(page, coordinator)
    page.goto("/worklist/")
    shot(page, "worklist-empty")
    check_axe(page)
    page.get_by_role("link", name="New case").click()
    page.get_by_role("button", name="Make the case").click()
    expect(page.get_by_text("so that the case can be found")).to_be_visible()
    shot(page, "new-case")
    check_axe(page)
    page.get_by_label("Patient's name").fill("Pat Poe")
    page.get_by_label("Plan, as on the card").fill("Northgate")
    with page.expect_navigation():
        page.get_by_role("button", name="Make the case").click()
    page.goto("/worklist/")
    expect(page.get_by_text("Add the denial letter")).to_be_visible()
    expect(page.get_by_role("link", name="Pat Poe", exact=True)).to_be_visible()

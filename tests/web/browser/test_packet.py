"""The packet in a browser: what is asked, a page looked at beside the choices, made in the background, taken."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

import shutil

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.test_after_the_call import coordinator, ended_call  # noqa: F401 (fixtures)
from tests.web.demo import EXAMPLE, prepared_case
from tests.web.test_packet import make_all

from peercall.bootstrap.site_vault import vault


@pytest.fixture
def case(coordinator, tmp_path):
    """The example with a page of a protected matter."""
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    note = root / "chart" / "note-2026-07-30-clinic.txt"
    note.write_text("Cedar Valley Clinic\nDate of visit: 07/30/2026\nHistory of opioid use disorder, on methadone.\n")
    return prepared_case(coordinator.viewer, vault(), example=root)


def test_a_coordinator_decides_what_leaves_and_takes_the_packet(
    page: Page, practice, coordinator, case, ended_call, sign_in, shot, check_axe, tmp_path
):
    sign_in(page, coordinator)
    page.goto(f"/calls/{ended_call}/finish/")
    page.get_by_label("What is the authorization number?").fill("A-4471")
    with page.expect_navigation():
        page.get_by_role("button", name="Complete the record").click()
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="Packet").click()
    expect(page.get_by_role("heading", name="Packet for the plan")).to_be_visible()
    page.get_by_label("With the record of the call").check()
    page.get_by_label("All pages").check()
    page.get_by_label("Own limit: pages of one file").fill("20")
    shot(page, "packet-choose")
    check_axe(page)
    page.locator(".packet-exhibits a[data-source]").first.click()
    expect(page.locator("#source-panel")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Make the packet").click()
    expect(page.get_by_text("Look at the pages; say whether they go along.")).to_be_visible()
    check_axe(page)
    page.get_by_label("are left out").check()
    page.keyboard.press("Enter")
    expect(page.locator("#made .progress")).to_be_visible()
    check_axe(page)
    make_all()
    expect(page.get_by_role("link", name="Volume 2")).to_be_visible()
    shot(page, "packet-made")
    check_axe(page)
    with page.expect_download() as given:
        page.get_by_role("link", name="Volume 1").click()
    path = tmp_path / "packet.pdf"
    given.value.save_as(path)
    with pypdfium2.PdfDocument(path) as opened:
        assert len(opened) == 20

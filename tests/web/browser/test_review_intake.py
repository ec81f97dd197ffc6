"""The reviewer's intake in a browser: a client's table, the rows that are told, a file typed by hand, a token."""

from __future__ import annotations

import re
from importlib.resources import files as package_files
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peercall.domain.organizations import Role

TABLE = package_files("peercall.web.reviewer.intake") / "static" / "review-intake" / "example.csv"
#: a client's week: four rows that are read, and three that are not
WRONG = """PM-2045,WC-1,Ilse Moor,TX,Workers' comp,Ada Okafor MD,2000000010,555-0177,,75201,TX,Required,whenever she likes,Thursday,MRI,,,,
PM-2046,WC-2,Ilse Moor,Ruritania,Workers' comp,,2000000010,214-555-0112,,75201,TX,Required,,12/03/2026 5 pm CT,MRI,,,,
PM-2047,"WC-3
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "Prairie week 49.csv"
    path.write_text(TABLE.read_text(encoding="utf-8") + WRONG, encoding="utf-8")
    return path


def test_a_client_s_week_is_taken_in_and_its_bad_rows_are_told(
    page, sign_in, shot, check_axe, review_organisation, sheet
):
    sign_in(page, review_organisation.people[Role.REVIEWER])
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Intake")).to_be_visible()
    check_axe(page)
    shot(page, "review-intake-empty")

    page.get_by_label("Client").first.fill("Prairie Mutual")
    page.get_by_label("Table (CSV), JSON or FHIR request").set_input_files(sheet)
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("heading", name="4 files taken in")).to_be_visible()
    refused = page.get_by_label("Not taken")
    expect(refused.get_by_text("PM-2045")).to_be_visible()
    expect(refused.get_by_text("A quotation mark of this row is not closed")).to_be_visible()
    expect(page.get_by_text("Ruritania")).to_have_count(0)
    check_axe(page)
    shot(page, "review-intake-told")

    later = sheet.read_text(encoding="utf-8").replace("12/03/2026 5:00 PM CT", "12/02/2026 noon CT")
    sheet.write_text(later, encoding="utf-8")
    page.get_by_role("link", name="Take in more").click()
    page.get_by_label("Client").first.fill("Prairie Mutual")
    page.get_by_label("Table (CSV), JSON or FHIR request").set_input_files(sheet)
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("heading", name="Sent otherwise than before")).to_be_visible()
    check_axe(page)
    shot(page, "review-intake-differs")
    page.get_by_role("button", name="Take what was sent now").click()
    expect(page.get_by_label("Sent otherwise than before").get_by_text("Taken", exact=True)).to_be_visible()
    page.get_by_role("link", name="Take in more").click()
    expect(page.get_by_role("row").filter(has_text="1 sent otherwise")).to_have_count(1)
    shot(page, "review-intake")


def test_a_file_is_typed_by_hand_and_what_is_wrong_stands_beside_its_field(
    page, sign_in, shot, check_axe, review_organisation
):
    sign_in(page, review_organisation.people[Role.REVIEWER])
    page.goto("/review/intake/new/")
    for label, text in (
        ("Client", "Prairie Mutual"),
        ("The client's file number", "PM-3001"),
        ("The claimant's number with the client", "WC-9"),
        ("What is requested", "MRI of the lumbar spine"),
        ("Treating physician", "Ada Okafor MD"),
        ("Numbers of the office", "555-0177"),
        ("ZIP code of the office", "75201"),
        ("When the office takes the call", "M-F 9-12 & 1:30-4pm"),
    ):
        page.get_by_label(label).first.fill(text)
    page.get_by_label("Jurisdiction").select_option("TX")
    page.get_by_label("Program").select_option("workers_compensation")
    page.get_by_label("Required").check()
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("A number of the office is not one of ten digits.")).to_be_visible()
    expect(page.get_by_label("Treating physician")).to_have_value("Ada Okafor MD")
    check_axe(page)
    shot(page, "review-intake-typed")
    page.get_by_label("Numbers of the office").fill("214-555-0110")
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("heading", name="1 file taken in")).to_be_visible()
    expect(page.get_by_text("Until when the decision is due is not stated")).to_be_visible()


def test_a_token_is_made_shown_once_and_revoked(page, sign_in, shot, check_axe, review_organisation):
    sign_in(page, review_organisation.people[Role.ADMINISTRATOR])
    page.goto("/admin/members/")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("Name").fill("Prairie Mutual, nightly")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_label("Token", exact=True)).to_have_value(re.compile("^pcr_"))
    check_axe(page)
    shot(page, "review-tokens")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()

"""Confirming a letter in a browser: by keyboard alone, beside the page, and on a telephone."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from tests.web.demo import read_case
from tests.web.test_confirm import two_dates

from peercall.adapters.db.case_queries import case_view
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role


@pytest.fixture
def coordinator(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return practice.people[Role.COORDINATOR]


def open_letter(page, case):
    page.goto(reverse("confirm:letter", args=[case]))
    expect(page.locator("#confirm[data-ready=true]")).to_be_attached()


def test_a_letter_is_confirmed_by_keyboard_beside_its_page(page, coordinator, sign_in, shot, check_axe):
    case = read_case(coordinator.viewer, vault(), edit=two_dates)
    sign_in(page, coordinator)
    open_letter(page, case)
    expect(page.locator("#f-dates-notification")).to_be_focused()
    letter = page.frame_locator("iframe[name=letter]")
    expect(letter.locator("#viewer[data-ready=true]")).to_be_attached()
    expect(page.get_by_text("Open: 1")).to_be_visible()
    shot(page, "confirm-open")
    check_axe(page)
    page.keyboard.press("1")
    expect(page.locator("#f-dates-notification[data-state=chosen]")).to_be_attached()
    expect(page.locator("#f-member-name")).to_be_focused()
    expect(letter.locator(".viewer-quotes")).to_contain_text("Ruth Vandermolen")
    page.keyboard.press("Enter")
    expect(page.locator("#f-member-name[data-state=accepted]")).to_be_attached()
    expect(page.locator("#f-member-id")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#e-member-id [name=value]")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("NSA 3047 11863")
    page.keyboard.press("Enter")
    expect(page.locator("#f-member-id[data-state=corrected]")).to_be_attached()
    expect(page.locator("#f-member-dob")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("n")
    expect(page.locator("#f-member-dob[data-state=not_stated_checked]")).to_be_attached()
    page.get_by_role("button", name="Confirm as Alex Coordinator").focus()
    shot(page, "confirm-ready")
    check_axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Confirmed by")).to_be_visible()
    shot(page, "confirmed")
    check_axe(page)
    state = case_view(coordinator.viewer, case).determination()
    assert state.confirmed["fields"]["member_id"]["value"] == "NSA 3047 11863"
    assert state.confirmed["fields"]["dates"]["notification"]["value"] == "2026-08-13"


AT_ONCE = """() => new Promise((done) => {
  const field = document.getElementById("f-member-id");
  new MutationObserver(() => {
    const form = document.getElementById("e-member-id");
    if (!form) return;
    form.elements.value.value = "NSA 3047 11863";
    form.requestSubmit();
    done();
  }).observe(field, { childList: true });
  field.focus();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true }));
})"""


def test_a_form_sent_the_moment_it_appears_is_answered_in_the_page(page, coordinator, sign_in):
    case = read_case(coordinator.viewer, vault())
    sign_in(page, coordinator)
    open_letter(page, case)
    page.evaluate("window.stays = true")
    page.evaluate(AT_ONCE)
    expect(page.locator("#f-member-id[data-state=corrected]")).to_be_attached()
    expect(page.locator("#f-member-dob")).to_be_focused()
    assert page.evaluate("window.stays")


def test_what_is_refused_stays_typed_and_what_was_typed_comes_back(page, coordinator, sign_in, shot, check_axe):
    case = read_case(coordinator.viewer, vault())
    sign_in(page, coordinator)
    open_letter(page, case)
    window = page.locator("#f-p2p-window")
    window.get_by_role("heading").click()
    window.get_by_role("button", name="Correct").click()
    window.get_by_label("Unit").select_option("")
    window.get_by_label("Number").fill("9")
    shot(page, "confirm-correct")
    check_axe(page)
    window.get_by_role("button", name="Keep this").click()
    expect(window.get_by_text("Choose what the number counts.")).to_be_visible()
    expect(window.get_by_label("Number")).to_have_value("9")
    page.reload()
    expect(page.locator("#confirm[data-ready=true]")).to_be_attached()
    window.get_by_role("heading").click()
    window.get_by_role("button", name="Correct").click()
    expect(window.get_by_label("Number")).to_have_value("9")
    window.get_by_label("Unit").select_option("business_days")
    window.get_by_role("button", name="Keep this").click()
    expect(page.locator("#follows")).to_contain_text("Tue Aug 25, 2026")


def test_on_a_telephone_the_place_opens_as_a_page(page, coordinator, sign_in):
    case = read_case(coordinator.viewer, vault())
    sign_in(page, coordinator)
    page.set_viewport_size({"width": 390, "height": 844})
    open_letter(page, case)
    page.locator("#f-p2p-window [data-place]").first.click()
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    expect(page.locator(".viewer-quotes")).to_contain_text("within 7 calendar days")

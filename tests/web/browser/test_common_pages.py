"""The pages everyone shares, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from peercall.domain.organizations import Role


def test_sign_in_page_reads_well(page, shot, check_axe):
    page.goto("/accounts/login/")
    shot(page, "sign-in")
    check_axe(page)


def test_sign_in_and_out(page, practice, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.COORDINATOR])
    shot(page, "home")
    check_axe(page)
    page.get_by_label("Your menu").click()
    shot(page, "menu")
    check_axe(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_error_page_reads_well(page, practice, sign_in, shot, check_axe):
    page.goto("/no/such/page/")
    shot(page, "error-404")
    check_axe(page)


def test_style_guide_shows_every_component(page, practice, sign_in, shot, check_axe, settings):
    settings.DEBUG = True
    sign_in(page, practice.people[Role.COORDINATOR])
    page.goto("/styleguide/")
    shot(page, "styleguide")
    check_axe(page)


def test_form_keeps_what_was_typed_until_it_is_taken_and_forgets_it_at_sign_out(page, practice, sign_in):
    person = practice.people[Role.COORDINATOR]
    sign_in(page, person)
    page.goto("/profile/")
    page.get_by_label("Name").fill("Alex, half typed")
    page.wait_for_timeout(500)  # the text is kept a moment after the last key
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Alex, half typed")
    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('peercall.draft.'))")
    sign_in(page, person)
    page.goto("/profile/")
    expect(page.get_by_label("Name")).to_have_value("Alex Coordinator")


def test_keys_lead_to_places(page, practice, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.ADMINISTRATOR])
    page.goto("/profile/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    shot(page, "keys")
    check_axe(page)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Members")).to_be_visible()

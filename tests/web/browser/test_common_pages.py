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


def test_help_is_one_click_from_each_page_and_shows_the_page_one_came_from(page, practice, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.COORDINATOR])
    page.goto("/tasks/")
    page.get_by_label("Your menu").click()
    page.get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", name="Help", exact=True)).to_be_visible()
    assert page.url.endswith("/help/#tasks")
    expect(page.locator("#tasks")).to_be_in_viewport()
    shot(page, "help")
    check_axe(page)


def test_help_of_a_review_organisation_is_its_own(page, review_organisation, sign_in, shot, check_axe):
    sign_in(page, review_organisation.people[Role.REVIEWER])
    page.goto("/help/")
    expect(page.get_by_text("Whom to call now")).to_be_visible()
    expect(page.get_by_text("Confirm the letter")).to_have_count(0)
    shot(page, "help-reviewer")
    check_axe(page)

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

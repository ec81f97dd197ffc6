"""The administrator's pages, the way in by invitation, and the second factor, in a browser."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect
from tests.web.conftest import PASSWORD

from peercall.adapters.db import invitations
from peercall.adapters.db.jobs import DatabaseJobs
from peercall.domain.organizations import Role


def test_administrator_pages_read_well(page, practice, sign_in, shot, check_axe):
    administrator = practice.people[Role.ADMINISTRATOR]
    invitations.invite(administrator.viewer, email="sam@cedar.example", name="Sam Rivera", roles=[Role.BILLER])
    DatabaseJobs().enqueue("read_case", {}, key="x", organization=practice.id)
    sign_in(page, administrator)
    for name in ("members", "organization", "audit", "jobs", "profile"):
        page.goto(reverse(name))
        shot(page, f"admin-{name}")
        check_axe(page)
    page.goto(reverse("member", args=[practice.people[Role.PHYSICIAN].id]))
    shot(page, "admin-member")
    check_axe(page)


def test_person_comes_in_by_invitation(page, practice, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.ADMINISTRATOR])
    page.get_by_role("link", name="Admin", exact=True).click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name").fill("Sam Rivera")
    page.get_by_label("E-mail address").fill("sam@cedar.example")
    page.get_by_role("checkbox", name=re.compile("Coordinator")).check()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_label("Invitation link")).to_be_in_viewport()
    link = page.get_by_label("Invitation link").input_value()
    expect(page.get_by_text("that was not sent yet")).to_have_count(0)
    assert page.get_by_label("Name").input_value() == "", "what was accepted does not come back as a draft"
    shot(page, "admin-invited")
    page.get_by_label("Your menu").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    shot(page, "invitation")
    check_axe(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_label("Your menu")).to_contain_text("Sam Rivera")


def test_session_that_ends_warns_and_loses_nothing(page, practice, sign_in, shot, check_axe):
    sign_in(page, practice.people[Role.ADMINISTRATOR])
    page.goto(reverse("members"))
    page.clock.install()
    page.reload()
    page.get_by_label("Name").fill("Sam Rivera, half typed")
    page.clock.fast_forward("28:30")
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    shot(page, "session-ends")
    check_axe(page)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_hidden()
    page.clock.fast_forward("31:00")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in_here(page, practice.people[Role.ADMINISTRATOR])
    expect(page.get_by_label("Name")).to_have_value("Sam Rivera, half typed")


def sign_in_here(page, person):
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

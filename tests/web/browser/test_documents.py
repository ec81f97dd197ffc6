"""A document beside its words, in a browser."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from tests.web.demo import prepared_case

from peercall.adapters.db.case_queries import case_view
from peercall.application.site.places import mark_links
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role


@pytest.fixture
def case(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return prepared_case(practice.people[Role.COORDINATOR].viewer, vault())


def address(link) -> str:
    return f"{reverse('documents:view', args=[link.document])}?page={link.page or ''}&from={link.ref}"


def test_a_mark_leads_to_the_words_on_the_page(page, practice, case, sign_in, shot, check_axe):
    person = practice.people[Role.COORDINATOR]
    links = mark_links(case_view(person.viewer, case))
    letter = next(one for one in links.values() if one.title.startswith("letter.pdf"))
    sign_in(page, person)
    page.goto(address(letter))
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    assert page.locator(".sheet .place").count() > 0
    shot(page, "document-letter")
    check_axe(page)
    page.get_by_role("button", name="Text as read").click()
    expect(page.locator("#page-text mark").first).to_be_visible()


def test_a_chart_page_and_a_coded_source_are_shown(page, practice, case, sign_in, shot, check_axe):
    person = practice.people[Role.COORDINATOR]
    links = mark_links(case_view(person.viewer, case))
    sign_in(page, person)
    coded = next(one for one in links.values() if one.title.startswith("bundle.json"))
    page.goto(address(coded))
    expect(page.locator(".viewer-text")).to_contain_text("resourceType")
    shot(page, "document-coded")
    check_axe(page)
    printed = next(one for one in links.values() if one.title.startswith("printout.pdf"))
    page.goto(address(printed))
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    assert page.locator(".sheet .place").count() > 0
    shot(page, "document-chart")

"""A case in a browser: evidence at its quote, a statement, a gap closed by a document, an answer in one's own words."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from tests.web.demo import EXAMPLE, prepared_case

from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role

CHIROPRACTIC = EXAMPLE.parent / "chiropractic-functional-deficit"
TABS = ("case", "criteria", "answers", "records", "facts", "brief", "history")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return vault()


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.mark.parametrize("tab", TABS)
def test_page_reads_well(tab, page, physician, store, sign_in, shot, check_axe):
    case = prepared_case(physician.viewer, store, example=CHIROPRACTIC)
    sign_in(page, physician)
    page.goto(reverse(f"cases:{tab}", args=[case]))
    if tab == "brief":
        expect(page.locator("#brief-page[data-ready=true]")).to_be_attached()
    shot(page, f"case-{tab}")
    check_axe(page)

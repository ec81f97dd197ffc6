"""A document beside its words, in a browser."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from tests.bootstrap.samples import locked_pdf
from tests.web.browser.conftest import SIZES
from tests.web.demo import NOW, prepared_case

from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import CaseDocument
from peercall.application.site.places import mark_links
from peercall.bootstrap.site_files import Desk
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
    page.set_viewport_size(SIZES["phone"])
    where = "one => { const page = document.getElementById('sheet').getBoundingClientRect(), mark = one.getBoundingClientRect(); "
    where += "return [page.width, (mark.x - page.x) / page.width, (mark.y - page.y) / page.height]; }"
    small, *place = page.locator(".sheet .place").first.evaluate(where)
    assert small < SIZES["phone"]["width"]
    page.get_by_role("button", name="Larger").click()
    large, *same = page.locator(".sheet .place").first.evaluate(where)
    assert large == 860
    assert same == pytest.approx(place, abs=0.01), "the mark stays on its words"


def test_a_locked_pdf_and_a_fax_are_looked_at(page, practice, case, sign_in, shot, check_axe):
    person = practice.people[Role.COORDINATOR]
    desk = Desk(person.viewer, NOW)
    locked = desk.receive("old-notes.pdf", locked_pdf("open-it-now"), case_id=case, role="chart").document
    fax = desk.receive("fax.tif", fax_of_two_sheets(), case_id=case, role="later").document
    CaseDocument.objects.filter(pk=locked).update(state="failed", problem="the PDF is locked")
    CaseDocument.objects.filter(pk=fax).update(state="read", pages=2)
    sign_in(page, person)
    page.goto(reverse("documents:view", args=[fax]) + "?page=2")
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    assert page.locator("#sheet").evaluate("one => one.decode().then(() => one.naturalHeight > one.naturalWidth)")
    shot(page, "document-fax")
    check_axe(page)
    page.set_viewport_size(SIZES["phone"])
    page.get_by_role("button", name="Larger").click()
    assert page.locator("#sheet").bounding_box()["width"] == 860
    shot(page, "document-fax-larger")
    page.set_viewport_size(SIZES["desktop"])
    page.goto(reverse("documents:view", args=[locked]))
    page.get_by_label("Password of the file").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This password does not open the file.")).to_be_visible()
    expect(page.get_by_label("Password of the file")).to_be_focused()
    shot(page, "document-locked")
    check_axe(page)
    page.keyboard.type("open-it-now")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The lock is off.")).to_be_visible()
    expect(page.locator("#viewer[data-ready=true]")).to_be_attached()
    expect(page.get_by_text("This PDF is locked")).to_have_count(0)
    shot(page, "document-unlocked")
    check_axe(page)


def fax_of_two_sheets() -> bytes:
    sheets = [Image.new("1", (1728, 1078), 1) for _ in range(2)]
    ImageDraw.Draw(sheets[1]).text((200, 200), "Second sheet of the fax", fill=0)
    made = io.BytesIO()
    sheets[0].save(made, format="TIFF", save_all=True, append_images=sheets[1:], dpi=(204, 98), compression="group4")
    return made.getvalue()

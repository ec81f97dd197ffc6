"""A case in a browser: evidence at its quote, a statement, a gap closed by a document, an answer in one's own words."""

from __future__ import annotations

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from tests.web.browser.conftest import SIZES
from tests.web.demo import EXAMPLE, NOW, prepared_case

from peercall.adapters.db import cases
from peercall.adapters.db.case_queries import case_view
from peercall.bootstrap.site_cases import CaseWorker
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


def test_the_brief_fits_a_telephone_and_is_made_larger(page, physician, store, sign_in):
    case = prepared_case(physician.viewer, store, example=CHIROPRACTIC)
    sign_in(page, physician)
    page.set_viewport_size(SIZES["phone"])
    page.goto(reverse("cases:brief", args=[case]))
    sheet = page.locator("#brief-page")
    expect(page.locator("#brief-page[data-ready=true]")).to_be_attached()
    assert sheet.bounding_box()["x"] + sheet.bounding_box()["width"] <= SIZES["phone"]["width"]
    page.get_by_role("button", name="Larger").click()
    assert sheet.bounding_box()["width"] == 860
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_field_of_the_facts_hides_behind_the_bar(page, physician, store, sign_in):
    case = prepared_case(physician.viewer, store, example=CHIROPRACTIC)
    sign_in(page, physician)
    page.goto(reverse("cases:facts", args=[case]))
    bar = page.locator(".sticky-actions")
    for field in page.locator("main form :is(input:not([type=hidden]), select, textarea)").all():
        field.focus()
        place, edge = field.bounding_box(), bar.bounding_box()
        assert place["y"] + place["height"] <= edge["y"], field.get_attribute("name")


NOTE = """RE-EXAMINATION, VISIT 13
Tamsin Gap Chiropractic. Date of visit: 05/08/2026. Author: Caleb Thornquist, DC.
SINCE LAST VISIT
Drives six hours a day. Sits 70 of 90 minutes, lifts 35 of 50 lb.
EXAMINATION
Pain 3 of 10 at L5-S1 left. Lumbar flexion 50 of 60 degrees.
Oswestry Disability Index 14 of 50 (28%).
TREATMENT
Manual adjustment of L5 by hand.
ASSESSMENT
Better by 3 points since 03/16/2026.
"""


@pytest.fixture
def work(store, tmp_path):
    """A pass over the case, as the worker makes it."""

    def act(case):
        assert CaseWorker(store, root=tmp_path / "work").work(case, at=NOW)

    return act


@pytest.fixture
def case(physician, store):
    return prepared_case(physician.viewer, store, example=CHIROPRACTIC)


def criterion(page, name):
    return page.locator(f'[id="c-{name}"] > details')


def test_a_case_that_is_met_reads_well(page, physician, store, sign_in, shot, check_axe):
    case = prepared_case(physician.viewer, store)
    sign_in(page, physician)
    for tab in ("case", "criteria", "answers"):
        page.goto(reverse(f"cases:{tab}", args=[case]))
        shot(page, f"case-met-{tab}")
        check_axe(page)


def test_evidence_opens_beside_the_page_at_its_words(page, physician, case, sign_in, shot, check_axe):
    sign_in(page, physician)
    page.goto(reverse("cases:criteria", args=[case]))
    open_one = criterion(page, "symptom-relation")
    expect(open_one).to_have_attribute("open", "")
    open_one.locator("a[data-source]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-panel")).to_be_visible()
    inside = page.frame_locator("#source-panel iframe")
    expect(inside.locator("#viewer[data-ready=true]")).to_be_attached()
    expect(inside.locator(".sheet .place").first).to_be_attached()
    shot(page, "case-source")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(open_one.locator("a[data-source]").first).to_be_focused()


def test_evidence_opens_a_page_of_its_own_on_a_telephone(page, physician, case, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, physician)
    page.goto(reverse("cases:criteria", args=[case]))
    with page.context.expect_page() as opened:
        criterion(page, "symptom-relation").locator("a[data-source]").first.click()
    expect(opened.value.locator("#viewer[data-ready=true]")).to_be_attached()
    assert "inside=1" not in opened.value.url


def test_a_statement_is_made_by_keyboard_and_answers_its_criterion(page, physician, case, sign_in, work):
    sign_in(page, physician)
    page.goto(reverse("cases:criteria", args=[case]))
    one = criterion(page, "expected-gain")
    one.get_by_text("Attest", exact=True).focus()
    page.keyboard.press("Enter")
    one.get_by_label("What you state").focus()
    page.keyboard.type("I expect him to lift 50 lb within six weeks.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".case-work")).to_be_visible()
    expect(criterion(page, "expected-gain")).to_contain_text("I expect him to lift 50 lb within six weeks.")
    work(case)
    expect(page.locator(".case-work")).to_have_count(0)
    expect(criterion(page, "expected-gain").locator(".pill").first).to_have_text("met")
    expect(criterion(page, "expected-gain")).to_contain_text("answered by a statement", ignore_case=True)


def test_a_document_closes_a_gap_and_the_new_status_shows_itself(page, physician, case, sign_in, work, shot, check_axe):
    sign_in(page, physician)
    page.goto(reverse("cases:criteria", args=[case]))
    expect(criterion(page, "deficit-now").locator(".pill").first).to_have_text("not documented")
    one = criterion(page, "deficit-now.1")
    one.get_by_text("Upload to close the gap").click()
    one.get_by_label("Document that shows it").set_input_files(
        {"name": "note-2026-05-08.txt", "mimeType": "text/plain", "buffer": NOTE.encode()}
    )
    one.get_by_role("button", name="Add and check again").click()
    expect(page.locator(".case-work progress")).to_be_visible()
    shot(page, "case-working")
    check_axe(page)
    work(case)
    expect(page.locator(".case-work")).to_have_count(0)
    expect(criterion(page, "deficit-now").locator(".pill").first).to_have_text("met")
    expect(criterion(page, "deficit-now.1").locator("blockquote").first).to_contain_text("14 of 50 (28%)")


def test_text_that_is_not_sent_yet_survives_the_end_of_a_pass(page, physician, case, sign_in, work):
    cases.attest(physician.viewer, case, criterion="expected-gain", statement="Seen.", at=NOW)
    sign_in(page, physician)
    page.goto(reverse("cases:answers", args=[case]))
    with page.expect_navigation():
        page.get_by_role("button", name="Work it through now").click()
    page.goto(reverse("cases:answers", args=[case]))
    page.get_by_text("Answer in your own words").first.click()
    page.get_by_label("Your answer").first.fill("Half a sentence")
    work(case)
    expect(page.get_by_text("The result is here.").last).to_be_visible()
    expect(page.get_by_label("Your answer").first).to_have_value("Half a sentence")


def test_an_own_answer_shows_on_console_and_brief(page, physician, case, store, sign_in, work):
    sign_in(page, physician)
    page.goto(reverse("cases:answers", args=[case]))
    page.get_by_text("Answer in your own words").first.click()
    page.get_by_label("Your answer").first.fill("He cannot lift more than 35 lb; the job needs 50.")
    page.get_by_role("button", name="Save the answer").first.click()
    expect(page.locator("#objections")).to_contain_text("In the words of Alex Physician")
    work(case)
    text = pdf_text(store.get(case_view(physician.viewer, case).determination().files["brief.pdf"]))
    assert "Alex Physician answers" in text and "He cannot lift more than 35 lb" in text
    page.goto(reverse("cases:case", args=[case]))
    page.get_by_role("button", name="Start the call").click()
    expect(page.locator("#points")).to_contain_text("He cannot lift more than 35 lb")


def test_a_finished_job_does_not_call_off_the_way_to_another_page(page, physician, case, sign_in):
    sign_in(page, physician)
    page.goto(reverse("cases:answers", args=[case]))
    page.evaluate("window.stays = true; document.dispatchEvent(new Event('peercall:worked'))")
    page.wait_for_function("!window.stays")  # nobody was leaving: the page comes anew
    goal = reverse("cases:records", args=[case])
    page.evaluate("""goal => { location.assign(goal); document.dispatchEvent(new Event("peercall:worked")); }""", goal)
    page.wait_for_url(f"**{goal}")


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1, "one page always"
    return " ".join(document[0].get_textpage().get_text_range().split())


def test_rows_of_what_was_sent_are_added_by_keyboard(page, physician, case, sign_in):
    sign_in(page, physician)
    page.goto(reverse("cases:records", args=[case]))
    page.get_by_role("button", name="Another row").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("re-examination of May 8")
    page.get_by_role("button", name="Save the list").click()
    expect(page.locator("#sent input[value='re-examination of May 8']")).to_be_attached()

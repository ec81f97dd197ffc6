"""The guide and the sources page: self-contained, escaped, every mark leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.samples.okafor_chart import AS_OF, DOCUMENTS
from tests.samples.okafor_icd import sample

from peercall.adapters.render import render_brief, render_guide, render_sources
from peercall.domain.briefs import Brief, CallGuide, Line, Lookup, Omission
from peercall.domain.dates import DayRange
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.provenance import SourceSpan
from peercall.domain.results import Candidate
from peercall.domain.terms import Assertion

HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>&amp;'


def pages(guide: CallGuide, brief: Brief) -> list[str]:
    return [render_guide(guide, brief), render_sources(brief, DOCUMENTS)]


def test_pages_fetch_nothing_and_run_nothing() -> None:
    for html in pages(sample().guide(), sample().brief()):
        assert "<script" not in html
        assert "http://" not in html
        assert "https://" not in html
        assert re.search(r"\son\w+=", html) is None
        assert "default-src 'none'" in html
        assert html.startswith("<!DOCTYPE html>")
        assert '<html lang="en-US">' in html


def test_pages_escape_hostile_words() -> None:
    brief = sample().brief()
    first = brief.sections[0]
    bad = replace(first, lines=(Line(HOSTILE, brief.marks[:1], status=HOSTILE),))
    brief = replace(brief, sections=(bad, *brief.sections[1:]), footer=HOSTILE, exhibits=(("A", HOSTILE),),
                    omitted=(Omission(HOSTILE, HOSTILE),), hashes={HOSTILE: HOSTILE})  # fmt: skip
    guide = replace(
        sample().guide(), title=HOSTILE, request_script=(Line(HOSTILE),), form_fields=((HOSTILE, HOSTILE),), blocks=(HOSTILE,),
        interruptions=((HOSTILE, HOSTILE),), warnings=(HOSTILE,), specialty_sentence=Line(HOSTILE),
    )  # fmt: skip
    for html in pages(guide, brief):
        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html


def test_every_mark_has_an_anchor_with_its_quote_and_place() -> None:
    brief = sample().brief()
    html = render_sources(brief, DOCUMENTS)
    anchors = set(re.findall(r'id="([^"]+)"', html))
    assert {mark.label for mark in brief.marks} <= anchors
    assert "NYHA class III" in html
    assert '<span class="minutes">chart/printout.pdf, page 2</span>' in html
    assert '<span class="where">characters ' in html
    assert "chart/bundle.json, Patient/p1, birthDate" in html


def test_every_link_of_the_guide_leads_to_an_anchor_of_the_sources() -> None:
    brief = sample().brief()
    anchors = set(re.findall(r'id="([^"]+)"', render_sources(brief, DOCUMENTS)))
    links = set(re.findall(r'href="sources.html#([^"]+)"', render_guide(sample().guide(), brief)))
    assert links
    assert links <= anchors


def test_sources_name_pages_that_could_not_be_read() -> None:
    scan = Document("chart/fax.pdf", "0" * 64, DocumentKind.PDF, (Page(1, "", "no text layer"),))
    assert "chart/fax.pdf, page 1: no text layer" in render_sources(sample().brief(), (*DOCUMENTS, scan))


@pytest.mark.parametrize("which", [0, 1])
def test_pages_tell_what_left_the_brief(which: int) -> None:
    left = replace(sample().brief(), omitted=(Omission("guidelines", "A guideline without room"),))
    assert "A guideline without room" in pages(sample().guide(), left)[which]


def test_guide_has_the_four_parts_the_form_and_the_close() -> None:
    _, brief = render_brief(sample().brief(), as_of=AS_OF)
    html = render_guide(sample().guide(), brief)
    for words in ("Get the slot", "Request form", "Part 4:", "If they say", "goes off course", "Before you hang up"):
        assert words in html


def test_guide_numbers_its_parts_without_a_gap_and_links_to_each() -> None:
    row = Lookup("education", "The patient was taught", ())
    for guide in (replace(sample().guide(), lookups=()), with_lookups(row), replace(sample().guide(), answers=())):
        html = render_guide(guide, sample().brief())
        numbers = [int(n) for n in re.findall(r'<h2 id="part-(\d+)"', html)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert re.findall(r'href="#part-(\d+)"', html) == [str(n) for n in numbers]


def test_guide_begins_the_call_on_a_page_of_its_own() -> None:
    html = render_guide(sample().guide(), sample().brief())
    assert re.search(r'<h2 id="part-\d" class="new-page">\d\. The call</h2>', html)
    assert html.count('class="new-page"') == 1


def test_guide_does_not_list_as_left_off_what_it_has_itself() -> None:
    left = replace(sample().brief(), omitted=(Omission("objections", "What was tried?"), Omission("criteria", "Adult")))
    html = render_guide(sample().guide(), left)
    assert "<em>criteria</em>: Adult" in html
    assert "<em>objections</em>" not in html


def test_sources_quote_a_sentence_on_one_line_and_keep_the_gaps_of_a_row() -> None:
    brief = sample().brief()
    span = SourceSpan("chart/printout.pdf", "0" * 64, 2, 5, 30, "Seen with\n her son. a\tb")
    html = render_sources(replace(brief, marks=(replace(brief.marks[0], sources=(span,)),)), DOCUMENTS)
    assert "<blockquote>Seen with her son. a\tb</blockquote>" in html


def test_sources_name_the_place_of_each_quote_where_a_mark_leads_to_more_than_one() -> None:
    brief = sample().brief()
    one = SourceSpan("chart/a.txt", "0" * 64, 1, 0, 4, "Seen")
    mark = replace(brief.marks[0], sources=(one, replace(one, page=2)))
    html = render_sources(replace(brief, marks=(mark,)), DOCUMENTS)
    assert "chart/a.txt, page 1, characters 0-4" in html
    assert "chart/a.txt, page 2, characters 0-4" in html


def test_pages_are_the_same_for_the_same_case() -> None:
    assert pages(sample().guide(), sample().brief()) == pages(sample().guide(), sample().brief())


def passage(quote: str, *, assertion: Assertion = Assertion.PRESENT, caution: str | None = None) -> Candidate:
    span = SourceSpan("chart/printout.pdf", "0" * 64, 12, 30, 30 + len(quote), quote)
    copy = replace(span, document="chart/visit.txt", page=1)
    days = DayRange(date(2026, 1, 26), date(2026, 1, 26))
    return Candidate(span, assertion, ("teach",), "plan", days, "Dr. Okafor", caution, (copy,))


def with_lookups(*rows: Lookup) -> CallGuide:
    return replace(sample().guide(), lookups=rows)


def test_guide_says_where_to_look_and_that_nothing_of_it_was_counted() -> None:
    row = Lookup("education", "The patient was taught", (passage("Will teach\nuse.", assertion=Assertion.PLANNED),))
    html = render_guide(with_lookups(row), sample().brief())
    assert "look at chart/printout.pdf page 12 (B12, note of Jan 26, 2026, Dr. Okafor): “Will teach use.”" in html
    elsewhere = replace(sample().brief(), exhibits=(("A", "denial/letter.pdf"),))
    assert "page 12 (note of Jan 26, 2026, Dr. Okafor)" in render_guide(with_lookups(row), elsewhere)
    assert "(planned)" in html
    assert "Nothing here was counted" in html
    assert 'href="sources.html#read-education"' in html


def test_sources_show_the_passage_word_for_word_with_its_further_places() -> None:
    row = Lookup("education", "The patient was taught", (passage("Will teach\nuse.", caution="template text"),))
    html = render_sources(sample().brief(), DOCUMENTS, (row,))
    assert 'id="read-education"' in html
    assert "<blockquote>Will teach use.</blockquote>" in html
    assert "chart/printout.pdf page 12 (B12, note of Jan 26, 2026, Dr. Okafor), characters 30-45" in html
    assert "The same words: chart/visit.txt page 1" in html
    assert "template text" in html


def test_an_open_criterion_without_passages_says_so_on_both_pages() -> None:
    row = Lookup("sdai", "SDAI above 11", ())
    assert "Nothing in the chart looks like it." in render_guide(with_lookups(row), sample().brief())
    assert "Nothing in the chart looks like it." in render_sources(sample().brief(), DOCUMENTS, (row,))


def test_passages_escape_hostile_words() -> None:
    row = Lookup(HOSTILE, HOSTILE, (passage(HOSTILE, caution=HOSTILE),))
    for html in (
        render_guide(with_lookups(row), sample().brief()),
        render_sources(sample().brief(), DOCUMENTS, (row,)),
    ):
        assert "<script" not in html
        assert "<img" not in html

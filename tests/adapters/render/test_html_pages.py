"""The guide and the sources page: self-contained, escaped, every mark leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.samples.okafor_icd import AS_OF, DOCUMENTS, sample

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
    assert "chart/printout.pdf, page 2, characters" in html
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
    assert "look at chart/printout.pdf page 12 (note of 2026-01-26, Dr. Okafor): “Will teach use.”" in html
    assert "(planned)" in html
    assert "Nothing here was counted" in html
    assert 'href="sources.html#read-education"' in html


def test_sources_show_the_passage_word_for_word_with_its_further_places() -> None:
    row = Lookup("education", "The patient was taught", (passage("Will teach\nuse.", caution="template text"),))
    html = render_sources(sample().brief(), DOCUMENTS, (row,))
    assert 'id="read-education"' in html
    assert "<blockquote>Will teach\nuse.</blockquote>" in html
    assert "chart/printout.pdf page 12 (note of 2026-01-26, Dr. Okafor), characters 30-45" in html
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

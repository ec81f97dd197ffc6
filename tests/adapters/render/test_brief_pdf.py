"""One page, always: legible, tagged, the same bytes; what is left out is told, and what may never be left out never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.samples.okafor_chart import AS_OF
from tests.samples.okafor_icd import REASON, sample

from peercall.adapters.render import render_brief
from peercall.adapters.render.brief_pdf import SIZES, section_items
from peercall.domain.briefs import Answer, Brief, CrosswalkRow, Line, Mark, Section, TreatmentRow
from peercall.domain.errors import BriefDoesNotFit

WHEN = datetime(2026, 2, 12, 15, 30, tzinfo=UTC)
MARK = Mark("B18", "B", 18, ())


def brief(*sections: Section) -> Brief:
    return Brief(
        "Peer-to-peer brief",
        (("Patient", Line("Nadia Farouk", (MARK,))),),
        sections,
        (MARK,),
        (("B", "chart/printout.pdf"),),
        "As of 2026-02-12",
    )


def lines(number: int, *, weight: int, length: int = 60, name: str = "line") -> tuple[Line, ...]:
    return tuple(Line(f"{name}{n} {'word ' * (length // 5)}".strip(), (MARK,), weight) for n in range(number))


def page_text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    document.close()
    return " ".join(text.replace("\ufffe", "-").split())


def test_page_is_one_us_letter_sheet() -> None:
    pdf, _ = render_brief(sample().brief(), as_of=AS_OF)
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    assert document[0].get_size() == (612.0, 792.0)


def test_page_is_tagged_archivable_titled_and_in_english() -> None:
    pdf, _ = render_brief(sample().brief(), as_of=AS_OF)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    document = pdfium.PdfDocument(pdf)
    metadata = document.get_metadata_dict()
    assert metadata["Title"] == "Peer-to-peer brief"
    assert metadata["CreationDate"].startswith("D:20260212")
    assert document.is_tagged()
    assert b"en-US" in pdf


def test_page_bytes_are_the_same_for_the_same_brief() -> None:
    whole = sample().brief()
    first, _ = render_brief(whole, as_of=AS_OF)
    render_brief(brief(), as_of=WHEN)
    second, _ = render_brief(whole, as_of=AS_OF)
    assert first == second


def test_page_carries_the_reason_verbatim_and_every_section() -> None:
    whole = sample().brief()
    pdf, fitted = render_brief(whole, as_of=AS_OF)
    text = page_text(pdf)
    assert fitted.omitted == ()
    assert REASON in text
    for section in whole.sections:
        assert section.heading in text


def test_page_too_full_drops_the_lowest_weight_first_and_tells_all_of_it() -> None:
    low, high = (
        Section("guidelines", "Guidelines", lines(60, weight=45, name="low")),
        Section("gaps", "Say it first", lines(20, weight=90, name="high")),
    )
    pdf, fitted = render_brief(brief(high, low), as_of=WHEN)
    assert fitted.omitted
    assert {item.section for item in fitted.omitted} == {"guidelines"}
    text = page_text(pdf)
    assert "Left out for room" in text
    assert all(f"high{n} " in text for n in range(20))
    left = {item.text for item in fitted.omitted}
    assert all((f"low{n} " in text) != (line.text in left) for n, line in enumerate(low.lines))
    assert low.lines[-1].text in left, "of equal weight the last leaves first"


def test_page_never_drops_what_has_weight_zero() -> None:
    must = Section("gaps", "Say it first", lines(30, weight=0, name="must"))
    may = Section("guidelines", "Guidelines", lines(200, weight=1, name="may"))
    pdf, fitted = render_brief(brief(must, may), as_of=WHEN)
    assert all(f"must{n} " in page_text(pdf) for n in range(30))
    assert all(item.section == "guidelines" for item in fitted.omitted)


def test_page_that_cannot_hold_what_must_stay_is_refused() -> None:
    with pytest.raises(BriefDoesNotFit) as error:
        render_brief(brief(Section("reason", "Plan's reason", lines(200, weight=0, length=200))), as_of=WHEN)
    assert "one page" in str(error.value)
    assert "word" not in str(error.value)


def test_page_shrinks_before_it_drops() -> None:
    fits_small = Section("gaps", "Say it first", lines(52, weight=10, length=80))
    _, fitted = render_brief(brief(fits_small), as_of=WHEN)
    assert fitted.omitted == ()
    assert min(SIZES) == 8.5


@pytest.mark.parametrize(
    "text",
    ["#set page(width: 1in)", "*bold* _it_ `code` $x^2$ <label> @ref", "\\#let", "] [ #]", "\x00\x07bell", "\u4e2d\u6587 \u0645", "\ue000private", "naïve Ångström ≥ ≤ µ ½", "\U0001f600"],
)  # fmt: skip
def test_page_shows_text_as_text(text: str) -> None:
    pdf, _ = render_brief(brief(Section("reason", "Plan's reason", (Line(text, (MARK,)), Line("after")))), as_of=WHEN)
    assert "after" in page_text(pdf)


WORDS = st.text(alphabet="abcdefghij .,;()#*_$[]<>@%&/", min_size=1, max_size=160)
WEIGHTS = st.integers(min_value=1, max_value=98)
LINE = st.builds(lambda text, weight: Line(text, (MARK,), weight), WORDS, WEIGHTS)
ROW = st.builds(
    lambda text, status, fact, weight: CrosswalkRow("c", text, status, fact, weight),
    WORDS, st.sampled_from(["met", "not_met", "not_documented"]), LINE, WEIGHTS,
)  # fmt: skip
TREATMENT = st.builds(
    lambda a, b, weight: TreatmentRow(a, b, "dose", "weeks", b, (MARK,), None, weight), WORDS, WORDS, WEIGHTS
)
ANSWER = st.builds(lambda text, line: Answer(text, line, line.weight), WORDS, LINE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(LINE, max_size=60),
    st.lists(ROW, max_size=60),
    st.lists(TREATMENT, max_size=60),
    st.lists(ANSWER, max_size=60),
)
def test_page_is_one_whatever_the_amount(
    plain: list[Line], rows: list[CrosswalkRow], treatments: list[TreatmentRow], answers: list[Answer]
) -> None:
    given_brief = brief(
        Section("reason", "Plan's reason", (Line("kept", (MARK,)),)),
        Section("criteria", "Criteria", crosswalk=tuple(rows)),
        Section("treatments", "Tried before", treatments=tuple(treatments)),
        Section("gaps", "Say it first", lines=tuple(plain)),
        Section("objections", "If they say", answers=tuple(answers)),
    )
    pdf, fitted = render_brief(given_brief, as_of=WHEN)
    assert "kept" in page_text(pdf)
    heaviest_left = max((_weight(given_brief, item.section, item.text) for item in fitted.omitted), default=0)
    lightest_kept = min(
        (w for s in given_brief.sections for text, w in section_items(s) if w and not _left(fitted, s.key, text)),
        default=99,
    )
    assert heaviest_left <= lightest_kept or fitted.omitted == ()


def _weight(whole: Brief, key: str, text: str) -> int:
    return min(w for s in whole.sections if s.key == key for t, w in section_items(s) if t == text)


def _left(fitted: Brief, key: str, text: str) -> bool:
    return any(item.section == key and item.text == text for item in fitted.omitted)


def test_page_and_omissions_together_are_everything() -> None:
    whole = brief(
        Section("gaps", "Say it first", lines(150, weight=5, name="n")),
        Section("clocks", "Clocks", lines(5, weight=70, name="m")),
    )
    pdf, fitted = render_brief(whole, as_of=WHEN)
    text = page_text(pdf)
    left = {item.text for item in fitted.omitted}
    every = [item for section in whole.sections for item, _ in section_items(section)]
    assert all((item in left) or (item.split(" ")[0] + " " in text) for item in every)
    assert replace(fitted, omitted=()) == whole

"""Which pages go into a packet, where they lie, and how a long one is cut."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.charts import Patient
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import PacketRefused
from peercall.domain.packets import ExhibitPages, PacketLimits, PartKind, SensitiveCategory
from peercall.domain.provenance import CaseSource
from peercall.engine.packet import choose_pages, exhibit_sources, lay_out, pages_of_others, sensitive_pages, volumes
from peercall.engine.packet.plan import NewPart, page_of

RUTH = Patient(
    name="Ruth Abara", birth_on=date(1950, 4, 11), source=CaseSource("case.yaml", "chart.patient", "Ruth Abara")
)
BRIEF = {
    "exhibits": [
        {"exhibit": "A", "document": "denial/letter.pdf"},
        {"exhibit": "B", "document": "chart/notes.pdf"},
        {"exhibit": "C", "document": "chart/bundle.json"},
    ],
    "marks": {
        "A1": [{"document": "denial/letter.pdf", "page": 1, "quote": "denied"}],
        "B2": [{"document": "chart/notes.pdf", "page": 2, "quote": "AHI 22"}],
        "C-1": [
            {"document": "chart/bundle.json", "resource": "Observation/1", "element": "code", "value": "AHI 22 /h"}
        ],
    },
    "hashes": {"chart/bundle.json": "b" * 64},
}


def _document(path: str, *texts: str) -> Document:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, start=1))
    return Document(path, path[:1] * 64, DocumentKind.PDF, pages)


DENIAL = _document("denial/letter.pdf", "We denied it.", "Your rights")
NOTES = _document(
    "chart/notes.pdf",
    "Patient: Ruth Abara\nDOB: 04/11/1950\nHistory of HIV, stable.",
    "Patient: Ruth Abara\nDOB: 04/11/1950\nAHI 22 per hour.",
    "Patient: Otto Quill\nDOB: 02/02/1971\nKnee pain.",
    "continued from the page before",
)


def _chosen(pages: ExhibitPages, *, without: dict[str, set[int]] | None = None, notes: Document = NOTES):  # type: ignore[no-untyped-def]
    sources = exhibit_sources(BRIEF, documents=(DENIAL, notes), denials={"denial/letter.pdf"}, patient=RUTH)
    return choose_pages(sources, pages=pages, without=without or {})


def test_only_cited_pages_of_the_chart_go_along_and_the_denial_whole() -> None:
    letter, notes, coded = _chosen(ExhibitPages.CITED)
    assert letter.pages == (1, 2) and notes.pages == (2,)
    assert notes.left_out[1] == "not cited" and notes.left_out[3] == "names another patient"
    assert coded.source.entries == {"C-1": "AHI 22 /h (Observation/1, code)"}


def test_a_page_of_another_patient_never_goes_not_even_with_all() -> None:
    notes = _chosen(ExhibitPages.ALL)[1]
    assert notes.pages == (1, 2)
    assert set(notes.left_out) == {3, 4}, "the page that goes on after another patient's stays too"
    assert pages_of_others(NOTES, patient=None) == frozenset()


def test_a_cited_page_of_another_patient_stops_the_packet() -> None:
    odd = _document("chart/notes.pdf", "Patient: Ruth Abara\nDOB: 04/11/1950", "Patient: Otto Quill\nDOB: 02/02/1971")
    with pytest.raises(PacketRefused, match=r"chart/notes.pdf: page 2 is cited \(B2\) and names another patient"):
        _chosen(ExhibitPages.CITED, notes=odd)
    assert _chosen(ExhibitPages.CITED, notes=odd, without={"B": {2}})[1].pages == ()


def test_protected_matters_are_found_on_the_pages_that_go_along() -> None:
    hiv = (SensitiveCategory("hiv", "HIV status", ("hiv",)),)
    found = sensitive_pages(_chosen(ExhibitPages.ALL), documents=(DENIAL, NOTES), categories=hiv)
    assert [(one.exhibit, one.page, one.words) for one in found] == [("B", 1, "HIV")]
    assert sensitive_pages(_chosen(ExhibitPages.CITED), documents=(DENIAL, NOTES), categories=hiv) == ()


def test_a_key_leads_to_its_page() -> None:
    parts = lay_out(
        [
            NewPart(PartKind.INDEX, "Contents", 2),
            NewPart(PartKind.RECORD, "Record", 0),
            NewPart(PartKind.EXHIBIT, "Notes", 3, "B", {"B/2": 1, "B/9": 3}),
        ]
    )
    assert [(part.start, part.end) for part in parts] == [(1, 2), (3, 5)]
    assert page_of(parts, "B/9") == 5 and page_of(parts, "B") == 3 and page_of(parts, "B/4") is None


@given(
    st.lists(st.integers(1, 400_000), max_size=60),
    st.none() | st.integers(1, 9),
    st.none() | st.floats(0.5, 3, allow_nan=False),
)
def test_volumes_hold_every_page_once_and_keep_the_limits(
    sizes: list[int], pages: int | None, mb: float | None
) -> None:
    cut = volumes(sizes, limits=PacketLimits("x", "x", pages, mb), overhead=10)
    assert [page for one in cut for page in range(one.first, one.last + 1)] == list(range(1, len(sizes) + 1))
    for one in cut:
        assert pages is None or one.length <= pages
        assert mb is None or sum(sizes[one.first - 1 : one.last]) <= mb * 1_000_000


def test_a_page_larger_than_a_volume_is_told() -> None:
    with pytest.raises(PacketRefused, match="page 2 of the packet alone is larger than 1 MB"):
        volumes([10, 2_000_000], limits=PacketLimits("portal", "portal upload", None, 1.0))

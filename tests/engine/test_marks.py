"""Marks: A is the letter, letters follow first use, pages before records, the print-out before a loose note."""

from __future__ import annotations

import pytest
from tests.samples.okafor_chart import DOCUMENTS, LETTER, NOTE, PRINTOUT, at, record

from peercall.engine.marks import MarkBook, exhibit_letter


@pytest.mark.parametrize(
    "number, letters", [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_exhibit_letters_go_on_after_z(number: int, letters: str) -> None:
    assert exhibit_letter(number) == letters


def book() -> MarkBook:
    return MarkBook(letter=LETTER, documents=DOCUMENTS)


def test_longest_document_is_cited_first() -> None:
    short, long = at(NOTE, 1, "Not yet booked."), at(PRINTOUT, 4, "Medication list.")
    assert [mark.label for mark in book().of((short, long))] == ["B4", "C1"]


def test_record_is_cited_only_where_no_page_says_the_same() -> None:
    marks = book()
    ef = record("Observation/ef", "valueQuantity", "27 %")
    assert [mark.label for mark in marks.of((ef, at(PRINTOUT, 3, "Previous study")))] == ["B3"]
    assert [mark.label for mark in marks.of((ef,))] == ["C-1"]
    assert [mark.label for mark in marks.of((record("Observation/2", "code", "x"), None))] == ["C-2"]


def test_quotes_of_one_page_stand_behind_one_mark() -> None:
    marks = book()
    one, two = at(PRINTOUT, 2, "NYHA class III"), at(PRINTOUT, 2, "Dyspnea on one flight of stairs")
    assert [mark.label for mark in marks.of((one, two))] == ["B2"]
    assert marks.of((one,))[0].label == "B2"
    assert {source for mark in marks.marks for source in mark.sources} == {one, two}


def test_marks_are_limited_beside_the_line() -> None:
    sources = [
        at(PRINTOUT, n, text)
        for n, text in ((1, "Problem list"), (3, "Previous study"), (4, "Medication list."), (5, "Walks daily."))
    ]
    assert [mark.label for mark in book().of(sources)] == ["B1", "B3"]
    assert len(book().of(sources, limit=4)) == 4

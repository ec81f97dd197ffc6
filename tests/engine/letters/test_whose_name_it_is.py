"""Names in prose: who decided asked for nothing, what is worked on is nobody's name, a name is taken whole."""

from __future__ import annotations

from dataclasses import replace

from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.letters import Found, LetterReading
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = replace(Rulebook("", (), {}, {}, {}, {}, {}, {}, {}, {}, {}, PhraseBook()), letters=load_rulebook().letters)


def _read(text: str) -> LetterReading:
    document = Document("denial/a.txt", "0" * 64, DocumentKind.TEXT, (Page(1, text),))
    (reading,) = read_letter(document, rulebook=RULEBOOK)
    return reading


def _value(text: str, field: str) -> object:
    found = _read(text).fields[field]
    return found.value if isinstance(found, Found) else None


def test_who_reviewed_the_request_did_not_ask_for_it() -> None:
    letter = """Gannet Ridge Health Plan

May 4, 2026

Odile Marchand, NP

Dear Ms. Marchand:

Your request for knee arthroscopy is denied. The request was reviewed by Piet Brandsma, MD, an orthopedic surgeon.
"""
    assert _value(letter, "provider_name") == "Odile Marchand, NP"


def test_the_kind_of_work_is_not_who_does_it() -> None:
    letter = """BRAMBLE RADIOLOGY REVIEW
Radiology utilization management for Gannet Ridge Health Plan

May 4, 2026

Patient: Ada Quill
Your request for an MRI of the knee is denied.
"""
    assert _value(letter, "administrator") == "BRAMBLE RADIOLOGY REVIEW"
    assert _value(letter, "plan_name") == "Gannet Ridge Health Plan"


def test_a_name_that_a_sentence_shortens_is_taken_from_its_label() -> None:
    letter = """Bramble Behavioral Review

Plan: Gannet Ridge Freight Health and Welfare Plan
Member: Ada Quill

We manage behavioral care for the Gannet Ridge Freight Health and Welfare Plan.
Your request for residential treatment is denied.
"""
    assert _value(letter, "plan_name") == "Gannet Ridge Freight Health and Welfare Plan"

"""The letter's own terms for the call: what closes it, what it takes, who may speak."""

from __future__ import annotations

import pytest

from peercall.domain.documents import Document, DocumentKind, Page
from peercall.engine.letters.terms import call_terms
from peercall.engine.letters.text import LetterText
from peercall.engine.letters.vocabulary import vocabulary_of
from peercall.rulebook.load import load_rulebook

HEAD = "Northgate Health Plan\nMay 20, 2026\n\nThe request is denied.\n\nPeer-to-peer discussion\n"


def terms(sentence: str) -> list[tuple[str, str]]:
    text = (
        f"{HEAD}Your physician may discuss this decision with a medical director. {sentence}\n\nAppeal\nWrite to us.\n"
    )
    page = Page(1, text)
    letter = LetterText(
        Document("denial/letter.txt", "ab" * 32, DocumentKind.TEXT, (page,)),
        vocabulary=vocabulary_of(load_rulebook().letters),
    )
    out = []
    for item in call_terms(letter):
        assert text[item.span.start : item.span.end] == item.span.quote
        out.append((str(item.extra["about"]), str(item.value)))
    return out


@pytest.mark.parametrize(
    "sentence",
    [
        "The call must take place before an appeal is filed.",
        "If an appeal has been submitted, a call is no longer available.",
        "Peer-to-peer is not available once an appeal has been filed.",
        "Please call prior to filing an appeal.",
    ],
)
def test_a_call_that_an_appeal_closes(sentence: str) -> None:
    assert ("order", sentence) in terms(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["A peer-to-peer discussion is not an appeal.", "The call does not extend the time to appeal."],
)
def test_a_call_beside_the_appeal_is_no_closing_term(sentence: str) -> None:
    assert not [about for about, _ in terms(sentence) if about == "order"]


def test_records_and_speakers_are_terms_of_their_own() -> None:
    assert ("records", "Additional records may be faxed to 555-0100 beforehand.") in terms(
        "Additional records may be faxed to 555-0100 beforehand."
    )
    assert ("speaker", "Only the treating physician may take part.") in terms(
        "Only the treating physician may take part."
    )

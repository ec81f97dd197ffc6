"""Pages and paragraphs in another language repeat the decision; they are not a second one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.engine.letters.patterns import late
from peercall.engine.letters.text import LetterText

_SPANISH = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "que",
        "un",
        "una",
        "usted",
        "su",
        "sus",
        "para",
        "por",
        "con",
        "en",
        "y",
        "o",
        "si",
        "no",
        "es",
        "está",
        "este",
        "esta",
        "puede",
        "llame",
        "aviso",
        "fecha",
        "servicio",
        "gratis",
        "decisión",
        "apelación",
        "como",
        "más",
        "al",
        "se",
        "lo",
        "le",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "a",
        "in",
        "you",
        "your",
        "is",
        "for",
        "this",
        "we",
        "or",
        "if",
        "that",
        "by",
        "with",
        "on",
        "not",
        "may",
        "can",
        "are",
        "be",
        "was",
        "it",
        "as",
        "our",
        "from",
        "have",
        "has",
        "will",
        "an",
        "at",
    ]
)
_WORD = late(r"[^\W\d_]+")
_MIN_WORDS = 6
#: below these a text is too short, or too broken, to be called one of another language
_MIN_OF_LANGUAGE, _MIN_FOREIGN_LETTERS = 20, 20
_VOWEL = late(r"[aeiouyàâáäãåèéêëìíîïòóôöõùúûü]", re.IGNORECASE)
NOT_ENGLISH = "the letter is not in English: a person must read it"
HARDLY_READABLE = "hardly any text in it could be read: look at the letter itself"


def mask_other_languages(letter: LetterText) -> tuple[str, ...]:
    """Masks paragraphs written in Spanish; a sentence for each page on which there were some.

    Only Spanish is told apart: no pattern of these readers matches other languages that notices carry.
    """
    places = list(_paragraphs(letter))
    if not any(_is_english(letter.body[start:end]) for start, end in places):
        if not places:
            return ()
        return (NOT_ENGLISH if _is_language(letter.body) else HARDLY_READABLE,)
    pages: dict[int, None] = {}
    for start, end in places:
        for first, last in _spanish(letter.body, start, end):
            pages[letter.document.pages[letter.page_of(first)].number] = None
            letter.mask(first, last)
    return tuple(f"page {page}: text in Spanish was taken as a repetition and not read" for page in pages)


def _paragraphs(letter: LetterText) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"(?:[^\n]+\n?)+", letter.body):
        yield match.start(), match.end()


def _counts(text: str) -> tuple[int, int, int]:
    words = [word.lower() for word in _WORD.findall(text)]
    return len(words), sum(word in _SPANISH for word in words), sum(word in _ENGLISH for word in words)


def _is_language(text: str) -> bool:
    """True for words of some language; False for a few words, and for what a bad scan leaves of them."""
    letters = [char for char in text if char.isalpha()]
    foreign = sum(not char.isascii() for char in letters)
    if foreign >= _MIN_FOREIGN_LETTERS and foreign >= 0.3 * len(letters):
        return True
    words = _WORD.findall(text)
    long_words = [word for word in words if len(word) > 2]
    marks = sum(not char.isspace() and not char.isalnum() for char in text)
    return (
        len(words) >= _MIN_OF_LANGUAGE
        and marks <= 0.2 * len(letters)
        and len(long_words) >= 0.4 * len(words)
        and sum(_VOWEL.search(word) is not None for word in long_words) >= 0.85 * len(long_words)
    )


def _is_english(text: str) -> bool:
    words, spanish, english = _counts(text)
    return words >= _MIN_WORDS and english > spanish


def _spanish(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole paragraph when it is Spanish, else its Spanish sentences."""
    words, spanish, english = _counts(body[start:end])
    if words >= _MIN_WORDS and spanish >= 0.2 * words and spanish > 2 * english:
        yield start, end
        return
    for match in re.finditer(r"[^.!?]+[.!?]?", body[start:end]):
        words, spanish, english = _counts(match.group())
        if words >= _MIN_WORDS and spanish >= 0.25 * words and english <= 1:
            yield start + match.start(), start + match.end()

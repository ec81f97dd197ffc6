"""How many years of school a text asks of its reader.

Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word - 15.59.
Source: Kincaid, Fishburne, Rogers, Chissom: Derivation of new readability formulas for Navy enlisted personnel, 1975.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*|\d+")
#: a line of its own ends a sentence, as a heading or an item of a list does
_END = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")
_FALLING = re.compile(r"i[ao]|eo(?!us)|ua|uou|[^q]uie|yi")


def syllables(word: str) -> int:
    """Syllables of an English word by its vowels; a number counts one for each digit."""
    word = word.lower().replace("'", "").replace("\u2019", "")
    if word.isdigit():
        return len(word)
    stem = _SILENT.sub(lambda found: found[0][0], word) if len(word) > 3 else word
    count = len(_VOWELS.findall(stem)) + len(_FALLING.findall(stem))
    return max(1, count - len(re.findall(r"tion|sion|cious|tious|cial|tial", stem)))


def sentences(text: str) -> list[list[str]]:
    """Words by sentence; a piece without a word is none."""
    return [words for piece in _END.split(text) if (words := _WORD.findall(piece))]


def reading_grade(text: str) -> float:
    """The grade, to a tenth; 0 for a text without words. Never below 0."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if not words:
        return 0.0
    grade = 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(0.0, round(grade, 1))

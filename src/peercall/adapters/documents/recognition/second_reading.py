"""Two readings of one picture made into one: what they agree on is kept, where numbers differ the word is uncertain.

Recognition errs differently on a slightly larger and sharper picture. A number that both readings give is far more likely to
be right than its confidence tells; a number that changes with the sharpness of the picture must be looked at by a person.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from peercall.adapters.documents.recognition.tesseract import Word

#: confidence of a number on which the readings differ
DIFFERS = 40.0
#: a line of the first reading below this confidence gives way to a better one
_POOR_LINE = 60.0
_CLEARLY_BETTER = 12.0
#: a line that only the second reading saw is believed from here
_SEEN_ONCE = 65.0
_SAME_PLACE = 0.5


def agreed(first: list[Word], second: list[Word]) -> list[Word]:
    """Words of both readings as one, with boxes of the first picture; `second` is already scaled to it."""
    if not second:
        return first
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in first:
        lines[word.line].append(word)
    others: dict[int, list[Word]] = defaultdict(list)
    for word in second:
        others[word.line].append(word)
    free = max(lines, default=-1) + 1
    gone: set[int] = set()
    added: list[Word] = []
    places = _Places(first)
    for line in others.values():
        same = {id(word): word for other in line for word in places.at(other)}
        rivals = list(same.values())
        ours, theirs = _confidence(rivals), _confidence(line)
        is_new = not rivals and theirs >= _SEEN_ONCE
        is_better = bool(rivals) and ours < _POOR_LINE and theirs >= ours + _CLEARLY_BETTER
        if (is_new or is_better) and any(char.isalnum() for word in line for char in word.text):
            gone |= set(same)
            number = rivals[0].line if rivals else free
            free += not rivals
            added += [_unsure_number(replace(word, line=number)) for word in line]
        elif rivals:
            missed = [
                word for word in line if word.confidence >= _SEEN_ONCE and _is_word(word) and not places.touched(word)
            ]
            for word in missed:
                near = next((rival.line for rival in rivals if _is_beside(rival, word)), free)
                added.append(_unsure_number(replace(word, line=near)))
            free += bool(missed)
    kept = [word for word in first if id(word) not in gone]
    again = _Places(second)
    return [*(_checked(word, again.at(word)) for word in kept), *added]


def _checked(word: Word, rivals: list[Word]) -> Word:
    """The word with the better of two readings, uncertain when they differ in a number."""
    has_digit = _has_digit(word)
    if not rivals:
        return replace(word, confidence=min(word.confidence, DIFFERS)) if has_digit else word
    if len(rivals) > 1:
        joined = "".join(rival.text for rival in sorted(rivals, key=lambda rival: rival.left))
        if joined == word.text or not (has_digit or any(map(_has_digit, rivals))):
            return word
        return replace(word, confidence=min(word.confidence, DIFFERS))
    rival = rivals[0]
    if rival.text == word.text:
        return replace(word, confidence=max(word.confidence, rival.confidence))
    best = replace(word, text=rival.text, confidence=rival.confidence) if _covers(rival, word) else word
    chosen = best if rival.confidence > word.confidence else word
    if _digits(word.text) == _digits(rival.text) and _letters_of_number(word.text) == _letters_of_number(rival.text):
        return chosen
    if has_digit or _has_digit(rival):
        return replace(chosen, confidence=min(word.confidence, rival.confidence, DIFFERS))
    return chosen


def _covers(rival: Word, word: Word) -> bool:
    """True when both boxes hold the same stretch of the line."""
    shared = min(rival.right, word.right) - max(rival.left, word.left)
    return shared >= 0.8 * max(rival.right - rival.left, word.right - word.left)


def _unsure_number(word: Word) -> Word:
    return replace(word, confidence=min(word.confidence, DIFFERS)) if _has_digit(word) else word


def _confidence(words: list[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _has_digit(word: Word) -> bool:
    return any(char.isdigit() for char in word.text)


def _is_beside(rival: Word, word: Word) -> bool:
    """True for the next word of a line."""
    gap = max(word.left - rival.right, rival.left - word.right)
    return gap < 1.5 * max(word.height, rival.height)


def _is_word(word: Word) -> bool:
    """True for a word that specks do not make."""
    return sum(char.isalnum() for char in word.text) >= 2


def _digits(text: str) -> str:
    """The number in a word: digits with the points, commas, slashes and signs between them."""
    at = [index for index, char in enumerate(text) if char.isdigit()]
    return text[at[0] : at[-1] + 1] if at else ""


def _letters_of_number(text: str) -> str:
    """Letters of a word that holds a digit: "J96.01" and "196.01" are different codes."""
    return "".join(char for char in text if char.isalpha()) if any(char.isdigit() for char in text) else ""


class _Places:
    """Words by their place on the page."""

    def __init__(self, words: list[Word]) -> None:
        self._words = sorted(words, key=lambda word: word.top)
        self._tops = [word.top for word in self._words]
        self._tallest = max((word.height for word in words), default=0)

    def at(self, word: Word) -> list[Word]:
        """Words of this reading that stand where `word` stands."""
        return self._near(word, share=_SAME_PLACE)

    def touched(self, word: Word) -> bool:
        """True when a word of this reading stands on a part of the place of `word`."""
        return bool(self._near(word, share=0.0))

    def _near(self, word: Word, *, share: float) -> list[Word]:
        index = bisect_left(self._tops, word.top - self._tallest)
        found = []
        while index < len(self._words) and self._tops[index] < word.bottom:
            other = self._words[index]
            index += 1
            high = min(word.bottom, other.bottom) - max(word.top, other.top)
            wide = min(word.right, other.right) - max(word.left, other.left)
            narrow = min(word.right - word.left, other.right - other.left)
            if high >= _SAME_PLACE * min(word.height, other.height) and wide >= share * narrow and wide > 0:
                found.append(other)
        return found

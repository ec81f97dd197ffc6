"""From candidates to one answer: found, not found, or conflicting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peercall.domain.letters import Conflicting, Found, LetterField, NotFound
from peercall.engine.letters.text import LetterText


def found(
    letter: LetterText,
    start: int,
    end: int,
    value: str | bool | int | None = None,
    *,
    how: str | None = None,
    extra: Mapping[str, str | int | bool] | None = None,
) -> Found:
    """A value with its place; without `value` the words themselves."""
    span = letter.span(start, end)
    return Found(letter.words(start, end) if value is None else value, span, how, extra or {})


def settle(candidates: Iterable[Found], *, searched: str, why: str = "the letter states several values") -> LetterField:
    """One answer from candidates of equal rank: the first when all say the same, else a person must choose."""
    distinct: dict[str, Found] = {}
    for candidate in candidates:
        distinct.setdefault(_same(candidate.value), candidate)
    if not distinct:
        return NotFound(searched)
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    return Conflicting(tuple(distinct.values()), why)


def first_settled(*ranks: Iterable[Found], searched: str) -> LetterField:
    """The answer of the first rank that has a candidate."""
    for rank in ranks:
        candidates = tuple(rank)
        if candidates:
            return settle(candidates, searched=searched)
    return NotFound(searched)


def _same(value: str | bool | int) -> str:
    return "".join(char for char in str(value).lower() if char.isalnum())

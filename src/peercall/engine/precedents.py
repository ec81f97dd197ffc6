"""Published decisions like a case: the categories its codes stand for, and how many were upheld and overturned."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from peercall.domain.codes import Code, CodeSet
from peercall.domain.precedents import OutcomeCount, OutcomeLayout, OutcomeTable, Precedents

_DETAILS = 8


def categories(layout: OutcomeLayout, codes: Iterable[Code]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Categories of diagnosis and of treatment for these codes, each once, in the order of the layout."""
    known = tuple(codes)

    def named(rows: Iterable[tuple[str, tuple[CodeSet, ...]]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, sets in rows if any(code in one for code in known for one in sets)))

    return named(layout.diagnoses), named(layout.treatments)


def precedents_of(table: OutcomeTable, *, diagnosis: Iterable[str], treatment: Iterable[str]) -> Precedents | None:
    """Decisions in one of these categories of diagnosis and one of these of treatment; None where there is none.

    An empty list of one side asks nothing of that side; both empty ask for nothing.
    """
    wanted = tuple(diagnosis), tuple(treatment)
    if not any(wanted):
        return None
    found = [
        one
        for one in table.counts
        if (not wanted[0] or one.diagnosis in wanted[0]) and (not wanted[1] or one.treatment in wanted[1])
    ]
    if not found:
        return None
    years = sorted({one.year for one in found})
    details = _sums(found, lambda one: (one.diagnosis_detail or one.diagnosis, one.treatment_detail or one.treatment))
    kinds = _sums(found, lambda one: one.kind)
    by_year = _sums(found, lambda one: one.year)
    return Precedents(
        name=table.name,
        source=table.source,
        diagnosis=wanted[0],
        treatment=wanted[1],
        first_year=years[0],
        last_year=years[-1],
        upheld=sum(one.upheld for one in found),
        overturned=sum(one.overturned for one in found),
        by_year=tuple((year, *by_year[year]) for year in years),
        by_kind=tuple((kind or "not said", *counts) for kind, counts in _most(kinds)),
        details=tuple((*pair, *counts) for pair, counts in _most(details)[:_DETAILS]),
    )


Key = TypeVar("Key", bound=Hashable)
Counts = tuple[int, int]


def _sums(rows: Iterable[OutcomeCount], key: Callable[[OutcomeCount], Key]) -> dict[Key, Counts]:
    """Upheld and overturned by key."""
    sums: dict[Key, Counts] = {}
    for row in rows:
        upheld, overturned = sums.get(key(row), (0, 0))
        sums[key(row)] = (upheld + row.upheld, overturned + row.overturned)
    return sums


def _most(sums: Mapping[Key, Counts]) -> list[tuple[Key, Counts]]:
    """Most decisions first."""
    return sorted(sums.items(), key=lambda one: (-sum(one[1]), str(one[0])))

"""Business holidays by day, from the `holidays` library and our own list of which of its names close an office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import holidays
import yaml

from peercall.domain.errors import RuleFileInvalid

_FILE = "calendars.yaml"
_OBSERVED = " (observed)"


@cache
def _named_days() -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Names of federal holidays, and of further ones by state, as data/calendars.yaml lists them."""
    text = resources.files("peercall.data").joinpath(_FILE).read_text(encoding="utf-8")
    data: Any = yaml.safe_load(text)
    states = data.get("states") if isinstance(data, dict) else None
    if not isinstance(states, dict) or not isinstance(data.get("federal"), list):
        raise RuleFileInvalid("the lists `federal` and `states` are expected", where=_FILE, remedy="Restore the file.")
    return _texts(data["federal"]), {str(state): _texts(names) for state, names in states.items()}


def _texts(names: Sequence[object]) -> frozenset[str]:
    return frozenset(str(name) for name in names)


def _named(table: Mapping[date, str], wanted: frozenset[str]) -> Iterator[tuple[date, str]]:
    """Days whose name is wanted; a day of several names keeps the wanted ones."""
    for day, names in table.items():
        kept = [name for name in names.split("; ") if name.removesuffix(_OBSERVED) in wanted]
        if kept:
            yield day, "; ".join(kept)


@cache
def _table(state: str | None, first_year: int, last_year: int) -> dict[date, str]:
    federal, states = _named_days()
    years = range(first_year, last_year + 1)
    found: dict[date, str] = {}
    if state is not None and state in states:
        found.update(_named(holidays.country_holidays("US", subdiv=state, years=years, observed=True), states[state]))
    found.update(_named(holidays.country_holidays("US", years=years, observed=True), federal))
    return {day: found[day] for day in sorted(found) if first_year <= day.year <= last_year}


def holiday_table(*, state: str | None, first_year: int, last_year: int) -> dict[date, str]:
    """Holidays on which offices are closed, by day with their names, observed days included.

    state: two letters adds the state's own days; None gives the federal ones. Both years are included.
    Source: the `holidays` library for the dates, data/calendars.yaml for which names count.
    """
    return dict(_table(state, first_year, last_year))

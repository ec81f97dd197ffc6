"""A field's value in words, as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from peercall.application.site.field_words import ANCHORS, TARGETS, UNITS, FieldSpec, Kind
from peercall.engine.office_words import hour_words
from peercall.engine.wording import weekday

Data = Mapping[str, Any]


def entry_at(contract: Data, path: str) -> Any:
    """The entry of a field: a mapping, a list of mappings, or None."""
    here: Any = contract.get("fields") or {}
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def day_words(text: str) -> str:
    """`2026-08-13` as `Thu Aug 13, 2026`; with the hour and its offset; a range as two days; anything else as it is."""
    if "/" in text:
        first, _, last = text.partition("/")
        return f"{day_words(first)} to {day_words(last)}"
    try:
        if "T" in text:
            at = datetime.fromisoformat(text)
            hour = hour_words(at)
            return f"{_day(at)}, {hour} (UTC{at:%z})" if at.tzinfo else f"{_day(at)}, {hour}"
        return _day(date.fromisoformat(text))
    except ValueError:
        return text


def _day(day: date) -> str:
    return f"{weekday(day)} {day:%b} {day.day}, {day.year}"


def entry_text(spec: FieldSpec, entry: Data) -> str:
    """The value in words; empty when there is none."""
    if spec.kind is Kind.WINDOW:
        return window_text(entry)
    value = entry.get("value")
    if value is None:
        return ""
    if spec.kind in (Kind.DAY, Kind.MOMENT, Kind.PERIOD):
        return day_words(str(value))
    if spec.kind is Kind.FLAG:
        return "Yes" if value is True or value == "true" else "No"
    if spec.kind is Kind.WORD:
        return (spec.options or {}).get(str(value), str(value).replace("_", " "))
    return str(value)


def window_text(entry: Data) -> str:
    """`7 calendar days from the date of the notice, to ask for the call`; the letter's words where it does not count."""
    value, unit = entry.get("value"), UNITS.get(str(entry.get("unit") or ""), "")
    target = TARGETS.get(str(entry.get("applies_to") or ""), "")
    until = entry.get("until")
    if value is not None and unit:
        anchor = ANCHORS.get(str(entry.get("counted_from") or ""), "")
        words = f"{value} {unit}{f' from {anchor}' if anchor else ', counted from what is not said'}"
    elif until:
        words = f"until {day_words(str(until))}"
    else:
        return str(entry.get("text") or entry.get("quote") or "")
    return f"{words}, {target}" if target else words


def item_text(spec: FieldSpec, item: Data) -> str:
    """An item of a list: a code with its system, another window with what it is for, else its words."""
    value = item.get("value")
    if spec.path == "other_windows" and item.get("kind"):
        kind = str(item["kind"]).replace("_", " ")
        return f"{kind}: {item.get('text') or item.get('quote') or value}"
    system = (spec.options or {}).get(str(item.get("system") or ""), "") if spec.kind is Kind.CODES else ""
    return f"{system} {value}" if system else str(value if value is not None else item.get("quote") or "")

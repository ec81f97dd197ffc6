"""Tables whose gaps were lost: heads known by their words, rows parted by what their columns must hold.

A row is parted only where the parts cannot be mistaken; any other line stays a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Cells = tuple[str, ...]

_UNITS = frozenset({"mmhg", "kg", "cm", "c", "f", "lb", "lbs", "in", "bpm", "%", "l/min"})
_SMALL = frozenset({"of", "per", "hour", "sleep", "a", "the", "by"})
_DAY = r"\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d"
_WHEN = rf"{_DAY}|\d{{1,2}}/\d{{4}}|(?:19|20)\d\d"
_MOMENT = re.compile(rf"(?:{_DAY}|\d{{1,2}}:\d\d)")
_DATED = re.compile(rf"(?<![\d/])(?:{_DAY})(?![\d/])")
_DATED_LINE = re.compile(rf"(?P<name>[A-Za-z][A-Za-z -]{{1,30}}?):?\s+(?P<days>(?:{_DAY})(?:\s+(?:{_DAY})){{1,11}})")
_RESULT = re.compile(r"[<>]?\d+(?:\.\d+)?%?(?:/\d{1,3})?|-+|n/a", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?|\d{2,3}/\d{2,3}")
_EVENT = re.compile(r"(?P<a>[A-Z].*?)\s+(?P<b>\d+)\s+(?P<c>\d+(?:\.\d+)?)")
_FILL = re.compile(rf"(?P<a>{_DAY})\s+(?P<b>[A-Za-z].*?)\s+(?P<c>\d+(?:\.\d+)?)\s+(?P<d>\d{{1,3}})")
_PROBLEM = re.compile(
    rf"(?P<a>[A-Z].*?)(?:\s+(?P<b>[A-TV-Z]\d[0-9A-B](?:\.[0-9A-Z]{{1,4}})?))?(?:\s+(?P<c>{_WHEN}))?"
    r"\s+(?P<d>Active|Resolved|Inactive|Chronic)",
    re.IGNORECASE,
)
_DRUG = re.compile(
    r"(?P<a>[A-Za-z][A-Za-z-]*(?:\s[A-Za-z-]+)?(?:\s+\d[\d.,]*(?:-\d[\d.]*)?\s*(?:mg|mcg|g|units?|mL|%))?"
    r"(?:\s+(?:tablets?|capsules?|nasal spray|inhaler|injection))?)\s+(?P<b>\S.*)",
    re.IGNORECASE,
)
_STARTED = re.compile(rf"(?P<b>.*?)\s+(?P<c>{_WHEN})(?:\s+(?P<d>[A-Z].*))?")
_READING = re.compile(r"(?P<a>\d{1,2}:\d\d)\s+(?P<b>\d{2,3}\s?%)(?:\s+(?P<c>.*))?")
_STATE = re.compile(r"(?P<a>[A-Z][^%]*?)\s+(?P<b>\d{2,3}\s?%.*)")
_TOTAL = re.compile(r"(?P<a>Total(?:\s+score)?)\s+(?P<b>\d.*)", re.IGNORECASE)
_ANSWER = re.compile(r"(?P<a>\S.*?)\s+(?P<b>\d{1,2}|[A-F]|yes|no)", re.IGNORECASE)


def flat_head(text: str, columns: frozenset[str]) -> Cells:
    """Column titles of a table head ("Date BP mmHg Pulse BMI", "Event Count Index per hour of sleep"); units and small
    words belong to the title before them. Empty when the line is no head."""
    words = text.split()
    if not 2 <= len(words) <= 14 or words[0].lower() not in _ROWS or text.endswith((".", ":")):
        return ()
    titles: list[str] = []
    for word in words:
        plain = word.lower().strip(",")
        if titles and (plain in _UNITS or plain in _SMALL):
            titles[-1] += f" {word}"
        elif plain in columns:
            titles.append(word)
        else:
            return ()
    return tuple(titles) if len(titles) >= 2 else ()


def is_dated_head(cells: Cells) -> bool:
    """True for the head of a table whose columns are days: a name, then two cells or more with one date each."""
    dated = [_DATED.search(cell) is not None for cell in cells[1:]]
    plain = all(
        is_day or not any(char.isdigit() for char in cell) for is_day, cell in zip(dated, cells[1:], strict=True)
    )
    return len(cells) >= 3 and sum(dated) >= 2 and plain and not any(char.isdigit() for char in cells[0])


def dated_head(text: str) -> Cells:
    """Such a head whose gaps were lost ("Component 4/14/2026 1/6/2026"): one to three words, then nothing but days."""
    match = _DATED_LINE.fullmatch(text)
    return (match["name"].strip(" :"), *match["days"].split()) if match is not None else ()


def _under_days(text: str, head: Cells) -> Cells:
    """A row below days: its name, then exactly as many figures as there are days."""
    words = text.split()
    figures = words[len(words) - len(head) + 1 :]
    name = words[: len(words) - len(head) + 1]
    if not name or not all(_RESULT.fullmatch(word) for word in figures) or _RESULT.fullmatch(name[-1]):
        return ()
    return (" ".join(name), *figures)


def flat_row(text: str, head: Cells) -> Cells:
    """Cells of a row under such a head; empty when its parts could be mistaken."""
    if len(head) >= 3 and all(_DATED.fullmatch(cell) for cell in head[1:]):
        return _under_days(text, head)
    part = _ROWS.get(head[0].lower()) if head else None
    return part(text, head) if part is not None else ()


def _figures(text: str, head: Cells) -> Cells:
    words = text.split()
    if len(words) < 3 or _MOMENT.fullmatch(words[0]) is None:
        return ()
    if all(_FIGURE.fullmatch(word) for word in words[1:]):
        return tuple(words)
    return _matched(_READING, text) if len(head) > 1 and head[1].lower() == "spo2" else ()


def _matched(pattern: re.Pattern[str], text: str) -> Cells:
    match = pattern.fullmatch(text.strip())
    return tuple(part for part in match.groups() if part) if match is not None else ()


def _of(pattern: re.Pattern[str]) -> Callable[[str, Cells], Cells]:
    return lambda text, _: _matched(pattern, text)


def _event(text: str, head: Cells) -> Cells:
    return _matched(_EVENT, text) if len(head) == 3 and head[1].lower() == "count" else ()


def _fill(text: str, head: Cells) -> Cells:
    return _matched(_FILL, text) if len(head) == 4 else ()


def _medication(text: str, head: Cells) -> Cells:
    cells = _matched(_DRUG, text)
    if len(cells) == 2 and len(head) == 4 and head[2].lower().startswith("start"):
        started = _STARTED.fullmatch(cells[1])
        if started is not None and started["d"]:
            return (cells[0], started["b"], started["c"], started["d"])
    return cells


def _answer(text: str, _: Cells) -> Cells:
    return _matched(_TOTAL, text) or _matched(_ANSWER, text)


def _allergy(text: str, _: Cells) -> Cells:
    return (text.strip(),)


_ROWS: dict[str, Callable[[str, Cells], Cells]] = {
    "date": _figures,
    "time": _figures,
    "event": _event,
    "filled": _fill,
    "problem": _of(_PROBLEM),
    "diagnosis": _of(_PROBLEM),
    "medication": _medication,
    "substance": _allergy,
    "allergen": _allergy,
    "state": _of(_STATE),
    "section": _answer,
    "situation": _answer,
    "item": _answer,
    "question": _answer,
}

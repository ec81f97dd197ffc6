"""Quantity limits of a policy against the request; reported apart from the criteria."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from peercall.domain.dates import day, parse_partial
from peercall.domain.policies import Duration, Limit
from peercall.domain.results import LimitResult
from peercall.engine.criteria.windows import add_length

_TIME_UNITS = {"d", "wk", "mo", "a"}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(d|wk|mo|a|days?|weeks?|months?|years?)")
_SPELLED = {"day": "d", "week": "wk", "month": "mo", "year": "a"}
_FILLER = {"requested", "number", "of", "per", "the", "planned"}
_END_NAMES = ("planned_end", "end_of_care", "course_end", "service_end", "end")


def _key_words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower())} - {w.rstrip("s") for w in _FILLER}


def _asked_for(limit: Limit, request: Mapping[str, object]) -> object | None:
    """The request's value whose key names what is limited; None when no key, or more than one, does."""
    named = _key_words(limit.what)
    keys = [key for key in request if (asked := _key_words(key)) and asked <= named and _is_quantity(request[key])]
    return request[keys[0]] if len(keys) == 1 else None


def _is_quantity(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and re.match(r"\s*\d", value) is not None)


def _length(value: object) -> Duration | None:
    found = _LENGTH.search(str(value))
    if found is None:
        return None
    unit = found[2] if found[2] in _TIME_UNITS else _SPELLED[found[2].rstrip("s")]
    return Duration(float(found[1]), unit)


def _planned_end(request: Mapping[str, object], moments: Mapping[str, date | datetime]) -> date | None:
    for name in _END_NAMES:
        if (moment := moments.get(name)) is not None:
            return day(moment).first
        value = request.get(name)
        if isinstance(value, str) and (known := parse_partial(value)) is not None and known.exact:
            return known.first
    return None


def _result(limit: Limit, requested: str | None, status: str, note: str | None = None) -> LimitResult:
    allowed = f"{limit.max:g}" + (f" {limit.unit}" if limit.unit else "") + (f" per {limit.per}" if limit.per else "")
    notes = [part for part in (note, limit.then if status == "exceeds" else None) if part]
    return LimitResult(limit.what, allowed, requested, status, "; ".join(notes) or None)


def _course(limit: Limit, request: Mapping[str, object], moments: Mapping[str, date | datetime]) -> LimitResult | None:
    """A limit in time: the planned end against the course's start, or the length asked for."""
    assert limit.unit is not None
    allowed = Duration(limit.max, limit.unit)
    start, end = moments.get("course_start"), _planned_end(request, moments)
    if start is not None and end is not None:
        last = add_length(day(start).first, allowed)
        over = (end - last).days
        requested = f"{day(start).first.isoformat()} to {end.isoformat()}"
        if over > 0:
            return _result(limit, requested, "exceeds", f"by {over} days; {limit.max:g} {limit.unit} end {last}")
        return _result(limit, requested, "within", f"{limit.max:g} {limit.unit} end {last}")
    asked = _asked_for(limit, request)
    length = _length(asked) if asked is not None else None
    if length is None:
        return None
    reference = date(2001, 1, 1)
    status = "within" if add_length(reference, length) <= add_length(reference, allowed) else "exceeds"
    return _result(limit, str(length), status)


def check_limits(
    limits: Sequence[Limit], *, request: Mapping[str, object], moments: Mapping[str, date | datetime]
) -> tuple[LimitResult, ...]:
    """Each limit as within, exceeds, or unknown when the request does not say the quantity."""
    out = []
    for limit in limits:
        result = _course(limit, request, moments) if limit.unit in _TIME_UNITS else None
        if result is None and limit.unit not in _TIME_UNITS:
            asked = _asked_for(limit, request)
            number = _number(asked)
            if number is not None:
                result = _result(limit, f"{number:g}", "within" if number <= limit.max else "exceeds")
        out.append(result or _result(limit, None, "unknown"))
    return tuple(out)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    found = re.match(r"\s*(\d+(?:\.\d+)?)", str(value))
    return float(found[1]) if found else None

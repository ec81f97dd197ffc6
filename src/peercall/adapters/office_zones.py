"""The time zone of an office from its address or number, by the tables of `zipcodes` and `phonenumbers`; never a guess.

A postal code lies in one zone, also where a state has several (Arizona with the Navajo Nation, Indiana's counties, Alaska
with the Aleutians). A number or a state gives every zone it may lie in: numbers move with their owners, and area codes
cross zones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import zipcodes

from peercall.domain.office_zones import ZoneBasis, ZoneFinding

_postal: Any = zipcodes  # it carries no types
_REGION = "US"
_POSTAL_DIGITS = 5
#: a number that may lie in more zones than this belongs to no place (toll-free, personal)
_MOST_ZONES = 6


def office_zone(
    *,
    postal_code: str | None = None,
    state: str | None = None,
    numbers: Iterable[str] = (),
    confirmed: str | None = None,
) -> ZoneFinding:
    """The zone a person confirmed, else that of the postal code, else those of the number that suit the state, else the
    state's. Without any of them nothing is known."""
    if confirmed and _is_zone(confirmed):
        return ZoneFinding((confirmed,), ZoneBasis.CONFIRMED, "Confirmed by a person.")
    if zone := _of_postal_code(postal_code or ""):
        return ZoneFinding((zone,), ZoneBasis.POSTAL_CODE, "From the postal code of the office.")
    by_state = _tables()[0].get((state or "").strip().upper(), ())
    if len(by_state) == 1:
        return ZoneFinding(by_state, ZoneBasis.STATE, "From the state of the office, which lies in one time zone.")
    for number in numbers:
        found = _of_number(number)
        shared = tuple(zone for zone in found if zone in by_state) if by_state else found
        if shared:
            return ZoneFinding(shared, ZoneBasis.PHONE, "From the office's number, which is no proof of its place.")
    if by_state:
        return ZoneFinding(
            by_state, ZoneBasis.STATE, "From the state of the office, which has more than one time zone."
        )
    return ZoneFinding((), ZoneBasis.UNKNOWN, "Neither a postal code, a state nor a number tells where the office is.")


@lru_cache(maxsize=4096)  # a table of a thousand files has the same offices again and again
def _of_postal_code(text: str) -> str | None:
    digits = text.strip()[:_POSTAL_DIGITS]
    if len(digits) != _POSTAL_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    rows = _postal.matching(digits)
    return next((row["timezone"] for row in rows if _is_zone(row["timezone"])), None)


def _of_number(text: str) -> tuple[str, ...]:
    """Every zone the number may lie in; empty for one that is not of the region or of no place."""
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return ()
    if number.country_code != 1:
        return ()
    area = str(number.national_number)[:3]
    zones = set(_tables()[1].get(area, ()))
    from phonenumbers import timezone  # its table is read at import: only when a number must tell the zone

    hinted = [zone for zone in timezone.time_zones_for_number(number) if _is_zone(zone)]
    if len(hinted) <= _MOST_ZONES:
        zones |= set(hinted)
    return tuple(sorted(zones)) if len(zones) <= _MOST_ZONES or area in _tables()[1] else ()


@cache
def _tables() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Zones by state, and by area code, over every postal code of the table."""
    states: dict[str, set[str]] = defaultdict(set)
    areas: dict[str, set[str]] = defaultdict(set)
    for row in _postal.list_all():
        if not _is_zone(row["timezone"]):
            continue
        states[row["state"]].add(row["timezone"])
        for area in row["area_codes"]:
            areas[area].add(row["timezone"])
    return _sorted(states), _sorted(areas)


def _sorted(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(zones)) for key, zones in found.items()}


@cache
def _is_zone(name: str) -> bool:
    if "/" not in name:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True

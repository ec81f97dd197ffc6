"""Time zones as people write them: `CT`, `Eastern time`, `MST`, `America/Chicago`, `UTC-6`, `local time`.

`MST` is Denver's in winter and Arizona's all year; `EST` in July is either a slip for Eastern time or an hour later. Such
words give every clock they may mean, and the caller decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.domain.errors import EntryInvalid

_JANUARY, _JULY = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)
_NAMES = {
    "e": ("America/New_York",),
    "c": ("America/Chicago",),
    "m": ("America/Denver",),
    "p": ("America/Los_Angeles",),
    "ak": ("America/Anchorage",),
    "h": ("Pacific/Honolulu",),
    "a": ("America/Puerto_Rico",),
    "ch": ("Pacific/Guam",),
    "eastern": ("America/New_York",),
    "central": ("America/Chicago",),
    "mountain": ("America/Denver",),
    "pacific": ("America/Los_Angeles",),
    "alaska": ("America/Anchorage",),
    "hawaii": ("Pacific/Honolulu",),
    "atlantic": ("America/Puerto_Rico",),
    "arizona": ("America/Phoenix",),
    "az": ("America/Phoenix",),
}
_PLACES = frozenset({"arizona", "az", "hawaii", "alaska"})
_FIXED = {"e": 5, "c": 6, "m": 7, "p": 8, "ak": 9, "h": 10, "a": 4}
_LOCAL = re.compile(r"(?:(?:the )?(?:provider|office|physician|doctor)(?:'?s)? )?(?:local|own)(?: time)?(?: zone)?")
#: what a zone looks like at any place of a text that is otherwise days and hours
ZONE_WORD = (
    r"(?:america|us|pacific|atlantic|etc|europe|asia|africa|australia)/[a-z_]+(?:/[a-z_]+)?"
    r"|(?:ak|ch|[ecmph])(?:s|d)?t\b"
    r"|ast\b|adt\b"
    r"|(?:eastern|central|mountain|pacific|alaska|hawaii|atlantic|arizona|az)\b(?: (?:standard|daylight))?(?: time\b)?"
    r"|(?:the )?(?:(?:provider|office|physician|doctor)(?:'?s)? )?local(?: time\b)?"
    r"|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class ZoneWord:
    """What a word for a zone may mean. names: IANA names, one as a rule. fixed: the clock the word names to the letter
    (`EST` is five hours behind UTC), None where it names none. is_local: the office's own, whichever that is. is_place: it
    names a place with its zone, not a clock that several zones share."""

    names: tuple[str, ...] = ()
    fixed: timezone | None = None
    is_local: bool = False
    is_place: bool = False


def zone_word(text: str) -> ZoneWord | None:
    """The zone a word or two name; None when they name none."""
    plain = " ".join(text.casefold().replace(".", "").split()).strip("()[] ")
    if _LOCAL.fullmatch(plain):
        return ZoneWord(is_local=True)
    if "/" in plain:
        return _iana(text.strip("()[] "))
    if found := re.fullmatch(r"(?:utc|gmt|z)(?: ?([+-])(\d{1,2})(?::?(\d{2}))?)?", plain):
        shift = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
        if shift > timedelta(hours=14):
            return None
        return ZoneWord(fixed=timezone(-shift if found[1] == "-" else shift))
    plain = re.sub(r" time$", "", plain)
    if found := re.fullmatch(r"(eastern|central|mountain|pacific|alaska|hawaii|atlantic) (standard|daylight)", plain):
        short = {"alaska": "ak", "hawaii": "h", "atlantic": "a"}.get(found[1], found[1][0])
        return _abbreviated(short, found[2][0])
    if found := re.fullmatch(r"(ak|ch|[aecmph])(s|d)?t", plain):
        return _abbreviated(found[1], found[2] or "")
    names = _NAMES.get(plain) if len(plain) > 1 else None
    return ZoneWord(names, is_place=plain in _PLACES) if names else None


def _abbreviated(key: str, season: str) -> ZoneWord | None:
    names: tuple[str, ...] | None = _NAMES.get(key)
    if names is None or (key == "a" and not season):
        return None
    hours = _FIXED.get(key)
    fixed = None
    if season and hours is not None:
        fixed = timezone(timedelta(hours=-(hours - (1 if season == "d" else 0))))
    if (key, season) == ("m", "s"):
        names = (*names, "America/Phoenix")
    return ZoneWord(names, fixed)


def _iana(text: str) -> ZoneWord | None:
    area, _, place = text.strip().replace(" ", "_").partition("/")
    wanted = f"{'US' if area.casefold() == 'us' else area.title()}/{_titled(place)}"
    for name in (text.strip(), wanted):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return ZoneWord((name,), is_place=True)
    return None


def _titled(place: str) -> str:
    return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in place.split("/"))


def office_zone_of(word: ZoneWord | None, *, office: str | None) -> str | None:
    """The IANA zone of hours the office keeps; None when it is not known.

    word None or `local`: the office's own. A word that names the office's clock to the hour means the office's zone, so
    that hours in `ET` of an Indiana office, or `MST` of an Arizona one, keep that office's clock.
    """
    if word is None or word.is_local:
        return office
    if office is not None and not word.is_place:
        # MDT names a clock that changes; Arizona's does not
        is_summer = (
            word.fixed is not None
            and word.fixed.utcoffset(None) != _JANUARY.astimezone(ZoneInfo(word.names[0])).utcoffset()
        )
        alike = same_clock if is_summer else same_winter
        if any(alike(office, name) for name in word.names):
            return office
    return word.names[0] if len(word.names) == 1 else None


def same_winter(one: str, other: str) -> bool:
    """True when both clocks show the same in January."""
    return _JANUARY.astimezone(ZoneInfo(one)).utcoffset() == _JANUARY.astimezone(ZoneInfo(other)).utcoffset()


def same_clock(one: str, other: str) -> bool:
    """True when both clocks show the same in winter and in summer."""
    summer = _JULY.astimezone(ZoneInfo(one)).utcoffset() == _JULY.astimezone(ZoneInfo(other)).utcoffset()
    return summer and same_winter(one, other)


def clocks_of(word: ZoneWord) -> Sequence[tzinfo]:
    """Every clock the word may mean. Raises EntryInvalid for `local`, which names none by itself."""
    if word.is_local:
        raise EntryInvalid(
            "`local time` does not say which zone it is", remedy="Write the zone, for example CT or America/Chicago."
        )
    fixed: list[tzinfo] = [word.fixed] if word.fixed is not None else []
    return [*(ZoneInfo(name) for name in word.names), *fixed]

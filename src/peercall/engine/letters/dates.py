"""Dates and times as letters write them, read strictly: what is not a real day is not a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from peercall.engine.letters.patterns import late

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_DATE = late(
    rf"(?<![\w/.-])(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)"
    rf"|(?P<m>\d{{1,2}})(?P<sep>[/.-])(?P<d>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d{{2}})(?![\d/])(?!(?P=sep)\d)"
    rf"|(?P<mon>{_MONTH})\s+(?P<d2>{_DAY})(?:st|nd|rd|th)?(?:\s*,?\s+|,)(?P<y2>\d{{4}})\b"
    rf"|(?P<d3>{_DAY})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<mon3>{_MONTH})\s*,?[\s-]+(?P<y3>\d{{4}})\b)",
    re.IGNORECASE,
)
_OFFSETS = {
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00", "UTC": "+00:00",
    "GMT": "+00:00",
}  # fmt: skip
#: words for a US zone: standard offset in hours, and whether it keeps daylight saving time
_ZONES = {
    "eastern": (-5, True), "et": (-5, True), "central": (-6, True), "ct": (-6, True), "mountain": (-7, True),
    "mt": (-7, True), "pacific": (-8, True), "pt": (-8, True), "alaska": (-9, True), "arizona": (-7, False),
    "hawaii": (-10, False),
}  # fmt: skip
_TIME = late(
    r"(?:(?:\s+(?:MON|TUE|WED|THU|FRI|SAT|SUN)[a-z]*\.?)?\s*,?\s*(?:at|by|-|T|before)?\s*)(?:(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::[0-5]\d)?|(?P<h2>1[0-2]|0?[1-9])(?=\s*[ap]\.?m\b))"
    r"\s*(?P<ap>[ap]\.?\s?m\b\.?|noon|midnight)?\s*(?P<zone>(?:E|C|M|P|AK|H)[SD]T\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Alaska|Arizona|Hawaii)\b(?:\s+(?:Standard |Daylight )?Time)?|[ECMP]T\b)?",
    re.IGNORECASE,
)
_NAMED_ZONE = late(
    r"(?:\d|[ap]\.?m\.?|noon)\s*,?\s*(?P<zone>(?:E|C|M|P|AK|H)[SD]T\b|(?:Eastern|Central|Mountain|Pacific|Alaska|Arizona|Hawaii)(?:\s+(?:Standard |Daylight )?[Tt]ime)?\b|[ECMP]T\b)"
)
#: `8-5 CT`, `8 a.m. to 5 p.m. Central`: from when to when a desk answers
_DESK_HOURS = late(
    r"(?:\d|[ap]\.?m\.?|noon)\s*(?:-|to|and|until|through)\s*(?:\d{1,2}(?::\d{2})?\s*(?:[ap]\.?\s?m\b\.?)?|noon)\s*,?\s*(?:[ECMP][SD]?T\b|Eastern|Central|Mountain|Pacific|AK|H)",
    re.IGNORECASE,
)
_FAMILIES = {
    "EST": "Eastern", "EDT": "Eastern", "ET": "Eastern", "EASTERN": "Eastern", "CST": "Central", "CDT": "Central",
    "CT": "Central", "CENTRAL": "Central", "PST": "Pacific", "PDT": "Pacific", "PT": "Pacific", "PACIFIC": "Pacific",
}  # fmt: skip
#: Arizona keeps standard time all year; where a letter names it and another state of the zone, nobody can say which is meant
_ARIZONA = late(r"\bArizona\b|,\s+AZ\b|\bAZ\s+8[56]\d{3}\b")
_REST_OF_THE_ZONE = late(
    r"\b(?:Colorado|Utah|New\s+Mexico|Montana|Wyoming|Idaho)\b|,\s+(?:CO|UT|NM|WY)\b|\b(?:MT|ID)\s+(?:59|83)\d{3}\b"
)
_MOUNTAIN = frozenset({"mountain", "mt"})
_WINTER_DAY = "2026-01-15"
#: two-digit years above this belong to the last century when a birth is meant
_OLDEST_PLAUSIBLE = 30


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the text. value: ISO day. candidates: two days when the century is not written and both are possible."""

    start: int
    end: int
    value: str
    two_digit_year: bool = False


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Every real day written in text[start:end]."""
    out: list[DateMention] = []
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        value = _value(match)
        if value is not None:
            year = match.group("y")
            out.append(DateMention(match.start(), match.end(), value, year is not None and len(year) == 2))
    return out


def impossible_dates(text: str) -> list[str]:
    """What is written like a day and is on no calendar (`November 31, 2026`, `02/30/2026`), verbatim."""
    return [
        match.group()
        for match in _DATE.finditer(text)
        if _value(match) is None
        and (match.group("mon") or match.group("mon3") or (match.group("sep") == "/" and int(match.group("m")) <= 12))
        and int(match.group("d") or 1) <= 31
    ]


def _value(match: re.Match[str]) -> str | None:
    if iso := match.group("iso"):
        year, month, day = (int(part) for part in iso.split("-"))
    elif match.group("m"):
        month, day, year = int(match.group("m")), int(match.group("d")), int(match.group("y"))
        if month > 12:
            month, day = day, month
        year += 2000 if year < 100 else 0
    else:
        name = (match.group("mon") or match.group("mon3")).lower().rstrip(".")
        month, day = _MONTHS[name], int(match.group("d2") or match.group("d3"))
        year = int(match.group("y2") or match.group("y3"))
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def birth_candidates(mention: DateMention) -> tuple[str, ...]:
    """Birth days a mention can mean: one, or two when its year has two digits and a child is possible."""
    if not mention.two_digit_year:
        return (mention.value,)
    old = "19" + mention.value[2:]
    return (old,) if int(mention.value[2:4]) > _OLDEST_PLAUSIBLE else (old, mention.value)


def only_zone(text: str) -> str | None:
    """The one zone all hours of the letter are told in; None when there are none or several, or only hours of a desk,
    which say nothing of the hours beside a date.

    `EDT` and `Eastern` are one zone, told as the day's own: standard or daylight.
    """
    told = list(_NAMED_ZONE.finditer(text))
    named = {match.group("zone").strip() for match in told}
    if all(_DESK_HOURS.search(text, max(0, match.start() - 30), match.end()) for match in told):
        return None
    offsets = {zone_offset(zone, _WINTER_DAY) or zone for zone in named}
    if len(offsets) == 1:
        return next(iter(named))
    family = {_FAMILIES.get(zone.upper().split()[0]) for zone in named}
    halves = {zone.upper()[1:] for zone in named} & {"ST", "DT"}
    return family.pop() if len(family) == 1 and len(halves) == 1 else None


def with_time(text: str, mention: DateMention, *, at: int | None = None, zone: str | None = None) -> tuple[str, int]:
    """The mention with the hour that follows it, and where that ends.

    at: where the hour stands, when not right behind the day. zone: taken when the hour itself has none; without any the hour is left out of the value.

    `10/13/2026 at 1:10 p.m. Central time` gives `2026-10-13T13:10-05:00`.
    """
    match = _TIME.match(text, mention.end if at is None else at)
    said = (match.group("zone") or zone) if match is not None else None
    if match is None or said is None:
        return mention.value, mention.end
    clock = clock_time(match.group("h") or match.group("h2"), match.group("min"), match.group("ap"))
    offset = zone_offset(said, mention.value, letter=text)
    if clock is None or offset is None:
        return mention.value, mention.end
    seconds = re.search(r":\d{2}(:\d{2})", match.group())
    return f"{mention.value}T{clock}{seconds.group(1) if seconds else ''}{offset}", match.end()


def clock_time(hour: str, minute: str | None, half: str | None) -> str | None:
    """`1`, `10`, `p.m.` as `13:10`; None when it is no time of day."""
    value = int(hour)
    word = (half or "").lower().replace(".", "").replace(" ", "")
    if word in ("am", "pm"):
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if word == "pm" else 0)
    elif word == "midnight":
        value = 0
    return f"{value:02d}:{int(minute or 0):02d}" if value <= 24 else None


def keeps_daylight_saving(zone: str, *, letter: str) -> bool | None:
    """Whether a zone's word means clocks that change; None for `Mountain time` in a letter of Arizona and of another state.

    letter: its text; one that names Arizona means the time of Arizona by `Mountain time`.
    """
    word = zone.lower().split()[0]
    if "standard" in zone.lower():
        return False
    if word in _MOUNTAIN and "daylight" not in zone.lower() and _ARIZONA.search(letter):
        return None if _REST_OF_THE_ZONE.search(letter) else False
    return _ZONES[word][1] if word in _ZONES else True


def zone_offset(zone: str, day: str, *, letter: str = "") -> str | None:
    """Offset from UTC of a zone as written, on that ISO day; None for no zone, and for one that can mean two offsets.

    letter: the text it stands in, which settles `Mountain time`.
    """
    if re.fullmatch(r"[+-]\d{2}:?\d{2}", zone):
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    if zone.upper() in _OFFSETS:
        return _OFFSETS[zone.upper()]
    word = zone.lower().split()[0]
    if word not in _ZONES:
        return None
    hours, _ = _ZONES[word]
    if _is_summer(date.fromisoformat(day)):
        has_summer = keeps_daylight_saving(zone, letter=letter)
        if has_summer is None:
            return None
        hours += has_summer
    return f"-{abs(hours):02d}:00"


def _is_summer(day: date) -> bool:
    """US daylight saving time: second Sunday of March to first Sunday of November (Energy Policy Act of 2005, s. 110)."""

    def sunday(month: int, number: int) -> date:
        first = date(day.year, month, 1)
        return date(day.year, month, 1 + (6 - first.weekday()) % 7 + 7 * (number - 1))

    return sunday(3, 2) <= day < sunday(11, 1)

"""Until when a decision is due, as clients write it. Of several readings the earlier one counts, and is told.

A day without an hour, or an hour without a zone, is refused unless the person who takes the file in has said which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from peercall.domain.errors import EntryInvalid
from peercall.engine.review_intake.zones import ZONE_WORD, clocks_of, zone_word

LONGEST_TEXT = 120
_HOW = "Write it like 12/03/2026 5:00 PM CT."
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "sept",
    }
)
_DAY = re.compile(
    r"(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})(?!\d)"
    r"|(?P<m2>\d{1,2})(?P<sep>[/-])(?P<d2>\d{1,2})(?P=sep)(?P<y2>\d{4}|\d{2})(?!\d)"
    r"|(?P<month>[a-z]{3,9})\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4})(?!\d)"
    r"|(?P<d4>\d{1,2})[ -](?P<month4>[a-z]{3,9})\.?[ -](?P<y4>\d{4})(?!\d)"
    r"|(?P<y5>20\d{2})(?P<m5>\d{2})(?P<d5>\d{2})(?!\d)"
)
_HOUR = re.compile(
    r"(?P<h1>\d{1,2})(?::(?P<n1>[0-5]\d))?(?::[0-5]\d)? ?(?P<half>[ap])\.? ?m?\.?(?![a-z])"
    r"|(?P<h2>\d{1,2}):(?P<n2>[0-5]\d)(?::[0-5]\d(?:\.\d{1,6})?)?(?!\d)"
    r"|(?P<h3>[01]\d|2[0-3])(?P<n3>[0-5]\d)(?: ?h(?:ou)?rs?\b)?(?!\d)"
    r"|(?P<noon>(?:12 )?noon\b)"
)
_OFFSET = re.compile(r"(?:z|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))(?![a-z0-9])")
_END_OF_DAY = re.compile(r"(?:by )?(?:eod|cob|end of (?:the )?(?:business )?day|close of business)\b")
_ZONE = re.compile(rf"\(?(?:{ZONE_WORD})\)?")
_LEAD = re.compile(r"(?:by|due|before|on|no later than|not later than) ")


@dataclass(frozen=True, slots=True)
class DueTime:
    """at: aware. notes: what was read in one of several ways."""

    at: datetime
    notes: tuple[str, ...] = ()


def read_due_time(
    text: str, *, hour_text: str = "", zone_text: str = "", zone: str | None = None, hour: time | None = None
) -> DueTime:
    """The moment. hour_text, zone_text: from columns of their own. zone, hour: for texts that do not say them.

    Raises EntryInvalid, without a value of the text, when day, hour or zone is not said beyond doubt.
    """
    reading = _Reading(text, hour_text=hour_text, zone_text=zone_text)
    day, told, clocks = reading.day, reading.hour, reading.clocks
    notes: list[str] = []
    if told is None:
        if hour is None:
            raise EntryInvalid(
                "the decision's due day has no hour",
                remedy="Add the hour and its zone, or say with the import at which hour such days end.",
            )
        told = hour
        notes.append(f"the due day names no hour and was read as {hour:%H:%M}, as said with the import")
    if not clocks:
        if zone is None:
            raise EntryInvalid(
                "the decision's due time has no zone",
                remedy="Add the zone, for example CT, or say with the import which zone such times are in.",
            )
        clocks = [ZoneInfo(zone)]
        notes.append(f"the due time names no zone and was read as {zone}, as said with the import")
    moments = sorted({_moment(day, told, clock) for clock in clocks})
    if len(moments) > 1:
        notes.append("the zone of the due time can be read in two ways, and the earlier moment was taken")
    # kept in a zone with a name where there is one, so that pages show the client's clock
    shown = next((clock for clock in clocks if isinstance(clock, ZoneInfo)), clocks[0])
    return DueTime(moments[0].astimezone(shown), tuple(notes))


def _moment(day: date, hour: time, clock: tzinfo) -> datetime:
    at = datetime.combine(day, hour, tzinfo=clock)
    moment = at.astimezone(UTC)  # of an hour that comes twice, the first
    if moment.astimezone(clock).replace(tzinfo=None) != at.replace(tzinfo=None):
        raise EntryInvalid(
            "the decision's due time lies in the hour that the change of the clocks leaves out",
            remedy="Ask the client for the hour meant.",
        )
    return moment


class _Reading:
    """Day, hour and clocks of a text, each where it is said."""

    def __init__(self, text: str, *, hour_text: str, zone_text: str) -> None:
        self.hour: time | None = None
        self.clocks: list[tzinfo] = []
        if len(text) > LONGEST_TEXT or len(hour_text) > LONGEST_TEXT or len(zone_text) > LONGEST_TEXT:
            raise EntryInvalid("the decision's due time is too long to be a time", remedy=_HOW)
        rest = _plain(text)
        found = _named_day(rest)
        if found is None:
            if re.fullmatch(r"\d{5}(?:\.\d+)?", rest):
                raise EntryInvalid(
                    "the decision's due time is a spreadsheet's number, not a date",
                    remedy="Format the column as date and time and save the file again.",
                )
            raise EntryInvalid("the decision's due time cannot be read", remedy=_HOW)
        self.day, rest = found
        self._rest(rest)
        if hour_text.strip():
            if self.hour is not None:
                raise EntryInvalid("the hour of the due time is given twice", remedy="Give it once.")
            self._rest(_plain(hour_text))
        if zone_text.strip():
            self._zone(zone_text)

    def _rest(self, rest: str) -> None:
        is_exact = rest.startswith("t")
        rest = rest.removeprefix("t").lstrip(" ,@").removeprefix("at ")
        if rest and (ends := _END_OF_DAY.match(rest)):
            rest = rest[ends.end() :].lstrip(" ,")
        elif rest and (found := _HOUR.match(rest)):
            hour = _hour(found)
            # a spreadsheet writes a day without an hour as midnight
            self.hour = hour if hour != time.min or is_exact else None
            rest = rest[found.end() :].lstrip(" ,")
        if rest and (offset := _OFFSET.fullmatch(rest)):
            self._zone(f"utc{offset['sign']}{offset['h']}{offset['m']}" if offset["sign"] else "utc")
        elif rest and _ZONE.fullmatch(rest):
            self._zone(rest)
        elif rest:
            raise EntryInvalid("the decision's due time cannot be read", remedy=_HOW)

    def _zone(self, text: str) -> None:
        word = zone_word(text)
        if word is None:
            raise EntryInvalid("the zone of the due time is not known", remedy="Write it like CT or America/Chicago.")
        clocks = list(clocks_of(word))
        if self.clocks and self.clocks != clocks:
            raise EntryInvalid("the zone of the due time is given twice", remedy="Give it once.")
        self.clocks = clocks


def _plain(text: str) -> str:
    plain = " ".join(text.casefold().replace("\u00a0", " ").replace("\u202f", " ").split())
    while lead := _LEAD.match(plain):
        plain = plain[lead.end() :]
    return plain


def _named_day(text: str) -> tuple[date, str] | None:
    weekday = None
    if found := re.match(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ", text):
        weekday, text = _WEEKDAYS.index(found[1]), text[found.end() :]
    read = read_day(text)
    if read is None:
        return None
    day, rest = read
    if weekday is not None and day.weekday() != weekday:
        raise EntryInvalid(
            "the day of the week and the date of the due time do not fit", remedy="Ask the client which is meant."
        )
    return day, rest


def read_day(text: str) -> tuple[date, str] | None:
    """A date with its year at the start of a lower-case text, month before day, and what follows; None when there is
    none. Raises EntryInvalid for a day on no calendar."""
    found = _DAY.match(text)
    if found is None:
        return None
    part = found.groupdict()
    number = next((one for one in "12345" if part.get(f"y{one}")), "")
    word = part["month"] or part["month4"]
    month = _month(word) if word else int(part[f"m{number}"])
    year = int(part[f"y{number}"])
    if month is None:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, int(part[f"d{number}"])), text[found.end() :]
    except ValueError:
        raise EntryInvalid("a date is on no calendar", remedy="Write month, day and year: 12/03/2026.") from None


def _month(word: str) -> int | None:
    if word in _LONG_MONTHS or word in _MONTHS:
        return _MONTHS.index(word[:3]) + 1
    return None


def _hour(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    if found["half"]:
        hour, minute = int(found["h1"]), int(found["n1"] or 0)
        if not 1 <= hour <= 12:
            raise EntryInvalid("the hour of the due time is on no clock", remedy=_HOW)
        return time(hour % 12 + (12 if found["half"] == "p" else 0), minute)
    written = found["h2"] or found["h3"]
    hour, minute = int(written), int(found["n2"] or found["n3"])
    if hour > 23:
        raise EntryInvalid("the hour of the due time is on no clock", remedy=_HOW)
    if 1 <= hour <= 12 and len(written) == 1:
        raise EntryInvalid("the hour of the due time says neither am nor pm", remedy=_HOW)
    return time(hour, minute)

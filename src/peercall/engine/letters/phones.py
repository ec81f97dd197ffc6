"""Telephone numbers and desk hours as letters write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.engine.letters.dates import clock_time, keeps_daylight_saving
from peercall.engine.letters.patterns import late

_PHONE = late(
    r"(?<![\w./-])(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\d-])"
    r"(?P<extra>,?\s*(?:\(?(?:option|opt\.?|ext\.?|extension|x)\s*\.?\s*#?\d{1,6}\)?)|,?\s+(?:and\s+)?(?:choose|press|select|then)\s+(?:option\s+)?(?P<press>\d)\b)?",
    re.IGNORECASE,
)
_DAYS = {"mon": "Mon", "tue": "Tue", "wed": "Wed", "thu": "Thu", "fri": "Fri", "sat": "Sat", "sun": "Sun"}
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_DAY_LIST = rf"(?P<list>{_DAY}(?:\s*,\s*{_DAY})*(?:\s*,?\s*(?:and|&)\s*{_DAY})+|{_DAY}(?:\s*,\s*{_DAY})+|(?:mon|tues|wednes|thurs|fri)days?(?=\s*(?:[,:(]|\s(?:from|between)\b)?\s*(?:from\s+|between\s+)?(?:\d|noon)))"
_DAY_RANGE = rf"(?P<d1>{_DAY})\s*(?:-|to|through|thru)\s*(?P<d2>{_DAY})|(?P<week>(?:any |every |on |all |a |each )?week\s?days?|(?:any |every |on |all |a |each )?(?:business|working|work) days?|M\s*-\s*F|M\s*-\s*Fr?i?)|{_DAY_LIST}|(?P<all>seven days(?: a week)?|7 days(?: a week)?|daily)"
_CLOCK = r"(?:(?:[01]\d|2[0-4])[0-5]\d(?!\d)(?:\s*h(?:ou)?rs?\b)?|\d{1,2}(?::\d{2})?\s*(?:[ap]\.?\s?m\b\.?|[ap]\b|in\s+the\s+(?:morning|afternoon|evening)\b)?|noon)"
_HOURS = rf"(?:between\s+|from\s+)?(?P<h1>{_CLOCK})\s*(?:-|to|and|until|through)\s*(?P<h2>{_CLOCK})"
_ZONE = r"(?:\s*[,;]?\s*\(?(?P<zone>(?:Eastern|Central|Mountain|Pacific|Alaska|Hawaii|Arizona)\b(?:\s+(?:Standard |Daylight )?Time)?|[ECMP][SD]?T\b|local time)\)?)?"
_DAYS_FIRST = late(rf"(?:{_DAY_RANGE})\s*,?\s*(?:from\s+)?{_HOURS}{_ZONE}", re.IGNORECASE)
_HOURS_FIRST = late(
    rf"{_HOURS}{_ZONE}\s*,?\s*(?:on\s+)?(?:{_DAY_RANGE})(?!\s*,?\s*\d)(?:{_ZONE.replace('zone', 'zone_after')})",
    re.IGNORECASE,
)
#: between the rows of a table of days: the number that ends a row
_IS_ROW = late(r"[\s()\d.-]{10,60}\n\s*")
#: `other than Memorial Day`
_EXCEPT = late(
    r"\s*,?\s*\(?(?:other\s+than|except(?:\s+for)?|excluding|but\s+not|not)\s+(?:on\s+)?(?P<day>(?:[A-Z][\w']*\s+){1,3}Day|(?-i:[A-Z])\w+|(?:[a-z]+\s+)?holidays)\b"
)
_NEXT = late(r"\s*(?:[,;]|and\b|,\s*and\b|&)?\s*(?:on\s+)?", re.IGNORECASE)
_ALWAYS = late(
    r"around\s+the\s+clock|(?:at\s+)?any\s+hour(?:\s+of\s+(?:the\s+)?day(?:\s+(?:and|or)\s+night)?)?|day\s+and\s+night|24\s*(?:hours|/)\s*(?:a day)?\s*,?\s*(?:7|seven)\s*(?:days)?(?: a week)?|24\s*hours\s+a\s+day",
    re.IGNORECASE,
)
_NAMES = {
    "e": "America/New_York", "c": "America/Chicago", "m": "America/Denver", "p": "America/Los_Angeles",
    "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu", "arizona": "America/Phoenix",
}  # fmt: skip
#: zones of the tz database for states that keep their own rules within a named zone
_STATE_ZONES = {
    ("IN", "America/New_York"): "America/Indiana/Indianapolis",
}


@dataclass(frozen=True, slots=True)
class PhoneMention:
    """A number as written, an option or extension with it. is_fax: the word fax stands before it; is_tty likewise."""

    start: int
    end: int
    value: str
    is_fax: bool
    is_tty: bool


def find_phones(text: str, start: int = 0, end: int | None = None) -> list[PhoneMention]:
    """Every US telephone number in text[start:end]."""
    out: list[PhoneMention] = []
    for match in _PHONE.finditer(text, start, len(text) if end is None else end):
        extra = match.group("extra") or ""
        number = text[match.start() : match.end() - len(extra)]
        value = " ".join(number.split()) + (" " + " ".join(extra.strip(" ,()").split()) if extra.strip() else "")
        if match.group("press"):
            value = f"{' '.join(number.split())} option {match.group('press')}"
        before = text[max(0, match.start() - 60) : match.start()]
        clause = re.split(
            r"[.;]\s|\d{4}\b|\b(?:call(?:ing)?|phon(?:e|ing)|telephon(?:e|ing)|tel|dial(?:ing)?|ring)\b",
            before,
            flags=re.IGNORECASE,
        )[-1].lower()
        is_fax = re.search(r"\bfax|\bf:\s*$|\bfacsimile", clause) is not None
        is_tty = re.search(r"\btty|\btdd|\b711\b", clause[-20:]) is not None
        out.append(PhoneMention(match.start(), match.end(), value, is_fax, is_tty))
    return out


def find_hours(text: str, start: int, end: int, *, state: str | None) -> tuple[str, int, int] | None:
    """The first desk hours in text[start:end] as `Mon-Fri 08:00-17:00 America/New_York`, with their place.

    Days with hours of their own follow after a comma: `Mon-Thu 07:00-19:00, Fri 07:00-16:00 America/New_York`; days with
    the same hours stand together: `Tue,Thu 13:00-15:00`. state: two letters when the letter's desk stands in one state
    whose zone has a name of its own. No zone stated: none in the value.
    """
    parts: list[tuple[str, str]] = []
    zones: list[str] = []
    first = last = 0
    while (one := _desk_hours(text, last if parts else start, end)) is not None:
        match, days, hours = one
        joint = text[last : match.start()] if parts else ""
        if parts and not _NEXT.fullmatch(joint) and not _IS_ROW.fullmatch(joint):
            break
        first = first if parts else match.start()
        parts.append((days, hours))
        groups = match.groupdict()
        zones.append(groups.get("zone") or groups.get("zone_after") or "")
        last = match.end()
    if not parts:
        always = _ALWAYS.search(text, start, end)
        return ("Mon-Sun 00:00-24:00", always.start(), always.end()) if always else None
    named = [word for word in zones if word]
    closed = _EXCEPT.match(text, last, end)
    last = closed.end() if closed is not None else last
    zone = _zone(named[-1] if named else None, state, letter=text)
    same = all(hours == parts[0][1] for _, hours in parts)
    told = f"{','.join(days for days, _ in parts)} {parts[0][1]}" if same else ", ".join(" ".join(one) for one in parts)
    told += f" {zone}" if zone else ""
    return told + (f", not {closed.group('day')}" if closed is not None else ""), first, last


def _desk_hours(text: str, start: int, end: int) -> tuple[re.Match[str], str, str] | None:
    found = [m for m in (_DAYS_FIRST.search(text, start, end), _HOURS_FIRST.search(text, start, end)) if m is not None]
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        hours, days = _hours(match.group("h1"), match.group("h2")), _day_range(match)
        if hours is not None and days is not None:
            return match, days, hours
    return None


def _day_range(match: re.Match[str]) -> str | None:
    if match.group("week"):
        working = re.search(r"business|working", match.group("week"), re.IGNORECASE)
        return f"{working.group().lower()} days" if working is not None else "Mon-Fri"
    if match.group("all"):
        return "Mon-Sun"
    if match.group("list"):
        return ",".join(
            _DAYS[day.lower()] for day in re.findall(r"mon|tue|wed|thu|fri|sat|sun", match.group("list"), re.IGNORECASE)
        )
    first, last = (_DAYS.get((match.group(name) or "")[:3].lower()) for name in ("d1", "d2"))
    return f"{first}-{last}" if first and last else None


def _hours(first: str, last: str) -> str | None:
    opens, closes = _parts(first), _parts(last)
    if opens is None or closes is None:
        return None
    if not opens[2] and not closes[2] and closes[0] <= 12 and closes[0] <= opens[0]:
        closes = (closes[0], closes[1], "pm")
    elif not opens[2] and closes[2] == "pm" and opens[0] < 12 and opens[0] > closes[0] % 12:
        opens = (opens[0], opens[1], "am")
    elif not opens[2] and closes[2]:
        opens = (opens[0], opens[1], closes[2])
    start = clock_time(str(opens[0]), str(opens[1]), opens[2])
    end = clock_time(str(closes[0]), str(closes[1]), closes[2])
    return f"{start}-{end}" if start and end and start < end else None


def _parts(text: str) -> tuple[int, int, str] | None:
    if text.strip().lower() == "noon":
        return 12, 0, ""
    match = re.match(r"(\d{2})(\d{2})(?!\d)()", text.strip()) or re.fullmatch(
        r"(\d{1,2})(?::(\d{2}))?\s*([ap])?.*", _by_half(text.strip()), re.IGNORECASE
    )
    if match is None or int(match.group(1)) > 24 or int(match.group(2) or 0) > 59:
        return None
    return int(match.group(1)), int(match.group(2) or 0), f"{match.group(3).lower()}m" if match.group(3) else ""


def _by_half(text: str) -> str:
    """`7 in the morning` as `7 am`."""
    half = re.search(r"\s*in\s+the\s+(morning|afternoon|evening)", text, re.IGNORECASE)
    return text if half is None else text[: half.start()] + (" am" if half.group(1).lower() == "morning" else " pm")


def _zone(word: str | None, state: str | None, *, letter: str) -> str | None:
    if word is None or word.lower().startswith("local"):
        return None
    key = word.lower().split()[0]
    name = _NAMES.get(key) or _NAMES.get(key[0])
    if name == "America/Denver":
        changes = keeps_daylight_saving(word, letter=letter)
        return name if changes else None if changes is None else "America/Phoenix"
    return _STATE_ZONES.get((state or "", name or ""), name)

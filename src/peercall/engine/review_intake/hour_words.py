"""The words of hours as people write them: days, dates, times, zones, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from peercall.domain.errors import EntryInvalid
from peercall.engine.availability import DAYS
from peercall.engine.review_intake.zones import ZONE_WORD

HOW = "Write days, hours and zone like Mon-Fri 9:00 am-12:00 pm CT."
EARLIEST, LATEST = 7 * 60, 19 * 60
"""An office's day, in minutes after midnight: only within it are hours without am or pm read."""
_NOON = 12 * 60
_WEEK, WORKING_WEEK = frozenset(range(7)), frozenset(range(5))
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORDS: Mapping[str, frozenset[int]] = {
    **{name: frozenset({number}) for number, name in enumerate(_LONG_DAYS)},
    **{name.lower(): frozenset({number}) for number, name in enumerate(DAYS)},
    **dict.fromkeys(("tu", "tues"), frozenset({1})),
    "weds": frozenset({2}),
    **dict.fromkeys(("th", "thur", "thurs"), frozenset({3})),
    **dict.fromkeys(("m", "mo"), frozenset({0})),
    **dict.fromkeys(("t",), frozenset({1})),
    **dict.fromkeys(("w", "we"), frozenset({2})),
    **dict.fromkeys(("f", "fr"), frozenset({4})),
    **dict.fromkeys(("sa",), frozenset({5})),
    **dict.fromkeys(("su",), frozenset({6})),
    "mwf": frozenset({0, 2, 4}),
    "mw": frozenset({0, 2}),
    "mth": frozenset({0, 3}),
    "wf": frozenset({2, 4}),
    **dict.fromkeys(("tth", "tuth", "tr"), frozenset({1, 3})),
    "mtwthf": WORKING_WEEK,
    "mtwrf": WORKING_WEEK,
    **dict.fromkeys(("weekdays", "weekday", "business days", "work days", "workdays", "working days", "any day", "any weekday"), WORKING_WEEK),
    **dict.fromkeys(("daily", "every day", "all days", "7 days"), _WEEK),
    **dict.fromkeys(("weekends", "weekend"), frozenset({5, 6})),
}  # fmt: skip
NOT_STATED = re.compile(
    r"(?:any ?time|24 ?/ ?7|around the clock|open|flexible|none|n/?a|not stated|not given|unknown|tbd|-+|(?:during )?(?:normal |regular )?(?:office|business) hours)\.?"
)


class TokenKind(StrEnum):
    DATE = "date"
    MOMENT = "time"
    ZONE = "zone"
    DAY = "day"
    PART = "part"
    DASH = "dash"
    BREAK = "break"
    AFTER = "after"
    BEFORE = "before"
    NOT = "not"
    LUNCH = "lunch"
    FILLER = "filler"


_DAY_WORD = "|".join(sorted((rf"{re.escape(word)}s?" if len(word) > 5 else re.escape(word) for word in DAY_WORDS), key=len, reverse=True))  # fmt: skip
_PARTS = (
    (
        TokenKind.DATE,
        r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?(?![\d/])"
        r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?(?![\d:])",
    ),
    (TokenKind.MOMENT, r"\d{1,2}(?::[0-5]\d)? ?(?:a|p)\.? ?m?\b\.?|\d{1,2}:[0-5]\d(?!\d)|\d{4}(?! ?\d)|\d{1,2}(?![\d:/])|(?:12 )?noon\b"),
    (TokenKind.ZONE, rf"\(?(?:{ZONE_WORD})\)?(?![a-z])"),
    (TokenKind.PART, r"mornings?\b|afternoons?\b|[ap]\.?m\b\.?"),
    (TokenKind.DAY, rf"(?:{_DAY_WORD})\b\.?"),
    (TokenKind.DASH, r"-|(?:to|thru|through|until|till|til)\b"),
    (TokenKind.NOT, r"(?:not|no|except|excluding|closed|other than|unavailable|out)\b"),
    (TokenKind.AFTER, r"(?:after|from|starting at|starting)\b(?! ?\d{1,2}(?::\d\d)? ?(?:[ap]\.?m?\.?)? ?(?:-|to\b|until\b|till\b))"),
    (TokenKind.BEFORE, r"(?:before|by)\b"),
    (TokenKind.BREAK, r"[;,&/+|\n]|(?:and|or)\b"),
    (TokenKind.LUNCH, r"lunch(?: ?(?:hour|time|break))?\b"),
    (TokenKind.FILLER, r"(?:between|from|at|on|the|only|available|avail|hours?|hrs?|office|best|call|calls|window|p2p|is|are|in|for|time|times|every|each|both|please|any ?time)\b|[:@.()]"),
)  # fmt: skip
_TOKEN = re.compile(rf" ?(?:{'|'.join(f'(?P<{kind.name}>{shape})' for kind, shape in _PARTS)})")


def tokens_of(text: str) -> list[tuple[TokenKind, str]]:
    out: list[tuple[TokenKind, str]] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise EntryInvalid("the hours of the office hold a word that cannot be read", remedy=HOW)
        kind = TokenKind[found.lastgroup or ""]
        if kind is TokenKind.LUNCH:
            # `closed for lunch 12-1` says it; `lunch 12-1` may be when to call, or when not to
            if not out or out[-1][0] is not TokenKind.NOT:
                raise EntryInvalid("the hours of the office do not say whether lunch counts", remedy=HOW)
            kind = TokenKind.FILLER
        if kind is not TokenKind.FILLER:
            out.append((kind, found[0].strip()))
        place = found.end()
    return out


def _half(text: str) -> str:
    found = re.search(r"(?<=[\d ])([ap])\.? ?m?\.?$", text)
    return found[1] if found else ""


def readings(text: str) -> list[int]:
    """Every time of day the words may mean, in minutes."""
    if "noon" in text:
        return [_NOON]
    found = re.match(r"(\d{2})(\d{2})$|(\d{1,2})(?::(\d{2}))?", text)
    if found is None:
        raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
    written = found[1] or found[3]
    hour, minute = int(written), int(found[2] or found[4] or 0)
    half = _half(text)
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12) or (hour == 24 and minute):
        raise EntryInvalid("an hour of the office is on no clock", remedy=HOW)
    if half:
        return [(hour % 12 + (12 if half == "p" else 0)) * 60 + minute]
    if hour > 12 or hour == 0 or found[1] or (len(written) == 2 and written[0] == "0"):
        return [hour * 60 + minute]
    return [hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute]


def between(first: str, last: str) -> tuple[int, int]:
    """The one stretch the two words mean."""
    pairs = [(start, end) for start in readings(first) for end in readings(last) if start < end]
    if not pairs:
        raise EntryInvalid("the hours of the office end before they begin", remedy=HOW)
    if len(pairs) > 1 and (_half(first) or _half(last)):
        # `2-4 pm` is two hours, and so is `9 am-11`: of the two readings the shorter one
        pairs = [min(pairs, key=lambda pair: pair[1] - pair[0])]
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if pair[0] >= EARLIEST and pair[1] <= LATEST]
    if len(pairs) != 1:
        raise EntryInvalid("the hours of the office say neither am nor pm", remedy=HOW)
    return pairs[0]

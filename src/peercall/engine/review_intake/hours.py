"""When the office takes the call, as people write it: `M-F 9-12 & 1:30-4pm CT; Tues after 3`, `12/04/2026 2-4 PM ET`.

A small grammar that reads all of the words or nothing. Hours without am or pm are read within an office's day, from 7 am
to 7 pm, when only one reading lies there. What was read beyond the words is told in notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from peercall.domain.errors import EntryInvalid
from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import AvailabilityWindow
from peercall.engine.review_intake.due_times import read_day
from peercall.engine.review_intake.hour_words import (
    DAY_WORDS,
    HOW,
    NOT_STATED,
    WORKING_WEEK,
    TokenKind,
    between,
    readings,
    tokens_of,
)
from peercall.engine.review_intake.zones import office_zone_of, zone_word
from peercall.engine.spoken_times import FURTHEST

LONGEST_TEXT, MOST_WINDOWS = 500, 60
_DAY_MINUTES, _NOON = 24 * 60, 12 * 60
_ITEMS = (TokenKind.DAY, TokenKind.DATE, TokenKind.MOMENT, TokenKind.PART)
_LONGEST_RANGE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class StatedHours:
    """windows: in the order stated, one zone each. notes: what was read beyond the words. Both empty: not stated."""

    windows: tuple[AvailabilityWindow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Clause:
    """Days or dates with their stretches in minutes after midnight."""

    days: set[int] = field(default_factory=set)
    dates: list[date] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    zone: str | None = None


def read_hours(
    text: str, *, zone_text: str = "", office: str | None, hours: CallHours, received_on: date
) -> StatedHours:
    """The windows the words state. zone_text: from a column of its own. office: the office's zone, None when not known.

    hours: of a business day, for days without hours and for `after 3`. received_on: dates without a year are the next
    such day. Raises EntryInvalid, without a value of the text, where the words do not say it beyond doubt.
    """
    if len(text) > LONGEST_TEXT:
        raise EntryInvalid("the hours of the office are too long to be read", remedy=HOW)
    plain = " ".join(re.sub(r"[\u2010-\u2015]", "-", text.casefold().replace("\n", ";")).split())
    if not plain or NOT_STATED.fullmatch(plain):
        return StatedHours()
    clauses, notes = _Parser(tokens_of(plain), hours=hours, received_on=received_on).clauses()
    windows = list(_windows(clauses, zone_text=zone_text, office=office))
    kept = [one for one in windows if one.on is None or one.on >= received_on]
    if len(kept) < len(windows):
        notes.append(
            "hours on days that are past were left out"
            + ("" if kept else ", and none is left: the office's business hours count")
        )
    if len(kept) > MOST_WINDOWS:
        raise EntryInvalid("the hours of the office have too many parts", remedy=HOW)
    return StatedHours(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(notes)))


def _windows(clauses: Sequence[_Clause], *, zone_text: str, office: str | None) -> Iterable[AvailabilityWindow]:
    given = zone_text.strip()
    if not given:
        named = {one.zone for one in clauses if one.zone}
        given = named.pop() if len(named) == 1 else ""
    for clause in clauses:
        words = clause.zone or given
        word = zone_word(words) if words else None
        if words and word is None:
            raise EntryInvalid(
                "the zone of the office's hours is not known", remedy="Write it like CT or America/Chicago."
            )
        zone = office_zone_of(word, office=office)
        if zone is None:
            raise EntryInvalid(
                "the zone of the office's hours is not known",
                remedy="Add the zone, for example CT, or the office's ZIP code.",
            )
        for start, end in clause.stretches:
            window = AvailabilityWindow(_clock(start), _clock(end), zone, frozenset(clause.days) or WORKING_WEEK)
            if clause.dates:
                yield from (replace(window, weekdays=frozenset(), on=day) for day in clause.dates)
            else:
                yield window


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60) if minutes < _DAY_MINUTES else time(23, 59)


class _Parser:
    """One pass over the tokens. The first item tells whether days stand before their hours or after them."""

    def __init__(self, tokens: Sequence[tuple[TokenKind, str]], *, hours: CallHours, received_on: date) -> None:
        self._tokens, self._place = tokens, 0
        self._opens, self._closes = _minutes(hours.opens), _minutes(hours.closes)
        self._received_on = received_on
        self._notes: list[str] = []
        self._clauses: list[_Clause] = []

    def clauses(self) -> tuple[list[_Clause], list[str]]:
        first = next((kind for kind, _ in self._tokens if kind in _ITEMS), None)
        days_first = first in (TokenKind.DAY, TokenKind.DATE, None)
        current = _Clause()
        while (kind := self._kind()) is not None:
            if kind in (TokenKind.DAY, TokenKind.DATE):
                if days_first and current.stretches:
                    current = self._end(current)
                self._day(current)
            elif kind in (TokenKind.MOMENT, TokenKind.AFTER, TokenKind.BEFORE):
                if not days_first and (current.days or current.dates):
                    current = self._end(current)
                current.stretches.append(self._stretch())
            elif kind is TokenKind.PART:
                if not days_first and (current.days or current.dates):
                    current = self._end(current)
                current.stretches.append(self._part(self._next()))
            elif kind is TokenKind.ZONE:
                self._zone(current)
            elif kind is TokenKind.NOT:
                self._next()
                if self._kind() in (TokenKind.AFTER, TokenKind.BEFORE):
                    current.stretches.append(self._stretch(turned=True))
                else:
                    current = self._end(current)
                    self._leave_out()
            elif kind is TokenKind.BREAK:
                self._next()
            else:
                raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
        self._end(current)
        made = [one for one in self._clauses if one.days or one.dates or one.stretches]
        if not made:
            raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
        for one in made:
            self._fill(one)
        kept = [one for one in made if (one.days or one.dates) and one.stretches]
        if not kept:
            raise EntryInvalid("nothing is left of the hours of the office", remedy=HOW)
        return kept, self._notes

    def _fill(self, clause: _Clause) -> None:
        if not clause.days and not clause.dates:
            clause.days = set(WORKING_WEEK)
            self._notes.append("hours without days were read as Monday to Friday")
        if not clause.stretches:
            clause.stretches = [(self._opens, self._closes)]
            self._notes.append("days without hours were read as the office's business hours")

    def _end(self, clause: _Clause) -> _Clause:
        if clause.days or clause.dates or clause.stretches:
            self._clauses.append(clause)
        return _Clause()

    def _kind(self, ahead: int = 0) -> TokenKind | None:
        place = self._place + ahead
        return self._tokens[place][0] if place < len(self._tokens) else None

    def _next(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1][1]

    def _zone(self, current: _Clause) -> None:
        words = self._next()
        if not current.stretches and not current.days and not current.dates:
            targets = [one for one in self._clauses if one.zone is None]
            if not targets:  # `CT: Mon-Fri 9-5`
                current.zone = words
                return
        else:
            targets = [one for one in self._clauses if one.zone is None] + [current]
        if current.zone is not None:
            raise EntryInvalid("the zone of the office's hours is given twice", remedy="Give it once.")
        for one in targets:
            one.zone = words

    def _day(self, current: _Clause) -> None:
        if self._kind() is TokenKind.DATE:
            current.dates += self._dates()
            return
        days = self._weekdays()
        if self._kind() is TokenKind.DATE or (
            self._kind() is TokenKind.BREAK and self._kind(1) is TokenKind.DATE and len(days) == 1
        ):
            if self._kind() is TokenKind.BREAK:
                self._next()
            day = self._date(self._next())
            if days != {day.weekday()}:
                raise EntryInvalid(
                    "a day of the week and its date do not fit in the hours of the office",
                    remedy="Ask the client which is meant.",
                )
            current.dates.append(day)
            return
        current.days |= days

    def _weekdays(self) -> set[int]:
        first = self._day_word(self._next())
        if self._kind() is TokenKind.DASH and self._kind(1) is TokenKind.DAY:
            self._next()
            last = self._day_word(self._next())
            if len(first) != 1 or len(last) != 1:
                raise EntryInvalid("the days of the office's hours cannot be read", remedy=HOW)
            (start,), (end,) = first, last
            return {day % 7 for day in range(start, (end if end >= start else end + 7) + 1)}
        return set(first)

    @staticmethod
    def _day_word(text: str) -> frozenset[int]:
        plain = text.rstrip(".")
        return DAY_WORDS[plain if plain in DAY_WORDS else plain.removesuffix("s")]

    def _dates(self) -> list[date]:
        """One date, or the working days from one to another."""
        first = self._date(self._next())
        if self._kind() is not TokenKind.DASH or self._kind(1) is not TokenKind.DATE:
            return [first]
        self._next()
        last = self._date(self._next())
        if not timedelta() < last - first <= _LONGEST_RANGE:
            raise EntryInvalid("the days of the office's hours cannot be read", remedy=HOW)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [day for day in days if day.weekday() in WORKING_WEEK]

    def _part(self, text: str) -> tuple[int, int]:
        """A half of the business day."""
        self._notes.append("mornings and afternoons were read within the office's business hours")
        return (self._opens, _NOON) if text.startswith(("m", "a")) and text[:2] != "af" else (_NOON, self._closes)

    def _date(self, text: str) -> date:
        read = read_day(text)
        if read is not None and not read[1]:
            return read[0]
        for year in (self._received_on.year, self._received_on.year + 1):
            slash = "/" if "/" in text else " "
            try:
                read = read_day(f"{text}{slash}{year}")
            except EntryInvalid:
                continue  # February 29 of another year
            if read is not None and self._received_on <= read[0] <= self._received_on + FURTHEST:
                self._notes.append("a day without its year was read as the next such day")
                return read[0]
        raise EntryInvalid("a day of the office's hours has no year and is not near", remedy="Write the year too.")

    def _stretch(self, *, turned: bool = False) -> tuple[int, int]:
        kind = self._kind()
        if kind in (TokenKind.AFTER, TokenKind.BEFORE):
            self._next()
            if self._kind() is not TokenKind.MOMENT:
                raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
            at = self._open_end(self._next())
            until = (kind is TokenKind.BEFORE) != turned
            start, end = (self._opens, at) if until else (at, self._closes)
            if start >= end:
                raise EntryInvalid("the hours of the office do not say from when until when", remedy=HOW)
            self._notes.append("hours with one end were read within the office's business hours")
            return start, end
        start_text = self._next()
        if self._kind() is not TokenKind.DASH and not (
            self._kind() is TokenKind.BREAK and self._tokens[self._place][1] == "and"
        ):
            raise EntryInvalid(
                "the hours of the office name a time without the time until when", remedy="Give from and until: 2-4 pm."
            )
        self._next()
        if self._kind() is not TokenKind.MOMENT:
            raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
        return between(start_text, self._next())

    def _open_end(self, text: str) -> int:
        fits = [one for one in readings(text) if self._opens <= one <= self._closes]
        if len(fits) != 1:
            raise EntryInvalid("an hour of the office says neither am nor pm", remedy=HOW)
        return fits[0]

    def _leave_out(self) -> None:
        """Days, dates or stretches said not to count, of everything stated before."""
        gone = _Clause()
        while self._kind() in (TokenKind.DAY, TokenKind.MOMENT) or (
            self._kind() is TokenKind.BREAK and self._kind(1) in (TokenKind.DAY, TokenKind.MOMENT)
        ):
            if self._kind() is TokenKind.BREAK:
                self._next()
            if self._kind() is TokenKind.DAY:
                if gone.stretches or (gone.days and self._kind(-1) is not TokenKind.BREAK):
                    break
                gone.days |= self._weekdays()
            else:
                gone.stretches.append(self._stretch())
        if not gone.days and not gone.stretches:
            raise EntryInvalid("the hours of the office cannot be read", remedy=HOW)
        if gone.days and gone.stretches:
            raise EntryInvalid(
                "the hours of the office leave out a part of some days", remedy="State the hours of each day instead."
            )
        if not self._clauses:
            self._clauses.append(_Clause())
        for clause in self._clauses:
            self._fill(clause)
            clause.days -= gone.days
            clause.dates = [day for day in clause.dates if day.weekday() not in gone.days]
            for taken in gone.stretches:
                clause.stretches = [piece for one in clause.stretches for piece in _without(one, taken)]


def _without(one: tuple[int, int], taken: tuple[int, int]) -> list[tuple[int, int]]:
    pieces = [(one[0], min(one[1], taken[0])), (max(one[0], taken[1]), one[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute

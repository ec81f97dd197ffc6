"""What stands in a statement's text: dollars, service codes, days, remark codes, numbers; and the words that name them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from peercall.domain.statements import StatementPage, StatementWords, Told
from peercall.engine.letters.dates import find_dates

#: columns that hold dollars
MONEY = frozenset({"billed", "allowed", "paid", "owes", "other"})
_AMOUNT = re.compile(
    r"(?<![\w.,/-])(?P<open>\()?(?P<minus>-\s?)?(?:\$\s?(?P<minus2>-)?)?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{2})"
    r"(?P<close>\))?(?P<after>-)?(?![\w%]|\.\d|[/,]\d)"
    r"|(?<![\w.,/-])\$\s?(?P<dollars>\d{1,3}(?:,\d{3})+|\d+)(?![\w%]|[.,]\d)"
)
_CODE = re.compile(r"(?<![\w.,#$/-])(?:[A-EGHJ-MP-V]\d{4}|D\d{4}|\d{4}T|\d{5})(?![\w/]|[.,-]\d)")
_SHORT_DAYS = re.compile(r"(?<!\d)(\d{2})(\d{2})\s+(\d{2})(\d{2})(\d{2})(?!\d)")
_REMARK = re.compile(r"(?<![\w-])(?:(?:CO|PR|OA|PI|CR)\s?-?\s?\d{1,3}|(?:MA|M|N)\d{1,3})(?![\w.]|-\d)")
_ANY_REMARK = re.compile(rf"{_REMARK.pattern}|(?<![\w.$,-])[A-Z]{{0,2}}\d{{1,3}}[A-Z]?(?![\w.,]*\d)")
_NUMBER = re.compile(r"[A-Za-z]{0,4}[ -]?(?=[\w./-]*\d)\w[\w./-]*(?: (?=[\w./-]*\d)[\w./-]+)*")
_NAME = re.compile(r"[A-Z][A-Za-z'.-]*(?:,? [A-Z][A-Za-z'.-]*){1,4}")
_LEAST_DIGITS = 4
#: bare words that mean a field only where a cell begins with them: `Birth date:` is no date of the statement
_NEEDS_ITS_CELL = frozenset({"date", "claim", "name", "id"})
_BEGINS_CELL = re.compile(r"(?:^|\A|[\n\t|(]|\s{2})\s*\Z")
#: a name of one word this short counts without a colon when it is printed in capitals, as remittance advices do
_ABBREVIATED = 4


def plain(text: str) -> str:
    """The text with straight apostrophes, each character in its place."""
    return text.replace("’", "'").replace("\xa0", " ")


def small(text: str) -> str:
    """The text in small letters with straight apostrophes, each character in its place."""
    low = plain(text).lower()
    if len(low) == len(text):
        return low
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in plain(text))


def told(page: StatementPage, start: int, end: int, value: str) -> Told:
    """A value with its place and words."""
    return Told(value, page.number, start, end, page.text[start:end])


def amounts(page: StatementPage, start: int, end: int) -> list[Told]:
    """Every sum of dollars between two offsets; brackets or a minus make it negative."""
    found = []
    for one in _AMOUNT.finditer(page.text, start, end):
        whole = one["dollars"] or one["whole"]
        is_less = bool(one["minus"] or one["minus2"] or one["after"] or (one["open"] and one["close"]))
        value = f"{'-' if is_less else ''}{whole.replace(',', '')}{one['cents'] or '.00'}"
        found.append(told(page, one.start(), one.end(), value))
    return found


def code_in(page: StatementPage, start: int, end: int) -> Told | None:
    """The service code, one that begins with a letter before a bare number; None for several that differ."""
    found = list(_CODE.finditer(page.text, start, end))
    lettered = [one for one in found if not one[0].isdigit()]
    values = {one[0] for one in lettered or found}
    if len(values) != 1:
        return None
    one = (lettered or found)[0]
    return told(page, one.start(), one.end(), one[0])


def days_in(page: StatementPage, start: int, end: int) -> list[Told]:
    """The days of a service: as written, or as remittance advices do (`0907 090726`)."""
    days = [told(page, one.start, one.end, one.value) for one in find_dates(page.text, start, end)]
    if days:
        return days[:2]
    for one in _SHORT_DAYS.finditer(page.text, start, end):
        try:
            last = date(2000 + int(one[5]), int(one[3]), int(one[4]))
            first = date(last.year, int(one[1]), int(one[2]))
        except ValueError:
            continue
        if first <= last:
            middle = one.start(3)
            return [
                told(page, one.start(), one.end(2), first.isoformat()),
                told(page, middle, one.end(), last.isoformat()),
            ]
    return []


def remarks_in(page: StatementPage, start: int, end: int, *, are_named: bool = False) -> tuple[Told, ...]:
    """Adjustment and remark codes as written. are_named: the place holds nothing else, so bare numbers are codes too."""
    pattern = _ANY_REMARK if are_named else _REMARK
    found = (told(page, one.start(), one.end(), one[0]) for one in pattern.finditer(page.text, start, end))
    return tuple({one.value: one for one in found}.values())


@dataclass(frozen=True)
class Words:
    """The words of statements as patterns."""

    words: StatementWords

    @cached_property
    def _columns(self) -> re.Pattern[str]:
        return _any_of(self.words.columns.values())

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        return _any_of(self.words.labels.values())

    @cached_property
    def totals(self) -> re.Pattern[str]:
        """What makes a line a sum."""
        return _any_of([self.words.totals])

    @cached_property
    def titles(self) -> re.Pattern[str]:
        """What a statement calls itself."""
        return _any_of([self.words.titles])

    @cached_property
    def _kinds(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        columns = {word: kind for kind, words in self.words.columns.items() for word in words}
        return columns, {word: kind for kind, words in self.words.labels.items() for word in words}

    def columns_in(self, text: str) -> list[tuple[str, int, int]]:
        """Words of columns with their kind and place, the longest first where several fit."""
        kinds = self._kinds[0]
        return [(kinds[_key(one[0])], one.start(), one.end()) for one in self._columns.finditer(small(text))]

    def fields_in(self, page: StatementPage) -> Iterator[tuple[str, Told]]:
        """Fields of a claim that a label gives, in the order of the page."""
        text, low, kinds = plain(page.text), small(page.text), self._kinds[1]
        columns = [(start, end) for _, start, end in self.columns_in(text)]
        places = [
            (kinds[_key(one[0])], one)
            for one in self._labels.finditer(low)
            if not _is_inside(columns, one.start(), one.end())
        ]
        for number, (kind, found) in enumerate(places):
            stop = places[number + 1][1].start() if number + 1 < len(places) else len(text)
            value = _value(page, text, kind, found, stop)
            if value is not None:
                yield kind, value


def _is_inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """True where the words are a part of other words: `date` of `service date`. spans: in their order, apart."""
    at = bisect_right(spans, start, key=lambda one: one[0]) - 1
    return at >= 0 and start < spans[at][1] and (spans[at][0] < start or end < spans[at][1])


def _value(page: StatementPage, text: str, kind: str, found: re.Match[str], stop: int) -> Told | None:
    mark = re.compile(r"\s*[:#.]+\s*").match(text, found.end())
    word = text[found.start() : found.end()]
    is_capital = word.isupper() and len(word) <= _ABBREVIATED
    if mark is None and " " not in word and not is_capital:
        return None
    if word.casefold() in _NEEDS_ITS_CELL and not _BEGINS_CELL.search(text, max(0, found.start() - 3), found.start()):
        return None
    start = mark.end() if mark else found.end()
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    if kind == "statement_on":
        days = find_dates(text, start, min(line_end, start + 40))
        between = text[start : days[0].start] if days else "x"
        return told(page, days[0].start, days[0].end, days[0].value) if days and not between.strip() else None
    start += len(text[start:line_end]) - len(text[start:line_end].lstrip())
    end = min(line_end, max(stop, start)) if kind == "member_name" else line_end
    one = (_NAME if kind == "member_name" else _NUMBER).match(text, start, end)
    if one is None:
        return None
    value = one[0].strip(" .-/")
    if kind != "member_name" and sum(char.isdigit() for char in value) < _LEAST_DIGITS:
        return None
    return told(page, start, start + len(value), value)


def _any_of(groups: Iterable[Iterable[str]]) -> re.Pattern[str]:
    """Any of these words in small letters, the longest that fits; letters that words share are looked at once."""
    tree: dict[str, Any] = {}
    for word in {" ".join(word.split()) for group in groups for word in group}:
        here = tree
        for char in word:
            here = here.setdefault(char, {})
        here[""] = {}
    return re.compile(rf"(?<!\w){_branch(tree)}(?!\w)" if tree else r"(?!)")


def _branch(tree: dict[str, Any]) -> str:
    ways = [
        (r"\s+" if char == " " else re.escape(char)) + _branch(below) for char, below in sorted(tree.items()) if char
    ]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if '' in tree else ''}"


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()

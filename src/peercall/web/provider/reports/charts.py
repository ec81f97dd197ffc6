"""Where the marks of a chart stand, in percent of its width: the page draws them, a table beside each says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peercall.application.report_cases import RESULT_WORDS, label_of
from peercall.domain.metrics import DECIDED, CallResult
from peercall.engine.metrics import Breakdown, Interval, Report, Row, Spread

#: days in one column of the histogram, and how many columns there are before "later"
_COLUMN_DAYS, _COLUMNS = 3, 10


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar. x, width: percent, as written into the drawing. tone: name of its fill."""

    label: str
    count: int
    share: str
    x: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the range of its share. at, low, high, reach: percent; None where nothing was decided."""

    row: Row
    label: str
    at: str | None = None
    low: str | None = None
    reach: str | None = None
    high: str | None = None

    @property
    def interval(self) -> Interval | None:
        """The share of overturned calls with its interval."""
        return self.row.overturned

    @property
    def counts(self) -> Sequence[tuple[str, int]]:
        """Results in words with their counts, in the order of the table's columns."""
        found = self.row.by_result or {}
        return tuple((RESULT_WORDS[result], found.get(result, 0)) for result in CallResult)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a histogram. x, width, height, y: percent."""

    label: str
    count: int
    x: str
    width: str
    y: str
    height: str


def _percent(value: float) -> str:
    return f"{100 * value:.2f}%"


_TONES: Mapping[CallResult, str] = {
    CallResult.OVERTURNED: "good",
    CallResult.PARTIALLY_OVERTURNED: "good-part",
    CallResult.MODIFIED: "modified",
    CallResult.UPHELD: "bad",
}


def results_bar(report: Report) -> tuple[Part, ...]:
    """Decided calls by result, side by side."""
    found = report.overall.by_result or {}
    total = sum(found.get(result, 0) for result in DECIDED)
    parts, x = [], 0.0
    for result in DECIDED:
        n = found.get(result, 0)
        share = n / total if total else 0.0
        parts.append(Part(RESULT_WORDS[result], n, f"{share:.0%}", _percent(x), _percent(share), _TONES[result]))
        x += share
    return tuple(parts)


def calls_bars(report: Report) -> tuple[Part, ...]:
    """Cases, calls asked for, held, and times that either side missed, against the largest."""
    rows = (
        ("cases", report.cases, "plain"),
        ("calls requested", report.requested, "plain"),
        ("calls held", report.held, "good"),
        ("missed by us", report.missed_by_practice, "bad"),
        ("missed by the plan", report.missed_by_plan, "modified"),
    )
    most = max(n for _, n, _ in rows) or 1
    return tuple(Part(label, n, "", "0%", _percent(n / most), tone) for label, n, tone in rows)


def lines(breakdown: Breakdown, *, reasons: Mapping[str, str]) -> tuple[Line, ...]:
    """The rows of a breakdown with the range of each. reasons: words of the classes of reasons."""
    return tuple(_line(row, label_of(breakdown.dimension, row, reasons)) for row in breakdown.rows)


def _line(row: Row, label: str) -> Line:
    found = row.overturned
    if found is None:
        return Line(row, label)
    reach = _percent(found.high - found.low)
    return Line(row, label, _percent(found.share), _percent(found.low), reach, _percent(found.high))


def histogram(spread: Spread) -> tuple[Column, ...]:
    """Cases by days, three days a column, the last for everything later; none where too few are known."""
    if not spread.counts:
        return ()
    sums = [0] * (_COLUMNS + 1)
    for day, n in spread.counts.items():
        sums[min(day // _COLUMN_DAYS, _COLUMNS)] += n
    most = max(sums)
    width = 1 / len(sums)
    return tuple(
        Column(
            label=f"{place * _COLUMN_DAYS}+"
            if place == _COLUMNS
            else f"{place * _COLUMN_DAYS}–{(place + 1) * _COLUMN_DAYS - 1}",
            count=n,
            x=_percent(place * width + 0.1 * width),
            width=_percent(0.8 * width),
            y=_percent(1 - n / most),
            height=_percent(n / most),
        )
        for place, n in enumerate(sums)
    )

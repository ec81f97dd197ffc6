"""The policy's criteria on the screen of a review call: what the file shows, and what would support certification."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from peercall.domain.terms import OpenReason, ReviewStatus
from peercall.engine.wording import OPEN_REASONS, REVIEW_STATUS

Data = Mapping[str, Any]

#: a criterion of the file in words, with the page's tone and icon
_WORDS = {
    "met": ("shown in the file", "good", "check"),
    "not_met": ("the file says otherwise", "bad", "warning"),
    "not_documented": ("not in the file", "warn", "warning"),
    "not_applicable": ("does not apply", "", "minus"),
}
_MOST_QUOTES = 3
#: where a practice would write the answer: of no use to who asks on the telephone
_KEYS = re.compile(r"\s*\(case\.yaml[^)]*\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of a record, and where they stand."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A criterion that has no parts. within: the texts of the criteria it is a part of, the outermost first. asks: what to ask for where it is open."""

    id: str
    text: str
    ref: str
    status: str
    within: tuple[str, ...] = ()
    open_because: str = ""
    says: tuple[Shown, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, str, str]:
        """What the file says about it, in words; tone and icon."""
        return _WORDS[self.status]


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """Information that would support certification, if it is true. asks: what to ask for. where: who documents it, where.
    needed: it is part of the way that most of what the file shows belongs to, of these the shortest."""

    criterion: str
    text: str
    asks: tuple[str, ...]
    where: tuple[str, ...]
    needed: bool


@dataclass(frozen=True, slots=True)
class CriteriaShown:
    """The policy against the file. status: of the policy's text, empty when verified. has_records: records were read; without
    them nothing is known of the chart, every criterion of it stands as not in the file, and there are no points: which of
    several ways the request goes is not known either. against: what the file contradicts. why: this policy was chosen."""

    policy: str
    title: str
    number: str
    effective: str
    status: str
    has_records: bool
    overall: str
    rows: tuple[CriterionShown, ...]
    points: tuple[TalkingPoint, ...]
    against: tuple[CriterionShown, ...]
    warnings: tuple[str, ...]
    why: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """Each criterion's words by its id."""
        return {row.id: row.text for row in self.rows}

    @property
    def groups(self) -> tuple[tuple[tuple[str, ...], tuple[CriterionShown, ...]], ...]:
        """The criteria that apply, in file order, those that are parts of the same one together under its words."""
        applying = [row for row in self.rows if row.status != "not_applicable"]
        return tuple((within, tuple(rows)) for within, rows in groupby(applying, key=lambda row: row.within))

    @property
    def open(self) -> int:
        """How many of them the file does not show."""
        return sum(1 for row in self.rows if row.status in {"not_met", "not_documented"})

    @property
    def version(self) -> str:
        """The policy's number and the day it counts from."""
        return ", ".join(part for part in (self.number, self.effective) if part)


def criteria_shown(criteria: Data, *, lacking: Data, has_records: bool) -> CriteriaShown:
    """criteria: peercall.criteria/1. lacking: peercall.check/1 of the same evaluation (docs/contract.md)."""
    rows = criteria["criteria"]
    by_id = {row["id"]: row for row in rows}
    leaves = tuple(_criterion(row, by_id) for row in rows if not row.get("composite"))
    status = ReviewStatus(criteria["policy_status"])
    return CriteriaShown(
        policy=str(criteria["policy"]),
        title=str(criteria.get("policy_title") or ""),
        number=str(criteria.get("policy_number") or ""),
        effective=str(criteria.get("policy_effective") or ""),
        status="" if status is ReviewStatus.VERIFIED else REVIEW_STATUS.get(status, status.value),
        has_records=has_records,
        overall=_WORDS[str(criteria["overall"])][0],
        rows=leaves,
        points=_points(lacking, by_id) if has_records else (),
        against=tuple(_criterion(row, by_id) for row in lacking["against"]),
        warnings=tuple(str(one) for one in criteria.get("warnings") or ()),
        why=str(lacking.get("policy_why") or "").replace("in case.yaml", "in the file"),
    )


def _criterion(row: Data, by_id: Mapping[str, Data]) -> CriterionShown:
    within: list[str] = []
    above = by_id.get(str(row.get("within") or ""))
    while above is not None:
        if above.get("within") and not above.get("anonymous"):
            within.insert(0, str(above["text"]))
        above = by_id.get(str(above.get("within") or ""))
    return CriterionShown(
        id=str(row["id"]),
        text=str(row["text"]),
        ref=str(row.get("ref") or ""),
        status=str(row["status"]),
        within=tuple(dict.fromkeys(within)),
        open_because=OPEN_REASONS.get(OpenReason(row["reason"]), "") if row.get("reason") else "",
        says=_says(row),
        asks=_asks(row, "asks"),
    )


def _says(row: Data) -> tuple[Shown, ...]:
    """What stands in the records; the scope of a search that found nothing is no finding."""
    rows: Sequence[Data] = row.get("evidence") or ()
    found = [
        Shown(str(one.get("quote") or one.get("says") or one.get("value") or ""), _place(one))
        for one in rows
        if one.get("role") != "searched"
    ]
    return tuple(one for one in found if one.text)[:_MOST_QUOTES]


def _asks(row: Data, key: str) -> tuple[str, ...]:
    return tuple(_KEYS.sub("", str(one)) for one in row.get(key) or ())


def _place(one: Data) -> str:
    document = str(one.get("document") or "").rpartition("/")[2]
    page = f"page {one['page']}" if one.get("page") else ""
    day = str(one.get("on") or "")
    return ", ".join(part for part in (document, page, day) if part)


def _points(lacking: Data, by_id: Mapping[str, Data]) -> tuple[TalkingPoint, ...]:
    """What is lacking, that of the way the file goes first."""
    ways: Sequence[Sequence[str]] = lacking.get("ways") or ()
    met = [
        _above(str(row["id"]), by_id) for row in by_id.values() if row["status"] == "met" and not row.get("composite")
    ]

    def shown(way: Sequence[str]) -> int:
        around = {one for name in way for one in _above(name, by_id)}
        return sum(1 for places in met if places & around)

    best = sorted(ways, key=lambda one: (-shown(one), len(one)))
    way = set(best[0]) if best else set()
    points = [_point(row, needed=row["id"] in way or not ways) for row in lacking["add"]]
    return tuple(sorted(points, key=lambda one: not one.needed))


def _above(name: str, by_id: Mapping[str, Data]) -> set[str]:
    """The criteria it is a part of, the whole policy aside."""
    found: set[str] = set()
    above = by_id.get(str(by_id.get(name, {}).get("within") or ""))
    while above is not None and above.get("within"):
        found.add(str(above["id"]))
        above = by_id.get(str(above["within"]))
    return found


def _point(row: Data, *, needed: bool) -> TalkingPoint:
    return TalkingPoint(
        criterion=str(row["id"]),
        text=str(row["text"]),
        asks=_asks(row, "add"),
        where=tuple(f"{one['where']} ({one['who']})" for one in row.get("by") or ()),
        needed=needed,
    )

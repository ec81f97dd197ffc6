"""What the console of a call shows, from what was prepared: plain data for the page and its script.

Points are what can be marked in the call: criteria of the policy and likely objections. Each carries its fact, its marks
and the words by which typing finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.domain.call_phrases import OffTopic
from peercall.engine.brief.case_points import NOT_NEEDED

Data = Mapping[str, Any]

_STATUS_ORDER = {"not_documented": 0, "not_met": 1, "met": 2, "not_needed": 3}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its source marks."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Something that can be marked. id: subject of its mark. kind: criterion, objection. status: of a criterion; not_needed
    where another limb of the same rule carries."""

    id: str
    kind: str
    text: str
    status: str
    say: tuple[Said, ...]
    decisive: bool = False
    asks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What typing is compared with, in lower case."""
        return " ".join((self.text, *(said.text for said in self.say), *self.asks)).lower()


@dataclass(frozen=True, slots=True)
class Part:
    """A timed part of the call."""

    heading: str
    minutes: str
    lines: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """What to say instead of a sentence that helps nobody. facts: the measured ones of this case."""

    words: tuple[str, ...]
    why: str
    say: str
    facts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """Everything on the console but what is typed. header: label and sentence, as on the brief."""

    header: tuple[tuple[str, Said], ...]
    warnings: tuple[str, ...]
    reasons: tuple[Said, ...]
    ask: tuple[Said, ...]
    bottom_line: tuple[Said, ...]
    parts: tuple[Part, ...]
    points: tuple[Point, ...]
    interruptions: tuple[tuple[str, str], ...]
    specialty: Said
    closing: tuple[Said, ...]
    instead: tuple[Instead, ...]


def _line(data: Data) -> Said:
    return Said(str(data.get("text") or ""), tuple(data.get("marks") or ()))


def _lines(rows: Iterable[Data] | None) -> tuple[Said, ...]:
    return tuple(_line(row) for row in rows or ())


def console_view(
    analysis: Data, *, off_topic: Sequence[OffTopic] = (), answers: Mapping[str, str] | None = None
) -> ConsoleView:
    """The console of a prepared case. analysis: as stored. answers: a person's own answer by objection."""
    brief, guide = analysis["brief"], analysis["guide"]
    sections: dict[str, Data] = {section["key"]: section for section in brief["sections"]}

    def lines_of(key: str) -> tuple[Said, ...]:
        return _lines(sections.get(key, {}).get("lines"))

    facts = {
        row["id"]: (_line(row["fact"]), bool(row.get("decisive")))
        for row in sections.get("criteria", {}).get("criteria") or ()
    }
    points = (*_criteria(analysis.get("criteria"), facts=facts), *_objections(guide["answers"], answers=answers or {}))
    measured = {
        "severity": lines_of("severity"),
        "criteria": tuple(point.say[0] for point in points if point.kind == "criterion" and point.status == "met")[:3],
        "treatments": tuple(
            Said(f"{row['what']}: {row['dose']}, {row['dates']}: {row['outcome']}", tuple(row["marks"]))
            for row in sections.get("treatments", {}).get("treatments") or ()
        ),
        "harm": lines_of("upheld"),
        "none": (),
    }
    return ConsoleView(
        header=tuple((row["label"], _line(row)) for row in brief["header"]),
        warnings=tuple(guide.get("warnings") or ()),
        reasons=lines_of("reason"),
        ask=lines_of("ask"),
        bottom_line=lines_of("bottom_line"),
        parts=tuple(Part(part["heading"], part["minutes"], _lines(part["lines"])) for part in guide["parts"]),
        points=points,
        interruptions=tuple((row["when"], row["say"]) for row in guide["interruptions"]),
        specialty=_line(guide["specialty_sentence"]),
        closing=_lines(guide["closing"]),
        instead=tuple(Instead(one.words, one.why, one.say, measured[one.use][:3]) for one in off_topic),
    )


def _criteria(criteria: Data | None, *, facts: Mapping[str, tuple[Said, bool]]) -> tuple[Point, ...]:
    """Criteria that apply, the open ones first: those decide the call. A node made of parts is left to its parts."""
    rows = [
        row
        for row in (criteria or {}).get("criteria") or ()
        if row["status"] != "not_applicable" and (not row.get("composite") or row["id"] in facts)
    ]
    points = []
    for row in rows:
        fact, decisive = facts.get(row["id"], (None, False))
        said = (fact,) if fact is not None and fact.text else _evidence(row)
        points.append(
            Point(
                id=row["id"],
                kind="criterion",
                text=row["text"],
                status=_status(row, fact=fact),
                say=said or (Said("The chart does not say. Say so, and what will be sent."),),
                decisive=decisive,
                asks=tuple(row.get("asks") or ()),
            )
        )
    points.sort(key=lambda point: (_STATUS_ORDER.get(point.status, 9), not point.decisive))
    return tuple(points)


def _status(row: Data, *, fact: Said | None) -> str:
    needless = fact is not None and fact.text.startswith(NOT_NEEDED) and row["status"] != "met"
    return "not_needed" if needless else str(row["status"])


def _evidence(row: Data) -> tuple[Said, ...]:
    told = [str(one.get("says") or one.get("quote") or "") for one in row.get("evidence") or ()]
    return tuple(Said(text) for text in told[:2] if text)


def _objections(rows: Sequence[Data], *, answers: Mapping[str, str]) -> tuple[Point, ...]:
    points = []
    for number, row in enumerate(rows, start=1):
        own = answers.get(row["objection"], "").strip()
        answer = Said(own) if own else _line(row["answer"])
        points.append(Point(f"objection-{number}", "objection", row["objection"], "", (answer,)))
    return tuple(points)


def point_texts(view: ConsoleView) -> dict[str, str]:
    """What each mark is about, for the record."""
    return {point.id: point.text for point in view.points}

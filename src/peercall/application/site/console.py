"""What the console of a call shows, from what was prepared: plain data for the page and its script.

Points are what can be marked in the call: criteria of the policy and likely objections. Each carries its fact, its marks
and the words by which typing finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.domain.call_phrases import OffTopic
from peercall.domain.determinations import StatedReason
from peercall.engine.brief.case_points import NOT_NEEDED
from peercall.engine.reason_words import reason_scores

Data = Mapping[str, Any]

_DENYING = frozenset({"not", "none_of"})
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
    about: tuple[str, ...] = ()
    """What it is found by as well: the groups it stands in, and the plan's reasons that it answers."""

    @property
    def words(self) -> str:
        """What typing is compared with, in lower case."""
        return " ".join((self.text, *(said.text for said in self.say), *self.asks, *self.about)).lower()


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
    reasons = lines_of("reason")
    criteria = _criteria(analysis.get("criteria"), facts=facts, reasons=[said.text for said in reasons])
    points = (*criteria, *_objections(guide["answers"], answers=answers or {}))
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
        reasons=reasons,
        ask=lines_of("ask"),
        bottom_line=lines_of("bottom_line"),
        parts=tuple(Part(part["heading"], part["minutes"], _lines(part["lines"])) for part in guide["parts"]),
        points=points,
        interruptions=tuple((row["when"], row["say"]) for row in guide["interruptions"]),
        specialty=_line(guide["specialty_sentence"]),
        closing=_lines(guide["closing"]),
        instead=tuple(Instead(one.words, one.why, one.say, measured[one.use][:3]) for one in off_topic),
    )


def _criteria(
    criteria: Data | None, *, facts: Mapping[str, tuple[Said, bool]], reasons: Sequence[str]
) -> tuple[Point, ...]:
    """Criteria that apply, the open ones first: those decide the call. A node made of parts is left to its parts, and a
    condition is no criterion: it says which of them apply.
    """
    tree = _Tree((criteria or {}).get("criteria") or ())
    stated = [StatedReason(text, None) for text in reasons]
    points = []
    for row in tree.rows:
        if row["status"] == "not_applicable" or (row.get("composite") and row["id"] not in facts) or tree.is_part(row):
            continue
        fact, decisive = facts.get(row["id"], (None, False))
        said = (fact,) if fact is not None and fact.text else _evidence(row)
        groups = [str(one["text"]) for one in tree.above(row)]
        answered = reason_scores(f"{row['text']} {row['id']}", groups=groups[:2], reasons=stated)
        points.append(
            Point(
                id=row["id"],
                kind="criterion",
                text=row["text"],
                status=tree.status(row, fact=fact),
                say=said or (Said("The chart does not say. Say so, and what will be sent."),),
                decisive=decisive,
                asks=tuple(row.get("asks") or ()),
                about=(*groups[:-1][:2], *(reasons[number - 1] for number, _ in answered)),
            )
        )
    points.sort(key=lambda point: (_STATUS_ORDER.get(point.status, 9), not point.decisive))
    return tuple(points)


class _Tree:
    """The criteria as a tree: what stands above each."""

    def __init__(self, rows: Sequence[Data]) -> None:
        self.rows = rows
        self._by_id = {str(row["id"]): row for row in rows}
        self._conditions = self._first_of_each("if")

    def _first_of_each(self, operator: str) -> frozenset[str]:
        first: dict[str, str] = {}
        for row in self.rows:
            first.setdefault(str(row.get("within") or ""), str(row["id"]))
        return frozenset(
            child for parent, child in first.items() if self._by_id.get(parent, {}).get("operator") == operator
        )

    def above(self, row: Data) -> list[Data]:
        """The groups a criterion stands in, the nearest first."""
        out = []
        while (parent := self._by_id.get(str(row.get("within") or ""))) is not None:
            out.append(parent)
            row = parent
        return out

    def is_part(self, row: Data) -> bool:
        """A condition, or what stands below something that must not be so: the whole is the point, not its part."""
        groups = self.above(row)
        return row["id"] in self._conditions or any(one.get("operator") in _DENYING for one in groups)

    def status(self, row: Data, *, fact: Said | None) -> str:
        """not_needed where the rule is met without it, or does not apply."""
        if row["status"] == "met":
            return "met"
        carried = any(one["status"] in {"met", "not_applicable"} for one in self.above(row))
        needless = carried or (fact is not None and fact.text.startswith(NOT_NEEDED))
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

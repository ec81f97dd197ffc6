"""What speaks for a case and what will be said against it: treatments, severity, guidelines, objections with answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peercall.application.site.views import AnswerRow, CaseView
from peercall.engine.script import NO_ANSWER, NOT_SEARCHED

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """What the reviewer may say. answer, marks: from the chart, empty where it has none. own: a person's wording, which
    stands instead."""

    objection: str
    answer: str
    marks: tuple[str, ...]
    own: AnswerRow | None

    @property
    def key(self) -> str:
        """The same for the same objection, whatever its place in the list."""
        return hashlib.sha256(self.objection.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ArgumentsView:
    """Sections of the brief as they were composed, whole: also what the one page leaves out."""

    sections: Mapping[str, Data]
    objections: tuple[ObjectionView, ...]


def arguments_of(case: CaseView, *, number: int = 1) -> ArgumentsView:
    """The arguments of a prepared determination; empty while nothing is prepared."""
    analysis: Data = case.determination(number).analysis or {}
    brief: Data = analysis.get("brief") or {}
    guide: Data = analysis.get("guide") or {}
    own = {one.objection: one for one in case.answers if one.determination == number}
    found: dict[str, ObjectionView] = {}
    for row in guide.get("answers") or ():
        answer = row["answer"]
        found[row["objection"]] = ObjectionView(
            row["objection"], str(answer.get("text") or ""), tuple(answer.get("marks") or ()), own.get(row["objection"])
        )
    for text in guide.get("warnings") or ():
        claim = str(text).removeprefix(NO_ANSWER).removeprefix(NOT_SEARCHED)
        if claim != text:
            found.setdefault(claim, ObjectionView(claim, "", (), own.get(claim)))
    for claim, row in own.items():
        found.setdefault(claim, ObjectionView(claim, "", (), row))
    sections = {section["key"]: section for section in brief.get("sections") or ()}
    return ArgumentsView(sections, tuple(found.values()))


def own_answers(case: CaseView, *, number: int = 1) -> dict[str, str]:
    """A person's answer by objection, with that person's name, as said on the call."""
    return {one.objection: f"{one.answer} ({one.by_name})" for one in case.answers if one.determination == number}

"""A lesson prefilled from what the case already says, and the habits that many lessons come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peercall.domain.calls import Disposition, PointMark
from peercall.domain.lessons import Habit, Lesson, LessonCriterion, ServiceHabits, TurnedBy
from peercall.domain.metrics import RESULT_OF, REVERSED, CallResult
from peercall.domain.terms import CriterionStatus

Data = Mapping[str, Any]

_ENDING = re.compile(r"\.[a-z0-9]{2,5}\Z", re.IGNORECASE)
#: dates and numbers, which a kind of record does not carry
_PARTICULAR = re.compile(r"[\d./-]{4,}|(?<![a-z])\d+(?![a-z])", re.IGNORECASE)
_LONGEST = 120


def open_at_denial(
    at_denial: Data, *, criteria: Data | None, accepted: Iterable[str] = ()
) -> tuple[LessonCriterion, ...]:
    """Criteria that were not documented at denial, with whether they are shown now or were accepted on the call. One that
    another way carried already is left out.

    at_denial: status by criterion, as first computed. criteria: the evaluation as it is now (docs/contract.md).
    """
    now = {row["id"]: row for row in (criteria or {}).get("criteria") or ()}
    composite = {row.get("within") for row in now.values()}
    taken, carried = set(accepted), {CriterionStatus.MET.value, CriterionStatus.NOT_APPLICABLE.value}
    out = []
    for name, status in at_denial.items():
        row = now.get(name)
        if status != CriterionStatus.NOT_DOCUMENTED.value or row is None or name in composite or row.get("anonymous"):
            continue
        if any(at_denial.get(above) in carried for above in _above(name, now)):
            continue
        met = row["status"] == CriterionStatus.MET.value or name in taken
        out.append(LessonCriterion(f"{(criteria or {}).get('policy', '')} {name}", str(row["text"]), met))
    return tuple(out)


def _above(name: str, rows: Mapping[str, Data]) -> Iterable[str]:
    """The criteria this one is a part of, the nearest first."""
    within = rows[name].get("within")
    while within in rows:
        yield str(within)
        within = rows[str(within)].get("within")


def statuses(criteria: Data | None) -> dict[str, str]:
    """Status by criterion of an evaluation; empty without one."""
    return {str(row["id"]): str(row["status"]) for row in (criteria or {}).get("criteria") or ()}


def accepted_points(bodies: Iterable[Data]) -> tuple[str, ...]:
    """Ids of criteria that the reviewer accepted on a call. bodies: of recorded calls."""
    return tuple(
        dict.fromkeys(
            str(point["id"])
            for body in bodies
            for point in body.get("points") or ()
            if point.get("mark") == PointMark.ACCEPTED.value
        )
    )


def propose_lesson(
    bodies: Sequence[Data],
    *,
    result: str | None,
    at_denial: Data,
    criteria: Data | None,
    not_sent: Iterable[str] = (),
    member_name: str = "",
) -> Lesson:
    """What the record already says, for a person to correct. bodies: of recorded calls; result: in writing, else as said.

    not_sent: names of cited documents that are on no list of what the plan was sent; made into kinds of record
    without the words of the member's name.
    """
    person = re.findall(r"[^\W\d_]+", member_name)
    lacking = [kind for name in not_sent if (kind := kind_of_record(name, without=person))]
    return Lesson(
        turned_by=_turned_by(bodies, result),
        criteria=open_at_denial(at_denial, criteria=criteria, accepted=accepted_points(bodies)),
        lacking=tuple(dict.fromkeys(lacking)),
    )


def _turned_by(bodies: Sequence[Data], result: str | None) -> tuple[TurnedBy, ...]:
    if result is None:
        return ()
    ended = RESULT_OF[Disposition(result)]
    if ended is CallResult.UPHELD:
        return (TurnedBy.NOTHING,)
    if ended is CallResult.MODIFIED:
        return (TurnedBy.ALTERNATIVE,)
    if ended not in REVERSED:
        return ()
    found = []
    marks = {str(point.get("mark")) for body in bodies for point in body.get("points") or ()}
    if any(body.get("new_to_them") for body in bodies) or PointMark.NEW_TO_THEM.value in marks:
        found.append(TurnedBy.NEW_RECORD)
    if PointMark.ACCEPTED.value in marks:
        found.append(TurnedBy.RECORD_POINTED_OUT)
    return tuple(found)


def kind_of_record(name: str, *, without: Iterable[str] = ()) -> str:
    """A record's name as a kind: without folder, ending, days and numbers (`chart/mri-2026-01-03.pdf` is `mri`).

    without: words of the patient's name, which file names often carry.
    """
    last = _ENDING.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])
    dropped = {word.lower() for word in without}
    words = re.split(r"[_\s.-]+", _PARTICULAR.sub(" ", last))
    return " ".join(word for word in (one.lower() for one in words) if word and word not in dropped)[:_LONGEST]


def habits(lessons: Iterable[tuple[str, Lesson]], *, least: int = 1) -> tuple[ServiceHabits, ...]:
    """The habits of each service. lessons: service and lesson. least: in how many cases something must have been missing."""
    by_service: dict[str, list[Lesson]] = {}
    for service, lesson in lessons:
        by_service.setdefault(service, []).append(lesson)
    made = [ServiceHabits(service, len(found), _habits(found, least=least)) for service, found in by_service.items()]
    return tuple(sorted((one for one in made if one.habits), key=lambda one: (-one.lessons, one.service)))


def _habits(lessons: Sequence[Lesson], *, least: int) -> tuple[Habit, ...]:
    document: dict[str, list[bool]] = {}
    send: dict[str, list[bool]] = {}
    texts: dict[str, str] = {}
    for lesson in lessons:
        for criterion in lesson.criteria:
            document.setdefault(criterion.key, []).append(criterion.met_after)
            texts[criterion.key] = criterion.text
        for record in lesson.lacking:
            send.setdefault(record, []).append(TurnedBy.NEW_RECORD in lesson.turned_by)
    made = [
        *(Habit(texts[key], "document", len(seen), sum(seen), len(lessons)) for key, seen in document.items()),
        *(Habit(record, "send", len(seen), sum(seen), len(lessons)) for record, seen in send.items()),
    ]
    # what helped comes first: something that never turned a case is no habit worth its minutes
    return tuple(
        sorted((one for one in made if one.cases >= least), key=lambda one: (-one.helped, -one.cases, one.what))
    )


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """The lesson as plain data."""
    return {
        "schema": "peercall.lesson/1",
        "turned_by": [one.value for one in lesson.turned_by],
        "criteria": [{"key": one.key, "text": one.text, "met_after": one.met_after} for one in lesson.criteria],
        "lacking": list(lesson.lacking),
        "minutes": lesson.minutes,
        "words": lesson.words,
    }


def lesson_from(data: Data) -> Lesson:
    """The lesson of its plain data."""
    return Lesson(
        turned_by=tuple(TurnedBy(one) for one in data["turned_by"]),
        criteria=tuple(
            LessonCriterion(str(one["key"]), str(one["text"]), bool(one["met_after"])) for one in data["criteria"]
        ),
        lacking=tuple(str(one) for one in data["lacking"]),
        minutes=data["minutes"],
        words=str(data["words"]),
    )

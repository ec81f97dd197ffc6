"""outcome.yaml of a case folder: what came of the call, as a person wrote it down. Strict: an unknown key is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from peercall.adapters.case_folder.case_yaml import CaseYaml
from peercall.adapters.case_folder.strict_yaml import load_yaml
from peercall.domain.calls import Disposition
from peercall.domain.lessons import Lesson, LessonCriterion, TurnedBy
from peercall.domain.metrics import RESULT_OF, CaseFigures
from peercall.engine.followups import says_less
from peercall.engine.metrics.records import same_specialty, with_lesson

SCHEMA = "peercall.outcome/1"
NAME = "outcome.yaml"
_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"schema", "requested_on", "missed", "calls", "written", "amount", "paid", "lesson", "note"}),
    "missed": frozenset({"practice", "plan"}),
    "written": frozenset({"disposition", "received_on"}),
    "paid": frozenset({"answer", "amount"}),
    "lesson": frozenset({"turned_by", "not_documented", "lacking", "minutes", "words"}),
}
_CALL_KEYS = frozenset({"held_on", "minutes", "reviewer_specialty", "reported"})
_SHOWN = {"shown": True, "not_shown": False}


def read_outcome(
    root: Path, *, base: CaseFigures, specialty: str, policy: str, texts: Mapping[str, str]
) -> tuple[CaseFigures, Lesson | None]:
    """The figures with what outcome.yaml says, and the lesson it holds; `base` where there is no such file.

    specialty: of the speaker. policy, texts: of the criteria, by id. Raises CaseFolderInvalid, naming the key.
    """
    path = root / NAME
    if not path.is_file():
        return base, None
    source = CaseYaml(load_yaml(path, where=NAME), where=NAME)
    if source.text("schema") != SCHEMA:
        raise source.wrong("schema", f"must be {SCHEMA}", f"Put `schema: {SCHEMA}` on the first line.")
    for section, known in _KEYS.items():
        block = source.get(section) if section else source.data
        if block is not None and not isinstance(block, Mapping):
            raise source.wrong(section, "must be keys and values")
        _known(source, section, block or {}, known)
    lesson = _lesson(source, policy=policy, texts=texts)
    made = replace(
        base,
        requested=source.get("requested_on") is not None or base.requested,
        missed_by_practice=_count(source, "missed.practice") or 0,
        missed_by_plan=_count(source, "missed.plan") or 0,
        amount=_dollars(source, "amount") if source.get("amount") is not None else base.amount,
        paid=_paid(source),
        recovered=_dollars(source, "paid.amount"),
    )
    _day(source, "requested_on")
    made = _calls(source, made, specialty=specialty)
    if lesson is not None:
        made = with_lesson(made, lesson)
    return made, lesson


def _known(source: CaseYaml, section: str, block: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in block:
        if str(key) not in known:
            raise source.wrong(
                f"{section}.{key}".strip(".") if str(key).isidentifier() else section or "a key",
                "is not known here",
                "Known: " + ", ".join(sorted(known)) + ".",
            )


def _calls(source: CaseYaml, made: CaseFigures, *, specialty: str) -> CaseFigures:
    rows = source.get("calls")
    if rows is None:
        rows = []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise source.wrong(
            "calls", "must be a list of calls", "Write `- {held_on: ..., minutes: 12, reported: upheld}`."
        )
    calls = [CaseYaml(row, where=f"{source.where}, call {number}") for number, row in enumerate(rows, start=1)]
    for call in calls:
        _known(call, "", call.data, _CALL_KEYS)
    days = [_needed_day(call, "held_on") for call in calls]
    minutes = [_count(call, "minutes") for call in calls]
    reported = [one for call in calls if (one := _disposition(call, "reported")) is not None]
    written = _disposition(source, "written.disposition")
    if written is not None:
        _needed_day(source, "written.received_on")
    said = reported[-1] if reported else None
    last = written or said
    known = [one for one in minutes if one is not None]
    return replace(
        made,
        held_on=min(days) if days else made.held_on,
        call_minutes=sum(known) if known and len(known) == len(minutes) else made.call_minutes,
        result=RESULT_OF[last] if last is not None else made.result,
        confirmed=written is not None or made.confirmed,
        contrary=says_less(said, confirmed=written) or made.contrary,
        specialty=same_specialty(specialty, calls[-1].text("reviewer_specialty") or "") if calls else made.specialty,
    )


def _disposition(source: CaseYaml, path: str) -> Disposition | None:
    word = source.word(path, Disposition)
    return word if isinstance(word, Disposition) else None


def _needed_day(source: CaseYaml, path: str) -> date:
    day = _day(source, path)
    if day is None:
        raise source.wrong(path, "is missing", "Write the day as 2026-01-31.")
    return day


def _day(source: CaseYaml, path: str) -> date | None:
    moment = source.moment(path)
    return moment.date() if isinstance(moment, datetime) else moment


def _count(source: CaseYaml, path: str) -> int | None:
    value = source.get(path)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
        raise source.wrong(path, "must be a whole number from 0")
    return value


def _dollars(source: CaseYaml, path: str) -> Decimal | None:
    value = source.get(path)
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise source.wrong(path, "must be an amount in dollars", 'Write it as "4200.00".')
    return amount


def _paid(source: CaseYaml) -> str:
    answer = source.get("paid.answer")
    word = {True: "yes", False: "no", None: ""}.get(answer, answer) if not isinstance(answer, (list, dict)) else answer
    if word not in ("", "yes", "partly", "no"):
        raise source.wrong("paid.answer", "is not a known word", "Use one of: yes, partly, no.")
    return str(word)


def _lesson(source: CaseYaml, *, policy: str, texts: Mapping[str, str]) -> Lesson | None:
    if source.get("lesson") is None:
        return None
    told = source.get("lesson.not_documented") or {}
    if not isinstance(told, Mapping) or not all(answer in _SHOWN for answer in told.values()):
        raise source.wrong("lesson.not_documented", "must give `shown` or `not_shown` to each criterion")
    words = list(_texts(source, "lesson.turned_by"))
    if wrong := [word for word in words if word not in set(TurnedBy)]:
        raise source.wrong(
            "lesson.turned_by",
            f"has {len(wrong)} unknown word(s)",
            "Use: " + ", ".join(one.value for one in TurnedBy) + ".",
        )
    return Lesson(
        turned_by=tuple(TurnedBy(word) for word in words),
        criteria=tuple(
            LessonCriterion(f"{policy} {name}", texts.get(str(name), str(name)), _SHOWN[answer])
            for name, answer in told.items()
        ),
        lacking=tuple(_texts(source, "lesson.lacking")),
        minutes=_count(source, "lesson.minutes"),
        words=source.text("lesson.words") or "",
    )


def _texts(source: CaseYaml, path: str) -> Iterable[str]:
    rows = source.get(path)
    listed = rows if isinstance(rows, list) else [] if rows is None else [rows]
    if not all(isinstance(one, str) and one.strip() for one in listed):
        raise source.wrong(path, "must be a list of words")
    return tuple(one.strip() for one in listed)

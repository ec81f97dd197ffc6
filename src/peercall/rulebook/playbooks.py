"""Playbook files (data/playbooks/) become Playbooks: steps by outcome, regulators, office hours, worked examples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.domain.organizations import Role
from peercall.domain.playbooks import (
    ClosingKind,
    ClosingValue,
    OfficeHours,
    Outcome,
    Playbook,
    PlaybookCase,
    Playbooks,
    PlaybookStep,
    Regulator,
    TaskAnchor,
    TaskDue,
)
from peercall.domain.terms import Funding, LineOfBusiness, ReviewStatus, TimeUnit
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.yamlfile import Table

#: closing subjects of a record that can answer a step (engine/call_record.py)
CLOSING = frozenset({"authorization_number", "approved_for", "reference", "next_step", "confirmation", "rationale"})
#: kinds of record entries that close a step by themselves
EVENTS = frozenset({"confirmation"})
#: facts of a record on which a step may hang
FACTS = frozenset({"objections"})
_UNITS = (TimeUnit.HOURS, TimeUnit.CALENDAR_DAYS, TimeUnit.BUSINESS_DAYS)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\Z")
_ID = re.compile(r"[a-z][a-z0-9-]{1,60}\Z")
_LONGEST_TITLE = 120


def read_playbooks(files: Iterable[RuleFile]) -> Playbooks:
    """Every file of every layer; a later layer's playbook replaces the one for its outcome.

    Raises RuleFileInvalid for an outcome that comes twice in a layer, a step that follows none, an example of no playbook.
    """
    by_outcome: dict[Outcome, Playbook] = {}
    regulators: tuple[Regulator, ...] = ()
    made = Playbooks()
    office, failed = made.office, made.failed_attempts
    cases: dict[Outcome, tuple[str, tuple[PlaybookCase, ...]]] = {}
    for file in files:
        if file.subject == "playbook-cases":
            table = file.table()
            for case in [_case(one) for one in table.tables("cases", required=True)]:
                layer, before = cases.get(case.outcome, (file.place.layer, ()))
                cases[case.outcome] = (file.place.layer, (*before, case) if layer == file.place.layer else (case,))
            table.done()
        elif file.subject == "playbook":
            table = file.table()
            for one in table.tables("playbooks"):
                book = _playbook(one)
                before_it = by_outcome.get(book.outcome)
                if before_it is not None and before_it.provenance.layer == book.provenance.layer:
                    raise one.refuse(
                        f"the outcome `{book.outcome}` stands also in {before_it.provenance.file}", key="outcome"
                    )
                by_outcome[book.outcome] = book
            regulators = (*[_regulator(one) for one in table.tables("regulators")], *regulators)
            if group := table.maybe_table("office"):
                office = _office(group)
            failed = table.maybe_whole("failed_attempts") or failed
            table.done()
    worked = tuple(case for _, listed in cases.values() for case in listed)
    return Playbooks(by_outcome, regulators, office, failed, worked)


def _playbook(table: Table) -> Playbook:
    outcome = table.choice("outcome", Outcome)
    steps = tuple(_step(one) for one in table.tables("steps", required=True))
    ids = [step.id for step in steps]
    for step in steps:
        if ids.count(step.id) > 1:
            raise table.refuse(f"the step `{step.id}` stands twice", key="steps")
        if step.follows and step.follows not in ids[: ids.index(step.id)]:
            raise table.refuse(f"`{step.id}` follows `{step.follows}`, which is no step before it", key="steps")
        followed = next((one for one in steps if one.id == step.follows), None)
        for key, word in step.follows_when.items():
            choices = next((one.choices for one in followed.needs if one.key == key), ()) if followed else ()
            if word not in choices:
                raise table.refuse(f"`{step.id}`: `{step.follows}` never ends with {key} `{word}`", key="steps")
    made = Playbook(outcome, steps, provenance(table, source=""))
    table.done()
    return made


def _step(table: Table) -> PlaybookStep:
    step_id = table.text("id")
    if not _ID.match(step_id):
        raise table.refuse(f"the id `{step_id}` is not small letters, digits and hyphens", key="id")
    title = table.text("title")
    if len(title) > _LONGEST_TITLE:
        raise table.refuse(f"the title is longer than {_LONGEST_TITLE} characters", key="title")
    due = table.maybe_table("due")
    after, told = table.maybe_whole("escalate_after_hours"), table.maybe_choice("escalate_to", Role)
    if (after is None) != (told is None):
        raise table.refuse("`escalate_after_hours` and `escalate_to` belong together", key="escalate_to")
    when = table.maybe_table("follows_when")
    made = PlaybookStep(
        id=step_id,
        title=title,
        role=table.choice("role", Role),
        why=table.text("why"),
        source=table.text("source"),
        due=_due(due) if due else None,
        clocks=table.texts("clocks"),
        answered_by=_known(table, "answered_by", CLOSING),
        shows=_known(table, "shows", CLOSING),
        closes_on=_known(table, "closes_on", EVENTS),
        needs=tuple(_need(one) for one in table.tables("needs")),
        follows=table.maybe_text("follows") or "",
        follows_when=when.each(Table.text) if when else {},
        escalate_after_hours=after,
        escalate_to=told,
        is_alarm=table.flag("alarm", default=False),
        names_regulator=table.flag("names_regulator", default=False),
        only_if=table.one_of("only_if", FACTS, default=""),
    )
    if made.due is None and not made.clocks:
        raise table.refuse("neither `due` nor `clocks` says when it must be done", key="id")
    if (made.due is not None and made.due.anchor is TaskAnchor.STEP_DONE) != bool(made.follows):
        raise table.refuse("a step that follows another counts from `step_done`, and only such a one", key="id")
    if made.role is Role.REVIEWER or made.escalate_to is Role.REVIEWER:
        raise table.refuse("a reviewer is not of the practice", key="role")
    table.done()
    return made


def _known(table: Table, key: str, words: frozenset[str]) -> tuple[str, ...]:
    found = table.texts(key)
    for word in found:
        if word not in words:
            raise table.refuse(f"`{key}` says `{word}`", key=key, remedy=f"Known: {', '.join(sorted(words))}.")
    return found


def _due(table: Table) -> TaskDue:
    value = table.whole("value")
    unit = table.choice("unit", TimeUnit)
    if unit not in _UNITS or value < 0:
        raise table.refuse("a due time is a number of hours, calendar_days or business_days", key="unit")
    made = TaskDue(value, unit, table.choice("anchor", TaskAnchor))
    table.done()
    return made


def _need(table: Table) -> ClosingValue:
    made = ClosingValue(
        table.text("key"),
        table.text("label"),
        table.choice("kind", ClosingKind),
        table.texts("choices"),
        is_optional=bool(table.maybe_flag("optional")),
    )
    if (made.kind is ClosingKind.CHOICE) != bool(made.choices):
        raise table.refuse("`choices` belong to the kind `choice`, and only to it", key="kind")
    table.done()
    return made


def _regulator(table: Table) -> Regulator:
    funding = table.maybe_choice("funding", Funding)
    made = Regulator(
        line=table.choice("line", LineOfBusiness).value,
        funding=funding.value if funding else "",
        name=table.text("name"),
        why=table.text("why"),
        source=table.text("source"),
        status=table.choice("status", ReviewStatus).value,
    )
    table.done()
    return made


def _office(table: Table) -> OfficeHours:
    made = OfficeHours(_minutes(table, "begins"), _minutes(table, "ends"), table.whole("remind_minutes"))
    if made.begins >= made.ends:
        raise table.refuse("the office day ends before it begins", key="ends")
    table.done()
    return made


def _minutes(table: Table, key: str) -> int:
    found = _CLOCK.match(table.text(key))
    if not found:
        raise table.refuse(f'`{key}` must be a time written like "08:00"', key=key)
    return int(found[1]) * 60 + int(found[2])


def _case(table: Table) -> PlaybookCase:
    ended = table.text("call_ended")
    try:
        at = datetime.fromisoformat(ended)
        ZoneInfo(table.text("time_zone"))
    except (ValueError, ZoneInfoNotFoundError):
        at = None
    if at is None or at.tzinfo is None:
        raise table.refuse("`call_ended` needs an offset and `time_zone` a known name", key="call_ended")
    clocks, expect = table.maybe_table("clocks"), table.table("expect")
    made = PlaybookCase(
        name=table.text("name"),
        outcome=table.choice("outcome", Outcome),
        call_ended=ended,
        time_zone=table.text("time_zone"),
        given=frozenset(_known(table, "given", CLOSING)),
        facts=frozenset(_known(table, "facts", FACTS)),
        clocks=clocks.each(Table.text) if clocks else {},
        expect=expect.each(Table.maybe_text),
        provenance=provenance(table, source=""),
    )
    table.done()
    return made

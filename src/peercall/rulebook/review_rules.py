"""Files of review_rules/ become ReviewTables: what clients, states and accreditation ask of a reviewer's call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import time

from peercall.domain.review_rules import (
    NOT_IN_MESSAGE,
    SCRIPT_WORDS,
    CallHours,
    ReviewRule,
    ReviewScript,
    ReviewTables,
)
from peercall.domain.reviews import DayPart, Discussion, ReviewProgram
from peercall.domain.terms import Funding, ReviewStatus
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.yamlfile import Table

#: what a rule may ask to be written down
LOGGED = frozenset({"offered", "held", "outcome", "each_attempt", "spoken_to", "new_information", "appeal_rights"})
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_JURISDICTION = re.compile(r"[A-Z]{2}\Z")
_BRACED = re.compile(r"\{([^{}]*)\}")
_MOST = {"attempts": 10, "spacing_hours": 240, "spacing_business_days": 20}


def read_review_tables(files: Iterable[RuleFile], *, regulations: Collection[str]) -> ReviewTables:
    """Every file of every layer; a later layer's rule replaces the one of its id, its hours, phrases and script the whole.

    Raises RuleFileInvalid for an id that comes twice in a layer, a law no file has, and what the schema does not know.
    """
    rules: dict[str, ReviewRule] = {}
    hours: CallHours | None = None
    phrases: tuple[str, ...] = ()
    script = ReviewScript()
    for file in files:
        if file.subject != "review-rules":
            continue
        table = file.table()
        if group := table.maybe_table("hours"):
            hours = _hours(group)
        if group := table.maybe_table("script"):
            script = _script(group)
        phrases = tuple(phrase.lower() for phrase in table.texts("empty_phrases")) or phrases
        for entry in table.tables("rules"):
            rule = _rule(entry, regulations)
            before = rules.get(rule.id)
            if before is not None and before.provenance.layer == rule.provenance.layer:
                raise entry.refuse(
                    f"the id `{rule.id}` stands also at {before.provenance.file}:{before.provenance.line}",
                    key="id",
                    remedy="Give each rule its own id.",
                )
            rules[rule.id] = rule
        table.done()
    return ReviewTables(rules, hours, phrases, script)


def _rule(entry: Table, regulations: Collection[str]) -> ReviewRule:
    jurisdiction = entry.text("jurisdiction")
    if not _JURISDICTION.match(jurisdiction):
        raise entry.refuse("`jurisdiction` must be US or a state's two letters", key="jurisdiction")
    regulation = entry.maybe_text("regulation")
    if regulation is not None and regulation not in regulations:
        raise entry.refuse(f"`regulation` names the law `{regulation}`, which no file has", key="regulation")
    discussion, sentence = entry.maybe_choice("discussion", Discussion), entry.maybe_text("sentence")
    if (discussion is None) != (sentence is None):
        raise entry.refuse("`discussion` and `sentence` stand together", key="discussion")
    log = entry.texts("log")
    for word in log:
        if word not in LOGGED:
            raise entry.refuse(f"`log` says `{word}`", key="log", remedy=f"Use one of: {', '.join(sorted(LOGGED))}.")
    rule = ReviewRule(
        id=entry.text("id"),
        jurisdiction=jurisdiction,
        title=entry.text("title"),
        citation=entry.text("citation"),
        status=entry.choice("status", ReviewStatus),
        provenance=provenance(entry, source=entry.text("source"), read_on=entry.maybe_text("read_on")),
        programs=_programs(entry),
        client=entry.maybe_text("client"),
        funding=entry.maybe_choice("funding", Funding),
        attempts=_count(entry, "attempts"),
        spacing_hours=_count(entry, "spacing_hours"),
        spacing_business_days=_count(entry, "spacing_business_days"),
        day_parts=tuple(_day_part(one) for one in entry.tables("day_parts")),
        discussion=discussion,
        sentence=sentence,
        log=log,
        regulation=regulation,
        note=entry.maybe_text("note") or "",
    )
    entry.done()
    return rule


def _programs(entry: Table) -> frozenset[ReviewProgram]:
    known = {program.value: program for program in ReviewProgram}
    out = set()
    for word in entry.texts("programs"):
        if word not in known:
            raise entry.refuse(f"`programs` says `{word}`", key="programs", remedy=f"Use one of: {', '.join(known)}.")
        out.add(known[word])
    return frozenset(out)


def _count(entry: Table, key: str) -> int | None:
    number = entry.maybe_whole(key)
    if number is not None and not 1 <= number <= _MOST[key]:
        raise entry.refuse(f"`{key}` must lie between 1 and {_MOST[key]}", key=key)
    return number


def _hours(table: Table) -> CallHours:
    hours = CallHours(_clock(table, "opens"), _clock(table, "closes"))
    if hours.closes <= hours.opens:
        raise table.refuse("`closes` must lie after `opens`", key="closes")
    table.done()
    return hours


def _script(table: Table) -> ReviewScript:
    script = ReviewScript(
        opening=_lines(table, "opening"),
        first_questions=_lines(table, "first_questions"),
        message=_lines(table, "message", without=NOT_IN_MESSAGE),
        closing=_lines(table, "closing"),
    )
    table.done()
    return script


def _lines(table: Table, key: str, *, without: Collection[str] = ()) -> tuple[str, ...]:
    lines = table.texts(key, required=True)
    for word in (word for line in lines for word in _BRACED.findall(line)):
        if word not in SCRIPT_WORDS:
            known = ", ".join(sorted(SCRIPT_WORDS))
            raise table.refuse(f"`{key}` says `{{{word}}}`", key=key, remedy=f"Use one of: {known}.")
        if word in without:
            raise table.refuse(f"`{key}` says `{{{word}}}`, which tells about the patient", key=key)
    return lines


def _day_part(table: Table) -> DayPart:
    part = DayPart(table.text("name"), _clock(table, "start"), _clock(table, "end"))
    if part.end <= part.start:
        raise table.refuse("`end` must lie after `start`", key="end")
    table.done()
    return part


def _clock(table: Table, key: str) -> time:
    text = table.text(key)
    if not _CLOCK.match(text):
        raise table.refuse(f"`{key}` must be a time of the day like 09:00", key=key)
    return time.fromisoformat(text)

"""Laws and accreditation standards: regulations/*.yaml and states/*.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.rules import Regulation
from peercall.domain.terms import ReviewStatus, TimeUnit
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_JURISDICTION = re.compile(r"US|[A-Z]{2}\Z")
_READ_ON = re.compile(r"\d{4}(-\d{2}){0,2}\Z")


def read_regulations(file: RuleFile, *, words: Words) -> Iterator[Regulation]:
    """The entries of one file."""
    table = file.table()
    table.maybe_text("title")
    entries = table.tables("rules", required=True)
    table.done()
    for entry in entries:
        yield _regulation(entry, words=words)


def _regulation(entry: Table, *, words: Words) -> Regulation:
    status = entry.choice("status", ReviewStatus)
    printable = entry.flag("printable")
    if printable and status is not ReviewStatus.VERIFIED:
        raise entry.refuse("only a verified rule may be printable", key="printable", remedy="Set it to false.")
    jurisdiction = entry.text("jurisdiction")
    if not _JURISDICTION.match(jurisdiction):
        raise entry.refuse("`jurisdiction` must be US or a state's two letters", key="jurisdiction")
    applies = entry.texts("applies_to", required=True)
    for plan in applies:
        if plan not in words.listed("plan_types"):
            raise entry.refuse(f"`applies_to` says `{plan}`, which is not known", key="applies_to")
    starts, ends = entry.maybe_day("effective_from"), entry.maybe_day("effective_to")
    if starts and ends and ends < starts:
        raise entry.refuse("`effective_to` lies before `effective_from`", key="effective_to")
    trigger = entry.maybe_text("trigger")
    if trigger is not None and trigger not in words.triggers:
        raise entry.refuse(
            f"`trigger` says `{trigger}`, which anchors.yaml does not list", key="trigger", remedy="Add it there."
        )
    read_on = entry.maybe_text("as_of")
    if read_on is not None and not _READ_ON.match(read_on):
        raise entry.refuse("`as_of` must be a year, a month or a day", key="as_of")
    number, unit = _value(entry)
    regulation = Regulation(
        id=entry.text("id"),
        jurisdiction=jurisdiction,
        applies_to=frozenset(applies),
        topic=entry.one_of("topic", words.listed("regulation_topics")),
        citation=entry.text("citation"),
        parallel_citation=entry.maybe_text("parallel_citation"),
        subject=entry.text("subject"),
        number=number,
        unit=unit,
        trigger=trigger,
        anchor=words.triggers[trigger] if trigger else None,
        effective_from=starts,
        effective_to=ends,
        status=status,
        printable=printable,
        note=entry.maybe_text("note") or "",
        provenance=provenance(
            entry, source=entry.text("source"), check_at=entry.maybe_text("check_at"), read_on=read_on
        ),
    )
    entry.done()
    return regulation


def _value(entry: Table) -> tuple[int | None, TimeUnit | None]:
    value = entry.maybe_table("value")
    if value is None:
        return None, None
    number, unit = value.whole("number"), value.choice("unit", TimeUnit)
    value.done()
    if number < 0:
        raise value.refuse("a length cannot be negative", key="number")
    return number, unit

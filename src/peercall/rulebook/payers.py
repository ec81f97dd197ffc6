"""What payers publish about peer-to-peer calls (payers/*.yaml) and what a site's contracts say (contracts/*.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from peercall.domain.rules import PayerRule, PayerWindow, RequestChannel
from peercall.domain.terms import ClockTarget, LineOfBusiness, P2PEffect, ReviewStatus, TimeUnit
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_STATE = re.compile(r"[A-Z]{2}\Z")
_CLOCK = re.compile(r"(([01]\d|2[0-3]):[0-5]\d|24:00)\Z")


def read_payers(file: RuleFile, *, words: Words) -> Iterator[PayerRule]:
    """The entries of one file."""
    table = file.table()
    entries = table.tables("entries", required=True)
    table.done()
    for entry in entries:
        yield _payer_rule(entry, words=words, contract=file.is_contract)


def _payer_rule(entry: Table, *, words: Words, contract: bool) -> PayerRule:
    participants, hours = entry.table("participants"), entry.maybe_table("hours")
    starts, ends = entry.maybe_day("effective_from"), entry.maybe_day("effective_to")
    if starts and ends and ends < starts:
        raise entry.refuse("`effective_to` lies before `effective_from`", key="effective_to")
    default = ReviewStatus.SITE if entry.place.layer != "peercall" else None
    status = entry.maybe_choice("status", ReviewStatus) or default
    if status is None:
        raise entry.refuse("the key `status` is missing")
    rule = PayerRule(
        id=entry.text("id"),
        payer=entry.text("payer"),
        lines=_lines(entry),
        line_text=entry.text("line_of_business"),
        setting=entry.text("setting"),
        states=_states(entry),
        phase=entry.one_of("phase", words.listed("phases")),
        window=_window(entry.table("window"), words=words),
        effect=entry.choice("p2p_effect", P2PEffect),
        may_speak=participants.texts("may_speak", required=True),
        may_request=participants.texts("may_request", required=True),
        participants_note=participants.maybe_text("note"),
        channels=tuple(_channel(item, words=words) for item in entry.tables("request_channels")),
        hours_days=hours.maybe_text("days") if hours else None,
        hours_open=_clock(hours, "open"),
        hours_close=_clock(hours, "close"),
        hours_zone=hours.maybe_text("timezone") if hours else None,
        hours_note=hours.maybe_text("note") if hours else None,
        callback_attempts=entry.maybe_whole("callback_attempts"),
        callback_rule=entry.maybe_text("callback_rule"),
        provider_callback_window=_callback_window(entry, words=words),
        after_appeal_filed=entry.one_of("after_appeal_filed", words.listed("after_appeal_filed")),
        decision_after_call=entry.maybe_text("decision_after_call"),
        notes=entry.maybe_text("notes") or "",
        source_date=entry.maybe_text("source_date"),
        superseded_by=entry.maybe_text("superseded_by"),
        status=status,
        provenance=provenance(entry, source=entry.text("source"), read_on=entry.maybe_text("source_date")),
        lines_stated=entry.flag("lines_stated", default=True),
        origin=entry.one_of("origin", words.listed("origins"), default="contract" if contract else "manual"),
        effective_from=starts,
        effective_to=ends,
    )
    participants.done()
    if hours:
        hours.done()
    entry.done()
    return rule


def _lines(entry: Table) -> frozenset[LineOfBusiness]:
    lines = set()
    for word in entry.texts("lines", required=True):
        try:
            lines.add(LineOfBusiness(word))
        except ValueError:
            known = ", ".join(LineOfBusiness)
            raise entry.refuse(f"`lines` says `{word}`", key="lines", remedy=f"Use one of: {known}.") from None
    return frozenset(lines)


def _states(entry: Table) -> frozenset[str]:
    states = entry.texts("states")
    for state in states:
        if not _STATE.match(state):
            raise entry.refuse(f"`states` says `{state}`, which is not a state's two letters", key="states")
    return frozenset(states)


def _window(table: Table, *, words: Words) -> PayerWindow:
    counted_from = _counted_from(table, words=words)
    window = PayerWindow(
        kind=table.one_of("kind", words.listed("window_kinds")),
        applies_to=table.choice("applies_to", ClockTarget),
        value=table.maybe_whole("value"),
        unit=table.maybe_choice("unit", TimeUnit),
        counted_from=counted_from,
        anchor=words.counted_from[counted_from] if counted_from else None,
        rule=table.maybe_text("rule"),
        alternates=tuple(_alternate(item, words=words) for item in table.tables("alternates")),
    )
    table.done()
    if (window.value is None) != (window.unit is None):
        raise table.refuse("`value` and `unit` belong together", key="value")
    if window.kind == "fixed" and window.value is None:
        raise table.refuse("a fixed window needs `value` and `unit`", key="kind")
    return window


def _alternate(table: Table, *, words: Words) -> Mapping[str, object]:
    counted_from = _counted_from(table, words=words)
    alternate = {
        "join": table.text("join"),
        "value": table.maybe_whole("value"),
        "unit": table.maybe_choice("unit", TimeUnit),
        "counted_from": counted_from,
        "anchor": words.counted_from[counted_from] if counted_from else None,
    }
    table.done()
    return alternate


def _counted_from(table: Table, *, words: Words) -> str | None:
    word = table.maybe_text("counted_from")
    if word is not None and word not in words.counted_from:
        raise table.refuse(
            f"`counted_from` says `{word}`, which anchors.yaml does not list",
            key="counted_from",
            remedy="Add it there, or use a word it lists.",
        )
    return word


def _channel(table: Table, *, words: Words) -> RequestChannel:
    channel = RequestChannel(
        type=table.one_of("type", words.listed("request_channels")), value=table.maybe_text("value")
    )
    table.done()
    return channel


def _clock(hours: Table | None, key: str) -> str | None:
    text = hours.maybe_text(key) if hours else None
    if hours is not None and text is not None and not _CLOCK.match(text):
        raise hours.refuse(f'`{key}` must be a time such as "08:00"', key=key)
    return text


def _callback_window(entry: Table, *, words: Words) -> str | None:
    table = entry.maybe_table("provider_callback_window")
    if table is None:
        return None
    value, unit, counted_from = table.whole("value"), table.choice("unit", TimeUnit), _counted_from(table, words=words)
    table.done()
    unit_words = unit.value.replace("_", " ")
    if value == 1:
        unit_words = unit_words.removesuffix("s")
    return f"{value} {unit_words} from {(counted_from or 'an event not stated').replace('_', ' ')}"

"""What the record of the call and the log of tries give to letters, with the words letters use for days and hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.attempts import CallAttempt
from peercall.domain.calls import Disposition
from peercall.domain.correspondence import Mark, SourceKind
from peercall.domain.records import RecordEntry
from peercall.engine.attempt_log import failed_in_a_row
from peercall.engine.call_record import NOT_GIVEN
from peercall.engine.correspondence import Item, Value
from peercall.engine.office_words import hour_words
from peercall.engine.paper_words import day_words, days_in_words
from peercall.engine.record_view import disposition_state, standing_calls

Values = dict[str, Value]
Lists = dict[str, tuple[Item, ...]]
LOG = Mark(SourceKind.LOG, "log of tries")
_FEWEST = 2
#: values that are numbers of the plan, and no days
_NUMBERS = frozenset({"call_reference", "call_authorization"})
#: how a call ended, after `the reviewer said`
_SAID = {
    Disposition.OVERTURNED.value: "that the determination is overturned",
    Disposition.PARTIALLY_OVERTURNED.value: "that the determination is overturned in part",
    Disposition.UPHELD.value: "that the determination is upheld",
    Disposition.DEFERRED.value: "that the decision waits for further documents",
    Disposition.ALTERNATIVE_OFFERED.value: "that another service could be approved instead",
    Disposition.WITHDRAWN.value: "that the request counts as withdrawn",
    Disposition.NO_DECISION.value: "that nothing is decided yet",
}


def clean(text: str) -> str:
    """One line, without square brackets: those are for what is not known."""
    return " ".join(text.split()).replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")


def moment_words(at: datetime, *, zone: ZoneInfo) -> str:
    """`Thursday, August 13, 2026, 2:05 pm CDT`."""
    local = at.astimezone(zone)
    return f"{local:%A}, {day_words(local.date())}, {hour_words(local)} {local:%Z}"


def call_facts(entries: Sequence[RecordEntry], *, zone: ZoneInfo) -> tuple[Values, Lists]:
    """The last call of the record as it stands; nothing when none is recorded."""
    calls = standing_calls(entries)
    if not calls:
        return {}, {}
    call = calls[-1]
    body, mark = call.body, Mark(SourceKind.RECORD, f"our record, entry {call.entry.number}")
    reviewer, closing = body.get("reviewer") or {}, body.get("closing") or {}
    state = disposition_state(entries)
    said = {
        "call": "held",
        "call_when": moment_words(datetime.fromisoformat(str(body["started_at"])), zone=zone),
        "call_spoke": body.get("spoke"),
        "call_reviewer": _joined(reviewer, "name", "credentials", "specialty"),
        "call_criteria": _joined(reviewer, "criteria_set", "criteria_version"),
        "call_records": reviewer.get("records_held"),
        "call_said": _SAID.get(str(body.get("reported_disposition") or "")),
        "call_rationale": closing.get("rationale"),
        "call_reference": closing.get("reference"),
        "call_authorization": closing.get("authorization_number"),
        "call_approved": closing.get("approved_for"),
        "call_next_step": closing.get("next_step"),
    }
    values = {
        name: Value(given if name in _NUMBERS else days_in_words(given), (mark,))
        for name, text in said.items()
        if (given := _given(text))
    }
    if state.written_in is not None and (received := _given(state.written_in.body.get("received_on"))):
        written = Mark(SourceKind.RECORD, f"our record, entry {state.written_in.number}")
        values["confirmed_on"] = Value(day_words(date.fromisoformat(received[:10])), (written,))
        values["call_written"] = Value(_SAID.get(state.confirmed or "", ""), (written,))
    promises = [one for one in body.get("commitments") or () if isinstance(one, Mapping)]
    lists = {
        "new_facts": _items("fact", (_fact(one) for one in body.get("new_to_them") or ()), mark),
        "objections": _items("objection", body.get("objections") or (), mark),
        "promises_plan": _items("promise", (_promise(one) for one in promises if one.get("who") == "plan"), mark),
        "promises_practice": _items("promise", (_promise(one) for one in promises if one.get("who") != "plan"), mark),
        "their_reasons": _items("reason", body.get("their_reasons") or (), mark),
    }
    return values, lists


def attempt_facts(attempts: Sequence[CallAttempt], *, zone: ZoneInfo) -> tuple[Values, Lists]:
    """Our tries in a row that reached nobody, when they are enough for a demand."""
    failed = failed_in_a_row(attempts)
    if len(failed) < _FEWEST:
        return {}, {}
    rows = tuple(
        {
            "when": Value(moment_words(one.at, zone=zone), (LOG,)),
            "number": Value(clean(one.number) or "not noted"),
            "result": Value(one.result.value.replace("_", " ")),
            "person": Value(clean(", ".join(filter(None, (one.person, one.role)))) or "nobody"),
        }
        for one in failed
    )
    return {"attempts_count": Value(str(len(failed)), (LOG,))}, {"attempts": rows}


def _items(name: str, texts: Iterable[object], mark: Mark) -> tuple[Item, ...]:
    return tuple({name: Value(days_in_words(given), (mark,))} for text in texts if (given := _given(text)))


def _fact(one: object) -> str:
    return str(one.get("text") or "") if isinstance(one, Mapping) else str(one)


def _promise(one: Mapping[str, Any]) -> str:
    due = _given(one.get("due") or one.get("due_text"))
    return f"{one.get('what') or ''}{f', {due}' if due else ''}"


def _joined(body: Mapping[str, Any], *keys: str) -> str:
    return ", ".join(filter(None, (_given(body.get(key)) for key in keys)))


def _given(value: object) -> str:
    text = clean(str(value or ""))
    return "" if text == NOT_GIVEN else text

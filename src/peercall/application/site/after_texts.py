"""Texts made from the record of a call: the chart note for colleagues and the patient's copy in plain words.

They say what the record says. What was said on the telephone is told as said, not as decided. A law is named only where the
rulebook says that its text was read and may be printed; else the patient is told what to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.calls import Disposition
from peercall.engine.call_record import NOT_GIVEN
from peercall.engine.office_words import hour_words
from peercall.engine.paper_words import days_in_words
from peercall.engine.reading_grade import reading_grade
from peercall.engine.record_view import DispositionState, StandingCall

Data = Mapping[str, Any]
#: first appeals of the practice, the fastest first
_APPEALS = ("expedited-appeal", "reconsideration", "internal-appeal")

#: credentials of a physician; a reviewer may be a nurse or a pharmacist
_DOCTOR = re.compile(r"\b(?:M\.?D|D\.?O|MBBS)\b")
#: lines that hold numbers of the plan, and no days
_NUMBERS = ("Reference:", "Authorization number:")
_MARKS = {
    "said": "said",
    "accepted": "accepted by the reviewer",
    "disputed": "disputed by the reviewer",
    "new_to_them": "new to the reviewer",
    "not_discussed": "not discussed",
}


@dataclass(frozen=True, slots=True)
class ReadableText:
    """A text to copy and print. grade: years of school it asks for (Flesch-Kincaid)."""

    text: str
    grade: float


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What the texts need beside the record. practice_phone: empty when nobody entered it. is_decided: there is a notice."""

    practice: str
    practice_phone: str
    service: str
    plan: str
    zone: ZoneInfo
    today: date
    deadlines: Data
    is_decided: bool = True


def _moment(text: str, zone: ZoneInfo) -> str:
    local = datetime.fromisoformat(text).astimezone(zone)
    clock = f"{hour_words(local)} {local:%Z}"
    return f"{local:%B} {local.day}, {local.year}, {clock}"


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _given(value: object) -> str:
    text = str(value or "").strip()
    return "" if text == NOT_GIVEN else text


def chart_note(call: StandingCall, *, state: DispositionState, about: AboutCase) -> str:
    """The note for the chart, complete: what was not given is said to be so."""
    body, zone = call.body, about.zone
    reviewer, closing = body.get("reviewer") or {}, body.get("closing") or {}
    who = ", ".join(filter(None, (_given(reviewer.get(key)) for key in ("name", "credentials", "specialty"))))
    lines = [
        "PEER-TO-PEER CALL",
        f"When: {_moment(body['started_at'], zone)}, {body['minutes']} minute{'' if body['minutes'] == 1 else 's'}",
        f"Service: {about.service or 'not stated'}",
        f"Plan: {about.plan or 'not stated'}",
        f"For the practice: {body['spoke']}",
        f"Reviewer: {who or 'not given'}",
        f"Criteria applied: {_joined(reviewer, 'criteria_set', 'criteria_version')}",
        f"Records the reviewer had: {_given(reviewer.get('records_held')) or 'not given'}",
        *_listed("Their reasons", body.get("their_reasons") or ()),
        *_listed("Points", (f"{one['about']}: {_MARKS.get(one['mark'], one['mark'])}" for one in _points(body))),
        *_listed("New facts given", (_fact(one) for one in body.get("new_to_them") or ())),
        *_listed("Our objections", body.get("objections") or ()),
        f"Disposition as said on the telephone: {_words(body.get('reported_disposition')) or 'not given'} (not a decision)",
        f"Confirmed in writing: {_confirmed(state)}",
        *(
            f"{label}: {_given(closing.get(key)) or 'not given'}"
            for key, label in (
                ("reference", "Reference"),
                ("authorization_number", "Authorization number"),
                ("approved_for", "Approved for"),
                ("rationale", "Their reason at the end"),
                ("next_step", "Next step"),
                ("confirmation", "Written confirmation"),
            )
            if key in closing or key in ("reference", "next_step")
        ),
        *_listed("Promised", (_promise(one) for one in body.get("commitments") or ())),
        *_listed("Notes", (str(one["text"]) for one in body.get("notes") or ())),
        f"Recorded by {call.entry.by}, {_moment(call.entry.at.isoformat(), zone)}; entry {call.entry.number} of the record",
        *(
            f"Corrected by {one.by}, {_moment(one.at.isoformat(), zone)}: {one.body.get('reason', '')}"
            for one in call.corrections
        ),
    ]
    return "\n".join(line if line.startswith(_NUMBERS) else days_in_words(line) for line in lines) + "\n"


def _points(body: Data) -> Sequence[Data]:
    return [one for one in body.get("points") or () if one["mark"] != "not_discussed"]


def _joined(group: Data, *keys: str) -> str:
    return " ".join(filter(None, (_given(group.get(key)) for key in keys))) or "not given"


def _listed(label: str, items: Iterable[str]) -> list[str]:
    found = [item for item in items if item]
    return [f"{label}:", *(f"  - {item}" for item in found)] if found else []


def _fact(one: object) -> str:
    return str(one.get("text") or "") if isinstance(one, Mapping) else str(one)


def _promise(one: Data) -> str:
    due = _given(one.get("due") or one.get("due_text"))
    return f"{'the plan' if one.get('who') == 'plan' else 'we'}: {one.get('what')}{f', {due}' if due else ''}"


def _words(disposition: object) -> str:
    return str(disposition or "").replace("_", " ")


def _confirmed(state: DispositionState) -> str:
    if state.confirmed is None or state.written_in is None:
        return "not yet"
    received = str(state.written_in.body.get("received_on") or "on a day not recorded")
    return f"{_words(state.confirmed)}, received {received}"


_HAPPENED: Mapping[str, tuple[str, ...]] = {
    Disposition.OVERTURNED: (
        "On the call, the plan's doctor said that the care can go ahead.",
        "This is not final yet. We are waiting for it in writing.",
        "Please do not count on it until we tell you that the letter is here.",
    ),
    Disposition.PARTIALLY_OVERTURNED: (
        "On the call, the plan's doctor said yes to a part of the care, and no to the rest.",
        "This is not final yet. We are waiting for it in writing.",
    ),
    Disposition.UPHELD: (
        "On the call, the plan's doctor said that the plan still says no.",
        "This does not have to be the end. You can ask the plan to look at it again.",
    ),
    Disposition.DEFERRED: (
        "On the call, the plan's doctor did not say yes or no yet.",
        "The plan wants to see more of your records first. We will send them.",
    ),
    Disposition.ALTERNATIVE_OFFERED: (
        "On the call, the plan's doctor asked if other care could help you.",
        "Nothing is settled. Your doctor will talk with you about it.",
    ),
    Disposition.WITHDRAWN: (
        "We took the request back for now.",
        "Your doctor will tell you why.",
    ),
    Disposition.NO_DECISION: (
        "On the call, the plan's doctor did not say yes or no.",
        "We will keep asking the plan.",
    ),
}
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    Disposition.OVERTURNED: ("Then the plan said yes in writing.", "The care can go ahead."),
    Disposition.PARTIALLY_OVERTURNED: ("Then the plan said yes in writing to a part of the care.",),
    Disposition.UPHELD: (
        "Then the plan said no in writing.",
        "This does not have to be the end. You can ask the plan to look at it again.",
    ),
}


def patient_copy(call: StandingCall, *, state: DispositionState, about: AboutCase) -> ReadableText:
    """What happened, what comes next, whom to call: short sentences, no terms of the trade."""
    reported = str(call.body.get("reported_disposition") or "")
    told = datetime.fromisoformat(call.body["started_at"]).astimezone(about.zone).date()
    plan = about.plan or "your health plan"
    happened = [
        f"Your health plan is {plan}." if about.plan else "This is about your health plan.",
        "It did not agree to pay for care that your doctor asked for."
        if about.is_decided
        else "It has not yet said if it will pay for care that your doctor asked for.",
        f"On {_day(told)}, {call.body['spoke']} spoke on the phone with a doctor of the plan.",
        *(_HAPPENED.get(reported, ("The call ended with no clear answer. We will keep asking.",))),
    ]
    if state.confirmed:
        happened = [line for line in happened if not line.startswith(("This is not final", "Please do not count"))]
        happened += _WRITTEN.get(state.confirmed, ("Then the plan wrote to us.",))
        if state.is_contrary:
            happened.append("This is less than they told us on the phone. We are asking them why.")
    if not _DOCTOR.search(_given((call.body.get("reviewer") or {}).get("credentials"))):
        happened = [line.replace("a doctor of the plan", "a reviewer of the plan") for line in happened]
        happened = [line.replace("the plan's doctor", "the plan's reviewer") for line in happened]
    outcome = state.confirmed or reported
    parts = [
        "About your care",
        "",
        f"The care: {about.service}" if about.service else "The care your doctor asked for",
        "",
        "What happened",
        *happened,
        "",
        "What comes next",
        *_next(outcome, confirmed=state.confirmed is not None),
        *_rights(outcome, about, today=max(about.today, told)),
        "",
        "Who to call",
        *_call(about),
        "",
        "Do not stop or change your care because of this note. Talk with us first.",
    ]
    text = "\n".join(parts) + "\n"
    # names of the care and of the plan are as they are: the grade is that of our own words
    own = [line for line in parts if not line.startswith(("The care:", "Your health plan is"))]
    return ReadableText(text, reading_grade("\n".join(own)))


def _next(outcome: str, *, confirmed: bool) -> tuple[str, ...]:
    if outcome == Disposition.OVERTURNED:
        first = "We will set a date with you." if confirmed else "We will ask for the letter and let you know."
        return (first, "We will also check that the plan pays.")
    if outcome == Disposition.PARTIALLY_OVERTURNED:
        return ("We will set a date with you for the part that is fine.", "We will talk with you about the rest.")
    if outcome == Disposition.UPHELD:
        return ("We will ask for the reason in writing.", "We can help you ask the plan to look again.")
    if outcome == Disposition.WITHDRAWN:
        return ("Your doctor will talk with you about what is next.",)
    if outcome == Disposition.DEFERRED:
        return ("We will send your records and ask for an answer.", "We will let you know what the plan says.")
    return ("We will stay in touch with the plan.", "We will let you know what it says.")


def _rights(outcome: str, about: AboutCase, *, today: date) -> list[str]:
    if outcome in (Disposition.OVERTURNED, Disposition.WITHDRAWN):
        return []
    clock = next(
        (
            one
            for name in _APPEALS
            for one in about.deadlines.get("deadlines") or ()
            if one.get("id") == name
            and one.get("drives")
            and one.get("status") == "running"
            and last_day_on_paper(one) >= today
        ),
        None,
    )
    if clock is None:
        return ["You may have the right to ask the plan to look again. Ask the plan: how do I do it, and by what date?"]
    if clock.get("rule") != "letter" and not (clock.get("printable") and clock.get("rule_status") == "verified"):
        return ["You may have the right to ask the plan to look again. Ask the plan: how do I do it, and by what date?"]
    last = _day(last_day_on_paper(clock))
    source = "We counted from the plan's letter." if clock["rule"] == "letter" else f"The rule: {clock['citation']}."
    return [f"If you want the plan to look again, ask by {last} to be safe. {source}", "Ask the plan how to do it."]


def last_day_on_paper(clock: Data) -> date:
    """Last day of a published clock for papers that leave the house: the earliest reading of what the notice or the law
    says now. An older text of the law drives reminders only: nobody outside counts by it."""
    return date.fromisoformat(str(clock.get("due") or clock.get("due_at_local") or clock["drives"])[:10])


def _call(about: AboutCase) -> tuple[str, ...]:
    phone = f" at {about.practice_phone}" if about.practice_phone else ""
    return (f"Call us{phone}. We are {about.practice}.", "You can also call the plan. The number is on your card.")

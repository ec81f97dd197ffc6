"""What a row of the queue says: windows by the office's clock and by the reviewer's, tries, what ends when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from peercall.application.review.queue import QueueCall, QueueFile, QueueGroup
from peercall.application.site.time_left import TimeLeft, clock_words, day_words, time_left
from peercall.domain.attempts import AttemptResult
from peercall.domain.review_log import CallbackTaken
from peercall.domain.reviews import CallDemand, ContactAttempt, ReviewProgram
from peercall.engine.attempts.standing import Standing
from peercall.engine.attempts.windows import CallWindow, WindowBasis
from peercall.engine.office_words import hour_words
from peercall.engine.review_names import PROGRAMS

PROGRAM_WORDS = {**PROGRAMS, ReviewProgram.OTHER: "Other program"}
DEMAND_WORDS = {
    CallDemand.REQUIRED: "Call required",
    CallDemand.REQUESTED: "Call requested",
    CallDemand.OPTIONAL: "Call optional",
    CallDemand.NONE: "No call asked for",
}
STANDING_WORDS = {
    Standing.NOT_ASKED: "No call is asked for",
    Standing.HELD: "Conversation held",
    Standing.TRIES_DONE: "All tries made",
    Standing.ZONE_UNKNOWN: "Office's time zone not known",
    Standing.OVERDUE: "Decision overdue",
    Standing.NOT_POSSIBLE: "Tries no longer fit",
    Standing.DUE: "Call due",
}
RESULT_WORDS = {
    AttemptResult.REACHED: "spoken to",
    AttemptResult.VOICEMAIL: "voicemail left",
    AttemptResult.MESSAGE_WITH_PERSON: "message left",
    AttemptResult.NO_ANSWER: "no answer",
    AttemptResult.WRONG_NUMBER: "wrong number",
    AttemptResult.REFUSED: "declined",
    AttemptResult.RESCHEDULED: "set for another time",
    AttemptResult.CALLBACK_PROMISED: "will call back",
}


#: a try that must begin so shortly before the decision is due is told by the decision alone
_SAME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class BothClocks:
    """A time by the office's clock, and by the reader's; mine is empty where both show the same."""

    office: str
    mine: str


@dataclass(frozen=True, slots=True)
class CallbackShown:
    """A waiting call-back. ago: since when. file: id of the first file it is about."""

    id: str
    caller: str
    number: str
    message: str
    best_time: str
    taken_by: str
    taken: BothClocks
    ago: str


@dataclass(frozen=True, slots=True)
class CallShown:
    """A row of the queue in words. there: what the office's clock shows now. window: what is open, or opens next.

    files: each with its standing in words. tries: "1 of 3 made". last_try: how the last one ended. begin_by: until when the next try must be placed; call_by: the same as a time, empty
    where it is the decision itself but for minutes. due: the first decision. settle: what stands in the way, in words.
    """

    call: QueueCall
    files: tuple[tuple[QueueFile, str], ...]
    there: str
    window: BothClocks | None
    basis: str
    tries: str
    tries_left: str
    last_try: str
    begin_by: TimeLeft | None
    call_by: str
    due: TimeLeft | None
    settle: str
    what_to_do: str
    demand: str
    callbacks: tuple[CallbackShown, ...]


def call_shown(call: QueueCall, *, now: datetime, time_zone: str) -> CallShown:
    """The row. now: aware. time_zone: the reader's."""
    zone = call.first.view.file.zone
    return CallShown(
        call=call,
        files=tuple((one, STANDING_WORDS[one.standing.call.standing]) for one in call.files),
        there=clock_words(now.astimezone(ZoneInfo(zone))) if zone else "",
        window=_window(call, now=now, time_zone=time_zone),
        basis=_basis(call.next_window),
        tries=tries_words(call.made, call.asked),
        tries_left=_left(call),
        last_try=_last_try(call, near=now),
        begin_by=_left_of(call.begin_by, now=now, time_zone=time_zone),
        call_by=_call_by(call, now=now, time_zone=time_zone),
        due=_left_of(call.due_at, now=now, time_zone=time_zone),
        settle=STANDING_WORDS[way] if (way := _in_the_way(call)) else "",
        what_to_do=_TO_DO[way] if way else "",
        demand="" if call.first.view.file.call is CallDemand.REQUIRED else DEMAND_WORDS[call.first.view.file.call],
        callbacks=tuple(
            callback_shown(one.taken.entry.id, one.taken.body, by=one.taken.entry.by, now=now, time_zone=time_zone)
            for one in call.callbacks
        ),
    )


def tries_words(made: int, asked: int | None) -> str:
    """How many tries were made of those a rule asks for."""
    if asked is None:
        return f"{made} made" if made else "none yet"
    return f"{made} of {asked} made"


def both_clocks(moment: datetime, *, office: str, time_zone: str, near: datetime) -> BothClocks:
    """A moment by both clocks, with its day where that is not the day of `near`."""
    there, here = moment.astimezone(ZoneInfo(office)), moment.astimezone(ZoneInfo(time_zone))
    words = _at(there, near=near.astimezone(there.tzinfo).date())
    same = there.utcoffset() == here.utcoffset()
    # the day is told once where both calendars show the same one
    day = here.date() if here.date() == there.date() else near.astimezone(here.tzinfo).date()
    return BothClocks(words, "" if same else _at(here, near=day))


def window_words(window: CallWindow, *, time_zone: str, now: datetime) -> BothClocks:
    """A window by the office's clock and by the reader's."""
    here = ZoneInfo(time_zone)
    start, end = window.start_at.astimezone(here), window.end_at.astimezone(here)
    office = _stretch(window.start_at, window.end_at, near=now.astimezone(window.start_at.tzinfo).date())
    same = window.start_at.utcoffset() == start.utcoffset()
    shown = window.start_at.date() == start.date()
    return BothClocks(office, "" if same else _stretch(start, end, near=None if shown else now.astimezone(here).date()))


def callback_shown(id: str, body: CallbackTaken, *, by: str = "", now: datetime, time_zone: str) -> CallbackShown:
    """A call-back of an office, as it waits. by: who wrote it down, where the entry does not say who took it."""
    minutes = max(0, int((now - body.at).total_seconds() // 60))
    ago = "just now" if minutes < 1 else f"{minutes} min ago" if minutes < 60 else f"{minutes // 60} h ago"
    return CallbackShown(
        id=id,
        caller=body.caller,
        number=body.number,
        message=body.message,
        best_time=body.best_time,
        taken_by=body.taken_by or by,
        taken=both_clocks(body.at, office=body.zone or time_zone, time_zone=time_zone, near=now),
        ago=ago if minutes < 24 * 60 else "",
    )


def attempt_line(attempt: ContactAttempt, *, near: datetime) -> str:
    """A try in a few words: "voicemail left, Mon Nov 30, 2:20 pm MST"."""
    here = attempt.at.astimezone(ZoneInfo(attempt.zone))
    who = f" with {attempt.person}" if attempt.person and attempt.result is AttemptResult.MESSAGE_WITH_PERSON else ""
    return f"{RESULT_WORDS[attempt.result]}{who}, {_at(here, near=near.astimezone(here.tzinfo).date())}"


def _window(call: QueueCall, *, now: datetime, time_zone: str) -> BothClocks | None:
    if call.next_window is None:
        return None
    if call.group is QueueGroup.CALL_NOW and call.open_until is not None:
        office, here = call.open_until, call.open_until.astimezone(ZoneInfo(time_zone))
        same = office.utcoffset() == here.utcoffset()
        return BothClocks(f"until {clock_words(office)}", "" if same else f"until {clock_words(here)}")
    return window_words(call.next_window, time_zone=time_zone, now=now)


def _basis(window: CallWindow | None) -> str:
    if window is None:
        return ""
    return "hours stated for this office" if window.basis is WindowBasis.STATED else "usual business hours"


def _left(call: QueueCall) -> str:
    left = max((one.standing.call.left or 0 for one in call.files if one.is_due), default=0)
    return "" if left == 0 else "1 still due" if left == 1 else f"{left} still due"


def _last_try(call: QueueCall, *, near: datetime) -> str:
    made = [one for file in call.files for one in file.view.log.contact_attempts]
    return attempt_line(max(made, key=lambda one: one.at), near=near) if made else ""


def _left_of(at: datetime | None, *, now: datetime, time_zone: str) -> TimeLeft | None:
    return None if at is None else time_left(at, now=now, time_zone=time_zone, is_day=False)


def _call_by(call: QueueCall, *, now: datetime, time_zone: str) -> str:
    if call.begin_by is None or (call.due_at is not None and call.due_at - call.begin_by <= _SAME):
        return ""
    here = call.begin_by.astimezone(ZoneInfo(time_zone))
    return _at(here, near=now.astimezone(here.tzinfo).date())


def _in_the_way(call: QueueCall) -> Standing | None:
    """What a person must settle; of a call that can be placed now, only that not all tries fit."""
    found = {one.standing.call.standing for one in call.files}
    if call.group is QueueGroup.SETTLE:
        return next(one for one in _TO_DO if one in found)
    return Standing.NOT_POSSIBLE if Standing.NOT_POSSIBLE in found and call.group is QueueGroup.CALL_NOW else None


_TO_DO = {
    Standing.OVERDUE: "Tell the client, and finish the report.",
    Standing.NOT_POSSIBLE: "Ask the client for more time; place the tries that still fit.",
    Standing.ZONE_UNKNOWN: "Choose it on the file's page.",
}


def _at(moment: datetime, *, near: date) -> str:
    return (
        clock_words(moment)
        if moment.date() == near
        else f"{day_words(moment.date(), near=near)}, {clock_words(moment)}"
    )


def _stretch(start: datetime, end: datetime, *, near: date | None) -> str:
    """Tue Dec 1, 9:00 am to 5:00 pm CST. near: the day that is called today; None: the day is told already."""
    from_words = hour_words(start)
    if near is None:
        return f"{from_words} to {clock_words(end)}"
    day = "today" if start.date() == near else day_words(start.date(), near=near)
    return f"{day}, {from_words} to {clock_words(end)}"

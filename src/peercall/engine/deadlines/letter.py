"""Clocks that the letter itself states: the peer-to-peer window, the appeal, and whatever else it gives a date for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from peercall.domain.clock_rules import LetterWindowKind
from peercall.domain.clocks import Deadline, Reading
from peercall.domain.determinations import Moment, StatedWindow
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, TimeUnit
from peercall.engine.deadlines.building import (
    LETTER,
    OF_THE_NOTICE,
    CaseFacts,
    Parts,
    bare,
    build,
    from_readings,
)
from peercall.engine.deadlines.counting import (
    ANCHOR_WORDS,
    FIXED,
    Length,
    day_of,
    earliest,
    moment_words,
    reading_end,
    readings,
)
from peercall.engine.letters.windows import find_windows
from peercall.engine.phrasing import pattern_of

P2P = "peer-to-peer"
_EVENT = "event"
_LATER = "later"
_EVENT_WORDS = {Anchor.DISCHARGE: "discharge"}


def peer_to_peer_clock(facts: CaseFacts) -> Deadline:
    """The window in which the call can be asked for or held, by the letter's own words; never one that it does not state."""
    determination = facts.determination
    window = determination.p2p_window
    parts = Parts(
        P2P, "peer-to-peer call (letter)", LETTER, ClockTarget.REQUEST, source=window.source if window else None
    )
    if determination.p2p_offered is False:
        return bare(parts, ClockStatus.DOES_NOT_APPLY, why="the letter says that no call is available")
    if window is None:
        why = (
            "the letter offers a call but states no window" if determination.p2p_offered else "the letter names no call"
        )
        return bare(parts, ClockStatus.NOT_STATED, why=why, unknown=("until when the call can be asked for",))
    parts = replace(
        parts, target=window.applies_to, label=_call_label(window.applies_to), done=_done_for(window.applies_to)
    )
    if determination.p2p_hours:
        parts = replace(parts, warnings=(f"the desk answers {determination.p2p_hours}",))
    return window_clock(window, parts, facts, both=True)


def _call_label(target: ClockTarget) -> str:
    if target is ClockTarget.DISCUSSION:
        return "hold the peer-to-peer call (letter)"
    return "ask for the peer-to-peer call (letter)"


def _done_for(target: ClockTarget) -> Anchor:
    return Anchor.P2P_REQUESTED if target is ClockTarget.REQUEST else Anchor.P2P_COMPLETED


def appeal_clock(facts: CaseFacts) -> Deadline | None:
    """The first appeal by the letter's words, under the name it has in this line of business; None when not stated."""
    window = facts.determination.appeal_window
    if window is None:
        return None
    line = facts.determination.plan.line_of_business
    names = facts.tables.appeal_names
    name, label = names.get(line or "any") or names.get("any") or ("internal-appeal", "internal appeal")
    parts = Parts(name, label, LETTER, ClockTarget.FILING, done=Anchor.APPEAL_FILED, source=window.source)
    # The day of the notice or its receipt is day 0: the usual count of appeal periods.
    return window_clock(window, parts, facts, both=window.unit is TimeUnit.BUSINESS_DAYS)


def window_clock(window: StatedWindow, parts: Parts, facts: CaseFacts, *, both: bool) -> Deadline:
    """A window as worded: a length from an event, a fixed moment, an event that ends it, or two of them."""
    parts = replace(parts, or_event=window.or_event)
    counted = window.value is not None and window.unit is not None
    if window.until is not None and not (counted and window.counted_from is not None):
        return _until(window, parts, facts)
    if window.value is None or window.unit is None:
        if window.or_event is not None:
            return _until_event(window.or_event, parts, facts)
        unknown = ("how long the window is",)
        return bare(
            parts, ClockStatus.UNKNOWN, why=f'the letter says "{window.text}", which cannot be counted', unknown=unknown
        )
    length = Length(window.value, window.unit, both and window.unit is not TimeUnit.MONTHS)
    parts = replace(parts, length=length, anchor=window.counted_from)
    if window.counted_from is None:
        return _unstated_anchor(window, parts, facts)
    if window.counted_from in (Anchor.DISCHARGE,) and facts.moments.get(Anchor.DISCHARGE) is None:
        return bare(parts, ClockStatus.NOT_STARTED, why="starts with the discharge")
    moment = facts.anchor_moment(window.counted_from)
    if moment is None:
        return _until(window, parts, facts) if window.until is not None else _missing_anchor(parts, facts)
    if window.until is not None:
        parts = replace(parts, more=(_fixed(window.until, "the letter's own date"),))
    if window.or_event is None:
        return build(parts, facts)
    found = readings(length, window.counted_from, moment, calendar=facts.calendar)
    if window.which == _LATER:
        return _later_of(window.or_event, parts, facts, found, moment)
    return _earlier_of(window.or_event, parts, facts, found, moment)


def _until(window: StatedWindow, parts: Parts, facts: CaseFacts) -> Deadline:
    """A fixed day or moment, or an event if that comes first."""
    assert window.until is not None
    fixed = _fixed(window.until, f"until {moment_words(window.until)}")
    if window.or_event is None:
        return from_readings(parts, facts, (fixed,), moment=None)
    return _earlier_of(window.or_event, parts, facts, (fixed,), None)


def _fixed(end: Moment, text: str) -> Reading:
    at = end if isinstance(end, datetime) else None
    return Reading(FIXED, text, None if at else day_of(end), at)


def _event_moment(event: Anchor, facts: CaseFacts) -> tuple[Moment | None, bool]:
    """When the event happened, or is expected; True when it has not happened yet."""
    known = facts.moments.get(event)
    if known is not None:
        return known, False
    if event is Anchor.DISCHARGE:
        return facts.moments.get(Anchor.DISCHARGE_EXPECTED), True
    return None, True


def _earlier_of(
    event: Anchor, parts: Parts, facts: CaseFacts, found: tuple[Reading, ...], moment: Moment | None
) -> Deadline:
    """The window ends with the event if that comes before the counted end."""
    word = _EVENT_WORDS.get(event, ANCHOR_WORDS[event])
    happens, expected = _event_moment(event, facts)
    if happens is None:
        fact = f"when the {word} is, which ends the window if it comes first"
        return from_readings(replace(parts, unknown=(*parts.unknown, fact)), facts, found, moment=moment)
    counted = earliest(found)
    assert counted is not None
    ends = f"the {word}, expected" if expected else f"the {word}"
    if _comes_first(happens, reading_end(counted)):
        at = happens if isinstance(happens, datetime) else None
        first = Reading(_EVENT, f"{ends} {moment_words(happens)}, comes first", None if at else day_of(happens), at)
        return from_readings(parts, facts, (first, *found) if expected else (first,), moment=moment)
    note = f"ends earlier if the {word} comes first; {ends} {moment_words(happens)}"
    return from_readings(replace(parts, warnings=(*parts.warnings, note)), facts, found, moment=moment)


def _comes_first(event: Moment, end: Moment) -> bool:
    if isinstance(event, datetime) and isinstance(end, datetime):
        return event.timestamp() < end.timestamp()
    return day_of(event) < day_of(end) or (not isinstance(event, datetime) and day_of(event) == day_of(end))


def _later_of(event: Anchor, parts: Parts, facts: CaseFacts, found: tuple[Reading, ...], moment: Moment) -> Deadline:
    """The same length also runs from the event, and the later end counts; the earlier one drives."""
    assert parts.length is not None
    word = ANCHOR_WORDS[event]
    happens = facts.moments.get(event)
    if happens is None:
        fact = f"when the {word} is: the window ends later if it is counted from there"
        return from_readings(replace(parts, unknown=(*parts.unknown, fact)), facts, found, moment=moment)
    more = tuple(
        replace(reading, key=f"{reading.key}_{event.value}")
        for reading in readings(parts.length, event, happens, calendar=facts.calendar)
    )
    return from_readings(parts, facts, (*found, *more), moment=moment)


def _until_event(event: Anchor, parts: Parts, facts: CaseFacts) -> Deadline:
    """A window that only an event ends ("before discharge")."""
    word = _EVENT_WORDS.get(event, ANCHOR_WORDS[event])
    happens, expected = _event_moment(event, facts)
    if happens is None:
        return bare(parts, ClockStatus.RUNNING, why=f"runs until the {word}", unknown=(f"when the {word} is",))
    at = happens if isinstance(happens, datetime) else None
    text = f"until the {word}" + (", as expected" if expected else "")
    found = (Reading(_EVENT, text, None if at else day_of(happens), at),)
    return from_readings(parts, facts, found, moment=None)


def _known_events(facts: CaseFacts) -> list[tuple[date, Anchor]]:
    """Days from which a window without an anchor may run, earliest first."""
    return sorted((day_of(facts.moments[anchor]), anchor) for anchor in OF_THE_NOTICE if anchor in facts.moments)


def _unstated_anchor(window: StatedWindow, parts: Parts, facts: CaseFacts) -> Deadline:
    """The letter gives a length and no event: what would settle it, and the strictest day to plan for."""
    unknown = (f"from which day the window runs ({window.text})",)
    if facts.before_notice:
        return bare(parts, ClockStatus.UNKNOWN, why="the letter does not say from when it counts", unknown=unknown)
    return bare(
        replace(parts, warnings=(*parts.warnings, *_strictest(parts, facts, _known_events(facts)))),
        ClockStatus.UNKNOWN,
        why="the letter does not say from when it counts",
        unknown=unknown,
    )


def _missing_anchor(parts: Parts, facts: CaseFacts) -> Deadline:
    """The letter names the event, and its day is not known."""
    assert parts.anchor is not None
    word = ANCHOR_WORDS[parts.anchor]
    if facts.before_notice and parts.anchor in OF_THE_NOTICE:
        return bare(parts, ClockStatus.NOT_STARTED, why="starts with a notice; there is none yet")
    if parts.anchor not in OF_THE_NOTICE and parts.anchor not in (Anchor.SERVICE, Anchor.ADMISSION):
        return build(parts, facts)
    events = [(day, anchor) for day, anchor in _known_events(facts) if _cannot_be_later(anchor, parts.anchor)]
    return bare(
        replace(parts, warnings=(*parts.warnings, *_strictest(parts, facts, events))),
        ClockStatus.UNKNOWN,
        why=f"it counts from the {word}, whose day is not known",
        unknown=(f"the date of the {word}",),
    )


def _cannot_be_later(known: Anchor, wanted: Anchor) -> bool:
    """True when the known event cannot come after the wanted one: decided, then dated, then mailed, then received."""
    order = (Anchor.DETERMINATION_DATE, Anchor.NOTIFICATION_DATE, Anchor.MAILED_ON, Anchor.RECEIPT_DATE)
    return known in order and wanted in order and order.index(known) < order.index(wanted)


def _strictest(parts: Parts, facts: CaseFacts, events: list[tuple[date, Anchor]]) -> tuple[str, ...]:
    if not events or parts.length is None:
        return ()
    day, anchor = events[0]
    found = readings(parts.length, anchor, day, calendar=facts.calendar)
    first = earliest(found)
    assert first is not None
    word = ANCHOR_WORDS[anchor]
    end = moment_words(reading_end(first))
    return (
        f"counted from the {word} of {day.isoformat()}, the earliest it can be, it ends on {end}: plan for that day",
    )


def other_clocks(facts: CaseFacts) -> tuple[Deadline, ...]:
    """Further windows of the letter that its words place: external review, fair hearing, retrospective authorization.

    A window that no wording places is left to the reader: it makes no clock.
    """
    out = []
    for window in facts.determination.other_windows:
        about = f"{window.about or ''} {window.text}"
        kind = _kind_of(about, facts)
        if kind is None:
            continue
        known = _worded(window, about)
        if known is None:
            continue
        anchor = known.counted_from
        if kind.anchor is not None and anchor in (
            None,
            Anchor.RECEIPT_DATE,
            Anchor.DETERMINATION_DATE,
            Anchor.REQUEST_RECEIVED,
        ):
            anchor = kind.anchor  # "after receipt of the denial of reconsideration": not of this letter
        why = (
            "the letter does not say from when it counts"
            if known.counted_from is None and known.until is None
            else None
        )
        parts = Parts(
            kind.id, f"{kind.label} (letter)", LETTER, kind.target, who=kind.who, why=why, source=window.source
        )
        out.append(window_clock(replace(known, counted_from=anchor), parts, facts, both=False))
    return tuple(out)


def _kind_of(text: str, facts: CaseFacts) -> LetterWindowKind | None:
    for kind in facts.tables.windows:
        pattern = pattern_of(kind.terms)
        if pattern is not None and pattern.search(text):
            return kind
    return None


def _worded(window: StatedWindow, about: str) -> StatedWindow | None:
    """The window with its length or end, read from its words when they were not confirmed one by one."""
    if window.value is not None or window.until is not None or window.or_event is not None:
        return window
    for text in (window.text, about):
        for found in find_windows(text, 0, len(text)):
            until = _moment(found.until) if found.until else None
            if found.value is None and until is None:
                continue
            return replace(
                window,
                value=found.value if found.unit else None,
                unit=TimeUnit(found.unit) if found.unit in set(TimeUnit) else None,
                counted_from=Anchor(found.counted_from) if found.counted_from in set(Anchor) else None,
                until=until,
            )
    return None


def _moment(text: str) -> Moment | None:
    try:
        if "T" in text:
            at = datetime.fromisoformat(text)
            return at if at.tzinfo is not None else at.date()
        return date.fromisoformat(text)
    except ValueError:
        return None

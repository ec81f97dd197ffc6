"""The transition table of a case: which event is possible in which stage, and where it leads.

One table for every door (command line, web, jobs). Source of the stages: the practice's side of WORKFLOW, states and
hand-offs; forfeiture and other routes are stages of their own because clocks go on in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from peercall.domain.errors import StepNotPossible
from peercall.domain.workflow import CaseEvent, Stage

_ANY_OPEN = (Stage.RECEIVED, Stage.CONFIRMED, Stage.REQUESTED, Stage.SCHEDULED, Stage.FOLLOW_UP, Stage.OTHER_ROUTE)
_BEFORE_CALL = (Stage.CONFIRMED, Stage.REQUESTED, Stage.SCHEDULED, Stage.OTHER_ROUTE)


def _table() -> Mapping[tuple[Stage, CaseEvent], Stage]:
    rows: dict[tuple[Stage, CaseEvent], Stage] = {
        (Stage.RECEIVED, CaseEvent.DETERMINATION_CONFIRMED): Stage.CONFIRMED,
        (Stage.CONFIRMED, CaseEvent.CALL_REQUESTED): Stage.REQUESTED,
        (Stage.OTHER_ROUTE, CaseEvent.CALL_RECONSIDERED): Stage.CONFIRMED,
        (Stage.REQUESTED, CaseEvent.REQUEST_REJECTED): Stage.OTHER_ROUTE,
        (Stage.SCHEDULED, CaseEvent.SLOT_LOST): Stage.REQUESTED,
        (Stage.IN_CALL, CaseEvent.CALL_ABANDONED): Stage.REQUESTED,
        (Stage.IN_CALL, CaseEvent.DISPOSITION_RECORDED): Stage.FOLLOW_UP,
        # A payer may ring without a slot, and a second call may follow a first.
        (Stage.FOLLOW_UP, CaseEvent.CALL_REQUESTED): Stage.REQUESTED,
        (Stage.CLOSED, CaseEvent.REOPENED): Stage.FOLLOW_UP,
    }
    # A correction of the confirmed determination changes clocks, not the stage.
    for stage in _ANY_OPEN[1:]:
        rows[stage, CaseEvent.DETERMINATION_CONFIRMED] = stage
    for stage in (Stage.CONFIRMED, Stage.REQUESTED, Stage.SCHEDULED, Stage.FOLLOW_UP):
        rows[stage, CaseEvent.SLOT_AGREED] = Stage.SCHEDULED
        rows[stage, CaseEvent.CALL_STARTED] = Stage.IN_CALL
    for stage in _BEFORE_CALL[:3]:
        rows[stage, CaseEvent.CALL_FORFEITED] = Stage.FOLLOW_UP
        rows[stage, CaseEvent.ROUTED_OTHER] = Stage.OTHER_ROUTE
    rows[Stage.FOLLOW_UP, CaseEvent.ROUTED_OTHER] = Stage.OTHER_ROUTE
    for stage in _ANY_OPEN:
        rows[stage, CaseEvent.CLOSED] = Stage.CLOSED
    return MappingProxyType(rows)


TRANSITIONS: Mapping[tuple[Stage, CaseEvent], Stage] = _table()


def possible_events(stage: Stage) -> tuple[CaseEvent, ...]:
    """Events a person may record in this stage, in the order of CaseEvent."""
    return tuple(event for event in CaseEvent if (stage, event) in TRANSITIONS)


def next_stage(stage: Stage, event: CaseEvent) -> Stage:
    """The stage after the event. Raises StepNotPossible, naming what is possible instead."""
    try:
        return TRANSITIONS[stage, event]
    except KeyError:
        allowed = ", ".join(event.value.replace("_", " ") for event in possible_events(stage)) or "nothing"
        raise StepNotPossible(
            f"`{event.value.replace('_', ' ')}` does not fit a case that is {stage.value.replace('_', ' ')}",
            remedy=f"Possible now: {allowed}.",
        ) from None

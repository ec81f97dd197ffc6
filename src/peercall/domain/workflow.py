"""Where a case stands on the practice's side, and the events that move it. The table is engine/workflow.py."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Stages of a case, in the order of the work."""

    RECEIVED = "received"
    """A document of the payer is here; nobody has confirmed what it says: no clock runs."""
    CONFIRMED = "confirmed"
    """A person has confirmed the determination; clocks run and the effect of a call is known."""
    REQUESTED = "requested"
    """The call was asked for; no slot yet."""
    SCHEDULED = "scheduled"
    """A slot is agreed."""
    IN_CALL = "in_call"
    """The call is being held."""
    FOLLOW_UP = "follow_up"
    """A disposition was reported or the call was forfeited; promises and next steps are open."""
    OTHER_ROUTE = "other_route"
    """The case goes on without a call: appeal, corrected claim, exception request ..."""
    CLOSED = "closed"
    """Nothing is left to do."""


class CaseEvent(StrEnum):
    """What happens to a case. Each is recorded with who and when."""

    DETERMINATION_CONFIRMED = "determination_confirmed"
    CALL_REQUESTED = "call_requested"
    REQUEST_REJECTED = "request_rejected"
    SLOT_AGREED = "slot_agreed"
    SLOT_LOST = "slot_lost"
    CALL_STARTED = "call_started"
    CALL_ABANDONED = "call_abandoned"
    DISPOSITION_RECORDED = "disposition_recorded"
    CALL_FORFEITED = "call_forfeited"
    ROUTED_OTHER = "routed_other"
    CALL_RECONSIDERED = "call_reconsidered"
    CLOSED = "closed"
    REOPENED = "reopened"

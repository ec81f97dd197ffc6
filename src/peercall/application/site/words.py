"""The field's closed words as pages show them. What a call can do here is worded in engine/wording.py."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.calls import Disposition
from peercall.domain.terms import P2PEffect
from peercall.domain.workflow import Stage
from peercall.engine.wording import EFFECTS

#: tone, icon and word of a triage
TRIAGE_WORDS: Mapping[str, tuple[str, str, str]] = {
    "p2p": ("good", "phone", "Call"),
    "p2p_with_warning": ("warn", "warning", "Call, with a warning"),
    "other_route": ("info", "chevron", "Other route"),
}
EFFECT_WORDS: Mapping[str, str] = {effect.value: EFFECTS[effect] for effect in P2PEffect if effect in EFFECTS}
#: how a call can be said to have ended
DISPOSITION_WORDS: Mapping[Disposition, str] = {
    Disposition.OVERTURNED: "Overturned: approved",
    Disposition.PARTIALLY_OVERTURNED: "Partly overturned",
    Disposition.UPHELD: "Upheld",
    Disposition.DEFERRED: "Deferred: waits for something",
    Disposition.ALTERNATIVE_OFFERED: "Alternative offered",
    Disposition.WITHDRAWN: "Withdrawn by us",
    Disposition.NO_DECISION: "No decision on the call",
}
STAGE_WORDS: Mapping[Stage, str] = {
    Stage.RECEIVED: "Received",
    Stage.CONFIRMED: "Confirmed",
    Stage.REQUESTED: "Call asked for",
    Stage.SCHEDULED: "Call agreed",
    Stage.IN_CALL: "In the call",
    Stage.FOLLOW_UP: "Follow-up",
    Stage.OTHER_ROUTE: "Other route",
    Stage.CLOSED: "Closed",
}
NO_CLOCK_WORDS: Mapping[Stage, str] = {
    Stage.RECEIVED: "starts when the letter is confirmed",
    Stage.CLOSED: "closed",
}
_CLOCKS: Mapping[str, str] = {
    "peer-to-peer": "peer-to-peer call",
}


def clock_name(clock: str) -> str:
    """What a clock is for, in words."""
    return _CLOCKS.get(clock, clock.replace("_", " ").replace("-", " "))


#: background jobs by their name
JOB_WORDS: Mapping[str, str] = {
    "case": "Read and prepare a case",
    "figures": "Count the figures of the reports",
    "housekeeping": "Tidy up",
    "intake": "Read a file of the inbox",
    "packet": "Bind a packet",
    "task-due": "Remind of a task",
    "task-mail": "Mail what is due",
}

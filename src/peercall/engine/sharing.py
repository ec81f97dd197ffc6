"""What would cross between a practice and a review organization, field by field. What is not listed does not cross.

Nothing crosses yet: both sides stay apart, and this list is what a later join would be held to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peercall.domain.terms import Side


@dataclass(frozen=True, slots=True)
class SharedField:
    """A field that may cross. name: as in the exported data. sender: whose it is. why: what the other needs it for."""

    name: str
    sender: Side
    label: str
    why: str


SHARED: tuple[SharedField, ...] = (
    SharedField("reference", Side.REVIEWER, "Reference of the request", "both must mean the same request"),
    SharedField("reviewer_name", Side.REVIEWER, "Reviewer's name", "the office must know who calls"),
    SharedField("reviewer_credentials", Side.REVIEWER, "Reviewer's credentials", "the office may ask for a peer"),
    SharedField("reviewer_specialty", Side.REVIEWER, "Reviewer's specialty", "the office may ask for a peer"),
    SharedField("callback_number", Side.REVIEWER, "Number to call back", "to return the call"),
    SharedField("proposed_times", Side.REVIEWER, "Times proposed for the call", "to agree on a time"),
    SharedField("decision_due_at", Side.REVIEWER, "When the decision is due", "to know how long a call can wait"),
    SharedField("criteria_set", Side.REVIEWER, "Criteria and version used", "to answer the same text"),
    SharedField("records_held", Side.REVIEWER, "Titles of the records held", "to send what is missing"),
    SharedField("records_asked", Side.REVIEWER, "Records asked for, with due time", "to send them in time"),
    SharedField(
        "attempts", Side.REVIEWER, "Attempts: time, number, how it ended", "both logs must agree on a missed call"
    ),
    SharedField("reference", Side.PROVIDER, "Reference of the request", "both must mean the same request"),
    SharedField("speaker_name", Side.PROVIDER, "Who will speak", "to ask for that person"),
    SharedField("speaker_role", Side.PROVIDER, "Role of who will speak", "a rule may ask for a physician"),
    SharedField("direct_number", Side.PROVIDER, "Direct number", "a switchboard loses calls"),
    SharedField("availability", Side.PROVIDER, "Times with their zone", "to call when somebody is there"),
    SharedField("records_sent", Side.PROVIDER, "Titles of the records sent", "to look for what did not arrive"),
    SharedField(
        "attempts", Side.PROVIDER, "Attempts: time, number, how it ended", "both logs must agree on a missed call"
    ),
)


def crossing(data: Mapping[str, Any], *, sender: Side) -> dict[str, Any]:
    """Of a side's data only the fields listed for it."""
    allowed = {field.name for field in SHARED if field.sender is sender}
    return {name: value for name, value in data.items() if name in allowed}


def withheld(data: Mapping[str, Any], *, sender: Side) -> tuple[str, ...]:
    """Names of the fields that stay, in their order: for a page that shows what would not cross."""
    return tuple(name for name in data if name not in crossing(data, sender=sender))

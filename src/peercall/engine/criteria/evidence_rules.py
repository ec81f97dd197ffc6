"""Contradictions: shown always, and settled only by the pick, by time, or by an evidence rule of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peercall.domain.charts import ConditionFact
from peercall.domain.dates import DayRange
from peercall.domain.results import Evidence
from peercall.domain.terms import OpenReason
from peercall.engine.criteria.answers import Answer, merge_places, met, not_met, open_because


@dataclass(slots=True)
class Found:
    """What a search for a finding, condition or event gave. uncertain: could count were its date exact."""

    supports: list[Evidence]
    contradicts: list[Evidence]
    considered: list[Evidence]
    uncertain: list[Evidence]
    out_of_window: list[Evidence]

    @classmethod
    def empty(cls) -> Found:
        """Nothing yet."""
        return cls([], [], [], [], [])

    @property
    def loose(self) -> list[Evidence]:
        """Everything that was looked at and does not count."""
        return [*self.uncertain, *self.out_of_window, *self.considered]


def _explained(evidence: Sequence[Evidence], why: str) -> list[Evidence]:
    return [piece if piece.why else replace(piece, why=why) for piece in evidence]


def said_on(piece: Evidence) -> DayRange | None:
    """When the statement was made: a condition's recording day rather than its onset."""
    if isinstance(piece.fact, ConditionFact) and piece.fact.recorded is not None:
        return piece.fact.recorded
    return piece.on


def settle(found: Found) -> Answer | None:
    """The answer where something supports or contradicts; None when neither does.

    A support strictly later than every contradiction stands (the latest word counts), the contradiction is shown with
    the reason. In every other meeting of the two the answer is open as conflict.
    """
    supports, contradicts = merge_places(found.supports), merge_places(found.contradicts)
    loose = merge_places(found.loose)
    if supports and not contradicts:
        return met([*supports, *loose])
    if contradicts and not supports:
        if found.uncertain:
            return open_because(OpenReason.IMPRECISE_DATE, [*contradicts, *loose])
        return not_met([*contradicts, *loose])
    if not supports:
        return None
    latest = max((on.first for piece in supports if (on := said_on(piece))), default=None)
    denied = [on.last if (on := said_on(piece)) else None for piece in contradicts]
    if latest is not None and all(on is not None and on < latest for on in denied):
        why = "earlier than the statement that counts" + (
            "; the same sentence was carried forward" if any(piece.also_at for piece in contradicts) else ""
        )
        return met([*supports, *_explained(contradicts, why), *loose])
    return open_because(OpenReason.CONFLICT, [*supports, *contradicts, *loose])


def open_reason(found: Found) -> OpenReason:
    """Why nothing counted: a date that is not exact, a date outside the window, or silence."""
    if found.uncertain:
        return OpenReason.IMPRECISE_DATE
    return OpenReason.OUT_OF_WINDOW if found.out_of_window else OpenReason.NOT_DOCUMENTED

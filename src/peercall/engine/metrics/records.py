"""The figures of a case from its record: what calls were held, how they ended, and what came in writing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peercall.domain.calls import Disposition
from peercall.domain.lessons import Lesson
from peercall.domain.metrics import OTHER, RESULT_OF, SAME, CallResult, CaseFigures, CriterionFigure
from peercall.domain.records import RecordEntry
from peercall.engine.call_record import NOT_GIVEN
from peercall.engine.record_view import disposition_state, standing_calls


def with_record(base: CaseFigures, entries: Sequence[RecordEntry], *, zone: ZoneInfo, specialty: str) -> CaseFigures:
    """The figures with what the record says; corrections are laid over the calls they correct.

    zone: the practice's, in which a call has its day. specialty: of who spoke, as the case tells it; empty for unknown.
    """
    calls = standing_calls(entries)
    if not calls:
        return base
    bodies = [call.body for call in calls]
    state = disposition_state(entries)
    last = bodies[-1]
    return replace(
        base,
        held_on=min(_day(body, zone) for body in bodies),
        call_minutes=sum(int(body.get("minutes") or 0) for body in bodies),
        result=result_of(state.confirmed or state.reported),
        confirmed=state.confirmed is not None,
        contrary=state.is_contrary,
        speaker=str(last.get("spoke") or base.speaker),
        specialty=same_specialty(specialty, str((last.get("reviewer") or {}).get("specialty") or "")),
    )


def with_lesson(base: CaseFigures, lesson: Lesson) -> CaseFigures:
    """The figures with what a person kept of the case: minutes of preparation, criteria that were open at denial."""
    return replace(
        base,
        preparation_minutes=lesson.minutes,
        criteria=tuple(CriterionFigure(one.key, one.text, one.met_after) for one in lesson.criteria),
    )


def _day(body: Mapping[str, object], zone: ZoneInfo) -> date:
    return datetime.fromisoformat(str(body["started_at"])).astimezone(zone).date()


def result_of(disposition: str | None) -> CallResult | None:
    """How reports count a disposition; None where there is none."""
    return RESULT_OF[Disposition(disposition)] if disposition else None


def same_specialty(ours: str, theirs: str) -> str:
    """SAME or OTHER by the words given; empty where either side's is unknown or was not given."""
    left, right = _field(ours), _field(theirs)
    if not left or not right:
        return ""
    return SAME if left == right else OTHER


def _field(text: str) -> str:
    """The name of a field of medicine, however it is written (`Board certified in Rheumatology`)."""
    if text.strip().lower() in {"", NOT_GIVEN, "unknown"}:
        return ""
    plain = re.sub(r"\b(?:board|certified|in|department|of|physician|specialist|md|do)\b|[^a-z& ]", " ", text.lower())
    return " ".join(plain.split())

"""The transition table of a case."""

from __future__ import annotations

import pytest

from peercall.domain.errors import StepNotPossible
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.workflow import TRANSITIONS, next_stage, possible_events

STORY = [
    (CaseEvent.DETERMINATION_CONFIRMED, Stage.CONFIRMED),
    (CaseEvent.CALL_REQUESTED, Stage.REQUESTED),
    (CaseEvent.SLOT_AGREED, Stage.SCHEDULED),
    (CaseEvent.SLOT_LOST, Stage.REQUESTED),
    (CaseEvent.SLOT_AGREED, Stage.SCHEDULED),
    (CaseEvent.CALL_STARTED, Stage.IN_CALL),
    (CaseEvent.DISPOSITION_RECORDED, Stage.FOLLOW_UP),
    (CaseEvent.CLOSED, Stage.CLOSED),
    (CaseEvent.REOPENED, Stage.FOLLOW_UP),
]


def test_the_usual_story_runs_from_letter_to_close_and_back() -> None:
    stage = Stage.RECEIVED
    for event, after in STORY:
        stage = next_stage(stage, event)
        assert stage is after, event


def test_no_call_is_asked_for_before_a_person_confirmed() -> None:
    with pytest.raises(StepNotPossible, match="Possible now: determination confirmed"):
        next_stage(Stage.RECEIVED, CaseEvent.CALL_REQUESTED)


def test_a_payer_that_rings_unasked_can_be_answered() -> None:
    assert next_stage(Stage.CONFIRMED, CaseEvent.CALL_STARTED) is Stage.IN_CALL


def test_a_correction_of_the_determination_keeps_the_stage() -> None:
    assert next_stage(Stage.SCHEDULED, CaseEvent.DETERMINATION_CONFIRMED) is Stage.SCHEDULED


def test_a_call_in_progress_is_not_closed_without_its_outcome() -> None:
    with pytest.raises(StepNotPossible):
        next_stage(Stage.IN_CALL, CaseEvent.CLOSED)


def test_every_stage_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) | {Stage.RECEIVED} == set(Stage)
    assert all(possible_events(stage) for stage in Stage)

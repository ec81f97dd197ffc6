"""How a person wants objections answered in a case: the latest wording of each counts, all are kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of, touch_inputs
from peercall.adapters.db.models import AnswerEdit, Case
from peercall.application.site.views import AnswerRow
from peercall.application.viewer import Viewer
from peercall.domain.errors import StepNotPossible

MAX_OBJECTION, MAX_ANSWER = 400, 2_000


def save_answer(viewer: Viewer, case_id: UUID, *, number: int, objection: str, answer: str, at: datetime) -> None:
    """The viewer's own answer to an objection. answer: empty to go back to the one made from the chart.

    Raises StepNotPossible when there is no objection or a text is too long. Several people may answer: the latest counts.
    """
    if not objection or len(objection) > MAX_OBJECTION or len(answer) > MAX_ANSWER:
        raise StepNotPossible(
            f"an objection has at most {MAX_OBJECTION} characters, an answer at most {MAX_ANSWER}",
            remedy="Shorten it, then save again.",
        )
    with change(viewer, case=case_id, action="answer.edited", details={"number": number, "empty": not answer}):
        case = case_of(viewer, case_id, lock=True)
        AnswerEdit.objects.create(
            case=case,
            determination=number,
            objection=objection,
            answer=answer,
            by_id=viewer.user,
            by_name=viewer.name,
            at=at,
        )
        touch_inputs(case)


def standing_answers(case: Case) -> tuple[AnswerRow, ...]:
    """The latest answer to each objection, those taken back left out, in the order they were first given."""
    latest: dict[tuple[int, str], AnswerEdit] = {}
    for row in AnswerEdit.objects.filter(case=case).order_by("at", "id"):
        latest[row.determination, row.objection] = row
    return tuple(
        AnswerRow(row.determination, row.objection, row.answer, row.by_name, row.at)
        for row in latest.values()
        if row.answer
    )

"""Tasks: the list, a case's tasks, and what can be done with one, in place."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import calls, cases, tasks
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.members import people as people_of
from peercall.adapters.db.payments import STEP, statement_of
from peercall.application.site.page_words import for_page
from peercall.application.site.tasks import TaskFilter, TaskRow, closing_values
from peercall.bootstrap.site_files import WORKERS
from peercall.bootstrap.site_followups import after_task
from peercall.bootstrap.site_letters import letters_of_steps
from peercall.bootstrap.site_reminders import arrange
from peercall.domain.errors import EntryInvalid, PeercallError, RecordNotFound
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.record_view import disposition_state
from peercall.engine.workflow import possible_events
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs

WHOSE = (("mine", "Mine"), ("role", "My role"), ("all", "Everybody's"))
DUE = (("", "Any time"), ("overdue", "Overdue"), ("today", "Today"), ("none", "No due time"))


@needs(*STAFF)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """Tasks by what is due. ?whose=, ?due=, ?state=ended, ?after= the place to go on from."""
    wanted = TaskFilter(
        whose=_one_of(request.GET.get("whose"), WHOSE, "mine"),
        due=_one_of(request.GET.get("due"), DUE, ""),
        state="ended" if request.GET.get("state") == "ended" else "open",
    )
    now = timezone.now()
    page = tasks.task_page(request.viewer, wanted=wanted, now=now, after=request.GET.get("after"))
    viewed(request.viewer, page="tasks")
    context = {
        **_common(request, now=now),
        "page_of": page,
        "rows": [_shown(request, row, now=now) for row in page.rows],
        "wanted": wanted,
        "whose": WHOSE,
        "dues": DUE,
        "with_case": True,
    }
    return render(request, "provider/tasks/index.html", context)


def _one_of(value: str | None, choices: tuple[tuple[str, str], ...], default: str) -> str:
    return value if value in {word for word, _ in choices} else default


def _common(request: PeercallRequest, *, now: datetime) -> dict[str, Any]:
    manager = request.viewer.has(Role.MANAGER)
    people = people_of(request.viewer, roles=Role) if manager else []
    return {"now": now, "people": people, "is_manager": manager, "zone": request.viewer.time_zone}


def _shown(
    request: PeercallRequest,
    row: TaskRow,
    *,
    now: datetime,
    errors: dict[str, str] | None = None,
    given: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A row with what its forms need."""
    given = given or {}
    local = row.due_at.astimezone(ZoneInfo(request.viewer.time_zone)) if row.due_at else None
    return {
        "task": row,
        "letter": letters_of_steps().get(row.step) if row.state == "open" else None,
        "seeks_payment": row.step == STEP and row.state == "open",
        "statement": statement_of(row.occasion) if row.state == "open" else "",
        "mark": row.mark(now=now, time_zone=request.viewer.time_zone),
        "is_mine": row.owner == request.viewer.user,
        "needs": [(need, given.get(need.key, ""), (errors or {}).get(need.key, "")) for need in row.needs],
        "closing": [(need.label, row.closing.get(need.key, "")) for need in row.needs if row.closing.get(need.key)],
        "error": (errors or {}).get("", ""),
        "opened": (errors or {}).get("form", ""),
        "due_local": local.strftime("%Y-%m-%dT%H:%M") if local else "",
        "note": given.get("note", ""),
    }


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Everything to be done in a case, and what was done."""
    shown = case_view(request.viewer, case)
    rows = tasks.tasks_of_case(request.viewer, case)
    entries, _ = calls.record_of(request.viewer, case)
    viewed(request.viewer, page="case-tasks", case=case)
    now = timezone.now()
    opened = [row for row in rows if row.state == "open"]
    closable = CaseEvent.CLOSED in possible_events(shown.row.stage)
    context = {
        **_common(request, now=now),
        "case": shown,
        "state": disposition_state(entries),
        "has_record": bool(entries),
        "sent": request.GET.get("stored", "")[:80],
        "open_rows": [_shown(request, row, now=now) for row in opened],
        "ended_rows": [_shown(request, row, now=now) for row in rows if row.state != "open"],
        "may_close": request.viewer.has(*WORKERS)
        and closable
        and bool(rows)
        and not opened
        and shown.row.stage is Stage.FOLLOW_UP,
    }
    return render(request, "provider/tasks/case.html", context)


@needs(*WORKERS)
@require_POST
def close_case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Nothing is left to do: the case is closed. Refused while a task is open."""
    if any(row.state == "open" for row in tasks.tasks_of_case(request.viewer, case)):
        messages.error(request, "A task of this case is still open: end it or drop it with a reason.", extra_tags="bad")
    else:
        cases.record_event(request.viewer, case, event=CaseEvent.CLOSED, at=timezone.now(), note="every task has ended")
        messages.success(request, "The case is closed. A new letter or task opens it again.", extra_tags="good")
    return redirect("tasks:case", case=case)


@needs(*STAFF)
@require_POST
def done(request: PeercallRequest, task: UUID) -> HttpResponse:
    """A task is done with what closes it."""
    row = tasks.task_of(request.viewer, task)
    now = timezone.now()
    given = {need.key: request.POST.get(need.key, "") for need in row.needs}
    values, errors = closing_values(row.needs, given, today=_today(request, now))
    note = request.POST.get("note", "")
    if errors:
        return _answer(request, row, errors={**errors, "form": "done"}, given={**given, "note": note})
    shown = case_view(request.viewer, row.case)
    following = after_task(request.viewer, shown, row, values=values, at=now)

    def act() -> str:
        last = tasks.finish_task(
            request.viewer, task, values=values, note=note, at=now, following=following, arrange=arrange
        )
        if following:
            return f"Done. Next: {following[0].title}."
        return "Done. Nothing else is open in this case: close it on its page." if last else "Done."

    return _act(request, row, act, form="done", given={**given, "note": note})


def _today(request: PeercallRequest, now: datetime) -> date:
    return now.astimezone(ZoneInfo(request.viewer.time_zone)).date()


@needs(*STAFF)
@require_POST
def drop(request: PeercallRequest, task: UUID) -> HttpResponse:
    """A task will not be done, with the reason."""
    row = tasks.task_of(request.viewer, task)
    reason = request.POST.get("reason", "")

    def act() -> str:
        last = tasks.drop_task(request.viewer, task, reason=reason, at=timezone.now())
        return "Dropped. Nothing else is open in this case: close it on its page." if last else "Dropped."

    return _act(request, row, act, form="more")


@needs(*STAFF)
@require_POST
def due(request: PeercallRequest, task: UUID) -> HttpResponse:
    """Another due time, written in the zone of the person; empty: none."""
    row = tasks.task_of(request.viewer, task)

    def act() -> str:
        at = local_moment(request.POST.get("due_at", ""), time_zone=request.viewer.time_zone)
        tasks.move_task(request.viewer, task, due_at=at, arrange=arrange)
        return "The due time is changed." if at else "The task has no due time now."

    return _act(request, row, act, form="more")


def local_moment(text: str, *, time_zone: str) -> datetime | None:
    """A moment typed as 2026-01-31T17:00 in a zone; None for nothing typed. Raises EntryInvalid."""
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise EntryInvalid("this is no day and hour", remedy="Write it as 2026-01-31T17:00.") from None
    return at.replace(tzinfo=ZoneInfo(time_zone)) if at.tzinfo is None else at


@needs(*STAFF)
@require_POST
def assign(request: PeercallRequest, task: UUID) -> HttpResponse:
    """Take it, give it back, or (a manager) give it to somebody."""
    row = tasks.task_of(request.viewer, task)

    def act() -> str:
        wanted = request.POST.get("owner", "")
        owner = request.viewer.user if wanted == "me" else _person(wanted)
        after = tasks.assign_task(request.viewer, task, owner=owner)
        return f"{after.owner_name} has it now." if after.owner else "It waits for anybody of the role."

    return _act(request, row, act, form="more")


def _person(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise RecordNotFound("this person does not work here", remedy="Choose somebody of the list.") from None


@needs(*STAFF)
@require_POST
def reopen(request: PeercallRequest, task: UUID) -> HttpResponse:
    """An ended task is to be done after all."""
    row = tasks.task_of(request.viewer, task)

    def act() -> str:
        tasks.reopen_task(request.viewer, task, arrange=arrange)
        return "Open again."

    return _act(request, row, act, form="more")


def _act(
    request: PeercallRequest, row: TaskRow, act: Any, *, form: str, given: dict[str, str] | None = None
) -> HttpResponse:
    """Do it and answer with the row as it is now; an error a person can mend stands in the row."""
    try:
        said = act()
    except RecordNotFound:
        raise
    except PeercallError as error:
        return _answer(request, row, errors={"": for_page(str(error)), "form": form}, given=given)
    return _answer(request, tasks.task_of(request.viewer, row.id), said=said)


def _answer(
    request: PeercallRequest,
    row: TaskRow,
    *,
    said: str = "",
    errors: dict[str, str] | None = None,
    given: dict[str, str] | None = None,
) -> HttpResponse:
    """To a partial request the row alone, with the words for the toast; else back to the page it came from."""
    if not request.htmx:
        if errors:
            told = next((text for key, text in errors.items() if key not in ("form",)), "")
            messages.error(request, told, extra_tags="bad")
        else:
            messages.success(request, said, extra_tags="good")
        return redirect("tasks:case", case=row.case)
    now = timezone.now()
    context = {
        **_common(request, now=now),
        "one": _shown(request, row, now=now, errors=errors, given=given),
        "with_case": request.POST.get("with_case") == "1",
    }
    answer = render(request, "provider/tasks/row.html", context)
    if said:
        answer["X-Peercall-Sent"] = "1"
        answer["HX-Trigger"] = json.dumps({"peercall:toast": {"text": said, "tone": "good"}})
    return answer

"""A case's lesson, kept in a minute, and the habits that all lessons come to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from peercall.adapters.db import calls
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.lessons import at_denial, habits_of, keep_lesson, lesson_of
from peercall.application.site.case_records import records_of
from peercall.application.site.views import CaseView
from peercall.domain.lessons import TURNED_BY_WORDS, Lesson, LessonCriterion, TurnedBy
from peercall.engine.lessons import propose_lesson
from peercall.engine.record_view import disposition_state, standing_calls
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs

SHOWN, NOT_SHOWN, WAS_THERE = "shown", "not_shown", "was_there"
_ANSWERS = (
    (SHOWN, "was missing, and was shown later"),
    (NOT_SHOWN, "was missing, and still is"),
    (WAS_THERE, "was there all along"),
)


class LessonForm(forms.Form):
    """What a person keeps of a case. A field for each criterion that was open at denial."""

    turned_by = forms.MultipleChoiceField(
        label="What turned it",
        required=False,
        choices=[(one.value, words.capitalize()) for one, words in TURNED_BY_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    lacking = forms.CharField(
        label="Records the plan did not have",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One kind a line, such as “visit notes of the last three months”. No name, no date.",
    )
    minutes = forms.IntegerField(
        label="Minutes of preparation",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="About; empty if nobody knows.",
    )
    words = forms.CharField(
        label="One sentence for the next time", required=False, max_length=300, help_text="No name of a patient."
    )

    def __init__(self, *args: Any, criteria: tuple[LessonCriterion, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = criteria
        for place, one in enumerate(criteria):
            self.fields[f"criterion-{place}"] = forms.ChoiceField(
                label=one.text,
                choices=_ANSWERS,
                initial=SHOWN if one.met_after else NOT_SHOWN,
                widget=forms.RadioSelect,
            )
        self.order_fields(["turned_by", *(name for name in self.fields if name.startswith("criterion-"))])

    def lesson(self) -> Lesson:
        """What was said."""
        found = self.cleaned_data
        answers = [(one, found[f"criterion-{place}"]) for place, one in enumerate(self._criteria)]
        lacking = (line.strip() for line in found["lacking"].splitlines())
        return Lesson(
            turned_by=tuple(TurnedBy(word) for word in found["turned_by"]),
            criteria=tuple(
                LessonCriterion(one.key, one.text, answer == SHOWN) for one, answer in answers if answer != WAS_THERE
            ),
            lacking=tuple(dict.fromkeys(line[:120] for line in lacking if line)),
            minutes=found["minutes"],
            words=found["words"].strip(),
        )


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def lesson(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The lesson of a case: what the record says already is filled in."""
    shown = case_view(request.viewer, case)
    kept = lesson_of(request.viewer, case)
    proposed, result = _proposed(request, shown)
    begin = kept.lesson if kept else proposed
    criteria = _criteria(begin, proposed)
    initial = {
        "turned_by": [one.value for one in begin.turned_by],
        "lacking": "\n".join(begin.lacking),
        "minutes": begin.minutes,
        "words": begin.words,
    }
    form = LessonForm(request.POST or None, initial=initial, criteria=criteria)
    if kept:
        held = {one.key for one in begin.criteria}
        for place, one in enumerate(criteria):
            if one.key not in held:
                form.fields[f"criterion-{place}"].initial = WAS_THERE
    if request.method == "POST" and form.is_valid():
        service = _service(shown)
        keep_lesson(request.viewer, case, lesson=form.lesson(), service=service, at=timezone.now())
        messages.success(request, "Kept. It counts among the habits from now on.", extra_tags="good")
        return redirect(f"{reverse('reports:lesson', args=[case])}?stored=lesson-{case}")
    viewed(request.viewer, page="lesson", case=case)
    context = {
        "case": shown,
        "form": form,
        "kept": kept,
        "result": result,
        "has_criteria": bool(criteria),
        "sent": request.GET.get("stored", "")[:80],
    }
    return render(request, "provider/reports/lesson.html", context, status=422 if form.errors else 200)


def _criteria(begin: Lesson, proposed: Lesson) -> tuple[LessonCriterion, ...]:
    """Those of the lesson that is kept, then what has been found open since."""
    known = {one.key: one for one in (*proposed.criteria, *begin.criteria)}
    return tuple(known.values())


def _proposed(request: PeercallRequest, case: CaseView) -> tuple[Lesson, str | None]:
    entries, _ = calls.record_of(request.viewer, case.row.id)
    state = disposition_state(entries)
    result = state.confirmed or state.reported
    records = records_of(case)
    names = {row.id: row.name for row in case.documents}
    proposed = propose_lesson(
        [one.body for one in standing_calls(entries)],
        result=result,
        at_denial=at_denial(request.viewer, case.row.id),
        criteria=(case.determination().analysis or {}).get("criteria"),
        not_sent=[names[one.link.document] for one in records.lacking if one.link.document in names]
        if records.sent
        else (),
        member_name=case.row.member_name,
    )
    return proposed, result


def _service(case: CaseView) -> str:
    criteria = (case.determination().analysis or {}).get("criteria") or {}
    return str(criteria.get("policy_title") or case.row.service)


@needs(*STAFF)
@require_GET
def habits(request: PeercallRequest) -> HttpResponse:
    """What to do for every patient of a service, learned from cases."""
    return render(request, "provider/reports/habits.html", {"services": habits_of(request.viewer)})

"""Figures of cases: taken anew for those that changed, counted by the database for a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from peercall.adapters.db.models import (
    Analysis,
    Case,
    CaseFigure,
    CaseHistory,
    ConfirmedDetermination,
    CriterionOfFigure,
    LessonRow,
    RecordRow,
    Task,
)
from peercall.application.viewer import Viewer
from peercall.domain.metrics import REVERSED, CallResult, CaseFigures, Dimension, Group, Tallies
from peercall.domain.records import RecordEntry
from peercall.domain.workflow import CaseEvent
from peercall.engine.lessons import lesson_from
from peercall.engine.metrics.records import with_lesson, with_record

#: cases taken at once: bounded memory, however many have changed
BATCH = 500
_LOST = {CaseEvent.CALL_FORFEITED.value, CaseEvent.SLOT_LOST.value}
_PLAIN = (Dimension.PAYER, Dimension.LINE, Dimension.SERVICE, Dimension.REASON, Dimension.SPECIALTY, Dimension.SPEAKER)
_REVERSED = [result.value for result in REVERSED]
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Period:
    """Cases denied from `first` to `last`, both included. Neither: all cases, those without a known day too."""

    first: date | None = None
    last: date | None = None


def renew_figures(viewer: Viewer, *, most: int = 4 * BATCH) -> int:
    """Take the figures of cases that are new or have changed, at most `most`; how many still wait."""
    done = 0
    while done < most:
        if not (taken := _renew_some(viewer.organization, most=most - done)):
            return 0
        done += taken
    return _to_renew(viewer.organization).count()


def renew_figures_for_job(organization: UUID, *, progress: Callable[[int, int], None]) -> int:
    """Take the figures of every case that is new or has changed; how many. progress: done, of how many."""
    done, waiting = 0, _to_renew(organization).count()
    while taken := _renew_some(organization, most=BATCH):
        done += taken
        progress(done, max(done, waiting))
    return done


def _renew_some(organization: UUID, *, most: int) -> int:
    cases = list(_to_renew(organization)[: min(BATCH, most)].select_related("organization"))
    if cases:
        _renew(cases)
    return len(cases)


def _to_renew(organization: UUID) -> QuerySet[Case]:
    rows = Case.objects.filter(organization_id=organization)
    return rows.filter(Q(figure=None) | Q(figure__is_current=False)).order_by("id")


@transaction.atomic
def _renew(cases: Sequence[Case]) -> None:
    ids = [case.id for case in cases]
    # one at a time takes the figures of a case: a page and a job may be at it together
    list(Case.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id"))
    figures = list(figures_of(cases))
    CaseFigure.objects.filter(case_id__in=ids).delete()
    owners = {str(case.id): case.organization_id for case in cases}
    CaseFigure.objects.bulk_create([_row(one, organization=owners[one.case]) for one in figures])
    CriterionOfFigure.objects.bulk_create(
        [
            CriterionOfFigure(
                figure_id=UUID(one.case), key=part.key[:200], text=part.text[:400], met_after=part.met_after
            )
            for one in figures
            for part in one.criteria
        ]
    )


def _row(one: CaseFigures, *, organization: UUID) -> CaseFigure:
    return CaseFigure(
        case_id=UUID(one.case),
        organization_id=organization,
        denied_on=one.denied_on,
        payer=one.payer[:200],
        line=one.line[:40],
        service=one.service[:300],
        reason=one.reason[:80],
        speaker=one.speaker[:160],
        specialty=one.specialty,
        requested=one.requested,
        held_on=one.held_on,
        missed_by_practice=one.missed_by_practice,
        missed_by_plan=one.missed_by_plan,
        preparation_minutes=one.preparation_minutes,
        call_minutes=one.call_minutes,
        days_to_call=one.days_to_call,
        result=one.result.value if one.result else "",
        confirmed=one.confirmed,
        contrary=one.contrary,
        amount=one.amount,
        paid=one.paid,
        recovered=one.recovered,
    )


def figures_of(cases: Sequence[Case]) -> Iterable[CaseFigures]:
    """The figures of these cases, whose organization must have been selected. A constant number of queries."""
    ids = [case.id for case in cases]
    history = _by_case(CaseHistory.objects.filter(case_id__in=ids).values_list("case_id", "event", "note"))
    record: defaultdict[UUID, list[RecordEntry]] = defaultdict(list)
    for row in RecordRow.objects.filter(case_id__in=ids).order_by("case_id", "number"):
        record[row.case_id].append(
            RecordEntry(row.number, row.at, row.by_name, row.kind, row.body, row.corrects, row.previous, row.hash)
        )
    payments = Task.objects.filter(case_id__in=ids, step="payment-checked", state="done").order_by("closed_at")
    paid = _by_case(payments.values_list("case_id", "closing"))
    lessons = _by_case(LessonRow.objects.filter(case_id__in=ids).order_by("at", "id").values_list("case_id", "data"))
    titles = Analysis.objects.filter(case_id__in=ids).order_by("-number")
    policies = dict(titles.values_list("case_id", "data__criteria__policy_title"))
    confirmed = ConfirmedDetermination.objects.filter(case_id__in=ids).order_by("-number", "version")
    notices = dict(confirmed.values_list("case_id", "contract__fields__dates__notification__value"))
    for case in cases:
        yield _figures(
            case,
            events=history[case.id],
            record=record[case.id],
            paid=[closing for (closing,) in paid[case.id]],
            lesson=lessons[case.id][-1][0] if lessons[case.id] else None,
            service=str(policies.get(case.id) or case.service),
            denied=notices.get(case.id),
        )


def _by_case(rows: Iterable[Sequence[Any]]) -> defaultdict[UUID, list[Sequence[Any]]]:
    out: defaultdict[UUID, list[Sequence[Any]]] = defaultdict(list)
    for case, *rest in rows:
        out[case].append(rest)
    return out


def _figures(
    case: Case,
    *,
    events: Sequence[Sequence[Any]],
    record: Sequence[RecordEntry],
    paid: Sequence[Mapping[str, str]],
    lesson: Mapping[str, Any] | None,
    service: str,
    denied: object,
) -> CaseFigures:
    speaker = case.facts.get("speaker")
    told = speaker if isinstance(speaker, Mapping) else {}
    lost = [note.split(":", 1)[0] for event, note in events if event in _LOST]
    made = CaseFigures(
        case=str(case.id),
        denied_on=_day(denied),
        payer=case.plan_name,
        line=case.line_of_business,
        service=service,
        reason=case.reason_class,
        speaker=str(told.get("name") or ""),
        requested=any(event == CaseEvent.CALL_REQUESTED.value for event, _ in events),
        missed_by_practice=lost.count("practice"),
        missed_by_plan=lost.count("plan"),
        amount=case.amount,
    )
    zone = ZoneInfo(str(case.facts.get("time_zone") or case.organization.time_zone))
    made = with_record(made, record, zone=zone, specialty=str(told.get("specialty") or ""))
    if paid:
        made = replace(made, paid=paid[-1].get("paid", ""), recovered=_dollars(paid[-1], amount=case.amount))
    return with_lesson(made, lesson_from(lesson)) if lesson is not None else made


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _dollars(closing: Mapping[str, str], *, amount: Decimal | None) -> Decimal | None:
    """What came: as the remittance says, else the whole amount of a payment that was said to be complete."""
    try:
        told = Decimal(closing["amount"]) if closing.get("amount") else None
    except InvalidOperation:
        told = None
    return told if told is not None else amount if closing.get("paid") == "yes" else None


# --- counts


def tallies(viewer: Viewer, *, period: Period) -> Tallies:
    """The counts of a report, made by the database: a number of queries that does not grow with the cases."""
    rows = _within(viewer, period)
    whole = rows.aggregate(
        n_cases=Count("case_id"),
        n_requested=Count("case_id", filter=Q(requested=True)),
        n_held=Count("held_on"),
        n_missed_by_practice=Sum("missed_by_practice"),
        n_missed_by_plan=Sum("missed_by_plan"),
        n_amounts=Count("amount"),
        n_at_stake=Sum("amount"),
        n_recovered=Sum("recovered"),
        n_recovered_cases=Count("case_id", filter=Q(recovered__gt=0)),
        n_contrary=Count("case_id", filter=Q(contrary=True) & ~Q(result="")),
        n_reversals=Count("case_id", filter=Q(result__in=_REVERSED)),
        n_unconfirmed=Count("case_id", filter=Q(result__in=_REVERSED, confirmed=False)),
        n_paid_partly=Count("case_id", filter=Q(result__in=_REVERSED, paid="partly")),
        n_unpaid_cases=Count("case_id", filter=_unpaid()),
        n_unpaid=Sum("amount", filter=_unpaid()),
    )
    out = Tallies(groups={dimension: {} for dimension in Dimension})
    for key, value in whole.items():
        if value is not None:
            setattr(out, key.removeprefix("n_"), value)
    ended = rows.exclude(result="")
    for dimension in _PLAIN:
        _count(out.groups[dimension], ended.values_list(dimension.value, "result"), out=None)
    _count({}, ended.values_list("result"), out=out.by_result)
    _criteria(out.groups[Dimension.CRITERION], ended)
    for name, counts in (
        ("days_to_call", out.days),
        ("preparation_minutes", out.preparation),
        ("call_minutes", out.call_minutes),
    ):
        found = rows.filter(**{f"{name}__isnull": False}).values_list(name).annotate(n=Count("case_id")).order_by()
        counts.update(dict(found))
    return out


def _unpaid() -> Q:
    return Q(result__in=_REVERSED) & ~Q(paid__in=("yes", "partly"))


def _within(viewer: Viewer, period: Period) -> QuerySet[CaseFigure]:
    rows = CaseFigure.objects.filter(organization_id=viewer.organization)
    if period.first is not None:
        rows = rows.filter(denied_on__gte=period.first)
    if period.last is not None:
        rows = rows.filter(denied_on__lte=period.last)
    return rows


def _count(groups: dict[str, Group], rows: Any, *, out: dict[CallResult, int] | None) -> None:
    found = rows.annotate(n=Count("case_id"), stake=Sum("amount"), came=Sum("recovered")).order_by()
    for *key, result, n, stake, came in found:
        if out is not None:
            out[CallResult(result)] = n
            continue
        group = groups.setdefault(key[0], Group())
        group.by_result[CallResult(result)] = n
        group.at_stake += stake or _NOTHING
        group.recovered += came or _NOTHING


def _criteria(groups: dict[str, Group], ended: QuerySet[CaseFigure]) -> None:
    rows = ended.filter(criteria__isnull=False).values_list(F("criteria__key"), F("criteria__text"), "result")
    found = rows.annotate(
        n=Count("criteria__id"),
        shown=Count("criteria__id", filter=Q(criteria__met_after=True)),
        stake=Sum("amount"),
        came=Sum("recovered"),
    ).order_by()
    for key, text, result, n, shown, stake, came in found:
        group = groups.setdefault(key, Group(label=text))
        group.by_result[CallResult(result)] = group.by_result.get(CallResult(result), 0) + n
        group.met_after += shown
        group.at_stake += stake or _NOTHING
        group.recovered += came or _NOTHING

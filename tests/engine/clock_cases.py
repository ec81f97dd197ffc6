"""Invented determinations and cases for tests of clocks and triage: Dr. Okafor treats at Cedar Valley, Northgate denies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from peercall.adapters.holiday_tables import holiday_table
from peercall.domain.clocks import Clocks, Deadline
from peercall.domain.determinations import (
    AdverseDetermination,
    CaseFile,
    PlanFacts,
    RequestedService,
    Speaker,
    StatedReason,
    StatedWindow,
)
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import PayerRule, PayerWindow, Provenance
from peercall.domain.terms import (
    Anchor,
    ClockTarget,
    Decision,
    Funding,
    LineOfBusiness,
    NoticePhase,
    P2PEffect,
    RequestType,
    ReviewStatus,
    Side,
    TimeUnit,
    Urgency,
)
from peercall.engine.calendars import BusinessCalendar, make_calendar
from peercall.engine.deadlines import compute_clocks
from peercall.rulebook.load import load_rulebook

AS_OF = datetime.fromisoformat("2026-05-20T09:00-05:00")


@cache
def rulebook() -> Rulebook:
    """The shipped rules."""
    return load_rulebook()


@cache
def calendar() -> BusinessCalendar:
    """Federal holidays of 2025 to 2028."""
    table = holiday_table(state=None, first_year=2025, last_year=2028)
    return make_calendar("US federal holidays", holidays=table, first=date(2025, 1, 1), last=date(2028, 12, 31))


def plan(line: LineOfBusiness | None = LineOfBusiness.COMMERCIAL, **facts: Any) -> PlanFacts:
    """A plan of Northgate; an insured commercial one in North Dakota, which has no rule here, unless told otherwise."""
    if line is LineOfBusiness.COMMERCIAL:
        facts.setdefault("funding", Funding.FULLY_INSURED)
    return PlanFacts(**{"name": "Northgate Health Plan", "line_of_business": line, "state": "ND"} | facts)


def window(
    value: int | None,
    unit: TimeUnit | None = TimeUnit.BUSINESS_DAYS,
    counted_from: Anchor | None = Anchor.NOTIFICATION_DATE,
    target: ClockTarget = ClockTarget.REQUEST,
    **facts: Any,
) -> StatedWindow:
    """A window as a letter may word it."""
    return StatedWindow("as the letter says", target, value=value, unit=unit, counted_from=counted_from, **facts)


def determination(
    moments: Mapping[Anchor, date | datetime] | None = None,
    *,
    reason: str = "not_medically_necessary",
    quote: str = "The service is not medically necessary.",
    **facts: Any,
) -> AdverseDetermination:
    """A notice of 2026-05-18, a Monday, received the day after."""
    known = {Anchor.NOTIFICATION_DATE: date(2026, 5, 18), Anchor.RECEIPT_DATE: date(2026, 5, 19)}
    defaults: dict[str, Any] = {
        "letter": "denial/letter.txt",
        "sha256": "0" * 64,
        "plan": plan(),
        "service": RequestedService("a device"),
        "decision": Decision.DENIED,
        "request_type": RequestType.PROSPECTIVE,
        "notice_phase": NoticePhase.AFTER_NOTICE,
        "urgency": Urgency.STANDARD,
        "reasons": (StatedReason(quote, reason),),
        "moments": known if moments is None else dict(moments),
        "p2p_offered": True,
        "p2p_window": None,
        "appeal_window": None,
    }
    return AdverseDetermination(**defaults | facts)


def case(one: AdverseDetermination, **facts: Any) -> CaseFile:
    """case.yaml of Cedar Valley for this determination."""
    speaker = Speaker("Ada Okafor, MD", credential="MD", specialty="cardiology", relationship="treating")
    base = CaseFile(Side.PROVIDER, "America/Chicago", AS_OF, None, (), one.moments, one.plan, speaker=speaker)
    return replace(base, **facts)


def clocks(
    one: AdverseDetermination, *, as_of: datetime = AS_OF, rules: Rulebook | None = None, **facts: Any
) -> Clocks:
    """Every clock of a determination."""
    return compute_clocks(one, case=case(one), rulebook=rules or rulebook(), calendar=calendar(), as_of=as_of, **facts)


def clock(one: AdverseDetermination, name: str, **facts: Any) -> Deadline:
    """The clock of that id."""
    found = clocks(one, **facts)
    by_id = {deadline.id: deadline for deadline in found.deadlines}
    assert name in by_id, f"no {name} among {sorted(by_id)}"
    return by_id[name]


def payer_rule(**facts: Any) -> PayerRule:
    """A published rule of Northgate, or with `origin` a contract with it."""
    defaults: dict[str, Any] = {
        "id": "northgate-commercial",
        "payer": "Northgate",
        "lines": frozenset({LineOfBusiness.COMMERCIAL}),
        "line_text": "commercial",
        "setting": "any",
        "states": frozenset(),
        "phase": "post_denial",
        "window": PayerWindow(
            "fixed", ClockTarget.REQUEST, 7, TimeUnit.CALENDAR_DAYS, "denial_letter_date", Anchor.NOTIFICATION_DATE
        ),
        "effect": P2PEffect.CAN_OVERTURN,
        "may_speak": ("not_stated",),
        "may_request": ("not_stated",),
        "participants_note": None,
        "channels": (),
        "hours_days": None,
        "hours_open": None,
        "hours_close": None,
        "hours_zone": None,
        "hours_note": None,
        "callback_attempts": None,
        "callback_rule": None,
        "provider_callback_window": None,
        "after_appeal_filed": "unknown",
        "decision_after_call": None,
        "notes": "",
        "source_date": None,
        "superseded_by": None,
        "status": ReviewStatus.SITE,
        "provenance": Provenance("payers/northgate.yaml", 1, "site", "Provider Manual 2026, 4.2"),
    }
    return PayerRule(**defaults | facts)


def with_payers(*rules: PayerRule) -> Rulebook:
    """The shipped rules with these payers alone; Northgate is known by its name."""
    base = rulebook()
    tables = replace(base.triage, payer_names={**base.triage.payer_names, "Northgate": ("Northgate",)})
    return replace(base, payers={rule.id: rule for rule in rules}, triage=tables)

"""Clocks: one deadline with both readings, and the clocks of 10,000 cases, as ratios to a plain table lookup.

Cases are invented here: the lines of business in turn, notices on every day of a year. Everything is measured in one run
on this machine; the floor is what no clock can do without: a lookup of an event and an addition to a day.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

from peercall.adapters.holiday_tables import holiday_table
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlanFacts, RequestedService, StatedWindow
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import (
    Anchor,
    ClockTarget,
    Decision,
    Funding,
    LineOfBusiness,
    NoticePhase,
    RequestType,
    Side,
    TimeUnit,
    Urgency,
)
from peercall.engine.calendars import make_calendar
from peercall.engine.deadlines import compute_clocks
from peercall.engine.deadlines.counting import Length, ends, readings
from peercall.engine.deadlines.due_days import due_days
from peercall.engine.triage import triage
from peercall.rulebook.load import load_rulebook

CASES, RICH_CASES, REPEATS, LOOPS = 10_000, 500, 5, 20_000
CALENDAR = make_calendar(
    "US federal holidays",
    holidays=holiday_table(state=None, first_year=2024, last_year=2029),
    first=date(2024, 1, 1),
    last=date(2029, 12, 31),
)
PLANS = (
    PlanFacts(name="Northgate", line_of_business=LineOfBusiness.COMMERCIAL, funding=Funding.FULLY_INSURED, state="NE"),
    PlanFacts(name="Northgate", line_of_business=LineOfBusiness.MEDICARE_ADVANTAGE, state="OH"),
    PlanFacts(name="Northgate", line_of_business=LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED, state="MO"),
    PlanFacts(name="Northgate", line_of_business=LineOfBusiness.MEDICAID_MANAGED_CARE, state="NM"),
)  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Median over the repetitions, in seconds."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def determination(number: int) -> AdverseDetermination:
    """One invented determination; events on every day of 2026 in turn."""
    day = date(2026, 1, 1) + timedelta(days=number % 365)
    return AdverseDetermination(
        letter="denial/letter.txt",
        sha256="",
        plan=PLANS[number % len(PLANS)],
        service=RequestedService("a service"),
        decision=Decision.DENIED,
        request_type=RequestType.PROSPECTIVE,
        notice_phase=NoticePhase.AFTER_NOTICE,
        urgency=Urgency.STANDARD,
        reasons=(),
        moments={
            Anchor.NOTIFICATION_DATE: day,
            Anchor.RECEIPT_DATE: day + timedelta(days=2),
            Anchor.REQUEST_RECEIVED: day - timedelta(days=6),
        },
        p2p_offered=True,
        p2p_window=StatedWindow(
            "within 5 business days of the date of this letter",
            ClockTarget.REQUEST,
            value=5,
            unit=TimeUnit.BUSINESS_DAYS,
            counted_from=Anchor.NOTIFICATION_DATE,
        ),
        appeal_window=StatedWindow(
            "within 180 days after receiving this letter",
            ClockTarget.FILING,
            value=180,
            unit=TimeUnit.CALENDAR_DAYS,
            counted_from=Anchor.RECEIPT_DATE,
        ),
    )


def case_of(one: AdverseDetermination) -> CaseFile:
    """The case.yaml that goes with it."""
    return CaseFile(Side.PROVIDER, "America/Chicago", None, None, (), one.moments, one.plan)


def run() -> None:
    """Prints the table."""
    begun = time.perf_counter()
    rulebook = load_rulebook()
    print(f"rulebook read anew: {(time.perf_counter() - begun) * 1e3:.0f} ms")
    days = [date(2026, 1, 1) + timedelta(days=n % 365) for n in range(LOOPS)]
    length = Length(5, TimeUnit.BUSINESS_DAYS, both=True)
    table = {day: day + timedelta(days=7) for day in days}
    week = timedelta(days=7)

    def floor() -> None:
        for day in days:
            table[day] + week

    def both() -> None:
        for day in days:
            ends(length, day, calendar=CALENDAR)

    def account() -> None:
        for day in days:
            readings(length, Anchor.NOTIFICATION_DATE, day, calendar=CALENDAR)

    base = seconds(floor) / LOOPS
    print(f"{'one deadline, five business days':42}{'us':>9}{'x floor':>9}")
    print(f"{'  floor: a table lookup and an addition':42}{base * 1e6:9.3f}{1.0:9.1f}")
    for label, work in (("  both readings, dates", both), ("  both readings, day-by-day account", account)):
        each = seconds(work) / LOOPS
        print(f"{label:42}{each * 1e6:9.3f}{each / base:9.1f}")
    work_list(rulebook, base)


def work_list(rulebook: Rulebook, base: float) -> None:
    """The clocks of a whole work list."""
    cases = [determination(number) for number in range(CASES)]
    as_of = datetime(2026, 6, 1, 15, tzinfo=UTC)
    clocks = sum(len(due_days(one, rulebook=rulebook, calendar=CALENDAR)) for one in cases)

    def due() -> None:
        for one in cases:
            due_days(one, rulebook=rulebook, calendar=CALENDAR)

    some = [(replace(one), case_of(one)) for one in cases[:RICH_CASES]]

    def rich() -> None:
        for one, case in some:
            compute_clocks(one, case=case, rulebook=rulebook, calendar=CALENDAR, as_of=as_of)

    def judged() -> None:
        for one, case in some:
            triage(one, case=case, rulebook=rulebook, as_of=as_of)

    quick = seconds(due)
    print(f"{CASES} cases, {clocks} clocks{'s':>20}{'us/case':>9}{'x floor/clock':>15}")
    print(f"{'  due days':42}{quick:9.3f}{quick / CASES * 1e6:9.1f}{quick / clocks / base:15.1f}")
    for label, work in (("  compute_clocks, everything in words", rich), ("  triage", judged)):
        each = seconds(work) / RICH_CASES
        print(f"{label:42}{each * CASES:9.3f}{each * 1e6:9.1f}{'':15}")


if __name__ == "__main__":
    run()

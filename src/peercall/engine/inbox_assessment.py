"""What a denial known only by its codes is worth: triage and the clock that ends first, made once for like denials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from peercall.domain.clocks import Deadline
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import (
    AdverseDetermination,
    CaseFile,
    Moment,
    PlanFacts,
    RequestedService,
    StatedReason,
)
from peercall.domain.errors import CalendarNotCovered
from peercall.domain.remittances import InboxClock, Place
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import (
    Anchor,
    ClockStatus,
    Decision,
    LineOfBusiness,
    NoticePhase,
    RequestType,
    Route,
    Side,
    TriageOutcome,
    Urgency,
)
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.deadlines import compute_clocks
from peercall.engine.deadlines.counting import day_of, reading_end
from peercall.engine.triage import triage

_PRACTICE = "practice"
_DATED = frozenset({ClockStatus.RUNNING, ClockStatus.ENDED})


@dataclass(frozen=True, slots=True)
class Denial:
    """What codes tell of a denial; everything here may be unknown."""

    payer: str | None
    line: LineOfBusiness | None
    classes: tuple[str, ...]
    request_type: RequestType | None
    phase: NoticePhase
    decision: Decision | None
    urgency: Urgency | None = None
    notified_on: date | None = None
    is_appeal: bool = False
    revenue_code: str | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """Whether a call is worth it, the way onward, and the clock."""

    outcome: TriageOutcome
    why: str
    route: Route | None
    route_why: str | None
    clock: InboxClock | None
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Assessor:
    """Judges denials by the rulebook as of a moment; like ones are judged once."""

    rulebook: Rulebook
    calendar: BusinessCalendar
    as_of: datetime
    kept: dict[Denial, Worth] = field(default_factory=dict)

    def worth(self, denial: Denial, *, source: Place) -> Worth:
        """Triage and clock. source: where the first of such denials stands."""
        found = self.kept.get(denial)
        if found is None:
            found = self.kept[denial] = self._assess(denial, source)
        return found

    def _assess(self, denial: Denial, source: Place) -> Worth:
        case = blank_case(self.as_of, urgency=denial.urgency, appeal_filed=True if denial.is_appeal else None)
        return self.judge(_determination(denial, source), case=case, missing=tuple(_missing(denial)))

    def judge(self, determination: AdverseDetermination, *, case: CaseFile, missing: tuple[str, ...] = ()) -> Worth:
        """Triage and the practice's clock that would end first. missing: what a clock needs, should none be found."""
        judged = triage(determination, case=case, rulebook=self.rulebook, as_of=self.as_of)
        clock, unknown = self._clock(determination, case, missing)
        route = judged.routes[0] if judged.routes else None
        return Worth(
            outcome=judged.outcome,
            why=judged.why,
            route=route.route if route else None,
            route_why=route.why if route else None,
            clock=clock,
            missing=unknown,
            warnings=tuple(warning.text for warning in judged.warnings),
        )

    def _clock(
        self, determination: AdverseDetermination, case: CaseFile, missing: tuple[str, ...]
    ) -> tuple[InboxClock | None, tuple[str, ...]]:
        try:
            clocks = compute_clocks(
                determination, case=case, rulebook=self.rulebook, calendar=self.calendar, as_of=self.as_of
            )
        except CalendarNotCovered:
            return None, ("the notice lies outside the years of the calendar: count by hand",)
        dated = [
            deadline
            for deadline in clocks.deadlines
            if deadline.who == _PRACTICE and deadline.drives is not None and deadline.status in _DATED
        ]
        running = [deadline for deadline in dated if deadline.status is ClockStatus.RUNNING]
        if running:
            return _inbox_clock(min(running, key=_ends)), ()
        if dated:
            return _inbox_clock(max(dated, key=_ends)), ()
        return None, missing


def blank_case(as_of: datetime, *, urgency: Urgency | None = None, appeal_filed: bool | None = None) -> CaseFile:
    """A case of which nobody has said anything yet."""
    return CaseFile(
        side=Side.PROVIDER,
        time_zone="UTC",
        as_of=as_of,
        urgency=urgency,
        denial_files=(),
        moments={},
        plan=PlanFacts(),
        appeal_filed=appeal_filed,
    )


def _ends(deadline: Deadline) -> date:
    assert deadline.drives is not None
    return day_of(reading_end(deadline.drives))


def _inbox_clock(deadline: Deadline) -> InboxClock:
    return InboxClock(
        id=deadline.id,
        rule=deadline.rule,
        rule_status=deadline.rule_status,
        ends_on=_ends(deadline),
        counted_from=deadline.anchor,
        counted_on=day_of(deadline.anchor_moment) if deadline.anchor_moment is not None else None,
        past=deadline.status is ClockStatus.ENDED,
    )


def _missing(denial: Denial) -> list[str]:
    """What someone must find out before a clock can be named."""
    out = []
    if denial.phase is NoticePhase.BEFORE_NOTICE:
        out.append("the payer's decision: no appeal clock runs before it")
    elif denial.notified_on is None:
        out.append("the date of the notice")
    if denial.line is None:
        out.append("the plan's line of business")
    out.append("the window the payer gives (the notice or the contract says it)")
    return out


def _determination(denial: Denial, source: Place) -> AdverseDetermination:
    """The denial as the rules look at one. Nothing of it is confirmed by a person: it proposes an order of work."""
    moments: Mapping[Anchor, Moment] = (
        {Anchor.NOTIFICATION_DATE: denial.notified_on} if denial.notified_on is not None else {}
    )
    codes = (Code(CodeSystem.REVENUE, denial.revenue_code),) if denial.revenue_code else ()
    return AdverseDetermination(
        letter=source.document,
        sha256=source.sha256,
        plan=PlanFacts(name=denial.payer, line_of_business=denial.line),
        service=RequestedService(None, codes),
        decision=denial.decision,
        request_type=denial.request_type,
        notice_phase=denial.phase,
        urgency=denial.urgency,
        reasons=tuple(StatedReason(name.replace("_", " "), name, source) for name in denial.classes),
        moments=moments,
        p2p_offered=None,
        p2p_window=None,
        appeal_window=None,
    )

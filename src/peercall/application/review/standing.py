"""How a review file stands with its calls at a moment: its rules, its log and the calendar of its office together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from peercall.domain.errors import RuleNotFound
from peercall.domain.review_rules import ReviewRule, ReviewTables
from peercall.domain.reviews import ReviewFile
from peercall.engine.attempts.demand import AttemptDemand, demand_of
from peercall.engine.attempts.standing import CallStanding, call_standing
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.review_log import FileLog

#: business days where an office is, by its state's two letters (None: not known, federal days alone)
OfficeCalendar = Callable[[str | None], BusinessCalendar]


@dataclass(frozen=True, slots=True)
class FileStanding:
    """rules: those that apply to the file. demand: the strictest of what they ask for."""

    rules: tuple[ReviewRule, ...]
    demand: AttemptDemand
    call: CallStanding

    @property
    def made(self) -> int:
        """Tries that count."""
        return len(self.call.made)


def rules_of(file: ReviewFile, *, tables: ReviewTables) -> tuple[ReviewRule, ...]:
    """The rules that apply to the file."""
    return tables.for_file(
        client=file.client, jurisdiction=file.jurisdiction, program=file.program, funding=file.funding
    )


def standing_of(log: FileLog, *, tables: ReviewTables, calendar: OfficeCalendar, as_of: datetime) -> FileStanding:
    """The file's standing. as_of: aware. Raises RuleNotFound when no rule file gives an office's hours."""
    if tables.hours is None:
        raise RuleNotFound("no rule file gives the hours of an office", remedy="Restore review_rules/general.yaml.")
    rules = rules_of(log.file, tables=tables)
    demand = demand_of(rules)
    call = call_standing(
        log.file,
        attempts=log.contact_attempts,
        demand=demand,
        calendar=calendar(log.file.office_state),
        hours=tables.hours,
        as_of=as_of,
    )
    return FileStanding(rules, demand, call)

"""What waits in the inbox for a person: files being read, letters, items of remittances, unsorted files, failures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from peercall.application.jobs import JobProgress
from peercall.application.site.views import DocumentRow, WorkRow
from peercall.domain.charts import Patient
from peercall.domain.provenance import ResourceSource
from peercall.domain.remittances import InboxLetter
from peercall.domain.terms import Decision
from peercall.engine.identity import names_fit, other_person

Data = Mapping[str, Any]

#: after every clock, as the work list orders cases without one
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: what a file without a case looked like
CHART, PERHAPS_DENIAL, PAPER, STATEMENT = "chart", "perhaps_denial", "paper", "statement"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a file that belongs to no case showed when it was read. looks_like: chart, perhaps_denial, statement, paper. birth_on: ISO."""

    looks_like: str = PAPER
    why: str = ""
    member_name: str = ""
    birth_on: str = ""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case a paper may belong to. birth_on: as its letter says, ISO; empty when it does not."""

    id: UUID
    member_name: str
    birth_on: str
    plan_name: str
    service: str


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """A case that a paper seems to belong to, and by what. A person decides."""

    case: OpenCase
    why: str


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A file being read, with how far it is; progress None when no job has taken it."""

    document: DocumentRow
    progress: JobProgress | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A case whose letter waits to be confirmed."""

    row: WorkRow
    received_at: datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An item of a remittance or answer. item: as published by the inbox, with the patient's name as sent."""

    id: UUID
    document: UUID
    document_name: str
    item: Data
    state: str
    amount: Decimal | None
    expected: str
    case: UUID | None

    @property
    def can_become_case(self) -> bool:
        """A denial that stands; a refused request is sent anew instead, and a pending one has no decision yet."""
        return self.state == "open" and self.item.get("state") == "open" and self.item.get("kind") != "refused_request"


@dataclass(frozen=True, slots=True)
class UnsortedRow:
    """A file that belongs to no case yet, with the open cases it may belong to."""

    document: DocumentRow
    shown: Shown
    proposals: tuple[CaseProposal, ...] = ()


def shows_a_denial(letters: Sequence[InboxLetter]) -> bool:
    """True when a letter names its decision, an adverse one, and who made it or until when one may call.

    Less (a reason alone, a quoted denial in a note) is shown to a person instead of becoming a case by itself.
    """
    return any(
        letter.decision not in (None, Decision.APPROVED.value) and (letter.payer or letter.window) for letter in letters
    )


def entry_order(item: Data, *, time_zone: str) -> datetime:
    """Where an item stands in the order of provisional clocks: its last day, then those without, then those past."""
    clock = item.get("clock")
    if not clock:
        return NEVER
    if clock.get("past"):
        return NEVER + timedelta(hours=1)
    return datetime.combine(
        date.fromisoformat(clock["ends_if"]) + timedelta(days=1), time.min, tzinfo=ZoneInfo(time_zone)
    )


def entry_amount(item: Data) -> Decimal | None:
    """What is at stake, None when it is not known."""
    try:
        return Decimal(item["amount_at_stake"])
    except (KeyError, TypeError, InvalidOperation):
        return None


def last_names(name: str) -> tuple[str, ...]:
    """Words of a name that may be its last name, lower case, for a first search."""
    words = [word for word in name.replace(",", " ").replace(".", " ").lower().split() if len(word) > 1]
    return tuple(dict.fromkeys((words[-1], words[0]))) if words else ()


def proposals_for(shown: Shown, cases: Iterable[OpenCase]) -> tuple[CaseProposal, ...]:
    """Open cases of the person a paper is about, those with the same birth date first. A paper without a name fits none."""
    if not shown.member_name:
        return ()
    paper = _person(shown.member_name, shown.birth_on)
    found: list[tuple[int, CaseProposal]] = []
    for case in cases:
        if not case.member_name or other_person(paper, of=_person(case.member_name, case.birth_on)):
            continue
        if not names_fit(shown.member_name, case.member_name) and not names_fit(case.member_name, shown.member_name):
            continue
        if shown.birth_on and case.birth_on:
            found.append((0, CaseProposal(case, "same name and birth date")))
        else:
            found.append((1, CaseProposal(case, "same name; the birth date could not be compared")))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0])[:3])


def _person(name: str, birth_on: str) -> Patient:
    try:
        born = date.fromisoformat(birth_on) if birth_on else None
    except ValueError:
        born = None
    nowhere = ResourceSource(document="", sha256="", resource="", element="", display="")
    return Patient(source=nowhere, name=name, birth_on=born)

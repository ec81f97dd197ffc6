"""What clients, states and accreditation ask of a reviewer's call, as data: tries, spacing, what may be said, what is logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from peercall.domain.reviews import DayPart, Discussion, ReviewProgram
from peercall.domain.rules import Provenance
from peercall.domain.terms import Funding, ReviewStatus


@dataclass(frozen=True, slots=True)
class CallHours:
    """The office's hours on a business day, by its own wall clock, where it has stated none."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """One rule for review calls. None and empty: the rule does not speak of it.

    jurisdiction: `US` or a state's two letters. programs: empty means every program. client: None means every client.
    funding: of the plans it concerns, None for every plan.
    attempts: tries asked for. spacing_hours, spacing_business_days: least time between two of them. day_parts: parts
    of the office's day, told apart where tries must fall at different times of day. discussion: how far a determination
    may be talked about; sentence: what may be said instead. log: what must be written down.
    regulation: id of the law in the rulebook.
    """

    id: str
    jurisdiction: str
    title: str
    citation: str
    status: ReviewStatus
    provenance: Provenance
    programs: frozenset[ReviewProgram] = frozenset()
    client: str | None = None
    funding: Funding | None = None
    attempts: int | None = None
    spacing_hours: int | None = None
    spacing_business_days: int | None = None
    day_parts: tuple[DayPart, ...] = ()
    discussion: Discussion | None = None
    sentence: str | None = None
    log: tuple[str, ...] = ()
    regulation: str | None = None
    note: str = ""

    def applies(
        self, *, client: str, jurisdiction: str, program: ReviewProgram, funding: Funding | None = None
    ) -> bool:
        """True for a file of this client, state, program and funding.

        Where the funding is not stated, a rule for plans of one funding counts with what it asks for; what it lets be
        said in the call does not.
        """
        return (
            self.client in (None, client)
            and self.jurisdiction in ("US", jurisdiction)
            and (not self.programs or program in self.programs)
            and (self.funding in (None, funding) or (funding is None and self.discussion is None))
        )


#: what a line of the script may take from the file, and from who calls
SCRIPT_WORDS = frozenset(
    {"reviewer", "credentials", "organization", "client", "physician", "request", "reference", "callback", "due"}
)
#: of these a message with a person or a machine holds nothing: they tell what the patient needs
NOT_IN_MESSAGE = frozenset({"request"})


@dataclass(frozen=True, slots=True)
class ReviewScript:
    """What the reviewer says. A word in braces comes from the file; a part in brackets is left out where its word is not
    known, and a line without brackets as a whole. message: left with a person or a machine, nothing about the patient.
    """

    opening: tuple[str, ...] = ()
    first_questions: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewTables:
    """All rules for review calls. hours: None when no file gives them. empty_phrases: say nothing alone."""

    rules: Mapping[str, ReviewRule] = field(default_factory=dict)
    hours: CallHours | None = None
    empty_phrases: tuple[str, ...] = ()
    script: ReviewScript = field(default_factory=ReviewScript)

    def for_file(
        self, *, client: str, jurisdiction: str, program: ReviewProgram, funding: Funding | None = None
    ) -> tuple[ReviewRule, ...]:
        """The rules that apply, in the order of their ids. funding: None when not stated."""
        found = (
            one
            for one in self.rules.values()
            if one.applies(client=client, jurisdiction=jurisdiction, program=program, funding=funding)
        )
        return tuple(sorted(found, key=lambda one: one.id))

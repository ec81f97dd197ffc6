"""What of a review file's log the supervisor's page needs: a few values a file, so that no look reads every log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from peercall.domain.review_log import Activity
from peercall.domain.reviews import ReviewProgram
from peercall.domain.terms import Funding
from peercall.engine.review_audit import lacking_parts
from peercall.engine.review_figures import ReviewFigures, figures_of
from peercall.engine.review_log import FileLog


@dataclass(frozen=True, slots=True)
class CallOutside:
    """A call that was placed when none might be. at: aware. zone: the office's. by: who logged it."""

    at: datetime
    zone: str
    by: str


@dataclass(frozen=True, slots=True)
class FileSummary:
    """figures: of the file, whether it is at risk aside. lacks: names of the parts of an audit log in which something is
    not logged, whichever rule asks for them. seconds: by activity. jurisdiction, program, funding: with the client they
    select the rules.
    """

    figures: ReviewFigures
    jurisdiction: str
    program: ReviewProgram
    funding: Funding | None = None
    lacks: tuple[str, ...] = ()
    outside: tuple[CallOutside, ...] = ()
    seconds: Mapping[Activity, int] = field(default_factory=dict)


def summary_of(log: FileLog, *, received_at: datetime) -> FileSummary:
    """The summary of a file as its log stands. received_at: aware, when it arrived."""
    file = log.file
    return FileSummary(
        figures=figures_of(log, received_at=received_at, at_risk=False, treating_specialty=file.treating_specialty),
        jurisdiction=file.jurisdiction,
        program=file.program,
        funding=file.funding,
        lacks=lacking_parts(log),
        outside=tuple(
            CallOutside(one.body.at, one.body.zone, one.entry.by)
            for one in log.attempts
            if file.id in one.body.outside_hours
        ),
        seconds=dict(log.seconds),
    )


def search_words(log: FileLog, *, reference: str) -> str:
    """What a file is found by, in small letters, as it stands now. reference: the client's."""
    file = log.file
    dialed = ("".join(char for char in number if char.isdigit()) for number in file.numbers)
    named = (reference, file.client, file.claimant, file.treating_physician, file.request, file.npi or "")
    parts = (*named, *file.numbers, *dialed)
    return "\n".join(parts).lower()

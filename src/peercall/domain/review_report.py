"""The reviewer's report: what the reviewer writes (`ReportBody`), and the report as it is read (`ReviewReport`).

The recommendation is the reviewer's; the determination is the plan's and stands in a part of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from peercall.domain.errors import EntryInvalid
from peercall.domain.terms import CriterionStatus


class Recommendation(StrEnum):
    """What the reviewer advises the plan."""

    CERTIFY = "certify"
    CERTIFY_IN_PART = "certify_in_part"
    NOT_CERTIFY = "not_certify"


#: recommendations that do not certify all that was asked
ADVERSE = frozenset({Recommendation.CERTIFY_IN_PART, Recommendation.NOT_CERTIFY})


@dataclass(frozen=True, slots=True)
class CitedEvidence:
    """What a record or the call shows. source: the record and its page, or who said it in which call; never empty."""

    text: str
    source: str

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.source.strip():
            raise EntryInvalid("evidence needs its words and its source", remedy="Write what is shown, and where.")


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """One criterion as the reviewer judged it. status None: not judged yet. ref: its place in the guideline."""

    text: str
    status: CriterionStatus | None = None
    evidence: tuple[CitedEvidence, ...] = ()
    ref: str = ""
    id: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReviewerIdentity:
    """Who signs. credentials: degree and board certification as to be printed. license_state: two letters."""

    name: str = ""
    credentials: str = ""
    specialty: str = ""
    license_number: str = ""
    license_state: str = ""


@dataclass(frozen=True, slots=True)
class ReportBody:
    """What the reviewer writes. Everything may be empty until the report is signed; what is missing is told then.

    certified_part: what is certified, where the recommendation is in part. would_change: what would support
    certification. no_conflict: True attests that there is none; False tells of one, described in `conflict`; None is
    not answered. appeal_rights_told: whether appeal rights were explained in the call; None where that was not asked.
    """

    criteria: tuple[CriterionFinding, ...] = ()
    guideline: str = ""
    guideline_version: str = ""
    rationale: str = ""
    would_change: str = ""
    recommendation: Recommendation | None = None
    certified_part: str = ""
    reviewer: ReviewerIdentity = ReviewerIdentity()
    no_conflict: bool | None = None
    conflict: str = ""
    appeal_rights_told: bool | None = None
    amends_because: str = ""

    @property
    def is_adverse(self) -> bool:
        """The recommendation does not certify all that was asked."""
        return self.recommendation in ADVERSE


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """One line of what a report needs. key: stable. why: what is missing, empty when nothing is. blocks: the report
    cannot be signed while it is missing; else it is told and stands in the report as it is.
    """

    key: str
    label: str
    why: str = ""
    blocks: bool = True

    @property
    def is_met(self) -> bool:
        """Nothing is missing."""
        return not self.why


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a section. widths: shares of the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    @property
    def cells(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Each row's cells with the title of their column."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report. pairs: label and value. items: a list whose numbers are in the texts where they matter.

    note: a sentence about the part that is not of its contents (`The determination is the plan's.`).
    """

    key: str
    title: str
    pairs: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: ReportTable | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportSignature:
    """Who signed a version and when. at: aware."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """A version of the report to be read. reference: the client's, of the file. made_at: aware, when this version was
    saved. signature None: a draft. amends_because: why an earlier signed one was amended, empty where there is none.

    missing: what a draft still needs. zone: in which times beside the office's are shown.
    """

    file: str
    reference: str
    title: str
    organization: str
    version: int
    made_at: datetime
    zone: str
    sections: tuple[ReportSection, ...]
    signature: ReportSignature | None = None
    missing: tuple[str, ...] = ()
    amends_because: str = ""

    @property
    def by_key(self) -> Mapping[str, ReportSection]:
        """The sections by key."""
        return {one.key: one for one in self.sections}

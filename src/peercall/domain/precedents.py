"""Published decisions of independent reviews, as counts. They tell what happened to others, never what will happen here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peercall.domain.codes import CodeSet

NOT_A_FORECAST = (
    "Decisions of outside reviewers about others, in those years. They say nothing about how this case will end, and "
    "nothing about calls."
)


@dataclass(frozen=True, slots=True)
class OutcomeLayout:
    """How a published table is laid out. columns: our word to the table's column. upheld, overturned: words of the outcome.

    diagnoses, treatments: the table's category by codes it stands for; an assignment of our own, to be looked at by a person.
    """

    id: str
    name: str
    source: str
    columns: Mapping[str, str]
    upheld: frozenset[str]
    overturned: frozenset[str]
    diagnoses: tuple[tuple[str, tuple[CodeSet, ...]], ...] = ()
    treatments: tuple[tuple[str, tuple[CodeSet, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeTables:
    """Every layout that is known."""

    layouts: tuple[OutcomeLayout, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """Decisions of one kind in one year. Empty text: the table does not say."""

    year: int
    diagnosis: str
    diagnosis_detail: str
    treatment: str
    treatment_detail: str
    kind: str
    upheld: int
    overturned: int


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A table that was read. layout: id of its layout. skipped: rows without a year or an outcome that is known."""

    layout: str
    name: str
    source: str
    sha256: str
    counts: tuple[OutcomeCount, ...]
    skipped: int = 0

    @property
    def decisions(self) -> int:
        """How many decisions it counts."""
        return sum(one.upheld + one.overturned for one in self.counts)

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year."""
        found = [one.year for one in self.counts]
        return (min(found), max(found)) if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Precedents:
    """Decisions like a case: same category of diagnosis and of treatment. details: by the finer words of the table, upheld and
    overturned, most decisions first."""

    name: str
    source: str
    diagnosis: tuple[str, ...]
    treatment: tuple[str, ...]
    first_year: int
    last_year: int
    upheld: int
    overturned: int
    by_year: tuple[tuple[int, int, int], ...]
    by_kind: tuple[tuple[str, int, int], ...]
    details: tuple[tuple[str, str, int, int], ...]

    @property
    def decisions(self) -> int:
        """Together."""
        return self.upheld + self.overturned

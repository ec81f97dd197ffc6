"""A payer's statement on paper: what it says of each claim and service, each value with its page and words. It proposes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StatementWords:
    """How statements call things. columns: by what a column holds; labels: by the field of a claim; all in small letters."""

    titles: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The text of one page as read."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A value and where it stands. value: ISO day, dollars with cents, or as written. start, end: offsets in the page's text."""

    value: str
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One service. A value that the statement does not say, or that cannot be told apart, is None."""

    code: Told | None = None
    on: Told | None = None
    through: Told | None = None
    billed: Told | None = None
    allowed: Told | None = None
    paid: Told | None = None
    owes: Told | None = None
    remarks: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementClaim:
    """One claim of a statement. statement_on: the payer's day."""

    lines: tuple[StatementLine, ...]
    claim_number: Told | None = None
    member_id: Told | None = None
    member_name: Told | None = None
    authorization: Told | None = None
    statement_on: Told | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was read. is_titled: it calls itself a statement of payment."""

    claims: tuple[StatementClaim, ...]
    is_titled: bool

    @property
    def reads_like_one(self) -> bool:
        """True for paper that tells what was paid for a service, and calls itself so or names its claim."""
        told = any(line.paid and (line.billed or line.allowed) for claim in self.claims for line in claim.lines)
        return told and (self.is_titled or any(claim.claim_number for claim in self.claims))

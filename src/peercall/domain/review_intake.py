"""Files for review as clients send them: what a row says in its own words, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from peercall.domain.office_zones import ZoneFinding
from peercall.domain.reviews import CallbackNumber, CallDemand, ReviewFile, ReviewProgram
from peercall.domain.terms import Funding


class FileField(StrEnum):
    """What a client can state of a file: the columns of a table, the keys of an object."""

    REFERENCE = "reference"
    """the client's own number of the file"""
    CLIENT = "client"
    JURISDICTION = "jurisdiction"
    PROGRAM = "program"
    FUNDING = "funding"
    CLAIMANT = "claimant"
    """the client's number of the person"""
    CLAIMANT_NAME = "claimant_name"
    CLAIMANT_FIRST = "claimant_first_name"
    CLAIMANT_LAST = "claimant_last_name"
    TREATING_PHYSICIAN = "treating_physician"
    PHYSICIAN_FIRST = "physician_first_name"
    PHYSICIAN_LAST = "physician_last_name"
    NPI = "npi"
    NUMBERS = "numbers"
    OFFICE_STATE = "office_state"
    OFFICE_ZIP = "office_zip"
    ZONE = "zone"
    """the office's, as the client states it"""
    AVAILABILITY = "availability"
    AVAILABILITY_ZONE = "availability_zone"
    DECISION_DUE = "decision_due_at"
    DECISION_DUE_HOUR = "decision_due_hour"
    DECISION_DUE_ZONE = "decision_due_zone"
    REQUEST = "request"
    SERVICE_CODES = "service_codes"
    POLICY = "policy"
    """id of the coverage policy the request is held to"""
    CALL = "call"
    CALL_REQUESTED = "call_requested"
    """a column that asks whether a call was requested: its yes is not `required`"""
    RECORDS = "records"
    INSTRUCTIONS = "instructions"
    CALLBACK = "callback"
    CALLBACK_NUMBER = "callback_number"


#: fields that may stand in several columns, taken together in their order
SEVERAL = frozenset(
    {
        FileField.NUMBERS,
        FileField.AVAILABILITY,
        FileField.REQUEST,
        FileField.SERVICE_CODES,
        FileField.RECORDS,
        FileField.INSTRUCTIONS,
    }
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What one row of a client's file says. row: its number in what was sent, from 1, the row of the headings counted in.

    texts: as written, in file order; a field that is absent or blank is left out. faults: what the reader of the
    format already refuses, sentences without a value.
    """

    row: int
    texts: Mapping[FileField, tuple[str, ...]]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A client's file taken apart. notes: what holds for the whole of it (columns that are not read, its encoding)."""

    rows: tuple[Submission, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeChoices:
    """What the person who takes the files in says for rows that do not say it themselves; None: nothing.

    due_zone: zone of due times that name none. due_hour: the hour of due days that have none, by that zone's clock.
    """

    client: str | None = None
    jurisdiction: str | None = None
    program: ReviewProgram | None = None
    funding: Funding | None = None
    call: CallDemand | None = None
    due_zone: str | None = None
    due_hour: time | None = None


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is refused: one sentence without a value. field: what of it; None: the row as a whole."""

    text: str
    field: FileField | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as read. file: None when something of it is refused; its id is the client's reference.

    faults: why it is refused, all of it. notes: what was read in one of several ways, and what is missing.
    zones: in which zones the office may lie; a person chooses where the file has none.
    """

    row: int
    reference: str
    file: ReviewFile | None
    faults: tuple[RowFault, ...] = ()
    notes: tuple[str, ...] = ()
    zones: ZoneFinding | None = None


@dataclass(frozen=True, slots=True)
class IntakeWords:
    """How clients write columns and values, each in plain form (`plain_words`).

    columns: of two headings of one field, the one that stands first is nearer to it.
    """

    columns: Mapping[str, FileField] = field(default_factory=dict)
    programs: Mapping[str, ReviewProgram] = field(default_factory=dict)
    fundings: Mapping[str, Funding] = field(default_factory=dict)
    calls: Mapping[str, CallDemand] = field(default_factory=dict)
    callbacks: Mapping[str, CallbackNumber] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    """name or letters of a state, to its two letters; the whole country is `US`"""


def plain_words(text: str) -> str:
    """Lower case, letters and digits in words parted by one blank: `P2P Required?` is `p2p required`."""
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())

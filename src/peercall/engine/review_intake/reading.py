"""One row of a client's file to a review file: everything that is wrong with it is told at once, a sentence each.

Nothing is filled in. What the person who takes the file in has said for all rows (`IntakeChoices`) counts where a row is
silent; a row that says otherwise keeps its own word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from peercall.domain.errors import EntryInvalid, PeercallError
from peercall.domain.office_zones import ZoneBasis, ZoneFinding
from peercall.domain.review_intake import (
    FileField,
    IntakeChoices,
    IntakeWords,
    ReadRow,
    RowFault,
    Submission,
    plain_words,
)
from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import AvailabilityWindow, CallbackNumber, CallDemand, ReviewFile
from peercall.engine.review_intake.due_times import read_due_time
from peercall.engine.review_intake.hours import read_hours
from peercall.engine.review_intake.office_numbers import read_npi, read_numbers, read_zip
from peercall.engine.review_intake.zones import office_zone_of, same_clock, zone_word

T = TypeVar("T")
LONGEST_LINE, LONGEST_TEXT, MOST_PARTS = 300, 8000, 200
_LONG = frozenset({FileField.REQUEST, FileField.RECORDS, FileField.INSTRUCTIONS, FileField.AVAILABILITY})
LABELS: Mapping[FileField, str] = {
    FileField.REFERENCE: "the client's file number",
    FileField.CLIENT: "the client",
    FileField.JURISDICTION: "the jurisdiction",
    FileField.PROGRAM: "the program",
    FileField.FUNDING: "the funding",
    FileField.CLAIMANT: "the claimant",
    FileField.TREATING_PHYSICIAN: "the treating physician",
    FileField.REQUEST: "what is requested",
    FileField.CALL: "whether a call is required, requested or optional",
    FileField.CALL_REQUESTED: "whether a call is requested",
    FileField.OFFICE_STATE: "the office's state",
    FileField.CALLBACK: "the call-back rule",
}
_CHOSEN = frozenset({FileField.CLIENT, FileField.JURISDICTION, FileField.PROGRAM, FileField.CALL})
#: a column of its own whose fault says enough of the field
_SAME = {FileField.CALL: (FileField.CALL, FileField.CALL_REQUESTED)}
_FAR = timedelta(days=366)
#: controls and marks of direction: they show nothing and may turn around the words and numbers behind them
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_YES = frozenset({"yes", "y", "x", "true", "1"})
#: how the office's zones are found: postal code, state, numbers, zone stated
FindZones = Callable[[str | None, str | None, tuple[str, ...], str | None], ZoneFinding]


@dataclass(frozen=True, slots=True)
class IntakeTables:
    """What rows are read with. hours: of an office's business day. policies: ids of the coverage policies that exist."""

    words: IntakeWords
    hours: CallHours
    policies: Collection[str] = ()


def read_row(
    row: Submission, *, choices: IntakeChoices, tables: IntakeTables, find_zones: FindZones, received_at: datetime
) -> ReadRow:
    """The review file of a row, or why it cannot be one. received_at: aware, when the file reached the organization."""
    return _Row(row, choices=choices, tables=tables, find_zones=find_zones, received_at=received_at).read()


class _Row:
    def __init__(
        self,
        row: Submission,
        *,
        choices: IntakeChoices,
        tables: IntakeTables,
        find_zones: FindZones,
        received_at: datetime,
    ) -> None:
        self._row, self._choices, self._tables = row, choices, tables
        self._find_zones, self._received_at = find_zones, received_at
        self._faults: list[RowFault] = [RowFault(_sentence(text)) for text in row.faults]
        self._notes: list[str] = []

    def read(self) -> ReadRow:
        row, choices, words = self._row, self._choices, self._tables.words
        self._lengths()
        reference = self._line(FileField.REFERENCE)
        if self._faults:  # the row does not even keep its form: what it seems to lack is not told
            return ReadRow(row.row, reference[:LONGEST_LINE], None, tuple(self._faults))
        client = self._needed(FileField.CLIENT, self._client())
        jurisdiction = self._needed(
            FileField.JURISDICTION, self._word(FileField.JURISDICTION, words.states) or choices.jurisdiction
        )
        program = self._needed(FileField.PROGRAM, self._word(FileField.PROGRAM, words.programs) or choices.program)
        call = self._needed(FileField.CALL, self._call() or choices.call)
        claimant = self._needed(FileField.CLAIMANT, self._claimant())
        physician = self._needed(FileField.TREATING_PHYSICIAN, self._physician())
        request = self._needed(FileField.REQUEST, self._text(FileField.REQUEST))
        self._needed(FileField.REFERENCE, reference)
        numbers = self._try(FileField.NUMBERS, lambda: self._numbers(FileField.NUMBERS)) or ()
        npi = self._or_note(self._npi)
        state = self._word(FileField.OFFICE_STATE, words.states)
        postal = self._or_note(self._zip)
        zones, zone = self._zones(postal, state, numbers)
        windows = self._try(FileField.AVAILABILITY, lambda: self._hours(zone)) or ()
        due = self._try(FileField.DECISION_DUE, self._due)
        callback, callback_number = self._callback()
        funding = self._word(FileField.FUNDING, words.fundings) or choices.funding
        if not numbers and call is not CallDemand.NONE:
            self._notes.append("no number of the office is given")
        file = None
        if not self._faults and program is not None and call is not None:
            try:
                file = ReviewFile(
                    id=reference,
                    client=client or "",
                    jurisdiction=jurisdiction or "",
                    program=program,
                    claimant=claimant or "",
                    treating_physician=physician or "",
                    request=request or "",
                    call=call,
                    numbers=numbers,
                    npi=npi,
                    office_state=state if state != "US" else None,
                    office_zip=postal,
                    zone=zone,
                    availability=windows,
                    decision_due_at=due,
                    records=self._records(),
                    instructions=self._text(FileField.INSTRUCTIONS),
                    callback=callback,
                    callback_number=callback_number,
                    policy=self._policy(),
                    service_codes=self._codes(),
                    funding=funding,
                )
            except EntryInvalid as error:
                self._refuse(None, error)
        return ReadRow(
            row.row,
            reference,
            file,
            tuple(dict.fromkeys(self._faults)),
            tuple(dict.fromkeys(f"{_sentence(one)}." for one in self._notes)),
            zones,
        )

    # single values

    def _texts(self, field: FileField) -> tuple[str, ...]:
        return tuple(text for part in self._row.texts.get(field, ()) if (text := _UNSHOWN.sub("", part).strip()))

    def _line(self, field: FileField) -> str:
        return " ".join(" ".join(self._texts(field)).split())

    def _text(self, field: FileField) -> str:
        return "; ".join(self._texts(field))

    def _fault(self, field: FileField | None, text: str) -> None:
        self._faults.append(RowFault(_sentence(text), field))

    def _refuse(self, field: FileField | None, error: PeercallError) -> None:
        self._fault(field, f"{error.message.rstrip('.')}. {error.remedy}" if error.remedy else error.message)

    def _try(self, field: FileField, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except EntryInvalid as error:
            self._refuse(field, error)
            return None

    def _or_note(self, read: Callable[[], T]) -> T | None:
        """What a file can do without is left out where it cannot be read, and told."""
        try:
            return read()
        except EntryInvalid as error:
            self._notes.append(f"{error.message} and was left out")
            return None

    def _lengths(self) -> None:
        for field, texts in self._row.texts.items():
            limit = LONGEST_TEXT if field in _LONG else LONGEST_LINE
            if sum(len(text) for text in texts) > limit or len(texts) > MOST_PARTS:
                self._fault(field, f"{_label(field)} has more than {limit} characters. Shorten it.")

    def _needed(self, field: FileField, value: T | None) -> T | None:
        # a value that was refused has its own sentence already
        if not value and not any(one.field in _SAME.get(field, (field,)) for one in self._faults):
            remedy = "Add it, or choose it for the whole import." if field in _CHOSEN else "Add it."
            self._fault(field, f"{_label(field)} is not stated. {remedy}")
        return value

    def _word(self, field: FileField, meanings: Mapping[str, T]) -> T | None:
        text = self._line(field)
        if not text:
            return None
        found = meanings.get(plain_words(text))
        if found is None:
            self._fault(field, f"{_label(field)} is said with a word that is not known. {_known(meanings)}")
        return found

    def _client(self) -> str | None:
        said, chosen = self._line(FileField.CLIENT), self._choices.client
        if said and chosen and plain_words(said) != plain_words(chosen):
            self._fault(
                FileField.CLIENT,
                "the client of the row is not the one chosen for the import. Send each client's files by themselves.",
            )
        return chosen or said or None

    def _call(self) -> CallDemand | None:
        said = self._word(FileField.CALL, self._tables.words.calls)
        text = plain_words(self._line(FileField.CALL_REQUESTED))
        if not text:
            return said
        asked = self._word(FileField.CALL_REQUESTED, self._tables.words.calls)
        if asked is CallDemand.REQUIRED and text in _YES:
            asked = CallDemand.REQUESTED
        return said if said in (CallDemand.REQUIRED, CallDemand.OPTIONAL) else asked or said

    def _claimant(self) -> str | None:
        parts = (self._line(FileField.CLAIMANT_FIRST), self._line(FileField.CLAIMANT_LAST))
        name = self._line(FileField.CLAIMANT_NAME) or " ".join(part for part in parts if part)
        number = self._line(FileField.CLAIMANT)
        return ", ".join(part for part in (name, number) if part) or None

    def _physician(self) -> str | None:
        whole = self._line(FileField.TREATING_PHYSICIAN)
        first, last = self._line(FileField.PHYSICIAN_FIRST), self._line(FileField.PHYSICIAN_LAST)
        return whole or (f"{first} {last}".strip() if last else None)

    def _numbers(self, field: FileField) -> tuple[str, ...]:
        numbers, notes = read_numbers(self._texts(field))
        self._notes += notes
        return numbers

    def _npi(self) -> str | None:
        text = self._line(FileField.NPI)
        if not text:
            return None
        npi, fits = read_npi(text)
        if not fits:
            self._notes.append("the NPI's last digit does not fit the others: compare it with the records")
        return npi

    def _zip(self) -> str | None:
        text = self._line(FileField.OFFICE_ZIP)
        if not text:
            return None
        postal, is_mended = read_zip(text)
        if is_mended:
            self._notes.append("the ZIP code has four digits and was read with a zero in front")
        return postal

    def _zones(self, postal: str | None, state: str | None, numbers: tuple[str, ...]) -> tuple[ZoneFinding, str | None]:
        """Where the office may lie, and its zone when that is certain: the client's word, unless the ZIP code differs."""
        found = self._find_zones(postal, state if state != "US" else None, numbers, None)
        said = self._line(FileField.ZONE)
        if not said:
            return found, found.certain_zone
        word = zone_word(said)
        if word is None:
            self._fault(FileField.ZONE, "the office's time zone is not known. Write it like CT or America/Chicago.")
            return found, found.certain_zone
        near = [one for one in found.zones if office_zone_of(word, office=one) == one]
        if found.certain_zone is None and len(near) > 1:
            return ZoneFinding(tuple(near), found.basis, found.why), None
        stated = office_zone_of(word, office=found.certain_zone or (near[0] if near else None))
        if stated is None:
            return found, found.certain_zone
        if found.certain_zone is not None and not same_clock(found.certain_zone, stated):
            self._notes.append("the zone stated is not that of the ZIP code: a person chooses the office's zone")
            both = tuple(sorted({found.certain_zone, stated}))
            return ZoneFinding(both, ZoneBasis.UNKNOWN, "The zone stated is not that of the ZIP code."), None
        zone = found.certain_zone or stated
        return ZoneFinding((zone,), ZoneBasis.CONFIRMED, "Stated by the client."), zone

    def _hours(self, zone: str | None) -> tuple[AvailabilityWindow, ...]:
        out: list[AvailabilityWindow] = []
        received_on = self._received_at.date()
        zone_text = self._line(FileField.AVAILABILITY_ZONE)
        if not zone_text and zone is None:
            zone_text = self._line(FileField.ZONE)
        for text in self._texts(FileField.AVAILABILITY):
            stated = read_hours(
                text, zone_text=zone_text, office=zone, hours=self._tables.hours, received_on=received_on
            )
            out += stated.windows
            self._notes += stated.notes
        return tuple(dict.fromkeys(out))

    def _due(self) -> datetime | None:
        text = self._line(FileField.DECISION_DUE)
        if not text:
            self._notes.append("until when the decision is due is not stated")
            return None
        due = read_due_time(
            text,
            hour_text=self._line(FileField.DECISION_DUE_HOUR),
            zone_text=self._line(FileField.DECISION_DUE_ZONE),
            zone=self._choices.due_zone,
            hour=self._choices.due_hour,
        )
        self._notes += due.notes
        if due.at <= self._received_at:
            self._notes.append("the decision was due before the file arrived")
        elif due.at - self._received_at > _FAR:
            self._notes.append("the decision is due more than a year ahead: compare the year with the client's")
        return due.at

    def _callback(self) -> tuple[CallbackNumber, str | None]:
        policy = self._word(FileField.CALLBACK, self._tables.words.callbacks)
        numbers = self._try(FileField.CALLBACK_NUMBER, lambda: self._numbers(FileField.CALLBACK_NUMBER)) or ()
        number = numbers[0] if numbers else None
        if policy is None:
            return (CallbackNumber.CLIENT_ROUTING if number else CallbackNumber.NONE), number
        if policy is CallbackNumber.NONE:
            return policy, None
        if policy is CallbackNumber.CLIENT_ROUTING and number is None:
            self._fault(
                FileField.CALLBACK_NUMBER,
                "the client's number to leave is not stated. Add it, or change the call-back rule.",
            )
        return policy, number

    def _records(self) -> tuple[str, ...]:
        texts = self._texts(FileField.RECORDS)
        parts = [part for text in texts for part in (re.split(r"[;\n|]", text) if len(texts) == 1 else [text])]
        return tuple(" ".join(part.split()) for part in parts if part.strip())

    def _codes(self) -> tuple[str, ...]:
        parts = [part for text in self._texts(FileField.SERVICE_CODES) for part in re.split(r"[;,/\s]+", text)]
        return tuple(dict.fromkeys(part.upper() for part in parts if part))

    def _policy(self) -> str | None:
        said = self._line(FileField.POLICY)
        if said and said not in self._tables.policies:
            self._notes.append("the coverage policy named is not among the policies here: a person chooses one")
            return None
        return said or None


def _label(field: FileField) -> str:
    return LABELS.get(field, f"`{field.value.replace('_', ' ')}`")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _known(meanings: Mapping[str, object]) -> str:
    values = list(dict.fromkeys(str(value) for value in meanings.values()))
    if len(values) > 12:
        return "Write the state's two letters."
    return f"Use one of: {', '.join(value.replace('_', ' ') for value in values)}."

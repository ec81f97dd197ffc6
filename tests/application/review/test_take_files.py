"""Taking in what a client sent, with files kept in memory: good rows are kept, the others told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from peercall.application.review.take_files import submission_of, take_files
from peercall.application.review.views import FileChange, ImportSource, IncomingFile, RowError, RowNote, Taken
from peercall.domain.office_zones import ZoneBasis, ZoneFinding
from peercall.domain.review_intake import FileField, IntakeChoices, Submission, Submitted
from peercall.engine.review_intake.differences import differences
from peercall.engine.review_intake.reading import IntakeTables
from peercall.rulebook.load import load_rulebook

RULES = load_rulebook()
assert RULES.reviews.hours is not None
TABLES = IntakeTables(RULES.intake, RULES.reviews.hours)
AT = datetime(2026, 11, 30, 15, tzinfo=UTC)


@dataclass
class Kept:
    """Files in memory, one for each client and reference."""

    known: tuple[str, ...] = ()
    files: dict[tuple[str, str], tuple[UUID, IncomingFile]] = field(default_factory=dict)

    def clients(self) -> tuple[str, ...]:
        return self.known

    def take(
        self,
        files: list[IncomingFile],
        *,
        source: ImportSource,
        name: str,
        at: datetime,
        errors: list[RowError],
        notes: list[RowNote],
    ) -> Taken:
        made, changes = [], []
        for one in files:
            key = (one.file.client, one.reference)
            if key in self.files:
                id, before = self.files[key]
                changes.append(FileChange(id, one.row, one.reference, differences(before.file, one.file)))
            else:
                self.files[key] = (uuid4(), one)
                made.append(self.files[key][0])
        changed = tuple(one for one in changes if one.differences)
        ids = tuple(one.file for one in changed)
        return Taken(
            uuid4(), source, name, at, "", tuple(made), len(changes), ids, tuple(errors), changed, tuple(notes)
        )


def row(number: int, **changed: str) -> Submission:
    texts = {
        FileField.REFERENCE: f"PM-{number}",
        FileField.CLIENT: "Prairie Mutual",
        FileField.JURISDICTION: "TX",
        FileField.PROGRAM: "auto",
        FileField.CALL: "optional",
        FileField.CLAIMANT: "A-1",
        FileField.TREATING_PHYSICIAN: "Ada Okafor",
        FileField.REQUEST: "MRI",
        FileField.NUMBERS: "214-555-0110",
        FileField.DECISION_DUE: "12/03/2026 5 pm CT",
        **{FileField[key]: value for key, value in changed.items()},
    }
    return Submission(number, {key: (value,) for key, value in texts.items() if value})


def take(kept: Kept, *rows: Submission, choices: IntakeChoices | None = None) -> Taken:
    return take_files(
        Submitted(tuple(rows), ("A note on the whole.",)),
        source=ImportSource.CSV,
        name="week.csv",
        choices=choices or IntakeChoices(),
        tables=TABLES,
        find_zones=lambda *_: ZoneFinding((), ZoneBasis.UNKNOWN, ""),
        files=kept,
        at=AT,
    )


def test_good_rows_are_kept_and_each_of_the_others_is_told_with_its_row_and_number():
    kept = Kept()
    taken = take(kept, row(2), row(3, JURISDICTION="Ruritania", CLAIMANT=""), row(4, DECISION_DUE=""))
    assert set(kept.files) == {("Prairie Mutual", "PM-2"), ("Prairie Mutual", "PM-4")}
    assert [(one.row, one.reference) for one in taken.errors] == [(3, "PM-3"), (3, "PM-3")]
    assert [(one.row, one.reference) for one in taken.notes] == [(0, ""), (4, "PM-4")]


def test_a_client_written_otherwise_is_the_client_that_is_known():
    kept = Kept(known=("Prairie Mutual",))
    take(kept, row(2, CLIENT="PRAIRIE  MUTUAL"), row(3, CLIENT="Prairie-Mutual"))
    assert {client for client, _ in kept.files} == {"Prairie Mutual"}


def test_the_same_file_again_is_one_file_with_its_difference():
    kept = Kept()
    first = take(kept, row(2), row(3))
    again = take(kept, row(2), row(3, DECISION_DUE="12/04/2026 noon CT", INSTRUCTIONS="Ask for the nurse"))
    assert (len(first.files), len(again.files), again.known, len(kept.files)) == (2, 0, 2, 2)
    (change,) = again.changes
    assert change.file == first.files[1]
    assert [one.field for one in change.differences] == ["decision_due_at", "instructions"]


def test_a_row_of_another_client_stands_apart_from_one_of_the_same_number():
    kept = Kept()
    assert len(take(kept, row(2), replace(row(2, CLIENT="Lakeside Life"), row=3)).files) == 2


def test_what_a_person_types_is_one_row_and_its_lines_are_parts():
    sent = submission_of({FileField.REFERENCE: "PM-9", FileField.NUMBERS: "214-555-0110\n\n214-555-0111", FileField.INSTRUCTIONS: "Two\nlines", FileField.RECORDS: " "})  # fmt: skip
    assert sent.rows[0].texts == {
        FileField.REFERENCE: ("PM-9",),
        FileField.NUMBERS: ("214-555-0110", "214-555-0111"),
        FileField.INSTRUCTIONS: ("Two\nlines",),
    }

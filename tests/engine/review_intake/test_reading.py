"""One row of a client's file to a review file."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from peercall.domain.office_zones import ZoneBasis, ZoneFinding
from peercall.domain.review_intake import FileField, IntakeChoices, ReadRow, RowFault, Submission
from peercall.domain.reviews import CallbackNumber, CallDemand, ReviewProgram
from peercall.domain.terms import Funding
from peercall.engine.review_intake.reading import IntakeTables, read_row
from peercall.rulebook.load import load_rulebook

RULES = load_rulebook()
assert RULES.reviews.hours is not None
TABLES = IntakeTables(RULES.intake, RULES.reviews.hours, frozenset(RULES.policies))
RECEIVED = datetime(2026, 11, 30, 15, tzinfo=UTC)
WHOLE = {
    FileField.REFERENCE: "PM-1",
    FileField.CLIENT: "Prairie Mutual",
    FileField.JURISDICTION: "Texas",
    FileField.PROGRAM: "Workers' Comp",
    FileField.CALL: "P2P required",
    FileField.CLAIMANT: "WC-1",
    FileField.TREATING_PHYSICIAN: "Ada Okafor MD",
    FileField.REQUEST: "MRI",
    FileField.NUMBERS: "(214) 555-0110 x4",
    FileField.OFFICE_ZIP: "75201",
    FileField.DECISION_DUE: "12/03/2026 5 pm CT",
}


def zones(postal: str | None, state: str | None, numbers: tuple[str, ...], stated: str | None) -> ZoneFinding:
    if postal is not None:
        return ZoneFinding(("America/Chicago",), ZoneBasis.POSTAL_CODE, "From the postal code.")
    both = {"AZ": ("America/Denver", "America/Phoenix"), "TX": ("America/Chicago", "America/Denver")}
    return ZoneFinding(both.get(state or "", ()), ZoneBasis.STATE, "From the state.")


def read(choices: IntakeChoices | None = None, without: tuple[FileField, ...] = (), **changed: str) -> ReadRow:
    texts = {**WHOLE, **{FileField[key]: value for key, value in changed.items()}}
    row = Submission(4, {key: (value,) for key, value in texts.items() if key not in without and value})
    return read_row(row, choices=choices or IntakeChoices(), tables=TABLES, find_zones=zones, received_at=RECEIVED)


def test_whole_row_is_a_file():
    row = read(FUNDING="fully insured", SERVICE_CODES="72148, 62323", RECORDS="Note of May 3; MRI")
    assert (row.row, row.reference, row.faults, row.notes) == (4, "PM-1", (), ())
    file = row.file
    assert file is not None
    assert (file.jurisdiction, file.program, file.call) == (
        "TX",
        ReviewProgram.WORKERS_COMPENSATION,
        CallDemand.REQUIRED,
    )
    assert (file.numbers, file.zone, file.funding) == (
        ("214-555-0110 ext. 4",),
        "America/Chicago",
        Funding.FULLY_INSURED,
    )
    assert (file.service_codes, file.records) == (("72148", "62323"), ("Note of May 3", "MRI"))


def test_marks_that_turn_words_around_are_left_out():
    file = read(TREATING_PHYSICIAN="\u202eדוד לוי\u202c MD", REQUEST="Brace\x00, left\u2066 knee").file
    assert file is not None
    assert (file.treating_physician, file.request) == ("דוד לוי MD", "Brace, left knee")


def test_everything_that_is_wrong_is_told_at_once_and_quotes_nothing():
    row = read(
        without=(FileField.CLAIMANT,),
        JURISDICTION="Ruritania",
        NUMBERS="555-0177",
        NPI="12",
        AVAILABILITY="whenever Ada likes",
        DECISION_DUE="Ada's birthday",
    )
    assert row.file is None
    told = [fault.text for fault in row.faults]
    assert {fault.field for fault in row.faults} == {
        FileField.CLAIMANT,
        FileField.JURISDICTION,
        FileField.NUMBERS,
        FileField.AVAILABILITY,
        FileField.DECISION_DUE,
    }
    assert len(told) == 5
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in told)
    assert not any(word in " ".join(told) for word in ("Ruritania", "0177", "Ada", "birthday"))


def test_choices_of_the_import_count_only_where_a_row_is_silent():
    chosen = IntakeChoices(jurisdiction="OH", program=ReviewProgram.AUTO, call=CallDemand.OPTIONAL, due_hour=time(12))
    said = read(chosen).file
    assert said is not None and (said.jurisdiction, said.program) == ("TX", ReviewProgram.WORKERS_COMPENSATION)
    silent = read(chosen, without=(FileField.JURISDICTION, FileField.PROGRAM, FileField.CALL)).file
    assert silent is not None
    assert (silent.jurisdiction, silent.program, silent.call) == ("OH", ReviewProgram.AUTO, CallDemand.OPTIONAL)


def test_a_row_of_another_client_than_the_one_chosen_is_refused():
    assert read(IntakeChoices(client="Prairie  mutual")).faults == ()
    assert "not the one chosen" in read(IntakeChoices(client="Lakeside")).faults[0].text


@pytest.mark.parametrize(
    ("call", "requested", "demand"),
    [
        ("", "Yes", CallDemand.REQUESTED),
        ("", "no", CallDemand.NONE),
        ("required", "no", CallDemand.REQUIRED),
        ("Mandatory", "yes", CallDemand.REQUIRED),
        ("if needed", "", CallDemand.OPTIONAL),
    ],
)
def test_the_yes_of_a_column_that_asks_whether_a_call_was_requested_is_no_demand(call, requested, demand):
    file = read(CALL=call, CALL_REQUESTED=requested).file
    assert file is not None and file.call is demand


def test_names_in_parts_are_put_together():
    row = read(without=(FileField.CLAIMANT, FileField.TREATING_PHYSICIAN), CLAIMANT_FIRST="Noor", CLAIMANT_LAST="Haddad", PHYSICIAN_FIRST="Ada", PHYSICIAN_LAST="Okafor MD")  # fmt: skip
    assert row.file is not None
    assert (row.file.claimant, row.file.treating_physician) == ("Noor Haddad", "Ada Okafor MD")


def test_silence_about_the_call_is_not_taken_for_a_no():
    assert "call is required, requested or optional is not stated" in read(CALL="").faults[0].text


def test_zone_of_the_client_against_the_zip_code_is_a_person_s_to_choose():
    row = read(ZONE="Eastern")
    assert row.file is not None and row.file.zone is None
    assert row.zones is not None and row.zones.zones == ("America/Chicago", "America/New_York")
    assert "a person chooses" in row.notes[0]
    agreed = read(ZONE="CT")
    assert agreed.file is not None and (agreed.file.zone, agreed.notes) == ("America/Chicago", ())


@pytest.mark.parametrize(
    ("state", "zone", "kept"),
    [
        ("TX", "CT", "America/Chicago"),
        ("TX", "", None),
        ("AZ", "MST", None),
        ("AZ", "Arizona time", "America/Phoenix"),
        ("", "America/Boise", "America/Boise"),
        ("", "MST", None),
    ],
)
def test_without_a_zip_code_the_office_s_zone_is_the_one_stated_or_open(state, zone, kept):
    row = read(without=(FileField.OFFICE_ZIP,), OFFICE_STATE=state, ZONE=zone)
    assert row.file is not None and row.file.zone == kept


def test_hours_without_a_zone_need_the_office_s():
    assert read(AVAILABILITY="M-F 9-11").faults == ()
    row = read(without=(FileField.OFFICE_ZIP,), AVAILABILITY="M-F 9-11")
    assert [fault.text for fault in row.faults] == [
        "The zone of the office's hours is not known. Add the zone, for example CT, or the office's ZIP code."
    ]
    stated = read(without=(FileField.OFFICE_ZIP,), AVAILABILITY="M-F 9-11", AVAILABILITY_ZONE="PT").file
    assert stated is not None and stated.availability[0].zone == "America/Los_Angeles"


def test_call_back_rule_and_number_stand_together():
    number = read(CALLBACK_NUMBER="800-555-0199").file
    assert number is not None and number.callback is CallbackNumber.CLIENT_ROUTING
    assert "number to leave is not stated" in read(CALLBACK="routing number").faults[0].text
    never = read(CALLBACK="do not leave a number", CALLBACK_NUMBER="800-555-0199").file
    assert never is not None and (never.callback, never.callback_number) == (CallbackNumber.NONE, None)


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"OFFICE_ZIP": "2139"}, "zero in front"),
        ({"NPI": "2000000011"}, "does not fit the others"),
        ({"NPI": "1.23E+09"}, "the NPI is not ten digits and was left out"),
        ({"OFFICE_ZIP": "752", "OFFICE_STATE": "OH"}, "not five digits and was left out"),
        ({"NUMBERS": ""}, "no number of the office"),
        ({"DECISION_DUE": "12/03/2062 5 pm CT"}, "more than a year ahead"),
        ({"DECISION_DUE": ""}, "until when the decision is due is not stated"),
        ({"DECISION_DUE": "11/20/2026 5 pm CT"}, "due before the file arrived"),
        ({"POLICY": "a policy nobody has"}, "a person chooses one"),
        ({"NUMBERS": "214-555-0110; fax 214-555-0112"}, "a fax number was left out"),
    ],
)
def test_what_is_missing_or_was_mended_is_told_and_the_row_is_taken(changed, note):
    row = read(**changed)
    assert row.file is not None
    assert any(note.casefold() in one.casefold() for one in row.notes)


def test_row_that_does_not_keep_its_form_is_told_that_alone():
    row = read_row(
        Submission(2, {}, faults=("The row has more cells than there are columns.",)),
        choices=IntakeChoices(),
        tables=TABLES,
        find_zones=zones,
        received_at=RECEIVED,
    )
    assert row.faults == (RowFault("The row has more cells than there are columns."),)


def test_text_beyond_its_limit_is_refused():
    assert [fault.text for fault in read(TREATING_PHYSICIAN="A" * 301).faults] == [
        "The treating physician has more than 300 characters. Shorten it."
    ]

"""A client's table: its dialect, encoding and headings are found, and a row that cannot be read costs itself alone."""

from __future__ import annotations

import csv
import io

import pytest

from peercall.adapters.review_import.csv_tables import read_csv
from peercall.adapters.review_import.limits import IntakeLimits
from peercall.domain.errors import DocumentUnreadable, InputTooLarge, PeercallError
from peercall.domain.review_intake import FileField, Submitted
from peercall.rulebook.load import load_rulebook

WORDS = load_rulebook().intake
TABLE = """File number,Claim number,Treating physician,Request,Adjuster
A-1,WC-1,"Okafor, Ada",MRI,Lee
A-2,WC-2,Jos\u00e9 Lind,"PT; 12 visits",Lee
"""


def read(text: str | bytes, **limits: int) -> Submitted:
    data = text.encode() if isinstance(text, str) else text
    return read_csv(data, words=WORDS, limits=IntakeLimits(**limits))


def physicians(sent: Submitted) -> list[str | None]:
    return [row.texts.get(FileField.TREATING_PHYSICIAN, (None,))[0] for row in sent.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_is_read_in_every_dialect_and_encoding(encoding, delimiter, end):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(csv.reader(io.StringIO(TABLE)))
    sent = read(out.getvalue().encode(encoding))
    assert physicians(sent) == ["Okafor, Ada", "Jos\u00e9 Lind"]
    assert [row.row for row in sent.rows] == [2, 3]
    assert sent.notes == ("Columns that are not read: 5 (Adjuster).",)


def test_code_page_of_windows_is_read_and_told():
    sent = read(TABLE.encode("cp1252"))
    assert physicians(sent)[1] == "Jos\u00e9 Lind"
    assert "code page of Windows" in sent.notes[0]


def test_title_above_the_headings_and_the_stated_separator_are_passed_over():
    sent = read("sep=;\nFiles of this week;;\n\nFile no.;CLAIM #;Treating Physician\nA-1;WC-1;Ada\n")
    assert physicians(sent) == ["Ada"]
    assert sent.rows[0].row == 4, "as a spreadsheet counts, which does not show the line of the separator"


def test_columns_of_one_meaning_are_parts_where_that_makes_sense_and_twins_are_refused():
    sent = read("File no,Physician,Claimant,Phone,Alt phone\nA-1,Ada,C,214-555-0110,214-555-0111\n")
    assert sent.rows[0].texts[FileField.NUMBERS] == ("214-555-0110", "214-555-0111")
    with pytest.raises(DocumentUnreadable, match="columns 2 and 4 have one heading"):
        read("File no,Physician,Claimant,physician\nA-1,Ada,C,Bo\n")


def test_of_two_columns_that_say_one_thing_the_nearest_heading_is_read_and_it_is_told():
    sent = read("Member ID,File no,Physician,Claim #,Request\nM-1,A-1,Ada,WC-1,MRI\n")
    assert sent.rows[0].texts[FileField.CLAIMANT] == ("WC-1",)
    assert sent.notes == ("Column 1 (Member ID) is not read: column 4 (Claim #) says the same.",)


def test_what_stands_in_brackets_of_a_heading_does_not_hide_it():
    sent = read("File no (ours),Physician,Claimant,Peer-to-peer (Y/N),Due date (MM/DD/YYYY)\nA-1,Ada,C,yes,12/3/2026\n")
    assert sent.notes == ()
    assert {FileField.CALL, FileField.DECISION_DUE, FileField.REFERENCE} <= set(sent.rows[0].texts)


def test_what_spreadsheets_put_around_numbers_is_taken_off():
    sent = read("File no,Physician,Claimant,NPI,Zip\n=\"0042\",Ada,'007,\u00a02000000010 ,'02139\n")
    texts = sent.rows[0].texts
    assert [texts[one][0] for one in (FileField.REFERENCE, FileField.CLAIMANT, FileField.NPI, FileField.OFFICE_ZIP)] == [
        "0042", "007", "2000000010", "02139"]  # fmt: skip


def test_cell_with_line_breaks_is_one_row():
    sent = read('File no,Physician,Claimant,Request\nA-1,Ada,C,"MRI\nof the knee"\nA-2,Bo,D,PT\n')
    assert [row.texts[FileField.REQUEST][0] for row in sent.rows] == ["MRI\nof the knee", "PT"]
    assert [row.row for row in sent.rows] == [2, 3]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('A-2,"Bo,D,PT', "quotation mark"),
        ('A-2,"Bo"x,D,PT', "quotation mark"),
        ("A-2,Bo,D,PT,more", "more cells than there are columns"),
        (f"A-2,Bo,D,{'x' * 20_001}", "more than 20000 characters"),
    ],
)
def test_row_at_fault_is_told_and_the_rows_around_it_are_read(row, why):
    sent = read(f"File no,Physician,Claimant,Request\nA-1,Ada,C,MRI\n{row}\nA-3,Cy,E,CT\n")
    assert [one.texts[FileField.REFERENCE][0] for one in sent.rows if not one.faults] == ["A-1", "A-3"]
    (fault,) = [one for one in sent.rows if one.faults]
    assert fault.row == 3
    assert why in fault.faults[0]


def test_blank_rows_are_no_files_and_a_short_row_lacks_only_what_it_lacks():
    sent = read("File no,Physician,Claimant,Request\n\n,,,\nA-1,Ada\n")
    assert [row.texts for row in sent.rows] == [{FileField.REFERENCE: ("A-1",), FileField.TREATING_PHYSICIAN: ("Ada",)}]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no row names"),
        (b"Ada,Bo,Cy\n1,2,3\n", "no row names"),
        (b"PK\x03\x04....", "a spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0....", "an old spreadsheet"),
        (b"%PDF-1.7", "a PDF"),
        (b"File no,\0Physician", "no text"),
        (b"\x81\x8d\x8f\x90\x9d", "encoding"),
    ],
)
def test_file_that_is_no_table_is_refused_in_a_sentence(data, why):
    with pytest.raises(DocumentUnreadable, match=why) as refused:
        read(data)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"x" * 200, {"file_bytes": 100}),
        (b"\n" * 300, {"lines": 200}),
        (TABLE.encode() + b"A-3,b,c,d\n" * 10, {"rows": 8}),
    ],
)
def test_file_beyond_a_limit_is_refused(data, limits):
    with pytest.raises(InputTooLarge, match="Send it in several files"):
        read(data, **limits)


def test_table_of_nothing_but_quotation_marks_ends_soon():
    with pytest.raises(PeercallError):
        read("File no,Physician,Claimant\n" + '"a\n' * 50_000)


def test_headings_a_person_has_assigned_are_read():
    sent = read_csv(
        b"Our no,Doc who treats,Claimant,Request\nA-1,Ada,C,MRI\n",
        words=WORDS,
        columns={"Our no": FileField.REFERENCE, "Doc who treats": FileField.TREATING_PHYSICIAN},
    )
    assert physicians(sent) == ["Ada"]

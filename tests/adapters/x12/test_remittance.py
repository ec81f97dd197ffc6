from __future__ import annotations

import importlib.util
import sys
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercall.adapters.x12 import X12Limits, is_x12, read_x12, read_x12_blocks
from peercall.domain.errors import InputTooLarge
from peercall.domain.remittances import DenialRow, RemittanceTables, RemittedClaim, RowLevel, X12Problem
from peercall.rulebook.load import load_rulebook

_SPEC = importlib.util.spec_from_file_location("x12_samples", Path(__file__).with_name("samples.py"))
assert _SPEC is not None and _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
sys.modules["x12_samples"] = samples
_SPEC.loader.exec_module(samples)

FILE = samples.interchange(samples.transaction([samples.CLEAN, samples.DENIED, samples.CLEAN]))
TABLES: RemittanceTables = load_rulebook().remittance


def test_rows_of_a_denied_claim_say_line_code_amount_and_place(read):
    first, second = read(FILE)
    assert first.level is RowLevel.LINE
    assert (first.service.code, first.service.modifiers, first.service.system) == ("72148", ("26",), "HC")
    assert first.service.first_on == date(2026, 1, 6)
    assert first.reason_codes == ("50",)
    assert (first.charge, first.paid, first.at_stake) == (Decimal(900), Decimal(0), Decimal(900))
    assert first.remarks == ("N115",)
    assert first.claim.patient_control_number == "CV-2"
    assert first.claim.payer_control_number == "NG2"
    assert first.claim.rendering_npi == "1234567893"
    assert first.claim.references == (("G1", "AUTH77"),)
    paid = first.claim.remittance
    assert (paid.payer.name, paid.payee.identifier, paid.trace) == ("NORTHGATE HEALTH", "1234567893", "CHK9")
    assert (paid.interchange, paid.group, paid.transaction) == ("000000001", "7", "0001")
    assert paid.paid_on == paid.produced_on == date(2026, 1, 10)
    assert second.reason_codes == ("197",), "what the contract takes is no denial, though it stands first"
    assert second.at_stake == Decimal(500)
    assert [one.carc for one in second.adjustments] == ["197", "45"]


def test_the_quote_stands_at_its_segment(read):
    segments = [segment.strip() for segment in FILE.split("~")]
    for row in read(FILE):
        assert segments[row.source.segment - 1] == row.source.quote
        assert segments[row.claim.segment - 1].startswith("CLP*CV-2")


@pytest.mark.parametrize(
    "layout",
    [
        {"end": "~", "between": "\n"},
        {"end": "~", "between": "\r\n    "},
        {"end": "\n"},
        {"end": "\r", "between": "\n"},
        {"element": "|", "component": ">", "end": "'"},
        {"element": "\x1d", "component": "\x1f", "end": "\x1c"},
    ],
    ids=["lines", "indented", "newline ends", "carriage return ends", "other signs", "control characters"],
)
@pytest.mark.parametrize("block", [1 << 20, 97, 7])
def test_the_same_rows_in_every_layout_and_block_size(read, layout, block):
    claims = [samples.CLEAN, samples.DENIED, samples.CLEAN, samples.DENIED]
    plain = read(samples.interchange(samples.transaction(claims)))
    other = read("\ufeff" + samples.interchange(samples.transaction(claims), **layout), block=block)
    assert [_facts(row) for row in other] == [_facts(row) for row in plain]
    assert len(plain) == 4


def _facts(row: DenialRow) -> tuple[object, ...]:
    """Every field but the hash of the file and the quotes."""
    claim = [getattr(row.claim, one.name) for one in fields(RemittedClaim) if one.name not in {"remittance", "places"}]
    line = [getattr(row, one.name) for one in fields(DenialRow) if one.name not in {"claim", "source", "places"}]
    return (*claim, row.claim.remittance._replace(sha256="", places={}), *line, row.source.segment)


def test_several_interchanges_with_their_own_signs(read):
    one = samples.interchange(
        samples.transaction([samples.DENIED]), samples.transaction([samples.DENIED], number="0002")
    )
    two = samples.interchange(samples.transaction([samples.DENIED]), element="|", end="'", number="000000002")
    rows = read(one + "\r\n" + two)
    assert [(row.claim.remittance.interchange, row.claim.remittance.transaction) for row in rows] == [
        ("000000001", "0001"),
        ("000000001", "0001"),
        ("000000001", "0002"),
        ("000000001", "0002"),
        ("000000002", "0001"),
        ("000000002", "0001"),
    ]


def test_a_claim_level_denial_and_a_status_without_a_code(read):
    whole = ("CLP*CV-3*4*700*0**HM*NG3*11", "CAS*CO*29*700", "DTM*232*20260101", "DTM*233*20260103", "MOA***MA01")
    silent = ("CLP*CV-4*4*80*0**HM*NG4*11", "SVC*HC:99211*80*0**1", "CAS*CO*24*80")
    first, second = read(samples.interchange(samples.transaction([whole, silent])))
    assert first.level is RowLevel.CLAIM
    assert first.remarks == ("MA01",)
    assert (first.service.first_on, first.service.last_on) == (date(2026, 1, 1), date(2026, 1, 3))
    assert second.level is RowLevel.CLAIM
    assert (second.reason_codes, second.at_stake) == ((), Decimal(80))


def test_an_unknown_code_is_a_denial_of_unknown_reason(read):
    (row,) = read(
        samples.interchange(samples.transaction([("CLP*CV-5*1*50*0**HM*N5", "SVC*HC:1*50*0", "CAS*CO*999*50")]))
    )
    assert row.reason_codes == ("999",)


def test_an_amount_that_cannot_be_read_is_not_known(read):
    (row,) = read(samples.interchange(samples.transaction([("CLP*CV-5*1*50*0", "SVC*HC:1*50*0", "CAS*CO*50*1e9")])))
    assert row.at_stake is None


@pytest.mark.parametrize(
    "before, after, segment, words",
    [
        ("SE*", "SE*9", 33, "counts another number of segments"),
        ("GE*1*7", "GE*1*8", 34, "control number in GE"),
        ("GE*1*7", "GE*3*7", 34, "counts another number of transactions"),
        ("IEA*1*000000001", "IEA*1*000000009", 35, "control number in IEA"),
        ("*0001~GE", "*0009~GE", 33, "control number in SE"),
    ],
)
def test_envelope_errors_are_told_with_their_segment_and_the_rows_are_read(read, before, after, segment, words):
    rows = read(FILE.replace(before, after))
    problems = [row for row in rows if isinstance(row, X12Problem)]
    assert len(rows) - len(problems) == 2
    assert [problem.segment for problem in problems] == [segment]
    assert words in problems[0].sentence


def test_a_missing_trailer_leaves_the_next_transaction_whole(read):
    first = samples.transaction([samples.DENIED])[:-1]
    second = samples.transaction([samples.DENIED], number="0002")
    rows = read(samples.interchange(first, second))
    assert sum(isinstance(row, DenialRow) for row in rows) == 4
    assert any("has no SE" in row.sentence for row in rows if isinstance(row, X12Problem))


def test_a_file_that_breaks_off_gives_what_was_whole(read):
    rows = read(FILE[: FILE.index("CAS*CO*45*100") + 5])
    denials = [row for row in rows if isinstance(row, DenialRow)]
    assert [row.reason_codes for row in denials] == [("50",)]
    assert any("breaks off" in row.sentence for row in rows if isinstance(row, X12Problem))


@pytest.mark.parametrize("text", ["", "   \n", "hello", "ISA", "ISA*" * 40, "ISA" + "A" * 300, "\x00" * 50])
def test_what_is_no_x12_is_told_in_a_sentence(read, text):
    (problem,) = read(text)
    assert isinstance(problem, X12Problem)
    assert problem.segment is None


def test_a_segment_without_end_stops_reading(read):
    rows = read(FILE + "ISA" + FILE[3:100] + "x" * 500_000, block=4096, limits=X12Limits(segment_bytes=1000))
    assert sum(isinstance(row, DenialRow) for row in rows) == 2
    assert isinstance(rows[-1], X12Problem)


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    path = tmp_path / "big.835"
    path.write_text(FILE)
    with pytest.raises(InputTooLarge):
        list(read_x12(path, name="big.835", tables=TABLES, limits=X12Limits(file_bytes=100)))


def test_type_is_told_by_content():
    assert is_x12(b"\xef\xbb\xbf\r\n ISA*00*")
    assert not is_x12(b'{"resourceType": "Bundle"}')


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_cost_a_sentence_never_a_traceback(data):
    raw = bytearray(FILE.encode())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.sampled_from(["set", "cut", "double"])):
            case "set":
                raw[at] = data.draw(st.integers(0, 255))
            case "cut":
                del raw[at : at + data.draw(st.integers(1, 60))]
            case _:
                raw[at:at] = raw[at : at + 80]
        if not raw:
            break
    block = data.draw(st.sampled_from([1, 13, 256, 1 << 16]))
    blocks = [bytes(raw[at : at + block]) for at in range(0, len(raw), block)]
    for row in read_x12_blocks(blocks, name="x", sha256="", tables=TABLES):
        str(row)


def test_a_damaged_adjustment_leaves_its_line_with_an_unknown_amount():
    raw = bytearray(FILE.encode())
    raw[26:26] = raw[26:106]
    raw[4] = 0
    raw[26:26] = raw[26:106]
    del raw[627:687]
    rows = list(read_x12_blocks([bytes(raw)], name="x", sha256="", tables=TABLES))
    damaged = [row for row in rows if isinstance(row, DenialRow) and row.level is RowLevel.LINE and not row.adjustments]
    assert len(damaged) == 1 and damaged[0].at_stake is None and str(damaged[0])


@given(st.binary(max_size=400))
def test_any_bytes_cost_a_sentence_never_a_traceback(raw):
    list(read_x12_blocks([raw], name="x", sha256="", tables=TABLES))
    list(read_x12_blocks([FILE.encode()[:106] + raw], name="x", sha256="", tables=TABLES))

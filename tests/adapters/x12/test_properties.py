"""However a file is cut, joined or spelled, its rows stay the same; what is cut off is lost and told, nothing else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercall.adapters.x12 import extract_x12, read_x12_blocks
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.remittances import DenialRow, ReviewRow, X12Problem
from peercall.rulebook.load import load_rulebook

_SPEC = importlib.util.spec_from_file_location("x12_samples_of_properties", Path(__file__).with_name("samples.py"))
assert _SPEC is not None and _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
sys.modules["x12_samples_of_properties"] = samples
_SPEC.loader.exec_module(samples)

TABLES = load_rulebook().remittance
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

codes = st.sampled_from(["50", "197", "45", "16", "96", "1", "ZZ9"])
amounts = st.integers(min_value=0, max_value=9999).map(str)


@st.composite
def claims(draw: st.DrawFn) -> tuple[str, ...]:
    """A claim with a few lines, each with an adjustment or none."""
    number = draw(st.integers(min_value=1, max_value=999))
    segments = [f"CLP*CV-{number}*{draw(st.sampled_from(['1', '2', '4', '22']))}*500*0**12*NG{number}*11"]
    if draw(st.booleans()):
        segments.append("NM1*QC*1*POE*PAT****MI*M2")
    for _ in range(draw(st.integers(min_value=0, max_value=3))):
        segments += [f"SVC*HC:{draw(st.integers(min_value=10000, max_value=99999))}*100*0**1", "DTM*472*20260106"]
        for _ in range(draw(st.integers(min_value=0, max_value=2))):
            segments.append(f"CAS*{draw(st.sampled_from(['CO', 'PR', 'OA']))}*{draw(codes)}*{draw(amounts)}")
        if draw(st.booleans()):
            segments.append("LQ*HE*N115")
    return tuple(segments)


files = st.lists(st.lists(claims(), min_size=1, max_size=4), min_size=1, max_size=3)
signs = st.lists(st.sampled_from("|!+@#"), min_size=2, max_size=2, unique=True)


def told(text: str, *, block: int = 1 << 20) -> list[tuple[object, ...]]:
    """Rows as plain values, places and hash left out."""
    return [facts(row) for row in rows_of(text, block=block) if not isinstance(row, X12Problem)]


def rows_of(text: str, *, block: int = 1 << 20) -> list[DenialRow | ReviewRow | X12Problem]:
    data = text.encode()
    blocks = [data[at : at + block] for at in range(0, len(data), block)]
    return list(read_x12_blocks(blocks, name="northgate.835", sha256="", tables=TABLES))


def facts(row: DenialRow | ReviewRow) -> tuple[object, ...]:
    assert isinstance(row, DenialRow)
    claim = row.claim
    return (
        claim.patient_control_number, claim.payer_control_number, claim.status, claim.charge, claim.patient_name,
        row.level, row.service, row.charge, row.paid, row.adjustments, row.denying, row.remarks, row.at_stake,
    )  # fmt: skip


def written(transactions: list[list[tuple[str, ...]]], **layout: str) -> str:
    made = [samples.transaction(one, number=f"{number:04d}") for number, one in enumerate(transactions, start=1)]
    return samples.interchange(*made, **layout)


@BOUNDED
@given(files, st.integers(min_value=1, max_value=400))
def test_blocks_never_change_the_rows(transactions, block):
    text = written(transactions)
    assert told(text, block=block) == told(text)


@BOUNDED
@given(files, signs, st.sampled_from(["~", "'", "\n"]), st.sampled_from(["", "\n", "\r\n", "\n   "]))
def test_signs_and_line_breaks_never_change_the_rows(transactions, pair, end, between):
    element, component = pair
    text = written(transactions, element=element, component=component, end=end, between=between)
    assert told(text) == told(written(transactions))


@BOUNDED
@given(files, files, st.sampled_from(["", "\n", "\r\n\r\n", "\ufeff"]))
def test_joined_files_give_the_rows_of_both(first, second, glue):
    one, two = written(first), written(second, element="|", end="'", number="000000002")
    assert told(one + glue + two) == told(one) + told(two)


@BOUNDED
@given(files)
def test_transactions_apart_or_together_give_the_same_rows(transactions):
    apart = [row for number, one in enumerate(transactions) for row in told(written([one], number=f"{number:09d}"))]
    assert told(written(transactions)) == apart


@BOUNDED
@given(files, st.data())
def test_a_cut_file_loses_only_what_is_cut_and_says_so(transactions, data):
    text = written(transactions)
    cut = data.draw(st.integers(min_value=text.index("~GS") + 1, max_value=len(text) - 2))
    rows = rows_of(text[:cut])
    kept = [row for row in rows if isinstance(row, DenialRow)]
    whole_claims = text[:cut].count("~CLP*") - 1  # the last one may be cut
    before = [facts(row) for row in rows_of(text) if isinstance(row, DenialRow) and _place(text, row) <= whole_claims]
    assert [facts(row) for row in kept][: len(before)] == before
    assert any(isinstance(row, X12Problem) for row in rows)


def _place(text: str, row: DenialRow) -> int:
    """Which claim of the file the row belongs to, from 1."""
    return "~".join(text.split("~")[: row.claim.segment]).count("~CLP*")


@BOUNDED
@given(files)
def test_a_claim_taken_out_has_the_rows_it_had(tmp_path_factory, transactions):
    text = written(transactions)
    path = tmp_path_factory.mktemp("x12") / "northgate.835"
    path.write_text(text)
    for row in rows_of(text):
        assert isinstance(row, DenialRow)
        alone = rows_of(extract_x12(path, segment=row.source.segment).decode())
        assert not [one for one in alone if isinstance(one, X12Problem)]
        assert facts(row) in [facts(one) for one in alone if isinstance(one, DenialRow)]


def test_a_segment_that_is_not_there_is_told(tmp_path):
    path = tmp_path / "northgate.835"
    path.write_text(written([[samples.CLEAN]]))
    with pytest.raises(DocumentUnreadable, match="no claim or answer at this segment"):
        extract_x12(path, segment=500)


def test_an_answer_taken_out_is_its_whole_transaction(tmp_path):
    first = samples.review("HL*4*3*EV*0", "TRN*2*1*9", "UM*HS*I*2", "HCR*A1*OK1")
    second = samples.review("HL*4*3*EV*0", "TRN*2*2*9", "UM*HS*I*2", "HCR*A3*NO2*0F", number="0002")
    path = tmp_path / "northgate.278"
    path.write_text(samples.interchange(first, second, kind="HI"))
    (_, denied) = rows_of(path.read_text())
    assert isinstance(denied, ReviewRow)
    alone = extract_x12(path, segment=denied.source.segment).decode()
    assert "HCR*A3*NO2" in alone
    assert "OK1" not in alone
    (again,) = rows_of(alone)
    assert isinstance(again, ReviewRow)
    assert again.review_id == "NO2"

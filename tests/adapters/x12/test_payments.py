"""Every claim of a remittance with what was paid, the paid ones too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.adapters.x12.samples import CLEAN, DENIED, REVERSAL, interchange, review, transaction

from peercall.adapters.x12.payments import read_payments
from peercall.domain.payments import ClaimPayment
from peercall.rulebook.load import load_rulebook

TABLES = load_rulebook().remittance


def read(path: Path, text: str) -> list[ClaimPayment]:
    path.write_text(text)
    return list(read_payments(path, name="r.835", tables=TABLES))


def test_paid_refused_and_taken_back_claims_are_read(tmp_path: Path) -> None:
    paid, denied, back = read(tmp_path / "r.835", interchange(transaction([CLEAN, DENIED, REVERSAL])))
    assert (paid.claim_number, paid.member_id, paid.paid_on) == ("NG1", "M1", date(2026, 1, 10))
    assert [(line.code, line.paid, line.denied) for line in paid.lines] == [("99213", Decimal(120), False)]
    assert (denied.claim_number, denied.authorizations) == ("NG2", ("AUTH77",))
    assert [line.denied for line in denied.lines] == [True, True]
    assert back.takes_back and not back.lines


def test_each_claim_knows_its_segment(tmp_path: Path) -> None:
    text = interchange(transaction([CLEAN, DENIED]))
    segments = text.split("~")
    for claim in read(tmp_path / "r.835", text):
        assert segments[claim.segment - 1].strip().startswith("CLP*")


def test_an_answer_to_a_request_holds_no_payment(tmp_path: Path) -> None:
    assert read(tmp_path / "r.278", interchange(review(), kind="HI")) == []

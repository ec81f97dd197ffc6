"""Words of statements on paper: a private file adds to the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.statements import StatementPage
from peercall.engine.statements import read_statement
from peercall.rulebook.load import load_rulebook

PAPER = """\
Explanation of Payment
Audit number: 77-2026-10
Service date  Code   Charges  Reimbursed to provider
09/11/2026    97110  48.00    24.00
"""


def test_words_of_ones_own_are_read_beside_the_shipped(tmp_path: Path) -> None:
    told = "schema: peercall.statement/1\ncolumns: {paid: [Reimbursed to provider]}\nlabels: {claim_number: [audit number]}\n"
    (tmp_path / "statement.yaml").write_text(told)
    words = load_rulebook(overlays=[tmp_path]).statements
    (claim,) = read_statement([StatementPage(1, PAPER)], words=words).claims
    assert claim.claim_number is not None and claim.claim_number.value == "77-2026-10"
    assert [line.paid.value for line in claim.lines if line.paid] == ["24.00"]


def test_a_column_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "statement.yaml").write_text("schema: peercall.statement/1\ncolumns: {payed: [x]}\n")
    with pytest.raises(RuleFileInvalid, match="payed"):
        load_rulebook(overlays=[tmp_path])

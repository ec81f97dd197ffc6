"""How clients write columns and values, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.review_intake import FileField
from peercall.domain.reviews import CallDemand, ReviewProgram
from peercall.domain.terms import Funding
from peercall.rulebook.load import load_rulebook


def layer(folder: Path, text: str) -> Path:
    (folder / "review_intake.yaml").write_text(f"schema: peercall.review-intake/1\n{text}", encoding="utf-8")
    return folder


def test_every_program_funding_and_demand_can_be_written_and_every_state_by_name():
    words = load_rulebook().intake
    assert set(words.programs.values()) == set(ReviewProgram)
    assert set(words.fundings.values()) == set(Funding)
    assert set(words.calls.values()) == set(CallDemand)
    assert {words.states[name] for name in ("texas", "tx", "district of columbia", "puerto rico", "federal")} == {
        "TX", "DC", "PR", "US"}  # fmt: skip
    assert len(set(words.states.values())) == 57
    assert set(words.columns.values()) == set(FileField)


def test_a_layer_adds_a_client_s_own_heading(tmp_path):
    words = load_rulebook(overlays=(layer(tmp_path, "columns:\n  reference: [Prairie no.]\n"),)).intake
    assert words.columns["prairie no"] is FileField.REFERENCE
    assert words.columns["file number"] is FileField.REFERENCE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("columns:\n  diagnosis_code: [dx]\n", "does not know `diagnosis_code`"),
        ("columns:\n  reference: [our no]\n  claimant: [Our No.]\n", "two meanings"),
        ("states:\n  Texas: [tex]\n", "does not know `Texas`"),
        ("columns:\n  reference: ['?!']\n", "two meanings"),
    ],
)
def test_a_word_without_one_meaning_is_refused(tmp_path, text, why):
    with pytest.raises(RuleFileInvalid, match=why):
        load_rulebook(overlays=(layer(tmp_path, text),))

"""Words of letters: a private folder adds its own, and what nobody could understand is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import RuleFileInvalid
from peercall.domain.letters import Found
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

LETTER = """Northgate Health Plan
March 2, 2026

Patient: Odile Marchand
Cedar Episode Key: 44-0192-7

Your request for an arthroscopy is denied.
"""


def _overlay(folder: Path, text: str) -> Rulebook:
    (folder / "letters").mkdir()
    (folder / "letters" / "cedar.yaml").write_text("schema: peercall.letters/1\n" + text, encoding="utf-8")
    return load_rulebook(overlays=(folder,))


def _reference(rulebook: Rulebook) -> object:
    document = Document("denial/a.txt", "0" * 64, DocumentKind.TEXT, (Page(1, LETTER),))
    (reading,) = read_letter(document, rulebook=rulebook)
    field = reading.fields["reference_number"]
    return field.value if isinstance(field, Found) else None


def test_label_of_a_private_folder_is_read(tmp_path: Path) -> None:
    assert _reference(load_rulebook()) is None
    rulebook = _overlay(tmp_path, "labels:\n  reference_number:\n    labels: [Cedar (episode|case) key]\n")
    assert _reference(rulebook) == "44-0192-7"


def test_words_of_a_private_folder_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    shipped = load_rulebook().letters.words["call_names"]
    rulebook = _overlay(tmp_path, "words:\n  call_names: [colleague hour]\n")
    assert rulebook.letters.words["call_names"] == (*shipped, "colleague hour")


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("labels:\n  member_shoe: {labels: [shoe]}\n", 3, "nothing is named `member_shoe`"),
        ("labels:\n  claim_number:\n    labels: [patient]\n", 4, "names `member_name` too"),
        ("labels:\n  claim_number:\n    labels: [claim*]\n", 4, "is not written out"),
        ("labels:\n  claim_number:\n    titles: [claim key]\n", 4, "unknown key `titles`"),
        ("words:\n  call_nicknames: [chat]\n", 3, "no list is named `call_nicknames`"),
        ("words:\n  call_names: ['chat (with|without']\n", 3, "is no term"),
        ("meanings:\n  moods: {good: [fine]}\n", 3, "nothing is named `moods`"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(RuleFileInvalid) as refused:
        _overlay(tmp_path, text)
    assert says in str(refused.value)
    assert f"letters/cedar.yaml:{line}" in (refused.value.where or "")

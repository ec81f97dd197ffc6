"""The shipped letters: what they cite is the policy and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.adapters.documents import read_document
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize(
    ("example", "letter", "cited"),
    [
        ("cpap-medicare-advantage", "letter.pdf", "NCD) 240.4"),
        ("chiropractic-functional-deficit", "letter.docx", "Section 240"),
    ],
)
def test_a_table_of_appeals_is_no_policy(example: str, letter: str, cited: str) -> None:
    document = read_document(EXAMPLES / example / "denial" / letter, root=EXAMPLES / example)
    (reading,) = read_letter(document, rulebook=load_rulebook())
    (found,) = reading.lists["criteria_cited"]
    assert str(found.value).endswith(cited)

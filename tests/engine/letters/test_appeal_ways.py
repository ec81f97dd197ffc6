"""Where an appeal goes: the notice's own address and fax, those of a fast appeal apart, none where it names several."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.adapters.documents import read_document
from peercall.domain.letters import Found
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = load_rulebook()
HEAD = "Quillon Health\nPO Box 9, Marl, OH\nNotice of denial\nWe have denied this request.\n\nYour right to appeal\n"
STANDARD = "You may appeal within 60 days to Quillon Appeals, PO Box 12, Marl, OH 44000, or by fax to 1-800-555-0181. "


@pytest.mark.parametrize(
    "text, address, fax, fast",
    [
        (STANDARD, "PO Box 12, Marl, OH 44000", "1-800-555-0181", None),
        (STANDARD + "For a fast appeal, fax 1-800-555-0182.", "PO Box 12, Marl, OH 44000", "1-800-555-0181", "0182"),
        ("For a fast appeal:\nPhone 1-800-555-0183.\nFax 1-800-555-0182.\n", None, None, "0182"),
        ("You may appeal to 40 Mill Road, Suite 3, Marl, OH within 60 days.", "40 Mill Road, Suite 3, Marl, OH", None, None),
        # several of one sort: which one it is for is a person's to read
        (STANDARD + "Appeals of drugs: fax 1-800-555-0184.", "PO Box 12, Marl, OH 44000", None, None),
        ("You may ask for a retrospective authorization on form RA-2 within 90 days by fax to 1-800-555-0185.", None, None, None),
        ("Records may be faxed to 1-800-555-0186 before the peer-to-peer call.", None, None, None),
        ("You may appeal within 60 days. External review: fax 1-800-555-0187.", None, None, None),
    ],
)  # fmt: skip
def test_ways_of_an_appeal_are_read_as_stated(text, address, fax, fast, tmp_path: Path):
    (tmp_path / "letter.txt").write_text(HEAD + text)
    reading = read_letter(read_document(tmp_path / "letter.txt", root=tmp_path), rulebook=RULEBOOK)[0]
    read = {
        name: field.value if isinstance(field := reading.fields[name], Found) else None
        for name in ("appeal_address", "appeal_fax", "expedited_fax")
    }
    assert read == {"appeal_address": address, "appeal_fax": fax, "expedited_fax": fast and f"1-800-555-{fast}"}

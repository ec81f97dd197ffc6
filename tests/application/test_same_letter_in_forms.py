"""One letter in several forms is one row of the inbox that names all files; what differs in an identifier is never one."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.bootstrap.samples import LINES, mail, pdf

from peercall.bootstrap.inbox import inbox_of

AS_OF = datetime(2026, 5, 22, 15, tzinfo=UTC)


def _word(lines: tuple[str, ...]) -> bytes:
    paper, out = docx.Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(out)
    return out.getvalue()


def _text(lines: tuple[str, ...] = LINES, **changed: str) -> bytes:
    text = "\n".join(lines)
    for old, new in changed.items():
        assert {"member": "0001-77", "reference": "2026-0515", "code": "E0601", "day": "May 20"}[old] in text
        text = text.replace({"member": "0001-77", "reference": "2026-0515", "code": "E0601", "day": "May 20"}[old], new)
    return text.encode()


def _letters(folder: Path, **files: bytes) -> list[dict[str, Any]]:
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return inbox_of([folder], as_of=AS_OF)["letters"]


def test_a_letter_in_four_forms_is_one_row_with_its_files(tmp_path: Path) -> None:
    (letter,) = _letters(
        tmp_path,
        letter__pdf=pdf(LINES),
        letter__docx=_word(LINES),
        letter__txt=_text(),
        sent__eml=mail("See the letter.", ("letter.pdf", pdf(LINES))).as_bytes(),
    )
    assert sorted([letter["document"], *letter["same_in"]]) == ["letter.docx", "letter.pdf", "letter.txt", "sent.eml"]
    assert letter["service_codes"] == ["E0601"]
    assert not [warning for warning in letter["warnings"] if "otherwise" in warning]


@pytest.mark.parametrize(
    "changed", [{"member": "0001-78"}, {"reference": "2026-0516"}, {"code": "E0470"}, {"day": "May 21"}], ids=str
)
def test_letters_that_differ_in_an_identifier_keep_a_row_each(tmp_path: Path, changed: dict[str, str]) -> None:
    letters = _letters(tmp_path, one__txt=_text(), other__txt=_text(**changed))
    assert [letter["same_in"] for letter in letters] == [[], []]


@pytest.mark.parametrize("left_out", ["Member ID", "Reference number"])
def test_a_form_that_does_not_state_what_identifies_keeps_its_row(tmp_path: Path, left_out: str) -> None:
    short = tuple(line for line in LINES if not line.startswith(left_out))
    assert len(_letters(tmp_path, one__txt=_text(), other__txt="\n".join(short).encode())) == 2


def test_forms_that_word_the_call_otherwise_are_one_row_that_says_so(tmp_path: Path) -> None:
    amended = "\n".join(LINES).replace("within 5 business days", "within 9 business days").encode()
    (letter,) = _letters(tmp_path, a__txt=_text(), b__txt=amended)
    assert (letter["document"], letter["same_in"]) == ("a.txt", ["b.txt"])
    assert "b.txt says `p2p_window` otherwise: compare before you confirm" in letter["warnings"]

"""Names of files as people and mails bring them: one plain segment that every disk takes."""

from __future__ import annotations

import pytest

from peercall.application.site.intake import safe_name


@pytest.mark.parametrize(
    "brought, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\letter.pdf", "letter.pdf"),
        (".hidden", "hidden"),
        ("let\u202egpj.exe", "letgpj.exe"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("<script>.html", "_script_.html"),
        ("...", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_name_is_one_plain_segment(brought, kept):
    assert safe_name(brought) == kept


@pytest.mark.parametrize("letter", ["診", "\U00020000", "ж", "é"])
def test_name_in_any_script_fits_a_disk_with_the_number_of_a_copy(letter):
    name = safe_name(letter * 200 + ".pdf")
    assert name.endswith(f"{letter}.pdf")
    assert len(f"{name} (199)".encode()) <= 255

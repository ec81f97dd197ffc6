"""Numbers of the office as people write them: several in one cell, with labels and extensions; a fax is not called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peercall.domain.errors import EntryInvalid

_NUMBER = re.compile(
    r"(?<!\d)(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-./ ]{0,3}([2-9]\d{2})[-. ]{0,3}(\d{4})(?!\d)"
    r"(?:[ ,;]*(?:ext(?:ension)?\.?|x)[ .:#]*(\d{1,6})(?!\d))?",
    re.IGNORECASE,
)
_FAX = re.compile(r"\bfax\b|\bf:\s*$|\bfacsimile\b", re.IGNORECASE)
_MOST = 10
_CHECK_PREFIX = "80840"
_NPI_DIGITS = 10


def read_numbers(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers in the order to be tried, as `512-555-0143 ext. 12`, each once; and notes.

    Raises EntryInvalid where a cell holds digits that are no number of ten digits.
    """
    found: list[str] = []
    notes: list[str] = []
    for text in texts:
        rest = 0
        left = []
        for match in _NUMBER.finditer(text):
            before = text[rest : match.start()]
            left.append(before)
            rest = match.end()
            if _FAX.search(before):
                notes.append("a fax number was left out")
                continue
            number = "-".join(match.group(1, 2, 3)) + (f" ext. {match[4]}" if match[4] else "")
            if number not in found:
                found.append(number)
        left.append(text[rest:])
        if any(char.isdigit() for part in left for char in part):
            raise EntryInvalid(
                "a number of the office is not one of ten digits",
                remedy="Write it like 512-555-0143 ext. 12, several parted by a semicolon.",
            )
    if len(found) > _MOST:
        raise EntryInvalid(f"the office has more than {_MOST} numbers", remedy="Keep those to be tried.")
    return tuple(found), tuple(dict.fromkeys(notes))


def read_npi(text: str) -> tuple[str, bool]:
    """The ten digits, and whether the last of them fits the others (the check digit of the NPI standard)."""
    digits = text.strip().removesuffix(".0")
    if len(digits) != _NPI_DIGITS or not digits.isascii() or not digits.isdigit():
        raise EntryInvalid("the NPI is not ten digits", remedy="Copy it again; a spreadsheet may have shortened it.")
    return digits, _fits(_CHECK_PREFIX + digits)


def _fits(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def read_zip(text: str) -> tuple[str, bool]:
    """Five digits, with the four after them where given, and whether a zero in front was put back.

    Raises EntryInvalid for anything else.
    """
    plain = text.strip().removesuffix(".0").removesuffix("-").strip()
    if re.fullmatch(r"\d{4}", plain, re.ASCII):
        return f"0{plain}", True
    found = re.fullmatch(r"(\d{5})(?:[- ]?(\d{4}))?", plain, re.ASCII)
    if found is None:
        raise EntryInvalid("the office's ZIP code is not five digits", remedy="Write it like 78701 or 78701-1234.")
    return (f"{found[1]}-{found[2]}" if found[2] else found[1]), False

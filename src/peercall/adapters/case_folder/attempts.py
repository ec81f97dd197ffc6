"""calls/attempts.csv of a case folder: the log of tries to reach the other side."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.domain.errors import CaseFolderInvalid

NAME = "calls/attempts.csv"


def read_attempts(root: Path) -> tuple[CallAttempt, ...]:
    """The tries in the order of the file; none when there is no file. Columns: at, side, purpose, result, number, person,
    role, note. Raises CaseFolderInvalid with the line."""
    path = root / NAME
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return tuple(_rows(csv.DictReader(handle)))
    except (UnicodeDecodeError, csv.Error):
        raise CaseFolderInvalid("this is not a CSV table in UTF-8", where=NAME, remedy="Save it anew as CSV.") from None


def _rows(reader: csv.DictReader[str]) -> Iterator[CallAttempt]:
    for number, row in enumerate(reader, start=2):
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        where = f"{NAME}:{number}"
        try:
            at = datetime.fromisoformat(cells.get("at", ""))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise CaseFolderInvalid("`at` is not a time", where=where, remedy="Write it as 2026-01-31T16:10-06:00.")
        yield CallAttempt(
            id=f"line-{number}",
            at=at,
            purpose=AttemptPurpose(_word(cells, "purpose", [one.value for one in AttemptPurpose], "request", where)),
            side=AttemptSide(_word(cells, "side", [one.value for one in AttemptSide], "practice", where)),
            result=AttemptResult(_word(cells, "result", [one.value for one in AttemptResult], "", where)),
            number=cells.get("number", ""),
            person=cells.get("person", ""),
            role=cells.get("role", ""),
            note=cells.get("note", ""),
        )


def _word(cells: Mapping[str, str], key: str, words: list[str], default: str, where: str) -> str:
    word = cells.get(key) or default
    if word not in words:
        raise CaseFolderInvalid(f"`{key}` is not a known word", where=where, remedy=f"Use one of: {', '.join(words)}.")
    return word

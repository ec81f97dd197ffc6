"""How large a client's file may be. Tables and objects are read in this process: by readers that run no code of the file."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.errors import InputTooLarge

_REMEDY = "Send it in several files."


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Ceilings for one file. lines: of a table, blank ones too. members: commas of a JSON
    file, each of which may part two values. record_lines: lines that one row may cover, when a cell holds line breaks.
    """

    file_bytes: int = 16 << 20
    rows: int = 20_000
    lines: int = 200_000
    members: int = 1_000_000
    columns: int = 200
    cell_characters: int = 20_000
    record_lines: int = 200


def check_size(data: bytes, *, limits: IntakeLimits, where: str) -> None:
    """Refuses a file before it is read. Raises InputTooLarge."""
    if len(data) > limits.file_bytes:
        raise InputTooLarge(f"the file is larger than {limits.file_bytes >> 20} MB", where=where, remedy=_REMEDY)


def check_rows(count: int, *, limits: IntakeLimits, where: str) -> None:
    """Refuses a file with too many rows. Raises InputTooLarge."""
    if count > limits.rows:
        raise InputTooLarge(f"the file has more than {limits.rows} rows", where=where, remedy=_REMEDY)


def check_parts(count: int, limit: int, *, where: str) -> None:
    """Refuses a file whose many small parts would cost memory, however short they are. Raises InputTooLarge."""
    if count > limit:
        raise InputTooLarge("the file has too many lines or values", where=where, remedy=_REMEDY)

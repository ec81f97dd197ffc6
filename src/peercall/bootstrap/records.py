"""An exported record on this machine's disk."""

from __future__ import annotations

from pathlib import Path

from peercall.application.verify_record import VerifiedRecord, sound_record, verify_export
from peercall.domain.errors import InputTooLarge, RecordExportInvalid
from peercall.domain.records import RecordEntry

_LARGEST = 100 * 1024 * 1024


def verify_file(path: Path) -> VerifiedRecord:
    """What the file holds and where its chain fails. Raises RecordExportInvalid, InputTooLarge."""
    return verify_export(record_bytes(path), name=path.name)


def record_of_file(path: Path | None) -> tuple[RecordEntry, ...]:
    """The entries of an exported record whose chain holds; none without a file.

    Raises RecordExportInvalid, InputTooLarge, ChainBroken.
    """
    return () if path is None else sound_record(record_bytes(path), name=path.name)


def record_bytes(path: Path) -> bytes:
    """The bytes of an exported record. Raises RecordExportInvalid, InputTooLarge."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputTooLarge("no record is so large", where=path.name, remedy="Check that it is an export.")
        return path.read_bytes()
    except OSError:
        raise RecordExportInvalid("the file cannot be read", where=path.name, remedy="Check its name.") from None

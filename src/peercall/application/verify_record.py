"""An exported record and its chain: written as JSON, and verified from the file alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peercall.domain.errors import ChainBroken, RecordExportInvalid
from peercall.domain.records import ChainFault, RecordEntry
from peercall.engine.call_record import misshapen_part
from peercall.engine.record_chain import FIRST, chain_faults
from peercall.engine.record_view import CALL

SCHEMA = "peercall.record-export/1"
_ENTRY_KEYS = {"number", "at", "by", "kind", "body", "corrects", "previous", "hash"}
_TOP_KEYS = {"schema", "case", "exported_at", "exported_by", "organization", "hashing", "chain", "entries"}
HASHING = (
    "hash is the SHA-256, in hexadecimal, of the entry without its hash as JSON: keys sorted, no spaces, UTF-8, nothing "
    "escaped that need not be. previous is the hash of the entry before, 64 zeros for the first."
)


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """What a file holds. faults: where its chain does not hold; empty when it does."""

    case: str
    entries: int
    last: str
    faults: tuple[ChainFault, ...]


def export_data(
    entries: Sequence[RecordEntry], *, case: str, organization: str, by: str, at: datetime
) -> dict[str, Any]:
    """The record as published (docs/contract.md)."""
    return {
        "schema": SCHEMA,
        "case": case,
        "organization": organization,
        "exported_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "exported_by": by,
        "hashing": HASHING,
        "chain": {"entries": len(entries), "last": entries[-1].hash if entries else FIRST},
        "entries": [
            {
                "number": entry.number,
                "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
                "by": entry.by,
                "kind": entry.kind,
                "body": dict(entry.body),
                "corrects": entry.corrects,
                "previous": entry.previous,
                "hash": entry.hash,
            }
            for entry in entries
        ],
    }


def verify_export(data: bytes, *, name: str) -> VerifiedRecord:
    """Whether the chain of an export holds. name: of the file, for errors. Raises RecordExportInvalid."""
    top, entries, faults = _opened(data, name=name)
    return VerifiedRecord(str(top["case"]), len(entries), entries[-1].hash if entries else FIRST, faults)


def read_export(data: bytes, *, name: str) -> tuple[tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    """The entries of an export, and where its chain does not hold. Raises RecordExportInvalid."""
    _, entries, faults = _opened(data, name=name)
    return entries, faults


def sound_record(data: bytes, *, name: str) -> tuple[RecordEntry, ...]:
    """The entries of an export whose chain holds and whose calls can be read. Raises RecordExportInvalid, ChainBroken."""
    entries, faults = read_export(data, name=name)
    if faults:
        raise ChainBroken(faults[0].what, where=f"{name}, entry {faults[0].number}", remedy="Export the record anew.")
    for entry in entries:
        if entry.kind == CALL and (part := misshapen_part(entry.body)) is not None:
            where = f"{name}, entry {entry.number}"
            raise RecordExportInvalid(f"`{part}` of the call is not as it is exported", where=where, remedy=_ANEW)
    return entries


def _opened(data: bytes, *, name: str) -> tuple[Mapping[str, Any], tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    try:
        top = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RecordExportInvalid("this is not JSON, or a key stands twice", where=name, remedy=_ANEW) from None
    if not isinstance(top, Mapping) or top.get("schema") != SCHEMA or set(top) != _TOP_KEYS:
        raise RecordExportInvalid(f"this is no export of a record ({SCHEMA})", where=name, remedy=_ANEW)
    chain, rows = top["chain"], top["entries"]
    if not isinstance(rows, list) or not isinstance(chain, Mapping):
        raise RecordExportInvalid("the entries or the chain are missing", where=name, remedy=_ANEW)
    entries = tuple(_entry(row, place=place, name=name) for place, row in enumerate(rows, start=1))
    faults = tuple(chain_faults(entries))
    if chain.get("entries") != len(entries) or chain.get("last") != (entries[-1].hash if entries else FIRST):
        number = len(entries) + 1
        faults = (*faults, ChainFault(number, f"the export names {chain.get('entries')} entries and another end"))
    return top, entries, faults


_ANEW = "Export the record anew."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _entry(row: object, *, place: int, name: str) -> RecordEntry:
    where = f"{name}, entry {place}"
    if not isinstance(row, Mapping) or set(row) != _ENTRY_KEYS:
        raise RecordExportInvalid("a part is missing or does not belong here", where=where, remedy=_ANEW)
    try:
        at = datetime.fromisoformat(row["at"])
    except (ValueError, TypeError):
        at = None
    texts = all(isinstance(row[key], str) for key in ("by", "kind", "previous", "hash"))
    numbers = _whole(row["number"]) and (row["corrects"] is None or _whole(row["corrects"]))
    if at is None or at.tzinfo is None or not texts or not numbers or not isinstance(row["body"], Mapping):
        raise RecordExportInvalid("a part is not as it is exported", where=where, remedy=_ANEW)
    if row["at"] != at.astimezone(UTC).isoformat(timespec="seconds"):
        raise RecordExportInvalid("its time is not in UTC to the second", where=where, remedy=_ANEW)
    return RecordEntry(
        row["number"], at, row["by"], row["kind"], row["body"], row["corrects"], row["previous"], row["hash"]
    )


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

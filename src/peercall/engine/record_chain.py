"""Hash chains of records: an entry names the hash of the one before, so that a later change shows.

What is hashed is the entry as canonical JSON (keys sorted, no spaces, UTF-8, the time in UTC as ISO to the
second), so that anyone can verify an export with SHA-256 and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from peercall.domain.records import ChainFault, RecordEntry

FIRST = "0" * 64


def entry_hash(
    *, number: int, at: datetime, by: str, kind: str, body: Mapping[str, Any], corrects: int | None, previous: str
) -> str:
    """SHA-256 over the canonical form, in hexadecimal."""
    opening, middle, end = canonical_parts(at=at, by=by, kind=kind, body=body, corrects=corrects)
    whole = f"{opening}{number}{middle}{previous}{end}"
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()


def canonical_parts(
    *, at: datetime, by: str, kind: str, body: Mapping[str, Any], corrects: int | None
) -> tuple[str, str, str]:
    """The canonical form around what only the chain knows: before the number, between it and the previous hash, after."""
    known = json.dumps(
        {
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "body": body,
            "by": by,
            "corrects": corrects,
            "kind": kind,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    # "number" and "previous" come last in the order of the keys
    return f'{known[:-1]},"number":', ',"previous":"', '"}'


def next_entry(
    last: RecordEntry | None,
    *,
    at: datetime,
    by: str,
    kind: str,
    body: Mapping[str, Any],
    corrects: int | None = None,
) -> RecordEntry:
    """The entry to add after `last` (None: the first). body must be plain data. at: aware, to the second."""
    number = last.number + 1 if last is not None else 1
    previous = last.hash if last is not None else FIRST
    at = at.replace(microsecond=0)
    return RecordEntry(
        number=number,
        at=at,
        by=by,
        kind=kind,
        body=body,
        corrects=corrects,
        previous=previous,
        hash=entry_hash(number=number, at=at, by=by, kind=kind, body=body, corrects=corrects, previous=previous),
    )


def chain_faults(entries: Iterable[RecordEntry]) -> tuple[ChainFault, ...]:
    """Every place where the chain does not hold; empty when it does. Entries in their order."""
    faults: list[ChainFault] = []
    expected, previous = 1, FIRST
    for entry in entries:
        if entry.number != expected:
            faults.append(ChainFault(entry.number, f"entry {expected} is missing or out of order"))
        if entry.previous != previous:
            faults.append(ChainFault(entry.number, "it does not follow the entry before it"))
        if entry.corrects is not None and not 1 <= entry.corrects < entry.number:
            faults.append(ChainFault(entry.number, "it corrects an entry that is not there"))
        made = entry_hash(
            number=entry.number,
            at=entry.at,
            by=entry.by,
            kind=entry.kind,
            body=entry.body,
            corrects=entry.corrects,
            previous=entry.previous,
        )
        if made != entry.hash:
            faults.append(ChainFault(entry.number, "its content was changed after it was written"))
        expected, previous = entry.number + 1, entry.hash
    return tuple(faults)

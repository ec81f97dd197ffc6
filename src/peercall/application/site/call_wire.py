"""Entries of a call as a window sends and receives them: JSON with nothing unexpected in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import EntryInvalid

MAX_SUBJECT, MAX_WRITER, MAX_REPLACES = 120, 40, 50
#: of a number: what a browser counts without a gap
_LARGEST = 2**53


def entries_from(data: object, *, by: str) -> tuple[CallEntry, ...]:
    """The entries of one sending. Raises EntryInvalid, naming the entry by its place; nothing of the sending counts then."""
    rows = data.get("entries") if isinstance(data, Mapping) else None
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise EntryInvalid("the sending holds no list of entries", remedy="Reload the page; what you typed is kept.")
    return tuple(_entry(row, by=by, place=place) for place, row in enumerate(rows, start=1))


def _entry(row: object, *, by: str, place: int) -> CallEntry:
    def refuse(what: str) -> EntryInvalid:
        return EntryInvalid(what, where=f"entry {place}", remedy="Reload the page; what you typed is kept.")

    if not isinstance(row, Mapping):
        raise refuse("this is no entry")
    try:
        made = CallEntry(
            id=str(UUID(_text(row, "id", 36))),
            writer=_text(row, "writer", MAX_WRITER),
            seq=_whole(row, "seq"),
            at=datetime.fromisoformat(_text(row, "at", 40)),
            by=by,
            kind=EntryKind(_text(row, "kind", 20)),
            subject=_text(row, "subject", MAX_SUBJECT),
            value=_value(row.get("value")),
            replaces=tuple(str(UUID(str(one))) for one in (row.get("replaces") or ())[:MAX_REPLACES]),
        )
    except (ValueError, TypeError, KeyError):
        raise refuse("a part of it is missing or not as expected") from None
    if made.at.tzinfo is None:
        raise refuse("its time has no zone")
    if not 1 < made.at.year < 9999:
        raise refuse("its time is no time of a call")
    return made


def _text(row: Mapping[str, Any], key: str, longest: int) -> str:
    value = row[key]
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError(key)
    return _plain(value)


def _plain(text: str) -> str:
    """The text as every database, chain and page takes it: half of a surrogate pair (an emoji that was cut in two) becomes
    the sign for a character that cannot be shown, a NUL is left out."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole(row: Mapping[str, Any], key: str) -> int:
    value = row[key]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise ValueError(key)
    return value


def _value(value: object) -> str | int | bool | dict[str, str] | None:
    if isinstance(value, str):
        return _plain(value)
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    if isinstance(value, Mapping) and len(value) <= 12 and all(isinstance(one, str) for one in value.values()):
        return {_plain(str(key)[:40]): _plain(str(one)) for key, one in value.items()}
    raise ValueError("value")


def entry_data(entry: CallEntry) -> dict[str, Any]:
    """An entry as sent to a window."""
    return {
        "id": entry.id,
        "writer": entry.writer,
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "kind": entry.kind.value,
        "subject": entry.subject,
        "value": entry.value if not isinstance(entry.value, Mapping) else dict(entry.value),
        "replaces": list(entry.replaces),
    }

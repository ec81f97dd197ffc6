"""What stands in a call, from the entries of all its windows in any order.

Each subject keeps every value that no later entry has named as replaced. One such value: it stands. Several, because two
windows wrote without seeing each other: the latest is shown first and the others beside it; none is lost and none wins
silently. Entries arrive twice, late or out of order without changing the result.
"""

from __future__ import annotations

from collections.abc import Iterable

from peercall.domain.calls import CallEntry, CallState, EntryKind, Standing


def fold_entries(entries: Iterable[CallEntry]) -> CallState:
    """The state of the call. A subject whose standing values are all None was taken back and is left out."""
    known = {entry.id: entry for entry in entries}
    replaced = {
        earlier
        for entry in known.values()
        for earlier in entry.replaces
        if earlier != entry.id and _same_subject(known.get(earlier), entry)
    }
    began: dict[tuple[EntryKind, str], tuple[object, ...]] = {}
    heads: dict[tuple[EntryKind, str], list[CallEntry]] = {}
    for entry in sorted(known.values(), key=_order):
        key = (entry.kind, entry.subject)
        began.setdefault(key, _order(entry))
        if entry.id not in replaced:
            heads.setdefault(key, []).append(entry)
    by_kind: dict[EntryKind, dict[str, Standing]] = {}
    for kind, subject in sorted(began, key=began.__getitem__):
        standing = _standing(heads.get((kind, subject), []))
        if standing is not None:
            by_kind.setdefault(kind, {})[subject] = standing
    return CallState(by_kind)


def _standing(heads: list[CallEntry]) -> Standing | None:
    told = [entry for entry in reversed(heads) if entry.value is not None and entry.value != ""]
    distinct: list[CallEntry] = []
    for entry in told:
        if all(entry.value != other.value for other in distinct):
            distinct.append(entry)
    return Standing(distinct[0], tuple(distinct[1:])) if distinct else None


def _same_subject(earlier: CallEntry | None, entry: CallEntry) -> bool:
    return earlier is None or (earlier.kind, earlier.subject) == (entry.kind, entry.subject)


def _order(entry: CallEntry) -> tuple[object, ...]:
    return (entry.at, entry.writer, entry.seq, entry.id)

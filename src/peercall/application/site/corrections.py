"""What a person does to one field of a reading, on a copy of the contract; and what two versions of it differ in.

An entry a person has decided carries `checked` (accepted, chosen, corrected, not_stated) and `checked_by`; a corrected one
keeps under `read` what had been read, with its place.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.application.site.field_text import entry_at, entry_text, item_text
from peercall.application.site.field_words import LABELS, RECEIVED, SPECS, Kind
from peercall.domain.errors import StepNotPossible
from peercall.domain.letters import LIST_FIELDS
from peercall.domain.rules import DenialReason
from peercall.engine.contract import reason_classes

Data = Mapping[str, Any]
Entry = dict[str, Any]

ACCEPTED, CHOSEN, CORRECTED, NOT_STATED = "accepted", "chosen", "corrected", "not_stated"
#: keys of an entry that say where it stands in the letter
_PLACE = ("page", "quote", "span", "segment", "resource", "element")
_MARKS = ("checked", "checked_by", "read", "uncertain")


#: lists whose entries are the letter's sentences
_BY_WORDS = ("p2p_terms", "other_windows")


def typed_text(path: str, item: Data) -> str:
    """An entry of a list as it is typed: its value, or its words where those count."""
    value = item.get("quote") if path in _BY_WORDS else item.get("value")
    return " ".join(str(value if value is not None else item.get("quote") or "").split())


def accept(contract: Data, path: str, *, by: str) -> Entry:
    """As read, looked at. Raises StepNotPossible where the letter says two things."""
    made, entry = _opened(contract, path)
    if isinstance(entry, list):
        made.setdefault("checked", {})[path] = {"checked": ACCEPTED, "checked_by": by}
        for item in entry:
            item.pop("uncertain", None)
        return made
    if entry.get("status") == "conflicting":
        raise StepNotPossible(
            "the letter says more than one thing here", remedy="Choose one of them, or type the value."
        )
    if entry.get("checked") not in (CORRECTED, CHOSEN, NOT_STATED):
        entry |= {"checked": ACCEPTED if entry.get("status") == "found" else NOT_STATED}
    entry["checked_by"] = by
    entry.pop("uncertain", None)
    return made


def choose(contract: Data, path: str, *, index: int, by: str) -> Entry:
    """One of the things the letter says; the others stay beside it. Raises StepNotPossible for another number."""
    made, entry = _opened(contract, path)
    candidates = entry.get("candidates") if isinstance(entry, dict) else None
    if not isinstance(candidates, list) or not 0 <= index < len(candidates):
        raise StepNotPossible("there is no such choice here", remedy="Reload the page.")
    kept = {key: entry[key] for key in ("candidates", "why") if key in entry}
    entry.clear()
    entry |= {**copy.deepcopy(candidates[index]), **kept, "status": "found", "checked": CHOSEN, "checked_by": by}
    entry.pop("uncertain", None)
    return made


def not_stated(contract: Data, path: str, *, by: str) -> Entry:
    """The letter does not say it; where a field was read, that reading was wrong."""
    if path == RECEIVED:
        made = copy.deepcopy(dict(contract))
        made.setdefault("not_known", {})[RECEIVED] = by
        return made
    made, entry = _opened(contract, path)
    if isinstance(entry, list):
        made["fields"][path] = []
        made.setdefault("checked", {})[path] = {"checked": NOT_STATED, "checked_by": by}
        return made
    read = _as_read(entry)
    window = SPECS[path].kind is Kind.WINDOW
    empty: Entry = {"text": None, "value": None, "unit": None, "counted_from": None} if window else {"value": None}
    kept = {key: entry[key] for key in ("candidates", "why") if key in entry}
    entry.clear()
    entry |= {**empty, "page": None, "quote": None, **kept, "status": "not_found"}
    entry |= {"checked": NOT_STATED, "checked_by": by} | ({"read": read} if read else {})
    return made


def correct(contract: Data, path: str, *, values: Data, by: str) -> Entry:
    """The value as a person types it. values: `value`, and of a window text, unit, counted_from, applies_to, until.

    A value that is what was read already counts as accepted.
    """
    made, entry = _opened(contract, path)
    assert isinstance(entry, dict)
    if entry.get("status") == "found" and all(entry.get(key) == value for key, value in values.items()):
        return accept(contract, path, by=by)
    read = _as_read(entry)
    kept = {key: entry[key] for key in ("candidates", "why", "label") if key in entry}
    entry.clear()
    entry |= {**values, **kept, "status": "found", "checked": CORRECTED, "checked_by": by, "how": f"typed by {by}"}
    if read:
        entry["read"] = read
    return made


def correct_list(
    contract: Data, path: str, *, rows: Sequence[Data], by: str, reasons: Mapping[str, DenialReason]
) -> Entry:
    """The items as a person leaves them. rows: each `value`, `was` (place in the list read, None for a new one), and
    `system` or `class`. An item left as it was keeps its place in the letter."""
    made, items = _opened(contract, path)
    assert isinstance(items, list)
    new: list[Entry] = []
    for row in rows:
        was = row.get("was")
        old: Entry = items[was] if isinstance(was, int) and 0 <= was < len(items) else {}
        extra = {key: row[key] for key in ("system", "class") if row.get(key)}
        if old and typed_text(path, old) == row["value"]:
            changed = any(old.get(key) != value for key, value in extra.items())
            new.append({**old, **extra} | ({"checked": CORRECTED, "checked_by": by} if changed else {}))
        else:
            made_new: Entry = {"value": row["value"], **extra, "checked": CORRECTED, "checked_by": by}
            if path in _BY_WORDS:  # these count by their quote
                made_new["quote"] = row["value"]
            new.append(made_new | ({"read": _as_read(old)} if old else {}))
    for item in new:
        item.pop("uncertain", None)
    word = ACCEPTED if [_bare(one) for one in new] == [_bare(one) for one in items] else CORRECTED
    made["fields"][path] = new
    made.setdefault("checked", {})[path] = {"checked": word, "checked_by": by}
    if path == "stated_reasons":
        classes = reason_classes((item.get("class") for item in new), reasons)
        made["reason_class"], made["other_reason_classes"] = (classes[0] if classes else None), classes[1:]
    return made


def as_read(contract: Data, path: str, *, proposal: Data) -> Entry:
    """The field as the reader proposed it, nobody having looked at it."""
    made, _ = _opened(contract, path)
    fresh = copy.deepcopy(entry_at(proposal, path))
    _put(made, path, fresh)
    (made.get("checked") or {}).pop(path, None)
    if path == "stated_reasons":
        made["reason_class"] = proposal.get("reason_class")
        made["other_reason_classes"] = list(proposal.get("other_reason_classes") or ())
    return made


def checked_of(contract: Data, path: str) -> tuple[str, str]:
    """What a person decided about a field, and who; empty texts when nobody has."""
    entry = entry_at(contract, path)
    mark: Data = entry if isinstance(entry, Mapping) else (contract.get("checked") or {}).get(path) or {}
    if path == RECEIVED and (by := (contract.get("not_known") or {}).get(RECEIVED)):
        return NOT_STATED, str(by)
    return str(mark.get("checked") or ""), str(mark.get("checked_by") or "")


def _opened(contract: Data, path: str) -> tuple[Entry, Any]:
    """A copy of the contract and, in it, the entry (a list for list fields). Raises StepNotPossible for no field."""
    if path not in SPECS:
        raise StepNotPossible("there is no such field", remedy="Reload the page.")
    made: Entry = copy.deepcopy(dict(contract))
    entry = entry_at(made, path)
    if entry is None:
        entry = [] if path in LIST_FIELDS else {"value": None, "status": "not_found"}
        _put(made, path, entry)
    return made, entry


def _put(contract: Entry, path: str, entry: Any) -> None:
    here = contract.setdefault("fields", {})
    *above, last = path.split(".")
    for part in above:
        here = here.setdefault(part, {})
    here[last] = entry


def _as_read(entry: Data) -> Entry:
    """What had been read, without what people did to it since; empty when nothing had."""
    if entry.get("read"):
        return dict(entry["read"])
    if entry.get("checked") == CORRECTED or (entry.get("quote") is None and entry.get("value") is None):
        return {}
    return {key: value for key, value in entry.items() if key not in (*_MARKS, "candidates", "why", "status")}


def _bare(item: Data) -> Entry:
    return {key: value for key, value in item.items() if key not in (*_MARKS, *_PLACE)}


@dataclass(frozen=True, slots=True)
class Changed:
    """A field two versions differ in, in words; empty: not stated."""

    label: str
    before: str
    after: str


def what_changed(before: Data, after: Data) -> tuple[Changed, ...]:
    """Fields whose value differs between two contracts, in the order of the page. before: a proposal or a version."""
    out = []
    for path, label in LABELS.items():
        if path == RECEIVED:
            continue
        old, new = _words(before, path), _words(after, path)
        if old != new:
            out.append(Changed(label, old, new))
    return tuple(out)


def _words(contract: Data, path: str) -> str:
    entry, spec = entry_at(contract, path), SPECS[path]
    if isinstance(entry, list):
        return "; ".join(item_text(spec, item) for item in entry)
    return entry_text(spec, entry) if isinstance(entry, Mapping) else ""

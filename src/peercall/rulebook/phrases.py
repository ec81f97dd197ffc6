"""How charts word things: phrases/*.yaml, checked against the shapes of domain/phrases.py."""

from __future__ import annotations

from collections.abc import Iterable

from peercall.domain.phrases import ENTRY_KEYS, PhraseBook
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

Entry = dict[str, object]


def load_phrases(files: Iterable[RuleFile]) -> PhraseBook:
    """All phrase files as one book. A later layer's entry replaces an earlier one's; within a layer a key stands once."""
    kinds: dict[str, dict[str, Entry]] = {kind: {} for kind in ENTRY_KEYS}
    seen: dict[tuple[str, str], Table] = {}
    for file in files:
        if file.subject != "phrases":
            continue
        table = file.table()
        kind = table.one_of("kind", dict(ENTRY_KEYS))
        entries = table.table("entries")
        table.done()
        for key, entry in entries.each(lambda parent, item: parent.table(item)).items():
            before = seen.get((kind, key))
            if before is not None and before.place.layer == entry.place.layer:
                raise entry.refuse(f"`{key}` stands also at {before.place.shown}:{before.line}", remedy="Keep one.")
            seen[kind, key] = entry
            kinds[kind][key] = _entry(entry, kind=kind)
    return PhraseBook(**kinds)


def _entry(entry: Table, *, kind: str) -> Entry:
    values: Entry = {}
    for key, shape in ENTRY_KEYS[kind].items():
        if key in entry:
            values[key] = _read(entry, key, shape)
    for key in entry.names():
        if key not in ENTRY_KEYS[kind]:
            known = ", ".join(ENTRY_KEYS[kind])
            raise entry.refuse(f"unknown key `{key}`", key=key, remedy=f"Known for {kind}: {known}.")
    return values


def _read(entry: Table, key: str, shape: str) -> object:
    match shape:
        case "text":
            return entry.text(key)
        case "flag":
            return entry.flag(key)
        case "list" | "terms":
            return entry.texts(key)
        case "term groups":
            return entry.text_lists(key)
        case "terms by name":
            return entry.table(key).each(lambda group, name: group.text_or_texts(name))
        case "texts":
            return entry.table(key).each(Table.text)
        case "texts by name":
            return entry.table(key).each(_named)
        case _:
            raise AssertionError(f"no such shape: {shape}")


def _named(group: Table, name: str) -> object:
    """A list of texts, or a group of texts."""
    return group.table(name).each(Table.text) if group.is_table(name) else group.text_or_texts(name)

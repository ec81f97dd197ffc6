"""Reading one entry of a phrase file: terms, groups and mappings with their types checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Entry = Mapping[str, object]


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one; None is empty."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable):
        return tuple(str(item) for item in value)
    return (str(value),)


def terms(entry: Entry, key: str = "terms") -> tuple[str, ...]:
    """The terms under `key`."""
    return texts(entry.get(key))


def groups(entry: Entry, key: str = "needs") -> tuple[tuple[str, ...], ...]:
    """Groups of terms, each of which must be met."""
    value = entry.get(key)
    return tuple(texts(item) for item in value) if isinstance(value, Iterable) and not isinstance(value, str) else ()


def by_name(entry: Entry, key: str) -> dict[str, tuple[str, ...]]:
    """Terms by name."""
    value = entry.get(key)
    return {str(name): texts(item) for name, item in value.items()} if isinstance(value, Mapping) else {}


def text_map(value: object) -> dict[str, str]:
    """A mapping of texts."""
    return {str(name): str(item) for name, item in value.items()} if isinstance(value, Mapping) else {}


def maps_by_name(entry: Entry, key: str) -> dict[str, dict[str, str]]:
    """Mappings of texts by name."""
    value = entry.get(key)
    return {str(name): text_map(item) for name, item in value.items()} if isinstance(value, Mapping) else {}


def flag(entry: Entry, key: str) -> bool:
    """True when the flag is set."""
    return entry.get(key) is True


def text(entry: Entry, key: str) -> str | None:
    """One text, or None."""
    value = entry.get(key)
    return None if value is None else str(value)

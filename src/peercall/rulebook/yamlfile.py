"""YAML read strictly: every key knows its file and line, and nothing is guessed from a bare value.

A `Table` is a mapping that hands out its keys one by one and refuses, in `done()`, those nobody asked for. A text that
YAML would read as a number, a date or a truth value must be written in quotation marks: bare, 00100 becomes 64 and 4.10
becomes 4.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from peercall.domain.errors import RuleFileInvalid
from peercall.rulebook.place import Place as Place

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STR = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TRUTH = {"true": True, "false": False}

EnumT = TypeVar("EnumT", bound=StrEnum)
T = TypeVar("T")
_MISSING = object()
_LONGEST_MESSAGE = 600


def refuse(place: Place, line: int, message: str, remedy: str | None = None) -> RuleFileInvalid:
    """The error for one line of a rule file; the caller raises it. A long value is shown by its beginning."""
    return RuleFileInvalid(_short(message), where=f"{place.shown}:{line}", remedy=_short(remedy) if remedy else None)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " ..."


class Table:
    """One mapping of a rule file."""

    __slots__ = ("_asked", "_items", "line", "place")

    def __init__(self, node: yaml.Node, place: Place) -> None:
        self.place = place
        self.line: int = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise refuse(place, self.line, "a group of `key: value` lines is expected here")
        items: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _STR:
                raise refuse(place, line, "a key is not a word", "Put it in quotation marks.")
            key = key_node.value
            if key in items:
                raise refuse(place, line, f"the key `{key}` stands twice", "Keep one of them.")
            items[key] = value_node
        self._items = items
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def names(self) -> Iterator[str]:
        """The keys in file order; reading them here asks for none."""
        return iter(self._items)

    def refuse(self, message: str, *, key: str | None = None, remedy: str | None = None) -> RuleFileInvalid:
        """The error for this table or for one of its keys; the caller raises it."""
        return refuse(self.place, self.line_of(key) if key else self.line, message, remedy)

    def line_of(self, key: str) -> int:
        """Line on which the key's value begins."""
        node = self._items.get(key)
        return self.line if node is None else int(node.start_mark.line) + 1

    def done(self) -> None:
        """Refuses every key that nobody asked for."""
        for key in self._items:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.refuse(f"unknown key `{key}`", key=key, remedy=f"Known here: {known}.")

    def _node(self, key: str, *, required: bool) -> yaml.Node | None:
        self._asked.add(key)
        node = self._items.get(key)
        if node is None or (node.tag == _NULL and isinstance(node, yaml.ScalarNode)):
            if required:
                what = "is missing" if node is None else "is empty"
                raise self.refuse(f"the key `{key}` {what}", key=key)
            return None
        return node

    def null(self, key: str) -> bool:
        """True when the key stands there with nothing, which a reader may take as an answer."""
        node = self._items.get(key)
        return node is not None and node.tag == _NULL

    # scalars

    def maybe_text(self, key: str) -> str | None:
        """The words, or None when the key is absent or empty."""
        node = self._node(key, required=False)
        return None if node is None else self._words(node, key)

    def text(self, key: str) -> str:
        """The words; refuses absence, emptiness and bare numbers, dates or truth values."""
        node = self._node(key, required=True)
        assert node is not None
        value = self._words(node, key)
        if not value:
            raise self.refuse(f"the key `{key}` is empty", key=key)
        return value

    def _words(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise refuse(self.place, node.start_mark.line + 1, f"`{key}` must be text")
        if node.tag != _STR:
            raise refuse(
                self.place,
                node.start_mark.line + 1,
                f"`{key}` holds a bare {_kind(node)} where text is expected",
                f'Write it in quotation marks: "{node.value}".',
            )
        return str(node.value)

    def maybe_whole(self, key: str) -> int | None:
        """A whole number, or None."""
        node = self._node(key, required=False)
        if node is None:
            return None
        if node.tag != _INT or not _WHOLE.match(node.value):
            raise self.refuse(f"`{key}` must be a whole number", key=key)
        return int(node.value)

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.maybe_whole(key)
        if value is None:
            raise self.refuse(f"the key `{key}` is missing", key=key)
        return value

    def maybe_number(self, key: str) -> float | None:
        """A number, or None."""
        node = self._node(key, required=False)
        return None if node is None else self._number(node, key)

    def number(self, key: str) -> float:
        """A number."""
        node = self._node(key, required=True)
        assert node is not None
        return self._number(node, key)

    def _number(self, node: yaml.Node, key: str) -> float:
        if node.tag not in (_INT, _FLOAT) or not _DECIMAL.match(node.value):
            raise refuse(self.place, node.start_mark.line + 1, f"`{key}` must be a number")
        return float(node.value)

    def maybe_flag(self, key: str) -> bool | None:
        """true or false, or None."""
        node = self._node(key, required=False)
        if node is None:
            return None
        if node.tag != _BOOL or node.value not in _TRUTH:
            raise self.refuse(f"`{key}` must be true or false", key=key)
        return _TRUTH[node.value]

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false; the default when the key is absent."""
        value = self.maybe_flag(key)
        if value is None:
            if default is None:
                raise self.refuse(f"the key `{key}` is missing", key=key)
            return default
        return value

    def maybe_day(self, key: str) -> date | None:
        """A day written 2024-05-22, or None. Refuses days that are on no calendar."""
        node = self._node(key, required=False)
        if node is None:
            return None
        if node.tag not in (_STR, _TIMESTAMP) or not _DAY.match(node.value):
            raise self.refuse(f"`{key}` must be a day written like 2024-05-22", key=key)
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            raise self.refuse(f"`{key}` names a day that is on no calendar: {node.value}", key=key) from None

    def choice(self, key: str, kind: type[EnumT]) -> EnumT:
        """One of the words of a closed vocabulary."""
        return self._choose(self.text(key), key, kind)

    def maybe_choice(self, key: str, kind: type[EnumT]) -> EnumT | None:
        """One of the words of a closed vocabulary, or None."""
        value = self.maybe_text(key)
        return None if value is None else self._choose(value, key, kind)

    def _choose(self, value: str, key: str, kind: type[EnumT]) -> EnumT:
        try:
            return kind(value)
        except ValueError:
            words = ", ".join(item.value for item in kind)
            raise self.refuse(f"`{key}` says `{value}`", key=key, remedy=f"Use one of: {words}.") from None

    def one_of(self, key: str, words: Mapping[str, object] | frozenset[str], *, default: str | None = None) -> str:
        """One of the words listed (vocabulary.yaml, anchors.yaml or ids)."""
        value = self.maybe_text(key)
        if value is None:
            if default is None:
                raise self.refuse(f"the key `{key}` is missing", key=key)
            return default
        if value not in words:
            raise self.refuse(f"`{key}` says `{value}`, which is not known", key=key, remedy=_nearest(value, words))
        return value

    def plain(self, key: str) -> object:
        """A value as it stands: text, number, truth value, or None (the field of a request that may be any of them)."""
        node = self._node(key, required=False)
        return None if node is None else self._plain(node, key)

    def _plain(self, node: yaml.Node, key: str) -> object:
        if node.tag == _STR:
            return str(node.value)
        if node.tag == _BOOL and node.value in _TRUTH:
            return _TRUTH[node.value]
        if node.tag in (_INT, _FLOAT) and _DECIMAL.match(node.value):
            return int(node.value) if _WHOLE.match(node.value) else float(node.value)
        raise refuse(self.place, node.start_mark.line + 1, f"`{key}` must be a word, a number, true or false")

    # lists and groups

    def _members(self, key: str, *, required: bool) -> list[yaml.Node]:
        node = self._node(key, required=required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(f"`{key}` must be a list", key=key)
        return list(node.value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, empty when the key is absent; bare numbers, dates and truth values are refused."""
        return tuple(self._words(node, key) for node in self._members(key, required=required))

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        node = self._node(key, required=False)
        if node is None:
            return ()
        return (self._words(node, key),) if isinstance(node, yaml.ScalarNode) else self.texts(key)

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        groups = []
        for node in self._members(key, required=False):
            if not isinstance(node, yaml.SequenceNode):
                raise refuse(self.place, node.start_mark.line + 1, f"`{key}` must be a list of lists")
            groups.append(tuple(self._words(member, key) for member in node.value))
        return tuple(groups)

    def plains(self, key: str) -> tuple[object, ...]:
        """A list of words, numbers or truth values."""
        return tuple(self._plain(node, key) for node in self._members(key, required=False))

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        return tuple(self._number(node, key) for node in self._members(key, required=False))

    def tables(self, key: str, *, required: bool = False) -> list[Table]:
        """A list of groups."""
        return [Table(node, self.place) for node in self._members(key, required=required)]

    def maybe_table(self, key: str) -> Table | None:
        """A group, or None."""
        node = self._node(key, required=False)
        return None if node is None else Table(node, self.place)

    def table(self, key: str) -> Table:
        """A group."""
        node = self._node(key, required=True)
        assert node is not None
        return Table(node, self.place)

    def is_table(self, key: str) -> bool:
        """True when the key holds a group rather than a word or a list."""
        return isinstance(self._items.get(key), yaml.MappingNode)

    def is_list(self, key: str) -> bool:
        """True when the key holds a list."""
        return isinstance(self._items.get(key), yaml.SequenceNode)

    def each(self, read: Callable[[Table, str], T]) -> dict[str, T]:
        """Every key of this group with what `read` makes of it; for groups whose keys are names."""
        out = {key: read(self, key) for key in self._items}
        self.done()
        return out


def read_table(data: bytes, place: Place) -> Table:
    """The top group of one rule file. Raises RuleFileInvalid with file and line for anything that is not such a group."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(place, 1, "this file is not UTF-8 text", "Save it as UTF-8.") from None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise refuse(place, line, f"this is not valid YAML ({error.problem})", "Mend that line.") from None
    except yaml.YAMLError:
        raise refuse(place, 1, "this is not valid YAML", "Mend the file.") from None
    finally:
        loader.dispose()
    if node is None:
        raise refuse(place, 1, "this file is empty")
    return Table(node, place)


def _kind(node: yaml.Node) -> str:
    return {_BOOL: "truth value", _INT: "number", _FLOAT: "number", _TIMESTAMP: "date", _NULL: "nothing"}.get(
        node.tag, "value"
    )


def _nearest(value: str, words: Mapping[str, object] | frozenset[str]) -> str:
    """A hint: words that begin alike, or the whole list when it is short."""
    alike = sorted(word for word in words if word[:3].lower() == value[:3].lower())
    listed = alike or sorted(words)
    return f"Known: {', '.join(listed[:12])}{' ...' if len(listed) > 12 else ''}."

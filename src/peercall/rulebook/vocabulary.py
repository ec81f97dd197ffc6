"""The closed words of the data files (vocabulary.yaml) and the events they point to (anchors.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from peercall.domain.terms import Anchor
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table


@dataclass(frozen=True, slots=True)
class Words:
    """meanings: list name to word to meaning. counted_from, triggers: a word to the Anchor it names, or None.

    moments, change_points: anchors of policy windows and ends of a change, with what each means.
    """

    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counted_from: Mapping[str, Anchor | None] = field(default_factory=dict)
    triggers: Mapping[str, Anchor | None] = field(default_factory=dict)
    moments: Mapping[str, str] = field(default_factory=dict)
    change_points: Mapping[str, str] = field(default_factory=dict)

    def listed(self, name: str) -> Mapping[str, str]:
        """The words of one list, empty when no file has it."""
        return self.meanings.get(name, {})


def read_words(files: Iterable[RuleFile]) -> Words:
    """All vocabulary and anchor files, later layers adding to and overriding earlier ones."""
    meanings: dict[str, dict[str, str]] = {}
    counted: dict[str, Anchor | None] = {}
    triggers: dict[str, Anchor | None] = {}
    moments: dict[str, str] = {}
    points: dict[str, str] = {}
    for file in files:
        if file.subject == "vocabulary":
            table = file.table()
            lists = table.table("meanings")
            for name, words in lists.each(lambda parent, key: parent.table(key).each(Table.text)).items():
                meanings.setdefault(name, {}).update(words)
            table.done()
        elif file.subject == "anchors":
            table = file.table()
            counted.update(_anchors(table, "counted_from"))
            triggers.update(_anchors(table, "triggers"))
            moments.update(_means(table, "moments"))
            points.update(_means(table, "change_points"))
            table.done()
    return Words(meanings=meanings, counted_from=counted, triggers=triggers, moments=moments, change_points=points)


def _anchors(table: Table, key: str) -> dict[str, Anchor | None]:
    group = table.maybe_table(key)
    return {} if group is None else group.each(_anchor)


def _anchor(group: Table, word: str) -> Anchor | None:
    entry = group.table(word)
    anchor = entry.maybe_choice("anchor", Anchor)
    entry.maybe_text("note")
    entry.done()
    return anchor


def _means(table: Table, key: str) -> dict[str, str]:
    group = table.maybe_table(key)
    return {} if group is None else group.each(_meaning)


def _meaning(group: Table, word: str) -> str:
    entry = group.table(word)
    means = entry.text("means")
    entry.done()
    return means


def read_notes(files: Iterable[RuleFile]) -> dict[str, tuple[str, ...]]:
    """Limits of the data by subject; a later layer's notes are added."""
    notes: dict[str, tuple[str, ...]] = {}
    for file in files:
        if file.subject == "notes":
            table = file.table()
            for subject, texts in table.table("notes").each(lambda group, key: group.texts(key)).items():
                notes[subject] = notes.get(subject, ()) + texts
            table.done()
    return notes


def read_code_systems(files: Iterable[RuleFile]) -> dict[str, str]:
    """Short name of a code system to its address."""
    systems: dict[str, str] = {}
    for file in files:
        if file.subject == "code_systems":
            table = file.table()
            systems.update(table.table("code_systems").each(_system))
            table.done()
    return systems


def _system(group: Table, name: str) -> str:
    entry = group.table(name)
    uri = entry.text("uri")
    for key in ("match", "seen_also_as", "licence_note"):
        entry.maybe_text(key)
    entry.done()
    return uri

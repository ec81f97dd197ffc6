"""Two rulebooks compared: what was added, removed and changed, field by field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from peercall.domain.phrases import PhraseBook
from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.listing import entries, line_of
from peercall.rulebook.wording import flat_fields, words_for


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where it did not stand."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One entry. change: added, removed or changed. place: file and line where it stands now (before, when removed)."""

    id: str
    kind: str
    change: str
    title: str
    version: str | None
    place: str
    fields: tuple[FieldChange, ...]

    def sentences(self) -> tuple[str, ...]:
        """What happened, one sentence a field."""
        name = f"{self.kind.replace('_', ' ')} {self.id}" + (f" ({self.version})" if self.version else "")
        if self.change != "changed":
            return (f"{name} was {self.change}: {self.title}",)
        return tuple(f"{name}: {_sentence(item)}" for item in self.fields)


def _sentence(item: FieldChange) -> str:
    if item.before is None:
        return f"`{item.name}` is new: {item.after}"
    if item.after is None:
        return f"`{item.name}` is gone; it was: {item.before}"
    return f"`{item.name}` was: {item.before}; now: {item.after}"


def diff_rules(old: Rulebook, new: Rulebook) -> tuple[RuleChange, ...]:
    """Changes from old to new, by kind and id. A move to another file or line is no change."""
    before, after = _index(old), _index(new)
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        kind, rule_id, version = key
        if key not in before:
            title, place, _fields = after[key]
            changes.append(RuleChange(rule_id, kind, "added", title, version, place, ()))
        elif key not in after:
            title, place, _fields = before[key]
            changes.append(RuleChange(rule_id, kind, "removed", title, version, place, ()))
        else:
            title, place, now = after[key]
            changed = _changed(before[key][2], now)
            if changed:
                changes.append(RuleChange(rule_id, kind, "changed", title, version, place, changed))
    return tuple(changes)


_Key = tuple[str, str, str | None]


def _index(rulebook: Rulebook) -> dict[_Key, tuple[str, str, Mapping[str, str]]]:
    """Kind, id and policy version to title, place and fields; phrases too."""
    index: dict[_Key, tuple[str, str, Mapping[str, str]]] = {}
    for kind, entry in entries(rulebook):
        line = line_of(kind, entry)
        version = entry.effective_text if isinstance(entry, CoveragePolicy) else None
        index[kind, entry.id, version] = (line.title, line.place, {**flat_fields(entry), "source": line.source})
    for item in fields(PhraseBook):
        for key, phrase in getattr(rulebook.phrases, item.name).items():
            words = {name: words_for(value) for name, value in phrase.items()}
            index[f"phrase of {item.name}", key, None] = (key.replace("_", " "), "phrases", words)
    return index


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        FieldChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )

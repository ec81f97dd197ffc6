"""Value sets, drug classes and non-drug treatments: valuesets/*.yaml, and a policy's own `value_sets`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.rules import DrugClass, Treatment, ValueSet
from peercall.rulebook.codes import read_code_sets
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.yamlfile import Table

_GENERAL = "general coding knowledge"


@dataclass(slots=True)
class Sets:
    """What the files name, by key; classes keep the table they came from until unions are resolved."""

    value_sets: dict[str, ValueSet] = field(default_factory=dict)
    treatments: dict[str, Treatment] = field(default_factory=dict)
    classes: dict[str, DrugClass] = field(default_factory=dict)
    unions: dict[str, tuple[Table, tuple[str, ...]]] = field(default_factory=dict)
    lines: dict[str, Table] = field(default_factory=dict)


def read_sets(file: RuleFile, sets: Sets) -> None:
    """Adds the entries of one file; the same key of an earlier layer is replaced, of the same layer refused."""
    table = file.table()
    for key, add in (
        ("conditions", add_value_set),
        ("procedures", add_value_set),
        ("drug_classes", add_drug_class),
        ("treatments", add_treatment),
    ):
        if group := table.maybe_table(key):
            for name, entry in group.each(Table.table).items():
                add(name, entry, sets)
    table.done()


def _claim(kind: str, name: str, entry: Table, sets: Sets) -> None:
    """Refuses a key given twice within one layer."""
    before = sets.lines.get(f"{kind} {name}")
    if before is not None and before.place.layer == entry.place.layer:
        raise entry.refuse(f"`{name}` stands also at {before.place.shown}:{before.line}", remedy="Keep one of them.")
    sets.lines[f"{kind} {name}"] = entry


def add_value_set(name: str, entry: Table, sets: Sets) -> None:
    """A set of conditions or procedures."""
    _claim("value set", name, entry, sets)
    sets.value_sets[name] = ValueSet(
        id=name,
        codes=read_code_sets(entry),
        text_terms=entry.texts("text_terms"),
        means=entry.maybe_text("means"),
        status=entry.maybe_text("status") or "illustrative",
        provenance=provenance(entry, source=entry.maybe_text("source") or _GENERAL),
    )
    entry.done()


def add_treatment(name: str, entry: Table, sets: Sets) -> None:
    """A non-drug treatment, or a course that drugs can make up."""
    _claim("treatment", name, entry, sets)
    sets.treatments[name] = Treatment(
        id=name,
        text_terms=entry.texts("text_terms", required=True),
        codes=read_code_sets(entry),
        provenance=provenance(entry, source=entry.maybe_text("source") or _GENERAL),
        drug_classes=entry.texts("drug_classes"),
    )
    entry.maybe_text("means")
    entry.done()


def add_drug_class(name: str, entry: Table, sets: Sets) -> None:
    """A class of ingredients, or a union of classes (`union_of`)."""
    _claim("drug class", name, entry, sets)
    ingredients, union = entry.texts("ingredients"), entry.texts("union_of")
    if not ingredients and not union:
        raise entry.refuse(f"the drug class `{name}` is empty")
    sets.classes[name] = DrugClass(
        id=name,
        label=entry.maybe_text("label"),
        ingredients=frozenset(item.lower() for item in ingredients),
        provenance=provenance(entry, source=entry.maybe_text("source") or "general knowledge"),
    )
    sets.unions[name] = (entry, union)
    entry.maybe_text("note")
    entry.done()


def resolve_classes(sets: Sets) -> dict[str, DrugClass]:
    """Every class with the ingredients of the classes it takes in. Refuses unknown classes and circles."""
    resolved: dict[str, DrugClass] = {}

    def ingredients(name: str, path: tuple[str, ...]) -> frozenset[str]:
        entry, union = sets.unions[name]
        found = set(sets.classes[name].ingredients)
        for part in union:
            if part not in sets.classes:
                raise entry.refuse(f"`union_of` names the drug class `{part}`, which no file has", key="union_of")
            if part in path:
                raise entry.refuse(f"`union_of` comes back to `{part}`", key="union_of")
            found |= ingredients(part, (*path, part))
        return frozenset(found)

    for name, item in sets.classes.items():
        resolved[name] = DrugClass(item.id, item.label, ingredients(name, (name,)), item.provenance)
    for name, treatment in sets.treatments.items():
        check_classes(treatment, resolved, sets.lines[f"treatment {name}"])
    return resolved


def check_classes(treatment: Treatment, classes: Mapping[str, DrugClass], entry: Table) -> None:
    """Refuses a treatment that names a drug class no file has."""
    for name in treatment.drug_classes:
        if name not in classes:
            raise entry.refuse(f"`drug_classes` names `{name}`, which no file has", key="drug_classes")

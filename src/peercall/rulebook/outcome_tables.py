"""data/outcomes/*.yaml become OutcomeTables: how published tables of decisions are laid out. A later layer's id replaces."""

from __future__ import annotations

from collections.abc import Iterable

from peercall.domain.codes import CodeSet, CodeSystem
from peercall.domain.precedents import OutcomeLayout, OutcomeTables
from peercall.rulebook.codes import read_code_set
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

_NEEDED = frozenset({"year", "diagnosis", "treatment", "outcome"})
_COLUMNS = _NEEDED | {"diagnosis_detail", "treatment_detail", "kind"}


def read_outcome_tables(files: Iterable[RuleFile]) -> OutcomeTables:
    """The layouts of all layers. Raises RuleFileInvalid with file and line."""
    layouts: dict[str, OutcomeLayout] = {}
    for file in files:
        if file.subject == "outcomes":
            top = file.table()
            layouts |= {one.id: one for one in map(_layout, top.tables("layouts", required=True))}
            top.done()
    return OutcomeTables(tuple(layouts.values()))


def _layout(table: Table) -> OutcomeLayout:
    columns = table.table("columns").each(lambda group, key: group.text(key))
    if wrong := set(columns) - _COLUMNS or _NEEDED - set(columns):
        raise table.refuse(f"columns: {', '.join(sorted(wrong))} missing or not known", key="columns")
    made = OutcomeLayout(
        id=table.text("id"),
        name=table.text("name"),
        source=table.text("source"),
        columns=columns,
        upheld=frozenset(table.texts("upheld", required=True)),
        overturned=frozenset(table.texts("overturned", required=True)),
        diagnoses=tuple(_category(one) for one in table.tables("diagnoses")),
        treatments=tuple(_category(one) for one in table.tables("treatments")),
    )
    table.done()
    return made


def _category(table: Table) -> tuple[str, tuple[CodeSet, ...]]:
    sets = tuple(
        read_code_set(system, written, table=table, key=key)
        for key, system in (("icd10cm", CodeSystem.ICD10CM), ("cpt", CodeSystem.CPT), ("hcpcs", CodeSystem.HCPCS))
        if (written := table.texts(key))
    )
    if not sets:
        raise table.refuse("a category needs codes", key="category")
    name = table.text("category")
    table.done()
    return name, sets

"""The therapy leaf: which drugs, classes and courses count, and what each must have lasted, reached and led to."""

from __future__ import annotations

from peercall.domain.policies import Absence, DoseLimit, TherapyLeaf, Window
from peercall.rulebook.policy_scope import Scope
from peercall.rulebook.windows import maybe_duration
from peercall.rulebook.yamlfile import Table

_DISTINCT = frozenset({"ingredient", "class", "treatment", "line"})
_STATUS = frozenset({"current", "past", "any"})


def read_therapy(
    table: Table, scope: Scope, *, absence: Absence, within: Window | None, not_within: Window | None
) -> TherapyLeaf:
    """A therapy leaf with its names resolved.

    A name of `treatment` or `any_treatment` is a treatment (shipped or the policy's own) or a drug class; a treatment
    that drugs can make up gets their ingredients as a group under its own key.
    """
    groups: dict[str, frozenset[str]] = {}
    for key in ("class", "any_class", "parts"):
        for name in table.text_or_texts(key):
            if name not in scope.drug_classes:
                raise table.refuse(f"`{key}` names the drug class `{name}`, which no file has", key=key)
            groups[name] = scope.drug_classes[name].ingredients
    treatments = []
    for key in ("treatment", "any_treatment"):
        for name in table.text_or_texts(key):
            if name in scope.treatments:
                treatments.append(name)
                classes = scope.treatments[name].drug_classes
                if classes:
                    groups[name] = frozenset().union(*(scope.drug_classes[item].ingredients for item in classes))
            elif name in scope.drug_classes:
                groups[name] = scope.drug_classes[name].ingredients
            else:
                raise table.refuse(f"`{key}` names `{name}`, which is no treatment and no drug class", key=key)
    drugs = table.texts("drugs")
    if not (groups or treatments or drugs):
        raise table.refuse("a therapy names drugs, classes or treatments")
    regimen, parts = table.maybe_text("regimen"), table.texts("parts")
    if (regimen is None) != (not parts):
        raise table.refuse("`regimen` and `parts` belong together")
    return TherapyLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        drugs=frozenset(drug.lower() for drug in drugs),
        groups=groups,
        treatments=tuple(treatments),
        regimen=regimen,
        parts=parts,
        count=table.maybe_whole("count") or 1,
        distinct=table.one_of("distinct", _DISTINCT) if "distinct" in table else None,
        duration=maybe_duration(table, "duration"),
        continuous=table.flag("continuous", default=False),
        max_gap=maybe_duration(table, "max_gap"),
        min_dose=_dose(table),
        outcome=table.texts("outcome"),
        exempt=table.texts("exempt"),
        status=table.one_of("status", _STATUS) if "status" in table else None,
        sessions=table.maybe_whole("sessions"),
        supervised=table.maybe_flag("supervised"),
        judged_by=table.maybe_text("judged_by"),
        vocabulary={name: scope.treatments[name].text_terms for name in treatments},
        treatment_codes={name: codes for name in treatments if (codes := scope.treatments[name].codes)},
    )


def _dose(table: Table) -> DoseLimit | None:
    item = table.maybe_table("min_dose")
    if item is None:
        return None
    otherwise = item.maybe_text("or")
    if otherwise not in (None, "maximum_tolerated"):
        raise item.refuse(f"`or` says `{otherwise}`", key="or", remedy="Only `maximum_tolerated` is known.")
    limit = DoseLimit(
        value=item.number("value"), unit=item.text("unit"), or_maximum_tolerated=otherwise == "maximum_tolerated"
    )
    item.done()
    return limit

"""Published decisions like a case of this installation, by the categories its confirmed codes stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peercall.adapters.db.precedents import public_counts
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.precedents import Precedents
from peercall.engine.precedents import categories, precedents_of


def precedents_like(contract: Mapping[str, Any] | None) -> list[Precedents]:
    """contract: the confirmed determination. Empty where nothing is loaded, confirmed or alike."""
    codes = tuple(_codes((contract or {}).get("fields") or {}))
    out = []
    for layout in site_rules().outcomes.layouts if codes else ():
        diagnosis, treatment = categories(layout, codes)
        if not diagnosis or not treatment:
            continue
        table = public_counts(name=layout.name, diagnosis=diagnosis, treatment=treatment)
        found = precedents_of(table, diagnosis=diagnosis, treatment=treatment) if table else None
        if found is not None:
            out.append(found)
    return out


def _codes(fields: Mapping[str, Any]) -> Iterable[Code]:
    for name in ("service_codes", "diagnosis_codes"):
        for one in fields.get(name) or ():
            if one.get("value") and one.get("system") in set(CodeSystem):
                yield Code(CodeSystem(one["system"]), str(one["value"]))

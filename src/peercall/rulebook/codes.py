"""Codes as rule files write them: exact codes, prefixes and ranges, refused when they cannot be codes of their system."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peercall.domain.codes import CodeSet, CodeSystem
from peercall.rulebook.yamlfile import Table

_SHAPES = {
    CodeSystem.ICD10CM: re.compile(r"[A-Z]([0-9]([0-9A-Z](\.[0-9A-Z]{0,4})?)?)?\Z"),
    CodeSystem.ICD10PCS: re.compile(r"[0-9A-HJ-NP-Z]{7}\Z"),
    CodeSystem.CPT: re.compile(r"[0-9]{4}[0-9A-Z]\Z"),
    CodeSystem.HCPCS: re.compile(r"[A-V][0-9]{4}\Z"),
    CodeSystem.REVENUE: re.compile(r"[0-9]{4}\Z"),
    CodeSystem.DRG: re.compile(r"[0-9]{3}\Z"),
    CodeSystem.SETTING: re.compile(r"[A-Z][A-Z0-9_]*\Z"),
    CodeSystem.LOINC: re.compile(r"[0-9]{1,5}-[0-9]\Z"),
    CodeSystem.SNOMED: re.compile(r"[0-9]{6,18}\Z"),
    CodeSystem.NDC: re.compile(r"[0-9]{11}\Z"),
    CodeSystem.RXNORM: re.compile(r"[0-9]{1,8}\Z"),
}
KEYS = {
    "icd10cm": CodeSystem.ICD10CM,
    "icd10pcs": CodeSystem.ICD10PCS,
    "cpt": CodeSystem.CPT,
    "hcpcs": CodeSystem.HCPCS,
}
"""Keys of value sets to the system their lists hold."""


def read_code_set(system: CodeSystem, written: Sequence[str], *, table: Table, key: str) -> CodeSet:
    """Codes of one system. ICD-10-CM entries are prefixes; `A-B` is a closed range; anything else is exact."""
    exact: set[str] = set()
    prefixes: list[str] = []
    ranges: list[tuple[str, str]] = []
    shape = _SHAPES[system]
    for text in written:
        low, dash, high = text.partition("-") if system not in (CodeSystem.LOINC,) else (text, "", "")
        for part in (low, high) if dash else (low,):
            if not shape.match(part):
                raise table.refuse(f"`{text}` cannot be a {system.value} code", key=key)
        if dash:
            if len(low) != len(high) or high < low:
                raise table.refuse(f"`{text}` is no range of codes", key=key)
            ranges.append((low, high))
        elif system is CodeSystem.ICD10CM:
            prefixes.append(_normal(low))
        else:
            exact.add(_normal(low))
    return CodeSet(system=system, exact=frozenset(exact), prefixes=tuple(prefixes), ranges=tuple(ranges))


def read_code_sets(table: Table) -> tuple[CodeSet, ...]:
    """The code lists a value set may carry, one per system."""
    return tuple(
        read_code_set(system, codes, table=table, key=key)
        for key, system in KEYS.items()
        if (codes := table.texts(key))
    )


def check_loinc(code: str) -> str | None:
    """What is wrong with a LOINC code, or None. The last digit checks the others (mod 10)."""
    if not _SHAPES[CodeSystem.LOINC].match(code):
        return f"`{code}` is no LOINC code"
    digits, check = code.split("-")
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value // 10 + value % 10
    return None if (10 - total % 10) % 10 == int(check) else f"the check digit of LOINC `{code}` is wrong"


def _normal(code: str) -> str:
    return code.replace(".", "").upper()

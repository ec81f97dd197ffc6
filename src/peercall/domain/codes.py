"""Typed codes. A bare string is not a code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeSystem(StrEnum):
    """Code systems the product reads, by their short names in rule files and letters."""

    ICD10CM = "ICD10CM"
    ICD10PCS = "ICD10PCS"
    CPT = "CPT"
    HCPCS = "HCPCS"
    LOINC = "LOINC"
    SNOMED = "SNOMED"
    RXNORM = "RXNORM"
    NDC = "NDC"
    REVENUE = "REVENUE"
    DRG = "DRG"
    SETTING = "setting"


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code of one system; `value` keeps the written form (`M05.79`), `normal` drops dots and upper-cases."""

    system: CodeSystem
    value: str

    @property
    def normal(self) -> str:
        """Form for comparison: no dots, upper case."""
        return self.value.replace(".", "").upper()

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes of one system: exact members, prefixes (ICD-10-CM) and closed ranges (`K0813-K0898`), all normalised."""

    system: CodeSystem
    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()

    def __contains__(self, code: object) -> bool:
        if isinstance(code, Code):
            if code.system is not self.system:
                return False
            value = code.normal
        elif isinstance(code, str):
            value = code.replace(".", "").upper()
        else:
            return False
        if value in self.exact or (self.prefixes and value.startswith(self.prefixes)):
            return True
        return any(len(low) == len(value) and low <= value <= high for low, high in self.ranges)

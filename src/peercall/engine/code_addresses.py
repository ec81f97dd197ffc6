"""Addresses of code systems, as FHIR and C-CDA write them, and codes of the systems the product reads."""

from __future__ import annotations

from functools import lru_cache

from peercall.domain.codes import Code, CodeSystem

#: addresses of code systems as charts write them, without http(s) and trailing slash
_SYSTEMS = {
    "hl7.org/fhir/sid/icd-10-cm": CodeSystem.ICD10CM,
    "hl7.org/fhir/sid/icd-10": CodeSystem.ICD10CM,
    "urn:oid:2.16.840.1.113883.6.90": CodeSystem.ICD10CM,
    "urn:oid:2.16.840.1.113883.6.3": CodeSystem.ICD10CM,
    "www.cms.gov/medicare/coding/icd10": CodeSystem.ICD10PCS,
    "hl7.org/fhir/sid/icd-10-pcs": CodeSystem.ICD10PCS,
    "urn:oid:2.16.840.1.113883.6.4": CodeSystem.ICD10PCS,
    "snomed.info/sct": CodeSystem.SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": CodeSystem.SNOMED,
    "loinc.org": CodeSystem.LOINC,
    "urn:oid:2.16.840.1.113883.6.1": CodeSystem.LOINC,
    "www.nlm.nih.gov/research/umls/rxnorm": CodeSystem.RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": CodeSystem.RXNORM,
    "hl7.org/fhir/sid/ndc": CodeSystem.NDC,
    "urn:oid:2.16.840.1.113883.6.69": CodeSystem.NDC,
    "www.ama-assn.org/go/cpt": CodeSystem.CPT,
    "urn:oid:2.16.840.1.113883.6.12": CodeSystem.CPT,
    "www.cms.gov/medicare/coding/hcpcsreleasecodesets": CodeSystem.HCPCS,
    "www.cms.gov/medicare/coding/medhcpcsgeninfo": CodeSystem.HCPCS,
    "terminology.hl7.org/codesystem/hcpcs-all-codes": CodeSystem.HCPCS,
    "urn:oid:2.16.840.1.113883.6.285": CodeSystem.HCPCS,
    "urn:oid:2.16.840.1.113883.6.14": CodeSystem.HCPCS,
    "www.nubc.org/codesystem/revenuecodes": CodeSystem.REVENUE,
    "urn:oid:2.16.840.1.113883.6.301.3": CodeSystem.REVENUE,
}


@lru_cache(maxsize=4096)
def system_of(address: str | None) -> CodeSystem | None:
    """The code system at an address; None for one the product does not read."""
    if address is None:
        return None
    return _SYSTEMS.get(address.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/"))


@lru_cache(maxsize=65_536)
def code_at(address: str | None, text: str | None) -> Code | None:
    """The code as written under the system at an address; None without code or known system."""
    system, value = system_of(address), (text or "").strip()
    return Code(_level(system, value), value) if system is not None and value else None


def _level(system: CodeSystem, value: str) -> CodeSystem:
    """CPT is level I of HCPCS: charts write either address for both; the shape of the code tells which it is."""
    if system is CodeSystem.HCPCS and value[0].isdigit():
        return CodeSystem.CPT
    if system is CodeSystem.CPT and value[0].isalpha():
        return CodeSystem.HCPCS
    return system

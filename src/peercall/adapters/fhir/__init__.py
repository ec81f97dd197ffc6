"""Charts out of FHIR R4: bundles, single resources and NDJSON, one patient's."""

from peercall.adapters.fhir.chart import FhirChart, read_fhir

__all__ = ["FhirChart", "read_fhir"]

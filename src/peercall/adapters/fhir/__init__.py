"""Charts out of FHIR R4: bundles, single resources and NDJSON, one patient's."""

from peercall.adapters.fhir.chart import FhirChart, read_fhir
from peercall.adapters.fhir.limits import FhirLimits

__all__ = ["FhirChart", "FhirLimits", "read_fhir"]

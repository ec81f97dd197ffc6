"""Charts out of FHIR R4: bundles, single resources and NDJSON, one patient's."""

from peercall.adapters.fhir.chart import FhirChart, read_fhir
from peercall.adapters.fhir.papers import Attachment, InlineFile

__all__ = ["Attachment", "FhirChart", "InlineFile", "read_fhir"]

"""The outside world: files, FHIR, documents, PDF. Each adapter knows application and domain; none knows another."""

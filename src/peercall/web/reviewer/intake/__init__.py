"""Files for review come in: by form, as a table, as JSON, as a FHIR request, and from a client's system."""

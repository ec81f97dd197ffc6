"""Documents of a case as pages of text: PDF with a text layer, Word files, rich text, plain text, e-mail, web pages."""

from __future__ import annotations

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.reading import read_document, read_document_bytes

__all__ = ["DocumentLimits", "read_document", "read_document_bytes"]

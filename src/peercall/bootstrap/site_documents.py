"""A file a person adds to a case: checked, put into the vault, entered in the case."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from peercall.adapters.db import cases
from peercall.adapters.documents.kinds import kind_of
from peercall.application.site.intake import safe_name
from peercall.application.viewer import Viewer
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import DocumentUnreadable, InputTooLarge


def add_file(viewer: Viewer, *, case: UUID, role: str, name: str, data: bytes, at: datetime) -> UUID:
    """The new document's id. Raises InputTooLarge, DocumentUnreadable where the bytes are of no kind that is read."""
    if len(data) > document_limits().file_bytes:
        raise InputTooLarge("the file is too large", remedy="Split it, or scan it with fewer dots per inch.")
    kind = kind_of(data)
    if kind is None or not data:
        raise DocumentUnreadable(
            "this file is of no kind that can be read", remedy="Use PDF, Word, text, a picture, FHIR or C-CDA."
        )
    return cases.add_document(
        viewer,
        case_id=case,
        role=role,
        name=safe_name(name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        vault_name=vault().put(data, organization=viewer.organization),
        at=at,
        kind=kind.value,
    )

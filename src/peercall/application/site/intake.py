"""A dropped file before anybody has looked at it: its name made safe, and what it most likely is for."""

from __future__ import annotations

import re
import unicodedata

from peercall.domain.documents import DocumentKind

#: of a file name: characters, and bytes as a disk counts them (255, less what numbering adds)
MAX_NAME, MAX_BYTES = 120, 220
_UNSAFE = re.compile(r"[^\w.,()+& -]+")

_CHART_KINDS = frozenset({DocumentKind.FHIR_NDJSON, DocumentKind.CCDA})


def safe_name(name: str) -> str:
    """A plain file name: no folders, no control characters, not hidden, at most 120 characters and as long as a disk
    takes, never empty."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = _UNSAFE.sub("_", "".join(char for char in plain if char.isprintable())).strip(" .")
    if len(plain) > MAX_NAME or len(plain.encode()) > MAX_BYTES:
        stem, dot, ending = plain.rpartition(".")
        keep = f".{ending}" if dot and len(ending) <= 8 else ""
        short = (stem if keep else plain)[: MAX_NAME - len(keep)]
        plain = short.encode()[: MAX_BYTES - len(keep.encode())].decode(errors="ignore") + keep
    return plain or "document"


def likely_role(kind: DocumentKind | None, *, has_letter: bool) -> str:
    """denial for a first letter-like file, chart for records: a proposal that the person who drops it can change."""
    if kind in _CHART_KINDS or has_letter:
        return "chart"
    return "denial"

"""The bytes of a document of a case: a file of its folder, or one that a mail, a bundle or a clinical document carries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from peercall.bootstrap.local import LocalCase
from peercall.domain.documents import Document
from peercall.domain.errors import DocumentUnreadable, InputTooLarge


def own_file(case: LocalCase, document: Document) -> bytes | None:
    """The document's own bytes; None where they are not found again as they were read."""
    found = _outermost(case.root, case.chart.carried, document.path)
    if found is None:
        return None
    data, name, inner = found
    for part in inner:
        try:
            files = case.reader.mail_files(data, name=name, limits=case.limits)
        except (DocumentUnreadable, InputTooLarge):
            return None
        name = f"{name}/{part}"
        inside = next((one.data for one in files if one.name.replace("/", "_") == part), None)
        if inside is None:
            return None
        data = inside
    return data if hashlib.sha256(data).hexdigest() == document.sha256 else None


def _outermost(root: Path, carried: Mapping[str, bytes], path: str) -> tuple[bytes, str, tuple[str, ...]] | None:
    """The file that holds it: its bytes, its name, and the names of the attachments that lead further in."""
    for name in (path, *(str(one) for one in PurePosixPath(path).parents)):
        inner = PurePosixPath(path.removeprefix(name).lstrip("/")).parts
        if name in carried:
            return carried[name], name, inner
        if (root / name).is_file():
            return (root / name).read_bytes(), name, inner
    return None

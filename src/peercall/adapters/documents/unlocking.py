"""A locked PDF as one without its lock, for those who know the password."""

from __future__ import annotations

import io

import pikepdf

from peercall.domain.errors import DocumentLocked, DocumentUnreadable


def unlocked_pdf(data: bytes, *, name: str, password: str) -> bytes:
    """The same pages without encryption. For a process of its own.

    Raises DocumentLocked when the password does not open it, DocumentUnreadable when it is damaged.
    """
    try:
        with pikepdf.open(io.BytesIO(data), password=password) as source:
            made = io.BytesIO()
            source.save(made, encryption=False)
            return made.getvalue()
    except pikepdf.PasswordError:
        raise DocumentLocked(
            "the password does not open the file", where=name, remedy="Ask the sender for it."
        ) from None
    except (pikepdf.PdfError, ValueError, RuntimeError) as fault:
        raise DocumentUnreadable(
            "it could not be unlocked", where=name, remedy="Open it, save it without the password, and drop that."
        ) from fault

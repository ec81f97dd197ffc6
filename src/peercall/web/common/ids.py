"""Public ids as they come in forms and addresses."""

from __future__ import annotations

from uuid import UUID


def id_of(text: str) -> UUID | None:
    """The id a text is, None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None

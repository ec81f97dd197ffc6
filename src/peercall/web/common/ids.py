"""Public ids and whole numbers as they come in forms and addresses: anybody may write anything there."""

from __future__ import annotations

from uuid import UUID

#: what every column of numbers holds
_MOST = 2**31 - 1


def id_of(text: str) -> UUID | None:
    """The id a text is, None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def whole(text: str | None, default: int = 0, *, most: int = _MOST) -> int:
    """The whole number from 0 to `most` a text is; `default` for anything else. Digits are 0 to 9 only."""
    if text and len(text) <= len(str(most)) and text.isascii() and text.isdigit():
        number = int(text)
        return number if number <= most else default
    return default

"""What the site's use cases need from outside."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """Encrypted bytes outside the web root."""

    def put(self, data: bytes) -> str:
        """Keep the bytes; the name by which they are found again."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes. Raises DocumentUnreadable when they are missing or were changed."""
        ...

"""What the site's use cases need from outside."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Vault(Protocol):
    """Encrypted bytes outside the web root."""

    def put(self, data: bytes, *, organization: UUID | None = None) -> str:
        """Keep the bytes; the name by which they are found again, another one for each organization."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes. Raises DocumentUnreadable when they are missing or were changed."""
        ...

"""`peercall manage renew_vault`: after a change of key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from peercall.bootstrap.site_vault import vault


class Command(BaseCommand):
    """Encrypts with the current key what an old one closed."""

    help = "Encrypt stored documents with the current key. Afterwards the old key is no longer needed."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Say how many."""
        self.stdout.write(f"{vault().renew()} documents are encrypted anew.")

"""`peercall manage renew_vault`: after a change of key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from peercall.bootstrap.site_vault import vault
from peercall.web.common.account_adapter import renew_second_factors


class Command(BaseCommand):
    """Encrypts with the current key what an old one closed."""

    help = "Encrypt stored documents and second factors with the current key. Afterwards the old key is not needed."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Say how many."""
        self.stdout.write(f"{vault().renew()} documents are encrypted anew.")
        self.stdout.write(f"{renew_second_factors()} second factors are encrypted anew.")

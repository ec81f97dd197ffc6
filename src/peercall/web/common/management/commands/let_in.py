"""`peercall manage let_in ADDRESS`: for whoever cannot sign in and has no administrator to ask."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from peercall.adapters.db.members import let_in_for_operator
from peercall.domain.errors import RecordNotFound


class Command(BaseCommand):
    """Opens a closed account, makes a link for a new password, and removes a lost second factor when asked to."""

    help = (
        "Open an account that was closed by wrong passwords, and show a link with which its owner sets a new password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account, and whether its second factor is lost."""
        parser.add_argument("address", help="e-mail address of the account")
        parser.add_argument(
            "--remove-second-factor", action="store_true", help="the telephone or key is lost: the password is enough"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Print the link."""
        try:
            uid, key = let_in_for_operator(options["address"], remove_second_factor=options["remove_second_factor"])
        except RecordNotFound as fault:
            raise CommandError(str(fault)) from None
        path = reverse("account_reset_password_from_key", args=[uid, key])
        self.stdout.write("The account is open. With this link its owner sets a password, once and within three days:")
        self.stdout.write(f"  {settings.BASE_URL or 'http://localhost:8000'}{path}")

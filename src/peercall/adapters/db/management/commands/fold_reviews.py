"""`peercall manage fold_reviews`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from peercall.adapters.db.review_folds import rebuild_folds_for_operator, stale_folds_for_operator


class Command(BaseCommand):
    """Makes what lists, searches and figures read of each review file anew from its log. The logs are not touched."""

    help = "Make the kept summaries of review files anew from their logs; --check only compares them."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 when one differs")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Print how many."""
        if not options["check"]:
            self.stdout.write(f"{rebuild_folds_for_operator()} review files: their summaries were made anew.")
            return
        stale = list(stale_folds_for_operator())
        for file in stale:
            self.stderr.write(f"review file {file}: its summary is not what its log says")
        if stale:
            raise CommandError(f"{len(stale)} summaries differ: run this command without --check.")
        self.stdout.write("Every summary is what its log says.")

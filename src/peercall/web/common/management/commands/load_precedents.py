"""`peercall manage load_precedents FILE`: published decisions of independent reviews, for every organization."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peercall.adapters.db.precedents import keep_table_for_operator
from peercall.bootstrap.local_precedents import read_table
from peercall.domain.errors import PeercallError


class Command(BaseCommand):
    """Reads a published table and keeps its counts."""

    help = "Load a published table of decisions (CSV, also gzip); only counts are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Load it."""
        try:
            table = read_table(options["file"])
        except PeercallError as error:
            raise CommandError(str(error)) from None
        keep_table_for_operator(table, at=timezone.now())
        first, last = table.years
        self.stdout.write(f"{table.decisions} decisions, {first} to {last}. Source: {table.source}")

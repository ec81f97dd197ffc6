"""`peercall manage verify_audit`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peercall.adapters.db.audit import audit_faults, every_chain_for_operator
from peercall.adapters.db.review_queries import broken_logs_for_operator


class Command(BaseCommand):
    """Reads every chain of the audit trail and of review logs; exit status 1 when one does not hold."""

    help = "Check that no entry of the audit, and of a review file's log, was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Print what was found."""
        count, broken = 0, 0
        for chain in every_chain_for_operator():
            count += 1
            for fault in audit_faults(chain):
                broken += 1
                self.stderr.write(f"chain {chain}, entry {fault.number}: {fault.what}")
        for file, fault in broken_logs_for_operator():
            broken += 1
            self.stderr.write(f"log of review file {file}, entry {fault.number}: {fault.what}")
        if broken:
            raise CommandError(f"{broken} fault(s); {count} chains of the audit and every review log were read.")
        self.stdout.write(f"{count} chains of the audit: every one holds.")

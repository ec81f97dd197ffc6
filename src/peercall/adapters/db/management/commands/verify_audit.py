"""`peercall manage verify_audit`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peercall.adapters.db.chains import AUDIT, chains_for_operator


class Command(BaseCommand):
    """Reads every chain of the audit, of call records and of review logs; exit status 1 when one does not hold."""

    help = "Check that no entry of the audit, of a call's record and of a review file's log was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's)
        """Print what was found."""
        count, others, broken = 0, 0, 0
        for chain in chains_for_operator():
            count, others = count + (chain.kind == AUDIT), others + (chain.kind != AUDIT)
            for fault in chain.faults:
                broken += 1
                self.stderr.write(f"{chain.kind} {chain.id}, entry {fault.number}: {fault.what}")
        read = f"{count} chains of the audit, {others} records and logs"
        if broken:
            raise CommandError(f"{broken} fault(s); {read} were read.")
        self.stdout.write(f"{read}: every one holds.")

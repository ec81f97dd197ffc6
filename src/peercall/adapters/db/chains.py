"""Every chain of the installation: the audit, the records of calls, the logs of review files; where one does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from peercall.adapters.db.audit import audit_faults, every_chain_for_operator
from peercall.adapters.db.calls import record_for_job
from peercall.adapters.db.models import AuditEntry, RecordRow
from peercall.adapters.db.review_queries import log_for_operator, logs_for_operator
from peercall.domain.records import ChainFault, RecordEntry

AUDIT, RECORD, LOG = "chain", "record of case", "log of review file"


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain and where it does not hold. kind: AUDIT, RECORD or LOG; id: of the case, organization or review file."""

    kind: str
    id: UUID
    faults: tuple[ChainFault, ...]


def chains_for_operator() -> Iterator[Chain]:
    """All of them. How long records and logs have been is taken from the audit, so that a shorter one shows."""
    for chain in every_chain_for_operator():
        yield Chain(AUDIT, chain, audit_faults(chain))
    ends = _record_ends()
    for case in sorted({*RecordRow.objects.values_list("case_id", flat=True).distinct(), *ends}):
        entries, faults = record_for_job(case)
        yield Chain(RECORD, case, (*faults, *_too_short(entries, ends.get(case, 0))))
    ends = _log_ends()
    for file in logs_for_operator():
        entries, faults = log_for_operator(file)
        yield Chain(LOG, file, (*faults, *_too_short(entries, ends.get(file, 0))))


def _too_short(entries: tuple[RecordEntry, ...], end: int) -> tuple[ChainFault, ...]:
    last = entries[-1].number if entries else 0
    return (ChainFault(end, "entries are missing at the end"),) if last < end else ()


def _record_ends() -> dict[UUID, int]:
    """The highest number the audit says was added to the record of each case."""
    added = AuditEntry.objects.filter(Q(action="call.recorded") | Q(action__startswith="record."))
    ends: defaultdict[UUID, int] = defaultdict(int)
    for chain, details in added.values_list("chain", "details").iterator():
        if isinstance(number := details.get("number"), int):
            ends[chain] = max(ends[chain], number)
    return ends


def _log_ends() -> dict[UUID, int]:
    """The highest place the audit says was taken in the log of each review file."""
    added = AuditEntry.objects.filter(action="review.entries")
    ends: defaultdict[UUID, int] = defaultdict(int)
    for details in added.values_list("details", flat=True).iterator():
        for file, end in zip(details.get("files", ()), details.get("ends", ()), strict=False):
            ends[UUID(file)] = max(ends[UUID(file)], end)
    return ends

"""Published decisions of this installation: public counts, the same for every organization."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from peercall.adapters.db.models import PrecedentCount, PrecedentSource
from peercall.domain.precedents import OutcomeCount, OutcomeTable


@transaction.atomic
def keep_table_for_operator(table: OutcomeTable, *, at: datetime) -> int:
    """Keep the counts of a table; an older one of the same name is replaced. How many rows."""
    first, last = table.years
    PrecedentSource.objects.filter(Q(name=table.name) | Q(sha256=table.sha256)).delete()
    row = PrecedentSource.objects.create(
        sha256=table.sha256,
        name=table.name,
        source=table.source,
        first_year=first,
        last_year=last,
        decisions=table.decisions,
        loaded_at=at,
    )
    PrecedentCount.objects.bulk_create(
        [
            PrecedentCount(
                table=row,
                year=one.year,
                diagnosis=one.diagnosis,
                diagnosis_detail=one.diagnosis_detail,
                treatment=one.treatment,
                treatment_detail=one.treatment_detail,
                kind=one.kind[:80],
                upheld=one.upheld,
                overturned=one.overturned,
            )
            for one in table.counts
        ],
        batch_size=2000,
    )
    return len(table.counts)


def public_counts(*, name: str, diagnosis: Iterable[str], treatment: Iterable[str]) -> OutcomeTable | None:
    """The counts of these categories of a table that was loaded; None where it was not. No organization's data."""
    source = PrecedentSource.objects.filter(name=name).first()
    if source is None:
        return None
    rows = PrecedentCount.objects.filter(table=source, diagnosis__in=list(diagnosis), treatment__in=list(treatment))
    columns = ("year", "diagnosis", "diagnosis_detail", "treatment", "treatment_detail", "kind", "upheld", "overturned")
    counts = tuple(OutcomeCount(*row) for row in rows.order_by("year", "id").values_list(*columns))
    return OutcomeTable("", source.name, source.source, source.sha256, counts)

"""Figures of many invented cases, the same at each run: for tests and for the benchmark of the reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from peercall.domain.metrics import CallResult, CaseFigures, CriterionFigure

PAYERS = ("Northgate Health Plan", "Harbor Mutual", "Lakeside Benefit", "Saltbrook Insurance", "")
SERVICES = ("Biologic for rheumatoid arthritis", "Lumbar fusion", "CPAP for sleep apnea", "MRI of the knee")
SPEAKERS = ("Ada Okafor, MD", "Marguerite Castellane, MD", "")
CRITERIA = (
    ("lumbar odi", "Oswestry index"),
    ("lumbar pt", "Six weeks of physical therapy"),
    ("ra cdai", "CDAI above 10"),
)


def seeded(ids: list[UUID], *, seed: int = 5) -> Iterator[CaseFigures]:
    """One for each id; a quarter without a call, some without any amount or day."""
    dice = random.Random(seed)
    for number in ids:
        denied = date(2025, 1, 1) + timedelta(days=dice.randrange(700)) if dice.random() > 0.05 else None
        held = dice.random() > 0.25
        result = dice.choices(list(CallResult), weights=[40, 10, 8, 35, 5, 2])[0] if held else None
        amount = Decimal(dice.randrange(10_000, 900_000)) / 100 if dice.random() > 0.2 else None
        won = result in (CallResult.OVERTURNED, CallResult.PARTIALLY_OVERTURNED)
        paid = dice.choice(("yes", "partly", "no", "")) if won else ""
        yield CaseFigures(
            case=str(number),
            denied_on=denied,
            payer=dice.choices(PAYERS, weights=[50, 30, 15, 4, 1])[0],
            line=dice.choice(("commercial", "medicare_advantage", "")),
            service=dice.choice(SERVICES),
            reason=dice.choice(("step_therapy_not_met", "not_medically_necessary", "")),
            speaker=dice.choice(SPEAKERS),
            specialty=dice.choice(("same", "other", "")) if held else "",
            requested=held or dice.random() > 0.5,
            held_on=(denied or date(2025, 6, 1)) + timedelta(days=dice.randrange(21)) if held else None,
            missed_by_practice=int(dice.random() > 0.95),
            missed_by_plan=int(dice.random() > 0.9),
            preparation_minutes=dice.randrange(5, 60) if dice.random() > 0.6 else None,
            call_minutes=dice.randrange(4, 25) if held else None,
            result=result,
            confirmed=won and dice.random() > 0.3,
            contrary=dice.random() > 0.97 and held,
            amount=amount,
            paid=paid,
            recovered=amount if paid == "yes" else None,
            criteria=tuple(
                CriterionFigure(key, text, met_after=dice.random() > 0.4)
                for key, text in CRITERIA
                if dice.random() > 0.7
            ),
        )


def store_seeded(organization: UUID, *, cases: int, at: datetime, seed: int = 5) -> list[CaseFigures]:
    """Cases with their figures, stored as the product stores them; the figures themselves."""
    from peercall.adapters.db.figures import _row
    from peercall.adapters.db.models import Case, CaseFigure, CriterionOfFigure

    rows = [Case(organization_id=organization, created_at=at, stage="follow_up") for _ in range(cases)]
    Case.objects.bulk_create(rows, batch_size=2000)
    made = list(seeded([row.id for row in rows], seed=seed))
    CaseFigure.objects.bulk_create([_row(one, organization=organization) for one in made], batch_size=2000)
    CriterionOfFigure.objects.bulk_create(
        [
            CriterionOfFigure(figure_id=UUID(one.case), key=part.key, text=part.text, met_after=part.met_after)
            for one in made
            for part in one.criteria
        ],
        batch_size=5000,
    )
    return made

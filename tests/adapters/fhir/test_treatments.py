"""Drugs and other treatments as exposures: what was ordered, taken, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peercall.adapters.fhir import FhirChart
from peercall.domain.dates import day, parse_partial, year
from peercall.domain.terms import Assertion

ChartOf = Callable[..., FhirChart]
MTX = frozenset({"methotrexate"})


def drug(
    kind: str = "MedicationRequest", *, name: str = "m-1", text: str = "methotrexate 2.5 mg", **elements: Any
) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "medicationCodeableConcept": {"text": text}, **elements}


def test_treatment_ordered_has_dose_and_order_day(chart_of: ChartOf) -> None:
    chart = chart_of(
        drug(
            status="active", intent="order", authoredOn="2025-12-01", dosageInstruction=[{"text": "20 mg once a week"}]
        ),
        drug(name="m-2", text="naproxen 500 mg", status="active"),
    )
    (fact,) = chart.exposures(ingredients=MTX)
    assert (fact.kind, fact.status, fact.dose, fact.dose_unit) == ("request", "active", 20, "mg/wk")
    assert fact.start == fact.on == day(date(2025, 12, 1))
    assert fact.stop is None
    assert len(chart.exposures()) == 2
    assert chart.exposures(ingredients=MTX)[0] is fact


def test_treatment_dispensed_has_days_and_the_dose_of_its_prescription(chart_of: ChartOf) -> None:
    chart = chart_of(
        drug(name="rx", status="active", dosageInstruction=[{"text": "20 mg weekly"}]),
        drug(
            "MedicationDispense",
            name="fill",
            status="completed",
            whenHandedOver="2026-04-02",
            daysSupply={"value": 28, "unit": "days"},
            authorizingPrescription=[{"reference": "MedicationRequest/rx"}],
        ),
    )
    fill = next(fact for fact in chart.exposures(ingredients=MTX) if fact.kind == "dispense")
    assert (fill.days_supply, fill.dose, fill.dose_unit, fill.on) == (28, 20, "mg/wk", day(date(2026, 4, 2)))


@pytest.mark.parametrize(
    "elements, status, assertion, outcome, stop",
    [
        (
            {"status": "stopped", "note": [{"text": "stopped 2023, no effect"}]},
            "stopped",
            "present",
            "inadequate_response",
            year(2023),
        ),
        (
            {"status": "stopped", "note": [{"text": "stopped 05/11/2026: no relief"}]},
            "stopped",
            "present",
            "inadequate_response",
            day(date(2026, 5, 11)),
        ),
        ({"status": "stopped", "statusReason": [{"text": "nausea"}]}, "stopped", "present", "intolerance", None),
        ({"status": "stopped"}, "stopped", "present", None, None),
        ({"status": "unknown", "note": [{"text": "did not help"}]}, "unknown", "present", "inadequate_response", None),
        ({"status": "not-taken"}, "never_started", "negated", None, None),
        ({"status": "intended"}, "unknown", "planned", None, None),
    ],
)
def test_treatment_stated_with_what_became_of_it(
    chart_of: ChartOf, elements: dict[str, Any], status: str, assertion: str, outcome: str | None, stop: object
) -> None:
    (fact,) = chart_of(drug("MedicationStatement", **elements)).exposures(ingredients=MTX)
    assert (fact.status, fact.assertion, fact.outcome, fact.stop) == (status, Assertion(assertion), outcome, stop)


def test_treatment_said_to_be_past_is_not_dated_by_the_day_it_was_said(chart_of: ChartOf) -> None:
    said = {"dateAsserted": "2026-06-01"}
    past, current = (
        chart_of(drug("MedicationStatement", status=status, **said)).exposures()[0] for status in ("unknown", "active")
    )
    assert (past.on, past.start) == (None, None)
    assert (current.on, current.start) == (parse_partial("2026-06-01"), None)


@pytest.mark.parametrize(
    "elements, status, assertion",
    [
        ({"status": "cancelled"}, "cancelled", "present"),
        ({"status": "active", "note": [{"text": "never started"}]}, "never_started", "present"),
        ({"status": "on-hold"}, "unknown", "present"),
        ({"status": "draft"}, "unknown", "planned"),
        ({"status": "active", "intent": "plan"}, "active", "planned"),
        ({"status": "active", "doNotPerform": True}, "never_started", "negated"),
    ],
)
def test_treatment_ordered_is_not_yet_taken(
    chart_of: ChartOf, elements: dict[str, Any], status: str, assertion: str
) -> None:
    (fact,) = chart_of(drug(**elements)).exposures(ingredients=MTX)
    assert (fact.status, fact.assertion) == (status, Assertion(assertion))


def test_treatment_entered_in_error_is_never_a_fact(chart_of: ChartOf) -> None:
    assert chart_of(drug(status="entered-in-error")).exposures() == ()
    assert chart_of(drug("MedicationAdministration", status="entered-in-error")).exposures() == ()


def test_treatment_given_and_not_given(chart_of: ChartOf) -> None:
    chart = chart_of(
        drug("MedicationAdministration", name="a", status="completed", effectiveDateTime="2026-01-05T09:00:00Z"),
        drug("MedicationAdministration", name="b", status="not-done"),
    )
    given, missed = chart.exposures(ingredients=MTX)
    assert (given.kind, given.status, given.on) == ("administration", "completed", day(date(2026, 1, 5)))
    assert (missed.status, missed.assertion) == ("never_started", Assertion.NEGATED)


@pytest.mark.parametrize(
    "reference, others",
    [
        ("Medication/med-1", [{"resourceType": "Medication", "id": "med-1", "code": {"text": "MTX"}}]),
        ("#inside", []),
    ],
)
def test_treatment_named_by_another_resource(chart_of: ChartOf, reference: str, others: list[dict[str, Any]]) -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "m-1",
        "status": "active",
        "medicationReference": {"reference": reference},
        "contained": [
            {"resourceType": "Patient", "id": "p", "name": [{"family": "Nobody"}]},
            {"resourceType": "Medication", "id": "inside", "code": {"text": "MTX"}},
        ],
    }
    assert len(chart_of(request, *others).exposures(ingredients=MTX)) == 1


def test_treatment_visit_and_procedure_of_one_day_are_one_session(chart_of: ChartOf) -> None:
    def visit(number: int, on: str) -> dict[str, Any]:
        return {
            "resourceType": "Encounter",
            "id": f"v{number}",
            "status": "finished",
            "type": [{"text": "Physical therapy visit"}],
            "period": {"start": on},
        }

    def session(number: int, on: str, status: str = "completed") -> dict[str, Any]:
        return {
            "resourceType": "Procedure",
            "id": f"p{number}",
            "status": status,
            "code": {"text": "Physical therapy"},
            "performedDateTime": on,
        }

    chart = chart_of(
        session(1, "2026-03-02"),
        visit(1, "2026-03-02"),
        visit(2, "2026-03-05"),
        session(3, "2026-03-09", status="not-done"),
        {
            "resourceType": "ServiceRequest",
            "id": "s",
            "status": "active",
            "code": {"text": "Physical therapy referral"},
        },
    )
    facts = chart.exposures(treatments=frozenset({"physical_therapy"}))
    assert sum(fact.sessions or 0 for fact in facts) == 2
    assert [len(fact.also_at) for fact in facts if fact.sessions] == [1, 0]
    assert {fact.id: fact.assertion for fact in facts if not fact.sessions} == {
        "Procedure/p3#physical_therapy": Assertion.NEGATED,
        "ServiceRequest/s#physical_therapy": Assertion.PLANNED,
    }

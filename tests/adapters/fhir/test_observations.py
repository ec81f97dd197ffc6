"""Observations of Dr. Okafor's sleep and heart patients as values of measures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from peercall.adapters.fhir import FhirChart
from peercall.domain.dates import DayRange, parse_partial
from peercall.domain.provenance import ResourceSource

ChartOf = Callable[..., FhirChart]


def observation(text: str, *, loinc: str | None = None, name: str = "obs-1", **elements: Any) -> dict[str, Any]:
    coding = [{"system": "http://loinc.org", "code": loinc}] if loinc else []
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"coding": coding, "text": text},
        **elements,
    }


def quantity(value: float, **elements: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, **elements}}


def test_observation_carries_value_unit_day_method_and_source(chart_of: ChartOf) -> None:
    chart = chart_of(
        observation(
            "Apnea-hypopnea index, 4% rule",
            loinc="69990-0",
            effectiveDateTime="2026-04-07",
            method={"text": "attended polysomnography"},
            **quantity(9.4, unit="events/h", system="http://unitsofmeasure.org", code="/h"),
        )
    )
    (fact,) = chart.measures("ahi")
    assert (fact.low, fact.high, fact.unit, fact.on) == (9.4, 9.4, "/h", parse_partial("2026-04-07"))
    assert fact.context == {"rule": "4pct", "method": "psg_attended"}
    assert isinstance(fact.source, ResourceSource)
    assert (fact.source.document, fact.source.resource, fact.source.element) == (
        "chart/bundle.json",
        "Observation/obs-1",
        "valueQuantity",
    )
    assert fact.source.display == "Apnea-hypopnea index, 4% rule 9.4 /h"
    assert len(fact.source.sha256) == 64


def test_observation_by_another_rule_carries_its_caution(chart_of: ChartOf) -> None:
    (fact,) = chart_of(
        observation("Apnea-hypopnea index, 3% or arousal rule, for information", **quantity(16.8))
    ).measures("ahi")
    assert fact.caution == "another hypopnea rule"
    assert fact.context["rule"] == "3pct"


@pytest.mark.parametrize(
    "elements, expected",
    [
        ({"note": [{"text": "room air, at rest"}]}, {"gas": "room_air", "state": "rest"}),
        ({"note": [{"text": "walking, 2 L/min"}]}, {"gas": "oxygen", "state": "exercise"}),
        ({"method": {"text": "at rest"}, "note": [{"text": "nasal cannula"}]}, {"gas": "oxygen", "state": "rest"}),
        ({}, {}),
    ],
)
def test_observation_circumstances_stand_in_notes_and_method(
    chart_of: ChartOf, elements: dict[str, Any], expected: dict[str, str]
) -> None:
    (fact,) = chart_of(observation("Oxygen saturation", **quantity(88, unit="%"), **elements)).measures("spo2")
    assert fact.context == expected
    assert fact.caution is None


def test_observation_whose_name_and_note_disagree_says_neither(chart_of: ChartOf) -> None:
    chart = chart_of(observation("Oxygen saturation, room air", **quantity(88), note=[{"text": "on nasal cannula"}]))
    (fact,) = chart.measures("spo2")
    assert "gas" not in fact.context
    assert fact.caution == "the name and the note disagree on gas"


@pytest.mark.parametrize("status, facts", [("final", 1), ("amended", 1), ("entered-in-error", 0), ("cancelled", 0)])
def test_observation_entered_in_error_is_never_a_fact(chart_of: ChartOf, status: str, facts: int) -> None:
    assert len(chart_of({**observation("AHI", **quantity(9)), "status": status}).measures("ahi")) == facts


def test_observation_that_is_preliminary_is_shown_with_a_caution(chart_of: ChartOf) -> None:
    chart = chart_of({**observation("AHI", **quantity(31), note=[{"text": "from a watch"}]), "status": "preliminary"})
    assert chart.measures("ahi")[0].caution == "preliminary result; consumer device"


@pytest.mark.parametrize(
    "value, low, high, unit, category",
    [
        (quantity(9.4), 9.4, 9.4, None, ()),
        (quantity(250, comparator=">", unit="/h"), 250, math.inf, "/h", ()),
        (quantity(5, comparator="<", unit="/h"), -math.inf, 5, "/h", ()),
        ({"valueRange": {"low": {"value": 30, "unit": "%"}, "high": {"value": 35, "unit": "%"}}}, 30, 35, "%", ()),
        ({"valueString": "30-35%"}, 30, 35, "%", ()),
        ({"valueString": ">250 units"}, 250, math.inf, "units", ()),
        ({"valueString": "15 of 50"}, 15, 15, None, ()),
        ({"valueString": "3+ of 4+ with 2 repeats"}, None, None, None, ("3+ of 4+ with 2 repeats",)),
        ({"valueString": "normal"}, None, None, None, ("normal",)),
        ({"valueInteger": 12}, 12, 12, None, ()),
        ({"valueCodeableConcept": {"text": "severe"}}, None, None, None, ("severe",)),
        ({"valueBoolean": True}, None, None, None, ("yes",)),
    ],
)
def test_observation_values_of_every_shape(
    chart_of: ChartOf,
    value: dict[str, Any],
    low: float | None,
    high: float | None,
    unit: str | None,
    category: tuple[str, ...],
) -> None:
    (fact,) = chart_of(observation("AHI", **value)).measures("ahi")
    assert (fact.low, fact.high, fact.unit, fact.category) == (low, high, unit, category)


@pytest.mark.parametrize("value", [{}, {"dataAbsentReason": {"text": "not done"}}, {"valueQuantity": {"unit": "/h"}}])
def test_observation_without_a_value_is_no_fact(chart_of: ChartOf, value: dict[str, Any]) -> None:
    assert chart_of(observation("AHI", **value)).measures("ahi") == ()


def test_observation_of_an_ordinal_measure_names_its_levels(chart_of: ChartOf) -> None:
    chart = chart_of(observation("NYHA class", valueString="class II-III"))
    assert chart.measures("nyha_class")[0].category == ("II", "III")


def test_observation_components_are_values_of_their_own(chart_of: ChartOf) -> None:
    systolic = {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}], "text": "Systolic"}}
    panel = observation("Blood pressure", effectiveDateTime="2026-02-23T09:10:00-05:00")
    panel["component"] = [{**systolic, **quantity(148, unit="mmHg")}]
    (fact,) = chart_of(panel).measures("systolic")
    assert (fact.low, fact.unit, fact.hour) == (148, "mm[Hg]", "2026-02-23T09:10:00-05:00")
    assert fact.id == "Observation/obs-1#component[0]"
    assert isinstance(fact.source, ResourceSource)
    assert fact.source.element == "component[0].valueQuantity"


def test_observation_scale_and_variant_stand_beside_a_raw_score(chart_of: ChartOf) -> None:
    chart = chart_of(observation("Oswestry, raw", **quantity(15, code="{score}"), note=[{"text": "sum of 50"}]))
    (fact,) = chart.measures("odi")
    assert (fact.scale, fact.variant, fact.unit) == ("0-50", "odi_raw", "{score}")


def test_observations_of_one_report_belong_to_one_test(chart_of: ChartOf) -> None:
    chart = chart_of(
        observation("AHI", name="a", **quantity(9.4)),
        observation("Ejection fraction", name="b", **quantity(55)),
        {
            "resourceType": "DiagnosticReport",
            "id": "echo",
            "code": {"text": "Echocardiogram"},
            "result": [{"reference": "Observation/b"}],
        },
    )
    assert "test" not in chart.measures("ahi")[0].context
    assert chart.measures("lvef")[0].context == {"test": "DiagnosticReport/echo", "method": "echocardiography"}


@pytest.mark.parametrize(
    "elements, on",
    [
        ({"effectiveDateTime": "2026-03"}, "2026-03"),
        ({"effectiveInstant": "2026-03-04T01:00:00Z"}, "2026-03-04"),
        ({"effectivePeriod": {"start": "2026-03-04"}}, "2026-03-04"),
        ({"issued": "2026-03-04T01:00:00Z"}, None),
        ({"effectiveDateTime": "last spring"}, None),
        ({}, None),
    ],
)
def test_observation_day_is_never_supplied(chart_of: ChartOf, elements: dict[str, Any], on: str | None) -> None:
    (fact,) = chart_of(observation("AHI", **quantity(9), **elements)).measures("ahi")
    assert fact.on == (parse_partial(on) if on else None)


def test_observation_over_a_night_has_both_days(chart_of: ChartOf) -> None:
    night = {"effectivePeriod": {"start": "2026-03-04T22:00:00Z", "end": "2026-03-05T06:00:00Z"}}
    (fact,) = chart_of(observation("AHI", **quantity(9), **night)).measures("ahi")
    first, last = parse_partial("2026-03-04"), parse_partial("2026-03-05")
    assert first is not None and last is not None
    assert fact.on == DayRange(first.first, last.last)

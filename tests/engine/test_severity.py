"""Severity: bands only on their own scale, circumstances beside the value, the scale asked for when it is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.samples.okafor_chart import LVEF, OLD_LVEF, chart
from tests.samples.okafor_icd import measures, policy, result

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.charts import MeasureFact
from peercall.domain.dates import day
from peercall.domain.provenance import ResourceSource
from peercall.domain.rules import Band, Measure, Provenance
from peercall.domain.terms import Strength
from peercall.engine.charts import ChartIndex
from peercall.engine.severity import category_of, severity_measures, value_text

SHIPPED = Provenance("sample.yaml", 1, "peercall", "sample")


def measure(**changed: object) -> Measure:
    plain = Measure(
        id="odi", name="Disability index", kind="numeric", unit="%", low=0, high=100, better="lower", loinc=frozenset(),
        of=(), order=(), values=(), variants={}, bands=(Band("minimal", 0, 20), Band("moderate", 21, 40)), conversions=(),
        mcid=None, mcid_note=None, checked="read", note=None, source="manual", provenance=SHIPPED,
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]


def fact(**changed: object) -> MeasureFact:
    source = ResourceSource("b.json", "0" * 64, "Observation/1", "valueQuantity", "30")
    plain = MeasureFact(
        id="m",
        source=source,
        strength=Strength.CODED,
        on=day(date(2026, 1, 5)),
        measure="odi",
        low=30,
        high=30,
        unit="%",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value, of, category, because",
    [
        (fact(), measure(), "moderate", "on the bands' own scale"),
        (fact(low=20, high=20), measure(), "minimal", "the end is included"),
        (fact(low=20, high=21), measure(), None, "a range over two bands"),
        (fact(low=15, high=15, scale="0-50", unit=None), measure(), None, "raw points are not percent"),
        (fact(unit="{score}"), measure(), None, "another unit"),
        (fact(variant="odi_raw"), measure(variants={"odi_raw": "0 to 50"}), None, "another variant"),
        (
            fact(variant="odi_b"),
            measure(variants={"odi_b": "b"}, bands_for=("odi_b",)),
            "moderate",
            "the bands' variant",
        ),
        (
            fact(variant="odi_a"),
            measure(variants={"odi_b": "b"}, bands_for=("odi_b",)),
            None,
            "made for another variant",
        ),
        (fact(), measure(variants={"odi_raw": "0 to 50"}), None, "two scales exist and none is stated"),
        (fact(scale="0-100"), measure(variants={"odi_raw": "0 to 50"}), "moderate", "the scale is stated"),
        (fact(low=130, high=130), measure(), None, "outside the range"),
    ],
)
def test_category_only_on_the_bands_own_scale(
    value: MeasureFact, of: Measure, category: str | None, because: str
) -> None:
    assert category_of(value, measure=of) == category, because


@pytest.mark.parametrize(
    "value, text",
    [
        (fact(), "30%"),
        (fact(low=30, high=35), "30-35%"),
        (fact(low=15, high=15, scale="0-50", unit=None), "15 of 50"),
        (fact(low=9.4, high=9.4, unit="/h"), "9.4 /h"),
        (fact(low=54, high=54, unit="mm[Hg]"), "54 mmHg"),
        (fact(low=None, high=None, category=("II", "III")), "II-III"),
    ],
)
def test_value_stands_as_the_chart_gives_it(value: MeasureFact, text: str) -> None:
    assert value_text(value, measure=measure(unit=value.unit)) == text


def listed(facts: list[MeasureFact], of: Measure) -> list[tuple[str, str | None, str | None]]:
    found = severity_measures(
        ChartIndex(facts),
        policy=None,
        result=result(),
        measures={of.id: of},
        phrases=CallPhrases(),
        near=frozenset({"2026-01-26"}),
    )
    return [(item.value, item.category, item.note) for item in found]


def test_value_without_the_scale_it_needs_is_shown_and_not_graded() -> None:
    bare = fact(unit=None, on=day(date(2026, 1, 26)))
    assert listed([bare], measure(unit="{score}", variants={"odi_raw": "0 to 50"})) == [
        ("30", None, "scale not stated, not graded")
    ]


def test_value_with_a_caution_is_not_used() -> None:
    assert listed([fact(caution="consumer device", on=day(date(2026, 1, 26)))], measure()) == []


def test_measures_of_the_policy_come_with_category_source_and_the_counted_value() -> None:
    found = severity_measures(chart(), policy=policy(), result=result(), measures=measures(), phrases=CallPhrases())
    first, second = found
    assert (first.name, first.value, first.category, first.on) == (
        "Left ventricular ejection fraction",
        "27%",
        "reduced",
        "2026-01-22",
    )
    assert first.category_source == "heart failure guideline 2022"
    assert first.earlier is None, "no days before are asked for"
    assert (second.value, second.category) == ("III", None)


@pytest.mark.parametrize(
    "days, earlier, because",
    [
        (154, None, "a day short of the value before"),
        (155, "24% on 2025-08-20", "just as far back as the value before"),
    ],
)
def test_earlier_value_stands_beside_the_latest_as_far_back_as_asked(
    days: int, earlier: str | None, because: str
) -> None:
    found = severity_measures(
        ChartIndex([replace(OLD_LVEF, context=LVEF.context), LVEF]), policy=policy(), result=None, measures=measures(),
        phrases=CallPhrases(earlier_within_days=days),
    )  # fmt: skip
    assert [(item.value, item.on, item.earlier) for item in found] == [("27%", "2026-01-22", earlier)], because


def test_value_taken_on_oxygen_or_on_exertion_is_not_graded_as_one_at_rest() -> None:
    for context in ({"gas": "oxygen"}, {"state": "exercise"}, {"state": "sleep"}):
        assert category_of(fact(context=context), measure=measure()) is None
    assert category_of(fact(context={"gas": "room_air", "state": "rest"}), measure=measure()) == "moderate"


def test_routine_values_are_left_out_unless_the_policy_asks() -> None:
    routine = CallPhrases(routine_measures=frozenset({"odi"}))
    taken = [fact(on=day(date(2026, 1, 26)))]
    near = frozenset({"2026-01-26"})
    of = {"odi": measure()}
    assert severity_measures(ChartIndex(taken), policy=None, result=None, measures=of, phrases=routine, near=near) == ()
    assert severity_measures(ChartIndex(taken), policy=None, result=None, measures=of, phrases=CallPhrases(), near=near)

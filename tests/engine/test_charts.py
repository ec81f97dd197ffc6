"""The chart index: what a lookup finds, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peercall.domain.charts import (
    ChartFact,
    ChartFacts,
    ConditionFact,
    DocumentFact,
    EncounterFact,
    ExposureFact,
    FindingFact,
    MeasureFact,
    OrderFact,
    ProcedureFact,
)
from peercall.domain.codes import Code, CodeSet, CodeSystem
from peercall.domain.dates import DayRange, day, month, year
from peercall.domain.provenance import ResourceSource, SourceSpan
from peercall.domain.terms import Assertion, Strength
from peercall.engine.charts import ChartIndex, CombinedChart

HYPERTENSION = CodeSet(CodeSystem.ICD10CM, prefixes=("I10", "I11"))


def coded(name: str) -> ResourceSource:
    return ResourceSource("chart/bundle.json", "ab" * 32, name, "code", name)


def words(quote: str) -> SourceSpan:
    return SourceSpan("chart/note.txt", "cd" * 32, 1, 0, len(quote), quote)


def condition(name: str, *codes: str, on: DayRange | None = None) -> ConditionFact:
    return ConditionFact(
        id=name,
        source=coded(name),
        strength=Strength.CODED,
        on=on,
        codes=tuple(Code(CodeSystem.ICD10CM, code) for code in codes),
        text=name,
    )


def ahi(value: float, *, on: DayRange | None, **changes: object) -> MeasureFact:
    fact = MeasureFact(
        id=f"ahi {value}",
        source=coded("Observation/ahi"),
        strength=Strength.CODED,
        on=on,
        measure="ahi",
        low=value,
        high=value,
        unit="/h",
    )
    return replace(fact, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("build", [ChartIndex, lambda facts: CombinedChart((ChartIndex(facts), ChartIndex(())))])
def test_chart_conditions_are_found_by_code_and_dated_first(build: object) -> None:
    facts = [
        condition("undated", "I10"),
        condition("second", "I11.9", on=day(date(2024, 3, 2))),
        condition("month", "I10", on=month(2024, 3)),
        condition("other", "E11.9", on=day(date(2024, 3, 1))),
        condition("first", "E11.9", "I10", on=day(date(2024, 3, 1))),
    ]
    chart: ChartFacts = build(facts)  # type: ignore[operator]
    assert [fact.id for fact in chart.conditions(HYPERTENSION)] == ["first", "month", "second", "undated"]
    assert len(chart.conditions()) == 5
    assert chart.conditions(HYPERTENSION) is chart.conditions(HYPERTENSION)
    assert chart.conditions(CodeSet(CodeSystem.SNOMED, prefixes=("I10",))) == ()


def test_chart_values_of_one_day_follow_the_hour() -> None:
    on = day(date(2026, 10, 14))
    chart = ChartIndex([ahi(2, on=on, hour="2026-10-14T07:00:00"), ahi(1, on=on, hour="2026-10-14T06:35:00")])
    assert [fact.low for fact in chart.measures("ahi")] == [1, 2]
    assert chart.measures("ess") == ()


def test_chart_exposures_by_ingredient_or_treatment_and_all_when_neither_is_asked() -> None:
    def exposure(name: str, **changes: object) -> ExposureFact:
        return replace(
            ExposureFact(id=name, source=coded(name), strength=Strength.CODED, kind="request"),
            **changes,  # type: ignore[arg-type]
        )

    chart = ChartIndex(
        [
            exposure("mtx", ingredients=("methotrexate",), on=year(2024)),
            exposure("pair", ingredients=("sacubitril", "valsartan"), on=year(2023)),
            exposure("pt", treatment="physical_therapy"),
        ]
    )
    assert [f.id for f in chart.exposures(ingredients=frozenset({"valsartan", "methotrexate"}))] == ["pair", "mtx"]
    assert [f.id for f in chart.exposures(treatments=frozenset({"physical_therapy"}))] == ["pt"]
    assert [f.id for f in chart.exposures()] == ["pair", "mtx", "pt"]


def test_chart_of_each_other_kind_finds_its_own() -> None:
    spine = CodeSet(CodeSystem.CPT, exact=frozenset({"64483"}))
    code = (Code(CodeSystem.CPT, "64483"),)
    facts: list[ChartFact] = [
        ProcedureFact(id="p", source=coded("p"), strength=Strength.CODED, codes=code, text="injection"),
        OrderFact(id="o", source=coded("o"), strength=Strength.CODED, codes=code, text="injection"),
        EncounterFact(id="e", source=coded("e"), strength=Strength.CODED, text="visit"),
        DocumentFact(id="d", source=coded("d"), strength=Strength.CODED, type="treatment_plan"),
        FindingFact(id="f", source=words("snores"), strength=Strength.STATED, key="snoring", text="snores"),
    ]
    chart = ChartIndex(facts)
    assert [f.id for f in (*chart.procedures(spine), *chart.orders(spine), *chart.encounters())] == ["p", "o", "e"]
    assert [f.id for f in (*chart.documents("treatment_plan"), *chart.findings("snoring"))] == ["d", "f"]
    assert chart.patient is None
    assert chart.allergies() == chart.exemptions() == ()


def test_combined_chart_makes_one_fact_of_one_statement_in_two_places() -> None:
    on = day(date(2026, 4, 7))
    bundle = ahi(9.4, on=on, context={"method": "psg_attended"})
    note = ahi(9.4, on=on, source=words("AHI 9.4"), strength=Strength.STATED, context={"rule": "4pct"})
    (fact,) = CombinedChart((ChartIndex([bundle]), ChartIndex([note]))).measures("ahi")
    assert fact.source == bundle.source
    assert fact.also_at == (note.source,)
    assert fact.context == {"method": "psg_attended", "rule": "4pct"}


@pytest.mark.parametrize(
    "changes, because",
    [
        ({"on": day(date(2026, 4, 8))}, "another day"),
        ({"on": None}, "no day"),
        ({"low": 9.5, "high": 9.5}, "another value"),
        ({"unit": "%"}, "another unit"),
        ({"context": {"rule": "3pct"}}, "another circumstance"),
        ({"caution": "template text"}, "words that do not count"),
        ({"assertion": Assertion.FAMILY}, "someone else's"),
    ],
)
def test_combined_chart_keeps_apart_what_differs(changes: dict[str, object], because: str) -> None:
    on = day(date(2026, 4, 7))
    bundle = ahi(9.4, on=on, context={"rule": "4pct"})
    note = ahi(9.4, on=on, source=words("AHI 9.4"), strength=Strength.STATED)
    note = replace(note, **changes)  # type: ignore[arg-type]
    assert len(CombinedChart((ChartIndex([bundle]), ChartIndex([note]))).measures("ahi")) == 2, because

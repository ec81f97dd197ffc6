"""Values in flowsheets, laboratory tables, sleep reports and questionnaires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from peercall.domain.charts import ConditionFact, MeasureFact
from peercall.domain.dates import day
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]


def measured(facts: TextFacts, measure: str) -> list[MeasureFact]:
    return [fact for fact in facts.facts if isinstance(fact, MeasureFact) and fact.measure == measure]


def test_a_flowsheet_is_read_by_column(extract: Extract) -> None:
    page = (
        "Vital signs flowsheet\n\nDate\tBP mmHg\tPulse\tWeight kg\tBMI\tSpO2\n"
        "02/03/2026\t128/80\t71\t96.0\t36.2\t95%\n04/06/2026\t130/82\t70\t97.1\t36.6\t94%"
    )

    values = [(fact.on, fact.low, fact.unit) for fact in measured(extract(page), "bmi")]

    assert values == [(day(date(2026, 2, 3)), 36.2, "kg/m2"), (day(date(2026, 4, 6)), 36.6, "kg/m2")]
    assert [fact.low for fact in measured(extract(page), "spo2")] == [95, 94]


def test_a_flowsheet_whose_gaps_were_lost_is_read_by_counting(extract: Extract) -> None:
    page = "Vital signs flowsheet\n\nDate BP mmHg Pulse Weight kg BMI SpO2\n02/03/2026 128/80 71 96.0 36.2 95%"

    assert [fact.low for fact in measured(extract(page), "bmi")] == [36.2]


def test_a_row_with_an_empty_cell_gives_only_what_its_unit_tells(extract: Extract) -> None:
    page = "Vital signs flowsheet\n\nDate\tBP mmHg\tPulse\tWeight kg\tBMI\tSpO2\n02/03/2026\t128/80\t71\t36.2\t95%"

    assert measured(extract(page), "bmi") == []
    assert [fact.low for fact in measured(extract(page), "spo2")] == [95]


def test_hours_states_and_gases_of_a_nursing_flowsheet(extract: Extract) -> None:
    page = (
        "Nursing flowsheet 05/10/2026\n\nTime\tSpO2\tGas\tNote\n"
        "02:00\t87%\troom air\tasleep\n06:35\t89%\troom air\tat rest\n18:00\t88%\t2 L\tprobe loose, repeated 93%"
    )
    asleep, rest, loose = measured(extract(page), "spo2")

    assert (asleep.hour, asleep.context["state"], asleep.context["gas"]) == ("2026-05-10T02:00", "sleep", "room_air")
    assert (rest.low, rest.context["state"]) == (89, "rest")
    assert loose.caution is not None


def test_a_laboratory_row_is_dated_by_its_collection(extract: Extract) -> None:
    page = (
        "Laboratory results\nCollected 03/09/2026 Final\n\nTest\tResult\tUnits\tReference\n"
        "Hematocrit\t57.5\t%\t34.0-51.0\nGlucose\t94\tmg/dL\t70-99"
    )
    (fact,) = measured(extract(page), "hematocrit")

    assert (fact.low, fact.unit, fact.on) == (57.5, "%", day(date(2026, 3, 9)))


def test_the_specimen_line_tells_gas_and_state(extract: Extract) -> None:
    page = (
        "Blood gas laboratory\nCollected 03/09/2026 06:40. Arterial. Inspired gas: nasal cannula 2 L/min.\n"
        "Test\tResult\tUnits\nPaO2\t68\tmm Hg"
    )
    (fact,) = measured(extract(page), "pao2")

    assert (fact.context["gas"], fact.hour) == ("oxygen", "2026-03-09T06:40")


def test_a_sleep_report_gives_the_index_and_not_the_count(extract: Extract) -> None:
    page = (
        "Sleep laboratory report\nStudy\nAttended polysomnogram, type I, night of 04/07/2026.\n\n"
        "Event\tCount\tIndex per hour of sleep\n"
        "Apnea-hypopnea index (AHI), 4% rule\t55\t9.4\n"
        "AHI with 3% or arousal hypopneas (for information)\t98\t16.8"
    )
    first, second = measured(extract(page), "ahi")

    assert (first.low, first.context["rule"], first.context["method"]) == (9.4, "4pct", "psg_attended")
    assert first.caution is None
    assert second.low == 16.8 and second.caution is not None
    assert [fact.low for fact in measured(extract(page), "respiratory_event_count")] == [55]


def test_the_total_of_a_questionnaire_belongs_to_its_title(extract: Extract) -> None:
    page = "Questionnaire: Epworth Sleepiness Scale\n\nSituation\tScore\nSitting and reading\t2\nTotal\t14\nCompleted 03/17/2026."
    (fact,) = measured(extract(page), "ess")

    assert (fact.low, fact.on) == (14, day(date(2026, 3, 17)))


def test_a_raw_total_is_no_percent(extract: Extract) -> None:
    page = "Questionnaire: Oswestry Disability Index\n\nSection\tScore\nPain\t3\nTotal\t15 of 50\nCompleted 06/22/2026."
    (fact,) = measured(extract(page), "odi")

    assert (fact.low, fact.unit, fact.scale) == (15, None, "0-50")


def test_a_blank_total_is_no_value(extract: Extract) -> None:
    page = "Questionnaire: Oswestry\n\nSection\tAnswer\n1 Pain\tC\nReceived 06/01/2026. Total: ____ Percent: ____"

    assert measured(extract(page), "odi") == []


def test_a_problem_list_gives_conditions(extract: Extract) -> None:
    page = (
        "Problem list\n\nProblem\tICD-10-CM\tNoted\tStatus\nEssential hypertension\tI10\t2011\tActive\n"
        "Appendectomy\t1979\tResolved"
    )
    first, second = [fact for fact in extract(page).facts if isinstance(fact, ConditionFact)]

    assert ([str(code) for code in first.codes], first.clinical_status) == (["I10"], "active")
    assert (second.codes, second.clinical_status) == ((), "resolved")

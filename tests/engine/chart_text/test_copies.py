"""One statement, one fact, many places."""

from __future__ import annotations

from collections.abc import Callable

from peercall.domain.charts import EncounterFact, FindingFact, MeasureFact
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]


def note(month: int, said: str) -> str:
    return f"Office visit, primary care\n0{month}/10/2026 Ada Okafor, MD\nHistory\n{said}"


def test_a_sentence_in_ten_notes_is_one_fact_with_ten_places(extract: Extract) -> None:
    pages = [note(1 + n % 5, "Review of systems: Denies daytime sleepiness. Denies insomnia.") for n in range(10)]
    facts = [f for f in extract(*pages).facts if isinstance(f, FindingFact) and f.key == "excessive_daytime_sleepiness"]

    assert len(facts) == 1
    assert len(facts[0].also_at) == 9
    assert str(facts[0].on) == "2026-05-10"


def test_copying_does_not_renew_a_value(extract: Extract) -> None:
    said = "Echocardiogram done elsewhere showed an ejection fraction of 32%."
    facts = [f for f in extract(note(1, said), note(5, said)).facts if isinstance(f, MeasureFact)]

    assert [(str(f.on), len(f.also_at)) for f in facts] == [("2026-01-10", 1)]


def test_two_short_readings_of_two_days_are_two(extract: Extract) -> None:
    facts = [f for f in extract(note(1, "RA sat 97%."), note(5, "RA sat 97%.")).facts if isinstance(f, MeasureFact)]

    assert [str(f.on) for f in facts] == ["2026-01-10", "2026-05-10"]


def test_a_study_cited_later_stays_of_its_own_day(extract: Extract) -> None:
    study = "Echocardiogram report\nStudy\nTransthoracic echocardiogram, 01/12/2026.\nEjection fraction 32%."
    facts = [f for f in extract(study, note(5, "Heart failure, EF 32%.")).facts if isinstance(f, MeasureFact)]

    assert [(str(f.on), len(f.also_at)) for f in facts] == [("2026-01-12", 1)]


def test_a_value_without_its_unit_is_the_one_of_that_day(extract: Extract) -> None:
    gas = (
        "Blood gas laboratory\nCollected 05/10/2026 06:40. Arterial. Inspired gas: room air, patient at rest.\n"
        "Test\tResult\tUnits\nPaO2\t54\tmm Hg"
    )
    facts = [f for f in extract(gas, note(5, "PaO2 54 at rest.")).facts if isinstance(f, MeasureFact)]

    assert [(f.low, f.unit, len(f.also_at)) for f in facts] == [(54, "mm[Hg]", 1)]


def test_a_visit_printed_twice_is_one(extract: Extract) -> None:
    visits = [f for f in extract(note(5, "Well."), note(5, "Well.")).facts if isinstance(f, EncounterFact)]

    assert len(visits) == 1 and len(visits[0].also_at) == 1


def test_two_values_of_one_day_are_reported(extract: Extract) -> None:
    facts = extract(note(5, "LVEF 32%."), note(5, "Ejection fraction 55%."))

    assert facts.warnings == ("LVEF: different values on one day (chart/notes.txt page 1, chart/notes.txt page 2).",)
    assert {f.low for f in facts.facts if isinstance(f, MeasureFact)} == {32, 55}


def test_saturations_of_one_day_may_differ(extract: Extract) -> None:
    assert extract(note(5, "SpO2 91% on room air."), note(5, "SpO2 95% on room air.")).warnings == ()

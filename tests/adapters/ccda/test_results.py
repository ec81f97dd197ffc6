"""Results, vital signs and scores: values with unit, method, range and test; nothing made of what is not stated."""

from __future__ import annotations

from datetime import date

import pytest
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import code, panel, quantity, result, section, when

from peercall.domain.charts import MeasureFact
from peercall.domain.dates import day

A1C = code("loinc", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood")
AHI = code("loinc", "69990-0", "Apnea hypopnea index")


def values(read: Read, *entries: str, loinc: str = "30954-2", text: str = "") -> list[MeasureFact]:
    found = read(section(loinc, "Results", *entries, text=text))
    return [fact for fact in found.facts if isinstance(fact, MeasureFact)]


def test_result_with_unit_day_and_hour(read: Read) -> None:
    (fact,) = values(read, panel(result(A1C, quantity("8.1", "%"), time=when(at="202602030830-0500"))))
    assert (fact.measure, fact.low, fact.high, fact.unit) == ("hba1c", 8.1, 8.1, "%")
    assert (fact.on, fact.hour) == (day(date(2026, 2, 3)), "2026-02-03T08:30:00-05:00")
    assert fact.source.element == "value"  # type: ignore[union-attr]
    assert fact.context["test"] == "Results/organizer[panel-1]"


def test_result_without_a_day_takes_its_panels(read: Read) -> None:
    (fact,) = values(read, panel(result(A1C, quantity("8.1", "%")), time=when("20260203", "20260203")))
    assert fact.on == day(date(2026, 2, 3))


def test_result_without_any_day_is_undated(read: Read) -> None:
    (fact,) = values(read, panel(result(A1C, quantity("8.1", "%"))))
    assert fact.on is None


@pytest.mark.parametrize(
    "value",
    [
        '<value xsi:type="PQ" nullFlavor="NI"/>',
        '<value xsi:type="PQ" nullFlavor="UNK" unit="%"/>',
        '<value xsi:type="CD" nullFlavor="NA"/>',
        '<value xsi:type="ST"/>',
        '<value xsi:type="PQ" value="NaN" unit="%"/>',
        "",
    ],
)
def test_value_not_stated_is_no_fact(read: Read, value: str) -> None:
    assert values(read, panel(result(A1C, value))) == []


@pytest.mark.parametrize(
    "value, low, high, unit",
    [
        ('<value xsi:type="IVL_PQ"><low value="30" unit="/h"/><high value="35" unit="/h"/></value>', 30, 35, "/h"),
        ('<value xsi:type="IVL_PQ"><low value="30" unit="/h"/></value>', 30, float("inf"), "/h"),
        ('<value xsi:type="ST">22.4 /h</value>', 22.4, 22.4, "/h"),
        ('<value xsi:type="ED">&gt; 30</value>', 30, float("inf"), None),
        ('<value xsi:type="INT" value="22"/>', 22, 22, None),
        ('<value xsi:type="PQ" nullFlavor="OTH"><translation value="22" code="/h"/></value>', 22, 22, "/h"),
    ],
)
def test_forms_of_values(read: Read, value: str, low: float, high: float, unit: str | None) -> None:
    (fact,) = values(read, panel(result(AHI, value)))
    assert (fact.low, fact.high, fact.unit) == (low, high, unit)


@pytest.mark.parametrize("status", ["aborted", "cancelled", "nullified"])
def test_result_withdrawn_is_no_fact(read: Read, status: str) -> None:
    assert values(read, panel(result(A1C, quantity("8.1", "%"), status=status))) == []


def test_result_not_final_carries_a_caution(read: Read) -> None:
    (fact,) = values(read, panel(result(A1C, quantity("8.1", "%"), status="active")))
    assert fact.caution is not None and "not final" in fact.caution


def test_method_says_how_a_value_was_obtained(read: Read) -> None:
    method = '<methodCode nullFlavor="OTH"><originalText>attended polysomnography</originalText></methodCode>'
    (fact,) = values(read, panel(result(AHI, quantity("22", "/h"), inside=method)))
    assert fact.context["method"] == "psg_attended"


def test_score_with_its_items(read: Read) -> None:
    total = result(code("loinc", "44261-6", "PHQ-9 total score"), '<value xsi:type="INT" value="17"/>', kind="22.4.69")
    (fact,) = values(read, total, loinc="10190-7")
    assert (fact.measure, fact.low) == ("phq9", 17)


def test_table_of_results_already_read_is_not_told_again(read: Read) -> None:
    rows = "<table><tbody><tr><td>Hemoglobin A1c</td><td>8.4 %</td></tr></tbody></table>"
    found = read(section("30954-2", "Results", panel(result(A1C, quantity("8.1", "%"))), text=rows))
    assert found.document.pages == ()
    alone = read(section("30954-2", "Results", text=rows))
    assert "Hemoglobin A1c\t8.4 %" in alone.document.pages[0].text


def test_results_without_ids_are_named_by_their_place(read: Read) -> None:
    entries = [result(A1C, quantity(str(value), "%")).replace('<id root="r1"/>', "") for value in (7, 8)]
    facts = values(read, *entries)
    assert [fact.id for fact in facts] == [
        "chart/ccd.xml#Results/observation[1]",
        "chart/ccd.xml#Results/observation[2]",
    ]


def test_results_with_one_id_stay_two_facts(read: Read) -> None:
    facts = values(read, *(result(A1C, quantity(str(value), "%")) for value in (7, 8)))
    assert len({fact.id for fact in facts}) == 2


def test_result_no_measure_names_is_a_row_of_the_notes(read: Read) -> None:
    name = code("loinc", "00000-0", "Rheumatoid factor")
    rows = '<table><tbody><tr><td ID="rf">Rheumatoid factor</td><td>84 IU/mL</td></tr></tbody></table>'
    found = read(
        section("30954-2", "Results", result(name, quantity("84", "[iU]/mL"), time=when(at="20260203")), text=rows)
    )
    assert found.document.pages[0].text.splitlines()[-1] == "Rheumatoid factor\t84 [iU]/mL\t2026-02-03"

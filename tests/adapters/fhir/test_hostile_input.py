"""Damaged, foreign and mixed-up files: told in one sentence, and the rest is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercall.adapters.fhir import FhirChart
from peercall.adapters.fhir.decoding import decode_file
from peercall.adapters.fhir.resources import READ
from peercall.domain.errors import DocumentUnreadable

ChartOf = Callable[..., FhirChart]
ReadFiles = Callable[[dict[str, bytes]], FhirChart]

AHI = {
    "resourceType": "Observation",
    "id": "ahi",
    "status": "final",
    "code": {"text": "AHI"},
    "effectiveDateTime": "2026-04-07",
    "valueQuantity": {"value": 9.4, "code": "/h"},
}


def bundle(*resources: Any) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}).encode()


def lines(*resources: Any) -> bytes:
    return b"\n".join(json.dumps(resource).encode() for resource in resources)


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"[1, 2]", "names no resourceType"),
        (b'{"name": "x"}', "names no resourceType"),
        (bundle(AHI, AHI)[:-40], "the JSON breaks off in entry 2 (line 1)"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {]', "the JSON is damaged in entry 1"),
        (b'{"resourceType": "Bundle", "entry": 7}', "`entry` of the bundle is not a list"),
        (b'{"resourceType": "Observation", "x": ' + b"[" * 100_000, "nested too deep"),
        (b'{"resourceType": "Observation", "id": "\xff\xfe"}', "not UTF-8"),
        (b"%PDF-1.7", "the JSON is damaged at line 1"),
    ],
)
def test_file_that_is_no_chart_is_told_in_one_sentence(read_files: ReadFiles, data: bytes, sentence: str) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        read_files({"chart/bundle.json": data})
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("chart/bundle.json: ")
    assert caught.value.remedy


@pytest.mark.parametrize(
    "spoiled, element",
    [
        ({**AHI, "id": "x", "valueQuantity": {"value": "many"}}, "valueQuantity.value"),
        ({**AHI, "id": "x", "code": "AHI"}, "code"),
        ({**AHI, "id": "x", "component": [{"code": {"coding": "8480-6"}}]}, "component.code.coding"),
        ({**AHI, "id": 12}, "id"),
    ],
)
def test_entry_of_a_wrong_shape_is_left_out_and_the_others_are_read(
    chart_of: ChartOf, spoiled: dict[str, Any], element: str
) -> None:
    chart = chart_of(AHI, spoiled)
    assert [fact.id for fact in chart.measures("ahi")] == ["Observation/ahi"]
    assert chart.warnings == (
        f"chart/bundle.json: entry 2 (Observation) was left out: `{element}` has a form FHIR does not allow",
    )


def test_entry_with_a_number_out_of_range_is_left_out(read_files: ReadFiles) -> None:
    spoiled = bundle(AHI, {**AHI, "id": "x"}).replace(b"9.4", b"9.4", 1)
    huge = spoiled[::-1].replace(b"4.9", b"999e1", 1)[::-1]
    chart = read_files({"bundle.json": huge})
    assert len(chart.measures("ahi")) == 1
    assert "`valueQuantity.value`" in chart.warnings[0]


def test_entry_with_a_number_written_as_text_is_read_beside_a_spoiled_one(chart_of: ChartOf) -> None:
    chart = chart_of({**AHI, "valueQuantity": {"value": "9.4", "code": "/h"}}, "not a resource", None)
    assert chart.measures("ahi")[0].low == 9.4
    assert [warning.partition(": ")[2] for warning in chart.warnings] == [
        "entry 2 is not a FHIR resource and was left out"
    ]


def test_entries_without_id_and_of_unknown_type_are_counted(chart_of: ChartOf) -> None:
    nameless = {key: value for key, value in AHI.items() if key != "id"}
    chart = chart_of(
        nameless, {"resourceType": "CareTeam"}, {"resourceType": "Horoscope"}, {"resourceType": "CareTeam"}
    )
    assert [fact.id for fact in chart.measures("ahi")] == ["Observation/entry:1"]
    assert chart.ignored == {"CareTeam": 2, "Horoscope": 1}
    assert chart.warnings == ("chart/bundle.json: 1 resource(s) of a type FHIR R4 does not know were left out",)


def test_entry_twice_is_one_and_the_later_version_counts(chart_of: ChartOf) -> None:
    corrected = {**AHI, "valueQuantity": {"value": 4.9, "code": "/h"}, "meta": {"lastUpdated": "2026-05-01T00:00:00Z"}}
    same = chart_of(AHI, AHI)
    assert (len(same.measures("ahi")), same.warnings) == (1, ())
    chart = chart_of(corrected, AHI)
    assert [fact.low for fact in chart.measures("ahi")] == [4.9]
    assert chart.warnings == ("1 Observation resource(s) came twice and differ: the later one was read",)


def test_bundle_inside_a_bundle_is_read(chart_of: ChartOf) -> None:
    inner = {"resourceType": "Bundle", "entry": [{"resource": AHI}]}
    assert len(chart_of(inner, {"resourceType": "Goal"}).measures("ahi")) == 1
    assert len(chart_of(inner, {"resourceType": "Horoscope"}).measures("ahi")) == 1


def patient(name: str, *, family: str, born: str = "1954-03-09") -> dict[str, Any]:
    return {"resourceType": "Patient", "id": name, "name": [{"family": family, "given": ["Ruth"]}], "birthDate": born}


def of(name: str, number: int) -> dict[str, Any]:
    return {**AHI, "id": f"{name}-{number}", "subject": {"reference": f"Patient/{name}"}}


def test_bundle_with_another_patient_keeps_the_one_it_is_about(chart_of: ChartOf) -> None:
    chart = chart_of(
        patient("other", family="Stray"), of("other", 1), patient("own", family="Marsh"), of("own", 1), of("own", 2)
    )
    assert chart.patient is not None
    assert chart.patient.name == "Ruth Marsh"
    assert [fact.id for fact in chart.measures("ahi")] == ["Observation/own-1", "Observation/own-2"]
    (warning,) = chart.warnings
    assert "2 patients" in warning and "2 resource(s)" in warning
    assert "Stray" not in warning and "Marsh" not in warning


def test_bundle_about_someone_whose_patient_resource_is_missing_leaves_them_out(chart_of: ChartOf) -> None:
    chart = chart_of(patient("own", family="Marsh"), of("own", 1), of("stranger", 1))
    assert len(chart.measures("ahi")) == 1
    assert len(chart.warnings) == 1


def test_bundle_of_one_person_under_two_ids_is_one_patient(chart_of: ChartOf) -> None:
    chart = chart_of(patient("a", family="Marsh"), patient("b", family="Marsh"), of("a", 1), of("b", 2))
    assert len(chart.measures("ahi")) == 2
    assert chart.warnings == ()


def test_bundle_without_a_patient_keeps_its_one_subject(chart_of: ChartOf) -> None:
    chart = chart_of(of("x", 1), of("x", 2), AHI)
    assert chart.patient is None
    assert len(chart.measures("ahi")) == 3


def test_patient_known_by_full_url_only(read_files: ReadFiles) -> None:
    entries = [
        {"fullUrl": "urn:uuid:5f1c", "resource": patient("own", family="Marsh")},
        {"resource": {**AHI, "subject": {"reference": "urn:uuid:5f1c"}}},
    ]
    chart = read_files({"bundle.json": json.dumps({"resourceType": "Bundle", "entry": entries}).encode()})
    assert len(chart.measures("ahi")) == 1
    assert chart.warnings == ()


@pytest.mark.parametrize("name", ["chart/all.ndjson", "chart/all.json"])
def test_ndjson_bad_line_is_told_with_its_number(read_files: ReadFiles, name: str) -> None:
    data = b"\n".join(
        [json.dumps(AHI).encode(), b"", b'{"resourceType": "Obs', lines({**AHI, "id": "b"}, {**AHI, "code": 1})]
    )
    chart = read_files({name: data})
    assert len(chart.measures("ahi")) == 2
    assert chart.warnings == (
        f"{name}: line 3 is not JSON and was left out",
        f"{name}: line 5 (Observation) was left out: `code` has a form FHIR does not allow",
    )


def test_ndjson_files_of_one_chart_refer_to_each_other(read_files: ReadFiles) -> None:
    chart = read_files(
        {
            "chart/Observation.ndjson": lines({**AHI, "performer": [{"reference": "Practitioner/p"}]}),
            "chart/Practitioner.ndjson": lines(
                {"resourceType": "Practitioner", "id": "p", "name": [{"text": "Ada Okafor"}]}
            ),
        }
    )
    (fact,) = chart.measures("ahi")
    assert fact.author == "Ada Okafor"
    assert fact.source.document == "chart/Observation.ndjson"


def test_file_that_cannot_be_read_is_told_when_another_can(read_files: ReadFiles) -> None:
    chart = read_files({"a.json": bundle(AHI), "b.json": b"{"})
    assert len(chart.measures("ahi")) == 1
    assert chart.warnings[0].startswith("b.json: the JSON breaks off")


def test_no_files_no_facts(read_files: ReadFiles) -> None:
    chart = read_files({})
    assert chart.patient is None
    assert chart.measures("ahi") == chart.conditions() == chart.exposures() == chart.orders() == ()
    assert chart.warnings == ()


def test_byte_order_mark_is_no_damage(read_files: ReadFiles) -> None:
    assert len(read_files({"a.json": b"\xef\xbb\xbf" + bundle(AHI)}).measures("ahi")) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from([kind.__name__ for kind in READ])
CONCEPT = st.fixed_dictionaries(
    {},
    optional={"text": st.sampled_from(["AHI", "MTX", "Sulfa", "Physical therapy", " ", ""]), "coding": st.just([{}])},
)
DATE = st.sampled_from(["2024", "2024-02", "2024-02-30", "2024-02-29", "0000", "yesterday", "", "2024-02-29T99:00:00"])
REFERENCE = st.fixed_dictionaries(
    {}, optional={"reference": st.sampled_from(["Patient/1", "#x", "", "/", "urn:uuid:", "Practitioner/1", "a/b/c"])}
)
ELEMENTS = {
    "id": st.sampled_from(["1", "2", ""]) | JSON,
    "status": st.sampled_from(["final", "active", "completed", "stopped"]),
    "code": CONCEPT,
    "medicationCodeableConcept": CONCEPT,
    "type": st.lists(CONCEPT, max_size=2) | CONCEPT,
    "subject": REFERENCE,
    "patient": REFERENCE,
    "effectiveDateTime": DATE,
    "authoredOn": DATE,
    "onsetDateTime": DATE,
    "period": st.fixed_dictionaries({}, optional={"start": DATE, "end": DATE}),
    "effectivePeriod": st.fixed_dictionaries({}, optional={"start": DATE, "end": DATE}),
    "valueQuantity": st.fixed_dictionaries(
        {}, optional={"value": st.floats(allow_nan=False, allow_infinity=False) | JSON, "comparator": st.just("<")}
    ),
    "valueString": st.text(max_size=20),
    "result": st.lists(REFERENCE, max_size=2),
    "participant": st.lists(st.fixed_dictionaries({}, optional={"individual": REFERENCE}), max_size=2),
    "note": st.lists(st.fixed_dictionaries({}, optional={"text": st.text(max_size=20)}), max_size=2),
    "content": st.just([{"attachment": {"data": "QUhJ", "url": "x"}}, {}]),
    "extra": JSON,
}
RESOURCE = st.builds(
    lambda kind, body: {"resourceType": kind, **body},
    TYPES | st.text(max_size=6),
    st.fixed_dictionaries({}, optional=ELEMENTS),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(RESOURCE | JSON, max_size=6))
def test_charts_of_any_shape_are_read_or_told(chart_of: ChartOf, resources: list[Any]) -> None:
    try:
        chart = chart_of(*resources)
    except DocumentUnreadable:
        return
    facts = [*chart.measures("ahi"), *chart.conditions(), *chart.exposures(), *chart.exemptions(), *chart.allergies()]
    facts += [*chart.procedures(), *chart.encounters(), *chart.orders(), *chart.documents("treatment_plan")]
    assert all(fact.source.document == "chart/bundle.json" for fact in facts)
    assert len({fact.id for fact in chart.orders()}) == len(chart.orders())
    assert chart.patient is None or chart.patient.source
    assert all("\n" not in warning for warning in chart.warnings)
    assert isinstance(chart.notes, tuple)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_bytes_of_any_kind_are_read_or_told(data: bytes) -> None:
    try:
        decode_file(data, name="chart/x.json")
    except DocumentUnreadable as told:
        assert "chart/x.json" in str(told)


def test_nul_in_a_text_is_left_out_and_an_escaped_backslash_stays() -> None:
    named = {"resourceType": "Observation", "id": "a", "status": "final", "code": {"text": "A\0HI \\u0000 \\\0x"}}
    (found,) = next(iter(decode_file(json.dumps(named).encode(), name="one.json").groups.values()))
    assert found.code.text == "AHI \\u0000 \\x"

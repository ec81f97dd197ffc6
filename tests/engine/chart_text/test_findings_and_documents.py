"""Findings by key and documents by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import DocumentFact, FindingFact, ProcedureFact
from peercall.domain.dates import DayRange, day, month
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]
HEAD = "06/01/2026 Ada Okafor, MD, pain medicine.\nHistory\n"


def found(facts: TextFacts, key: str) -> list[FindingFact]:
    return [fact for fact in facts.facts if isinstance(fact, FindingFact) and fact.key == key]


def documents(facts: TextFacts, kind: str) -> list[DocumentFact]:
    return [fact for fact in facts.facts if isinstance(fact, DocumentFact) and fact.type == kind]


@pytest.mark.parametrize(
    "said, onset",
    [
        ("Pain radiates down the left leg since mid-February 2026.", month(2026, 2)),
        ("Pain radiates down the left leg since mid-February.", month(2026, 2)),
        ("Pain radiates down the left leg since 03/05/2026.", day(date(2026, 3, 5))),
        ("Radiculopathy for 6 weeks.", DayRange(date(2026, 4, 16), date(2026, 4, 24))),
        ("Pain radiates down the left leg.", None),
        ("Radiculopathy, return in 6 weeks.", None),
    ],
)
def test_onset_as_stated(extract: Extract, said: str, onset: DayRange | None) -> None:
    (fact,) = found(extract(HEAD + said), "radicular_pain")

    assert fact.onset == onset


def test_a_stated_length_leaves_half_a_unit_of_doubt(extract: Extract) -> None:
    (fact,) = found(extract(HEAD + "Radiculopathy for 4 weeks."), "radicular_pain")

    assert fact.onset is not None
    assert fact.onset.first < date(2026, 5, 4) < fact.onset.last


def test_a_denied_finding_is_kept_to_show_the_contradiction(extract: Extract) -> None:
    (fact,) = found(extract(HEAD + "Denies daytime sleepiness."), "excessive_daytime_sleepiness")

    assert fact.assertion is Assertion.NEGATED


def test_a_finding_of_the_examination_needs_its_parts(extract: Extract) -> None:
    page = "06/01/2026 S. Imre, DC\nFindings\n"
    full = "Pain: tenderness over L5, aching, 4 of 10."
    bare = "Tender L4-L5 right."

    assert found(extract(page + full), "part_pain")
    assert not found(extract(page + bare), "part_pain")


def test_range_of_motion_of_the_spine_only(extract: Extract) -> None:
    page = "06/01/2026 S. Imre, DC\nFindings\n"

    assert found(extract(page + "Lumbar flexion 48 of 60 degrees."), "part_range_of_motion")
    assert not found(extract(page + "Shoulder flexion 120 of 180 degrees."), "part_range_of_motion")


def test_a_pain_in_the_arm_after_a_blow_is_not_radicular(extract: Extract) -> None:
    assert not found(extract(HEAD + "Right arm pain after a fall."), "radicular_pain")


def test_a_caregiver_taught_is_about_the_caregiver(extract: Extract) -> None:
    (fact,) = found(extract(HEAD + "Her husband was taught to use the CPAP device."), "caregiver_operates_device")

    assert (fact.subject, fact.assertion) == ("caregiver", Assertion.PRESENT)


@pytest.mark.parametrize(
    "said", ["Her husband is willing to help.", "The supplier will teach the husband to use the CPAP device."]
)
def test_willing_or_planned_is_not_taught(extract: Extract, said: str) -> None:
    facts = found(extract(HEAD + said), "caregiver_operates_device")

    assert all(fact.assertion is not Assertion.PRESENT for fact in facts)


def test_an_order_names_who_ordered_and_that_it_is_signed(extract: Extract) -> None:
    page = (
        "Order: sleep study\nOrder date 03/17/2026 15:42. Attended polysomnogram (CPT 95810). Ordering physician: "
        "Ada Okafor, MD, treating physician.\nElectronically signed by Ada Okafor, MD on 03/17/2026 15:44."
    )
    (fact,) = documents(extract(page), "sleep_test_order")

    assert (fact.on, fact.signed) == (day(date(2026, 3, 17)), True)
    assert "treating_practitioner" in fact.roles


def test_a_tuberculosis_test_needs_its_result(extract: Extract) -> None:
    page = "Laboratory results\nCollected 06/15/2026\n\nTest\tResult\nQuantiFERON-TB Gold Plus\tNegative"

    assert [str(fact.on) for fact in documents(extract(page), "tb_test")] == ["2026-06-15"]


@pytest.mark.parametrize(
    "page",
    [
        HEAD + "Screen for hepatitis and tuberculosis.",
        HEAD + "QuantiFERON pending.",
        "Family and social history\nFather: tuberculosis treated in 1978, PPD positive.",
        "Portal messages\n06/16/2026 Patient: is the TB skin test fine? Staff: yes, negative.",
    ],
)
def test_what_is_no_tuberculosis_test(extract: Extract, page: str) -> None:
    assert documents(extract(page), "tb_test") == []


def test_a_result_told_in_a_sentence_has_its_own_day(extract: Extract) -> None:
    page = "Outside laboratory result\nQuantiFERON-TB Gold Plus collected 04/02/2025: negative."

    assert [str(fact.on) for fact in documents(extract(page), "tb_test")] == ["2025-04-02"]


def test_a_blood_gas_states_what_the_policy_asks(extract: Extract) -> None:
    page = (
        "Blood gas laboratory\nCollected 05/14/2026 06:40. Arterial. Inspired gas: room air, patient at rest.\n"
        "Test\tResult\tUnits\nPaO2\t54\tmm Hg\nOrdered by Ada Okafor, MD."
    )
    (fact,) = documents(extract(page), "oxygen_test_result")

    assert set(fact.states) == {"date", "ordering_practitioner", "room_air", "state_of_patient"}


def test_a_visit_note_states_only_what_stands_in_it(extract: Extract) -> None:
    full = (
        "Daily note, visit 2\n05/06/2026 S. Imre, DC\nSince last visit\nLess stiff.\nArea examined\n"
        "Tender L4-L5 right.\nTreatment\nManual adjustment by hand L4.\nAssessment\nImproving slowly."
    )
    copied = (
        "Daily note, visit 5\n05/18/2026 S. Imre, DC\nNote\nFeels about the same. Manual adjustment L4. Continue plan."
    )
    first, second = documents(extract(full, copied), "subsequent_visit_note")

    assert set(first.states) == {"interval_history", "exam_of_area", "treatment_given", "assessment_of_change"}
    assert set(second.states) == {"treatment_given"}


def test_an_x_ray_that_names_no_subluxation_states_none(extract: Extract) -> None:
    page = "Radiology report\nStudy\nLumbar spine, two views, 09/18/2024.\nImpression\nAlignment normal. No fracture."
    (fact,) = documents(extract(page), "spine_xray_report")

    assert (str(fact.on), dict(fact.states)) == ("2024-09-18", {})


def test_a_test_that_was_only_considered_is_no_document(extract: Extract) -> None:
    assert not documents(
        extract(HEAD + "MRI lumbar spine considered if no better, not ordered."), "spine_ct_or_mri_report"
    )


def test_a_procedure_done_denied_and_planned(extract: Extract) -> None:
    facts = extract(
        "Procedure note\n10/06/2022. Right S1 transforaminal epidural steroid injection.",
        HEAD + "No previous epidural injection in the last 12 months.",
        HEAD + "Plan\nLeft transforaminal epidural steroid injection at L4-5.",
    )
    procedures = [fact for fact in facts.facts if isinstance(fact, ProcedureFact)]

    assert {fact.assertion for fact in procedures} == {Assertion.PRESENT, Assertion.NEGATED, Assertion.PLANNED}
    assert {fact.kind for fact in procedures} == {"epidural_injection"}

"""Visits and documents: who, what for, how often, what is stated, by whom, and before what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from tests.engine.criteria.build import NEGATED, PLANNED, ask, document, evaluate, measure, policy, said, shown, visit

from peercall.domain.policy_leaves import DocumentLeaf
from peercall.domain.terms import EvidenceRole

EVALUATED = "encounter: {with: treating_practitioner, purpose: sleep apnea evaluation}"
BED_RX = "document: {type: bed_prescription, states: [medical_condition, attachments_specified]}"
TB = "document: {type: tb_test, within: {last: 12 mo}}"
FOR_APNEA = ["sleep apnea evaluation"]


@pytest.mark.parametrize(
    "roles, answer, why",
    [
        (["physician", "sleep_physician"], "met", None),
        (["nurse_practitioner", "np"], "met", None),
        (["nurse"], "not_documented/not_documented", "with nurse, not a treating practitioner"),
        (
            ["respiratory_therapist"],
            "not_documented/not_documented",
            "with respiratory therapist, not a treating practitioner",
        ),
        (
            ["physician", "supplier"],
            "not_documented/not_documented",
            "with physician, supplier, not a treating practitioner",
        ),
        ([], "not_documented/not_documented", "who saw the patient is not stated"),
    ],
)
def test_who_counts_as_a_treating_practitioner(roles: list[str], answer: str, why: str | None) -> None:
    result = ask(EVALUATED, visit(on="2026-03-17", roles=roles, purposes=FOR_APNEA))
    assert (shown(result), result.evidence[0].why) == (answer, why)


@pytest.mark.parametrize(
    "fields",
    [{"purposes": ["wound evaluation"]}, {"status": "noshow"}, {"assertion": PLANNED}, {"status": "cancelled"}],
)
def test_another_purpose_or_a_visit_not_held_does_not_count(fields: dict[str, object]) -> None:
    given = {"purposes": FOR_APNEA, "roles": ["physician"], **fields}
    assert shown(ask(EVALUATED, visit(on="2026-03-17", **given))) == "not_documented/not_documented"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "on, answer",
    [
        ("2025-12-10", "met"),
        ("2025-12-09", "not_documented/out_of_window"),
        ("2025-12", "not_documented/imprecise_date"),
    ],
)
def test_a_visit_in_the_six_months_before_the_order(on: str, answer: str) -> None:
    leaf = (
        "encounter: {with: treating_practitioner, mode: [in_person, telehealth], within: {last: 6 mo, anchor: order}, "
        "purpose: evaluation of diabetes control}"
    )
    fact = visit(on=on, roles=["physician"], purposes=["evaluation of diabetes control"], mode="telehealth")
    assert shown(ask(leaf, fact, moments={"order": date(2026, 6, 10)})) == answer


@pytest.mark.parametrize(
    "dates, answer, because",
    [
        (["2026-04-05", "2026-05-04"], "met", "29 days apart, the last 28 days before the request"),
        (["2026-04-05", "2026-05-06"], "not_documented/out_of_window", "31 days apart"),
        (["2026-04-01"], "not_documented/out_of_window", "61 days without a visit"),
    ],
)
def test_a_wound_seen_every_thirty_days(dates: list[str], answer: str, because: str) -> None:
    leaf = "encounter: {with: treating_practitioner, purpose: wound evaluation, frequency: every 30 d}"
    facts = [visit(on=on, roles=["physician"], purposes=["wound evaluation"]) for on in dates]
    assert shown(ask(leaf, *facts)) == answer, because


def test_a_hospital_stay_does_not_count_its_discharge_day() -> None:
    leaf = "encounter: {with: hospital_inpatient, purpose: inpatient stay of 3 consecutive days}"
    purposes = ["inpatient stay of 3 consecutive days"]
    two = visit(on="2026-05-01", stop="2026-05-03", roles=["hospital_inpatient"], purposes=purposes)
    three = visit(on="2026-05-01", stop="2026-05-04", roles=["hospital_inpatient"], purposes=purposes)
    assert shown(ask(leaf, two)) == "not_documented/not_documented"
    assert shown(ask(leaf, three)) == "met"


@pytest.mark.parametrize(
    "states, answer",
    [
        (["medical_condition", "attachments_specified"], "met"),
        (["medical_condition"], "not_documented/not_documented"),
        ([], "not_documented/not_documented"),
    ],
)
def test_a_prescription_must_state_all_of_it(states: list[str], answer: str) -> None:
    assert shown(ask(BED_RX, document("bed_prescription", on="2026-05-02", states=states))) == answer


def test_the_missing_statement_is_what_is_asked_for() -> None:
    result = ask(BED_RX, document("bed_prescription", on="2026-05-02", states=["medical_condition"]))
    assert result.asks == ("Bed prescription that states: attachments specified",)


def test_two_sheets_of_one_day_are_read_together_two_days_are_not() -> None:
    first = document("bed_prescription", on="2026-05-02", states=["medical_condition"])
    same_day = document("bed_prescription", on="2026-05-02", states=["attachments_specified"])
    later = document("bed_prescription", on="2026-05-09", states=["attachments_specified"])
    assert shown(ask(BED_RX, first, same_day)) == "met"
    assert shown(ask(BED_RX, first, later)) == "not_documented/not_documented"


def test_one_of_several_statements_is_enough_where_any_will_do() -> None:
    leaf = "document: {type: admission_note, states_any: [expected_two_midnights, plan_beyond_second_midnight]}"
    assert shown(ask(leaf, document("admission_note", states=["plan_beyond_second_midnight"]))) == "met"
    assert shown(ask(leaf, document("admission_note", states=["severity"]))) == "not_documented/not_documented"


def test_a_record_that_is_planned_or_said_not_to_exist_is_a_gap_to_close() -> None:
    leaf = "document: {type: device_education_record}"
    planned = document("device_education_record", on="2026-05-01", assertion=PLANNED)
    not_done = document(
        "device_education_record", on="2026-05-22", assertion=NEGATED, source=said("No teaching has been done.")
    )
    result = ask(leaf, planned, not_done)
    assert shown(result) == "not_documented/not_documented"
    assert {piece.role for piece in result.evidence} == {EvidenceRole.CONSIDERED, EvidenceRole.CONTRADICTS}


@pytest.mark.parametrize(
    "on, answer",
    [
        ("2025-06-01", "met"),
        ("2025-05-31", "not_documented/out_of_window"),
        ("2025", "not_documented/imprecise_date"),
        (None, "not_documented/imprecise_date"),
    ],
)
def test_a_test_of_the_last_twelve_months(on: str | None, answer: str) -> None:
    assert shown(ask(TB, document("tb_test", on=on))) == answer


def test_an_order_comes_before_the_test_it_orders() -> None:
    body = """\
criteria:
  id: root
  text: Ordered beforehand
  all:
    - {id: test, text: A test, measure: {of: ahi, exists: true, source: [psg_attended], pick: any}}
    - {id: ordered, text: Ordered, document: {type: sleep_test_order, by: treating_practitioner, before: test}}
"""
    study = measure("ahi", 9.4, unit="/h", on="2026-04-07", context={"method": "psg_attended"})

    def ordered(on: str, *facts: object) -> str:
        order = document("sleep_test_order", on=on, roles=("physician",))
        return shown(evaluate(body, order, *facts).find("ordered"))  # type: ignore[arg-type]

    assert ordered("2026-03-17", study) == "met"
    assert ordered("2026-04-07", study) == "met"
    assert ordered("2026-04-08", study) == "not_documented/out_of_window"
    assert ordered("2026-04", study) == "not_documented/imprecise_date"
    assert ordered("2026-03-17") == "not_documented/imprecise_date"  # no test, so nothing to come before


def test_by_whom_and_signed() -> None:
    leaf = "document: {type: inpatient_admission_order, by: admitting_practitioner, signed: true}"
    signed = document("inpatient_admission_order", on="2026-05-01", roles=("physician",), signed=True)
    unsigned = document("inpatient_admission_order", on="2026-05-01", roles=("physician",), signed=False)
    unsaid = document("inpatient_admission_order", on="2026-05-01", roles=("physician",))
    nurse = document("inpatient_admission_order", on="2026-05-01", roles=("nurse",), signed=True)
    assert shown(ask(leaf, signed)) == "met"
    for fact, why in (
        (unsigned, "not signed"),
        (unsaid, "signature not stated"),
        (nurse, "not by a admitting practitioner"),
    ):
        result = ask(leaf, fact)
        assert (shown(result), result.evidence[0].why) == ("not_documented/not_documented", why)


def test_a_screening_within_48_hours_before_admission() -> None:
    leaf = "document: {type: preadmission_screening, within: {before: admission, at_most: 48 h}}"
    moments = {"admission": datetime(2026, 5, 10, 9, 0, tzinfo=timezone(timedelta(hours=-7)))}
    assert shown(ask(leaf, document("preadmission_screening", on="2026-05-09"), moments=moments)) == "met"
    assert shown(ask(leaf, document("preadmission_screening", on="2026-05-08"), moments=moments)) == (
        "not_documented/imprecise_date"
    )
    assert shown(ask(leaf, document("preadmission_screening", on="2026-05-07"), moments=moments)) == (
        "not_documented/out_of_window"
    )


def test_the_only_film_is_too_old() -> None:
    leaf = "document: {type: spine_xray_report, states: [subluxation_level], within: {around: course_start, before: 12 mo, after: 3 mo}}"
    film = document("spine_xray_report", on="2024-09-18", states=["subluxation_level"])
    result = ask(leaf, film, moments={"request": date(2026, 6, 24), "course_start": date(2026, 5, 4)})
    assert shown(result) == "not_documented/out_of_window"
    assert result.evidence[0].why == "outside the window 2025-05-04 to 2026-08-04"


@pytest.mark.parametrize("every, answer", [(False, "met"), (True, "not_documented/not_documented")])
def test_each_visit_note_may_have_to_state_it(every: bool, answer: str) -> None:
    asked = policy(
        "criteria: {id: asked, text: Notes, document: {type: subsequent_visit_note, states: [interval_history]}}\n"
    )
    assert isinstance(asked.criteria.leaf, DocumentLeaf)
    leaf = replace(asked.criteria.leaf, every=every)
    asked = replace(asked, criteria=replace(asked.criteria, leaf=leaf))
    complete = document("subsequent_visit_note", on="2026-05-04", states=["interval_history"])
    copied = document("subsequent_visit_note", on="2026-05-18")
    assert shown(evaluate(asked, complete, copied).root) == answer
    assert shown(evaluate(asked, complete).root) == "met"

"""Age, sex, request fields, and what only a named person can answer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.engine.criteria.build import NEGATED, ask, coded, evaluate, finding, roles, shown

from peercall.domain.charts import Patient
from peercall.domain.provenance import Attestation
from peercall.domain.terms import EvidenceRole


def born(on: str, sex: str | None = None) -> Patient:
    return Patient(source=coded("Patient/1"), birth_on=date.fromisoformat(on), sex=sex)


@pytest.mark.parametrize(
    "birth, answer, computed",
    [
        ("2008-06-01", "met", "18 years on 2026-06-01"),
        ("2008-06-02", "not_met", "17 years on 2026-06-01"),
    ],
)
def test_eighteen_on_the_day_of_the_request(birth: str, answer: str, computed: str) -> None:
    result = ask("age: {min: 18, unit: a, at: request}", patient=born(birth))
    assert (shown(result), result.computed) == (answer, computed)


@pytest.mark.parametrize("birth, answer", [("1948-06-21", "met"), ("1948-06-20", "not_met"), ("1976-06-20", "met")])
def test_seventy_seven_lasts_until_the_next_birthday(birth: str, answer: str) -> None:
    moments = {"request": date(2026, 6, 1), "service": date(2026, 6, 20)}
    assert shown(ask("age: {min: 50, max: 77, unit: a, at: service}", patient=born(birth), moments=moments)) == answer


def test_an_unknown_request_date_matters_only_near_the_birthday() -> None:
    assert shown(ask("age: {min: 18}", patient=born("1954-03-09"), moments={})) == "met"
    assert shown(ask("age: {min: 18}", patient=born("2008-03-09"), moments={})) == "not_documented/imprecise_date"
    assert shown(ask("age: {min: 18}")) == "not_documented/not_documented"


def test_sex_as_the_chart_gives_it() -> None:
    assert shown(ask("sex: {is: female}", patient=born("1954-03-09", "female"))) == "met"
    assert shown(ask("sex: {is: female}", patient=born("1954-03-09", "male"))) == "not_met"
    assert shown(ask("sex: {is: female}", patient=born("1954-03-09"))) == "not_documented/not_documented"


@pytest.mark.parametrize(
    "leaf, request_, answer",
    [
        ("{field: phase, is: initial}", {"phase": "initial"}, "met"),
        ("{field: phase, is: initial}", {"phase": "Initial"}, "met"),
        ("{field: phase, is: initial}", {"phase": "continued"}, "not_met"),
        ("{field: phase, is: initial}", {}, "not_documented/not_documented"),
        ("{field: phase, is: initial}", {"phase": None}, "not_documented/not_documented"),
        ("{field: readmission, is: true}", {"readmission": True}, "met"),
        ("{field: guidance, in: [ct, fluoroscopy]}", {"guidance": "fluoroscopy"}, "met"),
        ("{field: feature, in: [variable_height]}", {"feature": ["semi_electric", "variable_height"]}, "met"),
        ("{field: indication, not_in: [chronic_low_back_pain]}", {"indication": "chronic low back pain"}, "not_met"),
        ('{field: levels, op: "<=", value: 2}', {"levels": 2}, "met"),
        ('{field: levels, op: "<=", value: 2}', {"levels": "3"}, "not_met"),
        ('{field: levels, op: "<=", value: 2}', {"levels": "two"}, "not_documented/not_documented"),
    ],
)
def test_the_request_answers_for_itself(leaf: str, request_: dict[str, object], answer: str) -> None:
    assert shown(ask(f"request: {leaf}", request=request_)) == answer


@pytest.mark.parametrize(
    "leaf, answer, ask_for",
    [
        (
            "attest: {by: treating_physician, that: standard wound care continues}",
            "not_documented/attestation",
            "Statement by",
        ),
        ("judgement: {by: physician, standard: the stay was necessary}", "not_documented/judgement", "Judgement of"),
        (
            "external: {about: facility, that: takes part in the registry}",
            "not_documented/external",
            "Outside the chart",
        ),
    ],
)
def test_people_are_asked_never_replaced(leaf: str, answer: str, ask_for: str) -> None:
    result = ask(leaf)
    assert shown(result) == answer
    assert result.asks[0].startswith(ask_for)


def test_a_statement_for_the_record_answers_a_judgement_and_is_marked_as_such() -> None:
    stated = Attestation(
        "Ada Okafor, MD", datetime(2026, 6, 14, 9, 0, tzinfo=UTC), "I examined her; the stay was necessary."
    )
    result = ask("judgement: {by: physician, standard: the stay was necessary}", attestations=[("asked", stated)])
    assert shown(result) == "met"
    assert result.evidence[0].source is stated
    assert "statement for the record" in str(result.note)


def test_a_statement_does_not_stand_in_for_the_chart() -> None:
    stated = Attestation("Ada Okafor, MD", datetime(2026, 6, 14, 9, 0, tzinfo=UTC), "The AHI was 22.")
    result = ask('measure: {of: ahi, op: ">=", value: 15, unit: "/h"}', attestations=[("asked", stated)])
    assert shown(result) == "not_documented/not_documented"
    assert roles(result) == ["considered"]


def test_a_judgement_lists_the_facts_for_and_against() -> None:
    body = """\
criteria:
  id: root
  text: Weighed
  all:
    - {id: signs, text: Signs, any: [{finding: {is: withdrawal_seizure_or_delirium_history}}, {finding: {is: serious_comorbidity_in_withdrawal}}]}
    - {id: weighed, text: Risk, judgement: {by: physician, standard: the risk needs a hospital, look_at: [signs]}}
"""
    result = evaluate(
        body,
        finding("withdrawal_seizure_or_delirium_history", on="2026-05-30"),
        finding("serious_comorbidity_in_withdrawal", on="2026-05-30", assertion=NEGATED),
    ).find("weighed")
    assert result is not None
    assert {piece.role for piece in result.evidence} == {EvidenceRole.CONSIDERED}
    assert [str(piece.why).split()[0] for piece in result.evidence] == ["for", "against"]


def test_an_exclusion_that_applies_turns_the_whole() -> None:
    body = """\
criteria: {id: root, text: Chamber, request: {field: delivery, is: chamber}}
non_covered:
  - {id: listed, text: A listed exclusion, request: {field: indication, in: [arthritis]}}
"""
    request = {"delivery": "chamber", "indication": "arthritis"}
    result = evaluate(body, request=request)
    assert (result.root.status.value, result.overall.value) == ("met", "not_met")
    assert evaluate(body, request={**request, "indication": "wound"}).overall.value == "met"
    assert evaluate(body, request={"delivery": "chamber"}).overall.value == "not_documented"

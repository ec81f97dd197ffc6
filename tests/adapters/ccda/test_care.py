"""Procedures done, stopped, denied and planned; orders; visits and who saw the patient."""

from __future__ import annotations

from datetime import date

import pytest
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import code, document, header, section, template, when

from peercall.domain.charts import EncounterFact, ExposureFact, OrderFact, ProcedureFact
from peercall.domain.dates import day
from peercall.domain.terms import Assertion

PSG = code("cpt", "95810", "Polysomnography")


def procedure(
    *, mood: str = "EVN", status: str = "completed", negated: bool = False, what: str = PSG, inside: str = ""
) -> str:
    flag = ' negationInd="true"' if negated else ""
    return (
        f'<procedure classCode="PROC" moodCode="{mood}"{flag}>{template("22.4.14")}<id root="x1"/>{what}'
        f'<statusCode code="{status}"/>{when(at="20260203")}{inside}</procedure>'
    )


def visit(*, mood: str = "EVN", status: str = "completed", who: str = "") -> str:
    return (
        f'<encounter classCode="ENC" moodCode="{mood}">{template("22.4.49")}<id root="v1"/>'
        f'{code("cpt", "99213", "Office visit")}<statusCode code="{status}"/>{when("20260203", "20260203")}{who}</encounter>'
    )


@pytest.mark.parametrize(
    "entry, assertion, status",
    [
        (procedure(), Assertion.PRESENT, "completed"),
        (procedure(status="active"), Assertion.PRESENT, "in-progress"),
        (procedure(status="aborted"), Assertion.PRESENT, "stopped"),
        (procedure(status="cancelled"), Assertion.NEGATED, "not-done"),
        (procedure(negated=True), Assertion.NEGATED, "not-done"),
        (procedure(mood="RQO", status="active"), Assertion.PLANNED, "planned"),
        (procedure(mood="INT", status="active"), Assertion.PLANNED, "planned"),
    ],
)
def test_procedure_as_far_as_it_went(read: Read, entry: str, assertion: Assertion, status: str) -> None:
    (fact,) = [f for f in read(section("47519-4", "Procedures", entry)).facts if isinstance(f, ProcedureFact)]
    assert (fact.assertion, fact.status, fact.on) == (assertion, status, day(date(2026, 2, 3)))


def test_nothing_in_a_plan_was_done(read: Read) -> None:
    facts = read(section("18776-5", "Plan", procedure(), procedure(mood="RQO", status="active"))).facts
    assert {f.assertion for f in facts if isinstance(f, ProcedureFact)} == {Assertion.PLANNED}
    assert not any(isinstance(f, ProcedureFact) and f.status == "completed" for f in facts)


@pytest.mark.parametrize(
    "mood, status, assertion",
    [
        ("RQO", "active", Assertion.PRESENT),
        ("INT", "active", Assertion.PLANNED),
        ("RQO", "cancelled", Assertion.NEGATED),
    ],
)
def test_request_is_an_order_dated_by_its_author(read: Read, mood: str, status: str, assertion: Assertion) -> None:
    written = '<author><time value="20260115"/><assignedAuthor><id nullFlavor="NI"/></assignedAuthor></author>'
    facts = read(section("18776-5", "Plan", procedure(mood=mood, status=status, inside=written))).facts
    (order,) = [f for f in facts if isinstance(f, OrderFact)]
    assert (order.assertion, order.on) == (assertion, day(date(2026, 1, 15)))


def test_goal_is_no_fact(read: Read) -> None:
    goal = f'<observation classCode="OBS" moodCode="GOL">{template("22.4.121")}{PSG}</observation>'
    assert read(section("18776-5", "Plan", goal)).facts == ()


def test_session_of_a_treatment_counts_once_done(read: Read) -> None:
    therapy = code("cpt", "97110", "Physical therapy, therapeutic exercises")
    done = read(section("47519-4", "Procedures", procedure(what=therapy))).facts
    planned = read(section("18776-5", "Plan", procedure(what=therapy, mood="RQO", status="active"))).facts
    assert [f.sessions for f in done if isinstance(f, ExposureFact)] == [1]
    assert [(f.sessions, f.assertion) for f in planned if isinstance(f, ExposureFact)] == [(None, Assertion.PLANNED)]


def test_visit_with_whoever_saw_the_patient(read: Read) -> None:
    who = (
        "<performer><assignedEntity><id nullFlavor='NI'/><code code='207RR0500X' displayName='Rheumatology'"
        " codeSystem='2.16.840.1.113883.6.101'/><assignedPerson><name><given>Tobias</given><family>Amadi</family>"
        "<suffix>MD</suffix></name></assignedPerson></assignedEntity></performer>"
    )
    (fact,) = [f for f in read(section("46240-8", "Encounters", visit(who=who))).facts if isinstance(f, EncounterFact)]
    assert (fact.author, fact.status, fact.mode, fact.assertion) == (
        "Tobias Amadi, MD",
        "finished",
        "in_person",
        Assertion.PRESENT,
    )
    assert "rheumatologist" in fact.roles


def test_visit_planned_or_cancelled(read: Read) -> None:
    (fact,) = [
        f
        for f in read(section("18776-5", "Plan", visit(mood="INT", status="active"))).facts
        if isinstance(f, EncounterFact)
    ]
    assert (fact.assertion, fact.status) == (Assertion.PLANNED, "planned")
    assert read(section("46240-8", "Encounters", visit(status="cancelled"))).facts == ()


def test_visit_of_the_header(read: Read) -> None:
    encounter = (
        '<componentOf><encompassingEncounter><id extension="E-1" root="2.16.840.1.113883.19"/>'
        f"{code('cpt', '99213', 'Office visit')}{when('20260310', '20260310')}</encompassingEncounter></componentOf>"
    )
    (fact,) = read(data=document(section("10164-2", "HPI", text="Well."), head=header(visit=encounter))).facts
    assert isinstance(fact, EncounterFact)
    assert (fact.on, fact.stop) == (day(date(2026, 3, 10)), day(date(2026, 3, 10)))

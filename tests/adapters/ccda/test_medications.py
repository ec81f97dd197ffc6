"""Drugs: taken, ended, prescribed, planned, denied; doses only where they are plain."""

from __future__ import annotations

from datetime import date

import pytest
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import code, medication, section, template

from peercall.domain.charts import ExposureFact, OrderFact, ProcedureFact
from peercall.domain.dates import day, month
from peercall.domain.terms import Assertion

MTX = code("rxnorm", "105586", "methotrexate 2.5 MG Oral Tablet")
WEEKLY = '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="1" unit="wk"/></effectiveTime>'


def span(low: str = "", high: str = "") -> str:
    ends = (f'<low value="{low}"/>' if low else "") + (f'<high value="{high}"/>' if high else "")
    return f'<effectiveTime xsi:type="IVL_TS">{ends}</effectiveTime>'


def drugs(read: Read, *entries: str, loinc: str = "10160-0") -> list[ExposureFact]:
    return [fact for fact in read(section(loinc, "Medications", *entries)).facts if isinstance(fact, ExposureFact)]


def test_drug_taken_with_dose_and_span(read: Read) -> None:
    entry = medication(
        MTX, times=span("20250110", "202506") + WEEKLY, inside='<doseQuantity value="8"/>', status="completed"
    )
    (fact,) = drugs(read, entry)
    assert (fact.kind, fact.ingredients, fact.status) == ("statement", ("methotrexate",), "completed")
    assert (fact.start, fact.stop) == (day(date(2025, 1, 10)), month(2025, 6))
    assert (fact.dose, fact.dose_unit) == (20.0, "mg/wk")


@pytest.mark.parametrize(
    "times, dose, why",
    [
        (WEEKLY, '<doseQuantity><low value="4"/><high value="8"/></doseQuantity>', "a range of tablets"),
        (WEEKLY + WEEKLY, '<doseQuantity value="8"/>', "two frequencies"),
        (WEEKLY, '<doseQuantity value="8" unit="mL"/>', "a volume"),
        ("", '<doseQuantity value="8"/>', "no frequency"),
        (WEEKLY, '<doseQuantity value="8"/><precondition/>', "as needed"),
        (WEEKLY, '<doseQuantity value="2"/><administrationUnitCode code="PUFF" displayName="Puff"/>', "puffs"),
    ],
)
def test_dose_that_is_not_plain_is_not_known(read: Read, times: str, dose: str, why: str) -> None:
    (fact,) = drugs(read, medication(MTX, times=span("20250110") + times, inside=dose))
    assert fact.dose is None, why


def test_dose_from_the_directions_in_words(read: Read) -> None:
    sig = (
        f'<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM" moodCode="EVN">'
        f"{template('22.4.147')}<text>15 mg once a week</text></substanceAdministration></entryRelationship>"
    )
    (fact,) = drugs(read, medication(MTX, inside=sig))
    assert (fact.dose, fact.dose_unit) == (15.0, "mg/wk")


def test_completed_without_an_end_is_unknown_before_release_two(read: Read) -> None:
    entry = medication(MTX, times=span("20250110"), status="completed")
    assert drugs(read, entry)[0].status == "completed"
    assert drugs(read, entry.replace(' extension="2015-08-01"', ""))[0].status == "unknown"


@pytest.mark.parametrize(
    "status, shown",
    [
        ("active", "active"),
        ("aborted", "stopped"),
        ("cancelled", "cancelled"),
        ("suspended", "unknown"),
        ("held", "unknown"),
    ],
)
def test_status_of_a_drug(read: Read, status: str, shown: str) -> None:
    assert drugs(read, medication(MTX, status=status))[0].status == shown


def test_prescribed_is_a_request_and_an_order(read: Read) -> None:
    facts = read(section("10160-0", "Medications", medication(MTX, mood="INT"))).facts
    (drug,) = [fact for fact in facts if isinstance(fact, ExposureFact)]
    (order,) = [fact for fact in facts if isinstance(fact, OrderFact)]
    assert (drug.kind, drug.assertion, order.assertion) == ("request", Assertion.PRESENT, Assertion.PRESENT)


def test_drug_in_a_plan_is_planned(read: Read) -> None:
    (fact,) = drugs(read, medication(MTX, mood="INT"), loinc="18776-5")
    assert fact.assertion is Assertion.PLANNED


def test_drug_denied_is_negated_and_no_known_drugs_is_nothing(read: Read) -> None:
    (fact,) = drugs(read, medication(MTX, negated=True))
    assert (fact.assertion, fact.status) == (Assertion.NEGATED, "never_started")
    assert drugs(read, medication('<code nullFlavor="NA"/>', negated=True)) == []
    assert drugs(read, medication(code("snomed", "410942007", "Drug or medicament"), negated=True)) == []


def test_reaction_and_remark_tell_what_became_of_a_drug(read: Read) -> None:
    remark = (
        f'<entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN">{template("22.4.64")}'
        "<text>Stopped 03/02/2025, no response after 4 months</text></act></entryRelationship>"
    )
    (fact,) = drugs(read, medication(MTX, status="aborted", inside=remark))
    assert (fact.outcome, fact.stop) == ("inadequate_response", day(date(2025, 3, 2)))


def test_fill_is_a_dispense(read: Read) -> None:
    fill = (
        f'<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="EVN">{template("22.4.18")}<id root="s1"/>'
        '<statusCode code="completed"/><effectiveTime value="20250115"/></supply></entryRelationship>'
    )
    _, dispensed = drugs(read, medication(MTX, inside=fill))
    assert (dispensed.kind, dispensed.ingredients, dispensed.on) == (
        "dispense",
        ("methotrexate",),
        day(date(2025, 1, 15)),
    )


@pytest.mark.parametrize("negated, assertion", [(False, Assertion.PRESENT), (True, Assertion.NEGATED)])
def test_vaccination_given_or_refused(read: Read, negated: bool, assertion: Assertion) -> None:
    entry = medication(MTX, negated=negated, status="completed").replace("22.4.16", "22.4.52")
    (fact,) = [f for f in read(section("11369-6", "Immunizations", entry)).facts if isinstance(f, ProcedureFact)]
    assert (fact.kind, fact.assertion) == ("immunization", assertion)

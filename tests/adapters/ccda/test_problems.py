"""Problems: present, denied, resolved, uncertain, of the family, without or with part of a date."""

from __future__ import annotations

from datetime import date

import pytest
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import code, concern, problem, section, template, when

from peercall.domain.charts import ConditionFact
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.dates import DayRange, day, month, year
from peercall.domain.terms import Assertion

RA = code("snomed", "69896004", "Rheumatoid arthritis", tag="value", kind="CD")


def conditions(read: Read, *entries: str, loinc: str = "11450-4", text: str = "") -> list[ConditionFact]:
    found = read(section(loinc, "Problems", *entries, text=text))
    return [fact for fact in found.facts if isinstance(fact, ConditionFact)]


def test_problem_present(read: Read) -> None:
    (fact,) = conditions(read, concern(problem(RA, time=when("20240317"))))
    assert (fact.text, fact.assertion, fact.clinical_status, fact.on) == (
        "Rheumatoid arthritis",
        Assertion.PRESENT,
        "active",
        day(date(2024, 3, 17)),
    )
    assert fact.codes == (Code(CodeSystem.SNOMED, "69896004"),)
    assert fact.author == "Miriam Roe, MD"
    assert fact.id == "chart/ccd.xml#Problems/observation[p1]"


def test_problem_with_translation_and_words_of_the_narrative(read: Read) -> None:
    value = code(
        "snomed",
        "69896004",
        tag="value",
        kind="CD",
        inside='<originalText><reference value="#pr1"/></originalText>'
        + code("icd10", "M05.79", "Rheumatoid arthritis with rheumatoid factor", tag="translation"),
    )
    (fact,) = conditions(read, concern(problem(value)), text='<content ID="pr1">Seropositive RA</content>')
    assert [str(one) for one in fact.codes] == ["69896004", "M05.79"]
    assert fact.text == "Seropositive RA"


def test_problem_coded_only_in_its_translation(read: Read) -> None:
    value = (
        '<value xsi:type="CD" nullFlavor="OTH">'
        + code("icd10", "G47.33", "Sleep apnea", tag="translation")
        + "</value>"
    )
    (fact,) = conditions(read, concern(problem(value)))
    assert (fact.text, [str(one) for one in fact.codes]) == ("Sleep apnea", ["G47.33"])


@pytest.mark.parametrize(
    "entry", [concern(problem(RA, negated=True)), concern(problem(RA, negated=True), status="completed")]
)
def test_problem_denied_is_negated(read: Read, entry: str) -> None:
    (fact,) = conditions(read, entry)
    assert fact.assertion is Assertion.NEGATED


def test_no_known_problems_is_no_fact_of_any_problem(read: Read) -> None:
    none = code("snomed", "55607006", "Problem", tag="value", kind="CD")
    assert conditions(read, concern(problem(none, negated=True))) == []


@pytest.mark.parametrize(
    "time, status, shown",
    [
        (when("20240317", "20250101"), "active", "resolved"),
        (when("20240317", "?"), "active", "resolved"),
        (when("20240317"), "completed", "inactive"),
        (when("20240317"), "active", "active"),
    ],
)
def test_problem_ended(read: Read, time: str, status: str, shown: str) -> None:
    (fact,) = conditions(read, concern(problem(RA, time=time), status=status))
    assert fact.clinical_status == shown


def test_problem_status_stated_goes_before_the_concern(read: Read) -> None:
    stated = (
        f'<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN">{template("22.4.6")}'
        f"{code('loinc', '33999-4')}{code('snomed', '73425007', 'Inactive', tag='value', kind='CD')}"
        "</observation></entryRelationship>"
    )
    (fact,) = conditions(read, concern(problem(RA, inside=stated)))
    assert fact.clinical_status == "inactive"


@pytest.mark.parametrize(
    "stamp, on",
    [
        ("2024", year(2024)),
        ("202403", month(2024, 3)),
        ("20240317", day(date(2024, 3, 17))),
        ("20240317233000-0800", day(date(2024, 3, 17))),
        ("20240317003000+0500", day(date(2024, 3, 17))),
    ],
)
def test_onset_as_far_as_it_is_known(read: Read, stamp: str, on: DayRange) -> None:
    (fact,) = conditions(read, concern(problem(RA, time=when(stamp))))
    assert fact.on == on


@pytest.mark.parametrize("time", ["", when("?"), when("200130311"), when("00000000")])
def test_onset_unknown_leaves_the_day_the_entry_was_written(read: Read, time: str) -> None:
    (fact,) = conditions(read, concern(problem(RA, time=time)))
    assert fact.on is None
    written = '<author><time value="20260102"/><assignedAuthor><id nullFlavor="NI"/></assignedAuthor></author>'
    (fact,) = conditions(read, concern(problem(RA, time=time, inside=written)))
    assert fact.on == day(date(2026, 1, 2))


def test_history_of_a_problem_is_historical(read: Read) -> None:
    value = code("snomed", "429740004", "History of malignant neoplasm of breast", tag="value", kind="CD")
    (fact,) = conditions(read, concern(problem(value)))
    assert fact.assertion is Assertion.HISTORICAL


def test_problem_entered_in_error_is_none(read: Read) -> None:
    wrong = problem(RA).replace('statusCode code="completed"', 'statusCode code="nullified"')
    assert conditions(read, concern(wrong)) == []


def test_family_history_is_the_relatives(read: Read) -> None:
    organizer = (
        f'<organizer classCode="CLUSTER" moodCode="EVN">{template("22.4.45")}<subject><relatedSubject>'
        '<code code="MTH" displayName="mother" codeSystem="2.16.840.1.113883.5.111"/></relatedSubject></subject>'
        f"<component>{problem(RA)}</component><component>{problem(RA, negated=True, id='p2')}</component></organizer>"
    )
    (fact,) = conditions(read, organizer, loinc="10157-6")
    assert (fact.assertion, fact.source.display) == (Assertion.FAMILY, "mother: Rheumatoid arthritis")  # type: ignore[union-attr]


def test_narrative_of_the_list_is_not_told_a_second_time(read: Read) -> None:
    rows = "<table><tbody><tr><td>Rheumatoid arthritis</td><td>Active</td></tr></tbody></table>"
    found = read(section("11450-4", "Problems", concern(problem(RA, negated=True)), text=rows))
    assert found.document.pages == ()


def test_rows_beyond_the_entries_are_kept_as_words(read: Read) -> None:
    rows = "".join(f"<tr><td>{name}</td><td>Active</td></tr>" for name in ("Rheumatoid arthritis", "Gout", "Asthma"))
    found = read(section("11450-4", "Problems", concern(problem(RA)), text=f"<table><tbody>{rows}</tbody></table>"))
    lines = found.document.pages[0].text.splitlines()
    assert lines[-2:] == ["Gout\tActive", "Asthma\tActive"]
    assert not any("Rheumatoid" in line for line in lines)


def test_diagnosis_of_a_visit_is_a_problem(read: Read) -> None:
    visit = (
        f'<encounter classCode="ENC" moodCode="EVN">{template("22.4.49")}<id root="v1"/>'
        f'<entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN">{template("22.4.80")}'
        f"<entryRelationship>{problem(RA)}</entryRelationship></act></entryRelationship></encounter>"
    )
    (fact,) = conditions(read, visit, loinc="46240-8")
    assert (fact.text, fact.assertion) == ("Rheumatoid arthritis", Assertion.PRESENT)

"""The same clinical facts as FHIR and as a clinical document give the same answers to a shipped policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.samples.clinical_documents import (
    allergy,
    code,
    concern,
    document,
    medication,
    panel,
    problem,
    quantity,
    result,
    section,
    template,
    when,
)

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.units import UcumConverter
from peercall.bootstrap.charts import load_chart
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.rules import rules
from peercall.bootstrap.whose_chart import Member, WhoseChart
from peercall.domain.results import CriterionResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import CriterionStatus
from peercall.engine.criteria import evaluate_policy
from peercall.engine.vocabulary import Vocabulary

AS_OF = date(2026, 4, 1)
ABOUT = {"subject": {"reference": "Patient/varga"}}
STOPPED = "Stopped 09/30/2025, inadequate response"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return rules(())


def concept(system: str, value: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": value, "display": text}], "text": text}


RXNORM, SNOMED, LOINC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://snomed.info/sct", "http://loinc.org"
MTX = "methotrexate 2.5 MG Oral Tablet"


def as_fhir() -> bytes:
    weekly = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}}}
    resources = [
        {
            "resourceType": "Patient",
            "id": "varga",
            "name": [{"family": "Varga", "given": ["Lena"]}],
            "gender": "female",
            "birthDate": "1967-03-02",
        },
        {
            "resourceType": "Condition",
            "id": "ra",
            **ABOUT,
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": concept("http://hl7.org/fhir/sid/icd-10-cm", "M05.79", "Rheumatoid arthritis"),
            "onsetDateTime": "2024-03-17",
        },
        {
            "resourceType": "MedicationStatement",
            "id": "mtx",
            **ABOUT,
            "status": "completed",
            "medicationCodeableConcept": concept(RXNORM, "105586", MTX),
            "effectivePeriod": {"start": "2025-01-10", "end": "2025-09-30"},
            "dosage": [{**weekly, "doseAndRate": [{"doseQuantity": {"value": 8}}]}],
            "note": [{"text": STOPPED}],
        },
        {
            "resourceType": "MedicationStatement",
            "id": "ssz",
            **ABOUT,
            "status": "not-taken",
            "medicationCodeableConcept": concept(RXNORM, "9524", "sulfasalazine"),
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "sulfa",
            "patient": ABOUT["subject"],
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": concept(SNOMED, "387406002", "Sulfonamide"),
        },
        {
            "resourceType": "Observation",
            "id": "das",
            **ABOUT,
            "status": "final",
            "code": concept(LOINC, "", "DAS28-CRP"),
            "effectiveDateTime": "2026-03-02",
            "valueQuantity": {
                "value": 5.1,
                "unit": "{score}",
                "code": "{score}",
                "system": "http://unitsofmeasure.org",
            },
        },
        {
            "resourceType": "Observation",
            "id": "cdai-pending",
            **ABOUT,
            "status": "cancelled",
            "code": concept(LOINC, "", "CDAI"),
            "valueQuantity": {"value": 30},
        },
        {
            "resourceType": "DiagnosticReport",
            "id": "tb",
            **ABOUT,
            "status": "final",
            "code": {"text": "Tuberculosis test"},
            "effectiveDateTime": "2026-01-12",
        },
        {
            "resourceType": "Encounter",
            "id": "visit",
            **ABOUT,
            "status": "finished",
            "type": [{"text": "Office visit"}, {"text": "Management of rheumatoid arthritis"}],
            "period": {"start": "2026-03-02", "end": "2026-03-02"},
            "participant": [{"individual": {"display": "Tobias Amadi, MD, Rheumatology"}}],
        },
    ]
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def as_document() -> bytes:
    times = (
        '<effectiveTime xsi:type="IVL_TS"><low value="20250110"/><high value="20250930"/></effectiveTime>'
        '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="1" unit="wk"/></effectiveTime>'
    )
    remark = (
        f'<entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN">{template("22.4.64")}'
        f"<text>{STOPPED}</text></act></entryRelationship>"
    )
    mtx = medication(
        code("rxnorm", "105586", MTX), status="completed", times=times, inside='<doseQuantity value="8"/>' + remark
    )
    named = '<code nullFlavor="OTH"><originalText>{}</originalText></code>'
    das = result(named.format("DAS28-CRP"), quantity("5.1", "{score}"), time=when(at="20260302"))
    cdai = result(named.format("CDAI"), quantity("30"), status="cancelled", id="r2")
    visit = (
        f'<encounter classCode="ENC" moodCode="EVN">{template("22.4.49")}<id root="v1"/><code nullFlavor="OTH">'
        f"<originalText>Office visit; Management of rheumatoid arthritis</originalText></code>{when('20260302', '20260302')}"
        "<performer><assignedEntity><id nullFlavor='NI'/><code code='207RR0500X' displayName='Rheumatology'"
        " codeSystem='2.16.840.1.113883.6.101'/><assignedPerson><name><given>Tobias</given><family>Amadi</family>"
        "<suffix>MD</suffix></name></assignedPerson></assignedEntity></performer></encounter>"
    )
    ra = code("icd10", "M05.79", "Rheumatoid arthritis", tag="value", kind="CD")
    return document(
        section("11450-4", "Problems", concern(problem(ra, time=when("20240317")))),
        section("10160-0", "Medications", mtx, medication(code("rxnorm", "9524", "sulfasalazine"), negated=True)),
        section("48765-2", "Allergies", concern(allergy(code("snomed", "387406002", "Sulfonamide")), kind="22.4.30")),
        section(
            "30954-2",
            "Results",
            panel(das),
            panel(cdai),
            panel(name=named.format("Tuberculosis test"), time=when("20260112", "20260112")),
        ),
        section("46240-8", "Encounters", visit),
    )


def statuses(result: CriterionResult) -> Iterator[tuple[str, CriterionStatus]]:
    yield result.id, result.status
    for part in result.children:
        yield from statuses(part)


def answers(rulebook: Rulebook, root: Path, *, name: str, data: bytes) -> dict[str, CriterionStatus]:
    path = root / "chart" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    chart = load_chart(
        CaseFolder(root),
        doors=Doors(),
        vocabulary=Vocabulary.of(rulebook),
        as_of=AS_OF,
        whose=WhoseChart(None, Member),
    )
    outcome = evaluate_policy(
        rulebook.policies["model-biologic-ra"][-1],
        chart=chart.facts,
        request={"phase": "initial", "product_tier": "preferred"},
        moments={"request": AS_OF},
        as_of=AS_OF,
        units=UcumConverter(),
        measures=rulebook.measures,
    )
    return dict(statuses(outcome.root))


def test_export_and_clinical_document_answer_alike(rulebook: Rulebook, tmp_path: Path) -> None:
    fhir = answers(rulebook, tmp_path / "a", name="bundle.json", data=as_fhir())
    clinical = answers(rulebook, tmp_path / "b", name="ccd.xml", data=as_document())
    assert clinical == fhir
    assert {key: clinical[key] for key in ("adult", "das28", "mtx-failed", "tb", "specialist")} == dict.fromkeys(
        ("adult", "das28", "mtx-failed", "tb", "specialist"), CriterionStatus.MET
    )
    assert clinical["cdai"] is CriterionStatus.NOT_DOCUMENTED
    assert clinical["hbv"] is CriterionStatus.NOT_DOCUMENTED

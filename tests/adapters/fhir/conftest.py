"""A small phrase book of our own, and charts written as the resources they hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercall.adapters.fhir import FhirChart, read_fhir
from peercall.domain.phrases import PhraseBook
from peercall.domain.rules import Measure, Provenance, Treatment
from peercall.engine.vocabulary import Vocabulary

Resource = dict[str, Any]
ChartOf = Callable[..., FhirChart]

HERE = Provenance(file="test.yaml", line=1, layer="test", source="invented")


def measure(name: str, *, kind: str = "numeric", unit: str | None = None, loinc: str | None = None) -> Measure:
    return Measure(
        id=name,
        name=name,
        kind=kind,
        unit=unit,
        low=None,
        high=None,
        better=None,
        loinc=frozenset({loinc} if loinc else ()),
        of=(),
        order=("I", "II", "III", "IV") if kind == "ordinal" else (),
        values=(),
        variants={},
        bands=(),
        conversions=(),
        mcid=None,
        mcid_note=None,
        checked="unverified",
        note=None,
        source=None,
        provenance=HERE,
    )


MEASURES = {
    "ahi": measure("ahi", unit="/h", loinc="69990-0"),
    "spo2": measure("spo2", unit="%", loinc="59408-5"),
    "odi": measure("odi", unit="%"),
    "lvef": measure("lvef", unit="%"),
    "systolic": measure("systolic", unit="mm[Hg]", loinc="8480-6"),
    "nyha_class": measure("nyha_class", kind="ordinal"),
}
PHRASES = PhraseBook(
    measures={
        "ahi": {
            "terms": ["apnea-hypopnea index", "AHI"],
            "contexts": ["rule"],
            "caution": {"another hypopnea rule": ["3% or arousal"], "consumer device": ["watch"]},
        },
        "spo2": {
            "terms": ["oxygen saturation"],
            "contexts": ["state", "gas"],
            "caution": {"template text": ["template value"]},
        },
        "odi": {
            "terms": ["Oswestry"],
            "units": {"%": ["%", "percent"]},
            "scales": {"0-50": ["of 50"]},
            "variants": {"odi_raw": ["raw"]},
        },
        "lvef": {"terms": ["ejection fraction"]},
        "systolic": {"terms": ["systolic"], "units": {"mm[Hg]": ["mmHg", "mm Hg"]}},
        "nyha_class": {"terms": ["NYHA"], "levels": {level: [level] for level in ("I", "II", "III", "IV")}},
    },
    contexts={
        "gas": {"values": {"room_air": ["room air"], "oxygen": ["L/min", "nasal cannula"]}},
        "state": {"values": {"rest": ["at rest"], "exercise": ["walking"]}},
        "rule": {"values": {"4pct": ["4% rule"], "3pct": ["3% or arousal"]}},
    },
    methods={
        "psg_attended": {"terms": ["attended polysomnography"]},
        "echocardiography": {"terms": ["echocardiogram"]},
    },
    drugs={"methotrexate": {"terms": ["MTX"]}, "naproxen": {}, "sulfasalazine": {}},
    roles={
        "physician": {"credentials": ["MD"], "terms": ["physician"]},
        "sleep_physician": {"terms": ["sleep medicine"]},
    },
    encounters={"sleep apnea evaluation": {"terms": ["suspected sleep apnea"]}},
    documents={
        "sleep_test_order": {"titles": ["polysomnogram"], "order_codes": {"CPT": ["95810"]}, "is_order": True},
        "sleep_test_report": {"titles": ["polysomnogram"]},
        "treatment_plan": {"titles": ["treatment plan"]},
    },
    allergies={"sulfonamide": {"terms": ["sulfa"], "ingredients": ["sulfasalazine"]}},
    outcomes={
        "inadequate_response": {"terms": ["no effect", "no relief", "did not help"]},
        "intolerance": {"terms": ["nausea"]},
        "never_started": {"terms": ["never started"]},
        "stopped": {"terms": ["stopped"]},
        "maximum_tolerated": {"terms": ["maximum tolerated"]},
    },
)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    therapy = Treatment(id="physical_therapy", text_terms=("physical therapy",), codes=(), provenance=HERE)
    return Vocabulary(PHRASES, measures=MEASURES, drug_classes={}, treatments={"physical_therapy": therapy})


@pytest.fixture
def chart_of(tmp_path: Path, vocabulary: Vocabulary) -> ChartOf:
    """A chart of these resources, in one bundle."""

    def read(*resources: Resource, name: str = "chart/bundle.json") -> FhirChart:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}))
        return read_fhir([path], root=tmp_path, vocabulary=vocabulary)

    return read


@pytest.fixture
def read_files(tmp_path: Path, vocabulary: Vocabulary) -> Callable[[dict[str, bytes]], FhirChart]:
    """A chart of these files, by name."""

    def read(files: dict[str, bytes]) -> FhirChart:
        paths = []
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            paths.append(path)
        return read_fhir(paths, root=tmp_path, vocabulary=vocabulary)

    return read

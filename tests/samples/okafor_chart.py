"""The chart of Dr. Okafor's patient: letter, print-out, note and bundle, with the facts that stand in them. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from peercall.domain.charts import (
    ChartFact,
    ChartFacts,
    ConditionFact,
    DocumentFact,
    ExposureFact,
    FindingFact,
    MeasureFact,
    Passage,
    Patient,
)
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.dates import day
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.provenance import ResourceSource, Source, SourceSpan
from peercall.domain.results import Evidence
from peercall.domain.rules import (
    Provenance,
)
from peercall.domain.terms import (
    Assertion,
    EvidenceRole,
    Strength,
)
from peercall.engine.charts import ChartIndex

CENTRAL = timezone(timedelta(hours=-6), "CST")
AS_OF = datetime(2026, 2, 12, 9, 30, tzinfo=CENTRAL)
LETTER, PRINTOUT, NOTE, BUNDLE = (
    "denial/letter.pdf",
    "chart/printout.pdf",
    "chart/note-2026-02-10.txt",
    "chart/bundle.json",
)
HASHES = {LETTER: "a" * 64, PRINTOUT: "b" * 64, NOTE: "c" * 64, BUNDLE: "d" * 64}
SHIPPED = Provenance("sample.yaml", 1, "peercall", "sample")

LETTER_PAGES = (
    "Northgate Health Plan\nDate: February 9, 2026\nMember: Nadia Farouk, 08/14/1961, ID NHP 4471 90 2\n"
    "Request NG-2026-11873: implantable cardioverter-defibrillator, single chamber (CPT 33249), I42.0, I50.22\n"
    "We did not approve this request. The records do not show at least 3 months of guideline-directed medical therapy "
    "and do not state the functional class.",
    "Your physician may speak with a medical director. Call 312-555-0141, Monday to Friday 8 a.m. to 5 p.m. Central, "
    "within 5 business days of this letter.",
)
PRINTOUT_PAGES = (
    "Problem list\nNonischemic cardiomyopathy I42.0 since 2025-08-20. Chronic systolic heart failure I50.22.",
    "01/26/2026 A. Okafor, MD, cardiology. Dyspnea on one flight of stairs, NYHA class III. LVEF 27% on the echocardiogram "
    "of 01/22/2026. Carvedilol 25 mg twice a day since 09/15/2025 and sacubitril-valsartan since 10/01/2025 at the highest "
    "dose tolerated. Dapagliflozin stopped 11/10/2025 for ketoacidosis. Without the device the risk of sudden death in the "
    "next year is substantial.",
    "Echocardiogram 01/22/2026. Left ventricular ejection fraction 27% (biplane).\nPrevious study 08/20/2025: 24%.",
    "Medication list. Eplerenone ordered 10/01/2025, cancelled 10/06/2025, never started.",
    "Primary care 12/15/2025. Denies shortness of breath. Walks daily. (copied from 2024)",
)
NOTE_PAGES = (
    "Telephone note 02/10/2026. The shared decision visit has not been held. It can be held with the nurse on 02/17/2026 "
    "at 09:00. Not yet booked.",
)
DOCUMENTS = (
    Document(LETTER, HASHES[LETTER], DocumentKind.PDF, tuple(Page(n, t) for n, t in enumerate(LETTER_PAGES, 1))),
    Document(PRINTOUT, HASHES[PRINTOUT], DocumentKind.PDF, tuple(Page(n, t) for n, t in enumerate(PRINTOUT_PAGES, 1))),
    Document(NOTE, HASHES[NOTE], DocumentKind.TEXT, tuple(Page(n, t) for n, t in enumerate(NOTE_PAGES, 1))),
)
_PAGES = {document.path: document for document in DOCUMENTS}


def at(path: str, page: int, quote: str) -> SourceSpan:
    """A span whose quote stands on the page, verbatim."""
    text = _PAGES[path].pages[page - 1].text
    start = text.index(quote)
    return SourceSpan(path, HASHES[path], page, start, start + len(quote), quote)


def record(resource: str, element: str, display: str) -> ResourceSource:
    """An element of the FHIR bundle."""
    return ResourceSource(BUNDLE, HASHES[BUNDLE], resource, element, display)


def evidence(
    display: str,
    source: Source,
    *,
    role: EvidenceRole = EvidenceRole.SUPPORTS,
    on: date | None = None,
    why: str | None = None,
    fact: ChartFact | None = None,
    also_at: Sequence[Source] = (),
) -> Evidence:
    """One piece of evidence."""
    return Evidence(
        role, display, source, Strength.STATED, day(on) if on else None, why=why, fact=fact, also_at=tuple(also_at)
    )


LVEF = MeasureFact(
    id="m1", source=at(PRINTOUT, 3, "Left ventricular ejection fraction 27% (biplane)."), strength=Strength.STATED,
    on=day(date(2026, 1, 22)), measure="lvef", low=27, high=27, unit="%", context={"method": "echocardiography"},
    also_at=(record("Observation/ef", "valueQuantity", "27 %"),),
)  # fmt: skip
OLD_LVEF = replace(
    LVEF, id="m0", source=at(PRINTOUT, 3, "08/20/2025: 24%"), on=day(date(2025, 8, 20)), low=24, high=24, also_at=()
)
NYHA = MeasureFact(
    id="m2", source=at(PRINTOUT, 2, "NYHA class III"), strength=Strength.STATED, on=day(date(2026, 1, 26)),
    measure="nyha_class", category=("III",),
)  # fmt: skip
VISIT_NOTE = DocumentFact(
    id="d1", source=at(PRINTOUT, 2, "NYHA class III"), strength=Strength.STATED, on=day(date(2026, 1, 26)),
    type="visit_note",
)  # fmt: skip
CARVEDILOL = ExposureFact(
    id="x1", source=at(PRINTOUT, 2, "Carvedilol 25 mg twice a day since 09/15/2025"), strength=Strength.STATED,
    kind="request", ingredients=("carvedilol",), text="carvedilol", status="active", start=day(date(2025, 9, 15)),
    dose=50, dose_unit="mg/d",
)  # fmt: skip
SACUBITRIL = ExposureFact(
    id="x2", source=at(PRINTOUT, 2, "sacubitril-valsartan since 10/01/2025 at the highest dose tolerated"),
    strength=Strength.STATED, kind="stated", ingredients=("sacubitril", "valsartan"), text="sacubitril-valsartan",
    status="active", start=day(date(2025, 10, 1)), maximum_tolerated=True,
)  # fmt: skip
DAPAGLIFLOZIN = ExposureFact(
    id="x3", source=at(PRINTOUT, 2, "Dapagliflozin stopped 11/10/2025 for ketoacidosis"), strength=Strength.STATED,
    kind="stated", ingredients=("dapagliflozin",), text="dapagliflozin", status="stopped", stop=day(date(2025, 11, 10)),
    outcome="intolerance", outcome_text="stopped for ketoacidosis",
)  # fmt: skip
EPLERENONE = ExposureFact(
    id="x4", source=at(PRINTOUT, 4, "Eplerenone ordered 10/01/2025, cancelled 10/06/2025, never started."),
    strength=Strength.STATED, kind="request", ingredients=("eplerenone",), text="eplerenone", status="never_started",
    stop=day(date(2025, 10, 6)),
)  # fmt: skip
CARDIOMYOPATHY = ConditionFact(
    id="c1", source=at(PRINTOUT, 1, "Nonischemic cardiomyopathy I42.0 since 2025-08-20."), strength=Strength.CODED,
    codes=(Code(CodeSystem.ICD10CM, "I42.0"),), text="nonischemic cardiomyopathy", on=day(date(2025, 8, 20)),
)  # fmt: skip
DENIES = FindingFact(
    id="f1", source=at(PRINTOUT, 5, "Denies shortness of breath."), strength=Strength.STATED, key="dyspnea",
    text="denies shortness of breath", assertion=Assertion.NEGATED, on=day(date(2025, 12, 15)), author="primary care",
)  # fmt: skip
FACTS: tuple[ChartFact, ...] = (
    LVEF,
    OLD_LVEF,
    NYHA,
    CARVEDILOL,
    SACUBITRIL,
    DAPAGLIFLOZIN,
    EPLERENONE,
    CARDIOMYOPATHY,
    DENIES,
)
PATIENT = Patient(
    record("Patient/p1", "birthDate", "1961-08-14"), "Nadia Farouk", date(1961, 8, 14), "female", ("NHP 4471 90 2",)
)


def passages() -> tuple[Passage, ...]:
    """The pages of the print-out as passages under no heading."""
    return tuple(
        Passage(
            PRINTOUT, HASHES[PRINTOUT], n, 0, len(text), text, "assessment", day(date(2026, 1, 26)), "A. Okafor, MD"
        )
        for n, text in enumerate(PRINTOUT_PAGES, 1)
    )


def chart(facts: Sequence[ChartFact] = FACTS) -> ChartFacts:
    """The chart as an index."""
    return ChartIndex(facts, patient=PATIENT, passages=passages())

"""Charts and one-question policies for the criteria tests, written as a policy author writes them."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from peercall.adapters.units import UcumConverter
from peercall.domain.charts import (
    ChartFact,
    ConditionFact,
    DocumentFact,
    EncounterFact,
    ExemptionFact,
    ExposureFact,
    FindingFact,
    MeasureFact,
    Patient,
    ProcedureFact,
)
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.dates import DayRange, parse_partial
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import Attestation, ResourceSource, Source, SourceSpan
from peercall.domain.results import CriterionResult, PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Assertion, Strength
from peercall.engine.charts import ChartIndex
from peercall.engine.criteria import evaluate_policy
from peercall.rulebook.load import load_policy_file, load_rulebook

REQUESTED = date(2026, 6, 1)
_numbers = itertools.count(1)

HEAD = """\
schema: peercall.policy/1
id: northgate-test
title: A policy of one question
issuer: Northgate
kind: model
number: TEST-1
version: "1"
effective: "2026-01-01"
status: model
sources: [{url: "https://example.org/policy", read: full, how: written for a test}]
services: [{system: CPT, codes: ["99999"], label: a service, codes_checked: false}]
"""


@lru_cache(maxsize=1)
def shipped() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook()


@lru_cache(maxsize=1)
def units() -> UcumConverter:
    """The UCUM converter of the product."""
    return UcumConverter()


@lru_cache(maxsize=512)
def policy(body: str) -> CoveragePolicy:
    """A policy from its YAML below the head; `body` begins with `criteria:`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        return load_policy_file(path, rulebook=shipped())


def days(text: str | None) -> DayRange | None:
    """A FHIR partial date."""
    return None if text is None else parse_partial(text)


def said(quote: str, *, document: str = "chart/note.txt", page: int = 1, start: int = 0) -> SourceSpan:
    """A place in a note."""
    sha = hashlib.sha256(document.encode()).hexdigest()
    return SourceSpan(document, sha, page, start, start + len(quote), quote)


def coded(resource: str) -> ResourceSource:
    """An element of a bundle."""
    return ResourceSource("chart/bundle.json", "0" * 64, resource, "code", resource)


def _common(on: str | None, source: Source | None, kind: str, fields: dict[str, object]) -> dict[str, object]:
    number = next(_numbers)
    return {
        "id": f"{kind}/{number}",
        "source": source or coded(f"{kind}/{number}"),
        "strength": Strength.CODED if source is None else Strength.STATED,
        "on": days(on),
        **fields,
    }


def measure(
    name: str,
    low: float | None = None,
    high: float | None = None,
    *,
    on: str | None = None,
    source: Source | None = None,
    **fields: object,
) -> MeasureFact:
    """A measured value; one number is exact."""
    return MeasureFact(
        measure=name, low=low, high=low if high is None else high, **_common(on, source, "Observation", fields)
    )  # type: ignore[arg-type]


def condition(
    code: str,
    *,
    on: str | None = None,
    recorded: str | None = None,
    source: Source | None = None,
    text: str = "",
    **fields: object,
) -> ConditionFact:
    """A diagnosis by ICD-10-CM code, active unless said otherwise."""
    fields = {"clinical_status": "active", **fields}
    return ConditionFact(
        codes=(Code(CodeSystem.ICD10CM, code),),
        text=text or code,
        recorded=days(recorded),
        **_common(on, source, "Condition", fields),
    )  # type: ignore[arg-type]


def finding(
    key: str,
    *,
    on: str | None = None,
    onset: str | None = None,
    source: Source | None = None,
    text: str = "",
    **fields: object,
) -> FindingFact:
    """A finding by key."""
    return FindingFact(key=key, text=text or key, onset=days(onset), **_common(on, source, "finding", fields))  # type: ignore[arg-type]


def document(
    kind: str, *, on: str | None = None, states: Sequence[str] = (), source: Source | None = None, **fields: object
) -> DocumentFact:
    """A document of a kind and what it states."""
    common = _common(on, source, "DocumentReference", fields)
    return DocumentFact(type=kind, states=dict.fromkeys(states, common["source"]), **common)  # type: ignore[arg-type, misc]


def visit(
    *,
    on: str | None = None,
    roles: Sequence[str] = (),
    purposes: Sequence[str] = (),
    source: Source | None = None,
    stop: str | None = None,
    text: str = "visit",
    **fields: object,
) -> EncounterFact:
    """A visit."""
    return EncounterFact(
        text=text,
        roles=tuple(roles),
        purposes=tuple(purposes),
        stop=days(stop),
        **_common(on, source, "Encounter", fields),
    )  # type: ignore[arg-type]


def procedure(
    code: str | None = None, *, on: str | None = None, text: str = "", source: Source | None = None, **fields: object
) -> ProcedureFact:
    """A procedure, done unless said otherwise."""
    codes = (Code(CodeSystem.CPT, code),) if code else ()
    return ProcedureFact(
        codes=codes, text=text or (code or ""), **_common(on, source, "Procedure", {"status": "completed", **fields})
    )  # type: ignore[arg-type]


def drug(
    name: str,
    *,
    start: str | None = None,
    stop: str | None = None,
    kind: str = "statement",
    on: str | None = None,
    source: Source | None = None,
    **fields: object,
) -> ExposureFact:
    """A drug as stated, ordered or dispensed."""
    return ExposureFact(
        kind=kind,
        ingredients=(name,),
        text=name,
        start=days(start),
        stop=days(stop),
        **_common(on, source, "Medication", fields),
    )  # type: ignore[arg-type]


def fills(name: str, *dates: str, supply: int = 28, **fields: object) -> list[ExposureFact]:
    """Dispenses."""
    return [drug(name, kind="dispense", on=on, days_supply=supply, status="completed", **fields) for on in dates]  # type: ignore[arg-type]


def course(
    treatment: str,
    *,
    start: str | None = None,
    stop: str | None = None,
    on: str | None = None,
    source: Source | None = None,
    **fields: object,
) -> ExposureFact:
    """A course of treatment that is no drug."""
    return ExposureFact(
        kind="stated",
        treatment=treatment,
        text=treatment,
        start=days(start),
        stop=days(stop),
        **_common(on, source, "course", fields),
    )  # type: ignore[arg-type]


def exemption(
    kind: str, text: str, *, on: str | None = None, source: Source | None = None, **fields: object
) -> ExemptionFact:
    """Why a therapy cannot be used."""
    return ExemptionFact(kind=kind, text=text, **_common(on, source, "exemption", fields))  # type: ignore[arg-type]


def evaluate(
    body: CoveragePolicy | str,
    *facts: ChartFact,
    request: Mapping[str, object] | None = None,
    moments: Mapping[str, date | datetime] | None = None,
    patient: Patient | None = None,
    attestations: Sequence[tuple[str, Attestation]] = (),
    as_of: date = date(2026, 6, 15),
) -> PolicyResult:
    """A policy against a chart of these facts; the request is of 2026-06-01 unless said otherwise."""
    return evaluate_policy(
        policy(body) if isinstance(body, str) else body,
        chart=ChartIndex(facts, patient=patient),
        request=request or {},
        moments={"request": REQUESTED} if moments is None else moments,
        as_of=as_of,
        units=units(),
        measures=shipped().measures,
        attestations=attestations,
        searched=("chart/bundle.json", "chart/note.txt"),
        labels={key: drugs.label for key, drugs in shipped().drug_classes.items() if drugs.label},
    )


def ask(leaf: str, *facts: ChartFact, **more: object) -> CriterionResult:
    """The answer to one leaf, written as in a policy (`measure: {of: ahi, op: ">=", value: 15, unit: "/h"}`)."""
    body = f"criteria:\n  id: asked\n  text: The question\n  {leaf}\n"
    return evaluate(body, *facts, **more).root  # type: ignore[arg-type]


def shown(result: CriterionResult) -> str:
    """Status, with the reason when open: `met`, `not_met`, `not_documented/unit`."""
    return result.status.value if result.reason is None else f"{result.status.value}/{result.reason.value}"


def roles(result: CriterionResult) -> list[str]:
    """Roles of the evidence in order."""
    return [piece.role.value for piece in result.evidence]


NEGATED, PLANNED, FAMILY, HISTORICAL = Assertion.NEGATED, Assertion.PLANNED, Assertion.FAMILY, Assertion.HISTORICAL

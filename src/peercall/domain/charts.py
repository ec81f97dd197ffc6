"""Facts of the chart. None can be built without a source; a mention's assertion is part of the fact.

`on` is when it holds or was observed, None when the chart gives no date: undated is not today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from peercall.domain.codes import Code, CodeSet
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source
from peercall.domain.terms import Assertion, Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFact:
    """What every fact of the chart carries.

    id: stable within the case (`Observation/obs-1`, `chart/printout.pdf#21:104`). also_at: other places of the same
    statement (copied forward, printed twice). caution: why it may not count as evidence ("consumer device",
    "template text", "uncertain recognition"); a fact with a caution is shown, never counted.
    """

    id: str
    source: Source
    strength: Strength
    on: DayRange | None = None
    assertion: Assertion = Assertion.PRESENT
    author: str | None = None
    also_at: tuple[Source, ...] = ()
    caution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFact(ChartFact):
    """A problem or diagnosis. clinical_status: active, resolved, inactive ... or None. confirmed: None is unknown.

    on: onset, else the recording date.
    """

    codes: tuple[Code, ...]
    text: str
    clinical_status: str | None = None
    confirmed: bool | None = None
    recorded: DayRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFact(ChartFact):
    """A measured value. `measure` is an id of measures.yaml, `variant` one of its variants.

    low/high: the value as an interval in `unit` (equal when exact); None for an ordinal measure, whose levels stand in
    `category` ("II", "III" when both are written). unit: UCUM, None when the chart gives none. scale: "0-50" when
    stated. context: state (rest, sleep, exercise, awake), gas (room_air, oxygen), method (psg_attended, oximetry,
    arterial_blood_gas ...), rule (4pct, 3pct), side, pain (usual, worst, rest), test (id of the study it belongs to).
    """

    measure: str
    variant: str | None = None
    low: float | None = None
    high: float | None = None
    category: tuple[str, ...] = ()
    unit: str | None = None
    scale: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    hour: str | None = None
    """ISO date-time when the chart states the hour, for ordering values of one day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureFact(ChartFact):
    """A drug or non-drug treatment, ordered, dispensed, given or stated.

    kind: request, statement, dispense, administration, stated, procedure. ingredients: RxNorm ingredient names, lower
    case (empty for non-drug). treatment: key of non-drug treatments (`physical_therapy`). status: active, completed,
    stopped, cancelled, never_started, unknown. start/stop: as stated. days_supply: of a dispense.
    dose/dose_unit: normalised amount per time ("mg/wk", "mg/d") or None. duration_days: length as stated without dates
    ("six weeks"). outcome: inadequate_response, intolerance, relapse, refractory, effective ... or None; outcome_text
    is verbatim.
    """

    kind: str
    ingredients: tuple[str, ...] = ()
    treatment: str | None = None
    text: str = ""
    status: str = "unknown"
    start: DayRange | None = None
    stop: DayRange | None = None
    days_supply: int | None = None
    dose: float | None = None
    dose_unit: str | None = None
    maximum_tolerated: bool = False
    sessions: int | None = None
    duration_days: int | None = None
    outcome: str | None = None
    outcome_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionFact(ChartFact):
    """Why a therapy cannot be used: kind is contraindication, intolerance, allergy, pregnancy or unsuitable.

    ingredients / drug_classes / treatments: what it exempts, only as far as the statement or the shipped cross-reaction
    table goes (a sulfonamide allergy exempts sulfasalazine, not methotrexate).
    """

    kind: str
    text: str
    ingredients: tuple[str, ...] = ()
    drug_classes: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyFact(ChartFact):
    """An allergy or intolerance of the list: substance as written, reaction, criticality."""

    substance: str
    codes: tuple[Code, ...] = ()
    reaction: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFact(ChartFact):
    """A procedure done (status completed) or otherwise; codes and words."""

    codes: tuple[Code, ...]
    text: str
    status: str | None = None
    kind: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterFact(ChartFact):
    """A visit or stay. roles: specialties and credentials of who saw the patient, lower case. purposes: keys of the
    phrase files this visit's reason or note matches. mode: in_person, telehealth or None. stop: end of a stay."""

    text: str
    roles: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    mode: str | None = None
    status: str | None = None
    stop: DayRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFact(ChartFact):
    """A service, device or drug ordered; `on` is the order date."""

    codes: tuple[Code, ...]
    text: str
    status: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact(ChartFact):
    """A document of a kind the policies ask for. type: key of the phrase files (`sleep_test_order`). states: what it
    states, by key, each with its source. roles: of the author. signed: None is unknown."""

    type: str
    roles: tuple[str, ...] = ()
    signed: bool | None = None
    states: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFact(ChartFact):
    """A finding by key of the phrase files, in words of the chart. onset: when it began, as stated."""

    key: str
    text: str
    subject: str = "patient"
    onset: DayRange | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a page under one heading: section key (hpi, assessment, plan, medications, family_history ...),
    date and author of the note it belongs to, where known. template: boilerplate, or text carried forward. caution: why
    nothing on its page may count (another patient's page). recognized: read from a picture."""

    document: str
    sha256: str
    page: int
    start: int
    end: int
    text: str
    section: str | None
    note_on: DayRange | None
    author: str | None
    template: bool = False
    caution: str | None = None
    recognized: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the chart is about, as the chart says."""

    source: Source
    name: str | None = None
    birth_on: date | None = None
    sex: str | None = None
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientCandidate:
    """One of several people whose records came in one export. id: as the export names the person. resources: how many
    records are about them."""

    id: str
    resources: int
    patient: Patient | None = None


class ChartFacts(Protocol):
    """One patient's chart, looked up by what a criterion asks for. Results are in date order, undated last."""

    @property
    def patient(self) -> Patient | None: ...
    def conditions(self, codes: CodeSet | None = None) -> Sequence[ConditionFact]: ...
    def measures(self, measure: str) -> Sequence[MeasureFact]: ...
    def exposures(
        self, *, ingredients: frozenset[str] = frozenset(), treatments: frozenset[str] = frozenset()
    ) -> Sequence[ExposureFact]: ...
    def exemptions(self) -> Sequence[ExemptionFact]: ...
    def allergies(self) -> Sequence[AllergyFact]: ...
    def procedures(self, codes: CodeSet | None = None) -> Sequence[ProcedureFact]: ...
    def encounters(self) -> Sequence[EncounterFact]: ...
    def orders(self, codes: CodeSet | None = None) -> Sequence[OrderFact]: ...
    def documents(self, type: str) -> Sequence[DocumentFact]: ...
    def findings(self, key: str) -> Sequence[FindingFact]: ...
    def passages(self) -> Iterable[Passage]: ...

"""Laws, payer rules, denial reasons, guidelines, measures and value sets as loaded, each with its source and status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from peercall.domain.codes import CodeSet
from peercall.domain.terms import Anchor, ClockTarget, P2PEffect, ReviewStatus, TimeUnit


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a rule came from: file (relative to the data or overlay folder), line, and which layer supplied it.

    layer: "peercall" for shipped data, else the overlay folder's name. source: the page or text that was read.
    """

    file: str
    line: int
    layer: str
    source: str
    check_at: str | None = None
    read_on: str | None = None


@dataclass(frozen=True, slots=True)
class Regulation:
    """One legal duty or statement. applies_to: plan types of the file's vocabulary (`erisa_self_funded`, ...).

    topic: kind of rule (`appeal_deadline`, `p2p_right`, ...). number/unit: the length where it is a clock. trigger: the
    event's word in the file; anchor: the same event as an Anchor, None where no case event corresponds.
    printable: may stand in a letter or brief.
    """

    id: str
    jurisdiction: str
    applies_to: frozenset[str]
    topic: str
    citation: str
    parallel_citation: str | None
    subject: str
    number: int | None
    unit: TimeUnit | None
    trigger: str | None
    anchor: Anchor | None
    effective_from: date | None
    effective_to: date | None
    status: ReviewStatus
    printable: bool
    note: str
    provenance: Provenance

    def in_force(self, on: date) -> bool:
        """True when its dates, as far as known, cover the day (an unknown end is open)."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class PayerWindow:
    """The payer's published window. kind: fixed, event_bound, any_time, per_notice, payer_initiated, not_offered,
    unspecified. counted_from: the payer's word; anchor: the same as an Anchor or None. rule: its words."""

    kind: str
    applies_to: ClockTarget
    value: int | None = None
    unit: TimeUnit | None = None
    counted_from: str | None = None
    anchor: Anchor | None = None
    rule: str | None = None
    alternates: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class RequestChannel:
    """A door for asking: phone, portal, form, email, voicemail, payer_initiated, per_notice ..."""

    type: str
    value: str | None


@dataclass(frozen=True, slots=True)
class PayerRule:
    """What one payer publishes about peer-to-peer calls for a line, setting and phase.

    lines: normalised lines of business it covers; empty means the text says all. line_text: as published.
    lines_stated: False when the text read does not name the line. phase: post_denial, pre_denial or both.
    may_speak/may_request: roles as published (`not_stated` kept). after_appeal_filed: allowed, not_allowed, unknown.
    origin: manual, contract (beats the manual), state_rule or accreditation. effective_from/_to: where the text says.
    """

    id: str
    payer: str
    lines: frozenset[str]
    line_text: str
    setting: str
    states: frozenset[str]
    phase: str
    window: PayerWindow
    effect: P2PEffect
    may_speak: tuple[str, ...]
    may_request: tuple[str, ...]
    participants_note: str | None
    channels: tuple[RequestChannel, ...]
    hours_days: str | None
    hours_open: str | None
    hours_close: str | None
    hours_zone: str | None
    hours_note: str | None
    callback_attempts: int | None
    callback_rule: str | None
    provider_callback_window: str | None
    after_appeal_filed: str
    decision_after_call: str | None
    notes: str
    source_date: str | None
    superseded_by: str | None
    status: ReviewStatus
    provenance: Provenance
    lines_stated: bool = True
    origin: str = "manual"
    effective_from: date | None = None
    effective_to: date | None = None

    def in_force(self, on: date) -> bool:
        """True when its dates, as far as known, cover the day."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """What a reviewer typically says and what answers it."""

    claim: str
    answer: str


@dataclass(frozen=True, slots=True)
class DenialReason:
    """A class of denial reason: phrases and codes that show it, how a call fits, and what answers it."""

    id: str
    label: str
    typical_phrases: tuple[str, ...]
    carc: tuple[str, ...]
    rarc: tuple[str, ...]
    x12_886: tuple[str, ...]
    p2p_fit: str
    why: str
    best_route: str
    evidence_that_answers: tuple[str, ...]
    reviewer_questions: tuple[str, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    objections: tuple[Objection, ...]
    notes: str | None
    provenance: Provenance
    phrases: tuple[str, ...] = ()
    """Further wordings the classifier matches (phrase syntax; data/phrases/reasons.yaml), beyond the typical ones."""
    weak_phrases: tuple[str, ...] = ()
    """Wordings that show this class only where nothing stronger stands."""
    service_terms: tuple[str, ...] = ()
    """Words of the service asked for that make a weak wording of this class strong."""
    is_general: bool = False
    """A class that also stands in letters with a narrower reason."""
    not_phrases: tuple[str, ...] = ()
    """A text with one of these does not give this reason."""


@dataclass(frozen=True, slots=True)
class GuidelineStatement:
    """One line of what a guideline says, in our words, with its strength as the organization grades it."""

    text: str
    strength: str | None


@dataclass(frozen=True, slots=True)
class Guideline:
    """A society's guideline. checked: read, partly, unverified. Only `read` statements may be quoted on a call."""

    id: str
    name: str
    organization: str
    year: int
    specialty: str | None
    address: str | None
    checked: str
    says: tuple[GuidelineStatement, ...]
    caution: tuple[str, ...]
    currency: str | None
    provenance: Provenance
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Band:
    """A named band of a measure. Ends are included unless open; None ends for ordinal labels."""

    label: str
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """value_in_measure_unit = factor * x + offset for x in `unit`."""

    unit: str
    factor: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """How one objective measure is read. kind: numeric, ordinal, composite, category. better: lower, higher or None.

    loinc: codes naming it; of: parts of a composite; variants: scale or assay variants that are not interchangeable.
    bands_for: the variants that the bands were made for; any other variant has no band. mcid: smallest change that
    matters, in points of this scale, None when not given.
    """

    id: str
    name: str
    kind: str
    unit: str | None
    low: float | None
    high: float | None
    better: str | None
    loinc: frozenset[str]
    of: tuple[str, ...]
    order: tuple[str, ...]
    values: tuple[str, ...]
    variants: Mapping[str, str]
    bands: tuple[Band, ...]
    conversions: tuple[UnitConversion, ...]
    mcid: float | None
    mcid_note: str | None
    checked: str
    note: str | None
    source: str | None
    provenance: Provenance
    bands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A named set: ICD-10-CM prefixes, procedure codes, and words that name it in text."""

    id: str
    codes: tuple[CodeSet, ...]
    text_terms: tuple[str, ...]
    means: str | None
    status: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DrugClass:
    """Ingredients of a class, RxNorm names in lower case; unions are resolved."""

    id: str
    label: str | None
    ingredients: frozenset[str]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Treatment:
    """A non-drug treatment or course (`physical_therapy`, `nsaid_course`): words, codes and drug classes naming it.

    A policy's own `value_sets` are treatments too.
    """

    id: str
    text_terms: tuple[str, ...]
    codes: tuple[CodeSet, ...]
    provenance: Provenance
    drug_classes: tuple[str, ...] = ()

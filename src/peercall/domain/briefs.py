"""The one-page brief and the call guide as data, before any rendering. Every line carries its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.provenance import Source
from peercall.domain.results import Candidate


def mark_parts(label: str) -> tuple[str, bool, int]:
    """A printed mark taken apart: exhibit, whether it names an entry and no page, and the number; `C14`, `B-2`.

    The number is 0 where the label has none.
    """
    head = label.rstrip("0123456789")
    exhibit = head.removesuffix("-")
    return exhibit, exhibit != head, int(label[len(head) :] or 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A source mark: short label as printed ("A3") and what it resolves to.

    exhibit: letter of the document on the sources list; page: of that document, None for a FHIR resource.
    """

    label: str
    exhibit: str
    page: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or cell with its marks. weight: reduction order, lower goes first; 0 may never be left out.

    rule: id of the rule it rests on when it states one. status: shown when that rule is not verified.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    weight: int = 0
    rule: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A criterion of the policy against the chart. status: met, not_met, not_documented, not_applicable.

    answers: which of the plan's stated reasons it answers, counted from 1.
    """

    criterion: str
    text: str
    status: str
    fact: Line
    weight: int = 0
    decisive: bool = False
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """A prior treatment as the chart has it; a cell the chart is silent on says so."""

    what: str
    dates: str
    dose: str
    duration: str
    outcome: str
    marks: tuple[Mark, ...] = ()
    counted: bool | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A likely objection and its answer from this chart."""

    objection: str
    answer: Line
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A headed block. kind tells the template how to set it: lines, crosswalk, treatments, answers."""

    key: str
    heading: str
    lines: tuple[Line, ...] = ()
    crosswalk: tuple[CrosswalkRow, ...] = ()
    treatments: tuple[TreatmentRow, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """What did not fit the page and where it can be read instead."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The one page. header: label/value pairs with marks, in print order. hashes: inputs, policy and rulebook by name.

    omitted: what the fitting left out, in the declared order; empty when everything fits.
    """

    title: str
    header: tuple[tuple[str, Line], ...]
    sections: tuple[Section, ...]
    marks: tuple[Mark, ...]
    exhibits: tuple[tuple[str, str], ...]
    footer: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    omitted: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidePart:
    """A timed part of the call: heading, minutes, and the sentences filled from this case."""

    heading: str
    minutes: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """An open criterion and the passages of the chart to read before the call. None of them counts as evidence; an
    empty list says that nothing in the chart looks like it."""

    criterion: str
    text: str
    passages: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class CallGuide:
    """What to say to get the slot, and through the call.

    request_script: sentences for the scheduling call. form_fields: label/value pairs to copy. blocks: proposed times in
    the practice's zone and, where known, the payer's. lookups: where to look for what is open.
    """

    title: str
    request_script: tuple[Line, ...]
    form_fields: tuple[tuple[str, str], ...]
    blocks: tuple[str, ...]
    parts: tuple[GuidePart, ...]
    answers: tuple[Answer, ...]
    interruptions: tuple[tuple[str, str], ...]
    specialty_sentence: Line
    closing: tuple[Line, ...]
    questions_first: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()

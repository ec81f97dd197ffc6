"""One evaluation under way: the chart, the request, the moments windows count from, and the results so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from peercall.domain.charts import ChartFacts, ProcedureFact
from peercall.domain.dates import DayRange, day
from peercall.domain.policies import CoveragePolicy, Leaf, Window
from peercall.domain.provenance import Attestation
from peercall.domain.results import CriterionResult, Evidence
from peercall.domain.rules import Measure
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import Answer, not_met, open_because, searched_evidence
from peercall.engine.criteria.windows import ALSO_KNOWN_AS, Place, Span, resolve
from peercall.engine.units import UnitConverter

#: where a moment may stand in for another that is not set; the result says so
#: (NCD 20.4, reading: the planned service date, or the request date if none is set)
_STANDS_IN = {"service": "request"}


@dataclass(slots=True)
class Anchor:
    """A moment as days, its hour where known, and a note when another moment stands in for it."""

    days: DayRange
    at: datetime | None = None
    note: str | None = None


@dataclass(slots=True)
class Placement:
    """Where a fact stands to its window, and why it does not count when it does not."""

    place: Place
    why: str | None = None


@dataclass(slots=True)
class Inquiry:
    """Everything a leaf may ask. `answer_node` answers another criterion by id (anchors, look_at); None when unknown."""

    policy: CoveragePolicy
    chart: ChartFacts
    request: Mapping[str, object]
    moments: Mapping[str, date | datetime]
    as_of: date
    units: UnitConverter
    measures: Mapping[str, Measure]
    attestations: Mapping[str, Sequence[Attestation]]
    searched: Sequence[str]
    answer_node: Callable[[str], CriterionResult | None]
    labels: Mapping[str, str] = field(default_factory=dict)
    known_until: date | None = None
    spans: dict[Window, tuple[Span | None, str | None]] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    named_procedures: dict[tuple[object, ...], tuple[ProcedureFact, ...]] = field(default_factory=dict)

    def called(self, key: str) -> str:
        """What a drug class or treatment is called: its label, else its key read aloud."""
        return self.labels.get(key) or words(key)

    def moment(self, name: str) -> Anchor | None:
        """A moment by the name policies use, or the evidence date of a criterion of that id; None when unknown."""
        for known in ALSO_KNOWN_AS.get(name, (name,)):
            if (moment := self.moments.get(known)) is not None:
                return Anchor(day(moment), moment if isinstance(moment, datetime) else None)
        if (result := self.answer_node(name)) is not None:
            dates = [piece.on for piece in result.evidence if piece.role is EvidenceRole.SUPPORTS and piece.on]
            if result.status is CriterionStatus.MET and dates:
                return Anchor(max(dates, key=lambda on: on.last))
            return None
        if (other := _STANDS_IN.get(name)) is not None and (anchor := self.moment(other)) is not None:
            anchor.note = f"no {name} date is set: counted from the {other} date"
            return anchor
        return None

    def period(self, name: str) -> Anchor | None:
        """A period by name: `NAME_start` to `NAME_end` (to the day of evaluation while it lasts), or a moment."""
        start, end = self.moments.get(f"{name}_start"), self.moments.get(f"{name}_end")
        if start is not None:
            first = day(start).first
            return Anchor(DayRange(first, max(first, day(end).first if end is not None else self.as_of)))
        return self.moment(name)

    def span(self, window: Window) -> Span | None:
        """The days of a window; None when its anchor is unknown."""
        if window not in self.spans:
            anchor = self.period(window.anchor) if window.form == "overlaps" else self.moment(window.anchor)
            if anchor is None:
                self.spans[window] = (None, None)
            else:
                self.spans[window] = (resolve(window, anchor.days, at=anchor.at), anchor.note)
        span, note = self.spans[window]
        if note is not None:
            self.notes.add(note)
        return span

    def placement(self, leaf: Leaf, *, on: DayRange | None, at: datetime | None = None) -> Placement:
        """Where a fact stands to the leaf's window (`within`, `not_within`) or, without one, to what was known then."""
        window = leaf.within or leaf.not_within
        if window is None:
            if self.known_until is not None and on is not None and on.first > self.known_until:
                return Placement(Place.OUTSIDE, f"later than {self.known_until.isoformat()}, not known at the time")
            return Placement(Place.INSIDE)
        span = self.span(window)
        if span is None:
            return Placement(Place.UNDATED, f"the {words(window.anchor)} date is not known")
        place = span.place(on, at=at)
        if leaf.not_within is not None and leaf.within is None:
            place = {Place.INSIDE: Place.OUTSIDE, Place.OUTSIDE: Place.INSIDE}.get(place, place)
        if place is Place.INSIDE:
            return Placement(place)
        if place is Place.UNDATED:
            return Placement(place, f"no date; the window is {span}")
        if place is Place.OVERLAPS:
            return Placement(place, f"the date is not exact enough for the window {span}")
        return Placement(place, f"outside the window {span}")

    def nothing_found(self, leaf: Leaf, what: str, evidence: Sequence[Evidence] = ()) -> Answer:
        """What the leaf's absence mode makes of a silent chart; `evidence` is what was considered on the way."""
        mode = leaf.absence.value
        if mode == "not_applicable":
            return Answer(CriterionStatus.NOT_APPLICABLE, evidence=list(evidence))
        if mode == "absent_ok":
            answer = not_met([*evidence, searched_evidence(what, self.searched)])
            answer.presumed = True
            return answer
        return open_because(OpenReason.NOT_DOCUMENTED, evidence)


#: short words of keys as an office writes them
_KNOWN_SHORT = (
    "AHI BMI CDAI CGM CPAP CRP CT DAS28 DLQI DMARD DMARDs DVT ECG ECOG EDSS EEG EKG EMG ESR FEV1 HIV IgE IgG IL IRF JAK LDCT "
    "LVEF MMSE MoCA MRA MRI NCV NRS NSAID NSAIDs NYHA OSA PaO2 PAP PASI PET PSG PTSD RDI SNF SpO2 SVT TB TENS TNF"
)
_SHORT = {one.lower(): one for one in _KNOWN_SHORT.split()}
_TYPED = re.compile(r"\b(hepatitis|type|vitamin|factor|influenza|group) ([a-e])\b", re.IGNORECASE)


def words(key: str) -> str:
    """A key of the policy read aloud: `sleep_test_order` is "sleep test order", `tb_test` is "TB test"."""
    told = " ".join(_SHORT.get(word, word) for word in key.replace("_", " ").replace("-", " ").split(" "))
    return _TYPED.sub(lambda found: f"{found[1]} {found[2].upper()}", told)

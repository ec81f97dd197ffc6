"""Denied claims and lines of a remittance whose fields are taken apart when one of them is first asked for.

A file of 100 MB holds hundreds of thousands of them; who only counts or sorts pays only for what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.values import amount, day, service
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import (
    Adjustment,
    BilledService,
    DenialRow,
    Place,
    Remittance,
    RemittanceTables,
    RemittedClaim,
    RowLevel,
)

_TRIPLET = 3
_TAGS = ("CAS", "NM1", "REF", "DTM", "MOA", "MIA", "LQ")
_ONE_DAY, _FIRST_DAY, _LAST_DAY = "472", frozenset({"150", "232"}), frozenset({"151", "233"})
_RECEIVED = "050"
_OUTPATIENT_REMARKS = slice(2, 7)
_INPATIENT_REMARKS = (4, 19, 20, 21, 22)
_NPI = "XX"
_REFERENCES = frozenset({"G1", "BB", "F8", "6R", "1K", "1S", "LU", "G3"})
_CROSSOVER, _RENDERING, _PATIENT, _INSURED = "TT", "82", "QC", "IL"
_PARTIES = frozenset({_CROSSOVER, _RENDERING, _PATIENT, _INSURED})
_DATES = {"DTM*472": "dates", "DTM*150": "dates", "DTM*232": "dates"}
_LINE_PLACES = {"SVC": "service", **_DATES}
_CLAIM_PLACES = {
    "CLP": "claim",
    "NM1*QC": "patient",
    "NM1*82": "rendering",
    **_DATES,
    **{f"REF*{kind}": kind for kind in sorted(_REFERENCES)},
}
_PADS = [""] * 24
_NOTHING = Decimal(0)


@dataclass(slots=True)
class Layout:
    """What every claim of a transaction shares: who pays whom, the delimiters, what the codes mean."""

    remittance: Remittance
    delimiters: Delimiters
    tables: RemittanceTables
    element: str = field(init=False)
    end: str = field(init=False)
    special_groups: frozenset[str] = field(init=False)
    tags: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.element, self.end = self.delimiters.element, self.delimiters.segment
        self.special_groups = frozenset(self.tables.not_denials_in_group)
        self.tags = {tag: f"{self.end}{tag}{self.element}" for tag in _TAGS}

    def elements(self, segment: str) -> list[str]:
        """The elements of a segment without blanks around them, filled up so that any may be asked for."""
        parts = segment.split(self.element)
        if " " in segment:
            parts = [part.strip() for part in parts]
        return parts + _PADS

    def segments(self, text: str, tag: str) -> list[str]:
        """The segments of that name after the first segment of `text`, each from its first element on."""
        mark = self.tags[tag]
        return [part.partition(self.end)[0] for part in text.split(mark)[1:]] if mark in text else []

    def adjustments(self, segment: str) -> list[Adjustment]:
        """The adjustments of a CAS, given from its group on."""
        parts = segment.split(self.element)
        if " " in segment:
            parts = [part.strip() for part in parts]
        if len(parts) == _TRIPLET and parts[1]:  # one reason without a quantity, by far the usual case
            return [Adjustment(parts[0], parts[1], amount(parts[2]), None)]
        full = [*parts, "", ""]
        return [
            Adjustment(parts[0], full[at], amount(full[at + 1]), full[at + 2] or None)
            for at in range(1, len(parts), _TRIPLET)
            if full[at]
        ]

    def denying(self, adjustments: Sequence[Adjustment], *, takes_back: bool) -> list[Adjustment]:
        """Those that refuse something: an amount of nothing refuses nothing, a negative one takes a refusal back."""
        out = []
        for one in adjustments:
            took = one.amount
            refuses = took is None or (took < _NOTHING if takes_back else took > _NOTHING)
            if refuses and self.tables.is_denial(one.group, one.carc):
                out.append(one)
        return out

    def adjusted(self, text: str, *, takes_back: bool) -> tuple[list[Adjustment], list[Adjustment], int]:
        """All adjustments of a claim or line, those that deny, and how many segments after the first their CAS stands."""
        found: list[Adjustment] = []
        denying: list[Adjustment] = []
        place = passed = 0
        for part in text.split(self.tags["CAS"]):
            if passed:
                here = self.adjustments(part.partition(self.end)[0])
                refused = self.denying(here, takes_back=takes_back)
                if refused and not place:
                    place = passed
                found += here
                denying += refused
            passed += part.count(self.end) + 1
        return found, denying, place

    def places(self, text: str, number: int, fields: Mapping[str, str]) -> dict[str, Place]:
        """Where the values of a claim or line stand, by field. fields: how a segment begins, to the field it holds."""
        out: dict[str, Place] = {}
        for at, segment in enumerate(text.split(self.end)):
            parts = segment.split(self.element, 2)
            name = fields.get(parts[0]) or fields.get("*".join(part.strip() for part in parts[:2]))
            if name is not None and name not in out:
                out[name] = SegmentSource(self.remittance.document, self.remittance.sha256, number + at, segment)
        return out

    def source(self, text: str, place: int, number: int) -> SegmentSource:
        """Where the segment `place` of this text stands, whose first segment has that number in the file."""
        quote = text.split(self.end, place + 1)[place]
        return SegmentSource(self.remittance.document, self.remittance.sha256, number + place, quote)


class DeniedClaim(RemittedClaim):
    """A claim. head: its segments up to the first line; number: of its CLP in the file."""

    __slots__ = ("_head", "_layout")

    def __init__(self, layout: Layout, head: str, number: int) -> None:
        self._layout, self._head = layout, head
        self.remittance = layout.remittance
        self.segment = number

    def __getattr__(self, name: str) -> Any:
        return _filled(self, name, _CLAIM_FIELDS)

    def _read_numbers(self) -> None:
        clp = self._layout.elements(self._head.partition(self._layout.end)[0])
        self.patient_control_number = clp[1]
        self.status = clp[2]
        self.filing = clp[6] or None
        self.payer_control_number = clp[7] or None

    def _read_amounts(self) -> None:
        clp = self._layout.elements(self._head.partition(self._layout.end)[0])
        self.charge = amount(clp[3])
        self.paid = amount(clp[4])
        self.patient_responsibility = amount(clp[5])

    def _read_people(self) -> None:
        named: dict[str, list[str]] = {}
        for segment in self._layout.segments(self._head, "NM1"):
            if segment[:2] in _PARTIES:
                named.setdefault(segment[:2], self._layout.elements(segment))
        references = _references(self._layout, self._head)
        if (crossover := named.get(_CROSSOVER)) is not None:
            references.append((_CROSSOVER, crossover[8] or crossover[2]))
        rendering, person = named.get(_RENDERING, _PADS), named.get(_PATIENT, _PADS)
        self.references = tuple(references)
        self.original_reference = next((value for kind, value in references if kind == "F8"), None)
        self.rendering_npi = (rendering[8] or None) if rendering[7] == _NPI else None
        self.patient_name = " ".join(part for part in (person[3], person[4], person[2]) if part) or None
        self.member_id = person[8] or named.get(_INSURED, _PADS)[8] or None

    def _read_remarks(self) -> None:
        layout, out = self._layout, []
        for segment in layout.segments(self._head, "MOA"):
            out += [code for code in layout.elements(segment)[_OUTPATIENT_REMARKS] if code]
        for segment in layout.segments(self._head, "MIA"):
            parts = layout.elements(segment)
            out += [parts[place] for place in _INPATIENT_REMARKS if parts[place]]
        self.remarks = tuple(out)

    def _read_places(self) -> None:
        self.places = self._layout.places(self._head, self.segment, _CLAIM_PLACES)

    def _read_dates(self) -> None:
        self.first_on, last_on, self.received_on = _dates(self._layout, self._head)
        self.last_on = last_on or self.first_on


class DeniedLine(DenialRow):
    """A denied line. text: its segments from SVC on, without that tag; number: of the SVC in the file."""

    __slots__ = ("_layout", "_number", "_place", "_takes_back", "_text")
    _place: int

    def __init__(self, layout: Layout, claim: RemittedClaim, text: str, number: int, takes_back: bool) -> None:
        self._layout, self._text, self._number, self._takes_back = layout, text, number, takes_back
        self.claim = claim
        self.level = RowLevel.LINE

    def __getattr__(self, name: str) -> Any:
        return _filled(self, name, _LINE_FIELDS)

    def _read_service(self) -> None:
        layout, claim = self._layout, self.claim
        svc = layout.elements(self._text.partition(layout.end)[0])
        made = service(svc[0], layout.delimiters.component)
        first_on, last_on, _ = _dates(layout, self._text)
        self.service = BilledService(
            made.code,
            made.system,
            made.modifiers,
            made.revenue_code or svc[3] or None,
            first_on or claim.first_on,
            last_on or claim.last_on,
            svc[6] or svc[4] or None,
        )

    def _read_amounts(self) -> None:
        svc = self._layout.elements(self._text.partition(self._layout.end)[0])
        self.charge, self.paid = amount(svc[1]), amount(svc[2])
        self.at_stake = _taken(self.adjustments[: self.denying])

    def _read_adjustments(self) -> None:
        found, denying, self._place = self._layout.adjusted(self._text, takes_back=self._takes_back)
        self.adjustments = _denying_first(found, denying)
        self.denying = len(denying)

    def _read_source(self) -> None:
        self.source = self._layout.source(self._text, self._place, self._number)

    def _read_places(self) -> None:
        text = f"SVC{self._layout.element}{self._text}"
        self.places = self._layout.places(text, self._number, _LINE_PLACES)

    def _read_remarks(self) -> None:
        layout = self._layout
        references = _references(layout, self._text)
        remarks: list[str] = []
        for segment in layout.segments(self._text, "LQ"):
            kind, code, *_ = layout.elements(segment)
            if kind == "HE":
                remarks.append(code)
            elif code:
                references.append((kind, code))
        remarks += self.claim.remarks
        self.remarks = tuple(dict.fromkeys(remarks)) if len(remarks) > 1 else tuple(remarks)
        self.references = tuple(references)


_Fields = dict[str, Callable[[Any], None]]
_CLAIM_FIELDS: _Fields = {
    "patient_control_number": DeniedClaim._read_numbers,
    "payer_control_number": DeniedClaim._read_numbers,
    "status": DeniedClaim._read_numbers,
    "filing": DeniedClaim._read_numbers,
    "charge": DeniedClaim._read_amounts,
    "paid": DeniedClaim._read_amounts,
    "patient_responsibility": DeniedClaim._read_amounts,
    "original_reference": DeniedClaim._read_people,
    "references": DeniedClaim._read_people,
    "rendering_npi": DeniedClaim._read_people,
    "patient_name": DeniedClaim._read_people,
    "member_id": DeniedClaim._read_people,
    "remarks": DeniedClaim._read_remarks,
    "first_on": DeniedClaim._read_dates,
    "last_on": DeniedClaim._read_dates,
    "received_on": DeniedClaim._read_dates,
    "places": DeniedClaim._read_places,
}
_LINE_FIELDS: _Fields = {
    "service": DeniedLine._read_service,
    "charge": DeniedLine._read_amounts,
    "paid": DeniedLine._read_amounts,
    "at_stake": DeniedLine._read_amounts,
    "adjustments": DeniedLine._read_adjustments,
    "denying": DeniedLine._read_adjustments,
    "_place": DeniedLine._read_adjustments,
    "source": DeniedLine._read_source,
    "remarks": DeniedLine._read_remarks,
    "references": DeniedLine._read_remarks,
    "places": DeniedLine._read_places,
}


def _filled(thing: object, name: str, fields: _Fields) -> Any:
    """The field, read with those that stand beside it in the file."""
    read = fields.get(name)
    if read is None:
        raise AttributeError(name)
    read(thing)
    return object.__getattribute__(thing, name)


def claim_row(layout: Layout, claim: RemittedClaim, head: str, number: int, takes_back: bool) -> DenialRow:
    """The row of a claim as a whole: its own adjustments refuse it, or else its status alone says denied or taken back."""
    found, denying, place = layout.adjusted(head, takes_back=takes_back)
    if denying:
        stake = _taken(denying)
    else:
        stake = None if claim.charge is None or claim.paid is None else claim.charge - claim.paid
    return DenialRow(
        claim,
        RowLevel.CLAIM,
        BilledService(first_on=claim.first_on, last_on=claim.last_on),
        claim.charge,
        claim.paid,
        _denying_first(found, denying),
        len(denying),
        claim.remarks,
        (),
        stake,
        layout.source(head, place, number),
        claim.places,
    )


def _denying_first(found: Sequence[Adjustment], denying: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    if len(found) == len(denying):
        return tuple(denying)
    return (*denying, *(one for one in found if all(one is not other for other in denying)))


def _taken(denying: Sequence[Adjustment]) -> Decimal | None:
    """What these took together; None when an amount is not known, and of a damaged segment without one."""
    if not denying:
        return None
    total = denying[0].amount
    for one in denying[1:]:
        total = None if total is None or one.amount is None else total + one.amount
    return total


def _dates(layout: Layout, text: str) -> tuple[date | None, date | None, date | None]:
    """First and last day of service, and the day the payer received the claim."""
    first_on = last_on = received_on = None
    for segment in layout.segments(text, "DTM"):
        kind, on = segment[:3], segment[4:12]
        if kind == _ONE_DAY:
            first_on = last_on = day(on)
        elif kind in _FIRST_DAY:
            first_on = day(on)
        elif kind in _LAST_DAY:
            last_on = day(on)
        elif kind == _RECEIVED:
            received_on = day(on)
    return first_on, last_on, received_on


def _references(layout: Layout, text: str) -> list[tuple[str, str]]:
    out = []
    for segment in layout.segments(text, "REF"):
        kind, value, *_ = layout.elements(segment)
        if kind in _REFERENCES and value:
            out.append((kind, value))
    return out

"""One claim of a remittance to its denial rows: the claim as a whole and each denied line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.values import REVENUE, amount, day, element, maybe, service
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import (
    Adjustment,
    BilledService,
    DenialRow,
    Remittance,
    RemittanceTables,
    RemittedClaim,
    RowLevel,
)

_TRIPLET = 3
_ONE_DAY, _FIRST_DAY, _LAST_DAY = ("472",), ("150", "232"), ("151", "233")
_RECEIVED = "050"
_OUTPATIENT_REMARKS = slice(3, 8)
_INPATIENT_REMARKS = (5, 20, 21, 22, 23)
_NPI = "XX"
_REFERENCES = frozenset({"G1", "BB", "F8", "6R", "1K", "1S", "LU", "G3"})
_CROSSOVER = "TT"


class ClaimReader:
    """Claims of one transaction."""

    def __init__(self, remittance: Remittance, *, delimiters: Delimiters, tables: RemittanceTables) -> None:
        self._remittance = remittance
        self._delimiters = delimiters
        self._element = delimiters.element
        self._end = delimiters.segment
        self._line = f"{delimiters.segment}SVC{delimiters.element}"
        self._cas = f"{delimiters.segment}CAS{delimiters.element}"
        self._after = re.compile(f"{re.escape(delimiters.segment)}(?:LX|PLB){re.escape(delimiters.element)}")
        self._tables = tables

    def read(self, raw: bytes, number: int) -> Iterator[DenialRow]:
        """Rows of the claim whose CLP is segment `number` of the file."""
        text = _text(raw)
        cut = self._after.search(text)
        if cut is not None:
            text = text[: cut.start()]
        head, *lines = text.split(self._line)
        segments = head.split(self._end)
        claim, adjustments, first_cas = self._claim(segments, number)
        takes_back = claim.status in self._tables.reversal_status
        rows = 0
        denying = self._denying(adjustments, takes_back)
        if denying:
            rows += 1
            yield self._row(
                claim,
                RowLevel.CLAIM,
                BilledService(first_on=claim.first_on, last_on=claim.last_on),
                claim.charge,
                claim.paid,
                adjustments,
                denying,
                (),
                (),
                first_cas,
            )
        at = number + len(segments)
        for line in lines:
            if self._cas in line:
                row = self._line_row(claim, line, at, takes_back)
                if row is not None:
                    rows += 1
                    yield row
            at += line.count(self._end) + 1
        if not rows and (takes_back or claim.status in self._tables.denied_status):
            stake = None if claim.charge is None or claim.paid is None else claim.charge - claim.paid
            yield DenialRow(
                claim,
                RowLevel.CLAIM,
                BilledService(first_on=claim.first_on, last_on=claim.last_on),
                claim.charge,
                claim.paid,
                tuple(adjustments),
                0,
                claim.remarks,
                (),
                stake,
                self._source(number, segments[0]),
            )

    def _claim(self, segments: Sequence[str], number: int) -> tuple[RemittedClaim, list[Adjustment], SegmentSource]:
        clp = segments[0].split(self._element)
        adjustments: list[Adjustment] = []
        references: list[tuple[str, str]] = []
        remarks: list[str] = []
        first_on = last_on = received_on = None
        rendering = None
        place = self._source(number, segments[0])
        for at, segment in enumerate(segments):
            tag = segment[:3]
            if tag == "CAS":
                if not adjustments:
                    place = self._source(number + at, segment)
                adjustments += self._adjustments(segment)
            elif tag == "DTM":
                parts = segment.split(self._element)
                kind, on = element(parts, 1), day(element(parts, 2))
                if kind in _FIRST_DAY:
                    first_on = on
                elif kind in _LAST_DAY:
                    last_on = on
                elif kind in _ONE_DAY:
                    first_on = last_on = on
                elif kind == _RECEIVED:
                    received_on = on
            elif tag == "REF":
                self._reference(segment, references)
            elif tag == "MOA":
                remarks += [part for part in segment.split(self._element)[_OUTPATIENT_REMARKS] if part]
            elif tag == "MIA":
                parts = segment.split(self._element)
                remarks += [element(parts, place_) for place_ in _INPATIENT_REMARKS if element(parts, place_)]
            elif tag == "NM1":
                parts = segment.split(self._element)
                if parts[1:2] == ["82"] and element(parts, 8) == _NPI:
                    rendering = maybe(parts, 9)
                elif parts[1:2] == [_CROSSOVER]:
                    references.append((_CROSSOVER, element(parts, 9) or element(parts, 3)))
        claim = RemittedClaim(
            self._remittance,
            number,
            element(clp, 1),
            maybe(clp, 7),
            element(clp, 2),
            maybe(clp, 6),
            amount(element(clp, 3)),
            amount(element(clp, 4)),
            amount(element(clp, 5)),
            next((value for kind, value in references if kind == "F8"), None),
            tuple(references),
            tuple(remarks),
            rendering,
            first_on,
            last_on or first_on,
            received_on,
        )
        return claim, adjustments, place

    def _line_row(self, claim: RemittedClaim, line: str, number: int, takes_back: bool) -> DenialRow | None:
        segments = line.split(self._end)
        adjustments: list[Adjustment] = []
        place: SegmentSource | None = None
        for at, segment in enumerate(segments):
            if segment.startswith("CAS"):
                found = self._adjustments(segment)
                if place is None and self._denying(found, takes_back):
                    place = self._source(number + at, segment)
                adjustments += found
        denying = self._denying(adjustments, takes_back)
        if not denying or place is None:
            return None
        remarks: list[str] = []
        references: list[tuple[str, str]] = []
        first_on: date | None = None
        last_on: date | None = None
        for segment in segments[1:]:
            tag = segment[:3]
            if tag == "DTM":
                parts = segment.split(self._element)
                kind, on = element(parts, 1), day(element(parts, 2))
                if kind in _ONE_DAY:
                    first_on = last_on = on
                elif kind in _FIRST_DAY:
                    first_on = on
                elif kind in _LAST_DAY:
                    last_on = on
            elif tag == "REF":
                self._reference(segment, references)
            elif segment.startswith("LQ"):
                parts = segment.split(self._element)
                if element(parts, 1) == "HE":
                    remarks.append(element(parts, 2))
                else:
                    references.append((element(parts, 1), element(parts, 2)))
        svc = segments[0].split(self._element)
        billed = self._billed(svc, first_on or claim.first_on, last_on or claim.last_on)
        return self._row(
            claim,
            RowLevel.LINE,
            billed,
            amount(element(svc, 1)),
            amount(element(svc, 2)),
            adjustments,
            denying,
            remarks,
            references,
            place,
        )

    def _billed(self, svc: Sequence[str], first_on: date | None, last_on: date | None) -> BilledService:
        made = service(svc[0], self._delimiters)
        revenue = made.revenue_code if made.system == REVENUE else maybe(svc, 3)
        return BilledService(
            made.code, made.system, made.modifiers, revenue, first_on, last_on, maybe(svc, 6) or maybe(svc, 4)
        )

    def _row(
        self,
        claim: RemittedClaim,
        level: RowLevel,
        billed: BilledService,
        charge: Decimal | None,
        paid: Decimal | None,
        adjustments: Sequence[Adjustment],
        denying: Sequence[Adjustment],
        remarks: Sequence[str],
        references: Sequence[tuple[str, str]],
        place: SegmentSource,
    ) -> DenialRow:
        stake: Decimal | None = Decimal(0)
        for one in denying:
            stake = None if stake is None or one.amount is None else stake + one.amount
        ordered = (
            (*denying, *(one for one in adjustments if one not in denying)) if len(adjustments) > 1 else tuple(denying)
        )
        return DenialRow(
            claim,
            level,
            billed,
            charge,
            paid,
            ordered,
            len(denying),
            tuple(dict.fromkeys((*remarks, *claim.remarks))) if remarks or claim.remarks else (),
            tuple(references),
            stake,
            place,
        )

    def _adjustments(self, segment: str) -> list[Adjustment]:
        parts = segment.split(self._element)
        group = element(parts, 1)
        return [
            Adjustment(group, element(parts, at), amount(element(parts, at + 1)), maybe(parts, at + 2))
            for at in range(2, len(parts), _TRIPLET)
            if element(parts, at)
        ]

    def _denying(self, adjustments: Sequence[Adjustment], takes_back: bool) -> list[Adjustment]:
        """Those that refuse something: an amount of nothing refuses nothing, a negative one takes a refusal back."""
        return [
            one
            for one in adjustments
            if self._tables.is_denial(one.group, one.carc)
            and (one.amount is None or (one.amount < 0 if takes_back else one.amount > 0))
        ]

    def _reference(self, segment: str, references: list[tuple[str, str]]) -> None:
        parts = segment.split(self._element)
        kind, value = element(parts, 1), element(parts, 2)
        if kind in _REFERENCES and value:
            references.append((kind, value))

    def _source(self, number: int, quote: str) -> SegmentSource:
        return SegmentSource(self._remittance.document, self._remittance.sha256, number, quote)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

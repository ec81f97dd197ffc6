"""One claim of a remittance to its denial rows: the claim as a whole and each denied line.

This is where the time of a remittance goes, so segments are taken apart in line and only those a row needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.values import amount, day, service
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
_ONE_REASON = 4
_NM1_NUMBER = 9
_ONE_DAY, _FIRST_DAY, _LAST_DAY = "472", frozenset({"150", "232"}), frozenset({"151", "233"})
_RECEIVED = "050"
_OUTPATIENT_REMARKS = slice(3, 8)
_INPATIENT_REMARKS = (5, 20, 21, 22, 23)
_NPI = "XX"
_REFERENCES = frozenset({"G1", "BB", "F8", "6R", "1K", "1S", "LU", "G3"})
_CROSSOVER, _RENDERING = "TT", "82"
_PARTIES = frozenset({_CROSSOVER, _RENDERING})
_PADS = [""] * 24
_NOTHING = Decimal(0)


class ClaimReader:
    """Claims of one transaction."""

    def __init__(self, remittance: Remittance, *, delimiters: Delimiters, tables: RemittanceTables) -> None:
        self._remittance = remittance
        self._document, self._sha256 = remittance.document, remittance.sha256
        self._component = delimiters.component
        self._element = sep = delimiters.element
        self._end = end = delimiters.segment
        self._line = f"{end}SVC{sep}"
        self._cas = f"{end}CAS{sep}"
        self._after = (f"{end}LX{sep}", f"{end}PLB{sep}")
        self._blanks = (f" {sep}", f"{sep} ")
        self._padded = False
        self._is_denial, self._harmless = tables.is_denial, tables.not_denials
        self._denied, self._reversal = tables.denied_status, tables.reversal_status

    def read(self, raw: bytes, number: int) -> Iterator[DenialRow]:
        """Rows of the claim whose CLP is segment `number` of the file."""
        text = _text(raw)
        for tag in self._after:
            if tag in text:
                text = text[: text.index(tag)]
        self._padded = " " in text and any(blanks in text for blanks in self._blanks)
        head, *lines = text.split(self._line)
        segments = head.split(self._end)
        clp = self._split(segments[0]) + _PADS
        takes_back = clp[2] in self._reversal
        claim, adjustments, at = self._claim(segments, clp, number)
        rows = 0
        denying = self._denying(adjustments, takes_back) if adjustments else []
        if denying:
            rows += 1
            whole = BilledService(None, None, (), None, claim.first_on, claim.last_on)
            source = SegmentSource(self._document, self._sha256, number + at, segments[at])
            yield _row(claim, RowLevel.CLAIM, whole, claim.charge, claim.paid, adjustments, denying, [], [], source)
        at = number + len(segments)
        for line in lines:
            segments = line.split(self._end)
            if self._cas in line:
                row = self._line_row(claim, segments, at, takes_back)
                if row is not None:
                    rows += 1
                    yield row
            at += len(segments)
        if not rows and (takes_back or claim.status in self._denied):
            stake = None if claim.charge is None or claim.paid is None else claim.charge - claim.paid
            whole = BilledService(None, None, (), None, claim.first_on, claim.last_on)
            source = SegmentSource(self._document, self._sha256, number, head.split(self._end, 1)[0])
            yield DenialRow(
                claim,
                RowLevel.CLAIM,
                whole,
                claim.charge,
                claim.paid,
                tuple(adjustments),
                0,
                claim.remarks,
                (),
                stake,
                source,
            )

    def _split(self, segment: str) -> list[str]:
        parts = segment.split(self._element)
        return [part.strip() for part in parts] if self._padded else parts

    def _claim(
        self, segments: Sequence[str], clp: Sequence[str], number: int
    ) -> tuple[RemittedClaim, list[Adjustment], int]:
        """The claim, its adjustments, and the place of the first of them among the segments."""
        adjustments: list[Adjustment] = []
        references: list[tuple[str, str]] = []
        remarks: list[str] = []
        first_on = last_on = received_on = None
        rendering = None
        place = 0
        for at, segment in enumerate(segments):
            tag = segment[:3]
            if tag == "CAS":
                place = place or at
                adjustments += self._adjustments(segment)
            elif tag == "DTM":
                kind, on = segment[4:7], segment[8:16]
                if kind in _FIRST_DAY:
                    first_on = day(on)
                elif kind in _LAST_DAY:
                    last_on = day(on)
                elif kind == _ONE_DAY:
                    first_on = last_on = day(on)
                elif kind == _RECEIVED:
                    received_on = day(on)
            elif tag == "REF":
                if segment[4:6] in _REFERENCES:
                    self._reference(segment, references)
            elif tag == "MOA":
                remarks += [part for part in self._split(segment)[_OUTPATIENT_REMARKS] if part]
            elif tag == "MIA":
                parts = self._split(segment) + _PADS
                remarks += [parts[place_] for place_ in _INPATIENT_REMARKS if parts[place_]]
            elif tag == "NM1" and segment[4:6] in _PARTIES:
                parts = self._split(segment) + _PADS
                if parts[1] == _RENDERING and parts[8] == _NPI:
                    rendering = parts[_NM1_NUMBER] or None
                elif parts[1] == _CROSSOVER:
                    references.append((_CROSSOVER, parts[9] or parts[3]))
        original = next((value for kind, value in references if kind == "F8"), None) if references else None
        claim = RemittedClaim(
            self._remittance,
            number,
            clp[1],
            clp[7] or None,
            clp[2],
            clp[6] or None,
            amount(clp[3]),
            amount(clp[4]),
            amount(clp[5]),
            original,
            tuple(references),
            tuple(remarks),
            rendering,
            first_on,
            last_on or first_on,
            received_on,
        )
        return claim, adjustments, place

    def _line_row(
        self, claim: RemittedClaim, segments: Sequence[str], number: int, takes_back: bool
    ) -> DenialRow | None:
        adjustments: list[Adjustment] = []
        denying: list[Adjustment] = []
        remarks: list[str] = []
        references: list[tuple[str, str]] = []
        first_on = last_on = None
        place = 0
        for at, segment in enumerate(segments):
            tag = segment[:3]
            if tag == "CAS":
                found = self._adjustments(segment)
                refused = self._denying(found, takes_back)
                if refused:
                    place = place or at
                    denying += refused
                adjustments += found
            elif tag == "DTM":
                kind, on = segment[4:7], segment[8:16]
                if kind == _ONE_DAY:
                    first_on = last_on = day(on)
                elif kind in _FIRST_DAY:
                    first_on = day(on)
                elif kind in _LAST_DAY:
                    last_on = day(on)
            elif tag == "REF":
                if segment[4:6] in _REFERENCES:
                    self._reference(segment, references)
            elif tag[:2] == "LQ":
                kind, code = segment[3:5], segment[6:].strip()
                if kind == "HE":
                    remarks.append(code)
                else:
                    references.append((kind, code))
        if not denying:
            return None
        svc = self._split(segments[0]) + _PADS
        made = service(svc[0], self._component)
        billed = BilledService(
            made.code,
            made.system,
            made.modifiers,
            made.revenue_code or svc[3] or None,
            first_on or claim.first_on,
            last_on or claim.last_on,
            svc[6] or svc[4] or None,
        )
        source = SegmentSource(self._document, self._sha256, number + place, segments[place])
        return _row(
            claim,
            RowLevel.LINE,
            billed,
            amount(svc[1]),
            amount(svc[2]),
            adjustments,
            denying,
            remarks,
            references,
            source,
        )

    def _adjustments(self, segment: str) -> list[Adjustment]:
        parts = self._split(segment)
        if _ONE_REASON <= len(parts) <= _ONE_REASON + 1 and parts[2]:  # one reason, by far the usual case
            return [
                Adjustment(
                    parts[1], parts[2], amount(parts[3]), (parts[4] or None) if len(parts) > _ONE_REASON else None
                )
            ]
        parts += _PADS
        group = parts[1]
        return [
            Adjustment(group, parts[at], amount(parts[at + 1]), parts[at + 2] or None)
            for at in range(2, len(parts) - len(_PADS), _TRIPLET)
            if parts[at]
        ]

    def _denying(self, adjustments: Sequence[Adjustment], takes_back: bool) -> list[Adjustment]:
        """Those that refuse something: an amount of nothing refuses nothing, a negative one takes a refusal back."""
        out = []
        for one in adjustments:
            if one.carc in self._harmless:
                continue
            took = one.amount
            refuses = took is None or (took < _NOTHING if takes_back else took > _NOTHING)
            if refuses and self._is_denial(one.group, one.carc):
                out.append(one)
        return out

    def _reference(self, segment: str, references: list[tuple[str, str]]) -> None:
        parts = self._split(segment)
        if len(parts) > 2 and parts[1] in _REFERENCES and parts[2]:
            references.append((parts[1], parts[2]))


def _row(
    claim: RemittedClaim,
    level: RowLevel,
    billed: BilledService,
    charge: Decimal | None,
    paid: Decimal | None,
    adjustments: Sequence[Adjustment],
    denying: Sequence[Adjustment],
    remarks: Sequence[str],
    references: Sequence[tuple[str, str]],
    source: SegmentSource,
) -> DenialRow:
    stake = denying[0].amount
    for one in denying[1:]:
        stake = None if stake is None or one.amount is None else stake + one.amount
    ordered: tuple[Adjustment, ...] = tuple(denying)
    if len(adjustments) > len(denying):
        ordered += tuple(one for one in adjustments if all(one is not other for other in denying))
    told: tuple[str, ...] = claim.remarks
    if remarks:
        told = tuple(dict.fromkeys((*remarks, *told))) if told or len(remarks) > 1 else (remarks[0],)
    return DenialRow(
        claim,
        level,
        billed,
        charge,
        paid,
        ordered,
        len(denying),
        told,
        tuple(references) if references else (),
        stake,
        source,
    )


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

"""An answer to a request for authorization (278, 5010X217) to its rows: one for each decision or refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from peercall.adapters.x12.envelope import Body, Start
from peercall.adapters.x12.values import REVENUE, amount, day, days, element, maybe, service
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import (
    BilledService,
    Party,
    Place,
    Refusal,
    Remittance,
    RemittanceTables,
    ReviewRow,
    RowLevel,
    X12Problem,
)
from peercall.domain.terms import Urgency

_PATIENT = frozenset({"IL", "QC"})
_PLACES = {
    "HCR": "review_id",
    "DTP": "dates",
    "HI": "diagnoses",
    "UM": "request",
    "TRN": "traces",
    "HSD": "authorized",
    "SV1": "service",
    "SV2": "service",
    "SV3": "service",
    "MSG": "messages",
}
_REQUEST = "13"
_PAYER, _REQUESTER = "X3", frozenset({"1P", "FA"})
_SERVICE_LEVEL = "SS"
_SERVICE_DATES = ("472", "435", "AAH")
_LAST_DATES = ("096",)
_PROFESSIONAL, _INSTITUTIONAL, _DENTAL = "SV1", "SV2", "SV3"
_REFERENCES = frozenset({"NT", "BB", "G1", "9F", "EJ"})


@dataclass(slots=True)
class _Level:
    """One hierarchical level as it is read. parent: the level above it."""

    code: str
    parent: _Level | None
    number: int
    action: str | None = None
    review_id: str | None = None
    reasons: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    place: tuple[int, str] | None = None
    billed: BilledService | None = None
    charge: Decimal | None = None
    category: str | None = None
    urgency: Urgency | None = None
    is_appeal: bool = False
    diagnoses: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    patient_name: str | None = None
    member_id: str | None = None
    authorized: str | None = None
    places: dict[str, Place] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None


class ReviewResponseReader:
    """One 278 transaction: kept until it ends, as levels refer back to those above them."""

    def __init__(self, start: Start, *, document: str, sha256: str, tables: RemittanceTables) -> None:
        self._start, self._tables = start, tables
        self._document, self._sha256 = document, sha256
        self._parts: list[bytes] = []
        self._first: int | None = None

    def feed(self, body: Body) -> Iterator[ReviewRow]:
        """Keeps the part; rows come at the end."""
        if self._first is None:
            self._first = body.first
        self._parts.append(body.text)
        return iter(())

    def close(self) -> Iterator[ReviewRow | X12Problem]:
        """The rows, in the order of the levels."""
        text = _text(b"".join(self._parts))
        separator = self._start.delimiters.element
        levels: dict[str, _Level] = {}
        made: list[_Level] = []
        level: _Level | None = None
        answered_on: date | None = None
        payer = payee = Party()
        header: dict[str, Place] = {}
        for number, segment in enumerate(text.split(self._start.delimiters.segment), start=self._first or 0):
            parts = segment.split(separator)
            tag = parts[0]
            if tag == "BHT":
                header["produced_on"] = self._place(number, segment)
                answered_on = day(element(parts, 4))
                if element(parts, 2) == _REQUEST:
                    yield X12Problem(self._document, number, "this 278 is a request, not an answer: it was passed over")
                    return
            elif tag == "HL":
                level = _Level(element(parts, 3), levels.get(element(parts, 2)), number)
                levels[element(parts, 1)] = level
                made.append(level)
            elif level is not None:
                self._segment(level, parts, number, segment)
                if tag == "NM1" and element(parts, 1) == _PAYER:
                    header["payer"] = self._place(number, segment)
                    payer = Party(maybe(parts, 3), maybe(parts, 9))
                elif tag == "NM1" and element(parts, 1) in _REQUESTER and payee == Party():
                    header["payee"] = self._place(number, segment)
                    payee = Party(maybe(parts, 3), maybe(parts, 9))
        answer = Remittance(
            document=self._document,
            sha256=self._sha256,
            interchange=self._start.interchange,
            group=self._start.group,
            transaction=self._start.transaction,
            version=self._start.version,
            payer=payer,
            payee=payee,
            produced_on=answered_on,
            places=header,
        )
        for level in made:
            if level.place is not None:
                yield self._row(level, answer, answered_on)

    def _segment(self, level: _Level, parts: Sequence[str], number: int, text: str) -> None:
        tag = parts[0]
        if (name := _PLACES.get(tag)) is not None:
            level.places.setdefault(name, self._place(number, text))
        if tag == "HCR":
            if level.action is None:
                level.place = (number, text)
            level.action = maybe(parts, 1)
            level.review_id = maybe(parts, 2)
            level.reasons += self._codes(element(parts, 3))
        elif tag == "AAA":
            level.refusals.append(Refusal(level.code, element(parts, 3), maybe(parts, 4)))
            level.place = level.place or (number, text)
        elif tag == "NM1" and element(parts, 1) in _PATIENT:
            self._person(level, parts)
            level.places["patient"] = self._place(number, text)
        elif tag == "HSD":
            level.authorized = self._quantity(parts)
        elif tag == "UM":
            self._request(level, parts)
        elif tag == "TRN":
            level.traces.append(element(parts, 2))
        elif tag == "REF":
            if element(parts, 1) in _REFERENCES and element(parts, 2):
                level.references.append((element(parts, 1), element(parts, 2)))
                level.places.setdefault(element(parts, 1), self._place(number, text))
        elif tag == "DTP":
            first, last = days(element(parts, 2), element(parts, 3))
            if element(parts, 1) in _SERVICE_DATES:
                level.first_on, level.last_on = first, last
            elif element(parts, 1) in _LAST_DATES:
                level.last_on = last
        elif tag == "HI":
            for composite in parts[1:]:
                codes = composite.split(self._start.delimiters.component)
                if element(codes, 1):
                    level.diagnoses.append(element(codes, 1))
        elif tag == "MSG":
            if element(parts, 1):
                level.messages.append(element(parts, 1))
        elif tag in (_PROFESSIONAL, _INSTITUTIONAL, _DENTAL):
            self._service(level, tag, parts)

    def _place(self, number: int, text: str) -> SegmentSource:
        return SegmentSource(self._document, self._sha256, number, text)

    def _person(self, level: _Level, parts: Sequence[str]) -> None:
        named = [element(parts, at) for at in (4, 5, 3)]
        level.patient_name = " ".join(part for part in named if part) or None
        level.member_id = maybe(parts, 9) or level.member_id

    def _quantity(self, parts: Sequence[str]) -> str | None:
        """The quantity granted (HSD) in words: so many units, how often, for how long; None where no quantity is given."""
        if not element(parts, 2):
            return None

        def word(number: int) -> str:
            return self._tables.quantities.get(element(parts, number), element(parts, number))

        out = f"{element(parts, 2)} {word(1)}".strip()
        if element(parts, 3):
            out += f", every {element(parts, 4) or '1'} {word(3)}"
        if element(parts, 5):
            out += f", for {element(parts, 6)} {word(5)}" if element(parts, 6) else f", for each {word(5)}"
        return out

    def _request(self, level: _Level, parts: Sequence[str]) -> None:
        level.category = maybe(parts, 1)
        level.is_appeal = element(parts, 2) in self._tables.appeal_types
        pace = element(parts, 6)
        if pace:
            level.urgency = Urgency.EXPEDITED if pace in self._tables.urgent_levels else Urgency.STANDARD

    def _service(self, level: _Level, tag: str, parts: Sequence[str]) -> None:
        first = 2 if tag == _INSTITUTIONAL else 1
        made = service(element(parts, first), self._start.delimiters.component)
        revenue = maybe(parts, 1) if tag == _INSTITUTIONAL else None
        units = {_PROFESSIONAL: 4, _INSTITUTIONAL: 5, _DENTAL: 6}[tag]
        level.billed = made._replace(
            system=made.system if made.code else (REVENUE if revenue else None),
            revenue_code=revenue,
            units=maybe(parts, units),
        )
        level.charge = amount(element(parts, first + 1))

    def _codes(self, text: str) -> list[str]:
        for separator in (self._start.delimiters.repetition, self._start.delimiters.component):
            if separator is not None:
                text = text.replace(separator, " ")
        return text.split()

    def _row(self, level: _Level, answer: Remittance, answered_on: date | None) -> ReviewRow:
        """The row of a level; what it does not say itself is taken from the levels above it."""
        chain = _chain(level)
        assert level.place is not None
        billed = level.billed or BilledService()
        first_on = next((one.first_on for one in chain if one.first_on is not None), None)
        last_on = next((one.last_on for one in chain if one.last_on is not None), None)
        return ReviewRow(
            answer,
            RowLevel.SERVICE if level.code == _SERVICE_LEVEL else RowLevel.EVENT,
            level.action,
            level.review_id or next((one.review_id for one in chain if one.review_id), None),
            tuple(level.reasons),
            tuple(level.refusals),
            billed._replace(first_on=first_on, last_on=last_on),
            next((one.category for one in chain if one.category), None),
            next((one.urgency for one in chain if one.urgency), None),
            any(one.is_appeal for one in chain),
            next((tuple(one.diagnoses) for one in chain if one.diagnoses), ()),
            next((tuple(one.traces) for one in chain if one.traces), ()),
            tuple(level.references),
            tuple(message for one in chain for message in one.messages),
            answered_on,
            level.charge,
            SegmentSource(self._document, self._sha256, level.place[0], level.place[1]),
            next((one.patient_name for one in chain if one.patient_name), None),
            next((one.member_id for one in chain if one.member_id), None),
            level.authorized,
            {name: place for one in reversed(chain) for name, place in one.places.items()},
        )


def _chain(level: _Level) -> list[_Level]:
    """The level and those above it; a circle of references ends."""
    out: list[_Level] = []
    one: _Level | None = level
    while one is not None and all(one is not other for other in out):
        out.append(one)
        one = one.parent
    return out


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

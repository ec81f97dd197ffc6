"""A remittance (835, 5010 and 4010) to its denial rows.

Claims that nothing denies are passed over without being taken apart: one search finds the next segment that may deny,
and only the claim around it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from peercall.adapters.x12.claims import ClaimReader
from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.envelope import Body, Start
from peercall.adapters.x12.values import day, element, maybe
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import DenialRow, Party, Place, Remittance, RemittanceTables

_PRODUCED = "405"
_HEADER_PLACES = {"N1*PR": "payer", "N1*PE": "payee", "DTM*405": "produced_on", "BPR": "paid_on"}


class RemittanceReader:
    """One 835 transaction, fed part by part. document, sha256: of the file, for the sources."""

    def __init__(self, start: Start, *, document: str, sha256: str, tables: RemittanceTables) -> None:
        self._delimiters = start.delimiters
        self._start, self._document, self._sha256 = start, document, sha256
        self._tables = tables
        self._suspects = suspects(start.delimiters, tables)
        self._claim = start.delimiters.tag("CLP").decode("latin-1")
        self._reader: ClaimReader | None = None

    def feed(self, body: Body) -> Iterator[DenialRow]:
        """The denial rows of a part that begins with the transaction or with a claim."""
        end, claim = self._delimiters.segment, self._claim
        text = (self._delimiters.end + body.text.removesuffix(self._delimiters.end)).decode("latin-1")
        if self._reader is None:
            stop = text.find(claim)
            head = text if stop < 0 else text[:stop]
            header = read_header(self._start, head, body.first - 1, document=self._document, sha256=self._sha256)
            self._reader = ClaimReader(header, delimiters=self._delimiters, tables=self._tables)
        search, read = self._suspects.search, self._reader.read
        counted, number = 0, body.first - 1
        found = search(text)
        while found is not None:
            begin = text.rfind(claim, 0, found.start() + len(claim))
            stop = text.find(claim, found.end())
            if stop < 0:
                stop = len(text)
            if begin >= 0:
                number += text.count(end, counted, begin)
                counted = begin
                yield from read(text[begin + 1 : stop], number + 1)
            found = search(text, stop)


def read_header(start: Start, text: str, number: int, *, document: str, sha256: str) -> Remittance:
    """Who pays whom, and when. number: of the segment before the first one of `text`, which begins with its end."""
    delimiters = start.delimiters
    parties: dict[str, Party] = {}
    dates: dict[str, date | None] = {}
    places: dict[str, Place] = {}
    trace = paid_on = None
    for at, segment in enumerate(text.split(delimiters.segment), start=number):
        parts = segment.split(delimiters.element)
        name = _HEADER_PLACES.get(f"{parts[0]}*{element(parts, 1)}") or _HEADER_PLACES.get(parts[0])
        if name is not None and name not in places:
            places[name] = SegmentSource(document, sha256, at, segment)
        if parts[0] == "BPR":
            paid_on = day(element(parts, 16))
        elif parts[0] == "TRN":
            trace = maybe(parts, 2)
        elif parts[0] == "DTM":
            dates[element(parts, 1)] = day(element(parts, 2))
        elif parts[0] == "N1":
            parties.setdefault(element(parts, 1), Party(maybe(parts, 2), maybe(parts, 4)))
    return Remittance(
        document=document,
        sha256=sha256,
        interchange=start.interchange,
        group=start.group,
        transaction=start.transaction,
        version=start.version,
        payer=parties.get("PR", Party()),
        payee=parties.get("PE", Party()),
        paid_on=paid_on,
        produced_on=dates.get(_PRODUCED),
        trace=trace,
        places=places,
    )


def suspects(delimiters: Delimiters, tables: RemittanceTables) -> re.Pattern[str]:
    """What may begin a denial: a CAS whose first code is not harmless or that has several, a CLP that says denied or
    takes back."""
    end, sep = re.escape(delimiters.segment), re.escape(delimiters.element)
    one = f"[^{sep}{end}]*"
    harmless = "|".join(re.escape(code) for code in sorted(tables.not_denials))
    several = f"{sep}{one}{sep}{one}{sep}{one}{sep}[^{end}]"
    status = "|".join(re.escape(code) for code in sorted(tables.denied_status | tables.reversal_status))
    adjusted = f"AS{sep}{one}(?:{sep}(?!(?:{harmless})(?:{sep}|{end}))|{several})"
    denied = f"LP{sep}{one}{sep} *(?:{status}) *{sep}"
    return re.compile(f"{end}C(?:{adjusted}|{denied})")

"""A remittance (835) to its claims with what was paid: every claim, not the denied ones alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from peercall.adapters.x12.claims import as_unicode
from peercall.adapters.x12.denied_lines import DeniedClaim, Layout
from peercall.adapters.x12.envelope import Body, Limits, Start, read_envelope
from peercall.adapters.x12.reading import blocks_of
from peercall.adapters.x12.remittance import read_header
from peercall.adapters.x12.values import amount, service
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.payments import ClaimPayment, PaidLine
from peercall.domain.remittances import RemittanceTables

_REMITTANCE, _AUTHORIZATION = "835", "G1"


def read_payments(path: Path, *, name: str, tables: RemittanceTables) -> Iterator[ClaimPayment]:
    """The claims of every remittance in the file, in its order. Raises DocumentUnreadable when it cannot be opened."""
    try:
        digest = hashlib.sha256(usedforsecurity=False)
        layout: Layout | None = None
        start: Start | None = None
        for event in read_envelope(blocks_of(path), limits=Limits()):
            if isinstance(event, Start):
                start, layout = (event if event.kind == _REMITTANCE else None), None
            elif isinstance(event, Body) and start is not None:
                text = (start.delimiters.end + event.text.removesuffix(start.delimiters.end)).decode("latin-1")
                tag = start.delimiters.tag("CLP").decode("latin-1")
                head, *claims = text.split(tag)
                number = event.first + head.count(start.delimiters.segment)
                if layout is None:
                    header = read_header(start, head, event.first - 1, document=name, sha256=digest.hexdigest())
                    layout = Layout(header, start.delimiters, tables)
                for claim in claims:
                    yield _claim(layout, f"CLP{layout.element}{as_unicode(claim)}", number)
                    number += claim.count(layout.end) + 1
    except OSError:
        raise DocumentUnreadable("the file cannot be read", where=name, remedy="Check its name and rights.") from None


def _claim(layout: Layout, text: str, number: int) -> ClaimPayment:
    head, *lines = text.split(f"{layout.end}SVC{layout.element}")
    claim = DeniedClaim(layout, head, number)
    takes_back = claim.status in layout.tables.reversal_status
    whole = [value for kind, value in claim.references if kind == _AUTHORIZATION]
    parts = [segment for line in lines for segment in layout.segments(line, "REF")]
    named = [
        layout.elements(segment)[1] for segment in parts if segment.startswith(f"{_AUTHORIZATION}{layout.element}")
    ]
    refused = bool(layout.adjusted(head, takes_back=takes_back)[1]) or claim.status in layout.tables.denied_status
    return ClaimPayment(
        segment=number,
        claim_number=claim.payer_control_number or "",
        member_id=claim.member_id or "",
        authorizations=tuple(dict.fromkeys(value for value in (*whole, *named) if value)),
        charge=claim.charge,
        paid=claim.paid,
        lines=tuple(_line(layout, line, takes_back=takes_back, refused=refused) for line in lines),
        paid_on=layout.remittance.paid_on or layout.remittance.produced_on,
        takes_back=takes_back,
    )


def _line(layout: Layout, text: str, *, takes_back: bool, refused: bool) -> PaidLine:
    svc = layout.elements(text.partition(layout.end)[0])
    denied = refused or bool(layout.adjusted(text, takes_back=takes_back)[1])
    return PaidLine(service(svc[0], layout.delimiters.component).code, amount(svc[1]), amount(svc[2]), denied)

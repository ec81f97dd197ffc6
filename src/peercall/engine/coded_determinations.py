"""What a remittance or an electronic answer proposes as adverse determinations, in the form of `determination.yaml`.

One for each claim or request and the codes it is refused with: lines refused with the same codes stand together. Every
value names its segment (or resource and element); what the file does not say is not found. Nothing is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from peercall.domain.codes import CodeSystem
from peercall.domain.letters import DATE_ROLES, LIST_FIELDS, SCALAR_FIELDS
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import BilledService, DenialRow, InboxItem, Place, ReviewRow
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Decision, RequestType
from peercall.engine.contract import SCHEMA, WINDOW_FIELDS
from peercall.engine.denial_codes import ReasonCodes
from peercall.engine.inbox import DECISIONS, NOT_CERTIFIED, OPEN, REFUSED, is_ahead

Entry = dict[str, Any]
_NPI_DIGITS = 10
_LEVEL_ONE, _LEVEL_TWO = re.compile(r"\d{4}[0-9A-Z]\Z"), re.compile(r"[A-Z]\d{4}\Z")
_PAID_ON = "the date of the payment: a separate notice may carry another"
_ANSWERED_ON = "the date of the answer: the written notice may carry another"


def coded_determinations(items: Iterable[InboxItem], *, rulebook: Rulebook) -> tuple[Entry, ...]:
    """The contracts of these items in the order of their files; refused requests and open answers give none."""
    out: list[Entry] = []
    codes = ReasonCodes.of(rulebook.reasons)
    for item in sorted(items, key=_place_in_file):
        if item.state != OPEN or item.kind == REFUSED:
            continue
        for rows in _alike(item, adverse=rulebook.remittance.adverse_actions):
            first = rows[0]
            made = _Proposal(first, codes)
            if isinstance(first, DenialRow):
                mended = [rulebook.remittance.claim_level.get(code) for code in first.reason_codes]
                made.warnings += dict.fromkeys(f"no call for this code: {one[1]}" for one in mended if one is not None)
                denied = [row for row in rows if isinstance(row, DenialRow)]
                made.remittance(denied, line=rulebook.remittance.lines.get(first.claim.filing or ""))
            else:
                made.answer([row for row in rows if isinstance(row, ReviewRow)])
            out.append(made.contract())
    return tuple(out)


def _place_in_file(item: InboxItem) -> tuple[str, int]:
    source = item.rows[0].source
    return source.document, source.segment if isinstance(source, SegmentSource) else 0


def _alike(item: InboxItem, *, adverse: frozenset[str]) -> list[list[DenialRow | ReviewRow]]:
    """The rows of an item, those refused in the same way together."""
    out: dict[tuple[object, ...], list[DenialRow | ReviewRow]] = {}
    for row in item.rows:
        if isinstance(row, DenialRow):
            out.setdefault((row.reason_codes, row.remarks), []).append(row)
        elif row.action in adverse:
            out.setdefault((row.action, row.reasons), []).append(row)
    return list(out.values())


class _Proposal:
    """A contract as it is filled. first: the row that stands for the file and its hash."""

    def __init__(self, first: DenialRow | ReviewRow, codes: ReasonCodes) -> None:
        self._first, self._codes = first, codes
        self._fields: dict[str, Any] = {name: _not_found(window=name in WINDOW_FIELDS) for name in SCALAR_FIELDS}
        self._dates: dict[str, Entry] = {role: _not_found() for role in DATE_ROLES}
        self._lists: dict[str, list[Entry]] = {name: [] for name in LIST_FIELDS}
        self._classes: dict[str, None] = {}
        self.warnings: list[str] = []

    def put(self, name: str, value: object, place: Place | None, how: str | None = None) -> None:
        """A field, when the file says it."""
        if value is not None and value != "" and place is not None:
            self._fields[name] = _found(value, place, how)

    def dated(self, role: str, on: date | None, place: Place | None, how: str | None = None) -> None:
        """A date, when the file says it."""
        if on is not None and place is not None:
            self._dates[role] = _found(on.isoformat(), place, how)

    def remittance(self, rows: Sequence[DenialRow], *, line: object) -> None:
        """The fields of a denied claim."""
        first, claim = rows[0], rows[0].claim
        paid, here = claim.remittance, first.source
        self.put("plan_name", paid.payer.name, paid.places.get("payer"))
        self.put("provider_name", paid.payee.name, paid.places.get("payee"))
        payee_npi = paid.payee.identifier or ""
        if claim.rendering_npi:
            self.put("provider_npi", claim.rendering_npi, claim.places.get("rendering"))
        elif len(payee_npi) == _NPI_DIGITS and payee_npi.isdigit():
            self.put("provider_npi", payee_npi, paid.places.get("payee"))
        of = claim.places.get("claim", here)
        self.put("line_of_business", line, of, f"filing indicator {claim.filing}")
        self.put("claim_number", claim.payer_control_number, of)
        self.put("member_name", claim.patient_name, claim.places.get("patient"))
        self.put("member_id", claim.member_id, claim.places.get("patient"))
        for row in rows:
            number = next((value for kind, value in row.references if kind == "G1"), None)
            self.put("authorization_number", number, row.source)
        number = next((value for kind, value in claim.references if kind == "G1"), None)
        self.put("authorization_number", number, claim.places.get("G1"))
        self.put("request_type", RequestType.RETROSPECTIVE.value, of, "a remittance answers a claim for care given")
        in_part = any(row.paid for row in rows)
        self.put("decision", (Decision.PARTIALLY_DENIED if in_part else Decision.DENIED).value, here)
        self.put("quantity_requested", first.service.units, first.places.get("service"))
        on, role = (paid.produced_on, "produced_on") if paid.produced_on else (paid.paid_on, "paid_on")
        self.dated("notification", on, paid.places.get(role), _PAID_ON)
        for row in rows:
            self._serve(row.service, row.places.get("service", of))
            when = row.places.get("dates") or claim.places.get("dates")
            if self._dates["service"]["value"] is None:
                self.dated("service", row.service.first_on, when)
        told = f", remark {', '.join(first.remarks)}" if first.remarks else ""
        for code in first.reason_codes:
            coded = self._codes.of_remittance((code,), first.remarks)
            group = next((one.group for one in first.adjustments if one.carc == code), "")
            said = f"adjustment reason {group} {code}".replace("  ", " ") + told
            self._reason(said, coded.classes, coded.others, here)
        if not first.reason_codes:
            self._reason("claim status denied", (), (), here)

    def answer(self, rows: Sequence[ReviewRow]) -> None:
        """The fields of an answered request."""
        first, answer, here = rows[0], rows[0].answer, rows[0].source
        self.put("plan_name", answer.payer.name, answer.places.get("payer"))
        self.put("provider_name", answer.payee.name, answer.places.get("payee"))
        npi = answer.payee.identifier or ""
        if len(npi) == _NPI_DIGITS and npi.isdigit():
            self.put("provider_npi", npi, answer.places.get("payee"))
        self.put("member_name", first.patient_name, first.places.get("patient"))
        self.put("member_id", first.member_id, first.places.get("patient"))
        self.put("reference_number", first.review_id, first.places.get("review_id", here))
        for kind, value in first.references:
            self.put("authorization_number" if kind in {"BB", "G1"} else "reference_number", value, here)
        if first.review_id:
            self.put("reference_number", first.review_id, first.places.get("review_id", here))
        decision = DECISIONS.get(first.action or "")
        self.put("decision", decision.value if decision else None, here)
        for row in rows:
            if is_ahead(row):
                how = "the care lies on or after the day of the answer"
                self.put("request_type", RequestType.PROSPECTIVE.value, row.places.get("dates", row.source), how)
            self.put("urgency", row.urgency.value if row.urgency else None, row.places.get("request", row.source))
            if row.action == NOT_CERTIFIED:  # nothing is granted: the quantity is what was asked for
                self.put("quantity_requested", row.authorized, row.places.get("authorized", row.source))
            else:
                self.put("quantity_approved", row.authorized, row.places.get("authorized", row.source))
            self.put("quantity_requested", row.service.units, row.places.get("service"))
        self.dated("notification", first.answered_on, answer.places.get("produced_on", here), _ANSWERED_ON)
        for row in rows:
            self._serve(row.service, row.places.get("service", row.source))
            if self._dates["service"]["value"] is None:
                self.dated("service", row.service.first_on, row.places.get("dates"))
        for diagnosis in first.diagnoses:
            where = first.places.get("diagnoses", here)
            self._lists["diagnosis_codes"].append(_item(diagnosis, where, system=CodeSystem.ICD10CM.value))
        for code in first.reasons:
            coded = self._codes.of_decision((code,))
            self._reason(f"decision reason {code}", coded.classes, coded.others, here)
        messages = {message: row.places.get("messages", row.source) for row in rows for message in row.messages}
        for message, place in messages.items():
            self._reason(message, (), (), place)
        if not first.reasons and not messages:
            self._reason(f"review action {first.action}", (), (), here)

    def _serve(self, service: BilledService, place: Place) -> None:
        code, system = code_of(service)
        if system is None:
            self.put("requested_service", f"{code} ({service.system})" if code and service.system else code, place)
        elif code is not None and all(one["value"] != code for one in self._lists["service_codes"]):
            self._lists["service_codes"].append(_item(code, place, system=system))

    def _reason(self, value: str, classes: Sequence[str], others: Sequence[str], place: Place) -> None:
        entry = _item(value, place)
        if classes:
            entry["class"] = classes[0]
        self._lists["stated_reasons"].append(entry)
        self._classes.update(dict.fromkeys((*classes, *others)))

    def contract(self) -> Entry:
        """As plain data."""
        classes = list(self._classes)
        return {
            "schema": SCHEMA,
            "letter": self._first.source.document,
            "sha256": self._first.source.sha256,
            "fields": {**self._fields, "dates": self._dates, **self._lists},
            "reason_class": classes[0] if classes else None,
            "other_reason_classes": classes[1:],
            "unread_pages": [],
            "warnings": self.warnings,
        }


def code_of(service: BilledService) -> tuple[str | None, str | None]:
    """The code of a service and its system in our words; a revenue code where nothing else is billed.

    No system when its form is neither that of CPT nor of HCPCS: it is then shown as words, never as a code.
    """
    code, sent = service.code, (service.system or "").casefold()
    if code is None or sent == "nu":
        return service.revenue_code or code, CodeSystem.REVENUE.value
    if sent in {"n4"} or "ndc" in sent:
        return code, CodeSystem.NDC.value
    if "snomed" in sent or "sct" in sent:
        return code, CodeSystem.SNOMED.value
    if _LEVEL_TWO.match(code):
        return code, CodeSystem.HCPCS.value
    return code, CodeSystem.CPT.value if _LEVEL_ONE.match(code) else None


def _not_found(*, window: bool = False) -> Entry:
    empty: Entry = {"text": None, "value": None, "unit": None, "counted_from": None} if window else {"value": None}
    return {**empty, "page": None, "quote": None, "status": "not_found"}


def _found(value: object, place: Place, how: str | None = None) -> Entry:
    out = {"value": str(value), **where(place)}
    if how:
        out["how"] = how
    return {**out, "status": "found"}


def _item(value: str, place: Place, **extra: object) -> Entry:
    return {"value": value, **where(place), **extra}


def where(place: Place) -> Mapping[str, Any]:
    """A place as the contract writes it: `segment, quote`, or `resource, element, quote`."""
    if isinstance(place, SegmentSource):
        return {"segment": place.segment, "quote": place.quote}
    return {"resource": place.resource, "element": place.element, "quote": place.display}

"""Answers of payers in FHIR to rows: Da Vinci PAS ClaimResponses (2.0.1, 2.2.1) and explanations of benefit (CARIN)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from peercall.adapters.fhir.clinical import Organization
from peercall.adapters.fhir.concepts import exact_day
from peercall.adapters.fhir.decoding import Decoded, decode_file
from peercall.adapters.fhir.elements import Concept, Identifier, Reference, Resource
from peercall.adapters.fhir.payer import (
    Adjudication,
    Claim,
    ClaimResponse,
    ExplanationOfBenefit,
    Extension,
    ItemDetail,
    Money,
    ResponseItem,
)
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.provenance import ResourceSource
from peercall.domain.remittances import (
    Adjustment,
    BilledService,
    DenialRow,
    Party,
    Refusal,
    Remittance,
    RemittanceTables,
    RemittedClaim,
    ReviewRow,
    RowLevel,
    X12Problem,
)

_ACTION, _ACTION_CODE = "extension-reviewAction", "reviewActionCode"
_REASON, _NUMBER, _FOLLOW_UP = "reasonCode", "number", "extension-errorFollowupAction"
_REFERENCES = {"extension-authorizationNumber": "BB", "extension-administrationReferenceNumber": "NT"}
_SERVICE_DATE, _DETAIL, _DETAIL_CODE = "itemRequestedServiceDate", "itemAuthorizedDetail", "productOrServiceCode"
_DENIAL, _NONCOVERED, _SUBMITTED, _PAID = (
    "denialreason",
    "noncovered",
    "submitted",
    frozenset({"paidtoprovider", "benefit"}),
)
_REASON_CODES = ("claim-adjustment-reason", "external/139")
_DAY = 10
_LIMIT = 256 << 20

Row = ReviewRow | DenialRow | X12Problem


def read_answers(path: Path, *, name: str, tables: RemittanceTables, limit: int = _LIMIT) -> Iterator[Row]:
    """Rows of every answer and explanation in a file: bundle, resource or NDJSON. What could not be read is a problem.

    Raises DocumentUnreadable when the file is not FHIR, InputTooLarge beyond `limit` bytes.
    """
    try:
        if path.stat().st_size > limit:
            raise InputTooLarge(f"the file is larger than {limit >> 20} MB", where=name, remedy="Split it.")
        data = path.read_bytes()
    except OSError:
        raise DocumentUnreadable("the file cannot be read", where=name, remedy="Check its name and rights.") from None
    return iter_answers(data, name=name, tables=tables)


def iter_answers(data: bytes, *, name: str, tables: RemittanceTables) -> Iterator[Row]:
    """The same from bytes."""
    decoded = decode_file(data, name=name)
    reader = _Answers(decoded, name, hashlib.sha256(data).hexdigest(), tables)
    for warning in decoded.warnings:
        yield X12Problem(name, None, warning.removeprefix(f"{name}: "))
    found = False
    for resource in decoded.groups.get(ClaimResponse, ()):
        assert isinstance(resource, ClaimResponse)
        found = True
        yield from reader.response(resource)
    for resource in decoded.groups.get(ExplanationOfBenefit, ()):
        assert isinstance(resource, ExplanationOfBenefit)
        found = True
        yield from reader.explanation(resource)
    if not found:
        yield X12Problem(name, None, "the file holds neither an answer to a request nor an explanation of benefit")


class _Answers:
    def __init__(self, decoded: Decoded, name: str, sha256: str, tables: RemittanceTables) -> None:
        self._decoded, self._name, self._sha256, self._tables = decoded, name, sha256, tables

    def response(self, response: ClaimResponse) -> Iterator[Row]:
        """One row for each reviewed item, one for a review of the whole, one for a refused request."""
        answer = self._answer(response, response.insurer, response.requestor)
        requested = self._requested(response.request)
        rows = 0
        for number, item in enumerate(response.item):
            for place, adjudication in enumerate(item.adjudication):
                action = _extension(adjudication.extension, _ACTION)
                if action is not None:
                    rows += 1
                    where = f"item[{number}].adjudication[{place}]"
                    yield self._row(response, answer, action, RowLevel.SERVICE, item, requested, where)
        for place, adjudication in enumerate(response.adjudication):
            action = _extension(adjudication.extension, _ACTION)
            if action is not None:
                rows += 1
                yield self._row(response, answer, action, RowLevel.EVENT, None, requested, f"adjudication[{place}]")
        if response.error:
            rows += 1
            yield self._refused(response, answer)
        if not rows:
            where = f"ClaimResponse/{response.id}"
            yield X12Problem(self._name, None, f"{where} holds no review action, so what was decided is not known")

    def _row(
        self,
        response: ClaimResponse,
        answer: Remittance,
        action: Extension,
        level: RowLevel,
        item: ResponseItem | None,
        requested: dict[int, ItemDetail],
        element: str,
    ) -> ReviewRow:
        codes = [
            code for part in action.extension if _is(part, _ACTION_CODE) for code in _codes(part.valueCodeableConcept)
        ]
        reasons = [
            code for part in action.extension if _is(part, _REASON) for code in _codes(part.valueCodeableConcept)
        ]
        number = next((part.valueString for part in action.extension if _is(part, _NUMBER)), None)
        extensions = item.extension if item is not None else ()
        asked = requested.get(int(item.itemSequence)) if item is not None and item.itemSequence is not None else None
        references = [
            (kind, found.valueString)
            for url, kind in _REFERENCES.items()
            if (found := _extension(extensions, url)) is not None and found.valueString
        ]
        said = f"review action {codes[0]}" if codes else "review action without a code"
        return ReviewRow(
            answer,
            level,
            codes[0] if codes else None,
            number or response.preAuthRef,
            tuple(dict.fromkeys(reasons)),
            (),
            _service_of(extensions, asked),
            None,
            None,
            False,
            (),
            _values(response.identifier),
            tuple(references),
            tuple(text for text in (response.disposition, *(note.text for note in response.processNote)) if text),
            _day(response.created),
            None,
            self._source(response, element, said),
        )

    def _refused(self, response: ClaimResponse, answer: Remittance) -> ReviewRow:
        refusals = tuple(
            Refusal(
                "", next(iter(_codes(error.code)), ""), next(iter(_codes(_concept(error.extension, _FOLLOW_UP))), None)
            )
            for error in response.error
        )
        return ReviewRow(
            answer,
            RowLevel.EVENT,
            None,
            response.preAuthRef,
            (),
            refusals,
            BilledService(),
            None,
            None,
            False,
            (),
            _values(response.identifier),
            (),
            (response.disposition,) if response.disposition else (),
            _day(response.created),
            None,
            self._source(response, "error", f"{len(refusals)} error(s)"),
        )

    def explanation(self, explanation: ExplanationOfBenefit) -> Iterator[Row]:
        """One row for each item with a denial reason, one for the whole where the claim itself has one."""
        remittance = self._answer(explanation, explanation.insurer, explanation.provider)
        period = explanation.billablePeriod
        first_on, last_on = (_day(period.start), _day(period.end)) if period is not None else (None, None)
        claim = RemittedClaim(
            remittance,
            0,
            "",
            next(iter(_values(explanation.identifier)), None),
            explanation.outcome or "",
            None,
            _amount(explanation.adjudication, frozenset({_SUBMITTED})),
            _amount(explanation.adjudication, _PAID),
            None,
            None,
            (),
            (),
            None,
            first_on,
            last_on,
            None,
        )
        whole = BilledService(first_on=first_on, last_on=last_on)
        yield from self._denial(explanation, claim, RowLevel.CLAIM, whole, explanation.adjudication, "adjudication")
        for number, item in enumerate(explanation.item):
            billed = _billed(item)
            yield from self._denial(
                explanation, claim, RowLevel.LINE, billed, item.adjudication, f"item[{number}].adjudication"
            )

    def _denial(
        self,
        explanation: ExplanationOfBenefit,
        claim: RemittedClaim,
        level: RowLevel,
        billed: BilledService,
        adjudications: Sequence[Adjudication],
        element: str,
    ) -> Iterator[DenialRow]:
        denying = [
            Adjustment("", code, _money(one.amount))
            for one in adjudications
            if _denies(one)
            for code in _codes(one.reason)
            if self._tables.is_denial("", code)
        ]
        if not denying:
            return
        amounts = [one.amount for one in denying if one.amount is not None]
        stake = sum(amounts, Decimal(0)) if amounts else _amount(adjudications, frozenset({_NONCOVERED}))
        yield DenialRow(
            claim,
            level,
            billed,
            _amount(adjudications, frozenset({_SUBMITTED})),
            _amount(adjudications, _PAID),
            tuple(denying),
            len(denying),
            (),
            (),
            stake,
            self._source(explanation, element, "denial reason " + ", ".join(one.carc for one in denying)),
        )

    def _answer(
        self, resource: ClaimResponse | ExplanationOfBenefit, payer: Reference | None, payee: Reference | None
    ) -> Remittance:
        return Remittance(
            document=self._name,
            sha256=self._sha256,
            transaction=resource.id or "",
            version=type(resource).__name__,
            payer=Party(self._named(payer)),
            payee=Party(self._named(payee)),
            produced_on=_day(resource.created),
        )

    def _named(self, reference: Reference | None) -> str | None:
        if reference is None:
            return None
        found = self._find(Organization, reference.reference)
        return found.name if isinstance(found, Organization) and found.name else reference.display

    def _find(self, kind: type[Resource], reference: str | None) -> Resource | None:
        if not reference:
            return None
        end = reference.removeprefix("urn:uuid:").rsplit("/", 1)[-1]
        alias = self._decoded.aliases.get(reference)
        if isinstance(alias, kind):
            return alias
        return next((one for one in self._decoded.groups.get(kind, ()) if one.id == end), None)

    def _requested(self, reference: Reference | None) -> dict[int, ItemDetail]:
        """Items of the request, when it came in the same file."""
        claim = self._find(Claim, reference.reference) if reference is not None else None
        if not isinstance(claim, Claim):
            return {}
        return {int(item.sequence): item for item in claim.item if item.sequence is not None}

    def _source(self, resource: Resource, element: str, said: str) -> ResourceSource:
        name = f"{type(resource).__name__}/{resource.id}"
        return ResourceSource(self._name, self._sha256, name, element, said)


def _is(extension: Extension, name: str) -> bool:
    return extension.url is not None and extension.url.endswith(name)


def _extension(extensions: Sequence[Extension], name: str) -> Extension | None:
    return next((one for one in extensions if _is(one, name)), None)


def _concept(extensions: Sequence[Extension], name: str) -> Concept | None:
    found = _extension(extensions, name)
    return found.valueCodeableConcept if found is not None else None


def _codes(concept: Concept | None) -> list[str]:
    return [coding.code for coding in concept.coding if coding.code] if concept is not None else []


def _values(identifiers: Sequence[Identifier]) -> tuple[str, ...]:
    return tuple(one.value for one in identifiers if one.value)


def _day(text: str | None) -> date | None:
    return exact_day(text[:_DAY]) if text else None


def _money(money: Money | None) -> Decimal | None:
    return Decimal(str(money.value)) if money is not None and money.value is not None else None


def _categories(adjudication: Adjudication) -> list[str]:
    return _codes(adjudication.category)


def _denies(adjudication: Adjudication) -> bool:
    """True for CARIN's denial reason, and for a reason of the adjustment reason list wherever it stands."""
    if _DENIAL in _categories(adjudication):
        return True
    coding = adjudication.reason.coding if adjudication.reason is not None else ()
    return any(one.system is not None and any(part in one.system for part in _REASON_CODES) for one in coding)


def _amount(adjudications: Sequence[Adjudication], names: frozenset[str]) -> Decimal | None:
    return next((_money(one.amount) for one in adjudications if names & set(_categories(one))), None)


def _coded(concept: Concept | None) -> tuple[str | None, str | None]:
    coding = concept.coding[0] if concept is not None and concept.coding else None
    return (coding.code, coding.system) if coding is not None else (None, None)


def _billed(item: ItemDetail) -> BilledService:
    code, system = _coded(item.productOrService)
    revenue, _ = _coded(item.revenue)
    period = item.servicedPeriod
    first = item.servicedDate or (period.start if period is not None else None)
    last = item.servicedDate or (period.end if period is not None else None)
    units = item.quantity.value if item.quantity is not None else None
    modifiers = tuple(code for concept in item.modifier for code in _codes(concept))
    return BilledService(
        code, system, modifiers, revenue, _day(first), _day(last), f"{units:g}" if units is not None else None
    )


def _service_of(extensions: Sequence[Extension], asked: ItemDetail | None) -> BilledService:
    """What the answer says of the service, else what the request asked for."""
    made = _billed(asked) if asked is not None else BilledService()
    detail = _extension(extensions, _DETAIL)
    code, system = _coded(_concept(detail.extension, _DETAIL_CODE)) if detail is not None else (None, None)
    if code:
        made = made._replace(code=code, system=system)
    when = _extension(extensions, _SERVICE_DATE)
    if when is not None and when.valuePeriod is not None:
        made = made._replace(first_on=_day(when.valuePeriod.start), last_on=_day(when.valuePeriod.end))
    elif when is not None and when.valueDate:
        made = made._replace(first_on=_day(when.valueDate), last_on=_day(when.valueDate))
    return made

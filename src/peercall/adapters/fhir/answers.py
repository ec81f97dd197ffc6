"""Answers of payers in FHIR to rows: Da Vinci PAS ClaimResponses (2.0.1, 2.2.1) and explanations of benefit (CARIN)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from peercall.adapters.fhir.answer_elements import (
    PayerFile,
    authorized_of,
    codes_of,
    concept_in,
    day_of,
    extension_of,
    extensions_of,
    is_named,
    service_of,
    values_of,
)
from peercall.adapters.fhir.decoding import decode_file
from peercall.adapters.fhir.elements import Reference
from peercall.adapters.fhir.explanations import rows_of_explanation
from peercall.adapters.fhir.payer import (
    AddedItem,
    Adjudication,
    Claim,
    ClaimResponse,
    ExplanationOfBenefit,
    Extension,
    ItemDetail,
    ResponseItem,
)
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.provenance import ResourceSource
from peercall.domain.remittances import (
    BilledService,
    DenialRow,
    Place,
    Refusal,
    Remittance,
    RemittanceTables,
    ReviewRow,
    RowLevel,
    X12Problem,
)

_ACTION, _ACTION_CODE = "extension-reviewAction", "reviewActionCode"
_REASON, _NUMBER, _FOLLOW_UP = "reasonCode", "number", "extension-errorFollowupAction"
_REFERENCES = {"extension-authorizationNumber": "BB", "extension-administrationReferenceNumber": "NT"}
_DIAGNOSIS = "extension-communicatedDiagnosis"
_LIMIT = 256 << 20

Row = ReviewRow | DenialRow | X12Problem
Item = ResponseItem | AddedItem


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
    try:
        decoded = decode_file(data, name=name)
    except DocumentUnreadable as error:
        raise DocumentUnreadable(
            error.message, where=error.where, remedy="Ask the payer for the answer as FHIR JSON, or save it again."
        ) from None
    file = PayerFile(decoded, name, hashlib.sha256(data).hexdigest(), tables)
    answers = _Answers(file)
    for warning in decoded.warnings:
        yield X12Problem(name, None, warning.removeprefix(f"{name}: "))
    found = False
    for response in decoded.groups.get(ClaimResponse, ()):
        assert isinstance(response, ClaimResponse)
        found = True
        yield from answers.rows(response)
    for number, explanation in enumerate(decoded.groups.get(ExplanationOfBenefit, ()), start=1):
        assert isinstance(explanation, ExplanationOfBenefit)
        found = True
        yield from rows_of_explanation(file, explanation, number=number)
    if not found:
        yield X12Problem(name, None, "the file holds neither an answer to a request nor an explanation of benefit")


class _Answers:
    """ClaimResponses of one file."""

    def __init__(self, file: PayerFile) -> None:
        self._file = file

    def rows(self, response: ClaimResponse) -> Iterator[Row]:
        """One row for each reviewed item or part of one, one for a review of the whole, one for a refused request."""
        answer = self._file.heading(response, response.insurer, response.requestor)
        requested = self._requested(response.request)
        told = 0
        for path, item, asked in _items(response):
            for action, element in _actions(item.adjudication, path):
                told += 1
                yield self._row(response, answer, action, item, requested.get(asked or 0), element)
        for action, element in _actions(response.adjudication, ""):
            told += 1
            yield self._row(response, answer, action, None, None, element)
        if response.error:
            told += 1
            yield self._refused(response, answer)
        if not told:
            where = f"ClaimResponse/{response.id}"
            outcome = f" (outcome {response.outcome})" if response.outcome in _OUTCOMES else ""
            yield X12Problem(
                self._file.name, None, f"{where}{outcome} holds no review action, so what was decided is not known"
            )

    def _row(
        self,
        response: ClaimResponse,
        answer: Remittance,
        action: Extension,
        item: Item | None,
        asked: ItemDetail | None,
        element: str,
    ) -> ReviewRow:
        codes = _in(action, _ACTION_CODE)
        extensions = item.extension if item is not None else ()
        number = next((part.valueString for part in action.extension if is_named(part, _NUMBER)), None)
        references = [
            (kind, found.valueString)
            for url, kind in _REFERENCES.items()
            if (found := extension_of(extensions, url)) is not None and found.valueString
        ]
        diagnoses = [
            code for one in extensions_of(extensions, _DIAGNOSIS) for code in codes_of(one.valueCodeableConcept)
        ]
        said = f"review action {codes[0]}" if codes else "review action without a code"
        source = self._file.source(response, element, said)
        service = service_of(item, extensions, asked)
        return ReviewRow(
            answer=answer,
            level=RowLevel.EVENT if item is None else RowLevel.SERVICE,
            action=codes[0] if codes else None,
            review_id=number or response.preAuthRef,
            reasons=tuple(dict.fromkeys(_in(action, _REASON))),
            refusals=(),
            service=service,
            category=None,
            urgency=None,
            is_appeal=False,
            diagnoses=tuple(dict.fromkeys(diagnoses)),
            traces=values_of(response.identifier),
            references=tuple(references),
            messages=_messages(response, item),
            answered_on=day_of(response.created),
            charge=None,
            source=source,
            patient_name=self._file.patient(response.patient),
            authorized=authorized_of(extensions),
            places=self._places(response, service, source),
        )

    def _places(self, response: ClaimResponse, service: BilledService, source: ResourceSource) -> dict[str, Place]:
        """Where the values of a row stand; what an item says stands in its extensions."""
        item = source.element.partition(".adjudication")[0]
        places: dict[str, Place] = {
            "review_id": self._file.source(response, "preAuthRef", response.preAuthRef)
            if response.preAuthRef
            else source,
            "patient": self._file.source(response, "patient", self._file.patient(response.patient) or "patient"),
            "messages": self._file.source(response, "processNote", "note of the payer"),
        }
        if service.code:
            places["service"] = self._file.source(response, item, service.code)
        if service.first_on:
            places["dates"] = self._file.source(response, f"{item}.extension", service.first_on.isoformat())
        return places

    def _refused(self, response: ClaimResponse, answer: Remittance) -> ReviewRow:
        refusals = tuple(
            Refusal(
                "",
                next(iter(codes_of(error.code)), ""),
                next(iter(codes_of(concept_in(error.extension, _FOLLOW_UP))), None),
            )
            for error in response.error
        )
        return ReviewRow(
            answer=answer,
            level=RowLevel.EVENT,
            action=None,
            review_id=response.preAuthRef,
            reasons=(),
            refusals=refusals,
            service=BilledService(),
            category=None,
            urgency=None,
            is_appeal=False,
            diagnoses=(),
            traces=values_of(response.identifier),
            references=(),
            messages=(response.disposition,) if response.disposition else (),
            answered_on=day_of(response.created),
            charge=None,
            source=self._file.source(response, "error", f"{len(refusals)} error(s)"),
        )

    def _requested(self, reference: Reference | None) -> dict[int, ItemDetail]:
        """Items of the request, when it came in the same file."""
        claim = self._file.find(Claim, reference.reference) if reference is not None else None
        if not isinstance(claim, Claim):
            return {}
        return {int(item.sequence): item for item in claim.item if item.sequence is not None}


_OUTCOMES = frozenset({"queued", "complete", "error", "partial"})


def _items(response: ClaimResponse) -> Iterator[tuple[str, Item, int | None]]:
    """Items, their parts and what the payer added, each with its element path and the line of the request it answers."""
    for number, item in enumerate(response.item):
        asked = int(item.itemSequence) if item.itemSequence is not None else None
        yield from _parts(item, f"item[{number}]", asked)
    for number, added in enumerate(response.addItem):
        yield f"addItem[{number}]", added, int(added.itemSequence[0]) if added.itemSequence else None


def _parts(item: ResponseItem, path: str, asked: int | None) -> Iterator[tuple[str, Item, int | None]]:
    yield path, item, asked
    for name, parts in (("detail", item.detail), ("subDetail", item.subDetail)):
        for number, part in enumerate(parts):
            yield from _parts(part, f"{path}.{name}[{number}]", asked)


def _actions(adjudications: Sequence[Adjudication], path: str) -> Iterator[tuple[Extension, str]]:
    """Every review action with its element path; one adjudication may hold several."""
    for place, adjudication in enumerate(adjudications):
        for action in extensions_of(adjudication.extension, _ACTION):
            yield action, f"{path}{'.' if path else ''}adjudication[{place}]"


def _in(action: Extension, name: str) -> list[str]:
    return [code for part in action.extension if is_named(part, name) for code in codes_of(part.valueCodeableConcept)]


def _messages(response: ClaimResponse, item: Item | None) -> tuple[str, ...]:
    """The payer's words: of the notes those an item names, where it names any."""
    named = set(item.noteNumber) if item is not None else set()
    notes = [note.text for note in response.processNote if not named or note.number in named]
    return tuple(text for text in (response.disposition, *notes) if text)

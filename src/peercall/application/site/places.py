"""Where a statement stands: from a mark, a criterion's evidence or a field of the letter to a document and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from peercall.application.site.views import CaseView, DocumentRow

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document. page: from 1, None for data without pages. quote: verbatim. start, end: offsets into the
    page's text where known. resource, element, value: of a coded source."""

    document: UUID
    page: int | None
    quote: str
    start: int | None = None
    end: int | None = None
    resource: str = ""
    element: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """What a mark leads to. ref: for the viewer's address (`mark:A1`); it holds no value of a patient."""

    label: str
    ref: str
    document: UUID | None
    page: int | None
    title: str


def document_at(path: str, documents: Sequence[DocumentRow]) -> DocumentRow | None:
    """The document a path within the case means; an attachment's path leads to the mail that carries it."""
    role, _, rest = path.partition("/")
    best: DocumentRow | None = None
    for row in documents:
        if row.role == role and (rest == row.name or rest.startswith(f"{row.name}/")):
            best = row if best is None or len(row.name) > len(best.name) else best
    return best


def _place(source: Data, documents: Sequence[DocumentRow]) -> Place | None:
    row = document_at(str(source.get("document") or ""), documents)
    if row is None:
        return None
    span = source.get("span")
    start, end = (span[0], span[1]) if isinstance(span, list) and len(span) == 2 else (None, None)
    page = source.get("page")
    return Place(
        document=row.id,
        page=page if isinstance(page, int) else None,
        quote=str(source.get("quote") or ""),
        start=start,
        end=end,
        resource=str(source.get("resource") or ""),
        element=str(source.get("element") or ""),
        value=str(source.get("value") or ""),
    )


def _found(sources: Iterable[Data], documents: Sequence[DocumentRow]) -> tuple[Place, ...]:
    return tuple(place for source in sources if (place := _place(source, documents)) is not None)


def place_at(document: UUID, pages: Sequence[Data], *, ref: str) -> tuple[Place, ...]:
    """The place that `at:PAGE:START:END` names in a document's pages; empty for another reference or a place that is none."""
    kind, *rest = ref.split(":")
    numbers = [_index(one) for one in rest]
    if kind != "at" or len(numbers) != 3 or None in numbers:
        return ()
    number, start, end = (int(one or 0) for one in numbers)
    text = next((str(one["text"]) for one in pages if one["number"] == number), "")
    return (Place(document, number, text[start:end], start, end),) if start < end <= len(text) else ()


def places_of(case: CaseView, *, ref: str, number: int = 1) -> tuple[Place, ...]:
    """Every place a reference means, in its order; empty when it means nothing here.

    ref: `mark:LABEL`, `clock:ID`, `evidence:CRITERION:N`, `considered:CRITERION:N`, `candidate:CRITERION:N` or `field:PATH[:N]`
    (`field:dates.notification`, `field:service_codes:0`, of a conflicting field the candidate); N counts from 0.
    """
    kind, _, rest = ref.partition(":")
    state = case.determination(number)
    analysis: Data = state.analysis or {}
    if kind == "mark":
        return _found(((analysis.get("brief") or {}).get("marks") or {}).get(rest) or (), case.documents)
    if kind == "clock":
        clocks: Data = analysis.get("deadlines") or {}
        rows = (*(clocks.get("deadlines") or ()), *(clocks.get("payer_clocks") or ()))
        return _found((row["source"] for row in rows if row["id"] == rest and row.get("source")), case.documents)
    if kind in _LISTS:
        criterion, _, index = rest.rpartition(":")
        listed = _criterion(analysis, criterion).get(_LISTS[kind]) or ()
        if (at := _index(index)) is None or at >= len(listed):
            return ()
        one = listed[at]
        return _found([one, *(one.get("also_at") or ())], case.documents)
    if kind == "field":
        contract = state.confirmed or state.draft or state.proposal or {}
        path, _, index = rest.partition(":")
        entry = _field(contract, path, _index(index))
        letter = str(entry.get("document") or contract.get("letter") or "")
        return _found([{**entry, "document": letter}], case.documents) if entry.get("quote") else ()
    return ()


_LISTS = {"evidence": "evidence", "considered": "considered_not_counted", "candidate": "candidates"}


def _index(text: str) -> int | None:
    """A place in a list as a reference names it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def has_criterion(case: CaseView, criterion: str) -> bool:
    """A policy that a determination of the case was held to has this criterion."""
    return any(_criterion(one.analysis or {}, criterion) for one in case.determinations)


def _criterion(analysis: Data, criterion: str) -> Data:
    criteria: Data = analysis.get("criteria") or {}
    for row in (*(criteria.get("criteria") or ()), *(criteria.get("non_covered") or ())):
        if row["id"] == criterion:
            return row  # type: ignore[no-any-return]
    return {}


def _field(contract: Data, path: str, index: int | None) -> Data:
    here: Any = contract.get("fields") or {}
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    if isinstance(here, list) and index is not None and index < len(here):
        here = here[index]
    if not isinstance(here, Mapping):
        return {}
    if index is not None and index < len(here.get("candidates") or ()):
        return here["candidates"][index]  # type: ignore[no-any-return]
    # a value a person typed is shown where the letter was read
    return here["read"] if not here.get("quote") and isinstance(here.get("read"), Mapping) else here


def source_link(source: Data, documents: Sequence[DocumentRow], *, ref: str) -> SourceLink:
    """What a source as published leads to; `label` says where it stands, in words."""
    if "attested_by" in source:
        return SourceLink(f"statement of {source['attested_by']}", ref, None, None, "")
    row = document_at(str(source.get("document") or ""), documents)
    if row is None:
        key = str(source.get("key") or "")
        return SourceLink("entered by the practice" if key else str(source.get("document") or ""), ref, None, None, key)
    page = source.get("page") if isinstance(source.get("page"), int) else None
    place = f", page {page}" if page else ""
    return SourceLink(f"{row.name}{place}", ref, row.id, page, str(source.get("resource") or ""))


def mark_links(case: CaseView, *, number: int = 1) -> dict[str, SourceLink]:
    """What each mark of the brief leads to, by label."""
    analysis = case.determination(number).analysis or {}
    marks: Mapping[str, Sequence[Data]] = (analysis.get("brief") or {}).get("marks") or {}
    return {label: _link(label, sources, case.documents) for label, sources in marks.items()}


def _link(label: str, sources: Sequence[Data], documents: Sequence[DocumentRow]) -> SourceLink:
    first: Data = sources[0] if sources else {}
    row = document_at(str(first.get("document") or ""), documents)
    if "attested_by" in first:
        return SourceLink(label, f"mark:{label}", None, None, "attested by a person of the practice")
    if row is None:
        key = str(first.get("key") or "")
        return SourceLink(label, f"mark:{label}", None, None, f"from the case: {key}" if key else "")
    page = first.get("page") if isinstance(first.get("page"), int) else None
    place = f"page {page}" if page else str(first.get("resource") or "")
    return SourceLink(label, f"mark:{label}", row.id, page, f"{row.name}, {place}".rstrip(", "))

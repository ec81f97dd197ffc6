"""The records of a case: what is held, what the plan was sent, what it says it read, and what of our evidence it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.application.site.places import SourceLink, source_link
from peercall.application.site.views import CaseView, DocumentRow

Data = Mapping[str, Any]

SENT_KEYS = ("item", "document_date", "pages", "sent_on", "channel", "confirmation", "note")


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document with what a person should know about it: another patient's page, a page nobody read."""

    row: DocumentRow
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page the case rests on. on: day of the fact. plan: `sent` with how, `not_listed`, or `undated` (cannot be told)."""

    says: str
    on: str
    link: SourceLink
    plan: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class RecordsView:
    """The inventory. warnings: those of no single document. letter_read: what the letter says the plan read."""

    held: tuple[HeldDocument, ...]
    warnings: tuple[str, ...]
    sent: tuple[Data, ...]
    letter_read: tuple[tuple[str, SourceLink], ...]
    cited: tuple[CitedPage, ...]

    @property
    def lacking(self) -> tuple[CitedPage, ...]:
        """Cited pages that are on no list of what was sent."""
        return tuple(one for one in self.cited if one.plan != "sent")


def records_of(case: CaseView, *, number: int = 1) -> RecordsView:
    """The records of one determination of a case."""
    state = case.determination(number)
    analysis: Data = state.analysis or {}
    told = [str(text) for text in analysis.get("warnings") or ()]
    held = tuple(HeldDocument(row, _warnings(row, told)) for row in case.documents)
    placed = {text for row in case.documents for text in told if f"{row.role}/{row.name}" in text}
    contract: Data = state.confirmed or state.proposal or {}
    letter = str(contract.get("letter") or "")
    listed = (contract.get("fields") or {}).get("records_reviewed") or ()
    sent = tuple(row for row in case.facts.get("sent") or () if isinstance(row, Mapping))
    return RecordsView(
        held=held,
        warnings=tuple(text for text in told if text not in placed),
        sent=sent,
        letter_read=tuple(
            (
                str(one.get("value") or one.get("quote") or ""),
                source_link({"document": letter, **one}, case.documents, ref=f"field:records_reviewed:{index}"),
            )
            for index, one in enumerate(listed)
            if isinstance(one, Mapping)
        ),
        cited=tuple(_cited(analysis.get("criteria") or {}, sent=sent, documents=case.documents)),
    )


def _warnings(row: DocumentRow, told: Sequence[str]) -> tuple[str, ...]:
    path = f"{row.role}/{row.name}"
    return (*row.warnings, *(_of_this(text, path=path) for text in told if path in text))


def _of_this(text: str, *, path: str) -> str:
    """The warning under its document, which need not be named again."""
    told = text.removeprefix(f"{path}, ").removeprefix(f"{path}: ")
    return told[:1].upper() + told[1:]


def _cited(criteria: Data, *, sent: Sequence[Data], documents: Sequence[DocumentRow]) -> list[CitedPage]:
    """Evidence of met criteria that count, by document, page or resource; each place once."""
    path = set(criteria.get("path") or ())
    out: dict[tuple[str, str], CitedPage] = {}
    for row in criteria.get("criteria") or ():
        if row["status"] != "met" or row["id"] not in path:
            continue
        for index, one in enumerate(row.get("evidence") or ()):
            document = str(one.get("document") or "")
            place = (document, str(one.get("page") or one.get("resource") or ""))
            if one.get("role") != "supports" or not document.startswith("chart/") or place in out:
                continue
            link = source_link(one, documents, ref=f"evidence:{row['id']}:{index}")
            plan, how = _at_plan(str(one.get("on") or ""), sent=sent)
            out[place] = CitedPage(
                str(one.get("says") or one.get("quote") or ""), str(one.get("on") or ""), link, plan, how
            )
    return list(out.values())


def _at_plan(on: str, *, sent: Sequence[Data]) -> tuple[str, str]:
    """Whether an entry of that day is on the list of what was sent. The list is by day, so a page without one is unknown."""
    if not on:
        return "undated", ""
    for row in sent:
        if on in str(row.get("document_date") or "").split("/"):
            parts = [
                f"sent {row['sent_on']}" if row.get("sent_on") else "sent",
                f"by {row['channel']}" if row.get("channel") else "",
            ]
            confirmed = (
                f"; confirmed {row['confirmation']}" if row.get("confirmation") else "; no confirmation of receipt"
            )
            return "sent", " ".join(part for part in parts if part) + confirmed
    return "not_listed", ""

"""Use case: a letter of one kind for one case, and which kinds apply."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from peercall.application.letter_facts import LetterCase, letter_facts
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import LetterNotApplicable, LetterOpen
from peercall.domain.rulebook import Rulebook
from peercall.engine.correspondence import Offer, offers, write_draft


class LetterPaper(Protocol):
    """How a letter becomes a file."""

    def pdf(self, draft: LetterDraft, *, for_packet: bool = False) -> bytes:
        """As PDF; for_packet: with links from each mark to its place in a packet."""
        ...

    def docx(self, draft: LetterDraft) -> bytes:
        """To edit in a word processor."""
        ...


@dataclass(frozen=True, slots=True)
class LetterOffers:
    """Every kind in the order of the work, and the ids of the laws the case's letters may rest on."""

    offers: tuple[Offer, ...]

    def of(self, kind: LetterKind) -> Offer:
        """One kind."""
        return next(one for one in self.offers if one.template.kind is kind)


def letter_offers(case: LetterCase, *, rulebook: Rulebook) -> LetterOffers:
    """Which letters apply to the case now, which are due, and why the others do not apply."""
    return LetterOffers(tuple(offers(rulebook.correspondence, facts=letter_facts(case, rulebook=rulebook))))


def draft_letter(kind: LetterKind, case: LetterCase, *, rulebook: Rulebook) -> LetterDraft:
    """The letter. Raises LetterNotApplicable with each reason against it."""
    facts = letter_facts(case, rulebook=rulebook)
    offer = next(one for one in offers(rulebook.correspondence, facts=facts) if one.template.kind is kind)
    if not offer.applies:
        raise LetterNotApplicable(
            f"`{kind}` does not apply to this case: {'; '.join(offer.why)}",
            remedy="See `peercall letter --list` for what does.",
        )
    return write_draft(offer.template, facts=facts, rulebook=rulebook)


def letter_files(draft: LetterDraft, *, paper: LetterPaper) -> Mapping[str, bytes]:
    """The files of a letter by name: DOCX, PDF, the PDF for a packet, and its data."""
    name = draft.kind.value
    data = json.dumps(draft.to_data(), indent=1, ensure_ascii=False) + "\n"
    return {
        f"{name}.docx": paper.docx(draft),
        f"{name}.pdf": paper.pdf(draft),
        f"{name}.packet.pdf": paper.pdf(draft, for_packet=True),
        f"{name}.json": data.encode(),
    }


def ready_to_send(draft: LetterDraft) -> None:
    """Raises LetterOpen while anything in the letter stands in brackets."""
    if draft.open:
        raise LetterOpen(
            f"{len(draft.open)} places in brackets are open: {'; '.join(draft.open[:3])}",
            remedy="Fill them in or strike them.",
        )


def offers_data(found: Sequence[Offer]) -> list[dict[str, Any]]:
    """The list as published."""
    return [
        {
            "kind": one.template.kind.value,
            "title": one.template.title,
            "purpose": one.template.purpose,
            "applies": one.applies,
            "due": one.is_due,
            "why_not": list(one.why),
            "tasks": list(one.template.tasks),
        }
        for one in found
    ]

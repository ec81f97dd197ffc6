"""Which letters a case can send now, which are due, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peercall.domain.correspondence import Correspondence, LetterTemplate
from peercall.engine.correspondence.facts import LetterFacts, holds


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of letter for this case. why: each reason against it; empty when it applies. is_due: proposed now."""

    template: LetterTemplate
    why: tuple[str, ...]
    is_due: bool

    @property
    def applies(self) -> bool:
        """Nothing speaks against it."""
        return not self.why


def offers(correspondence: Correspondence, *, facts: LetterFacts) -> Iterator[Offer]:
    """Every kind in the order of the work."""
    for template in correspondence.templates.values():
        yield offer_of(template, facts=facts)


def offer_of(template: LetterTemplate, *, facts: LetterFacts) -> Offer:
    """Whether one kind applies."""
    why = tuple(need.why for need in template.needs if not holds(need, facts))
    return Offer(template, why, not why and any(holds(one, facts) for one in template.proposed))

"""What a stretch of a letter is about, told from its heading."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.engine.letters.patterns import late
from peercall.engine.letters.vocabulary import Vocabulary

#: `III. Grounds`: the numeral says nothing
_NUMERAL = late(r"^(?:I{1,3}|IV|VI{0,3}|IX|X)[.)]\s+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. kind: head, decision, reason, p2p, appeal, fast_appeal, external, keep,
    records, attempts, help, closing, or other."""

    kind: str
    heading: str
    start: int
    end: int


def section_kind(heading: str, *, before: str, vocabulary: Vocabulary) -> str:
    """Kind of the section a heading opens.

    before: kind of the section it ends. A heading that says nothing known opens `other`, save in the head of the letter,
    where names and addresses look like headings.
    """
    heading = _NUMERAL.sub("", heading.strip())
    kind = vocabulary.opening("section_openings", heading) or vocabulary.meaning("sections", heading)
    if kind in (None, "decision", "reason", "other") and vocabulary.call_name(heading):
        return "p2p"
    return kind or (before if before in ("head", "") else "other")

"""What a leaf answers, and facts turned into evidence: role, words, source, and why a fact was not counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from peercall.domain.charts import ChartFact
from peercall.domain.dates import DayRange
from peercall.domain.provenance import CaseSource, Source, SourceSpan
from peercall.domain.results import Evidence
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole, OpenReason, Strength

#: considered facts listed one by one; a longer list is cut after the newest and the rest is counted in words
CONSIDERED_SHOWN = 12

_LOOSE = {EvidenceRole.CONSIDERED, EvidenceRole.OUT_OF_WINDOW}
_NOT_SUPPORT = {
    Assertion.FAMILY: "family history, not the patient",
    Assertion.OTHER_PERSON: "about another person",
    Assertion.PLANNED: "planned, not done",
    Assertion.HYPOTHETICAL: "considered or conditional, not stated as present",
    Assertion.UNCERTAIN: "stated as uncertain",
}


@dataclass(slots=True)
class Answer:
    """Answer of one leaf before it is put into the tree."""

    status: CriterionStatus
    reason: OpenReason | None = None
    evidence: list[Evidence] = field(default_factory=list)
    computed: str | None = None
    presumed: bool = False
    note: str | None = None
    asks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.status is CriterionStatus.NOT_DOCUMENTED and self.reason is None:
            self.reason = OpenReason.NOT_DOCUMENTED


def met(evidence: Iterable[Evidence] = (), **more: str | None) -> Answer:
    """The leaf is shown."""
    return Answer(CriterionStatus.MET, evidence=list(evidence), computed=more.get("computed"), note=more.get("note"))


def not_met(evidence: Iterable[Evidence] = (), **more: str | None) -> Answer:
    """The chart contradicts the leaf."""
    return Answer(
        CriterionStatus.NOT_MET, evidence=list(evidence), computed=more.get("computed"), note=more.get("note")
    )


def open_because(reason: OpenReason, evidence: Iterable[Evidence] = (), **more: str | None) -> Answer:
    """The leaf cannot be answered yet, and why."""
    return Answer(
        CriterionStatus.NOT_DOCUMENTED,
        reason,
        list(evidence),
        computed=more.get("computed"),
        note=more.get("note"),
    )


def uncounted_because(fact: ChartFact, *, historical_counts: bool = False) -> str | None:
    """Why a fact can never support: a caution, another person, planned, uncertain. None when it may count.

    A negated mention is not decided here: it contradicts.
    """
    if fact.caution:
        return fact.caution
    if fact.assertion is Assertion.HISTORICAL and not historical_counts:
        return "history, not stated as present"
    return _NOT_SUPPORT.get(fact.assertion)


def quote_key(source: Source) -> str | None:
    """A quotation as compared between places: lower case, runs of white space equal. None for coded sources."""
    return " ".join(source.quote.lower().split()) if isinstance(source, SourceSpan) else None


def evidence_from(
    fact: ChartFact,
    role: EvidenceRole,
    display: str,
    *,
    why: str | None = None,
    value: str | None = None,
    unit: str | None = None,
    on: DayRange | None = None,
) -> Evidence:
    """The fact as evidence, with every place where it stands."""
    return Evidence(
        role=role,
        display=display if display.isprintable() else " ".join(display.split()),
        source=fact.source,
        strength=fact.strength,
        on=on or fact.on,
        value=value,
        unit=unit,
        why=why,
        fact=fact,
        also_at=fact.also_at,
    )


def merge_places(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same sentence in ten notes is one piece of evidence with ten places.

    Pieces of one role whose quotation is the same are merged; the newest stays, so that its date is the last one.
    """
    out: list[Evidence] = []
    at: dict[tuple[object, ...], int] = {}
    for piece in evidence:
        quote = quote_key(piece.source)
        if quote is None or not quote:
            out.append(piece)
            continue
        key = (piece.role, quote, piece.value, piece.why)
        if key not in at:
            at[key] = len(out)
            out.append(piece)
            continue
        kept = out[at[key]]
        newer = kept.on is None or (piece.on is not None and piece.on.last > kept.on.last)
        first, second = (piece, kept) if newer else (kept, piece)
        places = dict.fromkeys((*first.also_at, second.source, *second.also_at))
        places.pop(first.source, None)
        out[at[key]] = Evidence(
            role=first.role,
            display=first.display,
            source=first.source,
            strength=first.strength,
            on=first.on,
            value=first.value,
            unit=first.unit,
            why=first.why,
            fact=first.fact,
            also_at=tuple(places),
        )
    return out


def shorten_considered(evidence: Sequence[Evidence], *, more: int = 0) -> tuple[list[Evidence], str | None]:
    """Evidence with the oldest considered facts beyond a screenful left out, and a sentence that says how many.

    more: further facts that were not made into evidence at all.
    """
    loose = [piece for piece in evidence if piece.role in _LOOSE]
    if len(loose) <= CONSIDERED_SHOWN:
        return list(evidence), f"{more} further older values were looked at and are not listed" if more else None
    newest = sorted(loose, key=lambda piece: piece.on.last if piece.on else date.min, reverse=True)
    shown = {id(piece) for piece in newest[:CONSIDERED_SHOWN]}
    kept = [piece for piece in evidence if piece.role not in _LOOSE or id(piece) in shown]
    return kept, f"{len(loose) - CONSIDERED_SHOWN + more} further older values were looked at and are not listed"


def searched_evidence(what: str, searched: Sequence[str]) -> Evidence:
    """The search behind "nothing found": the scope that was read."""
    scope = ", ".join(searched) if searched else "the chart as loaded"
    words = f"nothing found about {what} in {scope}"
    return Evidence(
        role=EvidenceRole.SEARCHED,
        display=words,
        source=CaseSource(document="chart", key="searched", display=scope),
        strength=Strength.DERIVED,
    )

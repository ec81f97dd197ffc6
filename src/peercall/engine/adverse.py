"""What stands against us, told first: the chart's contrary statements, and the gaps with what would close them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.charts import DocumentFact, Passage
from peercall.domain.documents import Document
from peercall.domain.phrases import PhraseBook
from peercall.domain.policies import CoveragePolicy, DocumentLeaf
from peercall.domain.provenance import Source, SourceSpan
from peercall.domain.results import CriterionResult, Evidence, PolicyResult
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.crosswalk import CriterionRow, all_evidence, counted
from peercall.engine.passages import following_sentence, sentences_with
from peercall.engine.wording import OPEN_REASONS, clause, facts_text, join, named, sentence

#: contrary quotes told one by one; further ones stand behind the marks
QUOTES_TOLD = 3
#: longest sentence that is added to a quote as its context
CONTEXT_LENGTH = 170
#: quotes told about one gap
GAP_QUOTES = 2
#: words up to this length say nothing of a document by themselves ("not yet")
SHORT_WORD = 4
_CONFLICT_WORDS = ("conflict", "contradict", "copied", "carried", "template", "denied", "differs")


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence and what it rests on. key: criterion id or topic it belongs to."""

    key: str
    text: str
    sources: tuple[Source, ...] = ()


def quoted(evidence: Evidence) -> str:
    """The words of the chart in quotation marks, or the value of a record."""
    if isinstance(evidence.source, SourceSpan):
        return f'"{clause(evidence.source.quote)}"'
    return facts_text([evidence])


def is_contrary(evidence: Evidence) -> bool:
    """True for what contradicts a criterion or was set aside because sources differ."""
    if evidence.role is EvidenceRole.CONTRADICTS:
        return True
    why = (evidence.why or "").lower()
    return evidence.role is EvidenceRole.CONSIDERED and any(word in why for word in _CONFLICT_WORDS)


def sources_of(evidence: Sequence[Evidence]) -> tuple[Source, ...]:
    """Every place of every piece."""
    return tuple(source for e in evidence for source in (e.source, *e.also_at))


def contradictions(result: PolicyResult | None) -> tuple[Point, ...]:
    """What the chart says against a criterion that is met, as it stands, with its last date and number of places.

    Statements of one author against one criterion for one reason are told in one sentence.
    """
    groups: dict[tuple[str, str | None, str | None], list[Evidence]] = {}
    nodes: dict[str, CriterionResult] = {}
    for node, evidence in all_evidence(result):
        if node.status is not CriterionStatus.MET or node.operator in {"not", "none_of"} or not is_contrary(evidence):
            continue
        author = evidence.fact.author if evidence.fact is not None else None
        groups.setdefault((node.id, author, evidence.why), []).append(evidence)
        nodes[node.id] = node
    return tuple(_contradiction(nodes[key], found, author=author) for (key, author, _), found in groups.items())


def _contradiction(node: CriterionResult, found: Sequence[Evidence], *, author: str | None) -> Point:
    sources = sources_of(found)
    places = {(getattr(s, "document", ""), getattr(s, "page", None), getattr(s, "resource", None)) for s in sources}
    dated = sorted((e for e in found if e.on is not None), key=lambda e: (e.on.last if e.on else date.min, e.display))
    last = dated[-1] if dated else found[-1]
    quotes: dict[str, str] = {}
    for evidence in [last, *found]:
        quotes.setdefault(quoted(evidence).lower(), quoted(evidence))
    told = _without_parts(list(quotes.values()))[:QUOTES_TOLD]
    when = f", last {last.on}" if len(places) > 1 and last.on else f", {last.on}" if last.on else ""
    often = f", in {len(places)} places" if len(places) > 1 else ""
    why = f"; {clause(last.why)}" if last.why else ""
    who = f"A note by {author}" if author else "The chart"
    text = sentence(f"{who} says {join(told)}{often}{when}{why}")
    support = [e for e in counted(node) if e.role is EvidenceRole.SUPPORTS][:1]
    if support:
        text += f" Against it stands: {sentence(facts_text(support))}"
    return Point(node.id, text, (*sources, *sources_of(support)))


def _without_parts(quotes: Sequence[str]) -> list[str]:
    """Quotes without those that hold another one inside more words."""
    inner = [quote.strip('"').lower() for quote in quotes]
    return [
        quote
        for number, quote in enumerate(quotes)
        if not any(
            n != number and len(other) < len(inner[number]) and other in inner[number] for n, other in enumerate(inner)
        )
    ]


def gaps(
    rows: Sequence[CriterionRow],
    *,
    result: PolicyResult | None,
    documents: Mapping[str, Document],
    instead: Mapping[str, SourceSpan] | None = None,
) -> tuple[Point, ...]:
    """Each open criterion with why it is open, what the chart has instead (verbatim), and what would close it.

    instead: sentences of the chart that say a wanted document is not there, by criterion. Limits that the request
    exceeds are gaps too.
    """
    open_rows = [row for row in rows if row.status is CriterionStatus.NOT_DOCUMENTED and not row.limb]
    out = [_gap(row, documents=documents, instead=instead or {}) for row in open_rows]
    for limit in result.limits if result is not None else ():
        if limit.status == "exceeds":
            note = f"; {clause(limit.note)}" if limit.note else ""
            text = f"{limit.what}: {limit.requested or 'the request'} is more than {limit.allowed}{note}"
            out.append(Point(f"limit:{limit.what}", sentence(text[0].upper() + text[1:])))
    return tuple(out)


def _gap(row: CriterionRow, *, documents: Mapping[str, Document], instead: Mapping[str, SourceSpan]) -> Point:
    leaves = row.folded or (row.result,)
    reasons = dict.fromkeys(OPEN_REASONS[leaf.reason or OpenReason.NOT_DOCUMENTED] for leaf in leaves)
    told: dict[str, tuple[Source, ...]] = {}
    for evidence in (e for leaf in leaves for e in leaf.evidence if e.role is not EvidenceRole.SEARCHED):
        if len(told) >= GAP_QUOTES:
            continue
        if isinstance(evidence.fact, DocumentFact) and evidence.why:
            # the head of a document says nothing without what the document lacks
            told[f"{quoted(evidence)} ({evidence.why})"] = (evidence.source,)
        else:
            _tell(evidence.source, quoted(evidence), told=told, documents=documents)
    for span in (instead[leaf.id] for leaf in leaves if leaf.id in instead):
        if not told:
            _tell(span, f'"{clause(span.quote)}"', told=told, documents=documents)
    has = f" The chart says: {join(told)}." if told else ""
    wanted = [leaf.asks[0] for leaf in leaves if leaf.asks]
    asks = f" To close: {sentence(wanted[0])}" if wanted and not row.folded else ""
    sources = tuple(source for places in told.values() for source in places)
    return Point(row.result.id, f"{named(row.text)}: {join(reasons)}.{has}{asks}", sources)


def _tell(
    source: Source, words: str, *, told: dict[str, tuple[Source, ...]], documents: Mapping[str, Document]
) -> None:
    """Adds a quote once; the first takes the sentence after it along, which often says what comes next."""
    if any(words.strip('"') in known for known in told):
        return
    if not told and isinstance(source, SourceSpan):
        more = following_sentence(source, documents=documents)
        if more is not None and len(more.quote) <= CONTEXT_LENGTH:
            told[f'"{clause(source.quote)}. {clause(more.quote)}"'] = (source, more)
            return
    told[words] = (source,)


def said_instead(
    policy: CoveragePolicy | None, *, passages: Iterable[Passage], phrases: PhraseBook, open_ids: frozenset[str]
) -> dict[str, SourceSpan]:
    """For open criteria that ask for a document: the latest sentence saying that there is none ("no teaching").

    The words are those by which the phrase files tell that a mention is not the document.
    """
    if policy is None:
        return {}
    words: dict[str, tuple[str, ...]] = {}
    for node in policy.criteria.walk():
        if node.id in open_ids and isinstance(node.leaf, DocumentLeaf):
            words[node.id] = _denying_words(phrases.documents.get(node.leaf.type, {}))
    found: dict[str, tuple[str, SourceSpan]] = {}
    every = list(passages) if any(words.values()) else []
    for criterion, terms in words.items():
        for passage, span in sentences_with(every, terms):
            day = str(passage.note_on) if passage.note_on is not None else ""
            if criterion not in found or day > found[criterion][0]:
                found[criterion] = (day, span)
    return {criterion: span for criterion, (_, span) in found.items()}


def _denying_words(entry: Mapping[str, object]) -> tuple[str, ...]:
    listed = entry.get("never_with")
    terms = [str(term).lower() for term in listed] if isinstance(listed, Sequence) else []
    return tuple(term for term in terms if " " in term and any(len(word) > SHORT_WORD for word in term.split()))

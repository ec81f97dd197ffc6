"""The criteria of a case as a tree to look at: status in words, evidence as quotes that lead to their page, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peercall.application.site.places import SourceLink, source_link
from peercall.application.site.views import AttestationRow, CaseView, DocumentRow
from peercall.domain.terms import OpenReason
from peercall.engine.wording import OPEN_REASONS

Data = Mapping[str, Any]

#: open criteria of these reasons are answered by a person's statement; others only by the chart
PERSONAL = frozenset({OpenReason.JUDGEMENT.value, OpenReason.ATTESTATION.value, OpenReason.EXTERNAL.value})
_DENYING = frozenset({"not", "none_of"})
_RULES = {
    "any": "one of these is enough",
    "at_least": "several of these are needed",
    "not": "this must not be so",
    "none_of": "none of these may be so",
}


#: sections of a note that their short names do not tell
_SECTIONS = {"hpi": "history of present illness", "ros": "review of systems", "pmh": "past medical history"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source. verbatim: they stand so in the document. about: date, section, author. why: why it is not
    counted, or with what care to read it. contrary: it speaks against."""

    text: str
    link: SourceLink
    verbatim: bool = True
    about: str = ""
    why: str = ""
    contrary: bool = False


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion. status: met, not_met, not_documented, not_applicable; not_needed where another way carries; as_asked
    where the policy wants it not to be so. rule: how its parts make it up, in words. personal: a statement answers it."""

    id: str
    text: str
    ref: str
    status: str
    rule: str = ""
    open_because: str = ""
    computed: str = ""
    note: str = ""
    presumed: bool = False
    personal: bool = False
    evidence: tuple[Quote, ...] = ()
    considered: tuple[Quote, ...] = ()
    candidates: tuple[Quote, ...] = ()
    asks: tuple[str, ...] = ()
    statements: tuple[AttestationRow, ...] = ()
    parts: tuple[CriterionView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Something can still be done about it."""
        return self.status in {"not_documented", "not_met"}

    def leaves(self) -> Iterable[CriterionView]:
        """The criteria below that have no parts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """The policy against the chart. open: criteria that keep it from being shown. ways: smallest sets of them whose being
    met would show it, id and text. counts: number of criteria by status."""

    title: str
    number: str
    effective: str
    status: str
    why: str
    overall: str
    policy: str
    tree: tuple[CriterionView, ...]
    non_covered: tuple[CriterionView, ...]
    limits: tuple[Data, ...]
    warnings: tuple[str, ...]
    ways: tuple[tuple[tuple[str, str], ...], ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def open(self) -> tuple[CriterionView, ...]:
        """The open criteria, each once."""
        return tuple(leaf for top in self.tree for leaf in top.leaves() if leaf.is_open)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a node is made from."""

    below: Mapping[str, Sequence[Data]]
    documents: Sequence[DocumentRow]
    statements: Sequence[AttestationRow]


def criteria_of(case: CaseView, *, number: int = 1) -> CriteriaView | None:
    """The criteria of a prepared determination; None where no policy was evaluated."""
    analysis = case.determination(number).analysis or {}
    criteria: Data | None = analysis.get("criteria")
    if not criteria:
        return None
    below: dict[str, list[Data]] = {}
    for row in (*criteria["criteria"], *criteria["non_covered"]):
        below.setdefault(row.get("within") or "", []).append(row)
    source = _Source(below, case.documents, case.attestations)
    excluded = {row["id"] for row in criteria["non_covered"]}
    tops = [row for row in below.get("", ()) if row["id"] not in excluded]
    tree = tuple(part for top in tops for part in (_node(top, source).parts or (_node(top, source),)))
    texts = {row["id"]: str(row["text"]) for row in criteria["criteria"]}
    counts: dict[str, int] = {}
    for top in tree:
        for leaf in top.leaves():
            counts[leaf.status] = counts.get(leaf.status, 0) + 1
    return CriteriaView(
        title=str(criteria.get("policy_title") or ""),
        number=str(criteria.get("policy_number") or ""),
        effective=str(criteria.get("policy_effective") or ""),
        status=str(criteria.get("policy_status") or ""),
        why=str(analysis.get("policy_why") or ""),
        overall=str(criteria.get("overall") or ""),
        policy=str(criteria.get("policy") or ""),
        tree=tree,
        non_covered=tuple(_node(row, source) for row in below.get("", ()) if row["id"] in excluded),
        limits=tuple(criteria.get("limits") or ()),
        warnings=tuple(criteria.get("warnings") or ()),
        ways=tuple(tuple((one, texts.get(one, one)) for one in way) for way in criteria.get("to_approve") or ()),
        counts=counts,
    )


def _node(row: Data, source: _Source, *, above: str = "") -> CriterionView:
    """above: `denied` below a criterion that wants its parts not to be so; `carried` below one that is met without them, or
    does not apply."""
    status = _status(row, above=above)
    shut = "carried" if above == "carried" or row["status"] in {"met", "not_applicable"} else ""
    if row.get("operator") in _DENYING and row["status"] == "met":
        shut = "denied"
    parts: list[CriterionView] = []
    for part in source.below.get(row["id"], ()):
        made = _node(part, source, above=shut)
        # a group without a name of its own repeats the words above it: its parts stand in its place
        parts += made.parts if part.get("anonymous") and made.parts and part["text"] == row["text"] else (made,)
    return CriterionView(
        id=row["id"],
        text=str(row["text"]),
        ref=str(row.get("ref") or ""),
        status=status,
        rule=_RULES.get(str(row.get("operator") or ""), ""),
        open_because=OPEN_REASONS[OpenReason(row["reason"])] if row.get("reason") else "",
        computed=str(row.get("computed") or ""),
        note=str(row.get("note") or ""),
        presumed=bool(row.get("presumed")),
        personal=row.get("reason") in PERSONAL,
        # words on a page can be read out; what is only coded follows
        evidence=tuple(
            sorted(_quotes(row, "evidence", kind="evidence", source=source), key=lambda one: not one.verbatim)
        ),
        considered=_quotes(row, "considered_not_counted", kind="considered", source=source),
        candidates=_quotes(row, "candidates", kind="candidate", source=source),
        asks=tuple(row.get("asks") or ()),
        statements=tuple(one for one in source.statements if one.criterion == row["id"]),
        parts=tuple(parts),
    )


def _status(row: Data, *, above: str) -> str:
    status = str(row["status"])
    if not above or status in {"met", "not_applicable"}:
        return status
    return "as_asked" if above == "denied" and status == "not_met" else "not_needed"


def _quotes(row: Data, key: str, *, kind: str, source: _Source) -> tuple[Quote, ...]:
    out = []
    for index, one in enumerate(row.get(key) or ()):
        link = source_link(one, source.documents, ref=f"{kind}:{row['id']}:{index}")
        quote = str(one.get("quote") or "")
        section = str(one.get("section") or "")
        told = (one.get("on"), _SECTIONS.get(section) or section.replace("_", " "), one.get("author"))
        about = [str(part) for part in told if part]
        assertion = str(one.get("assertion") or "")
        cares = [
            one.get("why"),
            one.get("caution"),
            f"said as {assertion}" if assertion not in {"", "present"} else None,
        ]
        out.append(
            Quote(
                text=quote or str(one.get("says") or one.get("value") or one.get("statement") or ""),
                link=link,
                verbatim=bool(quote),
                about=", ".join(about),
                why="; ".join(str(care) for care in cares if care),
                contrary=one.get("role") == "contradicts",
            )
        )
    return tuple(out)


def question_for_colleague(criterion: CriterionView, *, service: str) -> str:
    """A sentence to send to the colleague who can answer; it names no patient."""
    ask = " ".join(criterion.asks) or f"Where is it documented: {criterion.text}?"
    return f"For a peer-to-peer call about {service or 'a denied service'} we need: {ask} Please tell me date and author, or add it to the chart."

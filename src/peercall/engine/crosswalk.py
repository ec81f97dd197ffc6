"""The policy's criteria against the chart, as few rows as tell the truth.

Composite nodes are folded into their parts, parts that do not apply are left out, and a limb that is not met or not
shown is said so in one row when another limb of the same choice carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from peercall.domain.determinations import StatedReason
from peercall.domain.results import CriterionResult, Evidence, PolicyResult
from peercall.domain.terms import CriterionStatus, EvidenceRole

MET, NOT_MET = CriterionStatus.MET, CriterionStatus.NOT_MET
OPEN, NOT_APPLICABLE = CriterionStatus.NOT_DOCUMENTED, CriterionStatus.NOT_APPLICABLE

_WORD = re.compile(r"[a-z][a-z-]{3,}")
_COMMON = frozenset(
    [
        "with",
        "that",
        "this",
        "from",
        "have",
        "been",
        "were",
        "shows",
        "show",
        "shown",
        "does",
        "documented",
        "document",
        "documentation",
        "records",
        "record",
        "criteria",
        "criterion",
        "policy",
        "request",
        "requested",
        "service",
        "services",
        "medical",
        "medically",
        "necessary",
        "necessity",
        "coverage",
        "covered",
        "patient",
        "plan",
        "information",
        "provided",
        "submitted",
        "supports",
        "support",
        "clinical",
        "least",
        "more",
        "than",
        "into",
        "your",
        "their",
        "there",
        "when",
        "which",
        "would",
        "could",
        "should",
        "because",
        "after",
        "before",
        "under",
        "only",
        "other",
        "another",
        "listed",
        "required",
        "requires",
    ]
)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One printed criterion. limb: it is not needed because another limb of the same choice carries.

    for_reason: its words answer the reason the plan gave. facts: evidence to print, best first; against: what
    contradicts it or was set aside. folded: the parts of a limb that one row tells together.
    """

    result: CriterionResult
    status: CriterionStatus
    text: str
    facts: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    for_reason: bool
    limb: bool = False
    carried_by: str | None = None
    exclusion: bool = False
    folded: tuple[CriterionResult, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """True when it stands in the way: open or not met, and not a limb that another one carries."""
        return self.status in {OPEN, NOT_MET} and not self.limb


def _roots(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.lower()) if word not in _COMMON)


def answers_reason(text: str, *, reasons: Sequence[StatedReason]) -> bool:
    """True when a criterion's words and the plan's stated reason speak of the same thing: two words in common, or
    a third of the criterion's own words."""
    own = _roots(text)
    return any(
        len(shared := own & _roots(reason.quote)) >= 2 or (own and 3 * len(shared) >= len(own)) for reason in reasons
    )


def counted(result: CriterionResult) -> tuple[Evidence, ...]:
    """Evidence that decides the criterion, its own and its parts', what supports first."""
    wanted = EvidenceRole.SUPPORTS if result.status is MET else EvidenceRole.CONTRADICTS
    if result.operator in {"not", "none_of"}:
        found = [
            e
            for node in result.walk()
            for e in node.evidence
            if e.role in {EvidenceRole.SUPPORTS, EvidenceRole.CONTRADICTS}
        ]
    else:
        found = [e for e in result.evidence if e.role is wanted]
    if result.status is OPEN:
        found = [e for e in result.evidence if e.role is not EvidenceRole.SEARCHED]
    return _once(found)


def _once(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without repeats; what says the same words from the same place is one."""
    return tuple({(e.display, e.source): e for e in found}.values())


def _against(result: CriterionResult) -> tuple[Evidence, ...]:
    if result.status is OPEN:
        return ()
    roles = {EvidenceRole.CONSIDERED, EvidenceRole.OUT_OF_WINDOW}
    if result.status is MET and result.operator not in {"not", "none_of"}:
        roles.add(EvidenceRole.CONTRADICTS)
    return tuple(e for e in result.evidence if e.role in roles)


def _leaves(result: CriterionResult) -> list[CriterionResult]:
    if not result.children or result.operator in {"not", "none_of"}:
        return [result]
    return [leaf for child in _parts(result) for leaf in _leaves(child)]


def _parts(result: CriterionResult) -> tuple[CriterionResult, ...]:
    """The parts that say something: of a conditional the branch that gave its answer, never the condition itself."""
    if result.operator != "if":
        return result.children
    return tuple(branch for branch in result.children[1:] if branch.status is result.status)[:1]


def _title(result: CriterionResult) -> str:
    return result.text if result.text or not result.children else "; ".join(c.text for c in result.children if c.text)


class _Folder:
    def __init__(self, reasons: Sequence[StatedReason]) -> None:
        self._reasons = reasons
        self.rows: list[CriterionRow] = []

    def _row(self, result: CriterionResult, *, above: tuple[str, ...], carried_by: str | None = None) -> None:
        texts = (_title(result), *above[-1:])
        self.rows.append(
            CriterionRow(
                result=result,
                status=result.status,
                text=_title(result) or result.id,
                facts=counted(result),
                against=_against(result),
                for_reason=any(answers_reason(text, reasons=self._reasons) for text in texts),
                limb=carried_by is not None,
                carried_by=carried_by,
            )
        )

    def _limb(self, result: CriterionResult, *, above: tuple[str, ...], carried_by: str) -> None:
        leaves = [leaf for leaf in _leaves(result) if leaf.status is not NOT_APPLICABLE]
        if len(leaves) <= 1:
            self._row(leaves[0] if leaves and not result.text else result, above=above, carried_by=carried_by)
            return
        not_met = [leaf for leaf in leaves if leaf.status is NOT_MET]
        facts = _once(e for leaf in not_met for e in counted(leaf)[:1])
        self.rows.append(
            CriterionRow(
                result=result,
                status=result.status,
                text=_title(result),
                facts=facts,
                against=(),
                for_reason=False,
                limb=True,
                carried_by=carried_by,
                folded=tuple(leaf for leaf in leaves if leaf.status is not MET),
            )
        )

    def add(self, result: CriterionResult, *, above: tuple[str, ...] = ()) -> None:
        """Rows of a node, in file order."""
        if result.status is NOT_APPLICABLE:
            return
        parts = [part for part in _parts(result) if part.status is not NOT_APPLICABLE]
        if not parts or result.operator in {"not", "none_of"}:
            self._row(result, above=above)
            return
        here = above if result.anonymous or not result.text else (*above, result.text)
        if result.operator in {"any", "at_least"} and result.status is MET:
            carrying = [part for part in parts if part.status is MET]
            for part in carrying:
                self.add(part, above=here)
            by = carrying[0].text or carrying[0].id
            for part in parts:
                if part.status is not MET:
                    self._limb(part, above=here, carried_by=by)
            return
        for part in parts:
            self.add(part, above=here)


def criterion_rows(result: PolicyResult, *, reasons: Sequence[StatedReason]) -> tuple[CriterionRow, ...]:
    """Rows in print order: what is open or not met, what answers the plan's reason, the rest, limbs not needed.

    An exclusion of the policy is a row only when the chart shows it or it is a judgement still open.
    """
    folder = _Folder(reasons)
    folder.add(result.root)
    rows = list(folder.rows)
    for node in result.non_covered:
        if node.status in {MET, OPEN}:
            rows.append(
                CriterionRow(
                    result=node,
                    status=NOT_MET if node.status is MET else OPEN,
                    text=f"Exclusion: {node.text}",
                    facts=counted(node),
                    against=_against(node),
                    for_reason=answers_reason(node.text, reasons=reasons),
                    exclusion=True,
                )
            )
    return tuple(sorted(_told_once(rows), key=_print_order))


def _told_once(rows: Sequence[CriterionRow]) -> list[CriterionRow]:
    seen: dict[str, CriterionRow] = {}
    for row in rows:
        seen.setdefault(row.result.id, row)
    return list(seen.values())


def _print_order(row: CriterionRow) -> int:
    if row.is_open:
        return 0 if row.for_reason else 1
    if row.limb:
        return 3 if row.for_reason and row.status is NOT_MET else 5
    return 2 if row.for_reason else 4


def all_evidence(result: PolicyResult | None) -> list[tuple[CriterionResult, Evidence]]:
    """Every piece of evidence with its criterion, in file order."""
    if result is None:
        return []
    nodes = [*result.root.walk(), *(node for top in result.non_covered for node in top.walk())]
    return [(node, evidence) for node in nodes for evidence in node.evidence]

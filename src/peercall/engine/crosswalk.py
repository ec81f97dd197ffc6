"""The policy's criteria against the chart, as few rows as tell the truth.

Composite nodes are folded into their parts, parts that do not apply are left out, and a limb that is not met or not
shown is said so in one row when another limb of the same choice carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from peercall.domain.charts import ConditionFact, ExposureFact, FindingFact, MeasureFact
from peercall.domain.determinations import StatedReason
from peercall.domain.results import CriterionResult, Evidence, PolicyResult
from peercall.domain.terms import CriterionStatus, EvidenceRole
from peercall.engine.reason_words import asks_for_an_answer, reason_scores, shared_words

MET, NOT_MET = CriterionStatus.MET, CriterionStatus.NOT_MET
OPEN, NOT_APPLICABLE = CriterionStatus.NOT_DOCUMENTED, CriterionStatus.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One printed criterion. limb: it is not needed because another limb of the same choice carries.

    score: how much its words share with the reason the plan gave, 0 when it answers none. facts: evidence to print, best first; against: what
    contradicts it or was set aside. folded: the parts of a limb that one row tells together. on_path: it is one of the
    criteria by which the policy is shown; another way may be shown as well. answers: which of the plan's stated reasons
    its words answer, counted from 1.
    """

    result: CriterionResult
    status: CriterionStatus
    text: str
    facts: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    score: int
    limb: bool = False
    carried_by: str | None = None
    exclusion: bool = False
    folded: tuple[CriterionResult, ...] = field(default=())
    on_path: bool = True
    answers: tuple[int, ...] = ()

    @property
    def for_reason(self) -> bool:
        """True when its words answer the reason the plan gave."""
        return self.score > 0

    @property
    def is_open(self) -> bool:
        """True when it stands in the way: open or not met, and not a limb that another one carries."""
        return self.status in {OPEN, NOT_MET} and not self.limb


def _best(scores: Sequence[tuple[int, int]]) -> int:
    return max((score for _, score in scores), default=0)


def _numbers(scores: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(number for number, _ in scores)


def counted(result: CriterionResult, *, reasons: Sequence[StatedReason] = ()) -> tuple[Evidence, ...]:
    """Evidence that decides the criterion, its own and its parts': what speaks of the plan's reason first, then what
    convinces most."""
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
    asked = " ".join(reason.quote for reason in reasons if asks_for_an_answer(reason.quote))
    return _once(sorted(found, key=lambda e: (-shared_words(e.display, asked), _telling(e))))


def _telling(evidence: Evidence) -> int:
    """What convinces comes first: a measured value, then a finding in words, a bare diagnosis last."""
    match evidence.fact:
        case MeasureFact():
            return 0
        case FindingFact():
            return 1
        case ConditionFact():
            return 3
        case _:
            return 2


def _once(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without repeats; what says the same words from the same place is one."""
    return tuple({(e.display, e.source): e for e in found}.values())


def tells_trial(row: CriterionRow) -> bool:
    """True when the criterion is a treatment trial whose reckoning says all that its facts do."""
    return bool(row.result.computed) and any(isinstance(e.fact, ExposureFact) for e in row.facts)


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
    def __init__(self, root: CriterionResult, *, reasons: Sequence[StatedReason], path: Sequence[str]) -> None:
        self._root = root
        self._path = frozenset(path)
        self._reasons = reasons
        self.rows: list[CriterionRow] = []

    def _row(self, result: CriterionResult, *, above: tuple[str, ...], carried_by: str | None = None) -> None:
        scores = reason_scores(f"{_title(result)} {result.id}", groups=above[-2:], reasons=self._reasons)
        self.rows.append(
            CriterionRow(
                result=result,
                status=result.status,
                text=_title(result) or result.id,
                facts=counted(result, reasons=self._reasons),
                against=_against(result),
                score=_best(scores),
                answers=_numbers(scores),
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
                score=0,
                limb=True,
                carried_by=carried_by,
                folded=tuple(leaf for leaf in leaves if leaf.status is not MET),
            )
        )

    def _is_root(self, result: CriterionResult) -> bool:
        return result is self._root

    def _other_way(self, result: CriterionResult) -> None:
        """One row for a further limb that would carry as well."""
        facts = _once(e for leaf in _leaves(result) if leaf.status is MET for e in counted(leaf)[:1])
        self.rows.append(CriterionRow(result=result, status=MET, text=_title(result), facts=facts, against=(), score=0))

    def _choice(self, result: CriterionResult, parts: Sequence[CriterionResult], *, above: tuple[str, ...]) -> None:
        """One row for a choice none of whose limbs is met: any one of them would do."""
        leaves = [leaf for part in parts for leaf in _leaves(part) if leaf.status is not NOT_APPLICABLE]
        facts = _once(e for leaf in leaves for e in counted(leaf)[:1])
        texts = " ".join(leaf.text for leaf in leaves)
        scores = reason_scores(f"{_title(result)} {texts}", groups=above[-2:], reasons=self._reasons)
        self.rows.append(
            CriterionRow(
                result=result,
                status=result.status,
                text=_title(result),
                facts=facts,
                against=(),
                score=_best(scores),
                answers=_numbers(scores),
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
        here = above if result.anonymous or not result.text or self._is_root(result) else (*above, result.text)
        if result.operator in {"any", "at_least"} and result.status is MET:
            carrying = [part for part in parts if part.status is MET]
            for part in carrying:
                if (
                    part.children
                    and part.text
                    and part.id not in self._path
                    and any(p.id in self._path for p in carrying)
                ):
                    self._other_way(part)
                else:
                    self.add(part, above=here)
            by = carrying[0].text or carrying[0].id
            for part in parts:
                if part.status is not MET:
                    self._limb(part, above=here, carried_by=by)
            return
        if result.operator == "any" and len(parts) > 1 and result.text and not any(p.status is MET for p in parts):
            self._choice(result, parts, above=above)
            return
        for part in parts:
            self.add(part, above=here)


def criterion_rows(result: PolicyResult, *, reasons: Sequence[StatedReason]) -> tuple[CriterionRow, ...]:
    """Rows in print order: what is open or not met, what answers the plan's reason, the rest, limbs not needed.

    An exclusion of the policy is a row only when the chart shows it or it is a judgement still open.
    """
    folder = _Folder(result.root, reasons=reasons, path=result.path)
    folder.add(result.root)
    rows = list(folder.rows)
    for node in result.non_covered:
        if node.status in {MET, OPEN}:
            scores = reason_scores(node.text, reasons=reasons)
            rows.append(
                CriterionRow(
                    result=node,
                    status=NOT_MET if node.status is MET else OPEN,
                    text=f"Exclusion: {node.text}",
                    facts=counted(node),
                    against=_against(node),
                    score=_best(scores),
                    answers=_numbers(scores),
                    exclusion=True,
                )
            )
    told = [replace(row, on_path=row.exclusion or row.result.id in result.path) for row in _told_once(rows)]
    return tuple(sorted(_with_decisive(told), key=_print_order))


def _with_decisive(rows: Sequence[CriterionRow]) -> list[CriterionRow]:
    """Where no met criterion shares words with the plan's reason, the measured ones that show the policy decide."""
    if any(row.for_reason and row.status is MET for row in rows):
        return list(rows)
    return [replace(row, score=1) if row.status is MET and row.on_path and _is_measured(row) else row for row in rows]


def _is_measured(row: CriterionRow) -> bool:
    return any(isinstance(e.fact, MeasureFact | ExposureFact) for e in row.facts)


def _told_once(rows: Sequence[CriterionRow]) -> list[CriterionRow]:
    seen: dict[str, CriterionRow] = {}
    for row in rows:
        seen.setdefault(row.result.id, row)
    return list(seen.values())


def _print_order(row: CriterionRow) -> tuple[int, int]:
    if row.is_open:
        return (0 if row.for_reason else 1, -row.score)
    if row.limb:
        return (3 if row.for_reason and row.status is NOT_MET else 5, 0)
    return (2, -row.score) if row.for_reason else (4, 0)


def all_evidence(result: PolicyResult | None) -> list[tuple[CriterionResult, Evidence]]:
    """Every piece of evidence with its criterion, in file order."""
    if result is None:
        return []
    nodes = [*result.root.walk(), *(node for top in result.non_covered for node in top.walk())]
    return [(node, evidence) for node in nodes for evidence in node.evidence]

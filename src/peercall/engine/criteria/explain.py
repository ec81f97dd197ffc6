"""Both explanations of a result: what would show the policy as met, and what keeps it from being met.

Questions are put to atoms: a leaf, the opposite of a leaf, or a named criterion whose parts have no names of their own,
so that every id a set names can be read aloud. Sets are exact and minimal within the bounds below.
Source: docs/policy-language.md, "Answers"; the smallest sets of open (not met) criteria.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from peercall.domain.policies import Node, Operator
from peercall.domain.results import CriterionResult
from peercall.domain.terms import CriterionStatus
from peercall.engine.criteria.composition import combine, opposite

MET, NOT_MET = CriterionStatus.MET, CriterionStatus.NOT_MET
OPEN, NOT_APPLICABLE = CriterionStatus.NOT_DOCUMENTED, CriterionStatus.NOT_APPLICABLE

#: how many sets are given, and how large a set may be unless no smaller one exists
MOST_SETS = 20
LARGEST_SET = 6
#: sets kept while combining; the smallest survive, so that the sets given are the smallest there are
_KEPT = 120

Atoms = frozenset[tuple[str, CriterionStatus]]
Sets = list[Atoms]
_NOTHING_NEEDED: Sets = [frozenset()]


@dataclass(frozen=True, slots=True)
class Explanation:
    """to_approve, to_uphold and path of a PolicyResult."""

    to_approve: tuple[frozenset[str], ...]
    to_uphold: tuple[frozenset[str], ...]
    path: tuple[str, ...]


def is_atom(node: Node) -> bool:
    """A leaf, a named negation, or a named node none of whose parts has a name of its own."""
    if node.operator is Operator.LEAF:
        return True
    if node.operator is Operator.NOT and node.children[0].operator is Operator.LEAF:
        return True
    if node.anonymous:
        return False
    if node.operator in {Operator.NOT, Operator.NONE_OF}:
        return True
    return all(part.anonymous for part in node.walk() if part is not node)


def smallest(sets: Iterable[Atoms], *, keep: int = _KEPT) -> Sets:
    """The sets that contain no other, smallest first, at most `keep`."""
    found = set(sets)
    if len(found) < 2:
        return list(found)
    out: Sets = []
    for candidate in sorted(found, key=lambda atoms: (len(atoms), sorted(atoms))):
        if not any(known <= candidate for known in out):
            out.append(candidate)
            if len(out) == keep:
                break
    return out


def together(families: Sequence[Sets]) -> Sets:
    """Sets that satisfy every family; none when a family has none. A set may not ask both answers of one atom."""
    out = _NOTHING_NEEDED
    for family in families:
        out = smallest(joined for left in out for right in family if _consistent(joined := left | right))
        if not out:
            return []
    return out


def _consistent(atoms: Atoms) -> bool:
    return len({name for name, _ in atoms}) == len(atoms)


def either(families: Sequence[Sets]) -> Sets:
    """Sets that satisfy at least one family."""
    return smallest(atoms for family in families for atoms in family)


class _Tree:
    """The policy's tree with the status of every node, asked for the sets that would give a node a status."""

    def __init__(self, root: Node, result: CriterionResult) -> None:
        self.root = root
        self.status: dict[int, CriterionStatus] = {}
        self._atoms: dict[int, bool] = {}
        self._note(root, result)

    def _note(self, node: Node, result: CriterionResult) -> None:
        self.status[id(node)] = result.status
        for part, below in zip(node.children, result.children, strict=False):
            self._note(part, below)

    def is_atom(self, node: Node) -> bool:
        """An atom, or a named `if` whose condition is itself open: which part counts has to be settled first."""
        known = self._atoms.get(id(node))
        if known is None:
            undecided = node.operator is Operator.IF and self.status[id(node.children[0])] is OPEN
            known = self._atoms[id(node)] = is_atom(node) or (undecided and not node.anonymous)
        return known

    def sets(self, node: Node, wanted: CriterionStatus) -> Sets:
        """Sets of open atoms, each with the answer needed, that give the node the status wanted."""
        status = self.status[id(node)]
        if status is wanted:
            return _NOTHING_NEEDED
        if status is not OPEN:
            return []
        if self.is_atom(node):
            return [frozenset({(node.id, wanted)})] if wanted in {MET, NOT_MET} else []
        parts = [part for part in node.children if self.status[id(part)] is not NOT_APPLICABLE]
        match node.operator:
            case Operator.NOT:
                return self.sets(node.children[0], opposite(wanted))
            case Operator.IF:
                return self._if(node, wanted)
            case Operator.ALL:
                return self._at_least(len(parts), parts, wanted, lenient=True)
            case Operator.ANY:
                return self._at_least(1, parts, wanted)
            case Operator.NONE_OF:
                return self._at_least(1, parts, opposite(wanted))
            case _:
                return self._at_least(node.n or 1, parts, wanted)

    def _at_least(self, n: int, parts: Sequence[Node], wanted: CriterionStatus, *, lenient: bool = False) -> Sets:
        """Sets that make n parts met, or leave fewer than n that could be. lenient: a part may cease to apply instead."""
        if wanted is NOT_MET:
            return self._any_n(len(parts) - n + 1, parts, NOT_MET)
        if wanted is not MET:
            return []
        if not lenient:
            return self._any_n(n, parts, MET)
        return together([either([self.sets(part, MET), self.sets(part, NOT_APPLICABLE)]) for part in parts])

    def _any_n(self, n: int, parts: Sequence[Node], wanted: CriterionStatus) -> Sets:
        families = [family for part in parts if (family := self.sets(part, wanted))]
        if len(families) < n:
            return []
        if n == 1:
            return either(families)
        return either([together(chosen) for chosen in combinations(families, n)])

    def _if(self, node: Node, wanted: CriterionStatus) -> Sets:
        condition, then, *rest = node.children
        met, failed = self.sets(condition, MET), self.sets(condition, NOT_MET)
        options = [together([met, self.sets(then, wanted)])]
        if rest:
            options.append(together([failed, self.sets(rest[0], wanted)]))
        elif wanted is NOT_APPLICABLE:
            options.append(failed)
        return either(options)


class _Holding:
    """The tree asked which not-met atoms keep a node from being met, whatever the open ones turn out to be."""

    def __init__(self, tree: _Tree) -> None:
        self.tree = tree

    def sets(self, node: Node) -> Sets:
        """Sets of not-met atoms each of which, while they stand, keeps the node from being met."""
        status = self.tree.status[id(node)]
        if self.tree.is_atom(node):
            return [frozenset({(node.id, NOT_MET)})] if status is NOT_MET else []
        if status in {MET, NOT_APPLICABLE}:
            return []
        parts = [part for part in node.children if self.tree.status[id(part)] is not NOT_APPLICABLE]
        match node.operator:
            case Operator.ALL:
                return either([self.sets(part) for part in parts])
            case Operator.ANY:
                return together([self.sets(part) for part in parts])
            case Operator.AT_LEAST:
                n = len(parts) - (node.n or 1) + 1
                families = [family for part in parts if (family := self.sets(part))]
                return either([together(chosen) for chosen in combinations(families, n)]) if n > 0 else []
            case Operator.NOT | Operator.NONE_OF:
                return [frozenset({(node.id, NOT_MET)})] if status is NOT_MET else []
            case Operator.IF:
                taken = self._taken(node)
                return self.sets(taken) if taken is not None else []
            case Operator.LEAF:
                return []

    def _taken(self, node: Node) -> Node | None:
        condition = self.tree.status[id(node.children[0])]
        if condition is MET:
            return node.children[1]
        if condition is not OPEN and len(node.children) > 2:
            return node.children[2]
        return None


def _ids(sets: Sets) -> tuple[frozenset[str], ...]:
    small = [atoms for atoms in sets if len(atoms) <= LARGEST_SET] or sets[:1]
    return tuple(frozenset(name for name, _ in atoms) for atoms in small[:MOST_SETS])


def explain(root: Node, result: CriterionResult) -> Explanation:
    """Smallest sets of open criteria that would show the root as met, and of not-met ones that keep it from it."""
    tree = _Tree(root, result)
    to_approve = () if result.status is MET else _ids(tree.sets(root, MET))
    to_uphold = () if result.status is MET else _ids(_Holding(tree).sets(root))
    return Explanation(to_approve, to_uphold, tuple(_path(root, tree)))


_NEARNESS = {MET: 0, NOT_APPLICABLE: 1, OPEN: 1, NOT_MET: 2}


def _distance(node: Node, tree: _Tree) -> tuple[int, int, int]:
    """How far a branch is from being met: its status, then open leaves, then leaves not met."""
    leaves = [part for part in node.walk() if part.operator is Operator.LEAF]
    statuses = [tree.status.get(id(leaf), NOT_APPLICABLE) for leaf in leaves]
    return (_NEARNESS[tree.status[id(node)]], statuses.count(OPEN), statuses.count(NOT_MET))


def _path(node: Node, tree: _Tree) -> Iterable[str]:
    """Named criteria along the branch of each alternative that is met, or nearest to it."""
    if tree.status[id(node)] is NOT_APPLICABLE:
        return
    if not node.anonymous:
        yield node.id
    parts = [part for part in node.children if tree.status[id(part)] is not NOT_APPLICABLE]
    if node.operator in {Operator.ANY, Operator.AT_LEAST} and parts:
        wanted = (node.n or 1) if node.operator is Operator.AT_LEAST else 1
        nearest = sorted(parts, key=lambda part: _distance(part, tree))[:wanted]
        parts = [part for part in parts if part in nearest]
    for part in parts:
        yield from _path(part, tree)


def status_with(root: Node, statuses: Mapping[str, CriterionStatus]) -> CriterionStatus:
    """The root's status when atoms have the statuses given by id; used to prove explanations and vignettes."""

    def status_of(node: Node) -> CriterionStatus:
        if node.id in statuses:
            return statuses[node.id]
        return OPEN if node.operator is Operator.LEAF else combine(node, status_of)

    return status_of(root)

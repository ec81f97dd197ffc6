"""The tree of criteria: operators, shared definitions, ids of nodes that the file leaves unnamed."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.policies import Node, Operator
from peercall.rulebook.policy_leaves import LEAVES, read_leaf
from peercall.rulebook.policy_scope import Scope
from peercall.rulebook.policy_words import LeafWords
from peercall.rulebook.yamlfile import Table

_OPERATORS = ("all", "any", "none_of", "at_least", "not", "if", "use")
_LISTS = {"all": Operator.ALL, "any": Operator.ANY, "none_of": Operator.NONE_OF}


class TreeReader:
    """Reads one policy's nodes. definitions: named parts, read anew at each use so that unnamed parts get their own ids."""

    def __init__(self, scope: Scope, definitions: Mapping[str, Table]) -> None:
        self._scope = scope
        self._words = LeafWords(scope.measures, scope.value_sets, scope.words.listed("abbreviations"))
        self._definitions = definitions
        self._owners: dict[str, tuple[str, int]] = {}
        self.used: set[str] = set()

    def read(self, table: Table, *, default_id: str, parent_text: str) -> Node:
        """A top node: the criteria, or one of non_covered."""
        return self._node(table, default_id=default_id, parent_text=parent_text, path=())

    @property
    def ids(self) -> frozenset[str]:
        """Every id met so far."""
        return frozenset(self._owners)

    def _node(
        self, table: Table, *, default_id: str, parent_text: str, path: tuple[str, ...], named_by: Table | None = None
    ) -> Node:
        given = table.maybe_text("id")
        text = table.maybe_text("text")
        ref, ask = table.maybe_text("ref"), table.maybe_text("ask")
        kinds = [key for key in table.names() if key in LEAVES or key in _OPERATORS]
        if len(kinds) != 1:
            found = " and ".join(f"`{kind}`" for kind in kinds) or "none"
            raise table.refuse(f"a criterion has one operator or leaf; here stands {found}")
        kind = kinds[0]
        if kind == "use":
            node = self._use(table, given=given, text=text, ref=ref, ask=ask, parent_text=parent_text, path=path)
            table.done()
            return node
        node_id = given or default_id
        self._claim(node_id, named_by or table)
        if kind in LEAVES:
            leaf = read_leaf(kind, table.table(kind), self._scope)
            words = text or self._words.describe(leaf)
            node = Node(node_id, words, Operator.LEAF, anonymous=given is None, ref=ref, ask=ask, leaf=leaf)
        else:
            words = text or parent_text
            operator, n, children = self._children(table, kind, node_id=node_id, text=words, path=path)
            node = Node(node_id, words, operator, given is None, ref, ask, n, children)
        table.done()
        return node

    def _children(
        self, table: Table, kind: str, *, node_id: str, text: str, path: tuple[str, ...]
    ) -> tuple[Operator, int | None, tuple[Node, ...]]:
        def child(part: Table, number: int) -> Node:
            return self._node(part, default_id=f"{node_id}.{number}", parent_text=text, path=path)

        if kind in _LISTS:
            parts = table.tables(kind, required=True)
            if not parts:
                raise table.refuse(f"`{kind}` is empty", key=kind)
            return _LISTS[kind], None, tuple(child(part, number) for number, part in enumerate(parts, start=1))
        if kind == "at_least":
            group = table.table("at_least")
            n, parts = group.whole("n"), group.tables("of", required=True)
            group.done()
            if not 1 <= n <= len(parts):
                raise group.refuse(f"`n` is {n} of {len(parts)} parts", key="n")
            return Operator.AT_LEAST, n, tuple(child(part, number) for number, part in enumerate(parts, start=1))
        if kind == "not":
            return Operator.NOT, None, (child(table.table("not"), 1),)
        branches = [table.table("if"), table.table("then")]
        if "else" in table:
            branches.append(table.table("else"))
        return Operator.IF, None, tuple(child(part, number) for number, part in enumerate(branches, start=1))

    def _use(
        self,
        table: Table,
        *,
        given: str | None,
        text: str | None,
        ref: str | None,
        ask: str | None,
        parent_text: str,
        path: tuple[str, ...],
    ) -> Node:
        """The definition under the caller's id (the definition's own name when the caller gives none)."""
        name = table.text("use")
        definition = self._definitions.get(name)
        if definition is None:
            raise table.refuse(f"`use` names `{name}`, which `definitions` does not have", key="use")
        if name in path:
            raise table.refuse(f"`use` comes back to `{name}`", key="use")
        self.used.add(name)
        node = self._node(
            definition,
            default_id=given or name,
            parent_text=parent_text,
            path=(*path, name),
            named_by=table if given else None,
        )
        return Node(
            id=node.id,
            text=text or node.text,
            operator=node.operator,
            anonymous=False,
            ref=ref or node.ref,
            ask=ask or node.ask,
            n=node.n,
            children=node.children,
            leaf=node.leaf,
        )

    def _claim(self, node_id: str, table: Table) -> None:
        """An id stands once, save that a shared definition may be used again."""
        here = (table.place.shown, table.line)
        before = self._owners.setdefault(node_id, here)
        if before != here:
            raise table.refuse(
                f"the criterion `{node_id}` stands also on line {before[1]}", remedy="Give each its own id."
            )

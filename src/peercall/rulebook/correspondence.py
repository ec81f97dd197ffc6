"""Templates of letters (data/correspondence/) become a Correspondence; what a template names must exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peercall.domain.correspondence import (
    BlockKind,
    BlockTemplate,
    Condition,
    Correspondence,
    LawSentence,
    LetterKind,
    LetterTemplate,
    Recipient,
    SentenceTemplate,
)
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.yamlfile import Table

#: facts a condition can ask for
FACTS = frozenset(
    {
        "line",
        "funding",
        "phase",
        "urgency",
        "request_type",
        "reported",
        "confirmed",
        "writing",
        "disposition",
        "state",
        "reason_class",
        "plan",
        "criteria",
        "specialty",
        "p2p",
        "window",
    }
)
_ID = re.compile(r"[a-z][a-z0-9-]{0,60}\Z")
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_OF_LAWS = frozenset({"citation", "law"})


def read_correspondence(files: Iterable[RuleFile]) -> Correspondence:
    """Every template of every layer; a later layer's file replaces the one of its kind. Raises RuleFileInvalid."""
    templates: dict[LetterKind, LetterTemplate] = {}
    labels: dict[str, str] = {}
    listed = list(files)
    for file in listed:
        if file.subject == "correspondence-words":
            table = file.table()
            labels |= table.table("labels").each(Table.text)
            table.done()
    for file in listed:
        if file.subject != "correspondence":
            continue
        table = file.table()
        template = _template(table, labels=frozenset(labels))
        before = templates.get(template.kind)
        if before is not None and before.provenance.layer == template.provenance.layer:
            raise table.refuse(f"the kind `{template.kind}` stands also in {before.provenance.file}", key="kind")
        templates[template.kind] = template
    order = {kind: number for number, kind in enumerate(LetterKind)}
    return Correspondence(dict(sorted(templates.items(), key=lambda item: order[item[0]])), labels)


def _template(table: Table, *, labels: frozenset[str]) -> LetterTemplate:
    blocks = tuple(_block(one, labels=labels) for one in table.tables("blocks", required=True))
    ids = [block.id for block in blocks]
    if twice := [one for one in ids if ids.count(one) > 1]:
        raise table.refuse(f"the block `{twice[0]}` stands twice", key="blocks")
    made = LetterTemplate(
        kind=table.choice("kind", LetterKind),
        title=table.text("title"),
        purpose=table.text("purpose"),
        recipient=table.choice("recipient", Recipient),
        department=table.maybe_text("department") or "",
        subject=_text(table, "subject", labels=labels),
        about=table.texts("about"),
        needs=tuple(_condition(one, why=True) for one in table.tables("needs")),
        proposed=tuple(_condition(one) for one in table.tables("proposed")),
        tasks=table.texts("tasks"),
        blocks=blocks,
        provenance=provenance(table, source=table.text("source")),
        address=table.maybe_text("address") or "plan_address",
    )
    if made.address not in labels:
        raise table.refuse(f"`address` names `{made.address}`, which words.yaml does not have", key="address")
    for name in made.about:
        if name not in labels:
            raise table.refuse(f"`about` names `{name}`, which words.yaml does not have", key="about")
    table.done()
    return made


def _block(table: Table, *, labels: frozenset[str]) -> BlockTemplate:
    block_id = table.text("id")
    if not _ID.match(block_id):
        raise table.refuse(f"the id `{block_id}` is not small letters, digits and hyphens", key="id")
    when = table.maybe_table("when")
    kind = table.choice("kind", BlockKind)
    made = BlockTemplate(
        id=block_id,
        kind=kind,
        when=_condition(when) if when else Condition(),
        sentences=tuple(_sentence(one, labels=labels) for one in table.tables("say")),
        each=table.maybe_text("each") or "",
        columns=table.texts("columns"),
        cells=table.texts("cells"),
    )
    for cell in made.cells:
        _check(table, "cells", cell, labels=labels)
    if kind is BlockKind.TABLE and not (made.each and len(made.columns) == len(made.cells) > 0):
        raise table.refuse("a table needs `each`, and a cell for each of its columns", key="kind")
    if kind is not BlockKind.TABLE and (made.each or made.columns or not made.sentences):
        raise table.refuse("`each` and `columns` belong to a table; anything else has sentences in `say`", key="kind")
    table.done()
    return made


def _sentence(table: Table, *, labels: frozenset[str]) -> SentenceTemplate:
    when = table.maybe_table("when")
    laws = tuple(_laws(table, labels=labels))
    made = SentenceTemplate(
        say=_text(table, "text", labels=labels) if not laws else "",
        when=_condition(when) if when else Condition(),
        each=table.maybe_text("each") or "",
        laws=laws,
        otherwise=_text(table, "otherwise", labels=labels) if "otherwise" in table else "",
    )
    if made.otherwise and not laws:
        raise table.refuse("`otherwise` belongs to `laws`", key="otherwise")
    table.done()
    return made


def _laws(table: Table, *, labels: frozenset[str]) -> Iterator[LawSentence]:
    for one in table.tables("laws"):
        rule, topic = one.maybe_text("rule") or "", one.maybe_text("topic") or ""
        if bool(rule) == bool(topic):
            raise one.refuse("either `rule` or `topic` says which law")
        say = _text(one, "text", labels=labels | _OF_LAWS)
        if "{citation}" not in say:
            raise one.refuse("a sentence that rests on a law names it: {citation}", key="text")
        triggers = frozenset(one.texts("triggers"))
        if triggers and rule:
            raise one.refuse("`triggers` choose among the laws of a topic", key="triggers")
        one.done()
        yield LawSentence(rule, topic, say, triggers)


def _text(table: Table, key: str, *, labels: frozenset[str]) -> str:
    text = table.text(key)
    _check(table, key, text, labels=labels)
    return text


def _check(table: Table, key: str, text: str, *, labels: frozenset[str]) -> None:
    for name in _NAME.findall(text):
        if name not in labels:
            raise table.refuse(f"`{{{name}}}` has no label in correspondence/words.yaml", key=key)


def _condition(table: Table, *, why: bool = False) -> Condition:
    words = {name: frozenset(table.text_or_texts(name)) for name in FACTS if name in table}
    never = table.maybe_table("never")
    made = Condition(
        words=words,
        never={name: frozenset(found) for name, found in never.each(Table.text_or_texts).items()} if never else {},
        has=table.text_or_texts("has") if "has" in table else (),
        lacks=table.text_or_texts("lacks") if "lacks" in table else (),
        why=table.text("why") if why else "",
    )
    for name in made.never:
        if name not in FACTS:
            raise table.refuse(f"`never` asks for `{name}`, which is no fact", key="never")
    table.done()
    return made

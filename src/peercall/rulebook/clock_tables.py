"""Tables of clocks: clocks.yaml and plan_types.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from peercall.domain.clock_rules import (
    ClockRule,
    ClockTables,
    ClockTopic,
    LengthChoice,
    LetterWindowKind,
    PlanAlternative,
    PlanClass,
    ToldRule,
    When,
)
from peercall.domain.rules import Regulation
from peercall.domain.terms import Anchor, ClockTarget, Funding, LineOfBusiness, RequestType, TimeUnit, Urgency
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_EXCLUDES = {"weekends": "Saturday and Sunday", "holidays": "legal holidays"}
_WHO = {"practice": "the practice acts", "plan": "the plan acts", "patient": "the patient acts"}
_UNKNOWN = "unknown"

WordT = TypeVar("WordT", RequestType, Urgency)


def read_clock_tables(files: Iterable[RuleFile], *, words: Words, regulations: Mapping[str, Regulation]) -> ClockTables:
    """Both files of every layer; a later layer's topic, rule or appeal name replaces, its plans and windows go first.

    Raises RuleFileInvalid for a law, plan type or topic that no file has.
    """
    topics: dict[str, ClockTopic] = {}
    rules: dict[str, ClockRule] = {}
    names: dict[str, tuple[str, str]] = {}
    windows: tuple[LetterWindowKind, ...] = ()
    plans: tuple[PlanClass, ...] = ()
    expected: tuple[str, ...] = ()
    told: tuple[ToldRule, ...] = ()
    state_topics: frozenset[str] = frozenset()
    conditional: dict[str, str] = {}
    terms: tuple[str, ...] = ()
    borrowed: frozenset[str] = frozenset()
    why = ""
    for file in files:
        if file.subject == "clocks":
            table = file.table()
            if group := table.maybe_table("topics"):
                topics.update(group.each(lambda parent, key: _topic(parent, key, words)))
            if group := table.maybe_table("rules"):
                rules.update(group.each(lambda parent, key: _rule(parent, key, regulations)))
            if group := table.maybe_table("appeals"):
                names.update(group.each(_appeal))
            windows = (*(_window(item) for item in table.tables("windows")), *windows)
            table.done()
        elif file.subject == "plan_types":
            table = file.table()
            plans = (*(_plan(item, words) for item in table.tables("plans")), *plans)
            expected += _known(table, "expected", regulations)
            told += tuple(_told(item, words, regulations) for item in table.tables("told"))
            state_topics |= frozenset(table.texts("state_topics"))
            if group := table.maybe_table("conditional_types"):
                conditional.update(group.each(Table.text))
            if group := table.maybe_table("borrowed"):
                terms += group.texts("terms")
                borrowed |= frozenset(_known(group, "rules", regulations))
                why = group.text("why")
                group.done()
            table.done()
    return ClockTables(
        topics=topics,
        rules=rules,
        windows=windows,
        appeal_names=names,
        plans=plans,
        expected=expected,
        told=told,
        borrowed_terms=terms,
        borrowed_rules=borrowed,
        borrowed_why=why,
        conditional_types=conditional,
        state_topics=state_topics,
    )


def _known(table: Table, key: str, regulations: Mapping[str, Regulation]) -> tuple[str, ...]:
    for rule in (names := table.texts(key)):
        if rule not in regulations:
            raise table.refuse(f"`{key}` names the law `{rule}`, which no file has", key=key)
    return names


def _when(table: Table) -> When | None:
    group = table.maybe_table("when")
    if group is None:
        return None
    when = When(
        request_types=frozenset(_words(group, "request_types", RequestType)),
        urgencies=frozenset(_words(group, "urgencies", Urgency)),
        grandfathered=group.maybe_flag("grandfathered"),
    )
    group.done()
    return when


def _words(table: Table, key: str, kind: type[WordT]) -> list[WordT]:
    out: list[WordT] = []
    for text in table.texts(key):
        try:
            out.append(kind(text))
        except ValueError:
            known = ", ".join(word.value for word in kind)
            raise table.refuse(f"`{key}` says `{text}`", key=key, remedy=f"Use one of: {known}.") from None
    return out


def _topic(parent: Table, topic: str, words: Words) -> ClockTopic:
    table = parent.table(topic)
    if topic not in words.listed("regulation_topics"):
        raise table.refuse(f"the topic `{topic}` is not known", remedy="Topics stand in vocabulary.yaml.")
    out = ClockTopic(
        topic=topic,
        id=table.text("id"),
        label=table.text("label"),
        who=table.one_of("who", _WHO),
        target=table.choice("target", ClockTarget),
        both_readings=table.flag("both_readings", default=False),
        anchor=table.maybe_choice("anchor", Anchor),
        when=_when(table) or When(),
    )
    table.done()
    return out


def _rule(parent: Table, law: str, regulations: Mapping[str, Regulation]) -> ClockRule:
    table = parent.table(law)
    if law not in regulations:
        raise table.refuse(f"no file has the law `{law}`")
    excludes = table.texts("excludes")
    for word in excludes:
        if word not in _EXCLUDES:
            raise table.refuse(f"`excludes` says `{word}`", key="excludes", remedy=f"Use: {', '.join(_EXCLUDES)}.")
    out = ClockRule(
        regulation=law,
        id=table.maybe_text("id"),
        label=table.maybe_text("label"),
        who=table.one_of("who", _WHO) if "who" in table else None,
        target=table.maybe_choice("target", ClockTarget),
        anchor=table.maybe_choice("anchor", Anchor),
        both_readings=table.maybe_flag("both_readings"),
        excludes=frozenset(excludes),
        lengths=tuple(_length(item) for item in table.tables("lengths")),
        older=tuple(_length(item) for item in table.tables("older")),
        when=_when(table),
        no_clock=table.maybe_text("no_clock"),
    )
    table.done()
    return out


def _length(table: Table) -> LengthChoice:
    out = LengthChoice(
        number=table.whole("number"),
        unit=table.choice("unit", TimeUnit),
        when=_when(table) or When(),
        text=table.maybe_text("text"),
    )
    table.done()
    return out


def _appeal(parent: Table, line: str) -> tuple[str, str]:
    table = parent.table(line)
    if line != "any" and line not in set(LineOfBusiness):
        raise table.refuse(f"the line of business `{line}` is not known")
    out = (table.text("id"), table.text("label"))
    table.done()
    return out


def _window(table: Table) -> LetterWindowKind:
    out = LetterWindowKind(
        id=table.text("id"),
        label=table.text("label"),
        terms=table.texts("terms", required=True),
        who=table.one_of("who", _WHO),
        target=table.choice("target", ClockTarget),
        anchor=table.maybe_choice("anchor", Anchor),
    )
    table.done()
    return out


def _types(table: Table, words: Words) -> frozenset[str]:
    types = table.texts("types")
    for word in types:
        if word not in words.listed("plan_types"):
            raise table.refuse(f"`types` says `{word}`, which is not known", key="types")
    return frozenset(types)


def _alternative(table: Table, words: Words) -> PlanAlternative:
    out = PlanAlternative(types=_types(table, words), condition=table.text("if"))
    table.done()
    return out


def _plan(table: Table, words: Words) -> PlanClass:
    funding = table.maybe_text("funding")
    if funding is not None and funding != _UNKNOWN and funding not in set(Funding):
        raise table.refuse(
            f"`funding` says `{funding}`", key="funding", remedy="Use self_funded, fully_insured, unknown."
        )
    alternatives = tuple(_alternative(item, words) for item in table.tables("alternatives"))
    if alternatives and "types" in table:
        raise table.refuse("`types` and `alternatives` exclude each other", key="types")
    out = PlanClass(
        line=table.choice("line", LineOfBusiness),
        alternatives=alternatives or (PlanAlternative(_types(table, words)),),
        label=table.text("label"),
        funding=Funding(funding) if funding in set(Funding) else None,
        funding_unknown=funding == _UNKNOWN,
        market=table.maybe_text("market"),
        state_law=table.maybe_text("state_law"),
        unless_group=_alternative(other, words) if (other := table.maybe_table("unless_group")) else None,
    )
    table.done()
    return out


def _told(table: Table, words: Words, regulations: Mapping[str, Regulation]) -> ToldRule:
    rule = table.text("rule")
    if rule not in regulations:
        raise table.refuse(f"`rule` names the law `{rule}`, which no file has", key="rule")
    out = ToldRule(rule=rule, why=table.text("why"), types=_types(table, words))
    table.done()
    return out

"""Coverage policies: policies/*.yaml (schema `peercall.policy/1`), one version a file."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from datetime import date, timedelta

from peercall.domain.codes import CodeSystem
from peercall.domain.policies import (
    CoveragePolicy,
    EvidenceRule,
    Limit,
    PolicyGuideline,
    PolicyReading,
    PolicySource,
    ServiceGroup,
    Vignette,
)
from peercall.domain.rules import Treatment
from peercall.domain.terms import CriterionStatus, ReviewStatus
from peercall.rulebook.codes import read_code_set
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.policy_scope import Scope, Shelves
from peercall.rulebook.policy_tree import TreeReader
from peercall.rulebook.valuesets import Sets, add_drug_class, add_treatment, add_value_set, check_classes
from peercall.rulebook.yamlfile import Table

_NOTES = ("status_note", "version_note", "model_note", "revised_note", "licence_note")
_READ = frozenset({"full", "part", "excerpt", "not_read"})
_STATUSES = frozenset(status.value for status in CriterionStatus)


def read_policy(file: RuleFile, shelves: Shelves) -> tuple[CoveragePolicy, tuple[Treatment, ...]]:
    """One policy, its references resolved, and the treatments it names itself."""
    table = file.table()
    scope, own = _scope(table, shelves)
    definitions = table.maybe_table("definitions")
    tree = TreeReader(scope, definitions.each(Table.table) if definitions else {})
    root = table.table("criteria")
    title = table.text("title")
    criteria = tree.read(root, default_id="root", parent_text=title)
    non_covered = tuple(
        tree.read(item, default_id=f"non-covered.{number}", parent_text=title)
        for number, item in enumerate(table.tables("non_covered"), start=1)
    )
    scope.check(tree.ids)
    if definitions:
        for name in definitions.names():
            if name not in tree.used:
                raise definitions.refuse(f"the definition `{name}` is used nowhere", key=name)
    sources = tuple(_source(item) for item in table.tables("sources", required=True))
    if not sources:
        raise table.refuse("a policy names at least one source", key="sources")
    policy = CoveragePolicy(
        id=table.text("id"),
        title=title,
        issuer=table.text("issuer"),
        kind=table.one_of("kind", shelves.words.listed("policy_kinds")),
        number=table.text("number"),
        version=table.maybe_text("version") or "",
        effective=_effective(table),
        ended=table.maybe_day("ended"),
        status=table.choice("status", ReviewStatus),
        status_note=table.maybe_text("status_note"),
        jurisdiction=table.maybe_text("jurisdiction"),
        services=tuple(_service(item) for item in table.tables("services", required=True)),
        phases=table.texts("phases"),
        criteria=criteria,
        non_covered=non_covered,
        limits=tuple(_limit(item) for item in table.tables("limits")),
        evidence_rules=tuple(_evidence_rule(item) for item in table.tables("evidence_rules")),
        readings=tuple(_reading(item) for item in table.tables("readings")),
        guidelines=tuple(_guideline(item, shelves) for item in table.tables("guidelines")),
        vignettes=tuple(_vignette(item, tree.ids) for item in table.tables("vignettes")),
        sources=sources,
        sha256=file.sha256,
        provenance=provenance(root, source=sources[0].url, check_at=sources[0].url),
        notes=_notes(table),
    )
    if policy.effective and policy.ended and policy.ended < policy.effective:
        raise table.refuse("`ended` lies before `effective`", key="ended")
    policy = replace(policy, provenance=replace(policy.provenance, line=table.line_of("id")))
    table.done()
    return policy, own


def _effective(table: Table) -> date | None:
    """The day, or None where the key stands empty with `effective_note` telling why."""
    day = table.maybe_day("effective")
    if day is None and (not table.null("effective") or "effective_note" not in table):
        raise table.refuse("`effective` needs a day, or null with `effective_note`", key="effective")
    return day


def _notes(table: Table) -> dict[str, str]:
    notes = {key: text for key in _NOTES if (text := table.maybe_text(key)) is not None}
    if (words := table.maybe_text("effective_note")) is not None:
        notes["effective"] = words
    if (revised := table.maybe_day("revised")) is not None:
        notes["revised"] = revised.isoformat()
    return notes


def _scope(table: Table, shelves: Shelves) -> tuple[Scope, tuple[Treatment, ...]]:
    """The shelves with the policy's own sets over them."""
    own = Sets()
    if group := table.maybe_table("drug_classes"):
        for name, entry in group.each(Table.table).items():
            add_drug_class(name, entry, own)
    if group := table.maybe_table("value_sets"):
        for name, entry in group.each(Table.table).items():
            (add_treatment if "text_terms" in entry else add_value_set)(name, entry, own)
    classes = ChainMap(own.classes, dict(shelves.drug_classes))
    for name, (entry, union) in own.unions.items():
        found = set(own.classes[name].ingredients)
        for part in union:
            if part not in shelves.drug_classes:
                raise entry.refuse(f"`union_of` names `{part}`, which no file has", key="union_of")
            found |= shelves.drug_classes[part].ingredients
        own.classes[name] = replace(own.classes[name], ingredients=frozenset(found))
    for name, treatment in own.treatments.items():
        check_classes(treatment, classes, own.lines[f"treatment {name}"])
    anchors = table.maybe_table("anchors")
    scope = Scope(
        words=shelves.words,
        measures=shelves.measures,
        value_sets=ChainMap(own.value_sets, dict(shelves.value_sets)),
        treatments=ChainMap(own.treatments, dict(shelves.treatments)),
        drug_classes=classes,
        guidelines=shelves.guidelines,
        own_moments=frozenset(anchors.each(Table.text)) if anchors else frozenset(),
    )
    return scope, tuple(own.treatments.values())


def _source(item: Table) -> PolicySource:
    source = PolicySource(url=item.text("url"), read=item.one_of("read", _READ), how=item.text("how"))
    item.done()
    return source


def _service(item: Table) -> ServiceGroup:
    system = item.choice("system", CodeSystem)
    group = ServiceGroup(
        codes=read_code_set(system, item.texts("codes", required=True), table=item, key="codes"),
        label=item.text("label"),
        codes_checked=item.flag("codes_checked"),
        checked_in=item.maybe_text("checked_in"),
    )
    item.done()
    return group


def _limit(item: Table) -> Limit:
    limit = Limit(
        what=item.text("what"),
        max=item.number("max"),
        unit=item.maybe_text("unit"),
        per=item.maybe_text("per"),
        then=item.maybe_text("then"),
    )
    item.done()
    return limit


def _evidence_rule(item: Table) -> EvidenceRule:
    rule = EvidenceRule(
        rule=item.text("rule"),
        order=item.texts("order"),
        when=item.maybe_text("when"),
        factors=item.texts("factors"),
        note=item.maybe_text("note"),
    )
    item.done()
    return rule


def _reading(item: Table) -> PolicyReading:
    reading = PolicyReading(issue=item.text("issue"), choice=item.text("choice"), other=item.maybe_text("other"))
    item.done()
    return reading


def _guideline(item: Table, shelves: Shelves) -> PolicyGuideline:
    guideline = PolicyGuideline(
        id=item.one_of("id", shelves.guidelines),
        relation=item.one_of("relation", shelves.words.listed("guideline_relations")),
        note=item.maybe_text("note"),
    )
    item.done()
    return guideline


def _vignette(item: Table, ids: frozenset[str]) -> Vignette:
    name = item.text("name")
    leaves, expect = _statuses(item.table("leaves"), ids), _statuses(item.table("expect"), ids)
    given = item.maybe_table("given")
    vignette = Vignette(name=name, leaves=leaves, given=given.each(Table.plain) if given else {}, expect=expect)
    item.done()
    return vignette


def _statuses(group: Table, ids: frozenset[str]) -> dict[str, str]:
    for name in group.names():
        if name not in ids:
            raise group.refuse(f"`{name}` is no criterion of this policy", key=name)
    return group.each(lambda table, key: table.one_of(key, _STATUSES))


def order_versions(versions: list[CoveragePolicy]) -> tuple[CoveragePolicy, ...]:
    """Versions of one id, oldest first; each older one ends the day before the next begins, unless it says when."""
    ordered = sorted(versions, key=lambda policy: policy.effective or date.min)
    out = []
    for policy, later in zip(ordered, [*ordered[1:], None], strict=True):
        if later is not None and later.effective is not None and policy.ended is None:
            policy = replace(policy, ended=later.effective - timedelta(days=1))
        out.append(policy)
    return tuple(out)

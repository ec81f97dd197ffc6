"""The leaves of the policy language, each read from its own keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peercall.domain.codes import CodeSet, CodeSystem
from peercall.domain.policies import (
    Absence,
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    DiagnosisLeaf,
    DocumentLeaf,
    EncounterLeaf,
    EventLeaf,
    ExternalLeaf,
    FindingLeaf,
    GenomicLeaf,
    JudgementLeaf,
    Leaf,
    MeasureLeaf,
    ProcedureLeaf,
    RequestLeaf,
    SexLeaf,
    Window,
)
from peercall.rulebook.codes import read_code_set
from peercall.rulebook.policy_scope import Scope
from peercall.rulebook.policy_therapy import read_therapy
from peercall.rulebook.windows import maybe_duration, read_window
from peercall.rulebook.yamlfile import Table

_COMPARE = frozenset({">", ">=", "<", "<=", "=="})
_MEASURE_OPS = _COMPARE | {"between"}
_PICKS = frozenset({"latest", "any", "lowest", "highest", "every", "baseline", "same_test_as"})
_DIRECTIONS = frozenset({"improve", "worsen", "rise", "fall"})
_SEXES = frozenset({"male", "female", "other", "unknown"})
_DIAGNOSIS_STATUS = frozenset({"active", "any", "history"})
_AGE_UNITS = frozenset({"a", "mo", "d"})


def read_leaf(kind: str, table: Table, scope: Scope) -> Leaf:
    """The leaf of one kind; every key it does not know is refused."""
    leaf = _READERS[kind](table, scope)
    table.done()
    return leaf


def _shared(table: Table, scope: Scope) -> tuple[Absence, Window | None, Window | None]:
    """absence, within, not_within."""
    absence = table.maybe_choice("absence", Absence) or Absence.UNKNOWN
    within, not_within = read_window(table, "within"), read_window(table, "not_within")
    scope.expect_window(table, "within", within)
    scope.expect_window(table, "not_within", not_within)
    return absence, within, not_within


def _age(table: Table, scope: Scope) -> AgeLeaf:
    at = table.maybe_text("at") or "request"
    scope.expect(table, "at", at, moment=True)
    low, high = table.maybe_number("min"), table.maybe_number("max")
    if low is None and high is None:
        raise table.refuse("an age needs `min` or `max`")
    return AgeLeaf(min=low, max=high, unit=table.one_of("unit", _AGE_UNITS, default="a"), at=at)


def _sex(table: Table, _scope: Scope) -> SexLeaf:
    return SexLeaf(value=table.one_of("is", _SEXES))


def _diagnosis(table: Table, scope: Scope) -> DiagnosisLeaf:
    absence, within, not_within = _shared(table, scope)
    name = table.one_of("vs", scope.value_sets) if "vs" in table else None
    written = table.texts("icd10cm")
    if (name is None) == (not written):
        raise table.refuse("a diagnosis names either `vs` or `icd10cm`")
    if name is None:
        codes = read_code_set(CodeSystem.ICD10CM, written, table=table, key="icd10cm")
    else:
        codes = _condition_codes(scope.value_sets[name].codes, table)
    return DiagnosisLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        codes=codes,
        value_set=name,
        status=table.one_of("status", _DIAGNOSIS_STATUS, default="active"),
        confirmed=table.maybe_flag("confirmed"),
        onset_at_least=maybe_duration(table, "onset_at_least"),
        or_finding=table.texts("or_finding"),
        evidence_kind=table.texts("evidence_kind"),
    )


def _condition_codes(codes: tuple[CodeSet, ...], table: Table) -> CodeSet:
    for code_set in codes:
        if code_set.system is CodeSystem.ICD10CM:
            return code_set
    raise table.refuse("this value set has no `icd10cm` codes, so it names no diagnosis", key="vs")


def _measure(table: Table, scope: Scope) -> MeasureLeaf:
    absence, within, not_within = _shared(table, scope)
    name = scope.measure(table, "of")
    op = table.one_of("op", _MEASURE_OPS) if "op" in table else None
    category = table.texts("category")
    exists = table.flag("exists", default=False)
    if sum((op is not None, bool(category), exists)) != 1:
        raise table.refuse("a measure is compared (`op`), has a level (`category`) or `exists`: one of the three")
    value, low, high = table.maybe_number("value"), table.maybe_number("low"), table.maybe_number("high")
    if op == "between" and (low is None or high is None or high < low):
        raise table.refuse("`between` needs `low` and `high`, the lower first", key="op")
    if op is not None and op != "between" and value is None:
        raise table.refuse(f"`{op}` needs `value`", key="op")
    _known_levels(table, scope, name, category)
    same_test = table.maybe_text("same_test_as")
    scope.expect(table, "same_test_as", same_test, moment=False)
    context = table.maybe_table("context")
    return MeasureLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        of=name,
        measures=scope.measure_parts(name),
        op=op,
        value=value,
        low=low,
        high=high,
        low_open=table.flag("low_open", default=False),
        high_open=table.flag("high_open", default=False),
        unit=table.maybe_text("unit"),
        category=category,
        exists=exists,
        pick=table.one_of("pick", _PICKS, default="latest"),
        same_test_as=same_test,
        context=context.each(Table.text) if context else {},
        source=table.texts("source"),
        scale=table.maybe_text("scale"),
        side=table.maybe_text("side"),
        average_over=table.maybe_text("average_over"),
    )


def _known_levels(table: Table, scope: Scope, name: str, category: tuple[str, ...]) -> None:
    measure = scope.measures[name]
    levels = {*measure.order, *measure.values, *(band.label for band in measure.bands)}
    for level in category:
        if level not in levels:
            raise table.refuse(f"`category` says `{level}`, which is no level of {name}", key="category")


def _event(table: Table, scope: Scope) -> EventLeaf:
    absence, within, not_within = _shared(table, scope)
    name = table.one_of("vs", scope.value_sets) if "vs" in table else None
    kind = table.maybe_text("kind")
    if name is None and kind is None:
        raise table.refuse("an event names `vs` or `kind`")
    named = scope.value_sets[name] if name else None
    return EventLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        value_set=name,
        codes=named.codes if named else (),
        text_terms=named.text_terms if named else (),
        kind=kind,
        planned=table.maybe_flag("planned"),
    )


def _procedure(table: Table, scope: Scope) -> ProcedureLeaf:
    absence, within, not_within = _shared(table, scope)
    name = table.one_of("vs", scope.value_sets)
    named = scope.value_sets[name]
    return ProcedureLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        value_set=name,
        codes=named.codes,
        text_terms=named.text_terms,
        status=table.maybe_text("status"),
        outcome=table.maybe_text("outcome"),
    )


def _encounter(table: Table, scope: Scope) -> EncounterLeaf:
    absence, within, not_within = _shared(table, scope)
    return EncounterLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        with_role=table.maybe_text("with"),
        purpose=table.maybe_text("purpose"),
        mode=table.texts("mode"),
        frequency=table.maybe_text("frequency"),
        face_to_face=table.maybe_flag("face_to_face"),
    )


def _document(table: Table, scope: Scope) -> DocumentLeaf:
    absence, within, not_within = _shared(table, scope)
    before = table.maybe_text("before")
    scope.expect(table, "before", before, moment=True)
    return DocumentLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        type=table.text("type"),
        by=table.maybe_text("by"),
        states=table.texts("states"),
        states_any=table.texts("states_any"),
        signed=table.maybe_flag("signed"),
        before=before,
        every=table.maybe_flag("every") or False,
    )


def _finding(table: Table, scope: Scope) -> FindingLeaf:
    absence, within, not_within = _shared(table, scope)
    return FindingLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        key=table.text("is"),
        subject=table.maybe_text("subject"),
        onset_at_least=maybe_duration(table, "onset_at_least"),
    )


def _change(table: Table, scope: Scope) -> ChangeLeaf:
    absence, within, not_within = _shared(table, scope)
    by = table.table("by")
    points, percent = by.maybe_number("points"), by.maybe_number("percent")
    if (points is None) == (percent is None):
        raise by.refuse("a change is counted in `points` or in `percent`")
    leaf = ChangeLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        of=scope.measure(table, "of"),
        start=table.one_of("from", scope.words.change_points),
        end=table.one_of("to", scope.words.change_points),
        direction=table.one_of("direction", _DIRECTIONS),
        points=points,
        percent=percent,
        strict=by.flag("strict", default=False),
        unit=by.maybe_text("unit"),
        no_number_in_policy=by.flag("policy_states_no_number", default=False),
    )
    by.done()
    return leaf


def _count(table: Table, scope: Scope) -> CountLeaf:
    absence, within, not_within = _shared(table, scope)
    inner = table.table("of")
    kinds = [kind for kind in inner.names() if kind in LEAVES]
    if len(kinds) != 1:
        raise inner.refuse("`of` holds one leaf")
    leaf = read_leaf(kinds[0], inner.table(kinds[0]), scope)
    inner.done()
    return CountLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        of=leaf,
        op=table.one_of("op", _COMPARE),
        value=table.number("value"),
        distinct_by=table.maybe_text("distinct_by"),
    )


def _genomic(table: Table, scope: Scope) -> GenomicLeaf:
    absence, within, not_within = _shared(table, scope)
    return GenomicLeaf(
        absence=absence,
        within=within,
        not_within=not_within,
        gene=table.text("gene"),
        alteration=table.maybe_text("alteration"),
        result=table.maybe_text("result"),
        method=table.text_or_texts("method"),
    )


def _request(table: Table, _scope: Scope) -> RequestLeaf:
    name = table.text("field")
    op = table.one_of("op", _COMPARE) if "op" in table else None
    if sum(key in table for key in ("is", "in", "not_in", "op")) != 1:
        raise table.refuse("a request field has one of `is`, `in`, `not_in` and `op`")
    return RequestLeaf(
        name=name,
        equals=table.plain("is"),
        one_of=table.plains("in"),
        not_one_of=table.plains("not_in"),
        op=op,
        value=table.number("value") if op else None,
    )


def _attest(table: Table, _scope: Scope) -> AttestLeaf:
    return AttestLeaf(by=table.text("by"), that=table.text("that"))


def _judgement(table: Table, scope: Scope) -> JudgementLeaf:
    look_at = table.texts("look_at")
    for name in look_at:
        scope.expect(table, "look_at", name, moment=False)
    return JudgementLeaf(by=table.text("by"), standard=table.text("standard"), look_at=look_at)


def _external(table: Table, _scope: Scope) -> ExternalLeaf:
    return ExternalLeaf(about=table.text("about"), that=table.text("that"))


def _therapy(table: Table, scope: Scope) -> Leaf:
    absence, within, not_within = _shared(table, scope)
    return read_therapy(table, scope, absence=absence, within=within, not_within=not_within)


_READERS: Mapping[str, Callable[[Table, Scope], Leaf]] = {
    "age": _age,
    "sex": _sex,
    "diagnosis": _diagnosis,
    "measure": _measure,
    "therapy": _therapy,
    "event": _event,
    "procedure": _procedure,
    "encounter": _encounter,
    "document": _document,
    "finding": _finding,
    "change": _change,
    "count": _count,
    "genomic": _genomic,
    "request": _request,
    "attest": _attest,
    "judgement": _judgement,
    "external": _external,
}
LEAVES = frozenset(_READERS)
"""Names of the leaves."""

"""Tables of triage: triage.yaml and payer_names.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peercall.domain.rules import DenialReason, PayerRule, Regulation
from peercall.domain.terms import LineOfBusiness, NoticePhase, P2PEffect, RequestType, Route
from peercall.domain.triage_rules import LineDefault, ReasonRoutes, SettingFit, TriageTables
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table


def read_triage_tables(
    files: Iterable[RuleFile],
    *,
    regulations: Mapping[str, Regulation],
    payers: Mapping[str, PayerRule],
    reasons: Mapping[str, DenialReason],
) -> TriageTables:
    """Both files of every layer; a later layer's entries replace, its line defaults go first.

    Raises RuleFileInvalid for a law or reason that no file has, and for a payer's rule whose setting has no fit.
    """
    lines: tuple[LineDefault, ...] = ()
    settings: dict[str, SettingFit] = {}
    routes: dict[str, ReasonRoutes] = {}
    names: dict[str, tuple[str, ...]] = {}
    speakers: dict[str, frozenset[str]] = {}
    compatible: tuple[frozenset[str], ...] = ()
    classes: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    ask: dict[str, str] = {}
    for file in files:
        if file.subject == "payer_names":
            table = file.table()
            names.update(table.table("payers").each(lambda group, key: group.texts(key)))
            table.done()
        elif file.subject == "triage":
            table = file.table()
            lines = (*(_line(item, regulations) for item in table.tables("lines")), *lines)
            if group := table.maybe_table("settings"):
                settings.update(group.each(_setting))
            if group := table.maybe_table("routes"):
                routes.update(group.each(lambda parent, key: _routes(parent, key, reasons)))
            if group := table.maybe_table("speakers"):
                speakers.update(group.each(lambda parent, key: frozenset(w.lower() for w in parent.texts(key))))
            compatible += tuple(frozenset(words) for words in table.text_lists("compatible"))
            if group := table.maybe_table("inpatient"):
                classes |= frozenset(group.texts("classes"))
                codes += group.texts("revenue_codes")
                group.done()
            if group := table.maybe_table("ask"):
                ask.update(group.each(Table.text))
            _check_settings(table, settings, payers)
            table.done()
    return TriageTables(
        lines=lines,
        settings=settings,
        routes=routes,
        payer_names=names,
        speakers=speakers,
        compatible=compatible,
        inpatient_classes=classes,
        inpatient_codes=codes,
        ask=ask,
    )


def _check_settings(table: Table, settings: Mapping[str, SettingFit], payers: Mapping[str, PayerRule]) -> None:
    for rule in payers.values():
        if rule.provenance.layer == table.place.layer and rule.setting not in settings:
            raise table.refuse(
                f"`settings` does not say which requests `{rule.setting}` covers ({rule.id})", key="settings"
            )


def _line(table: Table, regulations: Mapping[str, Regulation]) -> LineDefault:
    rule = table.maybe_text("rule")
    if rule is not None and rule not in regulations:
        raise table.refuse(f"`rule` names the law `{rule}`, which no file has", key="rule")
    warning = None
    if group := table.maybe_table("warning"):
        warning = (group.text("code"), group.text("text"))
        group.done()
    out = LineDefault(
        line=table.choice("line", LineOfBusiness),
        phase=table.maybe_choice("phase", NoticePhase),
        effect=table.choice("effect", P2PEffect),
        why=table.text("why"),
        rule=rule,
        warning=warning,
        routes=tuple(_line_route(item, regulations) for item in table.tables("routes")),
        ask=table.texts("ask"),
    )
    table.done()
    return out


def _line_route(table: Table, regulations: Mapping[str, Regulation]) -> tuple[Route, str, str | None]:
    rule = table.maybe_text("rule")
    if rule is not None and rule not in regulations:
        raise table.refuse(f"`rule` names the law `{rule}`, which no file has", key="rule")
    out = (table.choice("route", Route), table.text("why"), rule)
    table.done()
    return out


def _setting(parent: Table, word: str) -> SettingFit:
    table = parent.table(word)
    types = set()
    for text in table.texts("request_types"):
        if text not in set(RequestType):
            raise table.refuse(f"`request_types` says `{text}`", key="request_types")
        types.add(RequestType(text))
    out = SettingFit(
        request_types=frozenset(types), inpatient=table.maybe_flag("inpatient"), only=table.maybe_text("only")
    )
    table.done()
    return out


def _routes(parent: Table, reason: str, reasons: Mapping[str, DenialReason]) -> ReasonRoutes:
    if reason not in reasons:
        raise parent.refuse(f"no file has the reason `{reason}`", key=reason)
    steps = []
    for table in parent.tables(reason):
        steps.append((table.choice("route", Route), table.text("why")))
        table.done()
    return ReasonRoutes(tuple(steps))

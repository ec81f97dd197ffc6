"""Codes of remittances and of answers to requests: remittance.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from peercall.domain.remittances import RemittanceTables
from peercall.domain.terms import LineOfBusiness, ReviewStatus, Route
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table


def read_remittance_tables(files: Iterable[RuleFile]) -> RemittanceTables:
    """The file of every layer; a later layer's entries are added to those before, its lists replace them."""
    out = RemittanceTables()
    for file in files:
        if file.subject == "remittance":
            out = _read(file.table(), out)
    return out


def _read(table: Table, before: RemittanceTables) -> RemittanceTables:
    lines = table.maybe_table("lines")
    groups = table.maybe_table("not_denials_in_group")
    level = table.maybe_table("claim_level")
    out = replace(
        before,
        not_denials={**before.not_denials, **_texts(table, "not_denials")},
        not_denials_in_group={
            **before.not_denials_in_group,
            **(groups.each(lambda parent, key: parent.table(key).each(Table.text)) if groups else {}),
        },
        denied_status=_set(table, "denied_status", before.denied_status),
        reversal_status=_set(table, "reversal_status", before.reversal_status),
        lines={
            **before.lines,
            **(lines.each(lambda parent, key: parent.choice(key, LineOfBusiness)) if lines else {}),
        },
        actions={**before.actions, **_texts(table, "actions")},
        adverse_actions=_set(table, "adverse_actions", before.adverse_actions),
        pending_actions=_set(table, "pending_actions", before.pending_actions),
        urgent_levels=_set(table, "urgent_levels", before.urgent_levels),
        appeal_types=_set(table, "appeal_types", before.appeal_types),
        follow_ups={**before.follow_ups, **_texts(table, "follow_ups")},
        claim_level={**before.claim_level, **(level.each(_mended) if level else {})},
        quantities={**before.quantities, **_texts(table, "quantities")},
        status=table.maybe_choice("status", ReviewStatus) or before.status,
        source=table.maybe_text("source") or before.source,
    )
    for key in ("adverse_actions", "pending_actions"):
        for action in table.texts(key):
            if action not in out.actions:
                raise table.refuse(f"`actions` does not know `{action}`", key=key)
    table.text("schema")
    table.done()
    return out


def _texts(table: Table, key: str) -> dict[str, str]:
    group = table.maybe_table(key)
    return group.each(Table.text) if group is not None else {}


def _set(table: Table, key: str, before: frozenset[str]) -> frozenset[str]:
    return frozenset(table.texts(key)) or before


def _mended(parent: Table, key: str) -> tuple[Route, str]:
    table = parent.table(key)
    out = table.choice("route", Route), table.text("why")
    table.done()
    return out

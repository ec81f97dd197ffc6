"""`peercall rules`: look rules up, check a folder of them, and compare two."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from peercall.bootstrap.rules import lint as lint_in_force
from peercall.bootstrap.rules import overlay_folders
from peercall.bootstrap.rules import rules as rules_in_force
from peercall.cli import options, tables
from peercall.rulebook.diff import diff_rules
from peercall.rulebook.lint import ERROR
from peercall.rulebook.listing import KINDS, RuleLine, list_rules, search_rules, show_rule
from peercall.rulebook.load import load_folder

app = typer.Typer(help="Laws, payers, policies, guidelines: list, show, search, check, compare.", no_args_is_help=True)

_COLUMNS = ("kind", "id", "version", "title", "detail", "status", "from")


def _print(data: object) -> None:
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False))


def _rows(lines: tuple[RuleLine, ...]) -> list[tuple[object, ...]]:
    return [
        (line.kind, line.id, line.version or "", line.title, line.detail, line.status, f"{line.layer}: {line.place}")
        for line in lines
    ]


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="One of: " + ", ".join(KINDS) + ".")] = None,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
) -> None:
    """List every rule, or those of one kind."""
    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"`{kind}` is not a kind of rule; use one of: {', '.join(KINDS)}.")
    lines = list_rules(rules_in_force(rules or ()), kind=kind)
    if json_:
        _print([dataclasses.asdict(line) for line in lines])
        return
    tables.console().print(tables.table(f"{len(lines)} rules", _COLUMNS, _rows(lines)))


@app.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
) -> None:
    """Print one rule with its source, status, file and line."""
    cards = show_rule(rules_in_force(rules or ()), rule_id)
    if json_:
        _print(
            [
                {**dataclasses.asdict(card.line), "fields": dict(card.fields), "criteria": list(card.outline)}
                for card in cards
            ]
        )
        return
    out = tables.console()
    for card in cards:
        line = card.line
        out.print(tables.table(f"{line.kind} {line.id}", ("field", "value"), card.fields))
        out.print(f"status: {line.status}; from {line.layer}: {line.place}", markup=False)
        for row in card.outline:
            out.print(row, markup=False)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All of them must occur.")],
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
) -> None:
    """Find rules by words in id, title, text, citation or codes."""
    lines = search_rules(rules_in_force(rules or ()), " ".join(words))
    if json_:
        _print([dataclasses.asdict(line) for line in lines])
        return
    tables.console().print(tables.table(f"{len(lines)} found", _COLUMNS, _rows(lines)))


@app.command()
def lint(json_: options.JsonOption = False, rules: options.RulesOption = None) -> None:
    """Check the shipped rules, and a private folder laid over them; worked examples of policies included."""
    findings = lint_in_force(rules or ())
    errors = [finding for finding in findings if finding.severity == ERROR]
    if json_:
        _print([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{finding.place}: {finding.severity}: {finding.message}")
        typer.echo(f"rules: {len(errors)} error(s), {len(findings) - len(errors)} warning(s)")
    if errors:
        raise typer.Exit(4)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A rules folder.")],
    new: Annotated[Path, typer.Argument(help="Another rules folder.")],
    json_: options.JsonOption = False,
) -> None:
    """Say in words what differs between two rule folders, each laid over the shipped rules."""
    before = load_folder(None, overlays=overlay_folders((old,)))
    after = load_folder(None, overlays=overlay_folders((new,)))
    changes = diff_rules(before, after)
    if json_:
        _print([dataclasses.asdict(change) for change in changes])
        return
    for change in changes:
        for sentence in change.sentences():
            typer.echo(f"{change.place}: {sentence}")
    typer.echo(f"{len(changes)} rule(s) differ")

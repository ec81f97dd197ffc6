"""`peercall check`: the same criteria before a request is sent, and what to add to the note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape

from peercall.bootstrap.local_check import check_folder
from peercall.cli import options, tables


def check(
    case: options.CaseArgument,
    service_code: Annotated[
        list[str] | None,
        typer.Option("--service-code", metavar="CODE", help="A code of the request, beside those of case.yaml."),
    ] = None,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Before a request is sent: check the policy's criteria against the chart, and say what to add and who can."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    done = check_folder(opened, service_codes=tuple(service_code or ()))
    options.end_progress()
    if json_:
        typer.echo(json.dumps({**done.data, "input_warnings": list(done.warnings)}, indent=1, ensure_ascii=False))
        return
    show(done.data)
    tables.show_warnings(done.warnings)


def show(data: Mapping[str, Any]) -> None:
    """One sentence, then what to add, then what speaks against the request."""
    out = tables.console()
    out.print(
        escape(
            f"{data['policy_title']} ({data['policy_number']}, in force {data['policy_effective']}, "
            f"text {data['policy_status']}; {data['policy_why']})"
        )
    )
    out.print(escape(sentence(data)))
    if data["add"]:
        rows = [
            (
                row["id"] + (" *" if row["needed"] and len(data["ways"]) > 1 else ""),
                row["text"],
                " ".join(row["add"]),
                "; ".join(f"{by['who']}: {by['where']}" for by in row["by"]),
            )
            for row in data["add"]
        ]
        out.print(tables.table("To add, where it is true", ("id", "criterion", "add", "who, and where"), rows))
        if len(data["ways"]) > 1:
            out.print("* enough by themselves; the others are other ways to the same end")
    for row in data["against"]:
        quotes = "; ".join(str(one.get("quote") or one.get("says") or "") for one in row.get("evidence", ()))
        out.print(escape(f"Speaks against it: {row['text']}" + (f" ({quotes})" if quotes else "")))
    for limit in data["limits"]:
        out.print(
            escape(
                f"Limit: {limit['what']}: {limit['status']} (asked {limit.get('requested') or 'not told'}, allowed {limit['allowed']})"
            )
        )
    tables.show_warnings(data["warnings"])


def sentence(data: Mapping[str, Any]) -> str:
    """What the check comes to, in one sentence."""
    met = f"{len(data['met'])} criteria are shown by the chart"
    if data["ready"]:
        return f"Nothing is missing: {met}."
    if data["against"]:
        return f"The chart contradicts {len(data['against'])} criteria; {met}. Look at them before you send."
    needed = sum(1 for row in data["add"] if row["needed"]) or len(data["add"])
    return f"{needed} to add before sending; {met}."

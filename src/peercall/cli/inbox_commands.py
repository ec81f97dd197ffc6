"""`peercall inbox`: what payers' files hold that is worth work, what ends first on top."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from peercall.cli import options, tables

_WORDS = {"p2p": "call", "p2p_with_warning": "call, see why", "other_route": "no call"}


def inbox(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="X12 835 or 278, PAS or EOB in FHIR JSON.")],
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
) -> None:
    """List the denials in remittances and answers: what is worth a call, by clock and by amount."""
    from peercall.bootstrap.inbox import inbox_of

    at = options.parse_as_of(as_of) or datetime.now(UTC).replace(second=0, microsecond=0)
    data = inbox_of(files, overlays=tuple(rules or ()), as_of=at)
    if json_:
        typer.echo(json.dumps(data, indent=1, ensure_ascii=False))
        return
    show(data)


def show(data: Mapping[str, Any]) -> None:
    """The items as a table, then what is settled and what could not be read."""
    out = tables.console()
    if data["items"]:
        columns = ("due", "", "at stake", "payer", "claim or request", "codes", "reason", "onward")
        out.print(tables.table(f"Denials to work ({len(data['items'])})", columns, map(_row, data["items"])))
    else:
        out.print("Nothing in these files needs work.")
    if data["settled"]:
        out.print(f"Needs nothing: {len(data['settled'])} (taken back by the payer, or certified)")
    tables.show_warnings(
        f"{one['document']}{'' if one['segment'] is None else ', segment ' + str(one['segment'])}: {one['what']}"
        for one in data["problems"]
    )


def _row(item: Mapping[str, Any]) -> tuple[object, ...]:
    first, clock = item["rows"][0], item["clock"]
    number = first.get("payer_control_number") or first.get("patient_control_number") or first.get("review_id")
    due = f"{clock['due']}{' (ended)' if clock['ended'] else ''}" if clock else "unknown"
    reason = ", ".join(item["reason_classes"]) or ("unknown" if item["codes"] else "not given")
    onward = (item["route"] or item["why"]).replace("_", " ")
    call = _WORDS.get(item["expected"], item["state"] if item["state"] == "pending" else "no call")
    return due, call, item["amount_at_stake"], first["payer"]["name"], number, ", ".join(item["codes"]), reason, onward

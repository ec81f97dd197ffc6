"""`peercall inbox`: what payers' files hold that is worth work, what may end first on top."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from peercall.bootstrap.settings import read_passwords
from peercall.cli import options, tables

_WORDS = {"p2p": "call", "p2p_with_warning": "call, see why"}
_LONGEST_NAME = 24


def inbox(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="X12 835 or 278, PAS or EOB in FHIR JSON, letters, scans, or folders."),
    ],
    cases: Annotated[
        Path | None,
        typer.Option("--make-cases", metavar="DIR", help="Make a case folder there of each denial and letter."),
    ] = None,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """List the denials in remittances, answers and letters: what is worth a call, by clock and by amount."""
    from peercall.bootstrap.inbox import inbox_of

    at = options.parse_as_of(as_of) or datetime.now(UTC).replace(second=0, microsecond=0)
    passwords = read_passwords(password_file) if password_file else ()
    data = inbox_of(
        files,
        overlays=tuple(rules or ()),
        as_of=at,
        cases=cases,
        passwords=passwords,
        ask_password=options.ask_password_on_terminal(),
    )
    if json_:
        typer.echo(json.dumps(data, indent=1, ensure_ascii=False))
        return
    show(data)


def show(data: Mapping[str, Any]) -> None:
    """The items and letters as a table, then what is settled and what could not be read."""
    out = tables.console()
    work = sorted([*data["items"], *data["letters"]], key=_order)
    if work:
        columns = ("ends if *", "onward", "at stake", "payer", "number", "codes", "reason")
        out.print(tables.table(f"Denials to work ({len(work)})", columns, map(_row, work)))
        out.print("* Nobody has confirmed a date: what would end first if the notice carried the date of the file.")
        for item in work:
            if item.get("same_in"):
                out.print(f"{item['document']}: the same denial is in {', '.join(item['same_in'])} too.")
    else:
        out.print("Nothing in these files needs work.")
    if data["settled"]:
        out.print(f"Needs nothing: {len(data['settled'])} (taken back by the payer, or certified)")
    if data.get("cases"):
        first, last = data["cases"][0]["case"], data["cases"][-1]["case"]
        out.print(f"Made {len(data['cases'])} case folders: {first} to {last}")
    tables.show_warnings(
        f"{one['document']}{'' if one['segment'] is None else ', segment ' + str(one['segment'])}: {one['what']}"
        for one in data["problems"]
    )


def _order(item: Mapping[str, Any]) -> tuple[int, str]:
    """By clock; what stands in order already stays so (sorting is stable)."""
    clock = item["clock"]
    if clock is None:
        return 1, date.max.isoformat()
    return (2 if clock["past"] else 0), clock["ends_if"]


def _row(item: Mapping[str, Any]) -> tuple[object, ...]:
    """A line that fits 100 columns: one way onward, the first class, the payer's name cut short."""
    clock, classes = item["clock"], item["reason_classes"]
    ends = f"{clock['ends_if']}{' (past)' if clock['past'] else ''}" if clock else "unknown"
    more = f" +{len(classes) - 1}" if len(classes) > 1 else ""
    if item["kind"] == "letter":
        payer, number, codes = item["payer"], item["document"], item["service_codes"]
        number += f" +{len(item['same_in'])}" if item["same_in"] else ""
        onward = "read in a case"
    else:
        first = item["rows"][0]
        payer, codes = first["payer"]["name"], item["codes"]
        numbers = ("payer_control_number", "patient_control_number", "review_id")
        # a row without a number is found by its file
        number = next((first[name] for name in numbers if first.get(name)), first["source"]["document"])
        otherwise = (item["route"] or "ask the payer").replace("_", " ")
        onward = _WORDS.get(item["expected"], "wait: pended" if item["state"] == "pending" else otherwise)
        if item["kind"] == "refused_request":
            onward = "send it again"
    reason = classes[0].replace("_", " ") + more if classes else "unknown" if codes else "not given"
    return ends, onward, item.get("amount_at_stake"), _short(payer), number, " ".join(codes[:4]), reason


def _short(name: str | None) -> str | None:
    return name if name is None or len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"

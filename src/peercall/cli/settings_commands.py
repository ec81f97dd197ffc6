"""`peercall limits`: how much of a document is read before it is refused."""

from __future__ import annotations

import json

import typer

from peercall.bootstrap.settings import limits_in_force
from peercall.cli import options, tables


def limits(json_: options.JsonOption = False) -> None:
    """Show the limits on documents, and the environment variable that sets each."""
    rows = limits_in_force()
    if json_:
        data = {name: {"value": now, "default": shipped, "bounds": what} for name, now, shipped, what in rows}
        typer.echo(json.dumps({"schema": "peercall.limits/1", "limits": data}, indent=1))
        return
    tables.console().print(tables.table("Limits on documents", ("set with", "value", "default", "bounds"), rows))

"""`peercall verify`: whether an exported record is as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from peercall.bootstrap.records import verify_file
from peercall.cli import options
from peercall.domain.errors import ChainBroken


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An exported record (JSON).")],
    json_: options.JsonOption = False,
) -> None:
    """Verify the chain of an exported record: exit 0 when it holds, 3 when an entry fails, 2 when it is no export."""
    found = verify_file(file)
    if json_:
        faults = [{"entry": fault.number, "what": fault.what} for fault in found.faults]
        typer.echo(json.dumps({"case": found.case, "entries": found.entries, "last": found.last, "faults": faults}))
    if found.faults:
        first = found.faults[0]
        raise ChainBroken(
            first.what, where=f"{file.name}, entry {first.number}", remedy="This copy is not what was recorded."
        )
    if not json_:
        typer.echo(f"{file.name}: {found.entries} entries, the chain holds; last hash {found.last}")

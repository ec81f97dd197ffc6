"""Published decisions on this machine: loaded once into the data folder, shown beside a case."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from peercall.adapters.case_folder import write_atomically
from peercall.adapters.outcomes import read_outcomes
from peercall.bootstrap.rules import rules
from peercall.domain.codes import Code
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.precedents import OutcomeCount, OutcomeTable, Precedents
from peercall.engine.precedents import categories, precedents_of

_SCHEMA = "peercall.precedents/1"


def store_folder(environment: dict[str, str] | None = None) -> Path:
    """precedents/ in PEERCALL_DATA, by default in ~/.local/share/peercall."""
    given = (environment if environment is not None else os.environ).get("PEERCALL_DATA")
    root = Path(given).expanduser() if given else Path.home() / ".local" / "share" / "peercall"
    return root / "precedents"


def read_table(path: Path, *, overlays: Sequence[Path] = ()) -> OutcomeTable:
    """The table as counts. Raises DocumentUnreadable, InputTooLarge."""
    return read_outcomes(path, layouts=rules(overlays).outcomes.layouts)


def load_table(path: Path, *, overlays: Sequence[Path] = ()) -> OutcomeTable:
    """Read a table and keep its counts; one of the same layout is replaced."""
    table = read_table(path, overlays=overlays)
    data = {
        "schema": _SCHEMA,
        "layout": table.layout,
        "name": table.name,
        "source": table.source,
        "sha256": table.sha256,
        "skipped": table.skipped,
        "counts": [list(astuple(one)) for one in table.counts],
    }
    write_atomically(store_folder() / f"{table.layout}.json", json.dumps(data, ensure_ascii=False).encode())
    return table


def loaded_tables() -> tuple[OutcomeTable, ...]:
    """The tables that were loaded, by layout. Raises DocumentUnreadable for a file that is none of ours."""
    return tuple(_loaded(path) for path in sorted(store_folder().glob("*.json")))


def _loaded(path: Path) -> OutcomeTable:
    try:
        data = json.loads(path.read_bytes())
        counts = tuple(OutcomeCount(*row) for row in data["counts"])
        return OutcomeTable(data["layout"], data["name"], data["source"], data["sha256"], counts, data["skipped"])
    except (OSError, ValueError, KeyError, TypeError):
        raise DocumentUnreadable(
            "this is no table that was loaded", where=path.name, remedy="Load it anew with `peercall precedents load`."
        ) from None


def like(
    codes: Iterable[Code] = (),
    *,
    diagnosis: Sequence[str] = (),
    treatment: Sequence[str] = (),
    overlays: Sequence[Path] = (),
) -> list[Precedents]:
    """Decisions like these codes, or of the categories named, in each table that was loaded."""
    layouts = {one.id: one for one in rules(overlays).outcomes.layouts}
    known = tuple(codes)
    out = []
    for table in loaded_tables():
        layout = layouts.get(table.layout)
        by_code = categories(layout, known) if layout else ((), ())
        found = precedents_of(table, diagnosis=diagnosis or by_code[0], treatment=treatment or by_code[1])
        # without either side in common there is no likeness; one side alone is asked for by name only
        whole = (diagnosis or by_code[0]) and (treatment or by_code[1])
        if found is not None and (whole or diagnosis or treatment):
            out.append(found)
    return out

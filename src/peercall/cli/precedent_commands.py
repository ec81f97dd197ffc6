"""`peercall precedents`: published decisions of independent reviews, as counts beside a case. Never a forecast."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from peercall.bootstrap.local_precedents import like, load_table, loaded_tables, store_folder
from peercall.cli import options, tables
from peercall.domain.codes import Code
from peercall.domain.precedents import NOT_A_FORECAST, Precedents

app = typer.Typer(
    help="Published decisions of independent reviews, as counts beside a case.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The published table: CSV, also gzip.")],
    rules: options.RulesOption = None,
) -> None:
    """Load a table of decisions; only counts are kept, and one of the same layout is replaced."""
    table = load_table(file, overlays=tuple(rules or ()))
    first, last = table.years
    skipped = f"; {table.skipped} rows tell no outcome or year" if table.skipped else ""
    typer.echo(f"{table.decisions} decisions, {first} to {last}, in {store_folder()}{skipped}")
    typer.echo(f"Source: {table.source}")


@app.command()
def show(
    case: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case folder: its codes choose.")] = None,
    diagnosis: Annotated[list[str] | None, typer.Option(help="A category of the table, instead of the codes'.")] = None,
    treatment: Annotated[list[str] | None, typer.Option(help="A category of the table, instead of the codes'.")] = None,
    accept: options.AcceptOption = False,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
) -> None:
    """Show how many decisions of like diagnosis and treatment were upheld and overturned, with years and source."""
    codes: tuple[Code, ...] = ()
    if case is not None:
        opened = options.open_case(case, rules=rules, as_of=as_of)
        service = opened.determination(accept=accept).service
        codes = (*service.service_codes, *service.diagnosis_codes)
        options.end_progress()
    found = like(codes, diagnosis=tuple(diagnosis or ()), treatment=tuple(treatment or ()), overlays=tuple(rules or ()))
    if json_:
        typer.echo(
            json.dumps({"schema": "peercall.precedents-like/1", "like": [asdict(one) for one in found]}, indent=1)
        )
        return
    if not found:
        none = "No table is loaded: `peercall precedents load FILE`." if not loaded_tables() else _NONE
        typer.echo(none)
    for one in found:
        _show(one)


_NONE = "No decision of the tables has these categories; `peercall precedents categories` names those there are."


@app.command()
def categories() -> None:
    """Name the categories of the tables that were loaded."""
    out = tables.console()
    for table in loaded_tables():
        out.print(escape(f"{table.name}"))
        for title, names in (
            ("diagnosis", sorted({one.diagnosis for one in table.counts if one.diagnosis})),
            ("treatment", sorted({one.treatment for one in table.counts if one.treatment})),
        ):
            out.print(escape(f"  {title}: " + "; ".join(names)))


def _show(one: Precedents) -> None:
    out = tables.console()
    about = " and ".join(" or ".join(names) for names in (one.diagnosis, one.treatment) if names)
    out.print(escape(f"Like: {about}"))
    out.print(
        f"{one.decisions} decisions, {one.first_year} to {one.last_year}: {one.overturned} overturned, {one.upheld} upheld"
    )
    rows = [
        (f"{diagnosis} / {treatment}", overturned, upheld) for diagnosis, treatment, upheld, overturned in one.details
    ]
    out.print(tables.table("Most frequent", ("diagnosis / treatment", "overturned", "upheld"), rows))
    out.print(escape(f"Source: {one.source}"))
    out.print(NOT_A_FORECAST)

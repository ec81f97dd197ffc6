"""`peercall packet`: one file for the plan, with every citation a link to its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from peercall.cli import options
from peercall.domain.packets import ExhibitPages


def packet(
    case: options.CaseArgument,
    letter: Annotated[
        str | None,
        typer.Option("--letter", metavar="KIND|FILE", help="The letter in front: a kind in out/letters, or a PDF."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="An exported record of the call (JSON).")
    ] = None,
    pages: Annotated[
        ExhibitPages, typer.Option("--pages", help="Of the chart: the pages that are cited, or all.")
    ] = ExhibitPages.CITED,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--leave-out", metavar="MARK", help="A page to leave out, such as C14 or C3-9; may be given again."
        ),
    ] = None,
    send: Annotated[
        list[str] | None,
        typer.Option("--send", metavar="CATEGORY", help="A protected category you agree to send; may be given again."),
    ] = None,
    limit: Annotated[str, typer.Option("--for", metavar="WAY", help="How it is sent: none, fax, portal.")] = "none",
    volume_pages: Annotated[
        int | None, typer.Option("--volume-pages", min=1, help="At most so many pages in one file.")
    ] = None,
    megabytes: Annotated[
        float | None, typer.Option("--volume-mb", min=0.1, help="At most so many megabytes in one file.")
    ] = None,
    accept: options.AcceptOption = False,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Bind the packet: contents, letter, record, criteria, guidelines, denial and the pages of the chart that are cited."""
    from peercall.bootstrap.packets import PacketChoices, assemble_local

    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    prepared = opened.prepare(accept=accept, number=number)
    made, written = assemble_local(
        opened,
        prepared,
        choices=PacketChoices(
            letter=letter,
            record=record,
            pages=pages,
            without=without or (),
            send=send or (),
            limit=limit,
            volume_pages=volume_pages,
            megabytes=megabytes,
        ),
    )
    options.end_progress()
    if json_:
        files = [str(path) for path in written]
        typer.echo(json.dumps({**made.manifest, "notices": list(made.notices), "written": files}, indent=1))
        return
    for part in made.parts:
        name = part.title if part.exhibit is None else f"Exhibit {part.exhibit}: {part.title}"
        typer.echo(f"{part.start:5d}-{part.end:<5d} {name}")
    for notice in made.notices:
        typer.echo(f"! {notice}")
    for path in written:
        typer.echo(f"made {path}")

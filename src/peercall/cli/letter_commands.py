"""`peercall letter`: a letter of a case as DOCX and PDF, or the list of those that apply."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from peercall.application.write_letter import offers_data
from peercall.cli import options, tables
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import CaseFolderInvalid


def letter(
    first: Annotated[
        str, typer.Argument(metavar="KIND CASE", help="The kind of letter and the case folder; with --list the folder.")
    ],
    second: Annotated[str | None, typer.Argument(metavar="", show_default=False, hidden=True)] = None,
    list_: Annotated[bool, typer.Option("--list", help="Say which letters apply, and why the others do not.")] = False,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="An exported record of the call (JSON).")
    ] = None,
    fill: Annotated[
        list[str] | None,
        typer.Option("--fill", metavar="OPEN=WORDS", help="Words for an open place, named by how it begins."),
    ] = None,
    strike: Annotated[
        list[str] | None, typer.Option("--strike", metavar="OPEN", help="Strike the sentences with this open place.")
    ] = None,
    accept: options.AcceptOption = False,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Write a letter of the case to out/letters as DOCX and PDF; what nobody knows stands in brackets."""
    from peercall.bootstrap.letters import list_letters, write_letters

    kind = None if list_ else _kind(first, folder=second)
    opened = options.open_case(
        Path(first if list_ else str(second)), rules=rules, as_of=as_of, password_file=password_file
    )
    prepared = opened.prepare(accept=accept, number=number)
    if kind is None:
        found = list_letters(opened, prepared, record=record)
        options.end_progress()
        _show_list(offers_data(found.offers), as_json=json_)
        return
    draft, written = write_letters(
        opened, prepared, kind=kind, record=record, filled=_filled(fill or ()), struck=strike or ()
    )
    options.end_progress()
    if json_:
        typer.echo(
            json.dumps({**draft.to_data(), "written": [str(path) for path in written]}, indent=1, ensure_ascii=False)
        )
        return
    _show(draft, written)


def _kind(word: str, *, folder: str | None) -> LetterKind:
    words = ", ".join(LetterKind)
    if word not in set(LetterKind):
        raise CaseFolderInvalid(f"`{word}` is no kind of letter", where="KIND", remedy=f"Known: {words}.")
    if folder is None:
        raise CaseFolderInvalid("the case folder is missing", where="CASE", remedy="Name it after the kind.")
    return LetterKind(word)


def _filled(given: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [one.partition("=") for one in given]
    for place, equals, _ in pairs:
        if not (place and equals):
            raise CaseFolderInvalid(f"`{place}` has no words", where="--fill", remedy='Write --fill "date=May 4".')
    return [(place, words) for place, _, words in pairs]


def _show_list(rows: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"schema": "peercall.letters/1", "letters": rows}, indent=1, ensure_ascii=False))
        return
    shown = [
        (
            str(row["kind"]),
            "due" if row["due"] else "applies" if row["applies"] else "no",
            str(row["purpose"]) if row["applies"] else "; ".join(row["why_not"]),  # type: ignore[arg-type]
        )
        for row in rows
    ]
    tables.console().print(tables.table("Letters", ("kind", "now", "what for, or why not"), shown))


def _show(draft: LetterDraft, written: list[Path]) -> None:
    out = tables.console()
    for one in draft.open:
        out.print(escape(f"open: [{one}]"))
    for rule, why in draft.left_out.items():
        out.print(escape(f"not cited: {rule}: {why}"))
    if draft.grade is not None:
        out.print(f"reading grade {draft.grade:g}")
    for path in written:
        typer.echo(f"made {path}")

"""Entry point `peercall`. An error a person can act on is one sentence on standard error and an exit status.

Exit statuses: 0 done; 2 wrong use or input; 3 a person must decide first; 4 the rules are at fault; 5 a document could
not be read.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from peercall import __version__
from peercall.cli import (
    case_commands,
    check_commands,
    inbox_commands,
    letter_commands,
    options,
    packet_commands,
    precedent_commands,
    record_commands,
    report_commands,
    rules_commands,
    settings_commands,
    web_commands,
)
from peercall.domain.errors import PeercallError

app = typer.Typer(
    name="peercall",
    help="Prepare, hold and record the peer-to-peer review of a medical-necessity denial.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"peercall {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Prepare, hold and record the peer-to-peer review of a medical-necessity denial."""


for _command in (
    case_commands.prepare,
    case_commands.new,
    case_commands.read,
    case_commands.triage,
    case_commands.deadlines,
    case_commands.criteria,
    case_commands.brief,
    check_commands.check,
    inbox_commands.inbox,
    letter_commands.letter,
    settings_commands.limits,
    record_commands.verify,
    packet_commands.packet,
    report_commands.report,
):
    app.command()(_command)
for _handover in (
    web_commands.serve,
    web_commands.worker,
    web_commands.doctor,
    web_commands.backup,
    web_commands.restore,
    web_commands.manage,
):
    app.command(context_settings=web_commands.PASS_ON)(_handover)
app.add_typer(rules_commands.app, name="rules")
app.add_typer(precedent_commands.app, name="precedents")


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="peercall")
    except PeercallError as error:
        options.end_progress()
        print(f"peercall: {error} [{error.code}]", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()

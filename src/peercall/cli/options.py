"""Options the commands share, and the way a case is opened."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from peercall.bootstrap.doors import AskPassword
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.settings import read_passwords
from peercall.domain.errors import CaseFolderInvalid

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder (it holds case.yaml).")]
RulesOption = Annotated[
    list[Path] | None,
    typer.Option("--rules", help="A private rules folder laid over the shipped rules; may be given again, later wins."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print data instead of a table.")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="ISO", help="The moment to compute for, such as 2026-01-31T09:30-05:00."),
]
AcceptOption = Annotated[
    bool, typer.Option("--accept", help="Take what was read from the letter as it is, where nothing conflicts.")
]
PasswordFileOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="A file with the passwords of locked PDFs, one a line; without it they are asked for on a terminal.",
    ),
]
NumberOption = Annotated[
    int, typer.Option("--determination", metavar="N", help="Which determination, when a letter holds several.")
]


def parse_as_of(text: str | None) -> datetime | None:
    """The moment named on the command line; None when none was."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CaseFolderInvalid(
            "this is not a moment with an offset", where="--as-of", remedy="Write it as 2026-01-31T09:30-05:00."
        )
    return at


def _now(zone: ZoneInfo) -> datetime:
    return datetime.now(zone).replace(second=0, microsecond=0)


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{message} ...", end="", file=sys.stderr, flush=True)


def end_progress() -> None:
    """Clear the progress line."""
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def ask_password_on_terminal() -> AskPassword | None:
    """What asks a person for the password of a locked PDF; None where nobody sits at a terminal."""
    return _ask_password if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask_password(name: str) -> str | None:
    """The password of a document, typed without being shown; None when the person gives none."""
    end_progress()
    return getpass.getpass(f"Password of {name} (empty: leave it locked): ") or None


def open_case(
    folder: Path, *, rules: list[Path] | None, as_of: str | None, password_file: Path | None = None
) -> LocalCase:
    """The case with its rulebook; the clock of this machine is read only when nobody names a moment."""
    return LocalCase(
        folder,
        overlays=tuple(rules or ()),
        as_of=parse_as_of(as_of),
        now=_now,
        progress=_progress,
        passwords=read_passwords(password_file) if password_file else (),
        ask_password=ask_password_on_terminal(),
    )

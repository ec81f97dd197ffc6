"""`peercall serve | worker | doctor | backup | restore | manage`: hands over to the web application in a process of its own."""

from __future__ import annotations

import os
import sys

import typer

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def _hand_over(command: str, arguments: list[str]) -> None:
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "peercall.web", command, *arguments])  # noqa: S606 (our own module)


def serve(context: typer.Context) -> None:
    """Start the web application (--host, --port, --workers)."""
    _hand_over("serve", context.args)


def worker(context: typer.Context) -> None:
    """Run background jobs."""
    _hand_over("worker", context.args)


def doctor(context: typer.Context) -> None:
    """Check an installation of the web application and say what to mend."""
    _hand_over("doctor", context.args)


def backup(context: typer.Context) -> None:
    """Write database and stored documents of the web application into one file."""
    _hand_over("backup", context.args)


def restore(context: typer.Context) -> None:
    """Fill an empty installation of the web application from a backup."""
    _hand_over("restore", context.args)


def manage(context: typer.Context) -> None:
    """Run a maintenance command (migrate, verify_audit, ...)."""
    _hand_over("manage", context.args)

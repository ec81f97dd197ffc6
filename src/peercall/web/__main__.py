"""`python -m peercall.web serve | worker | doctor | backup | restore | manage ...`; `peercall serve` and so on start the same."""

from __future__ import annotations

import os
import sys

from peercall.domain.errors import PeercallError

COMMANDS = ("serve", "worker", "doctor", "backup", "restore", "manage")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] not in COMMANDS:
        print(f"usage: peercall {' | '.join(COMMANDS)} [OPTIONS]", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")
    os.umask(0o077)  # what is made here is its owner's alone, wherever it lies
    try:
        return _run(words[0], words[1:])
    except PeercallError as error:
        print(f"peercall: {error} [{error.code}]", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return 130


def _run(command: str, rest: list[str]) -> int:
    if command == "serve":
        from peercall.web.serve import serve

        return serve(rest)
    from peercall.web.keys import make_keys

    if command == "worker":
        from peercall.web.jobs.worker import worker

        return worker(rest)
    if command == "doctor":
        from peercall.web.doctor import doctor

        return doctor(rest)
    if command in {"backup", "restore"}:
        from peercall.web import backup

        return (backup.backup if command == "backup" else backup.restore)(rest)
    make_keys()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["peercall manage", *rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())

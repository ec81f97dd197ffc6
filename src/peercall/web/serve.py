"""`peercall serve`: keys, tables, a first administrator, then the server."""

from __future__ import annotations

import argparse
import sys

from peercall.web.keys import make_keys


def serve(arguments: list[str]) -> int:
    """Start the web application; returns when the server stops."""
    parser = argparse.ArgumentParser(prog="peercall serve", description="Start the web application.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, default=0, help="processes (default: 2 on PostgreSQL, 1 on SQLite)")
    options = parser.parse_args(arguments)
    for path in make_keys():
        print(f"Made {path}. Keep a copy in a safe place: without it nothing stored can be read again.")

    import django
    from django.conf import settings

    django.setup()
    from django.core.management import call_command

    from peercall.web.first_run import first_administrator

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    address = (
        settings.BASE_URL or f"http://{'localhost' if options.host == '127.0.0.1' else options.host}:{options.port}"
    )
    first_administrator(address=address, ask=sys.stdin.isatty())
    workers = options.workers or (2 if settings.POSTGRES else 1)
    print(f"peercall answers at {address}/  (stop with Ctrl-C)", flush=True)
    run_server(host=options.host, port=options.port, workers=workers)
    return 0


def run_server(*, host: str, port: int, workers: int) -> None:
    """Granian until it is stopped: processes on PostgreSQL, one process with threads on SQLite."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "peercall.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
    ).serve()

"""`peercall serve`: keys, tables, a first administrator, then the server."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from peercall.domain.errors import SettingInvalid
from peercall.web.arguments import how_many
from peercall.web.keys import make_keys, refuse_new_keys

#: requests at a time in one process; each has a database connection
THREADS = 8
#: bodies that may be on their way to one process beside these; a slow line takes minutes for a chart
BODIES = 32
#: browsers' connections at a time to one process. They are kept open between requests, up to six a browser: beyond this
#: number the next person waits until somebody's connection has lain still for half a minute
CONNECTIONS = 512
#: how long a killed server's processes may still hold its port
PORT_SECONDS = 20.0


def serve(arguments: list[str]) -> int:
    """Start the web application; returns when the server stops."""
    parser = argparse.ArgumentParser(prog="peercall serve", description="Start the web application.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--port", type=_port_number, default=_port(), help="port to listen on (default PEERCALL_PORT, else 8000)"
    )
    parser.add_argument("--workers", type=how_many, default=0, help="processes (default: 2 on PostgreSQL, 1 on SQLite)")
    parser.add_argument("--no-worker", action="store_true", help="run no background jobs in here (SQLite)")
    parser.add_argument("--demo", action="store_true", help="load the demonstration cases at the first start")
    parser.add_argument("--certificate", help="TLS certificate file; needs --key")
    parser.add_argument("--key", help="TLS key file")
    options = parser.parse_args(arguments)
    if bool(options.certificate) != bool(options.key):
        parser.error("--certificate and --key belong together")
    if options.certificate:
        os.environ.setdefault("PEERCALL_TLS", "1")
        _check_certificate(options.certificate, options.key)
    keys = make_keys()

    import django
    from django.conf import settings

    django.setup()
    wait_for_port(options.host, options.port)
    from django.core.management import call_command

    from peercall.web.database import one_at_a_time, reach_database
    from peercall.web.first_run import first_administrator, is_in_use

    reach_database()
    if keys and is_in_use():
        refuse_new_keys(keys)
    for path in keys:
        print(f"Made {path}. Keep a copy in a safe place: without it nothing stored can be read again.")
    scheme = "https" if options.certificate else "http"
    host = "localhost" if options.host in {"127.0.0.1", "0.0.0.0", "::"} else options.host  # noqa: S104 (compared only)
    address = settings.BASE_URL or f"{scheme}://{host}:{options.port}"
    with one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        first_administrator(address=address, ask=sys.stdin.isatty(), demo=options.demo)
    workers = options.workers or (2 if settings.POSTGRES else 1)
    print(f"peercall answers at {address}/  (stop with Ctrl-C)", flush=True)
    if settings.POSTGRES:
        print("Background jobs: start `peercall worker` as often as you need it.", flush=True)
    with nullcontext() if settings.POSTGRES or options.no_worker else worker_beside():
        run_server(options, workers=workers)
    return 0


def _port() -> int:
    text = os.environ.get("PEERCALL_PORT", "").strip() or "8000"
    try:
        return _port_number(text)
    except argparse.ArgumentTypeError:
        raise SettingInvalid("this is no port", where="PEERCALL_PORT", remedy="Write a number such as 8001.") from None


def _port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number such as 8001")
    return int(text)


def _check_certificate(certificate: str, key: str) -> None:
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as fault:  # ssl.SSLError is one
        raise SettingInvalid(
            f"these two files cannot be used ({fault.strerror or fault})",
            where="--certificate and --key",
            remedy="Name a certificate and its key as PEM files that you may read.",
        ) from None


def wait_for_port(host: str, port: int) -> None:
    """Return when nobody else listens there.

    Two servers on one port would share it without a word, each with its own data: a request would reach either by chance.
    What a killed server left behind ends within seconds. Raises SettingInvalid when somebody still listens after that.
    """
    until = time.monotonic() + PORT_SECONDS
    told = False
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as taken:
                if taken.errno != errno.EADDRINUSE:
                    raise SettingInvalid(
                        f"this machine cannot listen on {host}, port {port} ({taken.strerror})",
                        where="--host",
                        remedy="Name an address of this machine and a port you may use.",
                    ) from None
            else:
                return
        if not told:
            print(f"Port {port} is in use; waiting a moment for it.", flush=True)
            told = True
        if time.monotonic() > until:
            raise SettingInvalid(
                f"another program listens on port {port} already",
                where="--port",
                remedy=f"Stop it, or choose another: `peercall serve --port {port + 1}`, with make PEERCALL_PORT={port + 1}.",
            )
        time.sleep(0.2)


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker in a process of its own while the server runs; started again when it ends, stopped with the server."""
    over = threading.Event()
    command = [sys.executable, "-m", "peercall.web", "worker", "--parent", str(os.getpid())]
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            running[:] = [subprocess.Popen(command)]  # noqa: S603 (our own module)
            while running[0].poll() is None and not over.wait(0.5):
                pass
            over.wait(1)

    thread = threading.Thread(target=keep, name="worker-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        if running and running[0].poll() is None:
            running[0].terminate()
            running[0].wait()


def run_server(options: argparse.Namespace, *, workers: int) -> None:
    """Granian until it is stopped: processes on PostgreSQL, one process with threads on SQLite."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["PEERCALL_SERVER"] = str(os.getpid())
    Granian(
        "peercall.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS + BODIES,
        runtime_blocking_threads=2 * THREADS,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        ssl_cert=Path(options.certificate) if options.certificate else None,
        ssl_key=Path(options.key) if options.key else None,
    ).serve()

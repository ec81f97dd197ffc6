"""A child whose tasks do what hostile documents do to a reader."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path

from peercall.adapters.isolation import frames
from peercall.adapters.isolation.child import Report, serve
from peercall.domain.errors import DocumentUnreadable


def echo(data: bytes, options: bytes, report: Report) -> bytes:
    return data + options


def hang(data: bytes, options: bytes, report: Report) -> bytes:
    while True:
        time.sleep(60)


def spin(data: bytes, options: bytes, report: Report) -> bytes:
    while True:
        pass


def slow_pages(data: bytes, options: bytes, report: Report) -> bytes:
    for page in range(4):
        time.sleep(0.2)
        report(page + 1, 4)
    return b"done"


def eat_memory(data: bytes, options: bytes, report: Report) -> bytes:
    kept = []
    while True:
        kept.append(bytearray(8 << 20))


def crash(data: bytes, options: bytes, report: Report) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def vanish(data: bytes, options: bytes, report: Report) -> bytes:
    os._exit(7)


def noise(data: bytes, options: bytes, report: Report) -> bytes:
    sys.stdout.write("member NG-0001 on standard output\n")
    sys.stderr.write("member NG-0001 on standard error\n")
    os.write(1, b"raw bytes on descriptor 1")
    os.write(2, b"raw bytes on descriptor 2")
    sys.stdout.flush()
    return b"quiet"


def fault(data: bytes, options: bytes, report: Report) -> bytes:
    raise KeyError("Ruth Abara, member NG-0001")


def refuse(data: bytes, options: bytes, report: Report) -> bytes:
    raise DocumentUnreadable("it is\ndamaged", where="/etc/passwd", remedy="Ask\x1b[31m again.")


def long_answer(data: bytes, options: bytes, report: Report) -> bytes:
    return bytes(50_000_000)


def lie(data: bytes, options: bytes, report: Report) -> bytes:
    """Writes what no child writes: a frame of a kind that does not exist."""
    for name in Path("/proc/self/fd").iterdir():
        number = int(name.name)
        if number > 2:
            try:
                os.write(number, frames.frame(99, b"x" * 10))
            except OSError:
                continue
    return b""


def write_file(data: bytes, options: bytes, report: Report) -> bytes:
    Path(options.decode()).write_bytes(data)
    return b""


def open_files(data: bytes, options: bytes, report: Report) -> bytes:
    kept = [os.open(os.devnull, os.O_RDONLY) for _ in range(10_000)]
    return str(len(kept)).encode()


def look_around(data: bytes, options: bytes, report: Report) -> bytes:
    limits = [resource.getrlimit(one)[0] for one in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)]
    return repr((sorted(os.environ), str(Path.cwd()), limits)).encode()


def process(data: bytes, options: bytes, report: Report) -> bytes:
    return str(os.getpid()).encode()


def main() -> None:
    tasks = (echo, hang, spin, slow_pages, eat_memory, crash, vanish, noise, fault, refuse, long_answer, lie)
    more = (write_file, open_files, look_around, process)
    serve({task.__name__: task for task in (*tasks, *more)}, answers=int(sys.argv[1]))

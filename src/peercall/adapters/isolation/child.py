"""The child's side: a process without threads that reads nothing itself and forks for each piece of work.

The process that waits for work imports what a piece of work needs and never parses a byte of it, so every piece of work
begins in the same clean state, costs one fork, and takes its memory with it when it ends.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Mapping

import msgspec

from peercall.adapters.isolation import frames
from peercall.adapters.isolation.limits import ProcessLimits
from peercall.domain.errors import PeercallError

Report = Callable[[int, int], None]
"""Called with the steps done and how many there are."""
Handler = Callable[[bytes, bytes, Report], bytes]
"""Data, options and report in; the encoded answer out. Raises PeercallError for what a person can mend."""
Load = Callable[[str], None]
"""Called with a task's name in the waiting process, before the fork: imports what the task needs, once."""

_REPORT_EVERY = 0.05
_GRACE_SECONDS = 5


def serve(handlers: Mapping[str, Handler], *, answers: int, load: Load | None = None) -> None:
    """Work from standard input, answers to the descriptor `answers`, until the parent goes away."""
    asked = os.dup(0)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _send(answers, frames.READY, b"")
    decoder = msgspec.msgpack.Decoder(frames.Work)
    while True:
        head = _read(asked, frames.HEAD.size)
        if head is None:
            return
        body = _read(asked, frames.HEAD.unpack(head)[1])
        if body is None:
            return
        work = decoder.decode(body)
        del body
        if load is not None:
            load(work.task)
        worker = os.fork()
        if worker == 0:
            os.close(asked)
            _work(handlers, work, answers)
        del work
        _, status = os.waitpid(worker, 0)
        _send(answers, frames.ENDED, msgspec.msgpack.encode(frames.Ended(os.waitstatus_to_exitcode(status))))


def _work(handlers: Mapping[str, Handler], work: frames.Work, answers: int) -> None:
    """In the forked process: one answer or one error, then the end, without the interpreter's leave-taking."""
    try:
        _limit(work.limits)
        body = handlers[work.task](work.data, work.options, _Steps(answers, work.limits))
        kind = frames.RESULT
    except PeercallError as error:
        kind, body = frames.ERROR, _error(error.code, error.message, error.remedy)
    except MemoryError:
        kind, body = frames.ERROR, _error(frames.OUT_OF_MEMORY, "", None)
    except BaseException as fault:
        kind, body = frames.ERROR, _error(frames.FAULT, _place(fault), None)
    try:
        if len(body) <= work.limits.output_bytes:
            _send(answers, kind, body)
        else:
            os.write(answers, frames.HEAD.pack(kind, len(body)))  # the parent refuses by the length
    finally:
        os._exit(0)


def _error(code: str, message: str, remedy: str | None) -> bytes:
    return msgspec.msgpack.encode(frames.Error(code, message, remedy))


def _place(fault: BaseException) -> str:
    """Exception and line, without its text: that may quote the document."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
    return f"{type(fault).__name__}{where}"


def _limit(limits: ProcessLimits) -> None:
    # RLIMIT_DATA counts private writable memory; RLIMIT_AS would also count mapped libraries and reserved room
    _lower(resource.RLIMIT_DATA, limits.memory_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    # no file grows: what the work's libraries would write is refused by the system
    _lower(resource.RLIMIT_FSIZE, 0)
    _allow_seconds(limits.seconds)


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _allow_seconds(seconds: float) -> None:
    """Processor time from now on, so that a process whose parent died does not run for ever; the parent keeps the clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime + seconds * (os.cpu_count() or 1)) + _GRACE_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard))


class _Steps:
    """Tells the parent of progress, at most twenty times a second."""

    def __init__(self, answers: int, limits: ProcessLimits) -> None:
        self._answers = answers
        self._limits = limits
        self._told = 0.0

    def __call__(self, done: int, steps: int) -> None:
        now = time.monotonic()
        if now - self._told < _REPORT_EVERY:
            return
        self._told = now
        _allow_seconds(self._limits.seconds)
        _send(self._answers, frames.PROGRESS, msgspec.msgpack.encode(frames.Progress(done, steps)))


def _send(answers: int, kind: int, body: bytes) -> None:
    rest = memoryview(frames.frame(kind, body))
    try:
        while rest:
            rest = rest[os.write(answers, rest) :]
    except BrokenPipeError:
        os._exit(1)


def _read(asked: int, length: int) -> bytes | None:
    """Exactly `length` bytes; None when the parent has gone."""
    parts = bytearray()
    while len(parts) < length:
        block = os.read(asked, min(length - len(parts), 1 << 20))
        if not block:
            return None
        parts += block
    return bytes(parts)

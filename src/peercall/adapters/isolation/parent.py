"""The parent's side: gives work to a child, keeps its time, and survives whatever becomes of it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import TypeVar

import msgspec

from peercall.adapters.isolation import frames
from peercall.adapters.isolation.limits import ProcessLimits
from peercall.domain.errors import DocumentLocked, DocumentUnreadable, InputTooLarge, PeercallError

_START_SECONDS = 120.0
_BLOCK = 1 << 20
_SMALL = 1 << 16
_LONGEST_SENTENCE = 400
_ERRORS: dict[str, type[PeercallError]] = {
    kind.code: kind for kind in (InputTooLarge, DocumentUnreadable, DocumentLocked)
}
_REPRINT = "Print it to a new PDF and use that."
#: what the child starts with: the parent's search path, no site, no environment, no folder of its own
_BEGIN = "import sys;a=sys.argv;sys.path[:]=a[3:];m=__import__(a[2],fromlist=['main']);m.main()"
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "TZ")

Report = Callable[[int, int], None]
_Body = TypeVar("_Body")


class _Gone(Exception):
    """The child closed its pipe."""


class _Late(Exception):
    """The time is over."""


class _Strange(Exception):
    """The child sent what no child sends."""


class _TooMuch(Exception):
    """The answer is longer than allowed."""


class IsolatedProcess:
    """A child that is started on first use, ended on failure and started anew for the next piece of work.

    entry: module whose `main()` calls `isolation.child.serve`. One piece of work at a time; further threads wait. For work
    side by side use several. `close()` ends the child; so does the end of this object and of the program.
    """

    def __init__(self, entry: str, *, python: str = sys.executable) -> None:
        self._entry = entry
        self._python = python
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._finalizer: weakref.finalize[[_Child], IsolatedProcess] | None = None

    def start(self) -> None:
        """Start the child now, without waiting for it, so that it is ready when work comes."""
        with self._lock:
            self._running(name="")

    def close(self) -> None:
        """End the child. The next piece of work starts another."""
        with self._lock:
            self._end()

    def run(
        self,
        task: str,
        data: bytes,
        *,
        name: str,
        options: bytes = b"",
        limits: ProcessLimits,
        report: Report | None = None,
    ) -> bytes:
        """The task's encoded answer: untrusted bytes, to be decoded by type.

        name: the document in messages. report: called with steps done and steps in all. Raises the PeercallErrors of the
        task; DocumentUnreadable when its process failed or took too long; InputTooLarge when it met the memory or output
        limit.
        """
        work = msgspec.msgpack.encode(frames.Work(task, options, limits, data))
        with self._lock:
            child = self._running(name=name)
            try:
                return _exchange(child, work, name=name, limits=limits, report=report)
            except PeercallError:
                raise
            except _Late:
                self._end()
                raise _too_slow(name, limits) from None
            except _TooMuch:
                self._end()
                raise InputTooLarge(
                    f"its text comes to more than {limits.output_bytes >> 20} MB", where=name, remedy="Split the file."
                ) from None
            except (_Gone, _Strange):
                is_ready = child.is_ready
                self._end()
                raise (_failed(name) if is_ready else _not_started(name, "it ended before it began")) from None
            except BaseException:
                self._end()
                raise

    def _running(self, *, name: str) -> _Child:
        if self._child is not None and (self._child.owner != os.getpid() or self._child.process.poll() is not None):
            self._end()
        if self._child is None:
            try:
                self._child = _Child(self._python, self._entry)
            except OSError as error:
                raise _not_started(name, error.strerror or "no reason given") from error
            self._finalizer = weakref.finalize(self, _Child.end, self._child)
        return self._child

    def _end(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._child = self._finalizer = None


class _Child:
    """The process and its two pipes."""

    def __init__(self, python: str, entry: str) -> None:
        self.answers, write_end = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    python,
                    *("-I", "-S", "-X", "utf8", *(("-B",) if sys.dont_write_bytecode else ())),
                    *("-c", _BEGIN, str(write_end), entry),
                    *(path for path in sys.path if path),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(write_end,),
                env={
                    **{key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
                    "OMP_THREAD_LIMIT": "1",
                },
                cwd="/",
                process_group=0,
                bufsize=0,
            )
        except BaseException:
            os.close(self.answers)
            raise
        finally:
            os.close(write_end)
        assert self.process.stdin is not None
        self.asked = self.process.stdin.fileno()
        os.set_blocking(self.asked, False)
        os.set_blocking(self.answers, False)
        self.is_ready = False
        self.owner = os.getpid()

    def end(self) -> None:
        """End the child and whatever it forked. A fork of this process only lets go of it: it is not its own."""
        assert self.process.stdin is not None
        if self.owner != os.getpid():
            os.close(self.asked)
            os.close(self.answers)
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        os.close(self.answers)


def _exchange(child: _Child, work: bytes, *, name: str, limits: ProcessLimits, report: Report | None) -> bytes:
    answers = _Answers(child)
    if not child.is_ready:
        answers.deadline = time.monotonic() + _START_SECONDS
        if answers.next(_SMALL)[0] != frames.READY:
            raise _Strange
        child.is_ready = True
    answers.pending = memoryview(frames.frame(frames.WORK, work))
    begun = time.monotonic()
    answers.deadline = begun + limits.seconds
    result: bytes | None = None
    failure: frames.Error | None = None
    while True:
        kind, body = answers.next(limits.output_bytes)
        if kind == frames.PROGRESS:
            step = _decoded(body, frames.Progress)
            if not 0 <= step.done <= step.steps <= limits.steps:
                raise _Strange
            now = time.monotonic()
            answers.deadline = min(now + limits.seconds, begun + limits.seconds + step.done * limits.step_seconds)
            if report is not None:
                report(step.done, step.steps)
        elif kind == frames.RESULT and result is None:
            result = body
        elif kind == frames.ERROR and failure is None:
            failure = _decoded(body, frames.Error)
        elif kind == frames.ENDED:
            status = _decoded(body, frames.Ended).status
            break
        else:
            raise _Strange
    if failure is not None:
        raise _told(failure, name=name, limits=limits)
    if status == -signal.SIGXCPU:
        raise _too_slow(name, limits)
    if status == -signal.SIGKILL:
        raise _too_much_memory(name, limits)
    if result is None or status != 0:
        raise _failed(name)
    return result


class _Answers:
    """Frames from the child, while what is still to be given to it is written; neither side can block the other."""

    def __init__(self, child: _Child) -> None:
        self._child = child
        self._buffer = bytearray()
        self.pending = memoryview(b"")
        self.deadline = 0.0

    def next(self, longest: int) -> tuple[int, bytes]:
        """The next frame's kind and body. Raises _Gone, _Late, _TooMuch."""
        self._fill(frames.HEAD.size)
        kind, length = frames.HEAD.unpack_from(self._buffer)
        if length > (longest if kind in (frames.RESULT, frames.ERROR) else _SMALL):
            raise _TooMuch
        self._fill(frames.HEAD.size + length)
        body = bytes(memoryview(self._buffer)[frames.HEAD.size : frames.HEAD.size + length])
        del self._buffer[: frames.HEAD.size + length]
        return kind, body

    def _fill(self, length: int) -> None:
        if len(self._buffer) >= length:
            return
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._child.answers, selectors.EVENT_READ)
            if self.pending:
                waiting.register(self._child.asked, selectors.EVENT_WRITE)
            while len(self._buffer) < length:
                left = self.deadline - time.monotonic()
                if left <= 0:
                    raise _Late
                for key, _ in waiting.select(left):
                    if key.fd == self._child.answers:
                        self._receive()
                    elif not self._give():
                        waiting.unregister(self._child.asked)

    def _receive(self) -> None:
        try:
            block = os.read(self._child.answers, _BLOCK)
        except BlockingIOError:
            return
        if not block:
            raise _Gone
        self._buffer += block

    def _give(self) -> bool:
        """Writes what the pipe takes; False when nothing is left to write."""
        try:
            self.pending = self.pending[os.write(self._child.asked, self.pending[:_BLOCK]) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            raise _Gone from None
        return bool(self.pending)


def _decoded(body: bytes, kind: type[_Body]) -> _Body:
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _Strange from None


def _told(failure: frames.Error, *, name: str, limits: ProcessLimits) -> PeercallError:
    """The child's error as one line; a class it may not name counts as a failure."""
    if failure.code == frames.OUT_OF_MEMORY:
        return _too_much_memory(name, limits)
    kind = _ERRORS.get(failure.code)
    if kind is None:
        return _failed(name, _one_line(failure.message) if failure.code == frames.FAULT else None)
    remedy = _one_line(failure.remedy) if failure.remedy else None
    return kind(_one_line(failure.message), where=name, remedy=remedy)


def _one_line(text: str) -> str:
    shown = " ".join(text.split())
    return "".join(char for char in shown if char.isprintable())[:_LONGEST_SENTENCE]


def _too_slow(name: str, limits: ProcessLimits) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"reading it took too long and was ended (limit {limits.seconds:g} s, and {limits.step_seconds:g} s a page)",
        where=name,
        remedy="Split the file or print it to a new PDF; PEERCALL_LIMIT_SECONDS raises the limit.",
    )


def _too_much_memory(name: str, limits: ProcessLimits) -> InputTooLarge:
    return InputTooLarge(
        f"reading it needs more than {limits.memory_bytes >> 20} MB of memory",
        where=name,
        remedy="Split the file; PEERCALL_LIMIT_MEMORY_BYTES raises the limit.",
    )


def _not_started(name: str, why: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"the process that reads documents cannot be started ({why})",
        where=name or None,
        remedy="Close other programs and try again; if that does not help, install peercall anew.",
    )


def _failed(name: str, place: str | None = None) -> DocumentUnreadable:
    what = "the file is damaged or made to do harm: its reader failed" + (f" ({place})" if place else "")
    return DocumentUnreadable(what, where=name, remedy=_REPRINT)

"""A request's body is there before the application looks at it: a slow sender keeps no place that others wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_BLOCK, _IN_MEMORY = 1 << 16, 1 << 20


class BodiesFirst:
    """A WSGI application around another.

    at_once: requests the other one works on at a time. bodies: that may be on their way at a time; whoever sends one more
    is told to try again. largest: bytes above which a body is not waited for; the application refuses it by its length.
    """

    def __init__(self, application: Application, *, at_once: int, bodies: int, largest: int) -> None:
        self._application = application
        # threads of its own, so that there are no more database connections than requests worked on
        self._at_once = ThreadPoolExecutor(at_once, thread_name_prefix="request")
        self._bodies = threading.BoundedSemaphore(bodies)
        self._largest = largest

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        length = _length(environ)
        if not 0 < length <= self._largest:
            return self._answer(environ, start_response)
        if not self._bodies.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "10")])
            return [b"Too much is on its way at once. Try again in a moment.\n"]
        try:
            body = _taken(environ["wsgi.input"], length=length)
        finally:
            self._bodies.release()
        if body is None:  # nobody is there to read this, and half a file must not be taken for a whole one
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"The request ended before its end.\n"]
        with body:
            environ["wsgi.input"] = body
            return self._answer(environ, start_response)

    def _answer(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self._at_once.submit(self._application, environ, start_response).result()


def _length(environ: Environ) -> int:
    text = str(environ.get("CONTENT_LENGTH") or "")
    return int(text) if text.isdecimal() else 0


def _taken(stream: IO[bytes], *, length: int) -> IO[bytes] | None:
    """All `length` bytes; None when the sender went away before."""
    body: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed after the answer)
    while length > 0 and (block := _block(stream, min(_BLOCK, length))):
        body.write(block)
        length -= len(block)
    if length:
        body.close()
        return None
    body.seek(0)
    return body


def _block(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except OSError:
        return b""

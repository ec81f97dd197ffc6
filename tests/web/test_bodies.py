"""A slow sender keeps nobody else waiting, and half a body is never taken for a whole one."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest

from peercall.web.bodies import BodiesFirst

LARGEST = 1000


def pages(environ, start_response):
    """Says how many bytes it read."""
    start_response("200 OK", [])
    return [str(len(environ["wsgi.input"].read())).encode()]


def ask(application, *, body=b"", length=None, stream=None):
    """Status and answer."""
    told = []
    environ = {
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "wsgi.input": stream or BytesIO(body),
    }
    answer = b"".join(application(environ, lambda status, headers: told.append(status)))
    return told[0], answer


@pytest.fixture
def application():
    return BodiesFirst(pages, at_once=1, bodies=2, largest=LARGEST)


class Held:
    """A body whose second half comes when it is let go."""

    def __init__(self):
        self.asked, self.let_go = threading.Event(), threading.Event()
        self.halves = iter((b"ab", b"cd"))

    def read(self, size):
        half = next(self.halves)
        if half == b"cd":
            self.asked.set()
            self.let_go.wait()
        return half


@pytest.mark.parametrize("size", [0, 1, LARGEST])
def test_body_is_read_to_its_end(application, size):
    assert ask(application, body=b"x" * size) == ("200 OK", str(size).encode())


def test_slow_senders_hold_up_nobody_who_sends_nothing_and_one_too_many_is_told(application):
    slow, said = [Held(), Held()], []
    threads = [
        threading.Thread(target=lambda one=one: said.append(ask(application, length=4, stream=one))) for one in slow
    ]
    for thread, one in zip(threads, slow, strict=True):
        thread.start()
        one.asked.wait()
    assert ask(application) == ("200 OK", b"0")
    assert ask(application, body=b"x")[0] == "503 Service Unavailable"
    for one in slow:
        one.let_go.set()
    for thread in threads:
        thread.join()
    assert said == [("200 OK", b"4")] * 2
    assert ask(application, body=b"x") == ("200 OK", b"1")


def test_body_that_is_cut_short_is_not_shown_to_the_pages(application):
    assert ask(application, body=b"half", length=8)[0] == "400 Bad Request"


def test_body_beyond_the_limit_is_not_waited_for(application):
    stream = Held()
    refused = BodiesFirst(lambda environ, start: (start("413", []), [b""])[1], at_once=1, bodies=1, largest=LARGEST)
    assert ask(refused, length=LARGEST + 1, stream=stream)[0] == "413"
    assert next(stream.halves) == b"ab"

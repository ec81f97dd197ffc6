"""What parent and child say to each other over two pipes: frames of a length, a kind and a body.

Bodies are MessagePack of stated types. Nothing that comes back is ever unpickled or run.
"""

from __future__ import annotations

import struct

import msgspec

from peercall.adapters.isolation.limits import ProcessLimits

HEAD = struct.Struct("<BQ")
"""Kind and length of the body."""

READY, WORK, PROGRESS, RESULT, ERROR, ENDED = range(1, 7)
"""Child is up; parent gives work; a step is done; the answer; an error for a person; how the work's process ended."""

OUT_OF_MEMORY = "memory"
"""Code of an Error that is no PeercallError: the memory limit was met."""
FAULT = "fault"
"""The same: the program that did the work has a fault; the message names exception and place, never a value."""


class Work(msgspec.Struct, array_like=True):
    """One piece of work. task: a name the child knows. options: encoded for that task. data: the untrusted bytes."""

    task: str
    options: bytes
    limits: ProcessLimits
    data: bytes


class Progress(msgspec.Struct, array_like=True):
    """`done` of `steps` steps are done."""

    done: int
    steps: int


class Error(msgspec.Struct, array_like=True):
    """An error: code of a PeercallError (or one of the two above), its sentence and its remedy."""

    code: str
    message: str
    remedy: str | None


class Ended(msgspec.Struct, array_like=True):
    """Exit status of the work's process; negative: the signal that ended it."""

    status: int


def frame(kind: int, body: bytes) -> bytes:
    """The bytes of a frame."""
    return HEAD.pack(kind, len(body)) + body

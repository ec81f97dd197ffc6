"""Valid bytes made invalid: cut, doubled, flipped, and words of the format put where they do not belong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Change(NamedTuple):
    """One change. at, length: in thousandths of the data; word: which of the format's words; byte: what to write."""

    kind: str
    at: int
    length: int
    word: int
    byte: int


KINDS = ("flip", "cut", "double", "insert", "replace", "many", "truncate", "swap")
_MANY = 400


def changed(seed: bytes, changes: Sequence[Change], *, words: Sequence[bytes]) -> bytes:
    """The seed after all changes, in order; never longer than some hundred kilobytes."""
    data = seed
    for change in changes:
        at = len(data) * change.at // 1000
        end = min(len(data), at + max(1, len(data) * change.length // 1000))
        word = words[change.word % len(words)]
        if change.kind == "flip":
            data = data[:at] + bytes([change.byte]) + data[at + 1 :]
        elif change.kind == "cut":
            data = data[:at] + data[end:]
        elif change.kind == "double":
            data = data[:end] + data[at:end] + data[end:]
        elif change.kind == "insert":
            data = data[:at] + word + data[at:]
        elif change.kind == "replace":
            data = data[:at] + word + data[end:]
        elif change.kind == "many":
            data = data[:at] + word * _MANY + data[at:]
        elif change.kind == "truncate":
            data = data[:at]
        else:
            data = data[at:end] + data[:at] + data[end:]
        data = data[:400_000]
    return data

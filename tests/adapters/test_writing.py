"""What peercall writes stands whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from peercall.adapters.case_folder import write_atomically


def test_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out" / "brief.json"
    write_atomically(target, b"first")
    write_atomically(target, b"second")
    assert target.read_bytes() == b"second" and list(target.parent.iterdir()) == [target]


def test_writing_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "brief.json"
    write_atomically(target, b"first")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, b"second")
    assert target.read_bytes() == b"first" and list(tmp_path.iterdir()) == [target]

"""The command line called as a person calls it, with a data folder of its own and one cache of compiled rules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peercall.cli import main as entry

Run = Callable[..., tuple[int, str, str]]
"""Words of a command -> exit status, what it printed, what it complained of."""


@pytest.fixture(scope="session")
def rules_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, rules_cache: Path) -> Run:
    monkeypatch.setenv("PEERCALL_CACHE", str(rules_cache))
    monkeypatch.setenv("PEERCALL_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("PEERCALL_RULES", raising=False)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["peercall", *map(str, words)])
        status = 0
        try:
            entry.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call

"""docs/safety.md names what is there: every module, every test, every limit."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from peercall.bootstrap.settings import limits_in_force

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?P<promise>[^|]+) \| `(?P<module>[^`]+)` \| `(?P<test>[^`]+)` \|$", PAGE, re.MULTILINE)


def test_every_row_of_a_promise_names_module_and_test() -> None:
    lines = [line for line in PAGE.partition("## Limits")[0].splitlines() if line.startswith("| ")]
    plain = [line for line in lines if not line.startswith(("| promise", "| ---"))]
    assert len(ROWS) == len(plain) > 20


@pytest.mark.parametrize(("promise", "module", "test"), ROWS)
def test_promise_is_kept_by_a_module_and_a_test_that_exist(promise: str, module: str, test: str) -> None:
    assert (ROOT / module).is_file(), promise
    path, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), promise


def test_every_limit_is_listed_with_what_it_bounds() -> None:
    listed = re.findall(r"^\| `(PEERCALL_LIMIT_\w+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert listed == [(name, what) for name, _, _, what in limits_in_force()]


def test_network_is_closed_in_tests() -> None:
    with pytest.warns(UserWarning, match="tried to use socket"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)

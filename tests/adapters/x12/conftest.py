from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from peercall.adapters.x12 import X12Limits, read_x12_blocks
from peercall.domain.remittances import DenialRow, RemittanceTables, ReviewRow, X12Problem
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.load import load_rulebook

Rows = list[DenialRow | ReviewRow | X12Problem]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def tables(rulebook: Rulebook) -> RemittanceTables:
    return rulebook.remittance


@pytest.fixture
def read(tables: RemittanceTables) -> Callable[..., Rows]:
    def reader(text: str | bytes, *, block: int = 1 << 20, limits: X12Limits | None = None) -> Rows:
        data = text.encode() if isinstance(text, str) else text
        blocks = [data[at : at + block] for at in range(0, len(data), block)]
        sha = hashlib.sha256(data).hexdigest()
        return list(read_x12_blocks(blocks, name="northgate.835", sha256=sha, tables=tables, limits=limits))

    return reader

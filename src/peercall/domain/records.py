"""The lasting record: entries that are added and chained by hash, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """An entry of a record. number: from 1. body: plain data, as exported. corrects: number of the entry this corrects.

    previous: hash of the entry before, 64 zeros for the first. hash: over everything else, in hexadecimal.
    """

    number: int
    at: datetime
    by: str
    kind: str
    body: Mapping[str, Any]
    corrects: int | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where a chain does not hold, in one sentence."""

    number: int
    what: str

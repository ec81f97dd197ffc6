"""Where a rule file stands, as messages and provenance name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """shown: as messages name the file. file: path within its folder. layer: who supplied it."""

    shown: str
    file: str
    layer: str

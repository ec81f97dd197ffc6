"""What one piece of isolated work may cost."""

from __future__ import annotations

import msgspec


class ProcessLimits(msgspec.Struct, frozen=True, array_like=True):
    """Ceilings for one piece of work; past one of them its process is ended.

    seconds: the longest silence: up to the first progress, and between two. step_seconds: allowance added to `seconds`
    for each step of progress (a page), so that all of it may take `seconds + steps * step_seconds`.
    steps: the most steps that count. memory_bytes: memory the work may hold. output_bytes: its answer as sent back.
    open_files: descriptors it may hold.
    """

    seconds: float = 30.0
    step_seconds: float = 5.0
    steps: int = 5_000
    memory_bytes: int = 1 << 30
    output_bytes: int = 256 << 20
    open_files: int = 64

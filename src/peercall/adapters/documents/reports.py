"""How readers of documents tell how far they are."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def no_report(done: int, pages: int) -> None:
    """Nobody watches."""
    del done, pages

"""Search over the sentences of one chart."""

from __future__ import annotations

from peercall.adapters.passages.full_text import FullTextIndex

__all__ = ["FullTextIndex"]

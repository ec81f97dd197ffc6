"""X12 files: remittances (835) and answers to requests for authorization (278) to rows."""

from __future__ import annotations

from peercall.adapters.x12.extract import extract_x12
from peercall.adapters.x12.reading import X12Limits, is_x12, read_x12, read_x12_blocks

__all__ = ["X12Limits", "extract_x12", "is_x12", "read_x12", "read_x12_blocks"]

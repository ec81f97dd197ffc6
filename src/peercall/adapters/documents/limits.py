"""How much of a document is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Ceilings for one document; what exceeds one is refused with InputTooLarge before it is parsed.

    file_bytes: size on disk. pages: pages of a PDF, or pages a text or Word file divides into.
    decompressed_bytes: what the parts of a Word file may come to when unpacked, all together.
    page_characters: text of one page; a longer page is refused.
    layout_pages: pages from the first whose table cells and columns are told apart by position. A letter is short; a
    chart of hundreds of pages is read in the order in which the file gives its text.
    """

    file_bytes: int = 100 * 1024 * 1024
    pages: int = 5_000
    decompressed_bytes: int = 200 * 1024 * 1024
    page_characters: int = 2_000_000
    layout_pages: int = 16

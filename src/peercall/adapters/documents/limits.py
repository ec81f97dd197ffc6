"""How much of a document is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Ceilings for one document; what exceeds one is refused with InputTooLarge.

    file_bytes: size on disk. pages: pages of a PDF, or pages a text or Word file divides into. pixels: width times height
    of one picture, and of one page as drawn for text recognition. decompressed_bytes: what the parts of a Word file may
    come to when unpacked, all together. characters, page_characters: text of a document and of one page.
    nesting: groups or elements one inside the other. seconds: the longest a document may take to its first page, and one
    page may take; page_seconds: allowance added for each page, so that all of it may take `seconds + pages *
    page_seconds`. memory_bytes: memory of the process that reads it. attachments: of one mail, those of mails inside it
    included; attachment_depth: mails one inside the other.
    fhir_bytes, fhir_resources: a FHIR file, which is decoded in this process.
    layout_pages: pages from the first whose table cells and columns are told apart by position. A letter is short; a
    chart of hundreds of pages is read in the order in which the file gives its text.
    recognized_pages: pages of one document whose text is recognised; further pages without text stay unread and say so.
    recognition_seconds: the longest the recogniser may look at one page, which then stays unread.
    """

    file_bytes: int = 100 << 20
    pages: int = 5_000
    pixels: int = 100_000_000
    decompressed_bytes: int = 200 << 20
    characters: int = 50_000_000
    page_characters: int = 2_000_000
    nesting: int = 200
    seconds: int = 60
    page_seconds: int = 20
    memory_bytes: int = 1 << 30
    attachments: int = 50
    attachment_depth: int = 3
    fhir_bytes: int = 512 << 20
    fhir_resources: int = 1_000_000
    layout_pages: int = 16
    recognized_pages: int = 1_000
    recognition_seconds: int = 8

"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

import re

from peercall.domain.documents import DocumentKind

_HEAD = 8192
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a", b"BM")
_UTF_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MAIL_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}\r?\n")
_MAIL_NAMES = re.compile(rb"^(?:From|Date|Subject|To|MIME-Version|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_FHIR = re.compile(rb'"resourceType"\s*:\s*"[A-Z]')
_MARKUP = re.compile(rb"\A\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE | re.DOTALL)


def kind_of(data: bytes) -> DocumentKind | None:
    """The kind of document these bytes are, or None when they are none that is known (a program, an archive, noise)."""
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return DocumentKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return DocumentKind.DOCX if b"word/document.xml" in data else None
    if head.startswith(_IMAGES):
        return DocumentKind.IMAGE
    if head.startswith(b"{\\rtf"):
        return DocumentKind.RTF
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"ISA") and len(data) >= 106:
        return DocumentKind.X12
    return _text_kind(data, head)


def _text_kind(data: bytes, head: bytes) -> DocumentKind | None:
    plain = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if plain.startswith(b"{"):
        if _FHIR.search(head) or _FHIR.search(data):
            first, _, rest = data.lstrip(b"\xef\xbb\xbf \r\n\t").partition(b"\n")
            is_lines = rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")
            return DocumentKind.FHIR_NDJSON if is_lines else DocumentKind.FHIR_JSON
        return DocumentKind.TEXT
    if plain.startswith(b"<"):
        if b"ClinicalDocument" in head and b"urn:hl7-org:v3" in head:
            return DocumentKind.CCDA
        if _MARKUP.match(plain):
            return DocumentKind.HTML
    if _is_noise(data, head):
        return None
    if _MAIL_HEADER.match(head) and len(_MAIL_NAMES.findall(head)) >= 2:
        return DocumentKind.EMAIL
    return DocumentKind.TEXT


def _is_noise(data: bytes, head: bytes) -> bool:
    """True for bytes no person typed: zero bytes outside UTF-16, or many control characters."""
    if not data or head.startswith(_UTF_MARKS):
        return False
    controls = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 27))
    return b"\x00" in head or controls * 50 > len(head)

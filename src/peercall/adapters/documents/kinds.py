"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

import re

from peercall.adapters.documents.plain_text import unmarked_utf16
from peercall.domain.documents import DocumentKind

_HEAD = 8192
_PDF_ROOM = 1024
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a", b"BM")
_UTF_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BLANKS = b"\xef\xbb\xbf \r\n\t"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ\x00")
#: a PDF that does not begin with its header: at the start of a line, and objects follow
_LATE_PDF = re.compile(rb"(?:\A|[\r\n\x00])%PDF-\d\.\d")
_MAIL_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}\r?\n")
_MAIL_NAMES = re.compile(rb"^(?:From|Date|Subject|To|MIME-Version|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_FHIR = re.compile(rb'"resourceType"\s*:\s*"[A-Z]')
_MANIFEST_TIME, _MANIFEST_FILES = re.compile(rb'"transactionTime"\s*:'), re.compile(rb'"output"\s*:\s*\[')
_JSON = re.compile(rb'\A(?:\{\s*(?:"|\})|\[\s*[\[{"\]\d])')
_MARKUP = re.compile(
    rb"(?:<!doctype\s+html|<(?:html|head|body|title|div|p|table|span|h[1-6]|ul|ol|pre|br|b|font|center|meta|style)\b)",
    re.IGNORECASE,
)
_PROLOG = re.compile(rb"<\?xml\b|<!doctype\b|<[A-Za-z][\w.-]*:?[\w.-]*\s+xmlns\b", re.IGNORECASE)
_REMEDY = "Use PDF, DOCX, RTF, plain text, e-mail, a web page or a picture."


def kind_of(data: bytes) -> DocumentKind | None:
    """The kind of document these bytes are, or None when they are none that is read (`refusal` says why).

    Bytes that are two kinds at once are none: a page that shows one thing to a person and another to a program.
    """
    head = data[:_HEAD]
    if head.startswith(b"%PDF-"):
        return DocumentKind.PDF
    kind = _kind_by_start(data, head)
    if _has_late_pdf(data):
        # a gateway may put a few bytes before a PDF; a file that begins as something else is two files
        return DocumentKind.PDF if kind in (None, DocumentKind.TEXT) and not _is_known_start(head) else None
    return kind


def refusal(data: bytes) -> tuple[str, str]:
    """Why bytes that are no known document are refused, and what to do: a sentence and its remedy."""
    if _has_late_pdf(data):
        return "the file is a PDF and something else at once", "Print it to a new PDF and use that."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "the Office file is locked with a password", "Open it, save it without the password, and use that."
        if "__substg1.0_".encode("utf-16-le") in data:
            return "this is a message in Outlook's own format (.msg)", "Save it as .eml, or print it to PDF."
        return "this is an Office file of the old format (.doc, .xls)", "Save it as DOCX or print it to PDF."
    if data.startswith(_TNEF):
        return "this is a winmail.dat container of Outlook", "Ask the sender to send it again as plain attachments."
    if data.startswith(_ZIP):
        if b"xl/workbook.xml" in data or b"ppt/presentation.xml" in data:
            return "this is a table or a presentation, which is not read", "Print it to PDF."
        return "this is a zip archive, which is not opened", "Unpack it and put its files there one by one."
    if data.startswith(_ARCHIVES):
        return "this is a packed archive, which is not opened", "Unpack it and put its files there one by one."
    plain = data[:_HEAD].lstrip(_BLANKS)
    if _JSON.match(plain):
        if _MANIFEST_TIME.search(data) and _MANIFEST_FILES.search(data):
            return (
                "this is the list of a bulk export and holds no chart data itself",
                "Keep the files it names beside it.",
            )
        return "this is JSON, but no FHIR resource", "Export the chart as FHIR R4."
    if plain.startswith(b"<"):
        return "this is XML of a kind that is not read here", "Export it as C-CDA, FHIR or PDF."
    return "this is no document that can be read here", _REMEDY


def _is_known_start(head: bytes) -> bool:
    plain = head.lstrip(_BLANKS)
    return head.startswith((*_ZIP, *_IMAGES, *_ARCHIVES, _OLE, _TNEF)) or plain.startswith((b"<", b"{", b"ISA"))


def _has_late_pdf(data: bytes) -> bool:
    found = _LATE_PDF.search(data[:_PDF_ROOM])
    return found is not None and (b"endobj" in data or b"startxref" in data)


def _kind_by_start(data: bytes, head: bytes) -> DocumentKind | None:
    if head.startswith(_ZIP):
        return DocumentKind.DOCX if b"word/document.xml" in data else None
    if head.startswith((*_ARCHIVES, _OLE, _TNEF)):
        return None
    if head.startswith(_IMAGES) and not _is_text_after_all(head):
        return DocumentKind.IMAGE
    plain = head.lstrip(_BLANKS)
    if plain.startswith(b"{\\rtf"):
        return DocumentKind.RTF
    if plain.startswith(b"ISA") and len(data) >= 106 and not plain[3:4].isalnum() and plain[3:4] not in b" \t\r\n":
        return DocumentKind.X12
    return _text_kind(data, head, plain)


def _is_text_after_all(head: bytes) -> bool:
    """True for a text that begins with the two letters of a bitmap."""
    return head.startswith(b"BM") and b"\x00" not in head[:64]


def _text_kind(data: bytes, head: bytes, plain: bytes) -> DocumentKind | None:
    if _JSON.match(plain):
        if _FHIR.search(head) or _FHIR.search(data):
            first, _, rest = data.lstrip(_BLANKS).partition(b"\n")
            is_lines = rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")
            return DocumentKind.FHIR_NDJSON if is_lines else DocumentKind.FHIR_JSON
        return None
    if plain.startswith(b"<") and (kind := _markup_kind(head, plain)) is not DocumentKind.TEXT:
        return kind
    if _is_noise(data, head):
        return None
    if _MAIL_HEADER.match(head) and len(_MAIL_NAMES.findall(head)) >= 2:
        return DocumentKind.EMAIL
    return DocumentKind.TEXT


def _markup_kind(head: bytes, plain: bytes) -> DocumentKind | None:
    """C-CDA, a web page, XML of another kind (None), or text that merely begins with `<`."""
    if b"ClinicalDocument" in head and b"urn:hl7-org:v3" in head:
        return DocumentKind.CCDA
    if plain.startswith(b"<?xml"):
        plain = plain.partition(b"?>")[2].lstrip()
    while plain.startswith(b"<!--"):
        plain = plain.partition(b"-->")[2].lstrip()
    if _MARKUP.match(plain):
        return DocumentKind.HTML
    return None if head.lstrip(_BLANKS).startswith(b"<?xml") or _PROLOG.match(plain) else DocumentKind.TEXT


def _is_noise(data: bytes, head: bytes) -> bool:
    """True for bytes no person typed: zero bytes outside UTF-16, or many control characters."""
    if not data or head.startswith(_UTF_MARKS):
        return False
    controls = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 27))
    if b"\x00" in head:
        return unmarked_utf16(data) is None
    return controls * 50 > len(head)

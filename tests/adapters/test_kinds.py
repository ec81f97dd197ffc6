"""What a file is, told from its bytes; what is two things at once, or none, is refused with the reason."""

from __future__ import annotations

import pytest
from tests.bootstrap.samples import LINES, pdf

from peercall.adapters.documents import read_document_bytes
from peercall.adapters.documents.kinds import kind_of
from peercall.domain.documents import DocumentKind
from peercall.domain.errors import DocumentUnreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "sentence", "remedy"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "save it without the password"),
        (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "Outlook's own format", "eml"),
        (OLE + "WordDocument".encode("utf-16-le"), "old format", "Save it as DOCX"),
        (b"\x78\x9f\x3e\x22" + bytes(50), "winmail.dat", "plain attachments"),
        (b"PK\x03\x04" + bytes(50), "zip archive, which is not opened", "Unpack it"),
        (b"PK\x03\x04" + b"xl/workbook.xml", "a table or a presentation", "Print it to PDF"),
        (b"\x1f\x8b\x08" + bytes(50), "packed archive", "Unpack it"),
        (b'{"a": [1, 2, 3]}', "JSON, but no FHIR resource", "FHIR R4"),
        (b'{"transactionTime": "2026-05-01T00:00:00Z", "output": []}', "list of a bulk export", "the files it names"),
        (b"[" * 100_000, "JSON, but no FHIR resource", "FHIR R4"),
        (b'<?xml version="1.0"?><invoice xmlns="urn:x"/>', "XML of a kind that is not read", "C-CDA"),
        (b"<!DOCTYPE a [<!ENTITY b 'cc'>]><a>&b;</a>", "XML of a kind that is not read", "C-CDA"),
        (b"MZ\x90\x00" + bytes(100), "no document that can be read", "Use PDF"),
    ],
)
def test_what_is_not_read_says_what_it_is_and_what_to_do(data: bytes, sentence: str, remedy: str) -> None:
    with pytest.raises(DocumentUnreadable, match=sentence) as caught:
        read_document_bytes(data, name="denial/a.pdf")
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    "front",
    [b"<html><body>The request is approved.</body></html>\n", b"PK\x03\x04 and more\n", b'{"resourceType": "Bundle"}\n',
     b"\x89PNG\r\n\x1a\n" + bytes(20) + b"\n"],
)  # fmt: skip
def test_file_that_is_a_pdf_and_something_else_is_refused(front: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="a PDF and something else at once"):
        read_document_bytes(front + pdf(LINES), name="denial/a.pdf")


def test_pdf_with_a_few_bytes_of_a_gateway_before_it_is_a_pdf() -> None:
    assert kind_of(b"X-Fax-Line: 7\r\n" + pdf(LINES)) is DocumentKind.PDF
    assert kind_of(b"The file begins with %PDF-1.7, says the manual.\n") is DocumentKind.TEXT


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<p>The request is denied.</p>", DocumentKind.HTML),
        (b"<!-- a --><!-- b --><table><tr><td>x</td></tr></table>", DocumentKind.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><body>x</body></html>', DocumentKind.HTML),
        (b"<Okafor> wrote: the request is denied.", DocumentKind.TEXT),
        (b"{Template} Dear Dr. Okafor", DocumentKind.TEXT),
        (b"BMI 31, SpO2 86%", DocumentKind.TEXT),
        (b"ISAAC, please call back.\n" * 10, DocumentKind.TEXT),
        ("Denied – today".encode("utf-16-le"), DocumentKind.TEXT),
        ("Denied – today".encode("utf-16-be"), DocumentKind.TEXT),
    ],
)
def test_kind_of_what_looks_like_another(data: bytes, kind: DocumentKind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_every_encoding_that_arrives(encoding: str) -> None:
    text = "Dr. Okafor’s request – for Café Street – is denied."
    assert read_document_bytes(text.encode(encoding), name="a.txt").pages[0].text == text


def test_comments_without_number_before_a_page_take_no_time() -> None:
    assert kind_of(b"<!-- -->" * 1000 + b"!") is DocumentKind.TEXT


def test_one_line_of_a_million_words_is_read() -> None:
    assert len(read_document_bytes(b"word " * 300_000, name="a.txt").pages[0].text) == 1_500_000

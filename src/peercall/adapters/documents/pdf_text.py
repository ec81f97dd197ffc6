"""Text of PDF pages by PDFium; pages that are only a picture are recognised.

PDFium is not thread safe: one process reads one document at a time.
"""

from __future__ import annotations

from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.pdf_layout import laid_out_text
from peercall.adapters.documents.plain_text import clean
from peercall.adapters.documents.reports import Report, no_report
from peercall.domain.documents import Page
from peercall.domain.errors import LOCKED_REMEDY, DocumentLocked, DocumentUnreadable, InputTooLarge

_DAMAGED = "the page is damaged"
#: fewer words than this beside a picture that fills the page are a stamp or a fax line, not the page
_STAMP_WORDS = 25
_FULL_PAGE = 0.6


def pdf_pages(
    data: bytes, *, name: str, limits: DocumentLimits, password: str | None = None, report: Report = no_report
) -> tuple[Page, ...]:
    """Every page with its text; the words of a page that is only a picture are recognised, or it says why it is unread.

    Text that the file draws in white or hides is text all the same: a reader of letters must treat it as data.
    Raises DocumentUnreadable for a damaged file, DocumentLocked for a locked one, InputTooLarge beyond the page limit.
    """
    document = _open(data, name=name, password=password)
    try:
        count = len(document)
        if count == 0:
            raise DocumentUnreadable("the PDF has no page", where=name, remedy="Ask the sender for it again.")
        if count > limits.pages:
            raise InputTooLarge(
                f"the PDF has {count} pages, the limit is {limits.pages}", where=name, remedy="Split the file."
            )
        pages: list[Page] = []
        left = limits.recognized_pages
        for index in range(count):
            page, is_picture = _page(document, index, name=name, limits=limits, may_recognize=left > 0)
            left -= is_picture
            pages.append(page)
            report(index + 1, count)
        return tuple(pages)
    finally:
        document.close()


def _open(data: bytes, *, name: str, password: str | None) -> Any:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            what = (
                "the PDF is locked and a password is needed"
                if password is None
                else "the password does not open the PDF"
            )
            raise DocumentLocked(what, where=name, remedy=LOCKED_REMEDY) from error
        raise DocumentUnreadable(
            "the PDF is damaged and cannot be opened", where=name, remedy="Print it to a new PDF or ask for it again."
        ) from error


def _page(document: Any, index: int, *, name: str, limits: DocumentLimits, may_recognize: bool) -> tuple[Page, bool]:
    """The page, and whether it is only a picture."""
    number = index + 1
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Page(number, "", unread=_DAMAGED), False
    try:
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range()
            if len(text) > limits.page_characters:
                raise InputTooLarge(f"page {number} holds {len(text)} characters", where=name, remedy="Split the file.")
            if index < limits.layout_pages and text:
                text = laid_out_text(textpage, text, page_width=page.get_width())
        finally:
            textpage.close()
        text = clean(text)
        if not _is_picture(page, text):
            return Page(number, text), False
        # loaded when the first such page comes: most documents need no recognition
        from peercall.adapters.documents.pdf_scans import TOO_MANY, recognized_page

        if not may_recognize:
            return Page(number, text, unread=TOO_MANY.format(count=limits.recognized_pages)), True
        return recognized_page(page, text, number, limits=limits), True
    except pypdfium2.PdfiumError:
        return Page(number, "", unread=_DAMAGED), False
    finally:
        page.close()


def _is_picture(page: Any, text: str) -> bool:
    """True for a page whose words are only drawn. A page that draws nothing is blank, and read."""
    if text and not text.isspace():
        is_stamp = len(text) <= 400 and len(text.split()) < _STAMP_WORDS
        return is_stamp and _picture_share(page) >= _FULL_PAGE
    return bool(pdfium.FPDFPage_CountObjects(page) > 0)


def _picture_share(page: Any) -> float:
    """The largest picture's share of the page, 0 without pictures."""
    area = page.get_width() * page.get_height()
    if area <= 0:
        return 0.0
    share = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        share = max(share, (right - left) * (top - bottom) / area)
    return share

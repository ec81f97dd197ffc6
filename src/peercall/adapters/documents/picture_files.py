"""Picture files (TIFF, PNG, JPEG, GIF, BMP) as pages: each sheet of a TIFF is a page, its text recognised."""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

from PIL import Image, ImageOps

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.recognition import RecognizedText, recognize, square_gray
from peercall.adapters.documents.reports import Report, no_report
from peercall.domain.documents import Page
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

DAMAGED = "the picture is damaged"
TOO_MANY = "only the first {count} pages without text are recognised in one document"
FAULTS = (OSError, SyntaxError, ValueError, EOFError, struct.error, KeyError, TypeError, IndexError, OverflowError)
FORMATS = ("TIFF", "PNG", "JPEG", "GIF", "BMP")


def picture_pages(data: bytes, *, name: str, limits: DocumentLimits, report: Report = no_report) -> tuple[Page, ...]:
    """The sheets of a picture file as pages. A moving picture gives its first frame.

    Raises InputTooLarge for more sheets or pixels than the limits allow, before anything is unpacked; DocumentUnreadable
    for a file that is no whole picture.
    """
    with warnings.catch_warnings():
        # Size is checked here, against the limit in force; Pillow's own warning names another.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
                if count > limits.pages:
                    raise InputTooLarge(
                        f"the file has {count} pages, the limit is {limits.pages}", where=name, remedy="Split the file."
                    )
                pages: list[Page] = []
                for index in range(count):
                    pages.append(_page(picture, index, name=name, limits=limits))
                    report(index + 1, count)
                return tuple(pages)
        except Image.DecompressionBombError:
            raise too_large(name, limits) from None
        except FAULTS:
            raise DocumentUnreadable(
                "the picture is damaged and cannot be opened", where=name, remedy="Scan or save it again."
            ) from None


def _page(picture: Any, index: int, *, name: str, limits: DocumentLimits) -> Page:
    number = index + 1
    if index >= limits.recognized_pages:
        return Page(number, "", unread=TOO_MANY.format(count=limits.recognized_pages))
    try:
        if index:
            picture.seek(index)
        if picture.width * picture.height > limits.pixels:
            raise too_large(name, limits)
        dpi = dots_an_inch(picture)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if dpi is not None and (upright.width > upright.height) != (picture.width > picture.height):
            dpi = dpi[1], dpi[0]
        gray = square_gray(upright, dpi=dpi)
    except FAULTS:
        return Page(number, "", unread=DAMAGED)
    return page_of(recognize(gray, seconds=limits.recognition_seconds), number)


def page_of(read: RecognizedText, number: int) -> Page:
    """What was recognised, as page `number`."""
    return Page(number, read.text, unread=read.unread, words=read.words, doubt=read.doubt)


def dots_an_inch(picture: Any) -> tuple[float, float] | None:
    """Dots an inch across and down, None when the file states none."""
    stated = picture.info.get("dpi")
    if not isinstance(stated, tuple) or len(stated) != 2:
        return None
    across, down = (float(one) for one in stated)
    return (across, down) if across > 0 and down > 0 else None


def too_large(name: str, limits: DocumentLimits) -> InputTooLarge:
    """A picture beyond the limit of pixels."""
    return InputTooLarge(
        f"the picture has more than {limits.pixels // 1_000_000} million pixels",
        where=name,
        remedy="Save it with fewer pixels; 200 dots an inch are enough.",
    )

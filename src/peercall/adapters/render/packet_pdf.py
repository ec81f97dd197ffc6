"""Packets bound with qpdf: pages taken over as they are, a strip with the stamp below each, links and bookmarks.

Nothing of a page is covered: the strip is added to the page. Notes, forms and scripts of foreign files stay behind; what
a form shows is drawn onto its page first.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf
from PIL import Image, ImageOps, ImageSequence

from peercall.adapters.render.packet_pages import LINK
from peercall.domain.errors import DocumentLocked, DocumentUnreadable
from peercall.domain.packets import PacketPart, Volume

_STRIP, _SIZE, _INSET = 20.0, 8.0, 14.0
_FONT = Name("/PeercallStamp")
#: pictures of documents become pages of US Letter width
_LETTER_POINTS = 612.0


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline. page: of the packet, from 1."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


def page_count(pdf: bytes) -> int:
    """Pages of a PDF the product made."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def clean_pages(data: bytes, *, name: str, pages: Sequence[int], password: str | None = None) -> bytes:
    """The pages (from 1, none given: all) of a foreign PDF as a plain new one: no script, note, attachment, password.

    For bytes nobody vouches for: call it in a process of its own. Raises DocumentLocked, DocumentUnreadable.
    """
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "") as source:
            wanted = pages or range(1, len(source.pages) + 1)
            if any("/Annots" in source.pages[number - 1] for number in wanted):
                source.generate_appearance_streams()
                source.flatten_annotations("print")
            made = Pdf.new()
            for number in wanted:
                page = source.pages[number - 1]
                for key in ("/Annots", "/AA", "/PieceInfo", "/StructParents", "/B", "/Thumb", "/Metadata"):
                    if key in page:
                        del page[key]
                made.pages.append(page)
            return _saved(made)
    except pikepdf.PasswordError as fault:
        raise DocumentLocked("the file is locked", where=name, remedy="Give its password.") from fault
    except (pikepdf.PdfError, IndexError, ValueError, RuntimeError) as fault:
        raise DocumentUnreadable(
            "its pages could not be taken over", where=name, remedy="Print it to a new PDF and use that."
        ) from fault


def picture_pages(data: bytes, *, name: str, pages: Sequence[int]) -> bytes:
    """The frames (from 1) of a picture file as pages. For a process of its own. Raises DocumentUnreadable."""
    wanted = frozenset(pages)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            frames = [
                _upright(frame)
                for number, frame in enumerate(ImageSequence.Iterator(picture), start=1)
                if number in wanted
            ]
        first, *others = frames
        made = io.BytesIO()
        first.save(
            made, format="PDF", save_all=True, append_images=others, resolution=first.width / _LETTER_POINTS * 72
        )
    except (OSError, ValueError, Image.DecompressionBombError) as fault:
        raise DocumentUnreadable(
            "its pages could not be taken over", where=name, remedy="Save it as PDF and use that."
        ) from fault
    return clean_pages(made.getvalue(), name=name, pages=range(1, len(frames) + 1))


def _upright(frame: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(frame)
    return turned if turned.mode in {"1", "L"} else turned.convert("RGB")


def page_sizes(parts: Sequence[bytes]) -> tuple[int, ...]:
    """Bytes of each page by itself, of the parts one after the other; what pages share is counted for each."""
    sizes = []
    for pdf in parts:
        with pikepdf.open(io.BytesIO(pdf)) as source:
            for page in source.pages:
                alone = Pdf.new()
                alone.pages.append(page)
                sizes.append(len(_saved(alone)))
    return tuple(sizes)


def bind(
    parts: Sequence[tuple[PacketPart, bytes]],
    *,
    title: str,
    stamp: Callable[[int], str],
    target: Callable[[str], int | None],
    bookmarks: Sequence[Bookmark],
    volume: Volume,
) -> bytes:
    """One volume. stamp: packet page -> the words below it. target: key of a link -> packet page.

    A link whose page lies in another volume, or nowhere, is taken off; its words stay.
    """
    made = Pdf.new()
    open_parts: list[Pdf] = []
    try:
        for part, pdf in parts:
            source = pikepdf.open(io.BytesIO(pdf))
            open_parts.append(source)
            for number, page in enumerate(source.pages, start=part.start):
                if volume.first <= number <= volume.last:
                    made.pages.append(page)
        _link(made, target=target, volume=volume)
        font = made.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        for number, page in enumerate(made.pages, start=volume.first):
            _stamp(page, stamp(number), font)
        with made.open_outline() as outline:
            outline.root.extend(_items(bookmarks, volume))
        made.Root.PageMode = Name.UseOutlines
        made.docinfo["/Title"] = title
        made.docinfo["/Producer"] = "peercall"
        return _saved(made)
    finally:
        for source in open_parts:
            source.close()


def _items(bookmarks: Sequence[Bookmark], volume: Volume) -> list[OutlineItem]:
    items = []
    for mark in bookmarks:
        below = _items(mark.below, volume)
        if volume.first <= mark.page <= volume.last:
            item = OutlineItem(mark.title, mark.page - volume.first)
            item.is_closed = len(below) > 12
            item.children.extend(below)
            items.append(item)
        else:
            items.extend(below)
    return items


def _link(made: Pdf, *, target: Callable[[str], int | None], volume: Volume) -> None:
    """Our own links lead to pages; every other action of a page is taken off, addresses of the web aside."""
    for page in made.pages:
        if "/Annots" not in page:
            continue
        kept = []
        for note in page.Annots:
            action = note.get("/A")
            address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
            if note.get("/Subtype") != Name.Link:
                continue
            if address.startswith(LINK):
                number = target(address.removeprefix(LINK))
                if number is None or not volume.first <= number <= volume.last:
                    continue
                del note["/A"]
                note.Dest = Array([made.pages[number - volume.first].obj, Name.Fit])
            elif not address.startswith("https://"):
                continue
            if "/StructParent" in note:
                del note["/StructParent"]
            kept.append(note)
        page.Annots = made.make_indirect(Array(kept))


def _stamp(page: pikepdf.Page, words: str, font: pikepdf.Object) -> None:
    """The strip below the page as it is shown, whichever way it is turned."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    turned = int(page.get("/Rotate", _inherited(page, "/Rotate"))) % 360
    if turned == 90:
        box, strip = (left, bottom, right + _STRIP, top), (right, bottom, _STRIP, top - bottom)
        place = f"0 1 -1 0 {right + _STRIP - 7:.2f} {bottom + _INSET:.2f}"
    elif turned == 180:
        box, strip = (left, bottom, right, top + _STRIP), (left, top, right - left, _STRIP)
        place = f"-1 0 0 -1 {right - _INSET:.2f} {top + _STRIP - 7:.2f}"
    elif turned == 270:
        box, strip = (left - _STRIP, bottom, right, top), (left - _STRIP, bottom, _STRIP, top - bottom)
        place = f"0 -1 1 0 {left - _STRIP + 7:.2f} {top - _INSET:.2f}"
    else:
        box, strip = (left, bottom - _STRIP, right, top), (left, bottom - _STRIP, right - left, _STRIP)
        place = f"1 0 0 1 {left + _INSET:.2f} {bottom - _STRIP + 7:.2f}"
    page.mediabox = page.cropbox = Array([round(value, 2) for value in box])
    for key in ("/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page:
            del page[key]
    name = page.add_resource(font, Name.Font, _FONT, replace_existing=True)
    area = " ".join(f"{value:.2f}" for value in strip)
    shown = words.encode("cp1252", "replace")
    for plain in (b"\\", b"(", b")"):
        shown = shown.replace(plain, b"\\" + plain)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        b"\nQ\nq 1 g %s re f 0 g BT %s %.1f Tf %s Tm (%s) Tj ET Q\n"
        % (area.encode(), str(name).encode(), _SIZE, place.encode(), shown)
    )


def _inherited(page: pikepdf.Page, key: str) -> int:
    node = page.obj.get("/Parent")
    while node is not None:
        if key in node:
            return int(node[key])
        node = node.get("/Parent")
    return 0


def _saved(made: Pdf) -> bytes:
    out = io.BytesIO()
    made.remove_unreferenced_resources()
    made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()

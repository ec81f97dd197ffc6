"""Packets as bound: read again with another PDF library."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from peercall.adapters.render.packet_pdf import Bookmark, bind, clean_pages, page_sizes, picture_pages
from peercall.domain.errors import DocumentLocked, DocumentUnreadable
from peercall.domain.packets import PacketPart, PartKind, Volume


def _pdf(*texts: str, rotate: int = 0, password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), encrypt=password)
    for text in texts:
        canvas.drawString(72, 700, text)
        canvas.setPageRotation(rotate)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _bound(pdf: bytes, *, length: int, volume: Volume | None = None) -> bytes:
    return bind(
        [(PacketPart(PartKind.EXHIBIT, "Notes", 1, length, "B"), pdf)],
        title="Packet",
        stamp=lambda page: f"Exhibit B, page {page} (of {length})",
        target=lambda key: int(key),
        bookmarks=[Bookmark("Notes", 1, (Bookmark("B2", 2),))],
        volume=volume or Volume(1, 1, length),
    )


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_stamp_stands_below_the_page_as_shown_and_covers_nothing(turned: int) -> None:
    plain = _pdf("the sleep test", rotate=turned)
    bound = _bound(clean_pages(plain, name="a.pdf", pages=[1]), length=1)
    page = pypdfium2.PdfDocument(bound)[0]
    before = pypdfium2.PdfDocument(plain)[0].get_size()
    width, height = page.get_size()
    assert (round(width), round(height)) == (round(before[0]), round(before[1]) + 20)
    text = page.get_textpage().get_text_range()
    assert "the sleep test" in text and "Exhibit B, page 1 (of 1)" in text
    shown = page.render(scale=1).to_pil().convert("L")
    strip = shown.crop((0, shown.height - 20, shown.width, shown.height))
    assert strip.getextrema()[0] < 128, "the words of the stamp are in the strip at the bottom"
    assert shown.crop((0, shown.height - 60, shown.width, shown.height - 22)).getextrema()[0] > 128


def test_scripts_attachments_and_notes_stay_behind() -> None:
    with pikepdf.open(io.BytesIO(_pdf("one", "two"))) as foreign:
        foreign.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        foreign.attachments["x.txt"] = b"hidden"
        foreign.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(2)"))
        out = io.BytesIO()
        foreign.save(out)
    plain = clean_pages(out.getvalue(), name="a.pdf", pages=[1])
    with pikepdf.open(io.BytesIO(plain)) as clean:
        assert len(clean.pages) == 1 and "/OpenAction" not in clean.Root and not clean.attachments
        assert "/AA" not in clean.pages[0]
    assert b"JavaScript" not in plain and b"alert" not in plain


def test_what_a_form_shows_stays_on_the_page() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    canvas.acroForm.textfield(name="score", value="ODI 48", x=72, y=500, width=200, height=24)
    canvas.showPage()
    canvas.save()
    plain = clean_pages(out.getvalue(), name="form.pdf", pages=[1])
    assert "ODI 48" in pypdfium2.PdfDocument(plain)[0].get_textpage().get_text_range()


def test_a_locked_file_asks_for_its_password_and_leaves_unlocked() -> None:
    locked = _pdf("inside", password="open sesame")
    with pytest.raises(DocumentLocked, match=r"chart/a.pdf: the file is locked"):
        clean_pages(locked, name="chart/a.pdf", pages=[1])
    plain = clean_pages(locked, name="chart/a.pdf", pages=[1], password="open sesame")
    assert "inside" in pypdfium2.PdfDocument(plain)[0].get_textpage().get_text_range()


def test_a_damaged_file_is_told() -> None:
    with pytest.raises(DocumentUnreadable, match=r"chart/a.pdf: its pages could not be taken over"):
        clean_pages(b"%PDF-1.7 nothing", name="chart/a.pdf", pages=[1])
    with pytest.raises(DocumentUnreadable, match=r"chart/fax.tif"):
        picture_pages(b"GIF89a nothing", name="chart/fax.tif", pages=[1])


def test_frames_of_a_fax_become_pages() -> None:
    frames = [Image.new("1", (1728, 2200), 1) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, format="TIFF", save_all=True, append_images=frames[1:])
    pages = pypdfium2.PdfDocument(picture_pages(out.getvalue(), name="fax.tif", pages=[1, 3]))
    assert len(pages) == 2 and round(pages[0].get_size()[0]) == 612


def test_a_volume_holds_its_pages_and_bookmarks_only() -> None:
    bound = pypdfium2.PdfDocument(_bound(_pdf("one", "two", "three"), length=3, volume=Volume(2, 2, 3)))
    assert len(bound) == 2
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in bound.get_toc()] == [("B2", 0)]
    assert len(page_sizes([_pdf("one", "two")])) == 2


def test_the_same_pages_give_the_same_bytes() -> None:
    pdf = _pdf("one")
    assert _bound(pdf, length=1) == _bound(pdf, length=1)

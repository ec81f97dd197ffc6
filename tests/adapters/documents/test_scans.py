"""Scans, faxes and photos become pages of text with places and confidence; what cannot be read says why."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import letter as us_letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from tests.samples.drawn_pages import bytes_of, drawn, faxed, letter_page, scanned, scrawl

from peercall.adapters.documents import DocumentLimits, read_document_bytes
from peercall.adapters.documents.recognition import pages as recognition_pages
from peercall.adapters.documents.recognition.tesseract import RecognitionMissing
from peercall.domain.documents import DocumentKind, Page
from peercall.domain.errors import DocumentUnreadable, InputTooLarge


def _page(picture: Image.Image, kind: str = "PNG", **options: object) -> Page:
    (page,) = read_document_bytes(bytes_of(picture, kind, dpi=(200, 200), **options), name="denial/scan").pages
    return page


def _pdf(*pictures: Image.Image | str) -> bytes:
    """A PDF of full-page pictures; a text among them is a page with a text layer."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=us_letter, invariant=1)
    for number, picture in enumerate(pictures, start=1):
        if isinstance(picture, str):
            canvas.drawString(72, 700, picture)
        else:
            canvas.drawImage(ImageReader(picture), 0, 0, *us_letter)
            canvas.drawString(72, 778, f"FAX 03/13/2026 page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def upright() -> Page:
    return _page(letter_page())


def test_a_scan_gives_lines_cells_and_paragraphs(upright: Page) -> None:
    assert upright.unread is None
    assert upright.is_recognized
    assert "Date of notice:\t03/12/2026\nMember:\tRuth Abernathy-Quill\nMember ID:\tNGH 4410 2077 01" in upright.text
    assert "\n\nDear Dr. Okafor,\n\nWe received your request for an MRI of the left knee on 03/09/2026." in upright.text


def test_each_word_knows_its_place_in_the_text_and_on_the_page(upright: Page) -> None:
    words = {upright.text[word.start : word.end]: word for word in upright.words}
    assert " ".join(upright.text.split()) == " ".join(upright.text[w.start : w.end] for w in upright.words)
    left, top, right, bottom = words["03/12/2026"].box
    assert (left, top) == pytest.approx((230 / 612, 1 - (720 - 3 * 1.35 * 11 + 8) / 792), abs=0.01)
    assert 0 < right - left < 0.15
    assert 0 < bottom - top < 0.03
    assert words["03/12/2026"].confidence >= 80


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_scanned_sideways_or_upside_down_is_turned(degrees: int, upright: Page) -> None:
    turned = _page(letter_page().rotate(degrees, expand=True))
    assert turned.text == upright.text
    left, top, right, bottom = turned.words[0].box
    first = upright.words[0].box
    back = {
        90: (1 - bottom, left, 1 - top, right),
        180: (1 - right, 1 - bottom, 1 - left, 1 - top),
        270: (top, 1 - right, bottom, 1 - left),
    }[degrees]
    assert back == pytest.approx(first, abs=0.01)


def test_a_crooked_grainy_scan_is_made_level(upright: Page) -> None:
    crooked = _page(scanned(letter_page(), skew=2.2, grain=0.25, specks=150))
    for line in ("Date of notice:\t03/12/2026", "Call (402) 555-0117 within 14 calendar"):
        assert line in crooked.text
    box = next(word.box for word in crooked.words if crooked.text[word.start : word.end] == "03/12/2026")
    flat = next(word.box for word in upright.words if upright.text[word.start : word.end] == "03/12/2026")
    # turned by 2.2 degrees about the middle of the page, the word stands about 1.4 % of the height lower
    assert box[1] - flat[1] == pytest.approx(0.005, abs=0.012)
    assert box[0] == pytest.approx(flat[0], abs=0.03)


def test_a_fax_of_two_sheets_with_oblong_pixels_is_two_pages() -> None:
    first = faxed(letter_page())
    second = faxed(letter_page(("Your right to appeal", "Send the appeal to PO Box 0155 within 180 days."), size=12))
    data = bytes_of(first, "TIFF", save_all=True, append_images=[second], compression="group4", dpi=(204, 98))
    document = read_document_bytes(data, name="denial/fax.tif")
    assert document.kind is DocumentKind.IMAGE
    assert [page.number for page in document.pages] == [1, 2]
    assert "within 14 calendar\ndays of the date of this notice." in document.pages[0].text
    assert "PO Box 0155 within 180 days." in document.pages[1].text


def test_a_photo_lying_on_its_side_in_a_shadow_is_read() -> None:
    page = letter_page().convert("L")
    shadow = Image.linear_gradient("L").resize(page.size).point(lambda value: 90 + value * 165 // 255)
    photo = Image.composite(page, Image.new("L", page.size, 0), shadow).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    (read,) = read_document_bytes(bytes_of(photo, "JPEG", exif=exif, quality=85), name="denial/photo.jpg").pages
    assert "Member ID:\tNGH 4410 2077 01" in read.text
    assert "(402) 555-0117" in read.text


def test_a_mixed_pdf_keeps_its_text_layer_and_recognises_only_the_pictures(upright: Page) -> None:
    document = read_document_bytes(_pdf("A page that carries its own text.", letter_page()), name="chart/a.pdf")
    own, picture = document.pages
    assert (own.text, own.words) == ("A page that carries its own text.", ())
    assert "03/12/2026" in picture.text
    assert picture.text.count("FAX 03/13/2026 page 2") == 1
    assert all(picture.text[word.start : word.end].strip() for word in picture.words)
    assert document.unread_pages == ()


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = ["The request was denied since", "the records do not show that", "therapy was tried for weeks",
            "before an injection was asked", "for. Our policy wants a score", "and a note of the last visit"]  # fmt: skip
    right = ["You may ask for a call with", "the medical director. The call", "must be asked for within five",
             "business days. An appeal can", "be filed by the patient or by", "the practice within half a year"]  # fmt: skip

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for number, (one, two) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(72, 700 - 15 * number, one)
            canvas.drawString(330, 696 - 15 * number, two)

    page = _page(drawn(paint))
    assert [line for line in page.text.split("\n") if line] == left + right


def test_a_table_in_drawn_lines_keeps_a_wrapped_cell_in_its_row() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.grid([72, 160, 240, 420, 520], [700, 676, 640])
        rows = [(684, ("Service date", "Code", "Description", "Outcome")), (662, ("02/18/2026", "73721", "", "Denied"))]
        for height, cells in rows:
            for x, words in zip((78, 166, 246, 426), cells, strict=True):
                canvas.drawString(x, height, words)
        canvas.drawString(246, 665, "MRI of a joint of the leg")
        canvas.drawString(246, 650, "without contrast")

    page = _page(drawn(paint))
    assert "Service date\tCode\tDescription\tOutcome" in page.text
    assert "02/18/2026\t73721\tMRI of a joint of the leg without contrast\tDenied" in page.text


def test_small_lines_beside_a_large_one_are_read_by_themselves() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 17)
        canvas.drawString(72, 730, "Cedar Valley Community")
        canvas.drawString(72, 706, "Health Plan")
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(("PO Box 0190", "Alder Prairie, SD", "1-800-555-0190")):
            canvas.drawString(430, 736 - 13 * number, line)
        canvas.drawString(72, 660, "The request is not approved. You may appeal within 180 days.")

    text = _page(drawn(paint)).text
    assert "PO Box 0190\nAlder Prairie, SD\n" in text


def test_a_line_set_to_full_width_is_one_line_and_no_row_of_cells() -> None:
    def paint(canvas: Canvas) -> None:
        for number, word in enumerate(("dated", "October", "1,", "this", "procedure", "is", "considered")):
            canvas.drawString((72, 116, 172, 198, 234, 298, 320)[number], 700, word)
        canvas.drawString(72, 680, "investigational for all indications because of the evidence.")

    assert "dated October 1, this procedure is considered\n" in _page(drawn(paint)).text


def test_a_number_that_was_struck_through_is_uncertain() -> None:
    picture = letter_page()
    brush = ImageDraw.Draw(picture)
    top = round((792 - 720 + 3 * 1.35 * 11) * 200 / 72)
    for step in range(4):
        brush.line((640, top - 26 + 8 * step, 790, top - 20 + 7 * step), fill=30, width=3)
    page = _page(picture)
    assert "03/12/2026" not in page.text or page.uncertain_numbers(0, page.text.index("Member"))
    clear = page.text.index("03/09/2026")
    assert page.uncertain_numbers(clear, clear + 10) == ()


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(Image.new("L", (1700, 2200), 255), id="blank"),
        pytest.param(scanned(Image.new("L", (1000, 1300), 240), grain=0.5, specks=200), id="noise"),
        pytest.param(scrawl(), id="handwriting"),
    ],
)
def test_a_page_nobody_can_read_is_told_with_its_number(picture: Image.Image) -> None:
    document = read_document_bytes(_pdf("Page one can be read.", picture), name="chart/a.pdf")
    assert document.unread_pages == (2,)
    assert document.pages[1].unread in {recognition_pages.NO_TEXT, recognition_pages.ILLEGIBLE}


def test_handwriting_below_the_words_is_told() -> None:
    picture = letter_page()
    picture.paste(scrawl(lines=1).crop((150, 200, 1500, 420)), (200, 1700))
    page = _page(picture)
    assert page.unread is None
    assert page.doubt == "writing, a stamp or a picture in the lower third of the page could not be read"


def test_a_page_read_throughout_has_no_doubt(upright: Page) -> None:
    assert upright.doubt is None


def _png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [11_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(InputTooLarge, match=r"denial/a\.png: the picture has more than 100 million pixels"):
        read_document_bytes(_png_that_claims(side, side), name="denial/a.png")


def test_a_picture_of_too_many_pixels_inside_a_pdf_leaves_its_page_unread() -> None:
    limits = DocumentLimits(pixels=500_000)
    document = read_document_bytes(_pdf("One.", letter_page()), name="chart/a.pdf", limits=limits)
    assert document.unread_pages == (2,)
    assert "more pixels than the limit" in str(document.pages[1].unread)


def test_more_sheets_than_the_limit_are_refused() -> None:
    sheet = Image.new("1", (40, 40), 1)
    data = bytes_of(sheet, "TIFF", save_all=True, append_images=[sheet, sheet])
    with pytest.raises(InputTooLarge, match="3 pages, the limit is 2"):
        read_document_bytes(data, name="a.tif", limits=DocumentLimits(pages=2))


def test_pages_beyond_the_limit_for_recognition_stay_unread_and_say_so() -> None:
    limits = DocumentLimits(recognized_pages=1)
    blank = Image.new("L", (850, 1100), 255)
    document = read_document_bytes(_pdf(blank, blank, "Three."), name="a.pdf", limits=limits)
    assert document.pages[1].unread == "only the first 1 pages without text are recognised in one document"
    assert document.pages[2].unread is None


def test_a_page_that_takes_too_long_stays_unread() -> None:
    data = bytes_of(letter_page(), "PNG", dpi=(200, 200))
    (page,) = read_document_bytes(data, name="a.png", limits=DocumentLimits(recognition_seconds=0)).pages
    assert page.unread == recognition_pages.TOO_SLOW


def test_half_a_picture_is_told_as_damaged() -> None:
    data = bytes_of(letter_page(), "PNG")
    (page,) = read_document_bytes(data[: len(data) // 2], name="a.png").pages
    assert page.unread == "the picture is damaged"
    with pytest.raises(DocumentUnreadable, match="the picture is damaged"):
        read_document_bytes(data[:40], name="a.png")


def test_without_a_recogniser_the_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> object:
        raise RecognitionMissing("text recognition (tesserocr) is not installed")

    monkeypatch.setattr(recognition_pages, "recognizer", none)
    assert _page(Image.new("L", (200, 200), 255)).unread == "text recognition (tesserocr) is not installed"

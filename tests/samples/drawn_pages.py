"""Pages drawn for text recognition: invented letters in several faces, and what scanners and fax lines do to them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import letter as us_letter
from reportlab.pdfgen.canvas import Canvas

LETTER = (
    "Northgate Health Plan",
    "Utilization Management, PO Box 4410, Omaha, NE",
    "",
    "Date of notice:  03/12/2026",
    "Member:  Ruth Abernathy-Quill",
    "Member ID:  NGH 4410 2077 01",
    "",
    "Dear Dr. Okafor,",
    "",
    "We received your request for an MRI of the left knee on 03/09/2026. The request",
    "is not approved. The records do not show six weeks of physical therapy within",
    "the last 90 days, and the score of 48 is below the threshold of our policy.",
    "",
    "You may speak with our medical director. Call (402) 555-0117 within 14 calendar",
    "days of the date of this notice. You may appeal within 180 days.",
)
DPI = 200
_INCH = 72


def drawn(paint: Callable[[Canvas], object], *, dpi: int = DPI) -> Image.Image:
    """One gray page as `paint` draws it on a canvas of letter size."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=us_letter, invariant=1)
    paint(canvas)
    canvas.save()
    document = pypdfium2.PdfDocument(out.getvalue())
    try:
        picture: Image.Image = document[0].render(scale=dpi / _INCH, grayscale=True).to_pil().convert("L")
        return picture.copy()
    finally:
        document.close()


def letter_page(
    lines: Sequence[str] = LETTER, *, face: str = "Helvetica", size: float = 11, dpi: int = DPI, top: float = 720
) -> Image.Image:
    """Lines one below the other; two blanks after a label part it from its value by a wide gap."""

    def paint(canvas: Canvas) -> None:
        canvas.setFont(face, size)
        for number, line in enumerate(lines):
            label, _, value = line.partition("  ")
            canvas.drawString(72, top - 1.35 * size * number, label)
            if value:
                canvas.drawString(230, top - 1.35 * size * number, value)

    return drawn(paint, dpi=dpi)


def scanned(
    page: Image.Image, *, skew: float = 0.0, grain: float = 0.0, specks: int = 0, blur: float = 0.0, seed: int = 7
) -> Image.Image:
    """The page after a scanner: turned by `skew` degrees, grain as a share of full contrast, specks, blur."""
    chance = random.Random(seed)
    out = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255) if skew else page.copy()
    if blur:
        out = out.filter(ImageFilter.GaussianBlur(blur))
    if grain:
        noise = Image.frombytes("L", out.size, chance.randbytes(out.width * out.height))
        noise = noise.point(lambda value: int(128 + (value - 128) * grain))
        out = ImageChops.add(out, noise, 1, -128 - int(40 * grain))
    brush = ImageDraw.Draw(out)
    for _ in range(specks):
        x, y, wide = chance.randrange(out.width), chance.randrange(out.height), chance.choice((1, 1, 2, 3))
        brush.ellipse((x, y, x + wide, y + wide), fill=chance.choice((0, 60)))
    return out


def faxed(page: Image.Image) -> Image.Image:
    """The page after a fax machine: black and white, 204 dots an inch across and 98 down."""
    size = (round(page.width * 204 / DPI), round(page.height * 98 / DPI))
    return page.resize(size, Image.Resampling.BOX).point(lambda value: 255 if value > 140 else 0).convert("1")


def scrawl(*, lines: int = 5, seed: int = 3) -> Image.Image:
    """A page of loops and strokes that no one can read."""
    chance = random.Random(seed)
    page = Image.new("L", (1700, 2200), 250)
    brush = ImageDraw.Draw(page)
    for line in range(lines):
        x, y = 200.0, 300.0 + 140 * line
        points = [(x, y)]
        while x < 1400:
            x += chance.uniform(-8, 26)
            points.append((x, y + chance.uniform(-45, 45)))
        brush.line(points, fill=40, width=4, joint="curve")
    return page


def bytes_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of this kind."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()

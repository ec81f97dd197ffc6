"""A sheet of a picture file as a PNG to look at: upright, with square pixels, no larger than a screen needs."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageOps

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.picture_files import FAULTS, FORMATS, dots_an_inch, too_large
from peercall.adapters.documents.recognition.pictures import resolution
from peercall.domain.errors import DocumentUnreadable

#: pixels of the longer side: a letter page at 170 dots an inch
LONGEST_SIDE = 1_900


def sheet_png(data: bytes, *, number: int, name: str, limits: DocumentLimits) -> bytes:
    """Sheet `number` (from 1) of a picture file. For a process of its own.

    Raises DocumentUnreadable for a damaged file or a sheet that is not there, InputTooLarge beyond the limit of pixels.
    """
    with warnings.catch_warnings():
        # Size is checked here, against the limit in force; Pillow's own warning names another.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if number > 1:
                    picture.seek(number - 1)
                if picture.width * picture.height > limits.pixels:
                    raise too_large(name, limits)
                made = io.BytesIO()
                _shown(picture).save(made, format="PNG")
                return made.getvalue()
        except Image.DecompressionBombError:
            raise too_large(name, limits) from None
        except FAULTS:
            raise DocumentUnreadable(
                "this page of the picture cannot be shown", where=name, remedy="Download the file, or scan it again."
            ) from None


def _shown(picture: Any) -> Image.Image:
    dpi = dots_an_inch(picture)
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if dpi is not None and (upright.width > upright.height) != (picture.width > picture.height):
        dpi = dpi[1], dpi[0]
    across, down = resolution(upright.size, dpi)
    best = max(across, down)
    wide, high = upright.width * best / across, upright.height * best / down
    shrink = min(1.0, LONGEST_SIDE / max(wide, high))
    plain = upright.convert("L" if upright.mode in {"1", "L", "I", "F"} or upright.mode.startswith("I;") else "RGB")
    return plain.resize((max(1, round(wide * shrink)), max(1, round(high * shrink))), Image.Resampling.BOX)

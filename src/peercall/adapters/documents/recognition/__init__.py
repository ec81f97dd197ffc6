"""Text recognition: a picture of a page becomes text with words, boxes and confidence, in reading order."""

from __future__ import annotations

from peercall.adapters.documents.recognition.pages import NO_TEXT, RecognizedText, recognize, shifted
from peercall.adapters.documents.recognition.pictures import DPI, square_gray

__all__ = ["DPI", "NO_TEXT", "RecognizedText", "recognize", "shifted", "square_gray"]

"""What an installation needs beside its database: reading, printing, rules, zones. Each check says what it saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.adapters.documents.recognition.tesseract import Tesseract
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.render.glyphs import FONTS
from peercall.bootstrap.rules import rules


def text_recognition() -> str:
    """Scans can be read. Raises RecognitionMissing."""
    Tesseract()
    return "text recognition and its language data are there"


def printing() -> str:
    """The brief's fonts are there. Raises FileNotFoundError."""
    fonts = sorted(path.name for path in FONTS.glob("*.ttf")) + sorted(path.name for path in FONTS.glob("*.otf"))
    if not fonts:
        raise FileNotFoundError("the fonts of the brief are missing")
    return f"{len(fonts)} fonts of the brief are there"


def zones() -> str:
    """Time zone data is there. Raises ZoneInfoNotFoundError."""
    for name in ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"):
        if ZoneInfo(name).key != name:
            raise ZoneInfoNotFoundError(name)
    return "time zone data is there"


def holidays(*, today: date) -> str:
    """Business days can be counted into next year. Raises LookupError."""
    for year in (today.year, today.year + 1):
        if not holiday_table(state=None, first_year=year, last_year=year):
            raise LookupError(f"no holidays are known for {year}")
    return f"holidays are known until {today.year + 1}"


def rulebook(overlays: Sequence[Path]) -> str:
    """Shipped rules and overlays load. Raises RuleFileInvalid."""
    found = rules(tuple(overlays))
    return f"the rules load: {len(found.policies)} policies, digest {found.sha256[:12]}"

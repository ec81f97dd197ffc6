"""Reading denial letters: from pages of text to fields with their places. Pure; nothing here opens a file."""

from __future__ import annotations

from peercall.engine.letters.mails import read_mail
from peercall.engine.letters.reading import read_letter

__all__ = ["read_letter", "read_mail"]

"""Settings of this machine, read here and nowhere else: `PEERCALL_LIMIT_...` (docs/safety.md lists them)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from peercall.adapters.documents.limits import DocumentLimits
from peercall.domain.errors import SettingInvalid

PREFIX = "PEERCALL_LIMIT_"

LIMITS: Mapping[str, str] = {
    "file_bytes": "size of one file",
    "pages": "pages of one document",
    "pixels": "width times height of one picture or drawn page",
    "decompressed_bytes": "what a Word file may unpack to",
    "characters": "text of one document",
    "page_characters": "text of one page",
    "nesting": "groups or elements one inside the other",
    "seconds": "longest time to the first page, and for one page",
    "page_seconds": "time added for each page",
    "memory_bytes": "memory of the process that reads a document",
    "attachments": "attachments of one mail, with those of mails inside it",
    "attachment_depth": "mails one inside the other",
    "recognized_pages": "pages of one document whose text is recognised",
    "recognition_seconds": "longest time the recogniser may look at one page",
    "fhir_bytes": "size of one FHIR file",
    "fhir_resources": "resources of one FHIR file",
}
"""What can be set, and what it bounds."""

_LONGEST_PASSWORD_FILE = 1 << 16
_VALUE = re.compile(r"(\d{1,12})([KMG]?)\Z")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def document_limits(environment: Mapping[str, str] = os.environ) -> DocumentLimits:
    """The limits in force: the shipped ones, changed by what the environment sets. Raises SettingInvalid."""
    changed = {}
    for name in LIMITS:
        variable = PREFIX + name.upper()
        text = environment.get(variable, "").strip()
        if not text:
            continue
        match = _VALUE.match(text)
        value = int(match.group(1)) * _UNITS[match.group(2)] if match else 0
        if value < 1:
            raise SettingInvalid(
                "this is no limit",
                where=variable,
                remedy="Give a whole number above 0, with K, M or G if you like: 200M.",
            )
        changed[name] = value
    return DocumentLimits(**changed)


def read_passwords(path: Path) -> tuple[str, ...]:
    """The passwords in a file, one a line, first to last. Raises SettingInvalid; no password is ever in a message."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_LONGEST_PASSWORD_FILE + 1).decode("utf-8-sig")
    except OSError as error:
        raise SettingInvalid(
            f"the password file cannot be read ({error.strerror or 'no reason given'})",
            where="--password-file",
            remedy="Check its name and that you may read it.",
        ) from None
    except UnicodeDecodeError:
        text = "\x00"
    passwords = tuple(dict.fromkeys(line for line in text.splitlines() if line))
    if not passwords or "\x00" in text or len(text) > _LONGEST_PASSWORD_FILE:
        raise SettingInvalid(
            "this is no list of passwords", where="--password-file", remedy="Put one password a line into a text file."
        )
    return passwords


def limits_in_force() -> list[tuple[str, int, int, str]]:
    """Each limit: the variable that sets it, the value in force, the shipped value, what it bounds."""
    shipped, now = DocumentLimits(), document_limits()
    return [
        (PREFIX + one.name.upper(), getattr(now, one.name), getattr(shipped, one.name), LIMITS[one.name])
        for one in fields(DocumentLimits)
        if one.name in LIMITS
    ]

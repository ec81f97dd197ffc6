"""The work list on one machine: files and folders of what payers send in, items out. The kind is told by content."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from peercall.adapters.documents.reading import OTHER_READERS, check_name
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.x12 import extract_x12
from peercall.application.read_inbox import inbox_data, read_inbox
from peercall.bootstrap.doors import AskPassword, Doors
from peercall.bootstrap.new_cases import new_case
from peercall.bootstrap.payer_files import is_coded, payer_rows
from peercall.bootstrap.rules import rules
from peercall.bootstrap.settings import document_limits
from peercall.domain.errors import CaseFolderInvalid, DocumentUnreadable
from peercall.domain.letters import LetterReading
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import Inbox
from peercall.domain.rulebook import Rulebook
from peercall.engine.inbox import OPEN, REFUSED, REMITTANCE
from peercall.engine.letters import read_letter, read_mail

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def inbox_of(
    files: Sequence[Path],
    *,
    overlays: Sequence[Path] = (),
    as_of: datetime,
    cases: Path | None = None,
    passwords: Sequence[str] = (),
    ask_password: AskPassword | None = None,
) -> dict[str, Any]:
    """The work list as data; folders are walked. cases: a folder in which a case is made of each thing to work.
    passwords, ask_password: for locked PDFs.

    Raises DocumentUnreadable when none of the files could be read, CaseFolderInvalid when `cases` holds cases already.
    """
    rulebook = rules(overlays)
    named = _names(walk(files), given=files)
    doors = Doors(document_limits(), passwords=passwords, ask_password=ask_password)
    inbox = read_inbox(
        list(named),
        read=lambda name: payer_rows(named[name], name=name, rulebook=rulebook),
        read_letter=lambda name: letter_readings(named[name], name, doors=doors, rulebook=rulebook),
        rulebook=rulebook,
        holidays=holiday_table,
        as_of=as_of,
    )
    if not inbox.files_read:
        told = "; ".join(str(problem) for problem in inbox.problems[:5])
        raise DocumentUnreadable(
            told or "there is no file to read",
            remedy="Give X12 835 or 278, FHIR answers or explanations, letters or scans, or folders of them.",
        )
    data = inbox_data(inbox, as_of=as_of)
    if cases is not None:
        data["cases"] = make_cases(inbox, named, into=cases)
    return data


def walk(files: Sequence[Path]) -> list[Path]:
    """The files, and those inside the folders among them, by name; hidden ones and links are left out."""
    out: list[Path] = []
    for path in files:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())
            out += [one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)]
        else:
            out.append(path)
    return list(dict.fromkeys(out))


def _names(paths: Sequence[Path], *, given: Sequence[Path]) -> dict[str, Path]:
    """What each file is called in sources: its place in the folder that was given, else its own name."""
    out: dict[str, Path] = {}
    for path in paths:
        folder = next((one for one in given if one.is_dir() and path.is_relative_to(one)), None)
        name = path.relative_to(folder).as_posix() if folder is not None else path.name
        out[name if name not in out else str(path)] = path
    return out


def letter_readings(path: Path, name: str, *, doors: Doors, rulebook: Rulebook) -> Sequence[LetterReading] | None:
    """What a letter shows, with what of it and of its attachments could not be read; None when it is no letter."""
    check_name(name)
    if is_coded(path):
        return None
    opened = doors.open(path, root=path.parent)
    if opened.document.kind in OTHER_READERS:
        raise DocumentUnreadable(
            "a chart document, and no denial", where=name, remedy="It belongs into the chart/ folder of a case."
        )
    readings = (
        read_mail(opened.document, opened.attachments, rulebook=rulebook)
        if opened.attachments
        else read_letter(opened.document, rulebook=rulebook)
    )
    return [replace(one, document=name, warnings=(*one.warnings, *opened.warnings)) for one in readings]


def make_cases(inbox: Inbox, files: Mapping[str, Path], *, into: Path) -> list[dict[str, str]]:
    """A case folder for each denied claim or answer and each letter, in the order of the list, the denial in denial/.

    Of an X12 file only this claim or answer is taken, so that no case holds another patient's data. Folders are numbered
    and never named for a patient. Returns `case` and `document` of each.
    """
    if (into / _case_name(1)).exists():
        raise CaseFolderInvalid("there are cases here already", where=str(into), remedy="Choose another folder.")
    made: list[dict[str, str]] = []
    whole: set[str] = set()
    sources = [(item.rows[0].source, item.kind) for item in inbox.items if item.state == OPEN and item.kind != REFUSED]
    for source, kind in sources:
        if isinstance(source, SegmentSource):
            data = extract_x12(files[source.document], segment=source.segment)
            _make_case(into, "response.835" if kind == REMITTANCE else "response.278", data, source.document, made)
        elif source.document not in whole:
            whole.add(source.document)
            _make_case(into, "response.json", files[source.document].read_bytes(), source.document, made)
    for name in dict.fromkeys(letter.document for letter in inbox.letters):
        suffix = _UNSAFE.sub("", files[name].suffix) or ".txt"
        _make_case(into, f"letter{suffix}", files[name].read_bytes(), name, made)
    return made


def _make_case(into: Path, name: str, data: bytes, document: str, made: list[dict[str, str]]) -> None:
    folder = into / _case_name(len(made) + 1)
    new_case(folder, denial=name, data=data)
    made.append({"case": str(folder), "document": document})


def _case_name(number: int) -> str:
    return f"case-{number:04d}"

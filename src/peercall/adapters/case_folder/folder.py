"""The case folder: case.yaml, denial/, chart/, policy/, sent/ in; out/ and determination.yaml out.

case.yaml says what no document says (docs/case-folder.md lists every key). A key it does not know is told, with the
nearest known one, and otherwise left alone. Files are written whole or not at all.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from peercall.adapters.case_folder.case_file import case_file, check
from peercall.adapters.case_folder.case_yaml import CaseYaml
from peercall.adapters.case_folder.strict_yaml import load_yaml
from peercall.domain.determinations import CaseFile, SentItem
from peercall.domain.errors import CaseFolderInvalid

_OUTSIDE = "{name}: this link leads outside the case folder and was not read; copy the file into the folder"
_LOST = "{name}: this link leads to no file and was not read; copy the file into the folder"
_LINKED_FOLDER = "{name}: this link to a folder was not followed; copy its files into the case folder"
_NO_FILE = "{name}: this is a pipe, socket or device and no file, and was not read; take it out of the folder"


class CaseFolder:
    """A case on disk. Nothing outside `root` is read or written through it."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise CaseFolderInvalid("there is no such folder", where=str(root), remedy="`peercall new DIR` makes one.")
        self.root = root
        self.warnings: list[str] = []

    def read_case(self) -> CaseFile:
        """case.yaml and sent/list.csv as a CaseFile. Raises CaseFolderInvalid. Unknown keys go to `warnings`."""
        path = self.root / "case.yaml"
        source = CaseYaml(load_yaml(path, where="case.yaml"), where="case.yaml")
        check(source)
        self.warnings.extend(source.unknown_keys())
        return case_file(source, denial_files=self._denial_files(source), sent=tuple(self._sent()))

    def _denial_files(self, source: CaseYaml) -> tuple[str, ...]:
        named = source.get("denial.files") or ([source.get("denial.file")] if source.get("denial.file") else None)
        if named is None:
            found = sorted(path for path in self.files("denial"))
            return tuple(self.relative(path) for path in found)
        out = []
        for name in named:
            path = (self.root / str(name)).resolve()
            if not path.is_relative_to(self.root.resolve()) or not path.is_file():
                raise source.wrong(
                    "denial.file", "names a file that is not in this folder", "Put the letter into denial/."
                )
            out.append(str(name).replace(os.sep, "/"))
        return tuple(out)

    def _sent(self) -> Iterator[SentItem]:
        path = self.root / "sent" / "list.csv"
        if not path.is_file():
            return
        try:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                reader = csv.DictReader(handle)
                if "item" not in (reader.fieldnames or []):
                    raise CaseFolderInvalid(
                        "the column `item` is missing",
                        where="sent/list.csv",
                        remedy="Give the list a first line with column names.",
                    )
                for row in reader:
                    cells = {
                        key: (value or "").strip() or None
                        for key, value in row.items()
                        if isinstance(key, str) and not isinstance(value, list)
                    }
                    if cells.get("item"):
                        yield SentItem(
                            item=str(cells["item"]),
                            **{
                                k: cells.get(k)
                                for k in ("document_date", "pages", "sent_on", "channel", "confirmation", "note")
                            },
                        )
        except (UnicodeDecodeError, csv.Error):
            raise CaseFolderInvalid(
                "this is not a CSV table in UTF-8", where="sent/list.csv", remedy="Save it anew as CSV."
            ) from None

    def files(self, folder: str, *suffixes: str) -> list[Path]:
        """Files of a folder of the case, by name; hidden ones are left out. What looks like a file and cannot be read as
        one (a link that leads outside or nowhere, a pipe, a device) goes to `warnings`."""
        base = self.root / folder
        if not base.is_dir():
            return []
        root = self.root.resolve()
        found = []
        for path in sorted(base.rglob("*")):
            if path.name.startswith("."):
                continue
            told = _unreadable(path, root=root)
            if told is None and path.is_file():
                found.append(path)
            elif told is not None and (warning := told.format(name=self.relative(path))) not in self.warnings:
                self.warnings.append(warning)
        return [path for path in found if not suffixes or path.suffix.lower() in suffixes]

    def relative(self, path: Path) -> str:
        """Path within the case, `/` separated."""
        return path.relative_to(self.root).as_posix()


def _unreadable(path: Path, *, root: Path) -> str | None:
    """Why an entry of a folder is not read, with a place for its name; None for files and folders of the case."""
    if path.is_symlink():
        if not path.resolve().is_relative_to(root):
            return _OUTSIDE
        if path.is_dir():
            return _LINKED_FOLDER
        if not path.exists():
            return _LOST
    return None if path.is_dir() or path.is_file() else _NO_FILE

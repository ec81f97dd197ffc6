"""A case of the site as a private folder for as long as it is worked on, so that it is read as the command line reads it.

The folder is readable by its owner only and removed afterwards; what an earlier process left behind is removed at start.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_PREFIX = "peercall-case-"
_FOLDERS = {"denial": "denial", "chart": "chart", "policy": "policy", "later": "later"}
SENT_COLUMNS = ("item", "document_date", "pages", "sent_on", "channel", "confirmation", "note")


@dataclass(frozen=True, slots=True)
class InputDocument:
    """A file of the case. role: denial, chart, policy. name: a plain file name, unique within its role."""

    role: str
    name: str
    data: bytes

    @property
    def path(self) -> str:
        """Its path within the case folder."""
        return f"{_FOLDERS[self.role]}/{self.name}"


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """What a case is worked on from. facts: case.yaml as data. confirmed: contract by determination number.

    sent: rows of sent/list.csv by column.
    """

    facts: Mapping[str, Any]
    documents: Sequence[InputDocument]
    confirmed: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    sent: Sequence[Mapping[str, str]] = ()


@contextmanager
def working_copy(inputs: CaseInputs, *, root: Path) -> Iterator[Path]:
    """The case as a folder under `root` (mode 0700), removed when done, also after an error."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    try:
        _fill(folder, inputs)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(root: Path) -> int:
    """Removes working copies of processes that died; how many there were."""
    found = [path for path in root.glob(f"{_PREFIX}*") if path.is_dir()] if root.is_dir() else []
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)


def _fill(folder: Path, inputs: CaseInputs) -> None:
    _write(folder / "case.yaml", yaml.safe_dump(dict(inputs.facts), sort_keys=False, allow_unicode=True).encode())
    for document in inputs.documents:
        _write(folder / document.path, document.data)
    for number, contract in inputs.confirmed.items():
        name = "determination.yaml" if number == 1 else f"determination-{number}.yaml"
        _write(folder / name, yaml.safe_dump(dict(contract), sort_keys=False, allow_unicode=True).encode())
    if inputs.sent:
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, fieldnames=SENT_COLUMNS, extrasaction="ignore")
        table.writeheader()
        table.writerows(inputs.sent)
        _write(folder / "sent" / "list.csv", text.getvalue().encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)

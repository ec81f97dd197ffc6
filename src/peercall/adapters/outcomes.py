"""A published table of decisions (CSV, also gzip) as counts. No row is kept, no number of a case."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.precedents import OutcomeCount, OutcomeLayout, OutcomeTable

_LARGEST = 200 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_KEYS = ("diagnosis", "diagnosis_detail", "treatment", "treatment_detail", "kind")


def read_outcomes(path: Path, *, layouts: Iterable[OutcomeLayout]) -> OutcomeTable:
    """The counts of a table whose columns one of the layouts names. Raises DocumentUnreadable, InputTooLarge."""
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        head = set(reader.fieldnames or ())
        layout = next((one for one in layouts if set(one.columns.values()) <= head), None)
        if layout is None:
            raise DocumentUnreadable(
                "no layout knows the columns of this table",
                where=path.name,
                remedy="Describe them in a file outcomes/ of your own rules.",
            )
        counts, skipped = _counted(reader, layout)
    except (UnicodeDecodeError, csv.Error):
        raise DocumentUnreadable("this is no table in UTF-8", where=path.name, remedy="Save it as CSV.") from None
    if not counts:
        raise DocumentUnreadable("no row tells a year and an outcome", where=path.name, remedy="Look at the table.")
    return OutcomeTable(layout.id, layout.name, layout.source, hashlib.sha256(data).hexdigest(), tuple(counts), skipped)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(2)
            stream.seek(0)
            data = (gzip.GzipFile(fileobj=stream) if head == _GZIP else stream).read(_LARGEST + 1)
    except FileNotFoundError:
        raise DocumentUnreadable("there is no such file", where=path.name, remedy="Check its name.") from None
    except (OSError, EOFError):
        raise DocumentUnreadable("the file cannot be read", where=path.name, remedy="Fetch it anew.") from None
    if len(data) > _LARGEST:
        raise InputTooLarge(f"it holds more than {_LARGEST >> 20} MB", where=path.name, remedy="Split the table.")
    return data


def _counted(rows: Iterable[Mapping[str, str | None]], layout: OutcomeLayout) -> tuple[list[OutcomeCount], int]:
    upheld: Counter[tuple[int, tuple[str, ...]]] = Counter()
    overturned: Counter[tuple[int, tuple[str, ...]]] = Counter()
    skipped = 0
    for row in rows:
        year, outcome = _cell(row, layout, "year"), _cell(row, layout, "outcome")
        counter = upheld if outcome in layout.upheld else overturned if outcome in layout.overturned else None
        if counter is None or not _YEAR.match(year):
            skipped += 1
            continue
        counter[int(year), tuple(_cell(row, layout, key) for key in _KEYS)] += 1
    return list(_merged(upheld, overturned)), skipped


def _merged(
    upheld: Counter[tuple[int, tuple[str, ...]]], overturned: Counter[tuple[int, tuple[str, ...]]]
) -> Iterator[OutcomeCount]:
    for key in sorted({*upheld, *overturned}):
        year, texts = key
        diagnosis, diagnosis_detail, treatment, treatment_detail, kind = texts
        yield OutcomeCount(
            year, diagnosis, diagnosis_detail, treatment, treatment_detail, kind, upheld[key], overturned[key]
        )


def _cell(row: Mapping[str, str | None], layout: OutcomeLayout, key: str) -> str:
    column = layout.columns.get(key)
    value = row.get(column) if column else None
    return " ".join(value.split())[:120] if isinstance(value, str) else ""

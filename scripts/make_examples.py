"""Makes the shipped examples from examples/_sources: `python -m scripts.make_examples [NAME ...]`.

Each source is one YAML file: the case's own texts (`files`), the denial letter, the chart in short form, and the sheets
of its print-out. The same source gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import yaml
from scripts.example_fhir import bundle_json
from scripts.example_paper import Block, letter_docx, letter_pdf, printout_pdf

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "examples" / "_sources"


class _SourceLoader(yaml.SafeLoader):
    """Safe YAML in which `on` is a word and days stay text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _load(path: Path) -> dict[str, Any]:
    source: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_SourceLoader)
    return source


def example_names() -> list[str]:
    """The examples there are sources for."""
    return sorted(path.stem for path in SOURCES.glob("*.yaml") if path.stem != "boilerplate")


def read_source(name: str) -> dict[str, Any]:
    """One source with the shared texts that pages may ask for under `boilerplate`."""
    return _load(SOURCES / f"{name}.yaml") | {"boilerplate": _load(SOURCES / "boilerplate.yaml")}


def note_blocks(text: str) -> Iterator[Block]:
    """A plain note as blocks: a line in capitals is a heading; a line runs on until one ends with a full stop."""
    held, lines = "", []
    for line in text.splitlines():
        if line.isupper():
            if lines:
                yield {"lines": lines}
            lines = []
            yield {"h": line.capitalize()}
        else:
            held = f"{held} {line}".strip()
            if held.endswith("."):
                lines, held = [*lines, held], ""
    yield {"lines": [*lines, held] if held else lines}


def table_block(table: Mapping[str, Any]) -> Block:
    """A laboratory or vital-signs table as printed: one row a test, one column a day."""
    head = ["Test", *[_us_day(day) for day in table["dates"]], "Unit", "Reference"]
    rows = [
        [
            row["text"],
            *["" if value is None else str(value) for value in row["values"]],
            row.get("shown_unit", row.get("unit", "")),
            row.get("reference", ""),
        ]
        for row in table["rows"]
    ]
    return {"table": {"head": head, "rows": rows, "widths": [2.4, *[1.2] * len(table["dates"]), 1.1, 1.4]}}


def _us_day(day: str) -> str:
    year, month, rest = day.split("-")
    return f"{month}/{rest}/{year}"


def page_blocks(page: Mapping[str, Any], source: Mapping[str, Any]) -> list[Block]:
    """The blocks of a sheet; `note`, `lab` and `boiler` blocks are filled from the rest of the source."""
    out: list[Block] = []
    for block in page["blocks"]:
        ((kind, value),) = block.items()
        if kind == "note":
            out += note_blocks(source["files"][value])
        elif kind == "lab":
            out += [{"h": source["tables"][value]["title"]}, table_block(source["tables"][value])]
        elif kind == "boiler":
            out += source["boilerplate"][value]
        else:
            out.append(block)
    return out


def build(name: str) -> dict[str, bytes]:
    """Every file of one example by its path inside the case folder."""
    source = read_source(name)
    files = {path: text.encode() for path, text in source["files"].items()}
    letter = source["letter"]
    files[letter["file"]] = letter_docx(letter) if letter["file"].endswith(".docx") else letter_pdf(letter)
    files["chart/bundle.json"] = bundle_json(source["bundle"], tables=source["tables"]).encode()
    sheets = [(page["title"], page_blocks(page, source)) for page in source["printout"]["pages"]]
    files["chart/printout.pdf"] = printout_pdf(source["printout"], pages=sheets)
    return files


def main(names: Sequence[str]) -> None:
    """Writes the named examples, or all of them."""
    for name in names or example_names():
        files = build(name)
        for path, data in files.items():
            target = ROOT / "examples" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        print(f"{name}: {len(files)} files, {sum(map(len, files.values())):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Rule folders: the shipped data and the private folders laid over it, file by file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import peercall
from peercall.domain.errors import RuleFileInvalid
from peercall.domain.rules import Provenance
from peercall.rulebook.place import Place

if TYPE_CHECKING:
    from peercall.rulebook.yamlfile import Table

SHIPPED = "peercall"
"""Name of the layer that comes with the product."""

SUBJECTS: dict[str, str] = {
    "vocabulary": "vocabulary",
    "anchors": "anchors",
    "notes": "notes",
    "code_systems": "code_systems",
    "regulations": "regulations",
    "states": "regulations",
    "payers": "payers",
    "contracts": "payers",
    "denial_reasons": "denial_reasons",
    "guidelines": "guidelines",
    "measures": "measures",
    "valuesets": "valuesets",
    "policies": "policy",
    "phrases": "phrases",
    "call": "call-phrases",
    "clocks": "clocks",
    "plan_types": "plan_types",
    "triage": "triage",
    "payer_names": "payer_names",
    "remittance": "remittance",
    "statement": "statement",
    "letters": "letters",
    "playbooks": "playbook",
    "review_rules": "review-rules",
    "review_intake": "review-intake",
    "packet": "packet",
    "outcomes": "outcomes",
    "correspondence": "correspondence",
}
"""First part of a file's path to the schema its files have."""
CASES = ".cases.yaml"
"""End of the name of a playbook's worked examples, beside it."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file as found. name: path within its folder, with slashes. subject: schema name it must have."""

    place: Place
    name: str
    subject: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_contract(self) -> bool:
        """True for files of contracts/."""
        return self.name.startswith("contracts")

    def table(self) -> Table:
        """The file's top group, its `schema` checked."""
        from peercall.rulebook.yamlfile import read_table  # a cached rulebook needs no YAML

        table = read_table(self.data, self.place)
        expected = f"peercall.{self.subject}/1"
        schema = table.text("schema")
        if schema != expected:
            raise table.refuse(f"the schema is `{schema}`", key="schema", remedy=f"Files here have `{expected}`.")
        return table


def provenance(table: Table, *, source: str, check_at: str | None = None, read_on: str | None = None) -> Provenance:
    """Where an entry came from: the line it begins on."""
    return Provenance(
        file=table.place.file,
        line=table.line,
        layer=table.place.layer,
        source=source,
        check_at=check_at,
        read_on=read_on,
    )


def shipped_folder() -> Path:
    """The data folder of the installed package."""
    return Path(peercall.__file__).parent / "data"


def layer_names(overlays: Sequence[Path]) -> tuple[str, ...]:
    """`peercall` and the folders' names; a name that comes again gets a number."""
    names = [SHIPPED]
    for folder in overlays:
        base = folder.resolve().name or "rules"
        name, number = base, 2
        while name in names:
            name, number = f"{base}-{number}", number + 1
        names.append(name)
    return tuple(names)


def read_folders(overlays: Sequence[Path], *, base: Path | None = None) -> tuple[tuple[RuleFile, ...], ...]:
    """The files of every layer in reading order, the shipped one first.

    base: another folder in place of the shipped data, for comparing. A private folder may hold only what the shipped
    one holds: a file nobody would read is refused.
    """
    folders = (base or shipped_folder(), *overlays)
    layers = layer_names(overlays)
    return tuple(
        tuple(_files(folder, layer=layer, shipped=position == 0))
        for position, (folder, layer) in enumerate(zip(folders, layers, strict=True))
    )


def _files(folder: Path, *, layer: str, shipped: bool) -> Iterable[RuleFile]:
    if not folder.is_dir():
        raise RuleFileInvalid("there is no such rules folder", where=str(folder), remedy="Check the name.")
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        first = name.split("/", 1)[0].rsplit(".", 1)[0] if "/" not in name else name.split("/", 1)[0]
        subject = SUBJECTS.get(first)
        place = Place(shown=name if shipped else f"{layer}/{name}", file=name, layer=layer)
        if subject is None:
            if shipped:
                continue  # other rooms keep their own data beside the rules
            raise RuleFileInvalid(
                "no rule is read from here", where=place.shown, remedy=f"Use one of: {', '.join(sorted(SUBJECTS))}."
            )
        if subject == "playbook" and name.endswith(CASES):
            subject = "playbook-cases"
        if name == "correspondence/words.yaml":
            subject = "correspondence-words"
        yield RuleFile(place=place, name=name, subject=subject, data=path.read_bytes())


def content_sha256(layers: Iterable[Iterable[RuleFile]]) -> str:
    """Over every file in reading order: layer, name and bytes."""
    digest = hashlib.sha256()
    for files in layers:
        for file in files:
            for part in (file.place.layer.encode(), file.name.encode(), file.data):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
    return digest.hexdigest()

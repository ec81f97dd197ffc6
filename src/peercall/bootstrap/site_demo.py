"""The shipped examples as cases of an organization: to look around before the first letter of one's own."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

import peercall
from peercall.adapters.case_folder import CaseFolder, load_yaml
from peercall.adapters.db import cases
from peercall.application.site.ports import Vault
from peercall.application.viewer import Viewer
from peercall.domain.errors import CaseFolderInvalid

_PACKAGE = Path(peercall.__file__).resolve().parent


def example_root() -> Path:
    """Where the examples lie: inside the installed package, or beside the sources of a checkout."""
    for root in (_PACKAGE / "data" / "examples", _PACKAGE.parent.parent / "examples"):
        if any(root.glob("*/case.yaml")):
            return root
    raise CaseFolderInvalid("the examples are not installed", remedy="Install peercall from its wheel or a checkout.")


def example_folders() -> tuple[Path, ...]:
    """The case folders of the examples."""
    return tuple(path for path in sorted(example_root().glob("*")) if (path / "case.yaml").is_file())


def load_example(viewer: Viewer, *, folder: Path, vault: Vault, at: datetime) -> UUID:
    """One example as a case nobody has confirmed yet; its id. Its clocks are read at the moment its case.yaml names."""
    facts = load_yaml(folder / "case.yaml", where=folder.name)
    facts["denial"] = {key: value for key, value in (facts.get("denial") or {}).items() if key not in ("file", "files")}
    facts["sent"] = [
        {key: value for key, value in asdict(row).items() if value is not None}
        for row in CaseFolder(folder).read_case().sent
    ]
    case = cases.new_case(viewer, facts=facts, at=at)
    for role in ("denial", "chart"):
        for path in sorted(one for one in (folder / role).iterdir() if one.is_file()):
            data = path.read_bytes()
            cases.add_document(
                viewer,
                case_id=case,
                role=role,
                name=path.name,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                vault_name=vault.put(data, organization=viewer.organization),
                at=at,
                channel=str((facts.get("denial") or {}).get("receipt_channel") or "") if role == "denial" else "",
            )
    return case


def load_demo(viewer: Viewer, *, vault: Vault, at: datetime) -> tuple[UUID, ...]:
    """Every example as a case of the viewer's organization; their ids. The caller has them worked on."""
    return tuple(load_example(viewer, folder=folder, vault=vault, at=at) for folder in example_folders())

"""A shipped example as a case of a practice, worked on once and copied for each test that needs it."""

from __future__ import annotations

import copy
import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from peercall.adapters.case_folder import load_yaml
from peercall.adapters.db import case_jobs, cases
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.ports import Vault
from peercall.application.viewer import Viewer
from peercall.bootstrap.case_processing import Processed, process_case
from peercall.bootstrap.site_cases import CaseWorker, case_yaml
from peercall.bootstrap.site_demo import load_example
from peercall.bootstrap.working_copy import CaseInputs, InputDocument

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpap-medicare-advantage"
NOW = datetime(2026, 8, 14, 15, 15, tzinfo=UTC)


class MemoryVault:
    """The vault's port, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes, *, organization: UUID | None = None) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.kept[name] = data
        return name

    def get(self, name: str) -> bytes:
        return self.kept[name]


def drop(viewer: Viewer, vault: Vault, path: Path, *, case: UUID | None, role: str) -> UUID:
    """A file dropped by a person."""
    data = path.read_bytes()
    return cases.add_document(
        viewer,
        case_id=case,
        role=role,
        name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        vault_name=vault.put(data),
        at=NOW,
    )


def example_case(viewer: Viewer, vault: Vault, *, example: Path = EXAMPLE) -> UUID:
    """The example as a case nobody has worked on yet."""
    return load_example(viewer, folder=example, vault=vault, at=NOW)


def read_case(
    viewer: Viewer, vault: Vault, *, example: Path = EXAMPLE, edit: Callable[[dict[str, Any]], None] | None = None
) -> UUID:
    """The example, read and not confirmed. edit: changes what was read of its first determination."""
    case = example_case(viewer, vault, example=example)
    done = _read(example)
    if edit is not None:
        proposals = copy.deepcopy(done.proposals)
        edit(proposals[0])
        done = replace(done, proposals=proposals)
    _store(case, done, vault=vault)
    return case


def prepared_case(viewer: Viewer, vault: Vault, *, example: Path = EXAMPLE) -> UUID:
    """The example, read, confirmed by the viewer as read, and prepared. The reading itself is done once a session."""
    case = example_case(viewer, vault, example=example)
    _store(case, _read(example), vault=vault)
    proposal = case_view(viewer, case).determination().proposal
    assert proposal is not None
    cases.confirm(viewer, case, number=1, contract=proposal, version=0, at=NOW)
    _store(case, _prepare(example, viewer.name), vault=vault)
    return case


@cache
def _read(example: Path) -> Processed:
    return _process(example, {})


@cache
def _prepare(example: Path, by: str) -> Processed:
    contract = {**_read(example).proposals[0], "confirmed": {"by": by, "at": NOW.isoformat()}}
    return _process(example, {1: contract})


def _process(example: Path, confirmed: dict[int, dict[str, object]]) -> Processed:
    facts = load_yaml(example / "case.yaml", where="case.yaml")
    facts["denial"].pop("file", None)
    documents = [
        InputDocument(role, path.name, path.read_bytes())
        for role in ("denial", "chart")
        for path in sorted((example / role).iterdir())
    ]
    with tempfile.TemporaryDirectory() as root:
        inputs = CaseInputs(facts=facts, documents=documents, confirmed=confirmed)
        return process_case(inputs, as_of=NOW, root=Path(root))


def _store(case: UUID, done: Processed, *, vault: Vault) -> None:
    work = case_jobs.case_to_work(case)
    assert work is not None and case_yaml(work)
    assert CaseWorker(vault, root=Path("unused")).store(work, done, at=NOW)

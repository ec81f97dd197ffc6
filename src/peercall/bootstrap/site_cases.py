"""The pass over a case of the site: loads it, works on it as the command line would, stores what came out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from peercall.adapters.db import case_jobs
from peercall.application.site.ports import Vault
from peercall.bootstrap.case_processing import Processed, ReadState, process_case
from peercall.bootstrap.isolated_reading import BytesReader
from peercall.bootstrap.working_copy import CaseInputs, InputDocument

_SAYS_NOTHING: Mapping[str, Any] = {"schema": "peercall.case/1", "side": "provider"}


@dataclass(frozen=True, slots=True)
class CaseWorker:
    """Works on cases. vault: where bytes lie. root: folder for working copies. overlays: private rule folders. reader: of
    documents, None for one that reads in a child process."""

    vault: Vault
    root: Path
    overlays: Sequence[Path] = ()
    reader: BytesReader | None = None

    def work(self, case_id: UUID, *, at: datetime, progress: Callable[[str], None] = lambda _: None) -> bool:
        """Read and prepare the case as it stands; False when it changed meanwhile and must be done again.

        at: the moment of the pass; clocks are read at it, or at the case's own `as_of`.
        """
        work = case_jobs.case_to_work(case_id)
        if work is None:
            return True
        inputs = CaseInputs(
            facts=case_yaml(work),
            documents=[InputDocument(one.role, one.name, self.vault.get(one.vault_name)) for one in work.documents],
            confirmed=work.confirmed,
            sent=[dict(row) for row in work.facts.get("sent") or ()],
        )
        done = process_case(
            inputs,
            as_of=_as_of(work.facts, at=at),
            root=self.root,
            overlays=self.overlays,
            progress=progress,
            reader=self.reader,
        )
        progress("Storing the result")
        return self.store(work, done, at=at)

    def store(self, work: case_jobs.CaseToWork, done: Processed, *, at: datetime) -> bool:
        """Keep what a pass made; False when the case changed meanwhile."""
        return case_jobs.save_pass(
            work,
            proposals=done.proposals,
            analyses={
                number: (made.as_of, made.data, {name: self._keep(work, data) for name, data in made.files.items()})
                for number, made in done.prepared.items()
            },
            documents=self._outcomes(work, done),
            problem=" ".join(done.problems),
            at=at,
        )

    def _outcomes(self, work: case_jobs.CaseToWork, done: Processed) -> list[case_jobs.DocumentOutcome]:
        ids = {(one.role, one.name): one.id for one in work.documents}
        return [self._outcome(work, ids[state.role, state.name], state) for state in done.documents]

    def _keep(self, work: case_jobs.CaseToWork, data: bytes) -> str:
        return self.vault.put(data, organization=work.organization)

    def _outcome(self, work: case_jobs.CaseToWork, document: UUID, state: ReadState) -> case_jobs.DocumentOutcome:
        pages = state.pages or ()
        return case_jobs.DocumentOutcome(
            id=document,
            kind=state.kind or "",
            pages=len(pages) if state.pages is not None else None,
            unread=[page["number"] for page in pages if page["unread"]],
            problem=state.problem or "",
            text_vault_name=self._keep(work, json.dumps(list(pages)).encode()) if pages else "",
        )


def case_yaml(work: case_jobs.CaseToWork) -> dict[str, Any]:
    """case.yaml of the working copy: the case's facts, the organization's zone and name, statements and answers that
    stand."""
    facts = {key: value for key, value in work.facts.items() if key != "sent"}
    made: dict[str, Any] = {**_SAYS_NOTHING, **facts, "time_zone": work.time_zone}
    practice = made.get("practice") or {}
    if work.practice and isinstance(practice, Mapping) and not practice.get("name"):
        made["practice"] = {**practice, "name": work.practice}
    if work.attestations:
        made["attestations"] = [*(facts.get("attestations") or ()), *(dict(one) for one in work.attestations)]
    if work.answers:
        made["answers"] = [*(facts.get("answers") or ()), *(dict(one) for one in work.answers)]
    return made


def _as_of(facts: Mapping[str, Any], *, at: datetime) -> datetime:
    given = facts.get("as_of")
    return datetime.fromisoformat(given) if isinstance(given, str) else at

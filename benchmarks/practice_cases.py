"""The practice cases beside the repository, when they are there: `../shared/cases`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from peercall.adapters.case_folder import CaseFolder
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlanFacts
from peercall.domain.terms import Funding, LineOfBusiness, Side
from peercall.engine.confirmation import confirm_determination

ROOT = Path(__file__).resolve().parents[2] / "shared" / "cases"


def cases() -> Iterator[Path]:
    """Every practice case, complete or letter only."""
    if ROOT.is_dir():
        yield from (path for path in sorted(ROOT.iterdir()) if (path / "expected" / "letter.truth.json").is_file())


def letter_truth(case: Path) -> dict[str, Any]:
    """The hand-worked truth of a letter."""
    data: dict[str, Any] = json.loads((case / "expected" / "letter.truth.json").read_text())
    return data


def expected(case: Path, name: str) -> Mapping[str, Any]:
    """A hand-worked answer file of a complete case."""

    class _TextDates(yaml.SafeLoader):
        pass

    _TextDates.yaml_implicit_resolvers = {
        key: [(tag, rx) for tag, rx in found if tag != "tag:yaml.org,2002:timestamp"]
        for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    data: Mapping[str, Any] = yaml.load((case / "expected" / name).read_text(), Loader=_TextDates)
    return data


def case_file(case: Path) -> CaseFile:
    """case.yaml, or for a letter without a folder what its truth says about the plan."""
    if (case / "case.yaml").is_file():
        return CaseFolder(case).read_case()
    context = letter_truth(case)["context_not_in_letter"]
    line, funding = context.get("line_of_business"), context.get("funding")
    return CaseFile(
        side=Side.PROVIDER,
        time_zone=context.get("provider_time_zone", "America/Chicago"),
        as_of=None,
        urgency=None,
        denial_files=(),
        moments={},
        plan=PlanFacts(
            line_of_business=LineOfBusiness(line) if line else None,
            funding=Funding(funding) if funding else None,
            state=context.get("state"),
        ),
    )


def true_determination(case: Path) -> AdverseDetermination:
    """The determination a person would confirm: every field as the truth file has it."""
    truth = letter_truth(case)
    contract = {
        "letter": truth["letter"],
        "sha256": "0" * 64,
        "confirmed": {"by": "answer key"},
        "fields": truth["fields"],
    }
    return confirm_determination(contract, case=case_file(case), by=None, at=None, accept=False)

"""One pass over a case of the site, on a shipped example."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from peercall.adapters.case_folder import load_yaml
from peercall.bootstrap.case_processing import process_case
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, remove_leftovers, working_copy

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpap-medicare-advantage"
AS_OF = datetime.fromisoformat("2026-08-14T10:15-05:00")


def _inputs(**changes: Any) -> CaseInputs:
    facts = load_yaml(EXAMPLE / "case.yaml", where="case.yaml")
    facts["denial"].pop("file")
    given: dict[str, Any] = {
        "facts": facts,
        "documents": [
            InputDocument(role, path.name, path.read_bytes())
            for role in ("denial", "chart")
            for path in sorted((EXAMPLE / role).iterdir())
        ],
    }
    return CaseInputs(**(given | changes))


def test_before_a_person_confirms_the_letter_is_only_proposed(tmp_path: Path) -> None:
    done = process_case(_inputs(), as_of=AS_OF, root=tmp_path)
    assert [proposal["fields"]["member_id"]["status"] for proposal in done.proposals] == ["found"]
    assert done.proposals[0]["triage"]["expected"]
    assert not done.prepared
    assert [state.name for state in done.documents] == ["letter.pdf"]
    assert done.documents[0].pages is not None and done.documents[0].pages[0]["text"]
    assert list(tmp_path.iterdir()) == []


def test_a_confirmed_determination_is_prepared_with_every_output(tmp_path: Path) -> None:
    contract = process_case(_inputs(documents=_inputs().documents[:1]), as_of=AS_OF, root=tmp_path).proposals[0]
    contract["confirmed"] = {"by": "Robin Vale", "at": AS_OF.isoformat()}
    done = process_case(_inputs(confirmed={1: contract}), as_of=AS_OF, root=tmp_path)
    assert done.problems == ()
    made = done.prepared[1]
    assert made.files["brief.pdf"].startswith(b"%PDF-")
    assert made.data["deadlines"]["deadlines"] and made.data["criteria"]["criteria"] and made.data["guide"]["parts"]
    charts = {state.name: state for state in done.documents if state.role == "chart"}
    assert charts["printout.pdf"].pages and charts["bundle.json"].problem is None


def test_a_broken_letter_is_told_and_nothing_stays_behind(tmp_path: Path) -> None:
    broken = InputDocument("denial", "letter.pdf", b"%PDF-1.7 broken")
    done = process_case(_inputs(documents=[broken]), as_of=AS_OF, root=tmp_path)
    assert done.proposals == ()
    assert len(done.problems) == 1 and "letter.pdf" in done.problems[0]
    assert done.documents[0].problem == done.problems[0]
    assert list(tmp_path.iterdir()) == []


def test_the_working_copy_is_private_and_leftovers_are_removed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), working_copy(_inputs(), root=tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / "denial" / "letter.pdf").stat().st_mode & 0o077 == 0
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "peercall-case-dead").mkdir()
    (tmp_path / "other").mkdir()
    assert remove_leftovers(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["other"]

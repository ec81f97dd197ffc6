"""The rulebook is read once in a process, and again as soon as a rule file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercall.bootstrap.rules import rules

LABELS = "schema: peercall.letters/1\nlabels:\n  reference_number:\n    labels: [{label}]\n"


def _labels(folder: Path) -> str:
    return str(rules((folder,)).letters)


@pytest.fixture
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PEERCALL_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "my-rules"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters" / "own.yaml").write_text(LABELS.format(label="episode key"))
    return folder


def test_rules_that_did_not_change_are_the_same_rulebook(overlay: Path) -> None:
    assert rules((overlay,)) is rules((overlay,))
    assert rules(()) is not rules((overlay,))


def test_a_rule_file_written_added_or_removed_is_read(overlay: Path) -> None:
    assert "episode key" in _labels(overlay)
    (overlay / "letters" / "own.yaml").write_text(LABELS.format(label="docket mark"))
    assert "docket mark" in _labels(overlay) and "episode key" not in _labels(overlay)
    (overlay / "letters" / "more.yaml").write_text(LABELS.format(label="ledger sign"))
    assert "ledger sign" in _labels(overlay)
    (overlay / "letters" / "more.yaml").unlink()
    assert "ledger sign" not in _labels(overlay)

"""Which rules are in force on this machine: the shipped ones, private folders over them, and where they are kept compiled."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.units import UcumConverter
from peercall.application.assess_denial import calendar_for
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.playbooks import PlaybookCase, Playbooks
from peercall.domain.rulebook import Rulebook
from peercall.engine.criteria.vignettes import check_vignettes
from peercall.engine.followups import playbook_faults
from peercall.rulebook.folder import shipped_folder
from peercall.rulebook.lint import LintFinding, lint_folders
from peercall.rulebook.load import load_rulebook

_LAST = "last"
_kept: dict[str, tuple[object, Rulebook]] = {}
"""The rulebook of this process, with the state of the files it was made from."""


def cache_folder() -> Path:
    """Where compiled rules are kept: `PEERCALL_CACHE`, else the user's cache folder."""
    if named := os.environ.get("PEERCALL_CACHE"):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "peercall"


def overlay_folders(named: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Private rule folders: those of `PEERCALL_RULES` (separated like PATH), then those named, later wins."""
    listed = [Path(part) for part in os.environ.get("PEERCALL_RULES", "").split(os.pathsep) if part]
    folders = (*listed, *named)
    for folder in folders:
        if not folder.is_dir():
            raise CaseFolderInvalid(
                "there is no such rules folder", where=str(folder), remedy="Check --rules and PEERCALL_RULES."
            )
    return folders


def rules(overlays: Sequence[Path] = ()) -> Rulebook:
    """The shipped rulebook with the private folders laid over it.

    The last one made is kept and given again while no rule file was added, removed or written anew.
    """
    folders = overlay_folders(overlays)
    state = (folders, cache_folder(), tuple(_file_states((shipped_folder(), *folders))))
    kept = _kept.get(_LAST)
    if kept is not None and kept[0] == state:
        return kept[1]
    made = load_rulebook(overlays=folders, cache_dir=cache_folder())
    _kept[_LAST] = (state, made)
    return made


def _file_states(folders: Iterable[Path]) -> Iterator[tuple[str, int, int, int]]:
    """Name, place on the disk, size and time of writing of every file in the folders."""
    for folder in folders:
        for here, inside, names in os.walk(folder):
            inside.sort()
            for name in sorted(names):
                found = os.stat(os.path.join(here, name))  # noqa: PTH116, PTH118 (hundreds of files, each time)
                yield f"{here}/{name}", found.st_ino, found.st_size, found.st_mtime_ns


def lint(overlays: Sequence[Path] = ()) -> tuple[LintFinding, ...]:
    """Everything wrong with the rules in force, worked examples of policies and units of measures included."""
    units = UcumConverter()
    return lint_folders(
        overlay_folders(overlays),
        check_vignettes=check_vignettes,
        check_playbooks=_playbook_faults,
        check_units=lambda unit, to: units.convert(1.0, unit=unit, to=to) is not None,
    )


def _playbook_faults(playbooks: Playbooks) -> Iterable[tuple[PlaybookCase, str]]:
    for case in playbooks.cases:
        calendar = calendar_for(around=date.fromisoformat(case.call_ended[:10]), holidays=holiday_table)
        yield from playbook_faults(playbooks, calendar=calendar, cases=(case,))

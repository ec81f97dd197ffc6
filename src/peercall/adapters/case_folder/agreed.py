"""calls/agreed.yaml of a case folder: the time that was agreed with the plan's desk."""

from __future__ import annotations

from pathlib import Path

from peercall.adapters.case_folder.case_yaml import CaseYaml
from peercall.adapters.case_folder.strict_yaml import load_yaml
from peercall.application.site.slot_texts import AgreedTime

NAME = "calls/agreed.yaml"
_KEYS = (
    "at",
    "minutes",
    "speaker",
    "their_number",
    "our_number",
    "reference",
    "agent",
    "reviewer",
    "reviewer_specialty",
)
_USUAL, _LONGEST = 15, 240


def read_agreed(root: Path) -> AgreedTime | None:
    """The time; None when there is no file. Raises CaseFolderInvalid."""
    path = root / NAME
    if not path.is_file():
        return None
    source = CaseYaml(load_yaml(path, where=NAME), where=NAME)
    for key in source.data:
        if key not in _KEYS:
            raise source.wrong(str(key)[:40], "is not known here", f"Use: {', '.join(_KEYS)}.")
    at = source.at("at")
    if at is None:
        raise source.wrong("at", "is missing", "Write the agreed time as 2026-01-31T16:10-06:00.")
    minutes = source.text("minutes") or str(_USUAL)
    if not minutes.isdigit() or not 0 < int(minutes) <= _LONGEST:
        raise source.wrong("minutes", f"must be a whole number up to {_LONGEST}")
    return AgreedTime(
        starts_at=at,
        minutes=int(minutes),
        speaker=source.text("speaker") or "",
        their_number=source.text("their_number") or "",
        our_number=source.text("our_number") or "",
        reference=source.text("reference") or "",
        agent=source.text("agent") or "",
        reviewer=source.text("reviewer") or "",
        reviewer_specialty=source.text("reviewer_specialty") or "",
    )

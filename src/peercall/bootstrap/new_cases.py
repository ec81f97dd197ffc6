"""Case folders to fill in, with or without the denial."""

from __future__ import annotations

from pathlib import Path

from peercall.adapters.case_folder import make_case_folder, write_atomically
from peercall.adapters.documents.reading import check_name
from peercall.domain.errors import DocumentUnreadable


def new_case(root: Path, *, denial: str | None = None, data: bytes = b"") -> list[str]:
    """A case folder to fill in; what was made, by name. denial, data: name and bytes of a file to put into denial/."""
    made = make_case_folder(root)
    if denial is None:
        return made
    write_atomically(root / "denial" / denial, data)
    return [*made, f"denial/{denial}"]


def new_case_from(root: Path, file: Path) -> list[str]:
    """The same with a copy of a file in denial/. Raises DocumentUnreadable when it cannot be read."""
    check_name(file.name)
    try:
        data = file.read_bytes()
    except OSError:
        raise DocumentUnreadable(
            "the file cannot be read", where=file.name, remedy="Check its name and rights."
        ) from None
    return new_case(root, denial=file.name, data=data)

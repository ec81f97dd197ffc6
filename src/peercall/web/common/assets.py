"""Where templates and static files lie in the package."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent


def package_folders(name: str) -> list[Path]:
    """Folders called `name` of common and of every screen, in a fixed order."""
    return sorted(path for pattern in (f"*/{name}", f"*/*/{name}") for path in WEB.glob(pattern) if path.is_dir())


@cache
def static_version() -> str:
    """Twelve characters that change with any static file of the package."""
    digest = hashlib.sha256()
    for folder in package_folders("static"):
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

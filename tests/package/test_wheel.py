"""The wheel carries everything the program reads, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_wheel_holds_every_data_file_and_the_entry_point(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
         "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("peercall/")}
        (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "peercall = peercall.cli.main:main" in archive.read(entry_points).decode()
    source = ROOT / "src"
    shipped = {
        path.relative_to(source).as_posix()
        for path in (source / "peercall").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    examples = {
        f"peercall/data/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "examples").rglob("*")
        if path.is_file() and path.relative_to(ROOT / "examples").parts[0] != "_sources"
    }
    assert inside == shipped | examples

"""The main job on a shipped example: a denial letter and a chart become clocks, a one-page brief and a call guide."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/cpap-medicare-advantage")
OUT = Path("out/demo")

EXPECTED = ("brief.pdf", "guide.html", "sources.html", "deadlines.ics", "criteria.json", "brief.json")


def main() -> int:
    """Runs `peercall prepare` on the example, which lists what it made; 0 when every expected file is there."""
    peercall = Path(sys.executable).with_name("peercall")
    command = [str(peercall), "prepare", str(EXAMPLE), "--accept", "--out", str(OUT)]
    shutil.rmtree(ROOT / OUT, ignore_errors=True)
    print(f"An invented case: {EXAMPLE} (docs/examples.md says what it shows)")
    print(f"$ peercall {' '.join(command[1:])}\n", flush=True)
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        return status
    missing = [name for name in EXPECTED if not (ROOT / OUT / name).is_file()]
    if missing:
        print(f"\nNot made: {', '.join(missing)}")
        return 1
    print(f"\nLook first at {OUT}/brief.pdf, the page for the physician's hand, then at {OUT}/guide.html.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The main job on a shipped example: a denial letter and a chart become clocks, a one-page brief and a call guide."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/cpap-medicare-advantage")
OUT = Path("out/demo")

WHAT = {
    "brief.pdf": "the one page for the physician's hand",
    "guide.html": "what to say to get the slot, and through the call",
    "sources.html": "every source mark with its quote and place",
    "deadlines.ics": "the clocks, for a calendar",
    "criteria.json": "each criterion of the policy with what decides it",
    "brief.json": "the brief as data, and what did not fit the page",
}


def main() -> int:
    """Runs `peercall prepare` on the example; 0 when everything named above was made."""
    peercall = Path(sys.executable).with_name("peercall")
    command = [str(peercall), "prepare", str(EXAMPLE), "--accept", "--out", str(OUT)]
    shutil.rmtree(ROOT / OUT, ignore_errors=True)
    print(f"An invented case: {EXAMPLE}")
    print(f"$ peercall {' '.join(command[1:])}\n", flush=True)
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        return status
    print(f"\nMade in {OUT}/")
    missing = []
    for name, use in WHAT.items():
        path = ROOT / OUT / name
        if path.is_file():
            print(f"  {name:<15}{path.stat().st_size:>9,} bytes  {use}")
        else:
            missing.append(name)
    for name in missing:
        print(f"  {name:<15}  missing")
    others = sorted(p.name for p in (ROOT / OUT).iterdir() if p.name not in WHAT)
    if others:
        print(f"  and {', '.join(others)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

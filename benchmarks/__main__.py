"""`make bench`: every measurement, one after the other; `python -m benchmarks NAME ...` runs some of them.

--check: ends with status 1 when a measurement says that one of its goals is missed.

`python -m benchmarks fuzz --minutes N` mangles files for that long (benchmarks/fuzz.py).
"""

from __future__ import annotations

import importlib
import importlib.util
import sys

NAMES = (
    "truth",
    "letters",
    "own_letters",
    "reading",
    "extraction",
    "ocr",
    "candidates",
    "clocks",
    "fhir",
    "ccda",
    "x12",
    "prepare",
    "packet",
    "analytics",
    "reviews",
    "web",
)


def main() -> None:
    """Run the named measurements, or all that are there."""
    if sys.argv[1:2] == ["fuzz"]:
        importlib.import_module("benchmarks.fuzz").run()
        return
    named = [word.replace("-", "_") for word in sys.argv[1:] if not word.startswith("--")]
    every = [name for name in NAMES if importlib.util.find_spec(f"benchmarks.{name}") is not None]
    missed = []
    for name in named or every:
        print(f"\n== {name}")
        module = importlib.import_module(f"benchmarks.{name}")
        met = module.run(alone=bool(named)) if name == "reading" else module.run()
        if met is False:
            missed.append(name)
    if missed:
        print(f"\ngoals missed: {', '.join(missed)}")
    if missed and "--check" in sys.argv[1:]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

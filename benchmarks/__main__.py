"""`make bench`: every measurement, one after the other; `python -m benchmarks NAME ...` runs some of them."""

from __future__ import annotations

import importlib
import sys

NAMES = ("truth", "letters", "clocks", "fhir", "x12", "candidates", "prepare")


def main() -> None:
    """Run the named measurements, or all."""
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.{name}").run()


if __name__ == "__main__":
    main()

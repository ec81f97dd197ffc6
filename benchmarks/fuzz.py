"""Mangled files of every kind for as long as asked: `python -m benchmarks fuzz --minutes 30 [--seed N] [--only NAME]`.

The same property as tests/fuzz: read, or refused in one sentence without a patient's value, and no hang. Ends with status
1 and prints how to make the bytes again when a reader breaks it. With atheris installed, `--atheris NAME` lets coverage
choose the changes for one reader.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.fuzz.mutations import KINDS, Change, changed
from tests.fuzz.readers import READERS, Hang, Reader, check

_SHOWN = 20


def _changes(choice: random.Random) -> list[Change]:
    return [
        Change(
            choice.choice(KINDS),
            choice.randrange(1001),
            choice.choice((0, 1, 5, 50, 300)),
            choice.randrange(40),
            choice.randrange(256),
        )
        for _ in range(choice.choice((1, 1, 2, 3, 5, 8)))
    ]


def _one(reader: Reader, number: int, folder: Path) -> str | None:
    """What broke for this number, as exception and place; None when nothing did."""
    choice = random.Random(number)
    data = changed(choice.choice(reader.seeds), _changes(choice), words=reader.words)
    try:
        check(reader, data, folder=folder)
    except (Exception, Hang) as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} at {Path(last.filename).name}:{last.lineno}: {str(fault)[:160]}"
    return None


def _with_atheris(reader: Reader, folder: Path) -> None:
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        raise SystemExit("atheris is not installed: pip install atheris") from None

    def once(data: bytes) -> None:
        check(reader, data, folder=folder)

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(reader.seeds):
        (corpus / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], str(corpus)], once)
    atheris.Fuzz()


def run() -> None:
    """Print how many files each reader was given, and every way in which one broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[reader.name for reader in READERS])
    parser.add_argument("--atheris", choices=[reader.name for reader in READERS])
    asked = parser.parse_args(sys.argv[2:] if sys.argv[1:2] == ["fuzz"] else [])
    readers = [reader for reader in READERS if asked.only in (None, reader.name)]
    found: dict[tuple[str, str], int] = {}
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.atheris:
            _with_atheris(next(reader for reader in READERS if reader.name == asked.atheris), folder)
        ends = time.monotonic() + 60 * asked.minutes
        number = asked.seed << 32
        while time.monotonic() < ends:
            number += 1
            for reader in readers:
                fault = _one(reader, number, folder)
                counts[reader.name] += 1
                if fault is not None and (reader.name, fault.partition(": ")[0]) not in found:
                    found[reader.name, fault.partition(": ")[0]] = number
                    print(f"{reader.name}: {fault} (number {number})", flush=True)
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    if found:
        raise SystemExit(f"{len(found)} way(s) in which a reader broke")
    print("no reader broke")


if __name__ == "__main__":
    run()

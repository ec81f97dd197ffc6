"""Reading of letters against the practice cases and the labelled letters: right, wrong, not found, wrong as found.

Run: python -m benchmarks letters. Reads ../shared beside the repository when it is there; how a value is judged stands in
letter_judging.py.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.letter_judging import Tally, judge_labelled_letter, judge_letter, print_tally
from peercall.adapters.documents import read_document
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter

SHARED = Path(__file__).resolve().parents[2] / "shared"


def judge_cases(rulebook: Rulebook, *, show: bool = True) -> Tally:
    """Every practice letter; those whose text was recognised from pictures in a table of their own.

    A value that is wrong on a scan counts as wrong even where it was marked as uncertain; the line of it says so.
    """
    tally: Tally = defaultdict(Counter)
    details: list[str] = []
    scans: Tally = defaultdict(Counter)
    scan_details: list[str] = []
    seconds, pages = 0.0, 0
    for truth_file in sorted((SHARED / "cases").glob("*/expected/letter.truth.json")):
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        root = truth_file.parents[1]
        started = time.perf_counter()
        document = read_document(root / truth["letter"], root=root)
        is_scan = any(page.is_recognized or page.unread for page in document.pages)
        if is_scan:
            seconds, pages = seconds + time.perf_counter() - started, pages + len(document.pages)
        reading = read_letter(document, rulebook=rulebook)[0]
        judge_letter(root.name[:2], reading, truth, scans if is_scan else tally, scan_details if is_scan else details)
    print_tally("practice letters with a text layer", tally, details if show else [])
    print_tally("practice letters that are scans", scans, scan_details if show else [])
    print(f"  {pages} scanned pages, {seconds / max(1, pages):.2f} s a page")
    return tally


def judge_labelled(rulebook: Rulebook, *, show: bool = True) -> Tally:
    """The labelled synthetic letters."""
    tally: Tally = defaultdict(Counter)
    details: list[str] = []
    folder = SHARED / "data" / "letters" / "overturn-synthetic"
    for key_file in sorted(folder.glob("*.json")):
        gold = json.loads(key_file.read_text(encoding="utf-8"))["gold"]
        reading = read_letter(read_document(key_file.with_suffix(".txt"), root=folder), rulebook=rulebook)[0]
        judge_labelled_letter(key_file.stem, reading, gold, tally, details)
    print_tally("labelled letters", tally, details if show else [])
    return tally


def run() -> None:
    """Prints both tables; says so when the practice material is not beside the repository."""
    if not (SHARED / "cases").is_dir():
        print("letters: ../shared/cases is not there; nothing to compare with")
        return
    from peercall.rulebook.load import load_rulebook

    rulebook = load_rulebook()
    judge_cases(rulebook)
    judge_labelled(rulebook)


if __name__ == "__main__":
    run()

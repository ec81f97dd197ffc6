"""How well papers are read: precision and recall by field and by kind of document, facts, traps, and what it costs.

Judged are the practice letters, the labelled letters (both read from ../shared beside the repository when it is there)
and the letters of the project's own tests. Every field of an answer key is one question; see letter_judging.py for the
verdicts. Recall: right of what the key states. Wrong as found: what is asserted wrongly or without ground, of what is
asserted. `python -m benchmarks reading --check` ends with status 1 when a goal is missed. docs/benchmarks.md explains
the figures.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType

import pypdfium2

from benchmarks.letter_judging import Figures, Tally, judge_labelled_letter, judge_letter
from peercall.adapters.documents import read_document
from peercall.domain.documents import Document
from peercall.domain.rulebook import Rulebook
from peercall.engine.chart_text import extract_facts
from peercall.engine.letters import read_letter
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook

SHARED = Path(__file__).resolve().parents[2] / "shared"
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class Goal:
    """Least recall and greatest share of wrong assertions."""

    recall: float
    false_share: float

    def is_met(self, figures: Figures) -> bool:
        """True when both are kept."""
        return figures.recall >= self.recall and figures.false_share <= self.false_share

    def __str__(self) -> str:
        return f"recall at least {self.recall:.0%}, wrong as found at most {self.false_share:.1%}"


#: lines shown of what was not right in one kind
DETAILS = 25
TEXT_GOAL, SCAN_GOAL = Goal(0.97, 0.005), Goal(0.92, 0.01)
#: kinds as the practice letters name their format, and a few letters whose look says more than their format
_KINDS = {"pdf-text": "PDF with text", "docx": "Word file", "txt": "text file", "pdf-scan": "scan"}
_LOOKS = {"10": "portal print-out (PDF)", "14": "e-mail"}


@dataclass(slots=True)
class Judged:
    """Verdicts by field over the letters of one kind, and what was not right."""

    letters: int
    tally: Tally
    details: list[str]
    pages: int = 0
    seconds: float = 0.0

    @classmethod
    def empty(cls) -> Judged:
        """Nothing judged yet."""
        return cls(0, defaultdict(Counter), [])


def judge_practice(rulebook: Rulebook) -> dict[str, Judged]:
    """The practice letters by kind; a page that could not be read states nothing, so its fields count as not found.

    What is wrong on a scan counts as wrong even where the reading marks it as uncertain.
    """
    kinds: dict[str, Judged] = {}
    for truth_file in sorted((SHARED / "cases").glob("*/expected/letter.truth.json")):
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        root = truth_file.parents[1]
        number = root.name[:2]
        judged = kinds.setdefault(_LOOKS.get(number, _KINDS[truth["format"]]), Judged.empty())
        begun = time.process_time()
        document = read_document(root / truth["letter"], root=root)
        readings = read_letter(document, rulebook=rulebook)
        judged.seconds += time.process_time() - begun
        judged.pages += len(document.pages)
        judge_letter(number, readings[0], truth, judged.tally, judged.details)
        judged.letters += 1
    return kinds


def judge_labelled(rulebook: Rulebook) -> Judged:
    """The labelled synthetic letters, text files."""
    judged = Judged.empty()
    folder = SHARED / "data" / "letters" / "overturn-synthetic"
    for key_file in sorted(folder.glob("*.json")):
        gold = json.loads(key_file.read_text(encoding="utf-8"))["gold"]
        reading = read_letter(read_document(key_file.with_suffix(".txt"), root=folder), rulebook=rulebook)[0]
        judge_labelled_letter(key_file.stem, reading, gold, judged.tally, judged.details)
        judged.letters += 1
    return judged


def judge_own(rulebook: Rulebook) -> Judged | None:
    """The letters of the project's own tests; None until they can be judged."""
    own = _module("own_letters")
    if own is None:
        return None
    tally: Tally = own.judge_folder(rulebook, show=False)
    return Judged(len(list(own.FOLDER.glob("*.yaml"))), tally, [])


def _module(name: str) -> ModuleType | None:
    found = importlib.util.find_spec(f"benchmarks.{name}")
    return importlib.import_module(f"benchmarks.{name}") if found is not None else None


def _print_fields(tally: Mapping[str, Counter[str]]) -> None:
    print(f"    {'field':28}{'stated':>8}{'right':>8}{'recall':>9}{'precision':>11}")
    for name, counts in sorted(tally.items()):
        figures = Figures.of({name: counts})
        if figures.stated or figures.asserted:
            print(f"    {name:28}{figures.stated:>8}{figures.right:>8}{figures.recall:>9.1%}{figures.precision:>11.1%}")


def _print_kind(title: str, judged: Judged, goal: Goal, *, fields: bool) -> bool:
    figures = Figures.of(judged.tally)
    met = goal.is_met(figures)
    print(
        f"  {title:28}{judged.letters:>4} letter(s): recall {figures.recall:.1%} of {figures.stated}, precision "
        f"{figures.precision:.1%}, wrong as found {figures.false_share:.1%} of {figures.asserted} "
        f"({'goal met' if met else 'GOAL MISSED'}: {goal})"
    )
    if judged.pages:
        print(
            f"    {judged.seconds / judged.pages:.3f} processor seconds a page over {judged.pages} page(s), reading and finding fields"
        )
    if fields:
        _print_fields(judged.tally)
    for line in judged.details[:DETAILS]:
        print(f"  {line}")
    if len(judged.details) > DETAILS:
        print(f"    ... and {len(judged.details) - DETAILS} more")
    return met


def letters(rulebook: Rulebook) -> bool:
    """Prints every kind; True when all goals are met."""
    met = True
    if (SHARED / "cases").is_dir():
        print("practice letters")
        kinds = judge_practice(rulebook)
        for title, judged in kinds.items():
            met &= _print_kind(title, judged, SCAN_GOAL if title == "scan" else TEXT_GOAL, fields=True)
        text = Judged.empty()
        for title, judged in kinds.items():
            if title != "scan":
                text.letters += judged.letters
                for name, counts in judged.tally.items():
                    text.tally[name].update(counts)
        met &= _print_kind("all but scans", text, TEXT_GOAL, fields=False)
        print("labelled letters")
        met &= _print_kind("text file", judge_labelled(rulebook), TEXT_GOAL, fields=True)
    else:
        print("../shared is not beside the repository: practice and labelled letters are not judged")
    own = judge_own(rulebook)
    if own is None:
        print(
            "letters of the project's own tests: benchmarks/own_letters.py is not there; they are judged by the tests only"
        )
    else:
        met &= _print_kind("letters of our own", own, TEXT_GOAL, fields=False)
    return met


def _charts() -> Iterator[Path]:
    for root in (SHARED / "cases", EXAMPLES):
        for path in sorted(root.glob("*/chart/*")):
            if path.suffix in {".pdf", ".txt"}:
                yield path


def cost(rulebook: Rulebook) -> None:
    """Processor seconds a page and facts a second over text charts, beside the bare extraction of the same pages' text."""
    vocabulary = Vocabulary.of(rulebook)
    documents: list[Document] = []
    texts: list[Path] = []
    reading = recognizing = 0.0
    recognized = 0
    for path in _charts():
        begun = time.process_time()
        document = read_document(path, root=path.parents[2])
        spent = time.process_time() - begun
        pictures = sum(page.is_recognized for page in document.pages)
        if pictures:
            recognized, recognizing = recognized + pictures, recognizing + spent
        else:
            documents.append(document)
            texts.append(path)
            reading += spent
    pages = sum(len(document.pages) - len(document.unread_pages) for document in documents)
    extract_facts(documents[:1], vocabulary=vocabulary, patient=None, as_of=date(2026, 6, 1))
    begun = time.process_time()
    facts = sum(
        len(extract_facts([document], vocabulary=vocabulary, patient=None, as_of=date(2026, 6, 1)).facts)
        for document in documents
    )
    finding = time.process_time() - begun
    begun = time.process_time()
    for path in texts:
        if path.suffix == ".pdf":
            pdf = pypdfium2.PdfDocument(path)
            for index in range(len(pdf)):
                pdf[index].get_textpage().get_text_range()
            pdf.close()
    bare = time.process_time() - begun
    print(
        f"text charts: {pages} pages, {facts} facts; reading {reading / pages * 1e3:.1f} ms a page = {reading / bare:.1f} x "
        f"a bare extraction, facts {finding / pages * 1e3:.1f} ms a page, {facts / finding:,.0f} facts a second"
    )
    if recognized:
        print(f"charts with pictures: {recognized} recognised page(s), {recognizing / recognized:.2f} s each")


def others() -> bool:
    """What other measurements tell of reading: recognition, extraction, traps, remittances."""
    met = True
    for name, what in (
        ("ocr", "recognition of scans: seconds a page"),
        ("extraction", "extraction against the answers of the prior authorization cases"),
        ("truth", "criteria and traps of the practice cases"),
        ("x12", "remittances to denial rows"),
    ):
        print(f"\n-- {name}: {what}")
        module = _module(name)
        if module is None:
            print(f"benchmarks/{name}.py is not there: not measured")
            continue
        met &= module.run() is not False
    return met


def run(*, alone: bool = True) -> bool:
    """All of it; True when every goal is met. alone: also runs the measurements that `make bench` runs by themselves."""
    rulebook = load_rulebook()
    met = letters(rulebook)
    cost(rulebook)
    if alone:
        met &= others()
    return met


if __name__ == "__main__":
    run()

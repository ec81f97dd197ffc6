"""What the reading of charts makes of `../shared/data/prior-auth-cases`: notes, laboratory and imaging as PDF, with a key.

The key asks 25 questions of three cases. Many of its answers come from the payers' request forms, which are not among the
PDFs: those are told apart by their own words and numbers, which then stand nowhere in the pages. What is a fact of
peercall (birth date, codes, drugs taken with what became of them, measures, the drug asked for) is judged as a fact; the
remaining questions ask for free text, which peercall keeps as passages and does not summarise.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from peercall.adapters.documents import read_document
from peercall.bootstrap.rules import rules
from peercall.domain.charts import ChartFact, ConditionFact, ExposureFact, MeasureFact
from peercall.domain.documents import Document
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts, extract_facts
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2] / "shared" / "data" / "prior-auth-cases"
AS_OF = date(2025, 6, 1)
_CASE = re.compile(r"ocr-ner-(\d+)-([ab])")
_SALIENT = re.compile(r"[A-Za-z]{4,}|\d[\d./-]*\d|\d")
_LAB = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9 ()/-]*?):\s*(?P<value>\d[\d,.]*)")
_HAD = frozenset({Assertion.PRESENT, Assertion.HISTORICAL})
_DRUGS = frozenset({"prior_treatments_and_results", "specific_drugs_taken_and_failures"})
Fact = TypeVar("Fact", bound=ChartFact)
_FAILED = re.compile(r"\bfail|no improvement|continued to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """One part of an answer: verdict is right, open (not found), wrong, not in these PDFs, nothing to find or free text."""

    case: str
    question: str
    verdict: str
    expected: str
    found: str = ""


def cases() -> Iterator[tuple[str, list[tuple[str, str]], list[Document]]]:
    """Each case of the key: its name, its questions with answers, its PDFs."""
    key = json.loads((ROOT / "extraction-ground-truth.json").read_text())
    for name, asked in key.items():
        match = _CASE.match(name)
        if match is None:
            continue
        folder = ROOT / match[1] / match[2]
        documents = [read_document(path, root=folder) for path in sorted(folder.rglob("*.pdf"))]
        yield f"{match[1]}-{match[2]}", [(one["query"], str(one["ground_truth"]).strip()) for one in asked], documents


def judge_extraction() -> list[Judged]:
    """Every question of the key, part by part."""
    vocabulary = Vocabulary.of(rules())
    judged: list[Judged] = []
    for case, asked, documents in cases():
        facts = extract_facts(documents, vocabulary=vocabulary, patient=None, as_of=AS_OF)
        text = "\n".join(page.text for document in documents for page in document.pages)
        for query, answer in asked:
            question = query.rpartition(".")[2]
            judged += [Judged(case, query, *rest) for rest in _judge(question, answer, facts, text, vocabulary)]
    return judged


def _judge(
    question: str, answer: str, facts: TextFacts, text: str, vocabulary: Vocabulary
) -> Iterator[tuple[str, str, str]]:
    if answer.lower() == "not provided":
        yield "nothing to find", answer, ""
    elif question == "patient_date_of_birth":
        born = find_dates(answer)[0].days.first
        found = facts.patient.birth_on if facts.patient is not None else None
        yield ("right" if found == born else "open" if found is None else "wrong"), answer, str(found or "")
    elif question == "icd_10_code":
        codes = {code.normal for fact in _of(facts, ConditionFact) for code in fact.codes}
        for code in answer.replace(".", "").split(";"):
            yield _found_or(code.strip() in codes, code.strip(), text.replace(".", "")), code.strip(), ""
    elif question in _DRUGS:
        yield from _drugs(answer, facts, text, vocabulary)
    elif question == "relevant_lab_results_or_imaging":
        yield from _laboratory(answer, facts, vocabulary)
        yield "free text", answer, ""
    elif question == "name_of_medication_or_procedure":
        wanted = set(vocabulary.ingredients(answer))
        asked = {name for fact in _of(facts, ExposureFact) for name in fact.ingredients}
        yield _found_or(bool(wanted & asked), answer, text), answer, ""
    else:
        yield ("not in these PDFs" if not _stands_in(answer, text) else "free text"), answer, ""


def _drugs(answer: str, facts: TextFacts, text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Each drug of the answer as taken, and each that the answer calls failed as failed."""
    had: dict[str, set[str | None]] = {}
    for fact in _of(facts, ExposureFact):
        if fact.assertion in _HAD and fact.caution is None and fact.status not in {"never_started", "cancelled"}:
            for name in fact.ingredients:
                had.setdefault(name, set()).add(fact.outcome)
    whole = bool(_FAILED.search(answer)) and len(vocabulary.ingredients(answer)) == 1
    for part in answer.split(";"):
        for name in vocabulary.ingredients(part):
            known = had.get(name)
            yield _found_or(known is not None, name, text), f"{name} taken", ""
            if known is not None and (whole or _FAILED.search(part)):
                bad = known & {"effective"}
                verdict = "right" if "inadequate_response" in known else "wrong" if bad else "open"
                yield verdict, f"{name} failed", ", ".join(sorted(item for item in known if item))


def _laboratory(answer: str, facts: TextFacts, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Results of the answer that are measures of the rulebook; the others are no facts of peercall."""
    values: dict[str, set[float | None]] = {}
    for fact in _of(facts, MeasureFact):
        values.setdefault(fact.measure, set()).add(fact.low)
    for match in _LAB.finditer(answer):
        name = vocabulary.name_measure(match["name"].strip())
        if name is None:
            continue
        known, wanted = values.get(name.measure), float(match["value"].rstrip(".").replace(",", ""))
        verdict = "open" if not known else "right" if wanted in known else "wrong"
        yield verdict, match.group(), ", ".join(map(str, sorted(v for v in known or () if v is not None)))


def _of(facts: TextFacts, kind: type[Fact]) -> Sequence[Fact]:
    return [fact for fact in facts.facts if isinstance(fact, kind)]


def _found_or(found: bool, words: str, text: str) -> str:
    if found:
        return "right"
    return "open" if _stands_in(words, text) else "not in these PDFs"


def _stands_in(answer: str, text: str) -> bool:
    """True when most of the answer's longer words and numbers stand somewhere in the pages."""
    words = {word.lower() for word in _SALIENT.findall(answer)}
    held = text.lower()
    return not words or sum(word in held for word in words) * 2 >= len(words)


def run() -> None:
    """The tally, and every part that is open or wrong."""
    if not ROOT.is_dir():
        print("the prior authorization cases are not here; nothing to judge")
        return
    judged = judge_extraction()
    for one in judged:
        if one.verdict in {"open", "wrong"}:
            print(f"  {one.verdict:6} {one.case} {one.question}: {one.expected[:90]!r} {one.found}")
    tally = Counter(one.verdict for one in judged)
    facts = sum(tally[word] for word in ("right", "open", "wrong"))
    print(f"facts the PDFs hold: {tally['right']} of {facts} right, {tally['open']} open, {tally['wrong']} wrong")
    print(
        f"not judged: {tally['not in these PDFs']} answers stand nowhere in these PDFs, {tally['nothing to find']} ask for"
        f" what the key calls not provided, {tally['free text']} are free text, kept as passages"
    )


if __name__ == "__main__":
    run()

"""Reading of the letters under tests/engine/letters: right, wrong, not found, wrong as found, over all their fields.

Run: python -m benchmarks.own_letters [FOLDER]. A letter whose answers say `complete: true` states nothing else, so that
whatever more is found there counts as wrong as found. Free text counts as right when its words agree with the answer's.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.letter_judging import CODES, FREE_TEXT, Tally, agree, plain, print_tally, shown
from peercall.adapters.documents import read_document
from peercall.domain.letters import DATE_ROLES, SCALAR_FIELDS, Conflicting, Found, LetterField, LetterReading
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "engine" / "letters" / "letters"
#: lists whose every item is judged
_LISTS = ("service_codes", "diagnosis_codes", "stated_reasons", "criteria_cited")


def _bare(value: object) -> str:
    return " ".join(plain(value).replace(",", " ").replace(".", "").split())


def _same(name: str, got: Found, want: object) -> bool:
    if isinstance(want, list):
        return any(_same(name, got, one) for one in want)
    if isinstance(want, Mapping):
        return all(plain(got.extra.get(key)) == plain(value) for key, value in want.items())
    if name in FREE_TEXT:
        return agree(got.value, want) or agree(got.span.quote, want)
    return _bare(got.value) == _bare(want)


def _judge(name: str, got: LetterField, want: object) -> str:
    if want == "conflicting":
        return "right" if isinstance(got, Conflicting) else "wrong" if isinstance(got, Found) else "not_found"
    if not isinstance(got, Found):
        return "silent" if want is None or (isinstance(want, list) and None in want) else "not_found"
    if want is None:
        return "wrong_as_found"
    return "right" if _same(name, got, want) else "wrong"


def _asked(want: Mapping[str, Any], reading: LetterReading) -> Iterator[tuple[str, LetterField, object]]:
    fields, dates = want.get("fields") or {}, want.get("dates") or {}
    is_complete = want.get("complete", False)
    for name in SCALAR_FIELDS:
        if is_complete or name in fields:
            yield name, reading.fields[name], fields.get(name)
    for role in DATE_ROLES:
        if is_complete or role in dates:
            yield f"dates.{role}", reading.dates[role], dates.get(role)


def _judge_list(
    name: str, got: tuple[Found, ...], want: list[object], *, is_complete: bool
) -> Iterator[tuple[str, str]]:
    left = list(got)
    for item in want:
        match = next(
            (
                one
                for one in left
                if (_bare(one.value) == _bare(item) if name in CODES else agree(one.span.quote, item))
            ),
            None,
        )
        yield "right" if match else "not_found", str(item)
        if match is not None:
            left.remove(match)
    for one in left if is_complete else ():
        yield "wrong_as_found", str(one.value)


def judge_folder(rulebook: Rulebook, folder: Path = FOLDER, *, show: bool = True) -> Tally:
    """Every letter of the folder against the answers beside it."""
    tally: Tally = defaultdict(Counter)
    details: list[str] = []
    for answers in sorted(folder.glob("*.yaml")):
        want = yaml.safe_load(answers.read_text(encoding="utf-8"))
        document = read_document(answers.with_suffix(".txt"), root=folder)
        reading = read_letter(document, rulebook=rulebook)[0]
        for name, got, value in _asked(want, reading):
            verdict = _judge(name, got, value)
            tally[name][verdict] += 1
            if verdict not in ("right", "silent"):
                details.append(f"  {answers.stem} {name}: {verdict}: {shown(got)}; expected {value!r}")
        lists = want.get("lists") or {}
        is_complete = want.get("complete", False)
        for name in _LISTS:
            if name not in lists and not is_complete:
                continue
            for verdict, item in _judge_list(name, reading.lists[name], lists.get(name) or [], is_complete=is_complete):
                tally[name + "[]"][verdict] += 1
                if verdict != "right":
                    details.append(f"  {answers.stem} {name}: {verdict}: {item!r}")
    print_tally(f"letters of {folder.name}", tally, details if show else [])
    return tally


def run(folder: Path = FOLDER) -> None:
    """Prints the table."""
    from peercall.rulebook.load import load_rulebook

    judge_folder(load_rulebook(), folder)


if __name__ == "__main__":
    run(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

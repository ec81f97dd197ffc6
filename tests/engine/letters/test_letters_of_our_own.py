"""Letters in layouts the readers were not written around: what each states is found, what it does not state is not.

Beside each letter (`letters/NAME.txt`, tabs part table cells) stands what a careful person reads from it (`NAME.yaml`):
null is not stated, `conflicting` is for a person to choose, a mapping names the parts of a window, a list gives answers
that are equally right. `complete: true`: what is not named there is not stated, and must not be found. What stands under
`not_yet_read` is stated but not found yet: it may be missing, it must not be wrong.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercall.adapters.documents import read_document
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.letters import (
    DATE_ROLES,
    SCALAR_FIELDS,
    Conflicting,
    Found,
    LetterField,
    LetterReading,
    NotFound,
)
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

FOLDER = Path(__file__).parent / "letters"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
RULEBOOK = replace(Rulebook("", (), {}, {}, {}, {}, {}, {}, {}, {}, {}, PhraseBook()), letters=load_rulebook().letters)


def _document(name: str) -> Document:
    return read_document(FOLDER / f"{name}.txt", root=FOLDER)


def _expected(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _field(reading: LetterReading, key: str) -> LetterField | None:
    return reading.dates[key.removeprefix("dates.")] if key.startswith("dates.") else reading.fields.get(key)


def _plain(value: object) -> str:
    return re.sub(r"[\s,]+", " ", str(value)).strip(" .").lower()


def _check(name: str, got: LetterField, want: object) -> str | None:
    if isinstance(want, list):
        faults = [_check(name, got, one) for one in want]
        return None if None in faults else faults[-1]
    if want is None:
        return None if isinstance(got, NotFound) else f"{name}: {got} but the letter does not state it"
    if want == "conflicting":
        return None if isinstance(got, Conflicting) else f"{name}: {got} but the letter contradicts itself"
    if not isinstance(got, Found):
        return f"{name}: {got} but the letter states {want}"
    if isinstance(want, dict):
        wrong = {key: got.extra.get(key) for key, value in want.items() if got.extra.get(key) != value}
        return f"{name}: {wrong} in {dict(got.extra)}, expected {want}" if wrong else None
    return None if _plain(got.value) == _plain(want) else f"{name}: {got.value!r}, expected {want!r}"


@pytest.mark.parametrize("name", NAMES)
def test_letter_of_our_own_is_read_as_a_person_reads_it(name: str) -> None:
    readings = read_letter(_document(name), rulebook=RULEBOOK)
    want = _expected(name)
    assert len(readings) == want.get("readings", 1)
    reading = readings[0]
    pending = set(want.get("not_yet_read", ()))
    is_complete = want.get("complete", False)
    fields = dict.fromkeys(SCALAR_FIELDS if is_complete else ()) | (want.get("fields") or {})
    dates = dict.fromkeys(DATE_ROLES if is_complete else ()) | (want.get("dates") or {})
    faults = [_check(key, reading.fields[key], value) for key, value in fields.items()]
    faults += [_check(f"dates.{key}", reading.dates[key], value) for key, value in dates.items()]
    unread = [key for key in pending if isinstance(_field(reading, key), NotFound | Conflicting)]
    faults = [fault for fault in faults if fault and fault.split(":", 1)[0] not in unread]
    lists = dict.fromkeys(("service_codes", "diagnosis_codes") if is_complete else (), ()) | (want.get("lists") or {})
    for key, values in lists.items():
        got = [_plain(item.value) for item in reading.lists[key]]
        wanted = [_plain(value) for value in values]
        if got != wanted and not (key in pending and set(got) < set(wanted)):
            faults.append(f"{key}: {got}, expected {values}")
    assert [fault for fault in faults if fault] == []
    if "warnings" in want:
        assert sum("addressed to software" in warning for warning in reading.warnings) == want["warnings"]


def _spans(reading: LetterReading) -> list[Found]:
    out: list[Found] = []
    for field in (*reading.fields.values(), *reading.dates.values()):
        out.extend(field.candidates if isinstance(field, Conflicting) else (field,) if isinstance(field, Found) else ())
    return [*out, *(item for items in reading.lists.values() for item in items)]


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_verbatim_at_its_offsets(name: str) -> None:
    document = _document(name)
    for reading in read_letter(document, rulebook=RULEBOOK):
        spans = _spans(reading)
        assert spans
        for item in spans:
            page = document.pages[item.span.page - 1]
            assert page.text[item.span.start : item.span.end] == item.span.quote
            assert item.span.quote.strip() == item.span.quote != ""


_PIECES = st.sampled_from(
    [
        line
        for name in NAMES
        for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_PIECES, st.text(max_size=40)), max_size=25), st.sampled_from(["\n", "\n\n", " ", "\t"]))
def test_any_jumble_of_lines_is_read_with_quotes_in_place(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    document = Document("denial/a.txt", "0" * 64, DocumentKind.TEXT, (Page(1, text), Page(2, text[::-1])))
    for reading in read_letter(document, rulebook=RULEBOOK):
        for item in _spans(reading):
            page = document.pages[item.span.page - 1]
            assert page.text[item.span.start : item.span.end] == item.span.quote

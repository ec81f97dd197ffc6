"""The shipped examples: made again they are the same bytes, and nothing in them belongs to a real person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
import yaml
from scripts import make_examples
from scripts.example_fhir import references

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NAMES = make_examples.example_names()

FOUR_DIGIT_NUMBER = re.compile(r"\b\d{3}[-.]\d{4}\b")
NPI = re.compile(r"(?<!\d)2\d{9}(?!\d)")


def squeeze(text: str) -> str:
    """White space as single blanks, typographic marks as plain ones."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def pages_of(path: Path) -> list[str]:
    """Text of each page; header and footer of a word-processor file belong to every page."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return [squeeze(page.get_textpage().get_text_range()) for page in pdf]
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        parts = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
        pages = [" ".join(parts)]
        for block in document.iter_inner_content():
            if isinstance(block, docx.table.Table):
                pages[-1] += " " + " ".join(cell.text for row in block.rows for cell in row.cells)
            elif 'w:type="page"' in block._p.xml:
                pages.append(" ".join(parts))
            else:
                pages[-1] += " " + block.text
        return [squeeze(page) for page in pages]
    return [squeeze(path.read_text(encoding="utf-8"))]


def resources_of(name: str) -> dict[str, dict[str, Any]]:
    bundle = json.loads((EXAMPLES / name / "chart/bundle.json").read_text(encoding="utf-8"))
    entries = [entry["resource"] for entry in bundle["entry"]]
    return {f"{resource['resourceType']}/{resource['id']}": resource for resource in entries}


def expected(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "tests/cases" / name / "expected.yaml").read_text(encoding="utf-8")))


def quotes_in(value: Any, *, document: str) -> Iterator[tuple[str, int, str]]:
    """Every (document, page, quote) below; `document` stands where an entry names none."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value.get("document", document), value["page"], value["quote"]
        for part in value.values():
            yield from quotes_in(part, document=document)
    elif isinstance(value, list):
        for part in value:
            yield from quotes_in(part, document=document)


def resources_named_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("resource"), str):
            yield value["resource"]
        for part in value.values():
            yield from resources_named_in(part)


def luhn_holds(npi: str) -> bool:
    """The check digit of a National Provider Identifier, over the prefix 80840."""
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed("80840" + npi))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def test_there_are_three_examples() -> None:
    assert NAMES == ["chiropractic-functional-deficit", "cpap-medicare-advantage", "ra-biologic-step-therapy"]


@pytest.mark.parametrize("name", NAMES)
def test_made_again_gives_the_committed_bytes(name: str) -> None:
    made = make_examples.build(name)
    committed = {p.relative_to(EXAMPLES / name).as_posix() for p in (EXAMPLES / name).rglob("*") if p.is_file()}
    assert {path for path in committed if not path.startswith("out/")} == set(made)
    for path, data in made.items():
        assert (EXAMPLES / name / path).read_bytes() == data, path


def test_the_examples_stay_small() -> None:
    assert sum(len(data) for name in NAMES for data in make_examples.build(name).values()) < 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_says_that_it_is_fictional(name: str) -> None:
    for path in (EXAMPLES / name).rglob("*.pdf"):
        for text in pages_of(path):
            assert "Fictional example" in text
    for path in (EXAMPLES / name).rglob("*.docx"):
        assert "Fictional example" in docx.Document(str(path)).sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("name", NAMES)
def test_telephone_numbers_are_not_issued_to_anyone(name: str) -> None:
    texts = [
        text
        for path in (EXAMPLES / name).rglob("*")
        if path.is_file() and path.suffix != ".json"
        for text in pages_of(path)
    ]
    numbers = {n for text in texts for n in FOUR_DIGIT_NUMBER.findall(text) if n.startswith("555")}
    assert numbers
    assert all("0100" <= number[-4:] <= "0199" for number in numbers)
    dialled = {n for text in texts for n in re.findall(r"\(\d{3}\) \d{3}-\d{4}|1-\d{3}-\d{3}-\d{4}", text)}
    assert all("555-01" in number for number in dialled)
    for resource in resources_of(name).values():
        for contact in resource.get("telecom", ()):
            assert "555-01" in contact["value"]


@pytest.mark.parametrize("name", NAMES)
def test_provider_numbers_have_a_valid_check_digit_and_are_not_issued(name: str) -> None:
    found = set(NPI.findall((EXAMPLES / name / "case.yaml").read_text(encoding="utf-8")))
    for resource in resources_of(name).values():
        for identifier in resource.get("identifier", ()):
            if identifier["system"].endswith("us-npi"):
                found.add(identifier["value"])
    assert found
    assert all(len(npi) == 10 and npi.startswith("2") and luhn_holds(npi) for npi in found)


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_to_a_resource_of_the_bundle(name: str) -> None:
    resources = resources_of(name)
    assert 40 <= len(resources) <= 90
    assert all(reference in resources for resource in resources.values() for reference in references(resource))
    assert not {path.name for path in (EXAMPLES / name / "chart").glob("note-*.txt")} - {
        content["attachment"]["url"]
        for resource in resources.values()
        if resource["resourceType"] == "DocumentReference"
        for content in resource["content"]
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_quote_stands_on_its_page(name: str) -> None:
    answers = expected(name)
    pages = {
        path.relative_to(EXAMPLES / name).as_posix(): pages_of(path)
        for path in (EXAMPLES / name).rglob("*")
        if path.suffix in {".pdf", ".docx", ".txt"}
    }
    quotes = list(quotes_in(answers, document=answers["letter"]))
    assert len(quotes) > 40
    missing = [
        (document, page, quote) for document, page, quote in quotes if squeeze(quote) not in pages[document][page - 1]
    ]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_resource_is_in_the_bundle(name: str) -> None:
    named = set(resources_named_in(expected(name)["criteria"]))
    assert named
    assert named <= set(resources_of(name))

"""Documents that are damaged, too large, or try to reach outside: one clear refusal, and nothing else happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import code, concern, document, panel, problem, quantity, result, section, when

from peercall.adapters.ccda.chart import read_ccda
from peercall.adapters.ccda.parsing import CcdaLimits
from peercall.domain.errors import DocumentUnreadable, InputTooLarge, PeercallError
from peercall.engine.vocabulary import Vocabulary

GOOD = document(
    section("11450-4", "Problems", concern(problem(code("snomed", "69896004", "RA", tag="value", kind="CD")))),
    section(
        "30954-2", "Results", panel(result(code("loinc", "4548-4", "HbA1c"), quantity("8", "%"), time=when(at="2026")))
    ),
)


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE ClinicalDocument>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_document_with_a_dtd_is_refused(read: Read, prolog: str) -> None:
    with pytest.raises(DocumentUnreadable, match="DTD"):
        read(data=document(prolog=prolog))


def test_document_with_a_dtd_in_another_encoding_is_refused(read: Read) -> None:
    data = document(prolog="<!DOCTYPE x>").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    with pytest.raises(DocumentUnreadable, match="DTD"):
        read(data=data)


def test_entity_without_a_dtd_is_damage(read: Read) -> None:
    with pytest.raises(DocumentUnreadable, match="damaged at line"):
        read(section("10164-2", "HPI", text="&secret;"))


def test_other_files_are_never_included(read: Read, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept to itself")
    text = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{kept.as_uri()}" parse="text"/>Well.'
    found = read(section("10164-2", "HPI", text=text))
    assert "kept to itself" not in found.document.pages[0].text


def test_document_beyond_twenty_megabytes_is_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(InputTooLarge, match="20971520"):
        read_ccda(GOOD + b" " * (20 * 1024 * 1024), name="chart/big.xml", vocabulary=vocabulary)


def test_document_of_too_many_elements_is_refused(vocabulary: Vocabulary) -> None:
    limits = CcdaLimits(elements=100)
    with pytest.raises(InputTooLarge, match="too many elements"):
        read_ccda(
            document(section("10164-2", "HPI", text="<br/>" * 300)), name="x", vocabulary=vocabulary, limits=limits
        )


@pytest.mark.parametrize("depth", [150, 5000])
def test_document_nested_too_deep_is_refused(read: Read, depth: int) -> None:
    with pytest.raises((InputTooLarge, DocumentUnreadable), match="too deep"):
        read(section("10164-2", "HPI", text="<content>" * depth + "</content>" * depth))


@pytest.mark.parametrize(
    "data",
    [b"", b"<a/>", b"<ClinicalDocument/>", GOOD[: len(GOOD) // 2], GOOD.replace(b"urn:hl7-org:v3", b"urn:other")],
)
def test_what_is_no_clinical_document_is_refused(read: Read, data: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        read(data=data)


def test_encoding_that_is_not_read_is_refused_and_latin_is_read(read: Read) -> None:
    words = document(section("10164-2", "HPI", text="Déjà vu.")).decode()
    with pytest.raises(DocumentUnreadable, match="encoding"):
        read(data=words.replace("UTF-8", "UTF-7").encode())
    found = read(data=words.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert "Déjà vu." in found.document.pages[0].text


def test_refusals_carry_no_value_of_the_document(read: Read) -> None:
    with pytest.raises(PeercallError) as refusal:
        read(data=document().replace(b"</recordTarget>", b""))
    assert "Varga" not in str(refusal.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(GOOD) - 1), cut=st.integers(0, 60), put=st.binary(max_size=8))
def test_damaged_documents_are_read_or_refused(vocabulary: Vocabulary, place: int, cut: int, put: bytes) -> None:
    data = GOOD[:place] + put + GOOD[place + cut :]
    try:
        found = read_ccda(data, name="chart/x.xml", vocabulary=vocabulary)
    except PeercallError:
        return
    assert found.document.path == "chart/x.xml"

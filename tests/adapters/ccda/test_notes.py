"""The narrative as a page of notes, the header, and files a document carries."""

from __future__ import annotations

import base64
from datetime import date

from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import document, header, section

from peercall.domain.charts import ConditionFact, FindingFact
from peercall.domain.documents import DocumentKind
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import extract_facts
from peercall.engine.vocabulary import Vocabulary


def body(text: str | bytes, kind: str = "text/plain") -> str:
    data = text if isinstance(text, bytes) else text.encode()
    packed = base64.b64encode(data).decode()
    return f'<nonXMLBody><text mediaType="{kind}" representation="B64">{packed}</text></nonXMLBody>'


def test_header_says_who_when_and_by_whom(read: Read) -> None:
    found = read(section("10164-2", "HPI", text="Snores."))
    assert found.patient is not None
    assert (found.patient.name, found.patient.birth_on, found.patient.sex) == ("Lena Varga", date(1967, 3, 2), "female")
    assert found.patient.identifiers == ("MRN-204",)
    assert (found.document.title, found.document.author, found.document.dated) == (
        "Visit summary",
        "Miriam Roe, MD",
        "2026-03-10",
    )


def test_partial_birth_date_is_no_day(read: Read) -> None:
    found = read(data=document(head=header(born="1967")))
    assert found.patient is not None and found.patient.birth_on is None


def test_sections_stand_under_headings_the_readers_of_notes_know(read: Read) -> None:
    found = read(
        section("10164-2", "The story so far", text="<paragraph>Snores.</paragraph><paragraph>Sleepy.</paragraph>"),
        section("51847-2", "A&amp;P", text="<list><item>Sleep study</item><item>Return</item></list>"),
    )
    (page,) = found.document.pages
    assert found.document.kind is DocumentKind.CCDA
    assert page.text.splitlines()[-7:] == [
        "History of present illness",
        "Snores.",
        "Sleepy.",
        "",
        "Assessment and plan",
        "Sleep study",
        "Return",
    ]


def test_cells_of_a_row_are_parted_by_tabs_and_an_empty_one_keeps_its_place(read: Read) -> None:
    table = (
        "<table><thead><tr><th>Test</th><th>Value</th><th>Date</th></tr></thead><tbody>"
        "<tr><td>AHI</td><td/><td>2026-02-03</td></tr><tr><td>ESS</td><td><content>14</content></td><td/></tr></tbody></table>"
    )
    (page,) = read(section("30954-2", "Results", text=table)).document.pages
    assert page.text.splitlines()[-3:] == ["Test\tValue\tDate", "AHI\t-\t2026-02-03", "ESS\t14"]


def test_section_without_entries_becomes_facts_through_its_words(read: Read, vocabulary: Vocabulary) -> None:
    words = "<paragraph>Mother with rheumatoid arthritis.</paragraph>"
    found = read(section("10157-6", "Family history", text=words))
    told = extract_facts([found.document], vocabulary=vocabulary, patient=None, as_of=date(2026, 4, 1))
    conditions = [fact for fact in told.facts if isinstance(fact, ConditionFact | FindingFact)]
    assert all(fact.assertion is Assertion.FAMILY for fact in conditions)


def test_unknown_section_does_not_stay_in_the_one_before(read: Read) -> None:
    (page,) = read(
        section("10157-6", "Family history", text="Mother: gout."), section("99999-9", "Fluids", text="One litre.")
    ).document.pages
    assert page.text.splitlines()[-2:] == ["Note", "Fluids: One litre."]


def test_body_as_embedded_text_and_pdf_goes_to_the_reader_of_documents(read: Read) -> None:
    for data, kind in ((b"Sleep consultation", "text/plain"), (b"%PDF-1.7 x", "application/pdf")):
        found = read(data=document(body=body(data, kind)))
        (file,) = found.inline_files
        assert (file.name, file.data, file.content_type) == ("chart/ccd.xml#nonXMLBody", data, kind)
        assert (file.title, file.author, file.dated) == ("Visit summary", "Miriam Roe, MD", "2026-03-10")
        assert found.document.pages == ()


def test_body_in_plain_words_is_a_page(read: Read) -> None:
    found = read(data=document(body="<nonXMLBody><text mediaType='text/plain'>Snores nightly.</text></nonXMLBody>"))
    assert "Snores nightly." in found.document.pages[0].text


def test_body_that_is_only_named_is_told(read: Read) -> None:
    found = read(data=document(body="<nonXMLBody><text><reference value='scan.pdf'/></text></nonXMLBody>"))
    (warning,) = found.warnings
    assert "only names" in warning and "scan.pdf" not in warning


def test_body_that_is_not_base64_is_told(read: Read) -> None:
    broken = "<nonXMLBody><text mediaType='application/pdf' representation='B64'>%%%</text></nonXMLBody>"
    found = read(data=document(body=broken))
    assert found.inline_files == ()
    assert len(found.warnings) == 1


def test_picture_beside_an_entry_is_carried(read: Read) -> None:
    packed = base64.b64encode(b"\x89PNG....").decode()
    media = (
        '<observationMedia classCode="OBS" moodCode="EVN"><value mediaType="image/png" representation="B64">'
        f"{packed}</value></observationMedia>"
    )
    found = read(section("18748-4", "Imaging", media, text="See picture."))
    assert [file.data for file in found.inline_files] == [b"\x89PNG...."]

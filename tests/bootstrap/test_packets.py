"""The packet of a shipped example, opened with another PDF library and every link followed."""

from __future__ import annotations

import base64
import ctypes
import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from peercall.application.verify_record import export_data
from peercall.bootstrap.local import LocalCase, PreparedCase
from peercall.bootstrap.packets import PacketChoices, assemble_local, left_out
from peercall.domain.errors import CaseFolderInvalid, PacketRefused
from peercall.domain.packets import ExhibitPages
from peercall.engine.record_chain import next_entry

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpap-medicare-advantage"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalCase, PreparedCase]:
    root = tmp_path_factory.mktemp("case") / "cpap"
    shutil.copytree(EXAMPLE, root)
    case = LocalCase(root)
    return case, case.prepare(accept=True)


def _links(document: pypdfium2.PdfDocument) -> list[tuple[str, int]]:
    """(words under the link, page it leads to) of every link, as another library sees them."""
    found = []
    for page in document:
        text = page.get_textpage()
        position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            rect = pdfium.FS_RECTF()
            pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rect))
            dest = pdfium.FPDFLink_GetDest(document, link)
            assert dest, "a link leads nowhere"
            words = text.get_text_bounded(rect.left, rect.bottom, rect.right, rect.top).strip()
            found.append((words, pdfium.FPDFDest_GetDestPageIndex(document, dest)))
    return found


def _text(document: pypdfium2.PdfDocument, page: int) -> str:
    return document[page].get_textpage().get_text_range()


def test_every_citation_leads_to_its_page(prepared: tuple[LocalCase, PreparedCase]) -> None:
    case, made = prepared
    packet, _ = assemble_local(case, made, choices=PacketChoices())
    document = pypdfium2.PdfDocument(packet.files[0].data)
    links = _links(document)
    marks = [(words, page) for words, page in links if words and words[-1].isdigit() and len(words) < 5]
    assert len(marks) >= 9
    for label, page in marks:
        text = _text(document, page)
        if "-" in label:
            assert label in text and "Entries of chart/bundle.json" in text
        else:
            letter = label.rstrip("0123456789")
            assert f"Exhibit {letter}, page {label[len(letter) :]} " in text.replace("   |", " ")
    titles = {words: page for words, page in links if words not in dict(marks)}
    assert _text(document, titles["Denial"]).startswith("Northgate")
    assert next(mark.get_title() for mark in document.get_toc()) == "Contents"


def test_an_independent_count_of_pages_agrees_with_the_contents(prepared: tuple[LocalCase, PreparedCase]) -> None:
    case, made = prepared
    packet, written = assemble_local(case, made, choices=PacketChoices(pages=ExhibitPages.ALL))
    document = pypdfium2.PdfDocument(packet.files[0].data)
    assert len(document) == packet.parts[-1].end
    for part in packet.parts:
        assert f"Page {part.start} of {len(document)}" in _text(document, part.start - 1)
    manifest = json.loads((case.root / "out" / "packet.manifest.json").read_text())
    assert {one["document"]: one["sha256"] for one in manifest["exhibits"]}[
        "denial/letter.pdf"
    ] == made.determination.sha256
    assert written[0].read_bytes() == packet.files[0].data


def test_the_criteria_are_told_as_the_plan_reads_them(prepared: tuple[LocalCase, PreparedCase]) -> None:
    case, made = prepared
    packet, _ = assemble_local(case, made, choices=PacketChoices())
    at = next(part.start for part in packet.parts if part.kind == "policy")
    text = " ".join(_text(pypdfium2.PdfDocument(packet.files[0].data), at - 1).split())
    assert "The criteria that the enclosed pages show:" in text and "(July 7, 2026)" in text
    for word in ("counted", "confirm on the call", "not shown", "2026-07-07"):
        assert word not in text


def test_a_fax_gets_volumes_of_its_length(prepared: tuple[LocalCase, PreparedCase]) -> None:
    case, made = prepared
    packet, written = assemble_local(case, made, choices=PacketChoices(pages=ExhibitPages.ALL, volume_pages=10))
    assert [path.name for path in written[:-1]] == [f"packet-{n}-of-3.pdf" for n in (1, 2, 3)]
    assert not (case.root / "out" / "packet.pdf").exists(), "an earlier packet does not stay beside the new one"
    second = pypdfium2.PdfDocument(packet.files[1].data)
    assert len(second) == 10 and "Page 11 of" in _text(second, 0) and "volume 2 of 3" in _text(second, 0)
    assert "Volume 2 of 3: pages 11 to 20" in _text(pypdfium2.PdfDocument(packet.files[0].data), 0)


def test_volumes_keep_to_a_size(prepared: tuple[LocalCase, PreparedCase]) -> None:
    case, made = prepared
    packet, _ = assemble_local(case, made, choices=PacketChoices(pages=ExhibitPages.ALL, megabytes=0.15))
    assert len(packet.files) > 1 and all(len(one.data) <= 150_000 for one in packet.files)
    assert [one.pages[0] for one in packet.files[1:]] == [one.pages[1] + 1 for one in packet.files[:-1]]


def test_the_record_goes_along_without_notes_for_the_own_house(
    prepared: tuple[LocalCase, PreparedCase], tmp_path: Path
) -> None:
    case, made = prepared
    at = datetime(2026, 8, 17, 15, 0, tzinfo=UTC)
    body = {
        "started_at": at.isoformat(),
        "minutes": 11,
        "spoke": "Adaeze Okafor, MD",
        "reviewer": {"name": "Ines Vale", "credentials": "MD", "specialty": "internal medicine"},
        "reported_disposition": "upheld",
        "their_reasons": ["The evaluation came after the test"],
        "notes": [{"text": "sounded unsure, ask for a supervisor"}],
        "closing": {"reference": "CALL-77"},
    }
    entry = next_entry(None, at=at, by="Adaeze Okafor", kind="call", body=body)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(export_data([entry], case="c", organization="o", by="Adaeze Okafor", at=at)))
    packet, _ = assemble_local(case, made, choices=PacketChoices(record=file))
    document = pypdfium2.PdfDocument(packet.files[0].data)
    text = _text(document, next(part.start for part in packet.parts if part.kind == "record") - 1)
    assert "Ines Vale, MD, internal medicine" in text and "CALL-77" in text and "upheld" in text
    assert "sounded unsure" not in text
    assert "Their reasons The evaluation came after the test" in " ".join(text.split())


def test_protected_matters_are_asked_about_first(tmp_path: Path) -> None:
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    note = root / "chart" / "note-2026-07-30-clinic.txt"
    note.write_text("Cedar Valley Clinic\nDate of visit: 07/30/2026\nHistory of opioid use disorder, on methadone.\n")
    case = LocalCase(root)
    made = case.prepare(accept=True)
    assert assemble_local(case, made, choices=PacketChoices())[0].files, "the page is not cited, so nothing is asked"
    with pytest.raises(PacketRefused, match=r"substance use treatment \(substance_use: [A-Z]1\)") as refused:
        assemble_local(case, made, choices=PacketChoices(pages=ExhibitPages.ALL))
    assert "methadone" not in str(refused.value)
    choices = PacketChoices(pages=ExhibitPages.ALL, send=["substance_use"])
    agreed, _ = assemble_local(case, made, choices=choices)
    (one,) = agreed.manifest["agreed"]
    assert one["category"] == "substance_use" and len(one["pages"]) == 1


def _some_pages(pdf: Path, *, count: int, after: int = 0) -> bytes:
    """A PDF of so many pages, those behind `after`."""
    out = io.BytesIO()
    with pikepdf.open(pdf) as opened:
        del opened.pages[after + count :]
        del opened.pages[:after]
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def test_a_letter_that_is_a_file_of_the_chart_goes_along_once(tmp_path: Path) -> None:
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    signed = root / "chart" / "signed-letter.pdf"
    signed.write_bytes(_some_pages(root / "chart" / "printout.pdf", count=2, after=2))
    case = LocalCase(root)
    made = case.prepare(accept=True)
    every = PacketChoices(pages=ExhibitPages.ALL)
    with_exhibit, _ = assemble_local(case, made, choices=every)
    once, _ = assemble_local(case, made, choices=replace(every, letter=str(signed)))
    assert [part.kind for part in once.parts[:2]] == ["index", "letter"]
    assert once.parts[-1].end == with_exhibit.parts[-1].end
    (left,) = [one["left_out"] for one in once.manifest["exhibits"] if one["document"] == "chart/signed-letter.pdf"]
    assert set(left.values()) == {"goes along in front, as the letter"}


def test_files_inside_a_mail_and_a_bundle_go_along_as_their_own_pages(tmp_path: Path) -> None:
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    printout = root / "chart" / "printout.pdf"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@clinic.example", "b@clinic.example", "Pages"
    mail.set_content("Two pages of the chart.")
    mail.add_attachment(_some_pages(printout, count=2), maintype="application", subtype="pdf", filename="two.pdf")
    (root / "chart" / "sent.eml").write_bytes(bytes(mail))
    bundle = json.loads((root / "chart" / "bundle.json").read_text())
    patient = next(one["resource"]["id"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Patient")
    content = {"contentType": "application/pdf", "data": base64.b64encode(_some_pages(printout, count=3)).decode()}
    carried = {
        "resourceType": "DocumentReference",
        "id": "three-pages",
        "status": "current",
        "subject": {"reference": f"Patient/{patient}"},
        "content": [{"attachment": content}],
    }
    bundle["entry"].append({"fullUrl": "urn:x:three-pages", "resource": carried})
    (root / "chart" / "bundle.json").write_text(json.dumps(bundle))
    case = LocalCase(root)
    packet, _ = assemble_local(case, case.prepare(accept=True), choices=PacketChoices(pages=ExhibitPages.ALL))
    assert not [one for one in packet.notices if "not at hand" in one]
    document = pypdfium2.PdfDocument(packet.files[0].data)
    by_name = {one["document"]: one["exhibit"] for one in packet.manifest["exhibits"]}
    for name, pages in (("chart/sent.eml/two.pdf", 2), ("chart/bundle.json#DocumentReference/three-pages", 3)):
        (part,) = [one for one in packet.parts if one.exhibit == by_name[name]]
        assert part.length == pages
        # the page itself, not a print of its text
        own = pypdfium2.PdfDocument(printout)[0].get_textpage().get_text_range().split()
        assert _text(document, part.start - 1).split()[: len(own)] == own


def test_what_was_typed_wrong_is_told() -> None:
    assert left_out(["C14", "c3-5", "AA2"]) == {"C": {3, 4, 5, 14}, "AA": {2}}
    for wrong in ("14", "C", "C1-x", "C1;2"):
        with pytest.raises(CaseFolderInvalid, match="is no page"):
            left_out([wrong])


def test_a_letter_that_is_not_there_is_told(prepared: tuple[LocalCase, PreparedCase]) -> None:
    with pytest.raises(CaseFolderInvalid, match="--letter: there is no letter `internal-appeal`"):
        assemble_local(*prepared, choices=PacketChoices(letter="internal-appeal"))

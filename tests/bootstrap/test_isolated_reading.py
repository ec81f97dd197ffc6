"""The isolated reader is the reader in this process, in another one; hostile bytes cost one error."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.bootstrap.samples import LINES, locked_pdf, pdf
from tests.fuzz import seeds
from tests.samples.drawn_pages import bytes_of, letter_page

from peercall.adapters.ccda.transfer import rows_of
from peercall.adapters.documents import DocumentLimits, read_document_bytes
from peercall.adapters.isolation import IsolatedProcess, ProcessLimits
from peercall.bootstrap.document_child import ReadOptions, document_task
from peercall.bootstrap.isolated_reading import InProcessReader, IsolatedReader, RememberingReader, process_limits
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import DocumentLocked, DocumentUnreadable, InputTooLarge

READER = IsolatedReader()


@pytest.mark.parametrize(
    "data",
    [
        seeds.pdf(),
        seeds.word(),
        seeds.rich_text(),
        seeds.web_page(),
        seeds.mail(),
        b"Denied.\fPage two",
        seeds.bundle(),
    ],
    ids=["pdf", "docx", "rtf", "html", "mail", "text", "fhir"],
)
def test_document_is_the_same_as_when_read_here(data: bytes) -> None:
    assert READER.read_document_bytes(data, name="denial/a") == read_document_bytes(data, name="denial/a")


@pytest.mark.parametrize(
    ("kind", "has_pictures", "loaded"),
    [
        (DocumentKind.TEXT, False, set()),
        (DocumentKind.PDF, False, {"pypdfium2"}),
        (DocumentKind.PDF, True, {"pypdfium2", "PIL"}),
        (DocumentKind.IMAGE, False, {"PIL"}),
        (DocumentKind.DOCX, False, {"docx", "lxml"}),
        (DocumentKind.RTF, False, {"striprtf"}),
    ],
)
def test_waiting_process_imports_the_reader_of_the_kind_and_no_other(
    kind: DocumentKind, has_pictures: bool, loaded: set[str]
) -> None:
    heavy = ("pypdfium2", "PIL", "tesserocr", "docx", "lxml", "striprtf", "peercall.engine")
    program = (
        "import sys\nfrom peercall.bootstrap import document_child as child\n"
        f"child._load({document_task(kind, has_pictures=has_pictures)!r})\n"
        f"print(*(name for name in {heavy!r} if name in sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert set(said.split()) == loaded


def test_scan_that_does_not_show_itself_is_read_all_the_same() -> None:
    scan = bytes_of(letter_page(), "PDF")
    options = msgspec.msgpack.encode(ReadOptions("a", DocumentLimits()))
    here = read_document_bytes(scan, name="a")
    task = document_task(DocumentKind.PDF, has_pictures=False)
    with closing(IsolatedProcess("peercall.bootstrap.document_child")) as process:
        answer = process.run(task, scan, name="a", options=options, limits=process_limits(DocumentLimits(), size=0))
    assert msgspec.msgpack.decode(answer, type=Document) == here
    assert "Ruth Abernathy" in here.pages[0].text


def test_attachments_are_the_same_as_when_read_here() -> None:
    assert READER.mail_files(seeds.mail(), name="a") == InProcessReader().mail_files(seeds.mail(), name="a")


def test_clinical_document_parsed_in_the_child_is_the_same_tree() -> None:
    here = InProcessReader().clinical_tree(seeds.CLINICAL, name="chart/a.xml")
    there = READER.clinical_tree(seeds.CLINICAL, name="chart/a.xml")
    assert rows_of(there) == rows_of(here) and len(rows_of(here)) > 20
    bomb = b"<!DOCTYPE a [<!ENTITY b 'cccc'>]>" + seeds.CLINICAL.partition(b"?>")[2]
    with pytest.raises(DocumentUnreadable, match=r"^chart/a\.xml: the document brings a DTD"):
        READER.clinical_tree(bomb, name="chart/a.xml")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, "a", {}, None, None)],
        [(0, "a", {}, None, None), (0, "b", {}, None, None)],
        [(0, "a", {}, None, None), (2, "b", {}, None, None)],
        [(0, "a", {}, None, None), (-1, "b", {}, None, None)],
        [(0, "not a tag", {}, None, None)],
        [(0, "a", {"b": "\x00"}, None, None)],
        [(0, "a", {}, "\x01", None)],
    ],
)
def test_rows_that_are_no_tree_are_refused(rows: object) -> None:
    reader = IsolatedReader(_Answering(msgspec.msgpack.encode(rows)))
    with pytest.raises(DocumentUnreadable, match=r"^chart/a\.xml: the XML is damaged"):
        reader.clinical_tree(b"<a/>", name="chart/a.xml")


def test_file_under_the_case_is_named_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "denial").mkdir()
    (tmp_path / "denial" / "a.txt").write_text("Denied.")
    assert READER.read_document(tmp_path / "denial" / "a.txt", root=tmp_path).path == "denial/a.txt"
    with pytest.raises(DocumentUnreadable, match="outside the case folder"):
        READER.read_document(tmp_path / "denial" / "a.txt", root=tmp_path / "chart")


def test_refusals_are_those_of_the_reader() -> None:
    with pytest.raises(DocumentUnreadable, match=r"denial/a\.pdf: the PDF is damaged"):
        READER.read_document_bytes(b"%PDF-1.7\nno more", name="denial/a.pdf")
    with pytest.raises(InputTooLarge, match="2 pages, the limit is 1"):
        READER.read_document_bytes(pdf(LINES, LINES), name="a.pdf", limits=DocumentLimits(pages=1))
    with pytest.raises(InputTooLarge, match="more than 10 characters"):
        READER.read_document_bytes(b"Denied. And more.", name="a.txt", limits=DocumentLimits(characters=10))


def test_locked_pdf_opens_with_its_password_only() -> None:
    data = locked_pdf("open-it")
    with pytest.raises(DocumentLocked, match="a password is needed"):
        READER.read_document_bytes(data, name="a.pdf")
    with pytest.raises(DocumentLocked, match="does not open the PDF") as caught:
        READER.read_document_bytes(data, name="a.pdf", password="wrong-guess")
    assert "wrong-guess" not in str(caught.value)
    assert "denied" in READER.read_document_bytes(data, name="a.pdf", password="open-it").pages[0].text


def test_too_little_memory_is_told_and_the_next_document_is_read() -> None:
    with pytest.raises(InputTooLarge, match=r"^a\.txt: reading it needs more than 64 MB of memory"):
        READER.read_document_bytes(b"Denied. " * 5_000_000, name="a.txt", limits=DocumentLimits(memory_bytes=64 << 20))
    assert READER.read_document_bytes(b"Denied.", name="b.txt").pages[0].text == "Denied."


def test_pages_read_are_reported() -> None:
    seen: list[tuple[int, int]] = []
    READER.read_document_bytes(pdf(LINES, LINES), name="a.pdf", report=lambda done, of: seen.append((done, of)))
    assert seen and seen[0] == (1, 2)


class _Answering(IsolatedProcess):
    """A child that was taken over and answers what it likes."""

    def __init__(self, answer: bytes) -> None:
        self._answer_bytes = answer

    def run(self, task: str, data: bytes, **_: object) -> bytes:  # type: ignore[override]
        return self._answer_bytes


def _encoded(*pages: Page, **more: object) -> bytes:
    values = {"path": "/etc/passwd", "sha256": "0" * 64, "kind": DocumentKind.FHIR_JSON, "pages": pages, **more}
    return msgspec.msgpack.encode(Document(**values))  # type: ignore[arg-type]


def test_answer_of_a_child_decides_neither_name_nor_hash_nor_kind() -> None:
    reader = IsolatedReader(_Answering(_encoded(Page(1, "Denied."))))
    document = reader.read_document_bytes(b"Denied.", name="denial/a.txt")
    assert document == read_document_bytes(b"Denied.", name="denial/a.txt")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x80\x04\x95c__builtin__\nexec\n.",
        msgspec.msgpack.encode({"path": 7}),
        msgspec.msgpack.encode([[[[]]]] * 50),
        _encoded(Page(7, "a page that is not there")),
    ],
)
def test_answer_that_is_no_document_is_refused(answer: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=r"^denial/a\.txt: "):
        IsolatedReader(_Answering(answer)).read_document_bytes(b"Denied.", name="denial/a.txt")


def test_time_allowance_comes_from_the_documents_limits() -> None:
    limits = process_limits(DocumentLimits(seconds=7, page_seconds=3, pages=9, memory_bytes=5 << 20), size=0)
    assert isinstance(limits, ProcessLimits)
    assert (limits.seconds, limits.step_seconds, limits.steps, limits.memory_bytes) == (7, 3, 9, 5 << 20)


def test_threads_of_a_server_read_side_by_side() -> None:
    texts: dict[int, str] = {}

    def read(number: int) -> None:
        texts[number] = READER.read_document_bytes(f"Letter {number}".encode(), name="a.txt").pages[0].text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"Letter {number}" for number in range(8)}


class _Counting(InProcessReader):
    """Counts what is read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def read_document_bytes(self, data: bytes, *, name: str, **more: Any) -> Document:
        """See InProcessReader."""
        self.read.append(name)
        return super().read_document_bytes(data, name=name, **more)


def test_a_remembered_document_is_read_once_until_others_take_its_place() -> None:
    counting = _Counting()
    reader = RememberingReader(counting, most=2)
    for name in ("a", "a", "b", "a", "c", "a"):
        document = reader.read_document_bytes(f"Visit {name}.\n".encode(), name=f"{name}.txt")
        assert document.path == f"{name}.txt"
    assert counting.read == ["a.txt", "b.txt", "c.txt", "a.txt"]
    assert reader.read_document_bytes(b"Visit c.\n", name="chart/1-c.txt").path == "chart/1-c.txt"
    assert len(counting.read) == 4

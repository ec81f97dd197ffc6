"""Every reader of outside bytes under one property: a result, or one sentence for a person without a patient's value."""

from __future__ import annotations

import contextlib
import hashlib
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.fuzz import seeds

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.ccda.chart import read_ccda
from peercall.adapters.ccda.parsing import CcdaLimits, parse
from peercall.adapters.ccda.transfer import rows_of, tree_of
from peercall.adapters.documents import DocumentLimits, read_document_bytes
from peercall.adapters.documents.mail import mail_files
from peercall.adapters.fhir.answers import iter_answers
from peercall.adapters.fhir.decoding import decode_file
from peercall.adapters.fhir.review_requests import read_requests
from peercall.adapters.review_import.csv_tables import read_csv
from peercall.adapters.review_import.json_objects import read_json
from peercall.adapters.x12 import read_x12_blocks
from peercall.domain.errors import PeercallError
from peercall.domain.office_zones import ZoneBasis, ZoneFinding
from peercall.domain.remittances import X12Problem
from peercall.domain.review_intake import IntakeChoices, Submitted
from peercall.domain.rulebook import Rulebook
from peercall.engine.review_intake.reading import IntakeTables, read_row
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_policy_file, load_rulebook

LIMITS = DocumentLimits(file_bytes=1 << 20, decompressed_bytes=4 << 20, characters=1 << 20)
HANG_SECONDS = 30
_LONGEST_MESSAGE = 1_500

Read = Callable[[bytes, Path], Iterable[str]]
"""Reads the bytes, with a folder for readers of files, and gives the sentences it has for a person."""


@dataclass(frozen=True)
class Reader:
    """A reader with valid seeds and words of its format."""

    name: str
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]
    read: Read


@cache
def rulebook() -> Rulebook:
    """The shipped rules, loaded once."""
    return load_rulebook()


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary.of(rulebook())


def _sent(submitted: Submitted) -> Iterator[str]:
    """Every row as far as a file, with what is told of those that are none."""
    book = rulebook()
    assert book.reviews.hours is not None
    tables = IntakeTables(book.intake, book.reviews.hours)
    for row in submitted.rows:
        read = read_row(
            row,
            choices=IntakeChoices(),
            tables=tables,
            find_zones=lambda *_: ZoneFinding((), ZoneBasis.UNKNOWN, ""),
            received_at=datetime(2026, 11, 30, tzinfo=UTC),
        )
        yield from (fault.text for fault in read.faults)


def _review_table(data: bytes, _: Path) -> Iterator[str]:
    return _sent(read_csv(data, words=rulebook().intake))


def _review_objects(data: bytes, _: Path) -> Iterator[str]:
    return _sent(read_json(data))


def _review_requests(data: bytes, _: Path) -> Iterator[str]:
    return _sent(read_requests(data))


def _document(data: bytes, folder: Path) -> Iterator[str]:
    document = read_document_bytes(data, name="denial/a", limits=LIMITS)
    for page in document.pages:
        if page.unread is not None:
            yield page.unread


def _mail(data: bytes, folder: Path) -> Iterator[str]:
    yield from _document(data, folder)
    for file in mail_files(data, name="denial/a", limits=LIMITS):
        if "/" in file.name or file.name.startswith(".") or not file.name:
            raise AssertionError("an attachment's name is not safe")


def _chart(data: bytes, folder: Path) -> Iterable[str]:
    return decode_file(data, name="chart/a").warnings


def _lines(data: bytes, folder: Path) -> Iterable[str]:
    return decode_file(data, name="chart/a.ndjson").warnings


def _clinical(data: bytes, folder: Path) -> Iterator[str]:
    tree = tree_of(rows_of(parse(data, name="chart/a.xml", limits=CcdaLimits())), name="a", limits=CcdaLimits())
    yield from read_ccda(data, name="chart/a.xml", vocabulary=_vocabulary(), root=tree).warnings


def _answers(data: bytes, folder: Path) -> Iterator[str]:
    for row in iter_answers(data, name="a", tables=rulebook().remittance):
        if isinstance(row, X12Problem):
            yield row.sentence


def _x12(data: bytes, folder: Path) -> Iterator[str]:
    digest = hashlib.sha256(data).hexdigest()
    for row in read_x12_blocks([data], name="a", sha256=digest, tables=rulebook().remittance):
        if isinstance(row, X12Problem):
            yield row.sentence


def _case(data: bytes, folder: Path) -> Iterable[str]:
    (folder / "case.yaml").write_bytes(data)
    case = CaseFolder(folder)
    case.read_case()
    return case.warnings


def _policy(data: bytes, folder: Path) -> Iterable[str]:
    path = folder / "policy.yaml"
    path.write_bytes(data)
    load_policy_file(path, rulebook=rulebook())
    return ()


_JSON = (
    b"{",
    b"[",
    b"null",
    b'{"resourceType":"Bundle","entry":[',
    b"[[[[",
    b'"\\ud800"',
    b"1e999",
    b"-0",
    b'"id":7,',
    b"\xff",
)
_XML = (b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"<", b">", b"</", b"<section>", b"<text><table>", b"<value xsi:type='PQ' value='", b"nullFlavor='UNK' ",
        b"<low value='99999999'/>", b"<effectiveTime value='2026-13-40'/>", b"<![CDATA[", b"<?x?>", b"<!--", b"xmlns='' ", b"\xff", b"\x00", b"codeSystem=''")  # fmt: skip
_X12 = (
    b"~",
    b"*",
    b":",
    b"ISA*",
    b"ST*835*1~",
    b"SE*1*1~",
    b"CLP*",
    b"CAS*CO*",
    b"HCR*A3~",
    b"\x00",
    b"\n",
    b"99999999999999999999",
)
_YAML = (b"&a ", b"*a", b"!!python/object:os.system ", b"{", b"[", b"- ", b"? ", b"!!int x", b"!!bool q", b"!!timestamp 9-9-9", b": ",
         b"9999999999", b"<<: *a\n", b"\t", b"---\n", b"\x00", b"\xff", b"'", b'"', b".inf", b"0x", b"null")  # fmt: skip

_TABLE = (
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"sep=;\n",
    b"\x00",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"Claim number",
    b'="',
)
READERS: tuple[Reader, ...] = (
    Reader("pdf", (seeds.pdf(),), (b"%PDF-1.7", b"obj", b"endobj", b"<<", b">>", b"/Kids[1 0 R]", b"99999999999 0 R", b"stream\n", b"xref", b"/Encrypt 5 0 R", b"BT (x) Tj ET"), _document),
    Reader("docx", (seeds.word(), seeds.plain_word()), (b"PK\x03\x04", b"PK\x01\x02", b"<w:p>", b"</w:p>", b"<w:tbl>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"\x00" * 8, b"<w:tc><w:tbl>"), _document),
    Reader("rtf", (seeds.rich_text(),), (b"{", b"}", b"\\", b"\\'", b"\\u", b"\\u-99999 ", b"\\u9999999?", b"\\ansicpg", b"\\ansicpg65001 ", b"\\fcharset78 x;", b"\\bin", b"{\\pict\\bin9 ", b"{\\field{\\*\\fldinst{HYPERLINK \"", b"\\uc", b"\\page", b"\\f9 \\'ff"), _document),
    Reader("html", (seeds.web_page(),), (b"<", b">", b"<!--", b"<!", b"<![CDATA[", b"<?", b"&#", b"&#x110000;", b"&#99999999999;", b"</", b"<td ", b"<script>", b"=\"", b"<div>"), _document),
    Reader("mail", (seeds.mail(),), (b"\n", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Content-Transfer-Encoding: base64\n", b"charset=idna", b"charset=\"\"", b"=?utf-8?b?/////?=", b"=?", b"filename*0*=''%ff;", b"filename=\"../../x\"", b"--", b"Content-Type: message/rfc822\n\n", b":", b"\x00", b"\xff"), _mail),
    Reader("text", ("\n".join(("Ottilie Abara", "denied")).encode("utf-16"), b"Ottilie Abara\r\n\x93denied\x94"), (b"\x00", b"\xff\xfe", b"\xd8", b"\f", b"%PDF-1.7 endobj", b"ISA*", b"{\\rtf", b"{", b"<", b"PK\x03\x04", b"\x1b"), _document),
    Reader("fhir", (seeds.bundle(),), _JSON, _chart),
    Reader("ndjson", (seeds.ndjson(),), (*_JSON, b"\n", b"\r"), _lines),
    Reader("ccda", (seeds.CLINICAL,), _XML, _clinical),
    Reader("pas", (seeds.answer(),), _JSON, _answers),
    Reader("review table", (seeds.REVIEW_TABLE,), _TABLE, _review_table),
    Reader("review json", (seeds.review_objects(),), _JSON, _review_objects),
    Reader("review requests", (seeds.review_requests(),), _JSON, _review_requests),
    Reader("835", (seeds.remittance(),), _X12, _x12),
    Reader("278", (seeds.review(),), _X12, _x12),
    Reader("case.yaml", (seeds.CASE,), _YAML, _case),
    Reader("policy", (seeds.POLICY,), _YAML, _policy),
)  # fmt: skip


class Hang(BaseException):
    """Reading did not end."""


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    def end(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check(reader: Reader, data: bytes, *, folder: Path) -> bool:
    """True when the bytes were read, False when they were refused. Raises AssertionError for anything else."""
    try:
        with _watched():
            sentences, read = list(reader.read(data, folder)), True
    except PeercallError as error:
        sentences, read = [str(error)], False
    for sentence in sentences:
        shown = repr(sentence)
        assert "\n" not in sentence and "\r" not in sentence, f"more than one line: {shown}"
        assert 0 < len(sentence) <= _LONGEST_MESSAGE, f"no sentence: {shown}"
        assert not any(value.lower() in sentence.lower() for value in seeds.PATIENT), f"a patient's value: {shown}"
    return read

"""The case folder: what is read, what is refused and where, and that files are written whole or not at all."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest

from peercall.adapters.case_folder import CaseFolder, load_yaml, make_case_folder, write_atomically
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.terms import Anchor, Funding, LineOfBusiness

CASE = """\
schema: peercall.case/1
side: provider
as_of: 2026-03-04T09:30-06:00
time_zone: America/Chicago
denial: {file: denial/letter.txt, receipt_date: 2026-03-03}
plan: {name: Northgate, line_of_business: commercial, funding: fully_insured, state: TX}
speaker: {name: "Ada Okafor, MD", credential: MD}
availability:
- {from: 2026-03-05T12:00-06:00, to: 2026-03-05T13:00-06:00}
request: {phase: initial, service_date: "2026-03-20"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "denial").mkdir()
    (tmp_path / "denial" / "letter.txt").write_text("Denied.")
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path


def test_case_yaml_gives_facts_no_document_says(folder: Path) -> None:
    case = CaseFolder(folder).read_case()
    assert case.as_of == datetime.fromisoformat("2026-03-04T09:30-06:00")
    assert case.moments[Anchor.RECEIPT_DATE] == date(2026, 3, 3)
    assert case.moments[Anchor.SERVICE] == date(2026, 3, 20)
    assert case.plan.line_of_business is LineOfBusiness.COMMERCIAL
    assert case.plan.funding is Funding.FULLY_INSURED
    assert case.appeal_filed is None, "what nobody said stays unknown"


def test_answers_of_a_person_come_with_name_and_time(folder: Path) -> None:
    (folder / "case.yaml").write_text(
        CASE + 'answers:\n- {objection: "Why now?", answer: She drives., by: Ada Okafor, at: 2026-03-04T09:30-06:00}\n'
    )
    (answer,) = CaseFolder(folder).read_case().answers
    assert (answer.objection, answer.answer, answer.by) == ("Why now?", "She drives.", "Ada Okafor")
    assert answer.at == datetime.fromisoformat("2026-03-04T09:30-06:00") and answer.determination is None


def test_an_unknown_key_is_told_with_the_nearest_known_one(folder: Path) -> None:
    (folder / "case.yaml").write_text(CASE + "apeal_filed: true\n")
    case_folder = CaseFolder(folder)
    case_folder.read_case()
    assert case_folder.warnings == [
        "case.yaml: the key `apeal_filed` is not known and was ignored; did you mean `appeal_filed`?"
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "receipt_date: 2026-03-03\n",
            "the key `receipt_date` is not known and was ignored; it belongs at `denial.receipt_date`",
        ),
        (
            "practice:\n  npi: '2000000007'\n",
            "the key `practice.npi` is not known and was ignored; it belongs at `speaker.npi`",
        ),
        (
            "practice:\n  urgency: standard\n",
            "the key `practice.urgency` is not known and was ignored; it belongs at `urgency` at the left edge, under no table",
        ),
        (
            "name: Saltbrook\n",
            "the key `name` is not known and was ignored; it belongs at `plan.name` or `practice.name` or `speaker.name`",
        ),
    ],
)
def test_a_key_under_the_wrong_table_is_told_where_it_belongs(folder: Path, more: str, told: str) -> None:
    (folder / "case.yaml").write_text(CASE + more)
    case_folder = CaseFolder(folder)
    case_folder.read_case()
    assert case_folder.warnings == [f"case.yaml: {told}"]


@pytest.mark.parametrize(
    ("key", "market", "warned"),
    [
        ("market: small_group", "small_group", False),
        ("market: smallgroup", None, True),  # a slip is no employer
        ('group_type: "employer, large group"', "large_group", False),
        ("group_type: union", None, False),
    ],
)
def test_who_buys_the_plan_is_one_of_three_words_or_unknown(
    folder: Path, key: str, market: str | None, warned: bool
) -> None:
    (folder / "case.yaml").write_text(
        CASE.replace("line_of_business: commercial", f"line_of_business: commercial, {key}")
    )
    case_folder = CaseFolder(folder)
    assert case_folder.read_case().plan.market == market
    assert any("`plan.market` is no market" in one for one in case_folder.warnings) is warned


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema: peercall.case/1", "schema: something", "`schema` must be peercall.case/1"),
        ("America/Chicago", "Chicago", "`time_zone` is not a zone name"),
        ("receipt_date: 2026-03-03", "receipt_date: 3 March", "`denial.receipt_date` is not a date"),
        ("receipt_date: 2026-03-03", "receipt_at: 2026-03-03T10:00", "is a time without its offset"),
        ("line_of_business: commercial", "line_of_business: comercial", "`plan.line_of_business` is not a known word"),
        ("denial/letter.txt", "../../etc/passwd", "names a file that is not in this folder"),
        ("to: 2026-03-05T13:00-06:00", "to: 2026-03-05T11:00-06:00", "must be two times in order"),
        ("side: provider", "side: provider\nside: reviewer", "the key `side` stands twice"),
        ("side: provider", "side: [", "not valid YAML"),
        ("side: provider", "side: provider\nappeal_filed: perhaps", "`appeal_filed` must be true or false"),
        ("side: provider", "side: provider\nanswers: [{objection: a, answer: b}]", "must all be given"),
        ("side: provider", "side: provider\nanswers: yes", "`answers` must be a list of `objection`"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(folder: Path, old: str, new: str, told: str) -> None:
    (folder / "case.yaml").write_text(CASE.replace(old, new))
    with pytest.raises(CaseFolderInvalid, match=r"case\.yaml") as refusal:
        CaseFolder(folder).read_case()
    assert told in str(refusal.value)


def test_a_link_out_of_the_case_is_not_followed_and_told(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("not part of this case")
    (folder / "chart").mkdir()
    (folder / "chart" / "note.txt").symlink_to(secret)
    opened = CaseFolder(folder)
    assert opened.files("chart") == opened.files("chart") == []
    assert opened.warnings == [
        "chart/note.txt: this link leads outside the case folder and was not read; copy the file into the folder"
    ]


def test_the_sent_list_keeps_cells_as_written(folder: Path) -> None:
    (folder / "sent").mkdir()
    (folder / "sent" / "list.csv").write_text(
        'item,document_date,pages,note\n"visit note, page 2",2026-01-02,1,page 1 missing\n'
    )
    (sent,) = CaseFolder(folder).read_case().sent
    assert (sent.item, sent.pages, sent.note, sent.channel) == ("visit note, page 2", "1", "page 1 missing", None)


def test_a_sent_list_without_its_header_is_refused(folder: Path) -> None:
    (folder / "sent").mkdir()
    (folder / "sent" / "list.csv").write_text("visit note,2026-01-02\n")
    with pytest.raises(CaseFolderInvalid, match=r"sent/list.csv: the column `item` is missing"):
        CaseFolder(folder).read_case()


def test_dates_in_yaml_stay_text(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("day: 2026-01-31\n")
    assert load_yaml(tmp_path / "x.yaml", where="x.yaml") == {"day": "2026-01-31"}


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "brief.json"
    target.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["brief.json"]


def test_a_new_folder_can_be_read_as_it_is_once_the_letter_is_there(tmp_path: Path) -> None:
    root = tmp_path / "case"
    make_case_folder(root)
    (root / "denial" / "letter.pdf").write_bytes(b"%PDF-1.7")
    case_folder = CaseFolder(root)
    case = case_folder.read_case()
    assert case_folder.warnings == []
    assert case.plan.line_of_business is None
    with pytest.raises(CaseFolderInvalid, match="there is a case here already"):
        make_case_folder(root)


@contextmanager
def socket_file(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))  # the name of a socket may not be long
        yield


def test_a_pipe_a_socket_and_links_without_an_end_are_told(folder: Path) -> None:
    chart = folder / "chart"
    (chart / "notes").mkdir(parents=True)
    (chart / "notes" / "visit.txt").write_text("Seen on May 4.")
    os.mkfifo(chart / "scanner")
    with socket_file(chart / "printer"):
        (chart / "gone.pdf").symlink_to(chart / "never-there.pdf")
        (chart / "again").symlink_to(chart / "notes", target_is_directory=True)
        opened = CaseFolder(folder)
        assert [path.name for path in opened.files("chart")] == ["visit.txt"]
    told = {warning.partition(":")[0]: warning for warning in opened.warnings}
    assert set(told) == {"chart/scanner", "chart/printer", "chart/gone.pdf", "chart/again"}
    assert "pipe, socket or device" in told["chart/scanner"] and "pipe, socket or device" in told["chart/printer"]
    assert "leads to no file" in told["chart/gone.pdf"] and "was not followed" in told["chart/again"]

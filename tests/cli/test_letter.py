"""`peercall letter` on a shipped example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpap-medicare-advantage"
TRIES = """\
at,side,purpose,result,number,person
2026-08-13T10:05-05:00,practice,request,voicemail,1-800-555-0142,
2026-08-13T15:40-05:00,practice,request,no_answer,1-800-555-0142,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    return root


def test_the_list_says_what_applies_and_why_the_rest_does_not(run: Run, folder: Path) -> None:
    status, out, _ = run("letter", "--list", folder, "--accept", "--json")
    rows = {row["kind"]: row for row in json.loads(out)["letters"]}
    assert status == 0
    assert rows["internal-appeal"]["due"]  # after the notice a call no longer changes the decision here
    assert rows["written-demand"]["why_not"] == ["fewer than two of our tries failed in a row"]


def test_a_letter_is_written_as_word_file_pdf_and_data(run: Run, folder: Path) -> None:
    status, out, _ = run("letter", "medical-necessity", folder, "--accept", "--json")
    made = json.loads(out)
    assert status == 0
    assert {Path(path).name for path in made["written"]} == {
        "medical-necessity.docx",
        "medical-necessity.pdf",
        "medical-necessity.packet.pdf",
        "medical-necessity.json",
    }
    assert all(Path(path).is_file() for path in made["written"])
    keys = {
        mark["key"]
        for block in made["blocks"]
        for row in block.get("rows", ())
        for cell in row
        for mark in cell["sources"]
    }
    assert {"B/14", "C-1"} <= keys


def test_two_tries_of_the_log_make_the_demand(run: Run, folder: Path) -> None:
    (folder / "calls").mkdir()
    (folder / "calls" / "attempts.csv").write_text(TRIES)
    status, out, _ = run("letter", "written-demand", folder, "--accept", "--json")
    made = json.loads(out)
    assert status == 0
    (table,) = (block for block in made["blocks"] if block["kind"] == "table")
    assert [row[1]["text"] for row in table["rows"]] == ["1-800-555-0142", "1-800-555-0142"]


@pytest.mark.parametrize(
    "words, said",
    [
        (("letter", "appeal"), "`appeal` is no kind of letter"),
        (("letter", "fax-cover"), "the case folder is missing"),
    ],
)
def test_wrong_use_is_one_sentence(words: tuple[str, ...], said: str, run: Run) -> None:
    status, _, err = run(*words)
    assert status == 2
    assert said in err


def test_a_letter_that_does_not_apply_is_refused_with_the_reason(run: Run, folder: Path) -> None:
    status, _, err = run("letter", "rationale-request", folder, "--accept")
    assert status == 3
    assert "no call is recorded" in err
    assert not (folder / "out" / "letters").exists()


AGREED = """\
at: "2026-08-17T14:30-05:00"
agent: J. Ames
reference: P2P-77
their_number: 1-800-555-0142
reviewer: Morgan Hale, MD
reviewer_specialty: sleep medicine
"""


def test_an_agreed_time_is_confirmed_in_writing(run: Run, folder: Path) -> None:
    (folder / "calls").mkdir()
    (folder / "calls" / "agreed.yaml").write_text(AGREED)
    status, out, _ = run("letter", "same-day-confirmation", folder, "--accept", "--json")
    made = json.loads(out)
    said = " ".join(one["text"] for block in made["blocks"] for one in block["sentences"])
    assert status == 0
    assert "agreed with J. Ames: a peer-to-peer call on Monday, August 17, 2026, 2:30 pm CDT, for about 15" in said
    assert "and Morgan Hale, MD, sleep medicine, for the plan. We will call 1-800-555-0142." in said


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("agent: J. Ames\n", "`at` is missing"),
        ("at: 2026-08-17\n", "`at` needs the hour"),
        (AGREED + "minutes: many\n", "`minutes` must be a whole number"),
        (AGREED + "who: x\n", "`who` is not known here"),
    ],
)
def test_an_agreed_time_that_cannot_be_read_is_told(run: Run, folder: Path, text: str, sentence: str) -> None:
    (folder / "calls").mkdir()
    (folder / "calls" / "agreed.yaml").write_text(text)
    status, _, err = run("letter", "--list", folder, "--accept")
    assert status != 0
    assert "calls/agreed.yaml" in err
    assert sentence in err


def test_a_record_that_is_not_there_costs_a_sentence(run: Run, folder: Path) -> None:
    for command in (("letter", "chart-note", folder), ("packet", folder)):
        status, _, err = run(*command, "--accept", "--record", folder / "nowhere.json")
        assert status == 2 and "nowhere.json: the file cannot be read. Check its name." in err


def test_open_places_are_filled_and_struck_and_only_then_it_goes_in_front_of_a_packet(run: Run, folder: Path) -> None:
    status, out, _ = run("letter", "internal-appeal", folder, "--accept", "--json")
    left = json.loads(out)["open"]
    assert status == 0 and "Enclosed: authorization of the patient" in left
    status, _, err = run("packet", folder, "--accept", "--letter", "internal-appeal")
    assert status != 0 and "the letter is a draft" in err and "--fill" in err
    strikes = [word for one in left if not one.startswith("Enclosed") for word in ("--strike", one)]
    filling = ("--fill", "enclosed=Enclosed: the patient's form AOR-1", *strikes)
    status, out, _ = run("letter", "internal-appeal", folder, "--accept", "--json", *filling)
    made = json.loads(out)
    assert status == 0 and made["open"] == []
    (said,) = [one for block in made["blocks"] for one in block.get("sentences", ()) if "AOR-1" in one["text"]]
    assert said["text"] == "Enclosed: the patient's form AOR-1"
    assert said["sources"][-1]["label"] == "written by the practice"
    status, out, _ = run("packet", folder, "--accept", "--letter", "internal-appeal")
    assert status == 0 and "Appeal" in out


@pytest.mark.parametrize(
    "words, said",
    [
        (("--fill", "enclosed"), "`enclosed` has no words"),
        (("--fill", "nowhere=x"), "no open place begins with `nowhere`"),
        (("--strike", "nowhere"), "no open place begins with `nowhere`"),
    ],
)
def test_an_open_place_that_is_not_there_is_told_with_those_that_are(
    words: tuple[str, ...], said: str, run: Run, folder: Path
) -> None:
    status, _, err = run("letter", "internal-appeal", folder, "--accept", *words)
    assert status != 0 and said in err

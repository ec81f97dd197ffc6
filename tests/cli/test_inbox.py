from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.bootstrap.samples import locked_pdf

from peercall.cli import tables

ISA = "ISA*00*          *00*          *ZZ*NORTHGATE      *ZZ*CEDARVALLEY    *260110*0900*^*00501*000000001*0*T*:~"
BODY = (
    "GS*HP*N*C*20260110*0900*7*X*005010X221A1~ST*835*1~BPR*I*0*C*NON************20260110~N1*PR*NORTHGATE~LX*1~"
    "CLP*CV-2*4*900*0**16*NG2~SVC*HC:72148*900*0**1~CAS*CO*50*900~SE*8*1~GE*1*7~IEA*1*000000001~"
)


def inbox(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "peercall.cli.main", "inbox", *arguments, "--as-of", "2026-01-20T09:00-05:00"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def remittance(tmp_path: Path) -> Path:
    path = tmp_path / "january.dat"
    path.write_text(ISA + BODY)
    return path


ITEM = {
    "kind": str, "state": str, "codes": list, "reason_classes": list, "other_classes": list, "unknown_codes": list,
    "expected": str, "why": str, "route": str, "route_why": str, "clock": dict, "missing": list, "amount_at_stake": str,
    "warnings": list, "settled_by": type(None), "rows": list,
}  # fmt: skip
ROW = {
    "level", "document", "interchange", "group", "transaction", "payer", "payee", "paid_on", "produced_on", "trace",
    "patient_control_number", "payer_control_number", "claim_status", "filing_indicator", "claim_charge", "claim_paid",
    "patient_responsibility", "service", "charge", "paid", "adjustments", "remarks", "references", "amount_at_stake", "source",
}  # fmt: skip


def test_the_list_as_data_has_the_contracts_shape(remittance: Path):
    done = inbox(str(remittance), "--json")
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    assert set(data) == {"schema", "as_of", "items", "letters", "settled", "counts", "files", "problems"}
    (item,) = data["items"]
    assert {key: type(value) for key, value in item.items()} == ITEM
    (row,) = item["rows"]
    assert set(row) == ROW
    assert row["source"] == {"document": "january.dat", "segment": 9, "quote": "CAS*CO*50*900"}
    assert item["amount_at_stake"] == "900.00"
    assert item["clock"]["anchor_at"] == "2026-01-10"


def test_a_provisional_clock_is_no_due_date_and_says_what_it_supposes(remittance: Path):
    (item,) = json.loads(inbox(str(remittance), "--json").stdout)["items"]
    clock = item["clock"]
    assert clock["status"] == "provisional"
    assert "due" not in clock
    assert clock["if"] == "it is counted from the date of the payment, 2026-01-10, which nobody has confirmed"


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_listed(remittance: Path, tmp_path: Path):
    note = tmp_path / "note.txt"
    note.write_text("Please order more paper.")
    noise = tmp_path / "noise.bin"
    noise.write_bytes(b"\x00\x01\x02" * 50)
    done = inbox(str(remittance), str(note), str(noise), str(tmp_path / "none.835"))
    assert done.returncode == 0
    assert "NORTHGATE" in done.stdout
    assert "noise.bin: this is no document that can be read here" in done.stdout
    assert "note.txt: nothing in it reads like a denial" in done.stdout
    assert "none.835: the file cannot be read" in done.stdout


LETTER = """Northgate Health
January 12, 2026

Re: Notice of adverse determination
Member ID: NG-4471
Requested service: MRI lumbar spine (CPT 72148)

We have denied this request because it is not medically necessary.
You may request a peer-to-peer discussion within 7 calendar days of the date of this letter.
"""


def test_a_folder_is_walked_and_a_letter_is_listed_to_be_read(remittance: Path, tmp_path: Path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "monday.txt").write_text(LETTER)
    (tmp_path / ".hidden").write_text("nothing")
    data = json.loads(inbox(str(tmp_path), "--json").stdout)
    assert data["files"] == ["january.dat", "mail/monday.txt"]
    (letter,) = data["letters"]
    assert (letter["state"], letter["document"]) == ("to_read", "mail/monday.txt")
    assert letter["service_codes"] == ["72148"]
    assert letter["reason_classes"] == ["not_medically_necessary"]
    assert letter["window"] == "within 7 calendar days of the date of this letter"
    assert letter["clock"]["status"] == "provisional"
    assert letter["clock"]["ends_if"] == "2026-01-18", "the earlier reading"
    assert letter["clock"]["past"]


def test_each_denial_becomes_a_case_that_can_be_read_on(remittance: Path, tmp_path: Path):
    other = tmp_path / "several.835"
    other.write_text((ISA + BODY).replace("CLP*CV-2", "CLP*CV-1*1*50*50**16*NG1~CLP*CV-2"))
    done = inbox(str(other), "--make-cases", str(tmp_path / "cases"))
    assert done.returncode == 0, done.stderr
    made = tmp_path / "cases" / "case-0001" / "denial" / "response.835"
    assert "CV-2" in made.read_text()
    assert "CV-1" not in made.read_text(), "no case holds another patient's claim"
    again = inbox(str(other), "--make-cases", str(tmp_path / "cases"))
    assert again.returncode == 2
    command = [sys.executable, "-m", "peercall.cli.main", "triage", str(tmp_path / "cases" / "case-0001"), "--accept"]
    read_on = subprocess.run(
        [*command, "--json", "--as-of", "2026-01-20T09:00-05:00"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert read_on.returncode == 0, read_on.stderr
    assert json.loads(read_on.stdout)["reason_class"] == "not_medically_necessary"


def test_a_new_case_takes_the_file_and_reads_its_segments(remittance: Path, tmp_path: Path):
    folder = tmp_path / "case"
    command = [sys.executable, "-m", "peercall.cli.main"]
    made = subprocess.run(
        [*command, "new", str(folder), "--from", str(remittance)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    read = subprocess.run(
        [*command, "read", str(folder), "--json", "--as-of", "2026-01-20T09:00-05:00"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
    fields = json.loads(read.stdout)["fields"]
    assert fields["claim_number"] == {
        "value": "NG2", "segment": 7, "quote": "CLP*CV-2*4*900*0**16*NG2", "status": "found"
    }  # fmt: skip
    assert fields["stated_reasons"][0]["quote"] == "CAS*CO*50*900"
    assert fields["member_name"]["status"] == "not_found"


def test_a_locked_letter_is_listed_with_its_password(tmp_path: Path):
    (tmp_path / "letter.pdf").write_bytes(locked_pdf("open-it"))
    (tmp_path / "words").write_text("open-it\n")
    assert "--password-file" in inbox(str(tmp_path / "letter.pdf")).stderr
    done = inbox(str(tmp_path / "letter.pdf"), "--password-file", str(tmp_path / "words"))
    assert (done.returncode, "letter.pdf" in done.stdout, "open-it" in done.stdout + done.stderr) == (0, True, False)


def test_a_row_without_a_number_names_its_file(tmp_path: Path):
    refused = {"resourceType": "ClaimResponse", "outcome": "error", "error": [{"code": {"coding": [{"code": "04"}]}}]}
    (tmp_path / "answer.json").write_text(json.dumps(refused))
    done = inbox(str(tmp_path / "answer.json"))
    assert "send it again" in done.stdout and "answer.json" in done.stdout


def test_a_narrow_screen_breaks_no_date_and_no_amount():
    row = (
        "2026-12-04",
        "call, see why",
        "10482.00",
        "NORTHGATE HEALTH PLAN",
        "360481125753",
        "152 50 39",
        "level of care",
    )
    columns = ("ends if *", "onward", "at stake", "payer", "number", "codes", "reason")
    screen = Console(width=80, file=StringIO())
    screen.print(tables.table("Denials to work (1)", columns, [row]))
    shown = screen.file.getvalue()
    assert "2026-12-04 " in shown and " 10482.00 " in shown


def test_nothing_read_is_exit_status_5(tmp_path: Path):
    broken = tmp_path / "broken.835"
    broken.write_text("ISA*nothing")
    done = inbox(str(broken))
    assert done.returncode == 5
    assert "Traceback" not in done.stderr

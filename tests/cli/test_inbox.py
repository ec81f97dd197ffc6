from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
    assert set(data) == {"schema", "as_of", "items", "settled", "counts", "files", "problems"}
    (item,) = data["items"]
    assert {key: type(value) for key, value in item.items()} == ITEM
    (row,) = item["rows"]
    assert set(row) == ROW
    assert row["source"] == {"document": "january.dat", "segment": 9, "quote": "CAS*CO*50*900"}
    assert item["amount_at_stake"] == "900.00"
    assert item["clock"]["anchor_at"] == "2026-01-10"


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_listed(remittance: Path, tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Dr. Okafor")
    done = inbox(str(remittance), str(letter), str(tmp_path / "none.835"))
    assert done.returncode == 0
    assert "NORTHGATE" in done.stdout
    assert "letter.txt: this is neither X12 nor FHIR JSON" in done.stdout.replace("\n", " ")


def test_nothing_read_is_exit_status_5(tmp_path: Path):
    broken = tmp_path / "broken.835"
    broken.write_text("ISA*nothing")
    done = inbox(str(broken))
    assert done.returncode == 5
    assert "Traceback" not in done.stderr

"""The command line on an invented case: what it writes, what it refuses, and with which exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.bootstrap.samples import locked_pdf
from tests.cli.conftest import Run

LETTER = """\
Northgate Health Plan
Utilization Management

May 20, 2026

Ada Okafor, MD
Cedar Valley Sleep Clinic

Patient: Ruth Abara
Member ID: NGH-0001-77
Date of birth: 04/11/1950
Reference number: NG-2026-0515

Dear Dr. Okafor:

On May 12, 2026 we received your request for a CPAP device (HCPCS E0601) for obstructive sleep apnea (G47.33).
The request is denied.

Reason for denial
The request does not meet medical necessity criteria. The records do not show an evaluation before the sleep test.
We applied National Coverage Determination 240.4.

Peer-to-peer
You may request a peer-to-peer discussion within 5 business days of the date of this letter. Call 1-800-555-0110.

Appeal
You may appeal within 180 days after receiving this letter.
"""

CASE = """\
schema: peercall.case/1
side: provider
as_of: 2026-05-22T09:30-05:00
time_zone: America/Chicago
denial: {file: denial/letter.txt, receipt_date: "2026-05-21"}
plan: {name: Northgate Health Plan, line_of_business: commercial, funding: fully_insured, state: TX}
practice: {name: Cedar Valley Sleep Clinic, direct_line: "(512) 555-0111"}
speaker: {name: "Ada Okafor, MD", credential: MD, specialty: sleep medicine, relationship: treating}
policy: cms-ncd-240.4
request: {phase: initial, qualifying_test_kind: psg_attended, request_date: "2026-05-12"}
"""

BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1950-04-11", "name": [{"family": "Abara"}]}},
        {
            "resource": {
                "resourceType": "Condition",
                "id": "htn",
                "subject": {"reference": "Patient/p"},
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}]},
                "recordedDate": "2014-05-01",
            }
        },
    ],
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    root = tmp_path / "case"
    for folder in ("denial", "chart"):
        (root / folder).mkdir(parents=True)
    (root / "case.yaml").write_text(CASE)
    (root / "denial" / "letter.txt").write_text(LETTER)
    (root / "chart" / "bundle.json").write_text(json.dumps(BUNDLE))
    return root


def data(out: str) -> Any:
    return json.loads(out)


def test_prepare_writes_every_file_and_says_where(run: Run, case: Path) -> None:
    status, out, _ = run("prepare", case, "--accept")
    assert status == 0
    made = {path.name for path in (case / "out").iterdir()}
    assert made == {
        "brief.pdf", "brief.json", "guide.html", "sources.html", "deadlines.ics", "deadlines.json", "criteria.json",
    }  # fmt: skip
    assert str(case / "out" / "brief.pdf") in out.replace("\n", "")


def test_the_same_inputs_give_the_same_bytes(run: Run, case: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        assert run("prepare", case, "--accept", "--out", tmp_path / name)[0] == 0
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_nothing_runs_before_a_person_has_confirmed(run: Run, case: Path) -> None:
    status, _, err = run("deadlines", case)
    assert status == 3
    assert "nobody has confirmed what was read from the letter" in err
    assert "[P301]" in err
    assert not (case / "out").exists()


def test_read_writes_a_file_to_check_and_never_overwrites_a_confirmed_one(run: Run, case: Path) -> None:
    assert run("read", case)[0] == 0
    path = case / "determination.yaml"
    text = path.read_text()
    assert "confirmed: {by: null, at: null}" in text
    status, _, err = run("read", case)
    assert (status, "use --overwrite" in err.lower()) == (2, True)
    path.write_text(text.replace("{by: null, at: null}", "{by: J. Brandt, at: null}"))
    status, _, err = run("read", case, "--overwrite")
    assert status == 2
    assert "a person has confirmed this file" in err


def test_a_confirmed_file_counts_instead_of_the_letter(run: Run, case: Path) -> None:
    run("read", case)
    path = case / "determination.yaml"
    text = path.read_text().replace("{by: null, at: null}", "{by: J. Brandt, at: null}")
    path.write_text(text.replace("value: '2026-05-20'", "value: '2026-05-19'"))
    status, out, _ = run("deadlines", case, "--json")
    assert status == 0
    assert data(out)["anchors"]["notification_date"] == "2026-05-19"


def test_a_letter_changed_after_confirmation_is_noticed(run: Run, case: Path) -> None:
    run("read", case)
    (case / "denial" / "letter.txt").write_text(LETTER.replace("5 business days", "3 business days"))
    status, _, err = run("deadlines", case, "--accept")
    assert status == 2
    assert "the letter has changed since this file was made" in err


def test_deadlines_json_has_both_readings_and_the_earlier_drives(run: Run, case: Path) -> None:
    status, out, _ = run("deadlines", case, "--accept", "--json")
    assert status == 0
    clock = next(
        row for row in data(out)["deadlines"] if row["id"].startswith("peer-to-peer") and row["rule"] == "letter"
    )
    assert {reading["due"] for reading in clock["readings"]} == {"2026-05-27", "2026-05-28"}, "Memorial Day is skipped"
    assert clock["drives"] == "2026-05-27"
    assert clock["unit"] == "business_days"


def test_criteria_json_cites_what_decides(run: Run, case: Path) -> None:
    status, out, _ = run("criteria", case, "--accept", "--json")
    assert status == 0
    by_id = {row["id"]: row for row in data(out)["criteria"]}
    assert by_id["cv-condition"]["status"] == "met"
    assert by_id["cv-condition"]["evidence"][0]["resource"] == "Condition/htn"
    assert by_id["ahi-15"]["status"] == "not_documented", "a silent chart is not a no"
    assert by_id["continued-course"]["status"] == "not_applicable"


@pytest.mark.parametrize("command", ["criteria", "prepare"])
def test_passages_to_read_stand_under_the_open_criterion_and_say_that_they_do_not_count(
    run: Run, case: Path, command: str
) -> None:
    (case / "chart" / "note.txt").write_text(
        "Visit, 05/04/2026\nAda Okafor, MD\nThe supplier will teach the patient.\n"
    )
    status, out, _ = run(command, case, "--accept")
    assert status == 0
    shown = " ".join(out.split())
    assert "not counted: for a person to read" in shown
    assert "The supplier will teach the patient." in shown
    assert "(planned)" in shown


def test_passages_to_read_are_data_beside_the_evidence(run: Run, case: Path) -> None:
    (case / "chart" / "note.txt").write_text(
        "Visit, 05/04/2026\nAda Okafor, MD\nThe supplier will teach the patient.\n"
    )
    _, out, _ = run("criteria", case, "--accept", "--json")
    taught = {row["id"]: row for row in data(out)["criteria"]}["education-patient"]
    assert taught["status"] == "not_documented"
    (candidate,) = taught["candidates"]
    assert candidate["quote"] == "The supplier will teach the patient."
    assert (candidate["document"], candidate["page"], candidate["assertion"]) == ("chart/note.txt", 1, "planned")


@pytest.mark.parametrize("command", ["read", "triage", "deadlines", "criteria", "brief", "prepare"])
def test_every_command_prints_data_when_asked(run: Run, case: Path, command: str) -> None:
    words = [] if command == "read" else ["--accept"]
    status, out, _ = run(command, case, "--json", *words)
    assert status == 0
    assert isinstance(data(out), dict)


def test_as_of_moves_the_moment_and_must_carry_its_offset(run: Run, case: Path) -> None:
    _, out, _ = run("deadlines", case, "--accept", "--json", "--as-of", "2026-06-02T09:00-05:00")
    assert data(out)["as_of"] == "2026-06-02T09:00-05:00"
    clock = next(
        row for row in data(out)["deadlines"] if row["rule"] == "letter" and row["id"].startswith("peer-to-peer")
    )
    assert clock["status"] == "ended"
    status, _, err = run("deadlines", case, "--accept", "--as-of", "2026-06-02")
    assert (status, "--as-of" in err) == (2, True)


def test_a_chart_file_that_cannot_be_read_is_told_and_the_rest_is_used(run: Run, case: Path) -> None:
    (case / "chart" / "scan.pdf").write_bytes(b"%PDF-1.7 broken")
    status, out, _ = run("prepare", case, "--accept", "--json")
    assert status == 0
    assert any("chart/scan.pdf" in warning for warning in data(out)["warnings"])
    assert data(out)["criteria"]["overall"] == "not_documented"


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        (lambda root: (root / "case.yaml").unlink(), 2, "case.yaml: this file is missing"),
        (lambda root: (root / "denial" / "letter.txt").write_bytes(bytes(range(256)) * 4), 5, "denial/letter.txt"),
        (
            lambda root: (root / "case.yaml").write_text(CASE.replace("cms-ncd-240.4", "no-such-policy")),
            2,
            "no-such-policy",
        ),
    ],
)
def test_a_mistake_is_one_sentence_without_a_patient_value(
    run: Run, case: Path, change: Callable[[Path], object], status: int, told: str
) -> None:
    change(case)
    got, out, err = run("prepare", case, "--accept")
    assert got == status
    assert told in err
    assert err.count("\n") == 1
    assert not any(value in out + err for value in ("Abara", "NGH-0001-77", "1950"))
    assert not (case / "out").exists(), "nothing half-written stays"


def test_a_private_rules_folder_is_laid_over_and_named(run: Run, tmp_path: Path) -> None:
    status, _, err = run("rules", "list", "--rules", tmp_path / "nowhere")
    assert (status, "there is no such rules folder" in err) == (2, True)


def test_rules_are_shown_with_source_and_status(run: Run) -> None:
    status, out, _ = run("rules", "show", "us-erisa-appeal-180d", "--json")
    assert status == 0
    (card,) = data(out)
    assert card["fields"]["citation"] == "29 CFR 2560.503-1(h)(3)(i)"
    assert card["status"] == "verified"
    status, _, err = run("rules", "show", "us-erisa-appeal-180")
    assert status == 2
    assert "us-erisa-appeal-180d" in err


def test_new_makes_a_folder_to_fill_in(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "mine")[0] == 0
    status, _, err = run("prepare", tmp_path / "mine", "--accept")
    assert (status, "there is no letter" in err) == (2, True)


def test_locked_letter_opens_with_a_password_file_and_else_says_how(run: Run, case: Path, tmp_path: Path) -> None:
    (case / "denial" / "letter.txt").unlink()
    (case / "denial" / "letter.pdf").write_bytes(locked_pdf("open-it"))
    (case / "case.yaml").write_text(CASE.replace("letter.txt", "letter.pdf"))
    status, _, err = run("read", case)
    assert status == 5 and "a password is needed" in err and "--password-file" in err and "[P202]" in err
    passwords = tmp_path / "passwords"
    passwords.write_text("wrong\nopen-it\n")
    status, out, err = run("read", case, "--password-file", passwords, "--json")
    assert status == 0 and data(out)["fields"]["decision"]["value"] == "denied"
    assert "open-it" not in out + err


def test_limits_are_shown_and_a_wrong_one_is_refused(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERCALL_LIMIT_PAGES", "7")
    status, out, _ = run("limits", "--json")
    assert status == 0 and data(out)["limits"]["PEERCALL_LIMIT_PAGES"]["value"] == 7
    monkeypatch.setenv("PEERCALL_LIMIT_PAGES", "a few")
    status, _, err = run("read", case)
    assert status == 2 and "PEERCALL_LIMIT_PAGES: this is no limit" in err and "[P103]" in err

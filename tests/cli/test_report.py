"""`peercall report` on invented case folders: what a folder says, what it lacks, what is refused."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from peercall.application.verify_record import export_data
from peercall.engine.record_chain import next_entry

CASE = """\
schema: peercall.case/1
side: provider
time_zone: America/Chicago
plan: {name: Northgate Health Plan, line_of_business: commercial}
speaker: {name: "Ada Okafor, MD", specialty: rheumatology}
policy: model-biologic-ra
"""

OUTCOME = """\
schema: peercall.outcome/1
requested_on: "2026-05-21"
missed: {plan: 1}
calls: [{held_on: "2026-05-26", minutes: 14, reviewer_specialty: Rheumatology, reported: overturned}]
written: {disposition: overturned, received_on: "2026-05-27"}
amount: "4200.00"
paid: {answer: "yes", amount: "4100.00"}
lesson:
  turned_by: [new_record]
  not_documented: {cdai: shown}
  lacking: [visit notes]
  minutes: 25
"""

DETERMINATION = """\
schema: peercall.determination/1
confirmed: {by: Sam Reyes, at: 2026-05-21T10:00-05:00}
reason_class: step_therapy_not_met
fields:
  requested_service: {value: tocilizumab, status: found}
  dates: {notification: {value: "2026-05-20", status: found}}
"""


def folder(root: Path, name: str, outcome: str | None = OUTCOME, *, determination: str = DETERMINATION) -> Path:
    made = root / name
    made.mkdir(parents=True)
    (made / "case.yaml").write_text(CASE)
    (made / "determination.yaml").write_text(determination)
    if outcome is not None:
        (made / "outcome.yaml").write_text(outcome)
    return made


def found(run: Run, *words: object) -> Any:
    status, out, err = run("report", *words, "--json")
    assert status == 0, err
    return json.loads(out)


def test_folders_come_to_one_report(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one")
    folder(tmp_path, "two", OUTCOME.replace("overturned", "upheld").replace('answer: "yes", amount: "4100.00"', ""))
    folder(tmp_path, "three", None)
    data = found(run, tmp_path, "--least", 1)
    assert data["cases"] == 3
    assert data["calls"] == {"requested": 2, "held": 2, "missed_by_practice": 0, "missed_by_plan": 2}
    assert data["results"]["results"]["overturned"] == 1
    assert data["days_to_call"]["median"] == 6
    assert data["minutes_of_preparation"]["total"] == 50
    assert data["money"]["recovered"] == "4100.00"
    assert [row["key"] for row in data["by"]["specialty"]] == ["same"]
    assert data["by"]["reason"][0]["label"] == "step therapy not met"
    assert data["by"]["criterion"][0]["key"] == "model-biologic-ra cdai"


def test_few_calls_are_withheld_unless_asked_for(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one")
    data = found(run, tmp_path)
    assert data["by"]["payer"] == [{"key": "Northgate Health Plan", "label": "Northgate Health Plan", "withheld": True}]
    _, out, _ = run("report", tmp_path)
    assert "withheld" in out


def test_the_table_for_a_spreadsheet_has_one_line_a_group(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one")
    status, out, _ = run("report", tmp_path, "--least", 1, "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert rows[0]["by"] == "all"
    assert rows[0]["overturned"] == "1"
    assert {row["by"] for row in rows} == {
        "all",
        "payer",
        "line",
        "service",
        "reason",
        "criterion",
        "specialty",
        "speaker",
    }


def test_an_unconfirmed_reading_gives_no_day_and_no_reason(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one", determination=DETERMINATION.replace("by: Sam Reyes", "by: null"))
    data = found(run, tmp_path, "--least", 1)
    assert data["days_to_call"]["cases"] == 0
    assert data["by"]["reason"][0]["label"] == "not known"


def test_a_stretch_of_time_takes_the_days_at_both_ends(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one")
    assert found(run, tmp_path, "--from", "2026-05-20", "--to", "2026-05-20")["cases"] == 1
    assert found(run, tmp_path, "--from", "2026-05-21")["cases"] == 0
    assert found(run, tmp_path, "--to", "2026-05-19")["cases"] == 0


def test_the_writing_counts_and_a_reversal_that_arrives_upheld_is_told(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one", OUTCOME.replace("disposition: overturned", "disposition: upheld"))
    data = found(run, tmp_path, "--least", 1)
    assert data["results"]["results"]["upheld"] == 1
    assert data["written_less_than_said"] == 1


def test_an_exported_record_stands_for_the_calls(run: Run, tmp_path: Path) -> None:
    root = folder(tmp_path, "one", None)
    body = {
        "schema": "peercall.call-record/1",
        "started_at": "2026-05-26T20:00:00-05:00",
        "ended_at": "2026-05-26T20:11:00-05:00",
        "minutes": 11,
        "spoke": "Ada Okafor, MD",
        "reviewer": {"specialty": "family medicine"},
        "reported_disposition": "alternative_offered",
    }
    one = next_entry(None, at=datetime(2026, 5, 27, tzinfo=UTC), by="Sam Reyes", kind="call", body=body)
    data = export_data(
        [one], case="c", organization="Cedar Valley", by="Sam Reyes", at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    (root / "record.json").write_text(json.dumps(data))
    report = found(run, root, "--least", 1)
    assert report["results"]["results"]["modified"] == 1
    assert report["by"]["specialty"][0]["key"] == "other"
    # the call was held late on the 26th in the practice's zone, though the 27th had begun in UTC
    assert report["days_to_call"]["median"] == 6

    data["entries"][0]["body"]["reported_disposition"] = "overturned"
    (root / "record.json").write_text(json.dumps(data))
    broken = found(run, root, "--least", 1)
    assert broken["cases"] == 0
    assert "the chain of this record does not hold" in broken["problems"][0]


def test_habits_come_from_lessons(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "one")
    folder(tmp_path, "two", OUTCOME.replace("cdai: shown", "cdai: not_shown").replace("new_record", "nothing"))
    (service,) = found(run, tmp_path)["habits"]
    assert (service["service"], service["lessons"]) == ("tocilizumab", 2)
    assert service["habits"] == [
        {"do": "document", "what": "cdai", "missing_in": 2, "helped_in": 1},
        {"do": "send", "what": "visit notes", "missing_in": 2, "helped_in": 1},
    ]


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("amount: \"4200.00\"", "amount: a lot", "`amount` must be an amount in dollars"),
        ("reported: overturned", "reported: won", "`reported` is not a known word"),
        ("minutes: 14", "minutes: -1", "`minutes` must be a whole number"),
        ("missed: {plan: 1}", "missed: {payer: 1}", "`missed.payer` is not known here"),
        ("turned_by: [new_record]", "turned_by: [luck]", "unknown word"),
        ("cdai: shown", "cdai: yes", "`shown` or `not_shown`"),
        ("answer: \"yes\"", "answer: maybe", "`paid.answer` is not a known word"),
        ("schema: peercall.outcome/1", "schema: other", "must be peercall.outcome/1"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_counted_is_told_and_the_others_are(
    run: Run, tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in OUTCOME
    folder(tmp_path, "bad", OUTCOME.replace(old, new))
    folder(tmp_path, "good")
    data = found(run, tmp_path)
    assert data["cases"] == 1
    assert len(data["problems"]) == 1
    assert told in data["problems"][0]


def test_no_case_at_all_is_an_error(run: Run, tmp_path: Path) -> None:
    status, _, err = run("report", tmp_path)
    assert status == 2
    assert "there is no case folder here" in err

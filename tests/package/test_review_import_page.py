"""docs/reviewer-import.md shows the examples that the page hands out, and they are read without a fault."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from peercall.adapters.office_zones import office_zone
from peercall.adapters.review_import.csv_tables import read_csv
from peercall.adapters.review_import.json_objects import read_json
from peercall.domain.review_intake import FileField, IntakeChoices, ReadRow, Submitted
from peercall.engine.attempts.sessions import call_sessions
from peercall.engine.review_intake.reading import IntakeTables, read_row
from peercall.rulebook.load import load_rulebook

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reviewer-import.md").read_text(encoding="utf-8")
HANDED_OUT = ROOT / "src" / "peercall" / "web" / "reviewer" / "intake" / "static" / "review-intake"
RULES = load_rulebook()


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def read(sent: Submitted) -> list[ReadRow]:
    assert RULES.reviews.hours is not None
    tables = IntakeTables(RULES.intake, RULES.reviews.hours)
    return [
        read_row(
            row,
            choices=IntakeChoices(client="Prairie Mutual"),
            tables=tables,
            find_zones=lambda postal, state, numbers, stated: office_zone(
                postal_code=postal, state=state, numbers=numbers, confirmed=stated
            ),
            received_at=datetime(2026, 11, 30, 15, tzinfo=UTC),
        )
        for row in sent.rows
    ]


def test_the_table_shown_is_handed_out_and_read_whole():
    assert block("csv") == (HANDED_OUT / "example.csv").read_text(encoding="utf-8")
    sent = read_csv(block("csv").encode(), words=RULES.intake)
    rows = read(sent)
    assert sent.notes == ()
    assert [row.faults for row in rows] == [()] * 4
    files = [row.file for row in rows if row.file is not None]
    assert [file.zone for file in files] == [
        "America/Chicago",
        "America/Chicago",
        "America/New_York",
        "America/Phoenix",
    ]
    assert [len(session.files) for session in call_sessions(files)] == [2, 1, 1]


def test_the_objects_shown_are_handed_out_and_read_whole():
    assert json.loads(block("json")) == json.loads((HANDED_OUT / "example.json").read_text(encoding="utf-8"))
    rows = read(read_json(block("json").encode()))
    assert [(row.faults, row.notes) for row in rows] == [((), ()), ((), ())]


def test_every_field_a_client_can_state_stands_in_the_table_of_fields():
    listed = {name for cell in re.findall(r"^\| ([a-z_, ]+) \|", PAGE, re.MULTILINE) for name in cell.split(", ")}
    in_parts = {
        "claimant_first_name",
        "claimant_last_name",
        "physician_first_name",
        "physician_last_name",
        "call_requested",
        "availability_zone",
    }
    in_parts |= {"decision_due_hour", "decision_due_zone"}
    assert {field.value for field in FileField} - in_parts == listed - {"field", "status"}

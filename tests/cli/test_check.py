"""`peercall check`: the criteria before a request is sent, on a folder that holds no denial."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

CASE = """\
schema: peercall.case/1
side: provider
as_of: 2026-05-22T09:30-05:00
time_zone: America/Chicago
plan: {name: Northgate Health Plan, line_of_business: commercial, funding: fully_insured, state: TX}
speaker: {name: "Ada Okafor, MD", credential: MD, specialty: rheumatology, relationship: treating}
policy: model-biologic-ra
request: {phase: initial, product: tocilizumab, product_tier: preferred}
"""

NOTE = """\
Cedar Valley Rheumatology
Date: 05/11/2026
Patient: Ruth Abara   DOB: 04/11/1970

Assessment
Rheumatoid arthritis, seropositive (M05.79), active. CDAI 29 today.

Electronically signed by Ada Okafor, MD, rheumatology
"""


@pytest.fixture
def request_folder(tmp_path: Path) -> Path:
    root = tmp_path / "request"
    (root / "chart").mkdir(parents=True)
    (root / "case.yaml").write_text(CASE)
    (root / "chart" / "note-2026-05-11.txt").write_text(NOTE)
    return root


def test_a_request_without_a_denial_is_told_what_its_note_lacks(run: Run, request_folder: Path) -> None:
    status, out, _ = run("check", request_folder, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["ready"] is False
    assert found["overall"] == "not_documented"
    added = {row["id"]: row for row in found["add"]}
    assert {"tb", "hbv", "mtx-failed"} <= set(added)
    assert "treating physician" in added["mtx-failed"]["by"][0]["who"]
    assert "Start and stop dates" in added["mtx-failed"]["add"][0]
    assert {"adult", "cdai"} <= {row["id"] for row in found["met"]}
    # other measures of activity are another way to what the CDAI shows already
    assert "sdai" not in added


def test_the_smallest_set_that_would_do_stands_first(run: Run, request_folder: Path) -> None:
    _, out, _ = run("check", request_folder, "--json")
    found = json.loads(out)
    needed = [row["id"] for row in found["add"] if row["needed"]]
    assert sorted(needed) == found["ways"][0]
    assert [row["needed"] for row in found["add"]] == sorted((row["needed"] for row in found["add"]), reverse=True)


def test_what_the_chart_contradicts_is_told_and_never_asked_for(run: Run, request_folder: Path) -> None:
    (request_folder / "chart" / "note-2026-05-11.txt").write_text(NOTE.replace("1970", "2010"))
    status, out, _ = run("check", request_folder)
    assert status == 0
    assert "Speaks against it: Aged 18 or older" in out
    _, out, _ = run("check", request_folder, "--json")
    found = json.loads(out)
    assert [row["id"] for row in found["against"]] == ["adult"]
    assert "adult" not in {row["id"] for row in found["add"]}


def test_a_code_chooses_the_policy_where_none_is_named(run: Run, request_folder: Path) -> None:
    plain = CASE.replace("policy: model-biologic-ra\n", "").replace(
        "line_of_business: commercial", "line_of_business: medicare"
    )
    (request_folder / "case.yaml").write_text(plain)
    status, _, err = run("check", request_folder)
    assert status == 3
    assert "request.service_codes" in err
    status, out, _ = run("check", request_folder, "--service-code", "98941", "--json")
    assert status == 0
    assert json.loads(out)["policy"] == "cms-mbpm-15-240"


def test_codes_that_are_not_in_quotes_are_refused(run: Run, request_folder: Path) -> None:
    (request_folder / "case.yaml").write_text(CASE.replace("phase: initial", "service_codes: [27447]"))
    status, _, err = run("check", request_folder)
    assert status == 2
    assert "`request.service_codes` must be codes in quotes" in err

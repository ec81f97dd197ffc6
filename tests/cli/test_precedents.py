"""`peercall precedents`: an invented table is loaded, and shown as counts beside a case."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

HEAD = (
    "Reference ID,Report Year,Diagnosis Category,Diagnosis Sub Category,Treatment Category,Treatment Sub Category,"
    "Determination,Type,Age Range,Patient Gender\n"
)
UPHELD, OVERTURNED = "Upheld Decision of Health Plan", "Overturned Decision of Health Plan"


def row(year: object, diagnosis: str, treatment: str, outcome: str) -> str:
    return f'X,{year},"{diagnosis}",Arthritis,"{treatment}",Other,{outcome},Medical Necessity,41-50,Female\n'


TABLE = HEAD + "".join(
    [
        *[row(2014, "Orthopedic/ Musculoskeletal", "Pharmacy/Prescription Drugs", UPHELD)] * 3,
        *[row(2015, "Orthopedic/ Musculoskeletal", "Pharmacy/Prescription Drugs", OVERTURNED)] * 2,
        row(2015, "Respiratory System", "Durable Medical Equipment", OVERTURNED),
        row(2015, "Respiratory System", "Durable Medical Equipment", "Withdrawn"),
        row("soon", "Respiratory System", "Durable Medical Equipment", UPHELD),
    ]
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    return path


def test_a_table_is_kept_as_counts_and_says_what_it_could_not_use(run: Run, table: Path, tmp_path: Path) -> None:
    status, out, _ = run("precedents", "load", table)
    assert status == 0
    assert "6 decisions, 2014 to 2015" in out
    assert "2 rows tell no outcome or year" in out
    kept = (tmp_path / "data" / "precedents" / "california-imr.json").read_text()
    assert "41-50" not in kept and "Female" not in kept


def test_named_categories_give_counts_with_years_and_source(run: Run, table: Path) -> None:
    run("precedents", "load", table)
    words = ("--diagnosis", "Orthopedic/ Musculoskeletal", "--treatment", "Pharmacy/Prescription Drugs")
    status, out, _ = run("precedents", "show", *words)
    assert status == 0
    assert "5 decisions, 2014 to 2015: 2 overturned, 3 upheld" in out
    assert "Source: California Department of Managed Health Care" in out
    assert "They say nothing about how this case will end" in out.replace("\n", " ")
    _, out, _ = run("precedents", "show", *words, "--json")
    (one,) = json.loads(out)["like"]
    assert one["by_year"] == [[2014, 3, 0], [2015, 0, 2]]


def test_the_codes_of_a_case_choose_the_categories(run: Run, table: Path) -> None:
    run("precedents", "load", table)
    example = Path(__file__).parents[2] / "examples" / "cpap-medicare-advantage"
    status, out, _ = run("precedents", "show", example, "--accept")
    assert status == 0
    assert "1 decisions, 2015 to 2015: 1 overturned, 0 upheld" in out


def test_nothing_alike_and_nothing_loaded_are_told_apart(run: Run, table: Path) -> None:
    _, out, _ = run("precedents", "show", "--diagnosis", "Skin")
    assert "No table is loaded" in out
    run("precedents", "load", table)
    _, out, _ = run("precedents", "show", "--diagnosis", "Skin")
    assert "No decision of the tables has these categories" in out
    _, out, _ = run("precedents", "categories")
    assert "Respiratory System" in out


@pytest.mark.parametrize(
    "data, told",
    [
        (b"a,b\n1,2\n", "no layout knows the columns of this table"),
        (b"\xff\xfe\x00", "this is no table in UTF-8"),
        (b"\x1f\x8bnot gzip", "the file cannot be read"),
        (HEAD.encode(), "no row tells a year and an outcome"),
    ],
)
def test_a_file_that_is_no_such_table_costs_one_sentence(run: Run, tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(data)
    status, _, err = run("precedents", "load", path)
    assert status == 5
    assert told in err

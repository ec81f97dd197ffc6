"""The points of the console: what stands in the way first, what is not needed last, found by the plan's own words."""

from __future__ import annotations

from typing import Any

from peercall.application.site.console import ConsoleView, Point, console_view

REASON = "(1) “None of the listed symptoms is documented.”"


def row(id: str, text: str, status: str, within: str = "", **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text, "status": status, "within": within, **more}


def view(*criteria: dict[str, Any], decisive: tuple[str, ...] = ()) -> ConsoleView:
    told = [
        {
            "id": one["id"],
            "status": one["status"],
            "decisive": one["id"] in decisive,
            "fact": {"text": f"fact {one['id']}"},
        }
        for one in criteria
        if not one.get("composite")
    ]
    sections = [
        {"key": "criteria", "criteria": told},
        {"key": "reason", "lines": [{"text": REASON}]},
    ]
    guide: dict[str, Any] = {
        "answers": [],
        "parts": [],
        "interruptions": [],
        "specialty_sentence": {"text": ""},
        "closing": [],
    }
    return console_view(
        {"brief": {"header": [], "sections": sections}, "guide": guide, "criteria": {"criteria": list(criteria)}}
    )


def points(*criteria: dict[str, Any]) -> dict[str, Point]:
    return {point.id: point for point in view(*criteria).points}


def test_limb_that_another_carries_is_not_needed_and_comes_last() -> None:
    found = view(
        row("severity", "The index is high enough", "met", composite=True, operator="any"),
        row("high", "Index of 15 or more", "not_met", "severity"),
        row("low", "Index of 5 or more", "met", "severity"),
        row("taught", "The patient was taught", "not_documented"),
    ).points
    assert [(one.id, one.status) for one in found] == [
        ("taught", "not_documented"),
        ("low", "met"),
        ("high", "not_needed"),
    ]


def test_condition_that_says_which_rules_apply_is_no_point() -> None:
    found = points(
        row("later", "After 12 weeks", "not_applicable", composite=True, operator="if"),
        row("later.1", "Requested phase is continued", "not_met", "later"),
        row("first", "First 12 weeks", "met", composite=True, operator="if"),
        row("first.1", "Requested phase is initial", "met", "first"),
        row("visit", "A visit took place", "met", "first"),
    )
    assert set(found) == {"visit"}


def test_what_must_not_be_so_is_one_point_and_not_its_parts() -> None:
    found = points(
        row("none", "No second device", "met", operator="none_of"),
        row("second", "A second device", "not_met", "none"),
    )
    assert {one.id: one.status for one in found.values()} == {"none": "met"}


def test_what_is_contradicted_and_needed_stays_contradicted() -> None:
    found = points(
        row("root", "Covered", "not_met", composite=True, operator="all"),
        row("adult", "Adult", "not_met", "root"),
    )
    assert found["adult"].status == "not_met"


def test_a_point_is_found_by_its_group_and_by_the_reason_it_answers() -> None:
    found = points(
        row("root", "CPAP is covered", "met", composite=True, operator="all"),
        row("either", "A documented symptom or heart disease", "met", "root", composite=True, operator="any"),
        row("sleepy", "Documented symptom of sleepiness", "met", "either"),
        row("adult", "Aged 18 or older", "met", "root"),
    )
    assert "heart disease" in found["sleepy"].words
    assert "none of the listed symptoms" in found["sleepy"].words
    assert "symptom" not in found["adult"].words
    assert "cpap is covered" not in found["adult"].words  # the whole rule fits everything

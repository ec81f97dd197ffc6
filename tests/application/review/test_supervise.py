"""A supervisor's morning: which files are at risk and why, and tables that a spreadsheet takes as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.application.review.test_queue import CALENDAR, NOW, filed, tried

from peercall.application.review.supervise import (
    FIGURE_HEAD,
    audit_cells,
    audits_of,
    figure_cells,
    figures,
    files_at_risk,
    watch,
)
from peercall.application.review.views import FileFigures, FileState
from peercall.domain.review_log import CallOffered, OfferChannel, ReviewEntryKind
from peercall.domain.reviews import ReviewProgram
from peercall.engine.review_summary import summary_of
from peercall.rulebook.load import load_rulebook


@pytest.fixture(scope="module")
def tables():
    return load_rulebook().reviews


def risks(tables, *views) -> list[tuple[str, str]]:
    found = files_at_risk(views, tables=tables, calendar=lambda _: CALENDAR, as_of=NOW)
    return [(one.view.reference, one.why) for one in found]


def test_what_is_lost_comes_first_and_then_what_turns_soonest(tables):
    late = filed("late", decision_due_at=NOW - timedelta(hours=1))
    soon = filed("soon", decision_due_at=NOW + timedelta(hours=2))
    far = filed("far")
    unknown = filed("unknown", zone=None)
    assert [name for name, _ in risks(tables, far, unknown, soon, late)] == ["late", "soon", "unknown"]


def test_attempts_that_no_longer_fit_are_told(tables):
    tight = filed("tight", program=ReviewProgram.MEDICARE_ADVANTAGE, decision_due_at=NOW + timedelta(hours=2))
    ((name, why),) = risks(tables, tight)
    assert (name, why) == ("tight", "The attempts that are still due no longer fit before the decision.")


def test_a_file_with_a_signed_report_is_not_at_risk(tables):
    late = filed("late", decision_due_at=NOW - timedelta(hours=1))
    assert risks(tables, replace(late, state=FileState.REPORTED)) == []


def test_a_clients_name_that_begins_like_a_formula_stays_a_text(tables):
    rule = tables.rules["tx-workers-comp-discussion"]
    offer = CallOffered(NOW, OfferChannel.FAX, "+1 SUM(A1)")
    view = filed("@x", (ReviewEntryKind.OFFER, offer), client="=HYPERLINK(1)")
    (made,) = audits_of([rule], [view], tables=tables, zone="UTC")
    head, line = audit_cells(made)
    found = dict(zip(head, line, strict=True))
    assert (found["client"], found["offered_by"], found["reference"]) == ("'=HYPERLINK(1)", "'+1 SUM(A1)", "'@x")
    assert (found["citation"], found["rule_status"]) == ("28 TAC 19.2010", "seen_in_source")


def summed(view):
    return FileFigures(view.id, view.reference, view.reviewer_name, summary_of(view.log, received_at=view.received_at))


def test_the_table_of_figures_has_a_line_a_group_and_hides_the_small(tables):
    views = [filed(f"n{number}", tried(f"n{number}", hours_ago=number + 1)) for number in range(6)]
    few = [filed(f"f{number}", client="-Lake") for number in range(2)]
    made = figures([summed(one) for one in (*views, *few)], at_risk=(), least=2)
    rows = list(figure_cells(made))
    assert all(len(row) == len(FIGURE_HEAD) for row in rows)
    assert [row[:3] for row in rows[1:4]] == [
        ("all", "All files", 8),
        ("client", "Prairie Mutual", 6),
        ("client", "'-Lake", 2),
    ]
    hidden = list(figure_cells(figures([summed(one) for one in (*views, *few)], at_risk=(), least=3)))
    assert [row[2] for row in hidden if row[0] == "client"] == ["withheld: too few"] * 2


@pytest.mark.parametrize("hours_left", [5, 30, 52, 100, 400])
@pytest.mark.parametrize("tries", [0, 1])
@pytest.mark.parametrize("zone", ["America/Chicago", "America/Phoenix"])
def test_a_quiet_file_comes_at_no_risk_before_its_moment(tables, hours_left, tries, zone):
    view = filed(
        "a",
        *(tried("a", hours_ago=3) for _ in range(tries)),
        zone=zone,
        decision_due_at=NOW + timedelta(hours=hours_left),
    )

    def look(at):
        return watch([view], tables=tables, calendar=lambda _: CALENDAR, as_of=at)

    at, quiet = NOW, look(NOW).quiet.get(view.id, NOW)
    while at < quiet:
        assert look(at).risks == (), at
        at += timedelta(minutes=20)
    assert look(NOW + timedelta(hours=hours_left)).risks

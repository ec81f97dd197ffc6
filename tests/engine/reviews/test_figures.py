"""What a supervisor sees: one call for several files counts once, unknown is left out, and few files stay hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.samples.review_files import (
    ASSIGNED,
    BODY,
    CONVERSATION,
    DETERMINED,
    MORNING,
    TIME,
    WHOLE,
    entry,
    ground,
    log_of,
)

from peercall.engine.review_figures import ReviewFigures, figures_of, supervisor_report
from peercall.engine.review_report_versions import next_version

ONE = ReviewFigures(
    client="Prairie Mutual",
    reviewer="Rhea Brandt",
    call_asked=True,
    at_risk=False,
    first_try="t1",
    first_reached=False,
    held_call="t2",
    tries=2,
    specialty="same",
    brought=True,
    hours_to_report=30,
    hours_to_determination=None,
    minutes=20,
)


def files(number: int, **changes) -> list[ReviewFigures]:
    return [replace(ONE, **{"first_try": f"t{index}", "held_call": f"h{index}", **changes}) for index in range(number)]


def test_the_figures_of_a_file_come_from_its_log():
    signed = entry("s1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=True), hours=6)
    log = log_of(*WHOLE, signed, entry("p1", DETERMINED, hours=50), entry("g1", ASSIGNED))
    found = figures_of(
        log, received_at=MORNING - timedelta(hours=2), at_risk=False, treating_specialty="Board certified in Neurology"
    )
    assert found == ReviewFigures(
        client="Prairie Mutual",
        reviewer="Rhea Brandt",
        call_asked=True,
        at_risk=False,
        first_try="a1",
        first_reached=False,
        held_call="a2",
        tries=2,
        specialty="other",
        brought=True,
        hours_to_report=8,
        hours_to_determination=50,
        minutes=round(TIME.seconds / 60),
    )


def test_a_first_call_that_reaches_a_peer_is_a_first_reach():
    found = figures_of(log_of(entry("a2", CONVERSATION)), received_at=MORNING, at_risk=True, treating_specialty="")
    assert (found.first_reached, found.tries, found.specialty, found.brought) == (True, 1, "", False)


def test_a_report_dated_before_the_file_came_gives_no_time():
    signed = entry("s1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=True), hours=6)
    late = figures_of(
        log_of(*WHOLE, signed), received_at=MORNING + timedelta(days=9), at_risk=False, treating_specialty=""
    )
    assert late.hours_to_report is None


def test_a_call_for_several_files_counts_once():
    together = files(6, first_try="s0", held_call="c0", tries=3)
    row = supervisor_report([*together, *files(5, tries=1)], least=5).overall
    assert (row.files, row.tries.cases, row.tries.total, row.reached.of) == (11, 6, 8, 6)


def test_shares_have_their_interval_and_leave_out_what_is_unknown():
    row = supervisor_report([*files(6), *files(4, specialty="other"), *files(3, specialty="")], least=5).overall
    assert (row.matched.count, row.matched.of) == (6, 10)
    assert row.matched.low < 0.6 < row.matched.high


def test_a_share_of_fewer_than_the_least_count_is_not_told():
    row = supervisor_report([*files(4), *files(3, brought=None, held_call=None)], least=5).overall
    assert (row.files, row.brought, row.tries.median) == (7, None, None)


def test_a_small_group_is_hidden_and_the_next_smallest_with_it():
    made = [*files(9, client="A"), *files(6, client="B"), *files(2, client="C")]
    rows = supervisor_report(made, least=5).by_client
    assert [(row.label, row.files) for row in rows] == [("A", 9), ("B", None), ("C", None)]
    assert rows[1].withheld and rows[1].reached is None


def test_a_share_that_tells_a_small_one_by_the_total_is_hidden_too():
    known, unknown = {"specialty": "same"}, {"specialty": ""}
    two = [
        *files(6, client="A", **known),
        *files(5, client="B", **known),
        *files(3, client="C", **known),
        *files(3, client="D", **unknown),
    ]
    rows = {row.label: row for row in supervisor_report(two, least=5).by_client}
    assert rows["A"].matched is not None and rows["A"].matched.of == 6
    assert rows["B"].matched is None, "else 14 less 6 less 5 would tell the 3 of C"
    assert (rows["B"].files, rows["C"].withheld, rows["D"].withheld) == (5, True, True)
    none_left = [*files(6, client="A", **known), *files(5, client="B", **known), *files(6, client="C", **unknown)]
    rows = {row.label: row for row in supervisor_report(none_left, least=5).by_client}
    assert rows["A"].matched is not None and rows["B"].matched is not None


def test_files_at_risk_are_always_counted():
    assert supervisor_report(files(2, at_risk=True), least=5).at_risk == 2


def test_the_least_count_is_at_least_one():
    with pytest.raises(ValueError, match="least count"):
        supervisor_report([], least=0)

"""The demonstration of a review organization: eight files on whose queue there is something of everything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from peercall.adapters.db import review_queries
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.bootstrap.site_review_call import criteria_of
from peercall.bootstrap.site_reviews import site_queue
from peercall.domain.organizations import Role
from peercall.engine.attempts.standing import Standing

pytestmark = pytest.mark.django_db

#: Tuesday December 1: 11:30 in Cleveland, 10:30 in Dallas, 9:30 in Phoenix, 8:30 in Los Angeles
NOW = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)


@pytest.fixture
def queue(review_organisation):
    manager = review_organisation.people[Role.MANAGER].viewer
    load_review_demo(manager, reviewer=review_organisation.people[Role.REVIEWER].id, at=NOW)
    return site_queue(review_queries.open_files(manager), as_of=NOW)


def references(calls):
    return [[file.view.reference for file in call.files] for call in calls]


def test_eight_files_in_several_zones_are_seven_calls(queue):
    files = [file for call in queue.calls for file in call.files]
    assert (len(files), len(queue.calls)) == (8, 7)
    assert ["GP-11862", "GP-11863"] in references(queue.calls)
    zones = {file.view.file.zone for file in files}
    assert zones >= {"America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", None}


def test_the_morning_s_queue_has_something_under_each_heading(queue):
    assert references(queue.call_now)[0] == ["LS-40718"], "its decision is due first"
    assert ["SV-90233"] in references(queue.call_now)
    assert references(queue.settle) == [["SV-90240"]], "its office may lie in two zones"
    assert references(queue.later) == [["EM-20951"], ["PC-55104"]], "12:00 in New York comes before 9:00 in California"


def test_what_happened_already_counts_and_the_call_back_waits(queue):
    by_reference = {call.first.view.reference: call for call in queue.calls}
    assert (by_reference["SV-90233"].made, by_reference["SV-90233"].asked) == (1, 3)
    assert [one.taken.body.caller for one in by_reference["PC-55104"].callbacks] == ["Rae Lund, PA-C"]


def test_one_file_waits_for_somebody_to_take_it(queue, review_organisation):
    nobody = review_queries.open_files(review_organisation.people[Role.MANAGER].viewer, nobody=True)
    assert [view.reference for view in nobody] == ["GM-30077"]


@pytest.mark.parametrize("at", ["2026-11-29T03:00+00:00", "2026-12-25T18:00+00:00", "2027-03-14T10:00+00:00"])
def test_it_loads_on_any_day(review_organisation, at):
    manager, moment = review_organisation.people[Role.MANAGER].viewer, datetime.fromisoformat(at)
    load_review_demo(manager, reviewer=manager.user, at=moment)
    queue = site_queue(review_queries.open_files(manager), as_of=moment)
    standings = {file.standing.call.standing for call in queue.calls for file in call.files}
    assert standings <= {Standing.DUE, Standing.ZONE_UNKNOWN}


def test_a_loaded_note_is_held_against_the_policy_of_its_program(queue):
    view = next(file.view for call in queue.calls for file in call.files if file.view.reference == "SV-90233")
    shown, _ = criteria_of([view], at=NOW)[view.file.id]
    assert shown.number == "L40231"
    met = {row.id for row in shown.rows if row.status == "met"}
    assert met == {"arthritis.1", "imaging.1", "imaging.2", "pain"}
    lacking = [point.text for point in shown.points if point.needed]
    assert "3 months tried" in lacking, "the file's own gap"
    assert "A revision is requested" not in lacking, "the way that the file does not go"

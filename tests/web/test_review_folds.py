"""What is kept of each review file beside its log: the same as the log says, written with it, and what it is used for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from tests.web.review_files import FILE, NOW, attempt, take

from peercall.adapters.db import review_queries, review_reports, reviews
from peercall.adapters.db.models import ReviewFileFold
from peercall.adapters.db.review_folds import stale_folds_for_operator
from peercall.application.review.supervise import audit_counts, audits_of, figures, files_at_risk, outside_calls
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_demo_history import load_review_history
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.bootstrap.site_reviews import office_calendar, site_risks
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.organizations import Role
from peercall.domain.review_log import Addendum, ClientTold, OfficeTold, ReviewEntryKind
from peercall.engine.review_audit import asking_rules
from peercall.engine.review_figures import figures_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(review_organisation):
    return review_organisation.people[Role.REVIEWER].viewer


@pytest.fixture
def whole_organisation(reviewer):
    """Open and finished files with every kind of entry the examples have."""
    now = datetime.now(UTC)
    load_review_demo(reviewer, at=now)
    load_review_history(reviewer, at=now)
    return reviewer


def test_what_is_kept_of_each_file_is_what_its_log_says(whole_organisation):
    assert ReviewFileFold.objects.count() > 15
    assert list(stale_folds_for_operator()) == []


def test_the_supervisor_s_page_reads_the_same_figures_as_the_logs_give(whole_organisation):
    kept = review_reports.figures_received(whole_organisation)
    views = review_reports.files_received(whole_organisation)
    assert [one.summary.figures for one in kept] == [
        figures_of(
            view.log,
            received_at=view.received_at,
            at_risk=False,
            treating_specialty=view.file.treating_specialty,
        )
        for view in views
    ]
    assert [(one.id, one.reference, one.reviewer_name) for one in kept] == [
        (view.id, view.reference, view.reviewer_name) for view in views
    ]
    tables = site_rules().reviews
    asking = asking_rules(tables.rules.values())
    counted = audit_counts(asking, kept, tables=tables)
    told = audits_of(asking, views, tables=tables, zone="UTC")
    assert [(one.rule.id, one.files, one.missing) for one in counted] == [
        (one.rule.id, len(one.rows), one.missing) for one in told
    ]
    assert any(one.missing for one in told)
    assert figures(kept, at_risk=(), least=1).overall.files == len(views)


def test_open_files_have_the_calls_of_their_logs(whole_organisation):
    now = datetime.now(UTC)
    kept = {view.id: view for view in review_reports.watched_calls(whole_organisation, rules="a", as_of=now)}
    views = review_queries.open_files(whole_organisation)
    assert set(kept) == {view.id for view in views}
    for view in views:
        assert kept[view.id].file == view.file
        assert kept[view.id].log.contact_attempts == view.log.contact_attempts
    assert any(view.log.attempts for view in views)


def test_a_file_is_found_as_it_stands_and_no_more_as_it_was_first_sent(reviewer):
    file = take(reviewer)
    sent = replace(FILE, claimant="PM-77777", treating_physician="Dr. Rui Castellano")
    told = ClientTold(sent, ("claimant", "treating_physician"), "sent on 2026-12-01")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CLIENT, body=told, at=NOW)
    learned = OfficeTold(numbers=("469-555-0177",), source="said by the front desk")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.OFFICE, body=learned, at=NOW + timedelta(minutes=1))
    for text in ("pm-77777", "castellano", "469-555-0177", "4695550177", "R-1 Castellano"):
        assert [one.id for one in review_queries.search_files(reviewer, text)] == [file], text
    for text in ("PM-88121", "Okafor"):
        assert review_queries.search_files(reviewer, text) == (), text


def test_files_of_one_call_are_told_by_what_stands(reviewer):
    first, second = take(reviewer, "R-1"), take(reviewer, "R-2", claimant="PM-1")
    assert review_queries.session_files(reviewer, first) == (first,)
    told = ClientTold(replace(FILE, claimant="PM-88121"), ("claimant",), "sent on 2026-12-01")
    reviews.add_entry(reviewer, [second], kind=ReviewEntryKind.CLIENT, body=told, at=NOW)
    assert set(review_queries.session_files(reviewer, first)) == {first, second}
    assert set(review_queries.session_files(reviewer, second)) == {first, second}


def test_a_keystroke_in_a_call_writes_no_summary(reviewer, django_assert_num_queries):
    file = take(reviewer)
    ReviewFileFold.objects.filter(file=file).update(searched="as it was")
    typed = CallEntry("0b8f4d7e-5b52-4a43-a22f-0fdb0c5d6f10", "w", 1, NOW, "R", EntryKind.NOTE, "n", "A note")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CONSOLE, body=typed, at=NOW)
    assert ReviewFileFold.objects.get(file=file).searched == "as it was"
    entry = reviews.add_entry(
        reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=attempt(file), at=NOW + timedelta(minutes=1)
    )
    assert "okafor" in ReviewFileFold.objects.get(file=file).searched
    added = Addendum(entry.id, "The greeting named the office.")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ADDENDUM, body=added, at=NOW + timedelta(minutes=2))
    assert list(stale_folds_for_operator()) == []


def test_a_missing_or_older_summary_is_made_when_it_is_asked_for(reviewer):
    file, other = take(reviewer), take(reviewer, "R-2")
    ReviewFileFold.objects.filter(file=file).delete()
    ReviewFileFold.objects.filter(file=other).update(version=0, searched="of another shape")
    assert {one.id for one in review_queries.search_files(reviewer, "okafor")} == {file, other}
    assert list(stale_folds_for_operator()) == []


def test_the_command_tells_what_differs_and_makes_it_anew(reviewer):
    file = take(reviewer)
    ReviewFileFold.objects.filter(file=file).update(searched="of nobody")
    told = StringIO()
    with pytest.raises(CommandError, match="1 summaries differ"):
        call_command("fold_reviews", "--check", stderr=told, stdout=StringIO())
    assert str(file) in told.getvalue()
    assert "nobody" not in told.getvalue()
    call_command("fold_reviews", stdout=told)
    call_command("fold_reviews", "--check", stdout=told)
    assert "Every summary is what its log says." in told.getvalue()


def test_calls_outside_the_allowed_hours_stand_on_the_supervisor_s_page(review_organisation, reviewer, sign_in_as):
    file = take(reviewer, at=datetime.now(UTC))
    night = datetime.now(UTC) - timedelta(hours=1)
    marked = attempt(file, at=night, outside_hours=(str(file),))
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=marked, at=datetime.now(UTC))
    (found,) = outside_calls(review_reports.figures_received(reviewer))
    assert (found.file.id, found.call.at, found.call.by) == (file, night, reviewer.name)
    page = sign_in_as(review_organisation.people[Role.MANAGER]).get("/review/figures/").content.decode()
    assert "Calls outside the allowed hours" in page
    assert f"/review/files/{file}/" in page


def test_a_file_known_to_be_quiet_is_not_worked_out_until_its_moment_comes_or_something_is_logged(reviewer):
    now = datetime.now(UTC)
    quiet, busy = take(reviewer), take(reviewer, "R-2")

    def watched(rules="a", at=now):
        return {view.id for view in review_reports.watched_calls(reviewer, rules=rules, as_of=at)}

    assert watched() == {quiet, busy}
    review_reports.keep_quiet(reviewer, {quiet: now + timedelta(hours=2)}, rules="a")
    assert watched() == {busy}
    assert watched(rules="b") == {quiet, busy}, "by other rules it may be at risk"
    assert watched(at=now + timedelta(hours=2)) == {quiet, busy}
    reviews.add_entry(reviewer, [quiet], kind=ReviewEntryKind.ATTEMPT, body=attempt(quiet), at=now)
    assert watched() == {quiet, busy}


def test_a_second_look_finds_the_same_files_at_risk_as_the_first(whole_organisation):
    now = datetime.now(UTC)
    first = site_risks(whole_organisation, as_of=now)
    assert ReviewFileFold.objects.exclude(quiet_until=None).exists()
    again = site_risks(whole_organisation, as_of=now)
    assert [(one.view.id, one.why) for one in again] == [(one.view.id, one.why) for one in first]
    tables = site_rules().reviews
    later = now + timedelta(days=2)
    fresh = files_at_risk(
        review_queries.open_files(whole_organisation), tables=tables, calendar=office_calendar(later), as_of=later
    )
    assert len(fresh) > len(first)
    told = site_risks(whole_organisation, as_of=later)
    assert [(one.view.id, one.why) for one in told] == [(one.view.id, one.why) for one in fresh]

"""Files of a review organization: taken in once, with a log that only grows; nobody else's file exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from tests.web.conftest import make_tenant
from tests.web.review_files import FILE, NOW, attempt, take

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.models import AuditEntry, ReviewEntryRow
from peercall.adapters.db.models.append_only import trigger_name
from peercall.application.review.views import FileState, ImportSource, IncomingFile, RowError
from peercall.application.viewer import Viewer
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import (
    OfficeTold,
    PlanDetermined,
    PlanOutcome,
    ReportSaved,
    ReviewEntry,
    ReviewEntryKind,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(review_organisation) -> Viewer:
    return review_organisation.people[Role.REVIEWER].viewer


@pytest.fixture
def other_reviewer(db) -> Viewer:
    tenant = make_tenant(
        "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lakeside.example", time_zone="UTC"
    )
    return tenant.people[Role.REVIEWER].viewer


def test_good_rows_are_kept_beside_bad_ones_and_a_file_sent_again_stays_as_it_was(reviewer):
    sent = [IncomingFile("R-1", FILE, row=1), IncomingFile("R-2", FILE, row=3)]
    wrong = [RowError(2, "the jurisdiction is missing", "Give US or a state.", "jurisdiction")]
    first = reviews.take_files(reviewer, sent, source=ImportSource.CSV, at=NOW, name="week.csv", errors=wrong)
    assert (len(first.files), first.known, first.differing) == (2, 0, ())

    due = datetime(2026, 12, 7, tzinfo=UTC)
    again = [sent[0], IncomingFile("R-2", replace(FILE, decision_due_at=due)), IncomingFile("R-3", FILE)]
    second = reviews.take_files(reviewer, again, source=ImportSource.CSV, at=NOW)
    assert (len(second.files), second.known, second.differing) == (1, 2, (first.files[1],))
    assert review_queries.file_view(reviewer, first.files[1]).file == replace(FILE, id=str(first.files[1]))

    kept = review_queries.import_of(reviewer, first.batch)
    assert (kept.name, kept.errors, set(kept.files)) == ("week.csv", tuple(wrong), set(first.files))
    assert [one.batch for one in review_queries.imports(reviewer)].count(first.batch) == 1


def test_two_rows_of_one_reference_in_one_sending_are_one_file(reviewer):
    taken = reviews.take_files(
        reviewer, [IncomingFile("R-1", FILE), IncomingFile("R-1", FILE)], source=ImportSource.API, at=NOW
    )
    assert (len(taken.files), taken.known) == (1, 1)


def test_one_attempt_documents_both_files_of_a_call_and_is_kept_once(reviewer):
    one, other = take(reviewer, "R-1"), take(reviewer, "R-2")
    key = uuid4()
    for _ in range(2):
        reviews.add_entry(
            reviewer, [one, other], kind=ReviewEntryKind.ATTEMPT, body=attempt(one, other), at=NOW, key=key
        )
    assert ReviewEntryRow.objects.count() == 1
    for file in (one, other):
        view = review_queries.file_view(reviewer, file)
        assert [logged.entry.id for logged in view.log.attempts] == [str(key)]
        assert view.log.attempts[0].entry.by == "Alex Reviewer"
        entries, faults = review_queries.log_of(reviewer, file)
        assert ([entry.number for entry in entries], faults) == ([1], ())
    found, last = review_queries.entries_after(reviewer, [one, other])
    assert [entry.id for entry in found] == [str(key)]
    assert review_queries.entries_after(reviewer, [one, other], after=last) == ((), last)


def test_a_call_is_about_every_open_file_of_its_claimant_and_physician(reviewer):
    asked, other, finished = (take(reviewer, f"R-{number}") for number in range(3))
    take(reviewer, "R-9", claimant="PM-3")
    take(reviewer, "R-10", client="Another Plan")
    signed = ReportSaved({}, is_signed=True)
    reviews.add_entry(reviewer, [finished], kind=ReviewEntryKind.REPORT, body=signed, at=NOW)
    assert {view.id for view in review_queries.session_of(reviewer, asked)} == {asked, other}
    assert {view.id for view in review_queries.session_of(reviewer, finished)} == {finished, asked, other}


def test_the_office_s_zone_is_what_a_person_chose_last(reviewer):
    file = take(reviewer, zone=None)
    for minute, zone in enumerate(("America/Denver", "America/Phoenix")):
        at = NOW + timedelta(minutes=minute)
        reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.OFFICE, body=OfficeTold(zone=zone), at=at)
    assert review_queries.file_view(reviewer, file).file.zone == "America/Phoenix"


def test_a_bad_entry_does_not_stop_the_good_one_beside_it(reviewer):
    one, other = take(reviewer, "R-1"), take(reviewer, "R-2")
    made = reviews.add_entry(reviewer, [one], kind=ReviewEntryKind.ATTEMPT, body=attempt(one), at=NOW)
    stolen = replace(made, files=(str(other),), body=attempt(other))
    good = replace(stolen, id=str(uuid4()))
    kept = reviews.add_entries(reviewer, [stolen, good], at=NOW)
    assert kept.kept == (good.id,)
    assert kept.refused == ((made.id, "another entry has the same id"),)


def test_assignment_report_and_determination_move_a_file_through_the_lists(reviewer, review_organisation):
    manager = review_organisation.people[Role.MANAGER].viewer
    file, left = take(reviewer, "R-1"), take(reviewer, "R-2", decision_due_at=None)
    assert reviews.assign(manager, [file], reviewer=reviewer.user, at=NOW) == "Alex Reviewer"
    assert [one.id for one in review_queries.open_files(manager, reviewer=reviewer.user)] == [file]
    assert [one.id for one in review_queries.open_files(manager, nobody=True)] == [left]
    assert [one.id for one in review_queries.open_files(manager)] == [file, left], "without a due time comes last"
    assert review_queries.file_counts(reviewer) == {"mine": 1, "nobody": 1, "all": 2}
    assert review_queries.file_view(reviewer, file).reviewer_name == "Alex Reviewer"

    add = lambda kind, body: reviews.add_entry(reviewer, [file], kind=kind, body=body, at=NOW)  # noqa: E731
    add(ReviewEntryKind.REPORT, ReportSaved({"version": 1}))
    assert review_queries.file_view(reviewer, file).state is FileState.OPEN
    add(ReviewEntryKind.REPORT, ReportSaved({"version": 2}, is_signed=True))
    assert review_queries.file_view(reviewer, file).state is FileState.REPORTED
    assert [one.id for one in review_queries.finished_files(reviewer)] == [file]
    add(ReviewEntryKind.DETERMINATION, PlanDetermined(PlanOutcome.APPROVED, NOW, "client portal"))
    assert review_queries.file_view(reviewer, file).state is FileState.CLOSED


def test_a_file_goes_only_to_somebody_who_reviews_here(reviewer, review_organisation, other_reviewer):
    file = take(reviewer)
    administrator = review_organisation.people[Role.ADMINISTRATOR].id
    for person in (administrator, other_reviewer.user, uuid4()):
        with pytest.raises(RecordNotFound):
            reviews.assign(reviewer, [file], reviewer=person, at=NOW)
    assert review_queries.file_view(reviewer, file).reviewer is None


def test_a_search_finds_by_what_a_caller_says_and_needs_every_word(reviewer):
    file = take(reviewer, "R-77")
    take(reviewer, "R-2", claimant="PM-3", treating_physician="Dr. Sol Ibarra", numbers=("602-555-0101",))
    for text in ("okafor", "R-77", "88121 prairie", "555-0110", "epidural okafor"):
        assert file in [one.id for one in review_queries.search_files(reviewer, text)], text
    assert [one.id for one in review_queries.search_files(reviewer, "okafor")] == [file]
    assert review_queries.search_files(reviewer, "okafor ibarra") == ()


def test_another_organisation_and_a_practice_find_nothing(reviewer, other_reviewer, practice):
    file = take(reviewer)
    strangers = [other_reviewer, practice.people[Role.PHYSICIAN].viewer]
    for stranger in strangers:
        for asked in (
            lambda who: review_queries.file_view(who, file),
            lambda who: review_queries.log_of(who, file),
            lambda who: reviews.assign(who, [file], reviewer=None, at=NOW),
        ):
            with pytest.raises((RecordNotFound, NotPermitted)):
                asked(stranger)
        assert review_queries.open_files(stranger) == ()
        assert review_queries.search_files(stranger, "Okafor") == ()
        assert review_queries.entries_after(stranger, [file]) == ((), 0)
        assert review_queries.imports(stranger) == ()
    assert not AuditEntry.objects.filter(organization_id__in=[one.organization for one in strangers]).exists()


def test_an_entry_for_one_file_here_and_one_elsewhere_is_kept_for_neither(reviewer, other_reviewer):
    mine, theirs = take(reviewer), take(other_reviewer)
    with pytest.raises(RecordNotFound):
        reviews.add_entry(reviewer, [mine, theirs], kind=ReviewEntryKind.ATTEMPT, body=attempt(mine, theirs), at=NOW)
    assert review_queries.file_view(reviewer, mine).log.attempts == ()


def test_the_id_of_another_organisation_s_entry_is_refused(reviewer, other_reviewer):
    theirs = take(other_reviewer)
    made = reviews.add_entry(other_reviewer, [theirs], kind=ReviewEntryKind.ATTEMPT, body=attempt(theirs), at=NOW)
    mine = take(reviewer)
    entry = ReviewEntry(made.id, (str(mine),), NOW, "x", ReviewEntryKind.ATTEMPT, attempt(mine))
    assert reviews.add_entries(reviewer, [entry], at=NOW).kept == ()


def test_a_practice_can_take_in_no_review_file(practice):
    with pytest.raises(NotPermitted):
        take(practice.people[Role.COORDINATOR].viewer)


def test_each_change_is_audited_without_a_value_of_the_claimant(reviewer):
    file = take(reviewer)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=attempt(file), at=NOW)
    found = list(AuditEntry.objects.order_by("id").values_list("action", "chain", "details"))
    assert [(action, chain) for action, chain, _ in found] == [
        ("review.imported", reviewer.organization),
        ("review.entries", file),
    ]
    assert "PM-88121" not in str(found)
    assert audit_faults(file) == ()


@pytest.mark.parametrize("table", ["peercall_reviewentryrow", "peercall_reviewentryfile", "peercall_reviewimport"])
def test_the_database_itself_refuses_to_change_a_log(reviewer, table):
    file = take(reviewer)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=attempt(file), at=NOW)
    column = "place" if table.endswith("file") else "by_name"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET {column} = {column}')


def test_what_was_changed_behind_the_application_s_back_shows(reviewer):
    file = take(reviewer)
    for number in range(3):
        at = NOW + timedelta(hours=number)
        reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=attempt(file, at=at), at=at)
    second = ReviewEntryRow.objects.order_by("number")[1]
    with connection.cursor() as cursor:
        on = ' ON "peercall_reviewentryrow"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{trigger_name("peercall_reviewentryrow", "update")}"{on}')
        cursor.execute("UPDATE peercall_reviewentryrow SET by_name = 'Somebody' WHERE number = %s", [second.number])
    _, faults = review_queries.log_of(reviewer, file)
    assert [fault.number for fault in faults] == [2]
    with pytest.raises(CommandError, match="1 records and logs"):
        call_command("verify_audit")


def test_the_queue_costs_the_same_queries_for_two_files_as_for_twelve(reviewer, django_assert_max_num_queries):
    for number in range(12):
        file: UUID = take(reviewer, f"R-{number}")
        reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=attempt(file), at=NOW)
    with django_assert_max_num_queries(2):
        assert len(review_queries.open_files(reviewer)) == 12

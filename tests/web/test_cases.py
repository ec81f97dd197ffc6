"""Cases of a practice: documents in, a reading, a confirmation, an analysis; nobody else's case exists."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from tests.web.demo import EXAMPLE, NOW, MemoryVault, drop, example_case

from peercall.adapters.db import case_jobs, cases
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.case_queries import case_view, waiting_documents
from peercall.adapters.db.models import AuditEntry, Case
from peercall.adapters.db.work_list import PAGE, work_page
from peercall.application.site.views import WorkFilter
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_cases import CaseWorker
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def coordinator(practice) -> Viewer:
    return practice.people[Role.COORDINATOR].viewer


@pytest.fixture
def example(coordinator, vault) -> UUID:
    return example_case(coordinator, vault)


def test_a_case_goes_from_letter_to_brief(coordinator, vault, example, tmp_path):
    worker = CaseWorker(vault, root=tmp_path)
    assert worker.work(example, at=NOW)
    seen = case_view(coordinator, example)
    assert seen.row.stage is Stage.RECEIVED and seen.row.due_at is None and seen.row.next_step == "confirm the letter"
    proposal = seen.determination().proposal
    assert proposal is not None and seen.determination().analysis is None

    cases.confirm(coordinator, example, number=1, contract=proposal, version=0, at=NOW)
    assert case_view(coordinator, example).row.is_stale
    assert worker.work(example, at=NOW)
    seen = case_view(coordinator, example)
    assert seen.row.stage is Stage.CONFIRMED and not seen.row.is_stale and seen.row.due_at is not None
    assert seen.determination().confirmed_name == "Alex Coordinator"
    assert vault.get(seen.determination().files["brief.pdf"]).startswith(b"%PDF-")
    letter = next(one for one in seen.documents if one.role == "denial")
    assert letter.state == "read" and letter.has_text and letter.pages
    assert audit_faults(example) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_pass_over_a_case_that_changed_meanwhile_stores_nothing(coordinator, vault, example):
    work = case_jobs.case_to_work(example)
    assert work is not None
    cases.save_facts(coordinator, example, facts=work.facts, revision=work.revision)
    stored = case_jobs.save_pass(work, proposals=[{"fields": {}}], analyses={}, documents=[], problem="", at=NOW)
    assert not stored
    assert case_view(coordinator, example).determinations == ()


def test_two_people_never_overwrite_each_other(coordinator, example):
    first = case_view(coordinator, example)
    cases.save_facts(coordinator, example, facts={"time_zone": "America/Chicago"}, revision=first.revision)
    with pytest.raises(ChangedMeanwhile):
        cases.save_facts(coordinator, example, facts={}, revision=first.revision)
    assert case_view(coordinator, example).facts == {"time_zone": "America/Chicago"}


def test_another_tenant_finds_nothing(coordinator, vault, example, other_practice):
    stranger = other_practice.people[Role.COORDINATOR].viewer
    letter = next(one for one in case_view(coordinator, example).documents if one.role == "denial")
    for attempt in (
        lambda: case_view(stranger, example),
        lambda: cases.document_of(stranger, letter.id),
        lambda: cases.assign(stranger, example, owner=None),
        lambda: cases.attest(stranger, example, criterion="c", statement="s", at=NOW),
        lambda: cases.place_document(stranger, letter.id, case_id=example, role="chart"),
        lambda: cases.record_event(stranger, example, event=CaseEvent.CLOSED, at=NOW),
    ):
        with pytest.raises(RecordNotFound):
            attempt()
    assert work_page(stranger, wanted=WorkFilter(), now=NOW).rows == ()
    assert not AuditEntry.objects.filter(organization_id=other_practice.id).exists()


def test_a_case_is_given_only_to_people_of_the_house(coordinator, example, practice, other_practice):
    cases.assign(coordinator, example, owner=practice.people[Role.PHYSICIAN].id)
    assert case_view(coordinator, example).row.owner_name == "Alex Physician"
    with pytest.raises(RecordNotFound):
        cases.assign(coordinator, example, owner=other_practice.people[Role.PHYSICIAN].id)


def test_a_statement_is_taken_back_by_its_author_only_and_both_stay(coordinator, example, practice):
    physician = practice.people[Role.PHYSICIAN].viewer
    made = cases.attest(physician, example, criterion="functional-need", statement="Seen by me.", at=NOW)
    assert [one.by_name for one in case_view(coordinator, example).attestations] == ["Alex Physician"]
    with pytest.raises(StepNotPossible):
        cases.withdraw_attestation(coordinator, made, at=NOW)
    cases.withdraw_attestation(physician, made, at=NOW)
    assert case_view(coordinator, example).attestations == ()
    with pytest.raises(RecordNotFound):
        cases.withdraw_attestation(physician, uuid4(), at=NOW)


def test_a_waiting_document_is_placed_and_names_stay_apart(coordinator, vault, example):
    waiting = drop(coordinator, vault, EXAMPLE / "denial" / "letter.pdf", case=None, role="unsorted")
    assert [one.id for one in waiting_documents(coordinator)] == [waiting]
    before = case_view(coordinator, example).revision
    cases.place_document(coordinator, waiting, case_id=example, role="denial")
    seen = case_view(coordinator, example)
    assert sorted(one.name for one in seen.documents if one.role == "denial") == ["letter (2).pdf", "letter.pdf"]
    assert seen.revision == before + 1 and waiting_documents(coordinator) == ()
    assert cases.same_content(coordinator, sha256=seen.documents[0].sha256) is not None


def _many(organization: UUID, number: int) -> None:
    Case.objects.bulk_create(
        Case(
            organization_id=organization,
            created_at=NOW - timedelta(hours=index),
            stage=Stage.CONFIRMED.value,
            member_name=f"Member {index:03}",
            plan_name="Northgate" if index % 2 else "Lakeside",
            triage="p2p" if index % 3 else "other_route",
            due_at=NOW + timedelta(hours=index - 5),
            sort_at=NOW + timedelta(hours=index - 5),
            amount=index * 10,
        )
        for index in range(number)
    )


def test_the_work_list_turns_its_pages_without_gap_or_repetition(coordinator, practice, django_assert_num_queries):
    _many(practice.id, 2 * PAGE + 7)
    for sort in ("clock", "worth", "newest"):
        seen, after = [], None
        while True:
            with django_assert_num_queries(1):
                page = work_page(coordinator, wanted=WorkFilter(sort=sort), now=NOW, after=after)
            seen += [row.member_name for row in page.rows]
            if (after := page.next_from) is None:
                break
        assert len(seen) == len(set(seen)) == 2 * PAGE + 7, sort
    assert seen[0] == "Member 000"


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (WorkFilter(due="overdue"), 5),
        (WorkFilter(text="north 00"), 5),
        (WorkFilter(triage=("other_route",)), 7),
        (WorkFilter(owner="nobody"), 20),
        (WorkFilter(closed=True), 0),
        (WorkFilter(stages=("scheduled",)), 0),
    ],
)
def test_the_work_list_is_narrowed(coordinator, practice, wanted, number):
    _many(practice.id, 20)
    assert len(work_page(coordinator, wanted=wanted, now=NOW).rows) == number


def test_a_broken_place_in_the_list_starts_at_the_top(coordinator, practice):
    _many(practice.id, 3)
    assert len(work_page(coordinator, wanted=WorkFilter(), now=NOW, after="no-such-place").rows) == 3


def test_what_was_confirmed_is_not_changed_even_past_the_application(coordinator, example):
    cases.record_event(coordinator, example, event=CaseEvent.CLOSED, at=NOW)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE peercall_casehistory SET event = 'reopened'")

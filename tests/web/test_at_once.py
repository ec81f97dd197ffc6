"""Two people, or two requests, at the same moment: one of them is first, and neither meets a fault."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.web.demo import NOW, MemoryVault, prepared_case
from tests.web.everything import unsorted_document
from tests.web.review_files import take

from peercall.adapters.db import cases
from peercall.adapters.db.calls import record_for_job
from peercall.adapters.db.confirmations import add_confirmation
from peercall.adapters.db.models import CaseDocument, ReviewFileRow, ReviewImport
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each act led to, run in a thread and a connection of its own; they begin together."""
    begin = threading.Barrier(len(acts))
    found = [None] * len(acts)

    def run(place, act):
        begin.wait()
        try:
            found[place] = act()
        except Exception as fault:
            found[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_file_for_review_sent_twice_at_once_is_one_file(review_organisation):
    viewer = review_organisation.people[Role.REVIEWER].viewer
    found = at_once(*[lambda: take(viewer, "R-7")] * 4)
    made = [one for one in found if not isinstance(one, Exception)]
    known = [one for one in found if isinstance(one, IndexError)]  # `take` looks for the file that it made
    assert len(made) == 1 and len(known) == 3, found
    assert ReviewFileRow.objects.count() == 1
    assert sorted(ReviewImport.objects.values_list("known", flat=True)) == [0, 1, 1, 1]


def test_waiting_file_put_into_two_cases_at_once_is_in_one(practice):
    viewer, vault = practice.people[Role.COORDINATOR].viewer, MemoryVault()
    document = unsorted_document(viewer, vault)
    both = [prepared_case(viewer, vault), cases.new_case(viewer, facts={}, at=NOW)]
    found = at_once(
        *[lambda case=case: cases.place_document(viewer, document, case_id=case, role="chart") for case in both]
    )
    assert [type(one) for one in found if one is not None] == [StepNotPossible], found
    assert CaseDocument.objects.get(id=document).case_id == both[found.index(None)]


def test_confirmation_sent_twice_at_once_is_one_entry(practice):
    viewer = practice.people[Role.COORDINATOR].viewer
    case = prepared_case(viewer, MemoryVault())
    body = {"confirmed_disposition": "upheld", "reference": "P2P-0017"}
    found = at_once(*[lambda: add_confirmation(viewer, case, body=body, values={}, planned=(), at=NOW)] * 2)
    assert sorted(type(one).__name__ for one in found) == ["RecordEntry", "StepNotPossible"], found
    assert len(record_for_job(case)[0]) == 1

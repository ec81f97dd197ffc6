"""The audit of views and changes."""

from __future__ import annotations

import pytest
from django.db import transaction

from peercall.adapters.db.audit import audit_faults, chains_of, change, viewed
from peercall.adapters.db.models import AuditEntry
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


def test_a_change_and_its_entry_are_kept_together_or_not_at_all(practice):
    viewer = practice.people[Role.COORDINATOR].viewer
    with pytest.raises(RuntimeError), change(viewer, action="case.created"):
        raise RuntimeError
    assert AuditEntry.objects.count() == 0
    with change(viewer, action="case.created", details={"documents": 2}):
        pass
    assert [(one.action, one.by_name, one.details) for one in AuditEntry.objects.all()] == [
        ("case.created", "Alex Coordinator", {"documents": 2})
    ]


def test_a_chain_holds_until_somebody_changes_or_removes_an_entry(practice):
    viewer = practice.people[Role.COORDINATOR].viewer
    for page in ("inbox", "case", "call"):
        viewed(viewer, page=page)
    (chain,) = chains_of(practice.id)
    assert audit_faults(chain) == ()
    AuditEntry.objects.filter(number=2).update(by_name="Somebody", details={"page": 9})
    assert [fault.number for fault in audit_faults(chain)] == [2]
    AuditEntry.objects.filter(number=3).delete()
    assert audit_faults(chain)[-1].what == "entries are missing at the end"


def test_tenants_have_chains_of_their_own(practice, other_practice):
    viewed(practice.people[Role.PHYSICIAN].viewer, page="inbox")
    with transaction.atomic():
        viewed(other_practice.people[Role.PHYSICIAN].viewer, page="inbox")
    assert chains_of(practice.id) == [practice.id] and chains_of(other_practice.id) == [other_practice.id]
    assert [one.number for one in AuditEntry.objects.all()] == [1, 1]

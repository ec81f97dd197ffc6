"""The audit of views and changes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from peercall.adapters.db.audit import audit_faults, audit_page, chains_of, change, viewed
from peercall.adapters.db.models import AuditEntry, AuditHead
from peercall.adapters.db.models.append_only import AppendOnlyError
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db

CASE = uuid4()


def with_all_rights(statement):
    """Somebody who may do everything on the database; the test's transaction takes the triggers back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE peercall_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute('DROP TRIGGER IF EXISTS "peercall_auditentry_no_update"')
        cursor.execute(statement)


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
    with_all_rights("UPDATE peercall_auditentry SET by_name = 'Somebody', details = '{\"n\": 9}' WHERE number = 2")
    assert [fault.number for fault in audit_faults(chain)] == [2]
    with_all_rights("DELETE FROM peercall_auditentry WHERE number = 3")
    assert audit_faults(chain)[-1].what == "entries are missing at the end"


def test_tenants_have_chains_of_their_own(practice, other_practice):
    viewed(practice.people[Role.PHYSICIAN].viewer, page="inbox")
    with transaction.atomic():
        viewed(other_practice.people[Role.PHYSICIAN].viewer, page="inbox")
    assert chains_of(practice.id) == [practice.id] and chains_of(other_practice.id) == [other_practice.id]
    assert [one.number for one in AuditEntry.objects.all()] == [1, 1]


@pytest.mark.parametrize("value", ["Mrs. Example", "back pain, severe", 3.5, {"name": "x"}])
def test_an_entry_refuses_what_could_be_a_patients_value(practice, value):
    viewer = practice.people[Role.COORDINATOR].viewer
    with pytest.raises(ValueError, match="neither an id"), change(viewer, action="case.created", details={"k": value}):
        pass
    assert AuditEntry.objects.count() == 0


def test_the_list_is_filtered_paged_and_shows_one_organisation(practice, other_practice):
    coordinator, physician = practice.people[Role.COORDINATOR].viewer, practice.people[Role.PHYSICIAN].viewer
    for _ in range(3):
        viewed(coordinator, page="case", case=CASE)
    viewed(physician, page="inbox")
    assert len(audit_page(coordinator, person=physician.user).lines) == 1
    assert {line.case for line in audit_page(coordinator, case=CASE).lines} == {CASE}
    assert len(audit_page(coordinator, action="viewed.case").lines) == 3
    first = audit_page(coordinator, size=3)
    second = audit_page(coordinator, size=3, before=first.older)
    assert (len(first.lines), len(second.lines), second.older) == (3, 1, None)
    assert audit_page(other_practice.people[Role.ADMINISTRATOR].viewer).lines == []


def test_a_chain_whose_end_is_not_marked_any_more_does_not_hold(practice):
    viewer = practice.people[Role.COORDINATOR].viewer
    for _ in range(3):
        viewed(viewer, page="case", case=CASE)
    with_all_rights("DELETE FROM peercall_auditentry WHERE number = 3")
    AuditHead.objects.filter(chain=CASE).delete()
    assert [fault.number for fault in audit_faults(CASE)] == [2]


def test_verify_audit_says_that_every_chain_holds_or_which_does_not(practice, capsys):
    viewer = practice.people[Role.COORDINATOR].viewer
    for case in (CASE, CASE, None):
        viewed(viewer, page="case", case=case)
    call_command("verify_audit")
    assert "2 chains" in capsys.readouterr().out
    with_all_rights(f"DELETE FROM peercall_auditentry WHERE chain = '{CASE.hex if _sqlite() else CASE}'")
    with pytest.raises(CommandError, match="fault"):
        call_command("verify_audit")


def _sqlite():
    return connection.vendor == "sqlite"


def test_an_entry_is_never_changed_by_the_program(practice):
    viewed(practice.people[Role.COORDINATOR].viewer, page="case")
    entry = AuditEntry.objects.get()
    for harm in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(action="nothing"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            harm()


def test_an_entry_is_not_changed_by_the_database_either(practice):
    viewed(practice.people[Role.COORDINATOR].viewer, page="case")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE peercall_auditentry SET action = 'nothing'")

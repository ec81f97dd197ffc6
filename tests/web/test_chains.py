"""Every chain of an installation: what was removed from a record or a log shows, also at its end."""

# ruff: noqa: F811 (fixtures of another module)
from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.web.review_files import NOW, attempt, take
from tests.web.test_tasks import case, ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import calls, reviews
from peercall.adapters.db.chains import LOG, RECORD, chains_for_operator
from peercall.domain.organizations import Role
from peercall.domain.review_log import ReviewEntryKind

pytestmark = pytest.mark.django_db
WRITTEN = {"confirmed_disposition": "overturned", "reference": "P2P-0017"}


def removed(table: str, last: str) -> None:
    """Somebody who may do everything on the database takes the last row; the test's transaction takes it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"DELETE FROM {table} WHERE {last} = (SELECT max({last}) FROM {table})")


def faults() -> list[tuple[str, int, str]]:
    return [(one.kind, fault.number, fault.what) for one in chains_for_operator() for fault in one.faults]


def test_record_without_its_last_entry_is_told(physician, recorded, capsys):
    calls.add_record(physician.viewer, recorded, kind="confirmation", body=WRITTEN, at=NOW)
    assert faults() == []
    call_command("verify_audit")
    assert "1 records and logs: every one holds" in capsys.readouterr().out
    removed("peercall_recordrow", "number")
    assert faults() == [(RECORD, 2, "entries are missing at the end")]
    removed("peercall_recordrow", "number")
    assert faults() == [(RECORD, 2, "entries are missing at the end")]
    with pytest.raises(CommandError, match="1 fault"):
        call_command("verify_audit")


def test_log_of_a_review_file_without_its_last_entry_is_told(review_organisation):
    viewer = review_organisation.people[Role.REVIEWER].viewer
    first, second = take(viewer), take(viewer, "R-2")
    reviews.add_entry(viewer, [first], kind=ReviewEntryKind.ATTEMPT, body=attempt(first), at=NOW)
    both = attempt(first, second)
    reviews.add_entry(viewer, [first, second], kind=ReviewEntryKind.ATTEMPT, body=both, at=NOW)
    assert faults() == []
    removed("peercall_reviewentryfile", "id")
    assert faults() == [(LOG, 1, "entries are missing at the end")]
    removed("peercall_reviewentryfile", "id")
    assert sorted(number for _, number, _ in faults()) == [1, 2]

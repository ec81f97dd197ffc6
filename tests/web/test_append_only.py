"""What is added and never changed: the database itself refuses every other way, whoever asks."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.models.append_only import AppendOnly, protect, protect_whole, trigger_name
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db
TABLE = "peercall_auditentry"
TABLES = [model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)]


def run(statement: str, params: object = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def guarded(practice):
    """A table with an entry, and with the triggers that tests of servers do without; the test's transaction ends them."""
    viewed(practice.people[Role.COORDINATOR].viewer, page="case")
    editor = SimpleNamespace(connection=connection, execute=run)
    for event in ("update", "delete", "truncate"):
        on = f' ON "{TABLE}"' if connection.vendor == "postgresql" else ""
        run(f'DROP TRIGGER IF EXISTS "{trigger_name(TABLE, event)}"{on}')
    protect(TABLE).code(apps, editor)
    protect_whole([TABLE]).code(apps, editor)


WAYS = {
    "sqlite": [
        f"UPDATE {TABLE} SET action = 'nothing'",
        f"DELETE FROM {TABLE}",
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE true ON CONFLICT DO UPDATE SET action = 'nothing'",
    ],
    "postgresql": [
        f"UPDATE {TABLE} SET action = 'nothing'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET action = 'nothing'",
    ],
}


@pytest.mark.parametrize("number", range(4))
def test_no_statement_changes_or_removes_an_entry(guarded, number):
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        run(WAYS[connection.vendor][number])


def test_every_append_only_table_has_its_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert {trigger_name(table, "update") for table in TABLES} <= found
    whole = import_module("peercall.adapters.db.migrations.0018_append_only_whole").TABLES
    assert {table for table in TABLES if table not in {f"peercall_{name}" for name in whole}} == set()

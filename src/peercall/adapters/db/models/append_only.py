"""Rows that are added and never changed: the model refuses, and so does the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


class AppendOnlyError(RuntimeError):
    """Program fault: a row of an append-only table was to be changed or removed."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and adds."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002 (Django's)
        """Never."""
        raise AppendOnlyError(self.model.__name__)

    def delete(self) -> NoReturn:
        """Never."""
        raise AppendOnlyError(self.model.__name__)


class AppendOnly(models.Model):
    """Base of append-only tables. Each also names its table in `protect(...)` in its migration."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that is there already is refused."""
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 (Django's)
        """Never."""
        raise AppendOnlyError(type(self).__name__)


def protect(table: str) -> RunPython:
    """The migration step that makes the database refuse UPDATE and DELETE on `table`."""

    def add(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 (Django's)
        for statement in _triggers(table, vendor=editor.connection.vendor):
            editor.execute(statement, params=None)  # no placeholders: % stands for itself

    def remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 (Django's)
        for event in ("update", "delete"):
            name = trigger_name(table, event)
            on = f' ON "{table}"' if editor.connection.vendor == "postgresql" else ""
            editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')

    return RunPython(add, remove)


def protect_whole(tables: Sequence[str]) -> RunPython:
    """The migration step that makes PostgreSQL refuse TRUNCATE too, which asks no trigger of a row. SQLite has none."""

    def add(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 (Django's)
        for table in tables if editor.connection.vendor == "postgresql" else ():
            editor.execute(
                f'CREATE TRIGGER "{trigger_name(table, "truncate")}" BEFORE TRUNCATE ON "{table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION peercall_append_only()",
                params=None,
            )

    def remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 (Django's)
        for table in tables if editor.connection.vendor == "postgresql" else ():
            editor.execute(f'DROP TRIGGER IF EXISTS "{trigger_name(table, "truncate")}" ON "{table}"')

    return RunPython(add, remove)


def trigger_name(table: str, event: str) -> str:
    """Name of the trigger that refuses `event` (update, delete or truncate)."""
    return f"{table}_no_{event}"


def _triggers(table: str, *, vendor: str) -> list[str]:
    events = ("update", "delete")
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{trigger_name(table, event)}" BEFORE {event.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are added and never changed'); END"
            for event in events
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION peercall_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME; END $$"
    )
    return [
        refuse,
        *(
            f'CREATE TRIGGER "{trigger_name(table, event)}" BEFORE {event.upper()} ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION peercall_append_only()"
            for event in events
        ),
    ]

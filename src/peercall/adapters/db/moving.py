"""From a SQLite database into an empty PostgreSQL one: every row as it is, with its moments and its place in a chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader

from peercall.domain.errors import BackupNotPossible

_FROM = "moved"
#: made anew by the tables themselves, or not worth keeping: sessions end with a restore
_LEFT = {"auth", "contenttypes", "procrastinate", "sessions"}
_ROWS = 500


def move_from_sqlite(path: Path) -> None:
    """Fill the empty database from that file, which is brought to this version first. Raises BackupNotPossible."""
    with _opened(path):
        for app in sorted(MigrationLoader(None, ignore_no_migrations=True).migrated_apps - {"procrastinate"}):
            call_command("migrate", app, database=_FROM, interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        moved = [
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.app_label not in _LEFT and model._meta.managed and not model._meta.proxy
        ]
        with transaction.atomic():  # what a row points to may come after it: it is looked at in the end
            for model in moved:
                _move(model)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), moved):
                    cursor.execute(statement)


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    own = connections.settings["default"]
    connections.settings[_FROM] = {
        **own,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "HOST": "",
        "PORT": "",
        "USER": "",
        "PASSWORD": "",
        "OPTIONS": {},
        "CONN_MAX_AGE": 0,
    }
    try:
        yield
    finally:
        connections[_FROM].close()
        del connections[_FROM]
        del connections.settings[_FROM]


def _move(model: type[models.Model]) -> None:
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    manager: Any = model._base_manager
    rows = manager.using(_FROM).order_by("pk").iterator(chunk_size=_ROWS)
    while batch := list(islice(rows, _ROWS)):
        try:
            # raw: no field fills itself in, so that a moment stays the one it was
            manager._insert(batch, fields=fields, using="default", raw=True)
        except (DatabaseError, ValueError) as fault:
            raise BackupNotPossible(
                f"a row cannot be kept in PostgreSQL ({type(fault).__name__})",
                where=model._meta.db_table,
                remedy="Nothing was moved: make the database anew and go on with SQLite meanwhile.",
            ) from None

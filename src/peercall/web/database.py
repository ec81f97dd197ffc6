"""Whether the database answers, before anything else is tried with it."""

from __future__ import annotations

import os

from django.db import OperationalError, connection

from peercall.domain.errors import SettingInvalid


def reach_database() -> None:
    """Returns when it answers. Raises SettingInvalid with what the database, or the way there, says of it."""
    try:
        connection.ensure_connection()
        connection.close()
    except OperationalError as fault:
        said = str(fault).strip().splitlines()
        raise SettingInvalid(
            f"the database does not answer ({said[0] if said else type(fault).__name__})",
            where="DATABASE_URL" if os.environ.get("DATABASE_URL") else "PEERCALL_DATA",
            remedy="Look at that setting and at the server; `peercall doctor` says more.",
        ) from None

"""How many tasks wait for a person: every page shows it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from peercall.adapters.db.models import Task
from peercall.adapters.db.tasks import tomorrow_of
from peercall.application.site.tasks import TaskCounts
from peercall.application.viewer import Viewer


def task_counts(viewer: Viewer, *, now: datetime) -> TaskCounts:
    """Due today or overdue among the viewer's own, capped at 100; one query."""
    moment, person = Task._meta.get_field("sort_at"), Task._meta.get_field("owner")
    roles = {f"role{at}": role.value for at, role in enumerate(sorted(viewer.roles))}
    values = {
        "organization": person.get_db_prep_value(viewer.organization, connection),
        "person": person.get_db_prep_value(viewer.user, connection),
        "now": moment.get_db_prep_value(now, connection),
        "end": moment.get_db_prep_value(tomorrow_of(now, viewer.time_zone), connection),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.replace("ROLES", ", ".join(f"%({name})s" for name in roles)), values | roles)
        due, overdue, alarms = cursor.fetchone()
    return TaskCounts(due=due, overdue=overdue, alarms=alarms)


#: counts among what `tasks.task_page` lists as mine
_COUNTS = """
SELECT COUNT(*), COUNT(CASE WHEN due_at <= %(now)s THEN 1 END), COUNT(CASE WHEN is_alarm THEN 1 END) FROM (
  SELECT due_at, is_alarm FROM peercall_task
  WHERE organization_id = %(organization)s AND state = 'open' AND sort_at < %(end)s AND (
    owner_id = %(person)s
    OR (owner_id IS NULL AND role IN (ROLES))
    OR (escalated_at IS NOT NULL AND escalate_to IN (ROLES)))
  LIMIT 100) AS mine
"""

"""`python -m benchmarks.web_site.seed CASES`: tables, a practice, CASES open cases; prints what the load needs as JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.web_site.settings")


def main(number: int) -> dict[str, Any]:
    """Make everything; sessions of 50 users, a prepared case, an open call."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from peercall.adapters.db import accounts, calls, case_jobs, cases
    from peercall.adapters.db.case_queries import case_view
    from peercall.adapters.db.models import Case
    from peercall.bootstrap.site_demo import example_folders, load_example
    from peercall.bootstrap.site_jobs import case_worker
    from peercall.bootstrap.site_vault import vault
    from peercall.domain.organizations import OrganizationKind, Role
    from peercall.domain.workflow import Stage

    now = datetime.now(ZoneInfo("America/Chicago"))
    practice = accounts.create_organization(
        name="Cedar Valley", kind=OrganizationKind.PRACTICE, time_zone="America/Chicago"
    )
    stages = [Stage.RECEIVED, Stage.CONFIRMED, Stage.REQUESTED, Stage.SCHEDULED, Stage.FOLLOW_UP]
    Case.objects.bulk_create(
        (
            Case(
                organization_id=practice,
                created_at=now - timedelta(minutes=index),
                stage=stages[index % len(stages)].value,
                member_name=f"Member {index:05}",
                plan_name=f"Plan {index % 40}",
                service=f"Service {index % 300}",
                reason_class="insufficient_documentation",
                triage=("p2p", "p2p_with_warning", "other_route")[index % 3],
                effect="can_overturn",
                due_at=now + timedelta(minutes=37 * index),
                sort_at=now + timedelta(minutes=37 * index),
                due_clock="peer-to-peer",
                amount=index % 9000,
                next_step="ask for the call",
                revision=1,
                analysed_revision=1,
            )
            for index in range(number)
        ),
        batch_size=1000,
    )
    sessions = []
    for index in range(50):
        user = accounts.create_user(email=f"person{index}@cedar.example", name=f"Person {index}")
        accounts.give_roles(user, organization=practice, roles=[Role.COORDINATOR, Role.PHYSICIAN, Role.ADMINISTRATOR])
        session = SessionStore()
        session["_auth_user_id"] = str(user)
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        session["_auth_user_hash"] = get_user_model().objects.get(pk=user).get_session_auth_hash()
        session["organization"] = str(practice)
        session["searches"] = {"searched": "member 001"}
        session.create()
        sessions.append(session.session_key)
    first = accounts.user_id_by_email("person0@cedar.example")
    viewer = accounts.viewer_for(first, organization=practice) if first else None
    assert viewer is not None
    case = load_example(viewer, folder=Path(example_folders()[0]), vault=vault(), at=now)
    case_worker().work(case, at=now)
    proposal = case_view(viewer, case).determination().proposal
    assert proposal is not None
    cases.confirm(viewer, case, number=1, contract=proposal, version=0, at=now)
    case_worker().work(case, at=now)
    call = calls.start_call(viewer, case, at=now, speaker_name="Adaeze Okafor, MD")
    case_jobs.refresh_summary(case)
    documents = case_view(viewer, case).documents
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, but later than the load begins
    return {"sessions": sessions, "case": str(case), "call": str(call), "document": str(documents[0].id)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))

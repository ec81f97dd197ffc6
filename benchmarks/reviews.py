"""A supervisor's look at 10,000 review files: as a ratio to reading and folding the log of each of them.

SQLite in a file of its own, which works in this process: what is compared is processor time. A tenth of the files is open. The look is what the page reads and counts: figures, counts of
the logs for an audit, calls outside the allowed hours, and every open file that is at risk. Goal: the look takes at most
a tenth of the time that the logs take.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

FILES, OPEN_OF, ROUNDS, GOAL = 10_000, 10, 3, 0.1
_PART = 250


def run(*, number: int = FILES) -> bool:
    """Print milliseconds and the ratio; False when the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEERCALL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")
        Path(folder).chmod(0o700)
        return _measured(number)


def _measured(number: int) -> bool:
    import django

    django.setup()
    from django.core.management import call_command

    from peercall.adapters.db.accounts import create_organization, create_user, give_roles, viewer_for
    from peercall.adapters.db.review_reports import figures_received, files_received
    from peercall.application.review.supervise import audit_counts, audits_of, figures, files_at_risk, outside_calls
    from peercall.application.review.views import FileFigures
    from peercall.bootstrap.site_assess import site_rules
    from peercall.bootstrap.site_reviews import office_calendar, site_risks
    from peercall.domain.organizations import OrganizationKind, Role
    from peercall.engine.review_audit import asking_rules
    from peercall.engine.review_summary import summary_of

    call_command("migrate", interactive=False, verbosity=0)
    user = create_user(email="manager@northgate.example", name="Alex Manager", password="three-quiet-herons-42")
    organization = create_organization(
        name="Northgate", kind=OrganizationKind.REVIEW_ORGANISATION, time_zone="America/Denver"
    )
    give_roles(user, organization=organization, roles=[Role.REVIEWER, Role.MANAGER])
    viewer = viewer_for(user, organization=organization)
    assert viewer is not None
    now = datetime.now(UTC)
    begun = time.perf_counter()
    _store(viewer, number, at=now)
    print(f"{number} files with their logs stored in {time.perf_counter() - begun:.0f} s")
    tables, calendar = site_rules().reviews, office_calendar(now)
    asking = asking_rules(tables.rules.values())

    def look() -> None:
        files = figures_received(viewer)
        risks = site_risks(viewer, as_of=now)
        figures(files, at_risk=risks, least=5)
        audit_counts(asking, files, tables=tables)
        outside_calls(files)

    def logs() -> None:
        views = files_received(viewer)
        files = [
            FileFigures(one.id, one.reference, "", summary_of(one.log, received_at=one.received_at)) for one in views
        ]
        risks = files_at_risk(views, tables=tables, calendar=calendar, as_of=now)
        figures(files, at_risk=risks, least=5)
        audits_of(asking, views, tables=tables, zone=viewer.time_zone)

    quick, slow = _median(look), _median(logs, rounds=1)
    print(f"a look {1000 * quick:.0f} ms, the logs {1000 * slow:.0f} ms: ratio {quick / slow:.3f} (goal {GOAL})")
    return quick / slow <= GOAL


def _median(act: Callable[[], Any], *, rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def _store(viewer: Any, number: int, *, at: datetime) -> None:
    from tests.samples.review_files import BODY
    from tests.web.review_files import FILE, attempt

    from peercall.adapters.db import reviews
    from peercall.application.review.views import ImportSource, IncomingFile
    from peercall.domain.review_log import Activity, Assigned, ReportSaved, ReviewEntry, ReviewEntryKind, TimeSpent
    from peercall.engine.review_report_data import report_data

    for start in range(0, number, _PART):
        sent = [
            IncomingFile(
                f"R-{start + index}",
                replace(
                    FILE,
                    claimant=f"PM-{start + index}",
                    client=f"Client {index % 7}",
                    decision_due_at=at + timedelta(hours=2 + index),
                ),
            )
            for index in range(min(_PART, number - start))
        ]
        arrived = at - timedelta(days=2)
        files = reviews.take_files(viewer, sent, source=ImportSource.CSV, at=arrived).files

        def entry(file: UUID, kind: ReviewEntryKind, body: Any, hours: int) -> ReviewEntry:
            return ReviewEntry(str(uuid4()), (str(file),), at - timedelta(hours=hours), "Alex", kind, body)

        made = []
        for index, file in enumerate(files):
            calls = [attempt(file, id=str(uuid4()), at=at - timedelta(hours=hours)) for hours in (30, 6)]
            made.append(entry(file, ReviewEntryKind.ASSIGNMENT, Assigned(str(viewer.user), "Alex Manager"), 40))
            made += [entry(file, ReviewEntryKind.ATTEMPT, one, 5) for one in calls]
            made.append(entry(file, ReviewEntryKind.TIME, TimeSpent(Activity.CALL, 600), 4))
            if index % OPEN_OF:
                report = ReportSaved({"body": report_data(BODY), "discussion": []}, is_signed=True)
                made.append(entry(file, ReviewEntryKind.REPORT, report, 2))
        for part in range(0, len(made), 400):
            reviews.add_entries(viewer, made[part : part + 400], at=at)

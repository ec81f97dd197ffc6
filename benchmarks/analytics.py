"""The reports over 100,000 invented cases: as a ratio to the plainest count the same database makes of the same rows.

SQLite in a file of its own. The floor is one `GROUP BY` of one column, as often as the report counts; the pure fold of the
same cases stands beside it. Growth: at ten times the cases the ratio to the floor may not be larger than at first by a
fifth.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FEW, MANY, ROUNDS = 10_000, 100_000, 5
#: queries of one report (tests/web/test_figures.py asserts the number)
QUERIES = 12
GOAL_FLOOR, GOAL_GROWTH = 4.0, 1.2


def _median(act: Callable[[], Any]) -> float:
    act()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def run() -> bool:
    """Print milliseconds and ratios; False when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEERCALL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")
        Path(folder).chmod(0o700)
        return _measured()


def _measured() -> bool:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from tests.web.seeded_figures import store_seeded

    from peercall.adapters.db.accounts import create_organization, create_user, give_roles, viewer_for
    from peercall.adapters.db.figures import Period, tallies
    from peercall.domain.organizations import OrganizationKind, Role
    from peercall.engine.metrics import fold, make_report

    call_command("migrate", interactive=False, verbosity=0)
    at = datetime(2026, 11, 2, tzinfo=UTC)
    user = create_user(email="manager@cedar.example", name="Alex Manager", password="three-quiet-herons-42")
    times: dict[int, tuple[float, float, float]] = {}
    for cases in (FEW, MANY):
        practice = create_organization(
            name=f"Practice of {cases}", kind=OrganizationKind.PRACTICE, time_zone="America/Chicago"
        )
        give_roles(user, organization=practice, roles=[Role.MANAGER])
        viewer = viewer_for(user, organization=practice)
        assert viewer is not None
        made = store_seeded(practice, cases=cases, at=at)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

        def floor(organization: str = practice.hex) -> None:
            with connection.cursor() as cursor:
                for _ in range(QUERIES):
                    cursor.execute(
                        "SELECT result, count(*) FROM peercall_casefigure WHERE organization_id = %s GROUP BY result",
                        [organization],
                    )
                    cursor.fetchall()

        report = _median(lambda v=viewer: make_report(tallies(v, period=Period()), least=5))  # type: ignore[misc]
        times[cases] = report, _median(floor), _median(lambda m=made: make_report(fold(m), least=5))  # type: ignore[misc]
    for cases, (report, floor_, folded) in times.items():
        print(
            f"{cases:>7} cases: report {1000 * report:.0f} ms, {QUERIES} plain counts {1000 * floor_:.0f} ms "
            f"({report / floor_:.1f}x), pure fold {1000 * folded:.0f} ms"
        )
    ratio = times[MANY][0] / times[MANY][1]
    growth = ratio / (times[FEW][0] / times[FEW][1])
    print(
        f"ratio to the floor {ratio:.1f} (goal {GOAL_FLOOR:.0f}), at ten times the cases {growth:.2f} of it (goal {GOAL_GROWTH})"
    )
    return ratio <= GOAL_FLOOR and growth <= GOAL_GROWTH

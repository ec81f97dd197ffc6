"""Working copies of cases: each process has its own, on machines that share the data folder too; none stays behind."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from peercall.bootstrap import site_work

GONE = 2**22 + 1  # no process has such a number


@pytest.fixture
def folders(settings, tmp_path):
    """Makes a working copy in the folder of that name."""
    settings.DATA = tmp_path

    def make(name):
        copy = site_work.work_folder() / name / "peercall-case-1"
        copy.mkdir(parents=True)
        return copy

    return make


def test_what_a_dead_process_left_is_removed_and_a_running_one_keeps_its_own(folders):
    machine = site_work.own_folder().name.rpartition(".")[0]
    dead, alive = folders(f"{machine}.{GONE}"), folders(f"{machine}.{os.getppid()}")
    older, loose = folders(str(GONE)), folders("peercall-case-2")
    assert site_work.remove_copies_of_dead_processes(now=timezone.now()) == 3
    assert alive.exists()
    assert not any(copy.exists() for copy in (dead, older, loose))


def test_another_machine_s_copies_stay_for_a_day_whatever_its_numbers_mean_here(folders):
    other = folders(f"another-machine.{GONE}")
    changed = other.parent.stat().st_mtime
    for hours, stays in ((23, True), (25, False)):
        os.utime(other.parent, (changed, changed))
        now = datetime.fromtimestamp(changed, tz=UTC) + timedelta(hours=hours)
        site_work.remove_copies_of_dead_processes(now=now)
        assert other.exists() is stays

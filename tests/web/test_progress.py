"""The progress of a job as a part of a page, and the administrator's list of jobs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from peercall.adapters.db import jobs
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(practice):
    """A job of the practice in the hands of a worker."""
    job = jobs.DatabaseJobs().enqueue("case", {}, key="case 1", organization=practice.id)
    found = jobs.claim(job, worker="one", lease=timedelta(minutes=1))
    assert found
    return found


def test_progress_asks_again_until_the_job_has_ended(practice, sign_in_as, claimed):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    address = reverse("job", args=[claimed.id])
    jobs.tell_progress(claimed, step="Reading page 3", done=3, of=12, message="")
    page = client.get(address).content.decode()
    assert "Reading page 3" in page and "3 of 12" in page and f'hx-get="{address}"' in page
    jobs.end_job(claimed)
    assert "hx-get" not in client.get(address).content.decode()


def test_progress_of_another_organisations_job_is_not_there(other_practice, sign_in_as, claimed):
    client = sign_in_as(other_practice.people[Role.COORDINATOR])
    assert client.get(reverse("job", args=[claimed.id])).status_code == 404


def test_failed_job_waits_for_the_administrator_and_can_be_tried_again(practice, other_practice, sign_in_as, claimed):
    jobs.fail_job(claimed, message="letter.pdf: the file is damaged. Scan it again.", final=True)
    client = sign_in_as(practice.people[Role.ADMINISTRATOR])
    assert "Scan it again." in client.get(reverse("jobs")).content.decode()
    stranger = sign_in_as(other_practice.people[Role.ADMINISTRATOR])
    assert stranger.post(reverse("retry-job", args=[claimed.id])).status_code == 404
    client.post(reverse("retry-job", args=[claimed.id]))
    viewer = practice.people[Role.ADMINISTRATOR].viewer
    assert jobs.job_progress(viewer, job=claimed.id).state.value == "waiting"


def test_job_that_stops_its_worker_five_times_is_given_up(practice, claimed):
    held = claimed
    for _ in range(4):
        jobs.extend_lease(held, lease=timedelta(seconds=-1))
        held = jobs.claim(claimed.id, worker="one", lease=timedelta(minutes=1))
    jobs.extend_lease(held, lease=timedelta(seconds=-1))
    assert jobs.claim(claimed.id, worker="one", lease=timedelta(minutes=1)) is None
    shown = jobs.job_progress(practice.people[Role.COORDINATOR].viewer, job=claimed.id)
    assert shown.failed and "5 times" in shown.message

"""The shipped finished files: each report is signed as any other is, and the figures have something to tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from peercall.adapters.db import review_queries, review_reports
from peercall.application.review.report import report_versions
from peercall.application.review.views import FileState
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_demo_history import load_review_history
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(review_organisation):
    return review_organisation.people[Role.REVIEWER].viewer


def test_every_finished_file_has_a_signed_report_and_a_determination(reviewer):
    now = timezone.now()
    count = load_review_history(reviewer, at=now)
    views = review_reports.files_received(reviewer)
    assert len(views) == count >= 10
    for view in views:
        (report,) = report_versions(view, tables=site_rules().reviews, viewer=reviewer)
        assert report.signature.by == reviewer.name
        assert (view.state, view.log.unweighed) == (FileState.CLOSED, ())
        written = [view.received_at, *(one.entry.at for one in (*view.log.attempts, *view.log.reports))]
        assert written == sorted(written)
        assert written[-1] <= view.log.determination.body.at <= now - timedelta(hours=1)


def test_loading_them_again_adds_nothing(reviewer):
    for _ in range(2):
        load_review_history(reviewer, at=timezone.now())
    assert len(review_queries.finished_files(reviewer)) == 10


def test_a_supervisor_of_the_demonstration_sees_figures(reviewer, review_organisation, sign_in_as):
    load_review_history(reviewer, at=timezone.now())
    page = sign_in_as(review_organisation.people[Role.MANAGER]).get("/review/figures/").content.decode()
    assert "Great Plains Health" in page
    assert ">withheld<" not in page

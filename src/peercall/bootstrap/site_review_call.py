"""What the screen of a review call is made from beside the files: how they stand, zones to choose from, criteria."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peercall.application.review.call_criteria import CriteriaShown
from peercall.application.review.views import FileView
from peercall.bootstrap.site_review_criteria import file_criteria
from peercall.bootstrap.site_reviews import site_standing, zone_finding
from peercall.domain.reviews import ReviewFile
from peercall.engine.attempts.standing import CallStanding


def standings_of(views: Sequence[FileView], *, at: datetime) -> dict[str, CallStanding]:
    """How the calls of each file stand at the moment, by file id."""
    return {view.file.id: site_standing(view, as_of=at).call for view in views}


def zones_of(file: ReviewFile) -> tuple[str, ...]:
    """Zones in which the office may lie, for a person to choose from."""
    return zone_finding(file).zones


def criteria_of(views: Sequence[FileView], *, at: datetime) -> dict[str, tuple[CriteriaShown | None, str]]:
    """The criteria of each file, by file id, with the reason where there are none."""
    return {view.file.id: file_criteria(view.file, at=at) for view in views}

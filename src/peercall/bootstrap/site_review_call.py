"""What the screen of a review call is made from beside the files: how they stand, zones to choose from, criteria."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.documents.kinds import kind_of, refusal
from peercall.application.review.call_criteria import CriteriaShown
from peercall.application.review.views import FileView
from peercall.application.site.intake import safe_name
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_files import largest_file
from peercall.bootstrap.site_review_criteria import Records, file_criteria, read_record
from peercall.bootstrap.site_reviews import office_calendar, site_standing, zone_finding
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import InputTooLarge, StepNotPossible
from peercall.domain.review_log import RecordLoaded, ReviewEntryKind
from peercall.domain.reviews import ContactAttempt, ReviewFile
from peercall.engine.attempts.outside import is_outside_hours
from peercall.engine.attempts.standing import CallStanding
from peercall.engine.review_words import moment_words


def standings_of(views: Sequence[FileView], *, at: datetime) -> dict[str, CallStanding]:
    """How the calls of each file stand at the moment, by file id."""
    return {view.file.id: site_standing(view, as_of=at).call for view in views}


def with_hours(attempt: ContactAttempt, views: Sequence[FileView]) -> ContactAttempt:
    """The attempt with the files for which no call might be placed at its moment, by what is known of the office now."""
    hours = site_rules().reviews.hours
    assert hours is not None, "the shipped rules state the hours of an office"
    calendar = office_calendar(attempt.at)
    about = [view for view in views if view.file.id in attempt.files]
    outside = [
        view.file.id
        for view in about
        if is_outside_hours(attempt, log=view.log, calendar=calendar(view.file.office_state), hours=hours)
    ]
    return replace(attempt, outside_hours=tuple(outside))


def zones_of(file: ReviewFile) -> tuple[str, ...]:
    """Zones in which the office may lie, for a person to choose from."""
    return zone_finding(file).zones


def criteria_of(views: Sequence[FileView], *, at: datetime) -> dict[str, tuple[CriteriaShown | None, str]]:
    """The criteria of each file, by file id, with the reason where there are none."""
    return {view.file.id: _criteria(view, at=at) for view in views}


def _criteria(view: FileView, *, at: datetime) -> tuple[CriteriaShown | None, str]:
    shown, why = file_criteria(view.file, records=_records(view), at=at)
    choice = view.log.policy_choice
    if shown is not None and choice is not None:
        when = moment_words(choice.entry.at, zone=view.file.zone or "UTC")
        shown = replace(shown, why=shown.why.replace("named in the file", f"chosen by {choice.entry.by}, {when}"))
    return shown, why


def _records(view: FileView) -> Records:
    names = view.log.record_names
    return Records(tuple((names[one.entry.id], one.body.stored) for one in view.log.records))


def load_record(viewer: Viewer, file: UUID, *, name: str, data: bytes, at: datetime) -> None:
    """A submitted record is kept in the vault and named in the file's log. The same bytes are kept once.

    One that nobody can read is not kept: the criteria would be held against nothing. Raises StepNotPossible for bytes
    that are no document, DocumentUnreadable, InputTooLarge, RecordNotFound.
    """
    view = review_queries.file_view(viewer, file)
    if len(data) > (most := largest_file()):
        raise InputTooLarge(f"the file is larger than {most >> 20} MB", remedy="Split it, and load its parts.")
    if kind_of(data) is None:
        why, remedy = refusal(data)
        raise StepNotPossible(why, remedy=remedy)
    digest = hashlib.sha256(data).hexdigest()
    if any(one.body.sha256 == digest for one in view.log.records):
        return
    read_record(data, name=safe_name(name))
    stored = vault().put(data, organization=viewer.organization)
    body = RecordLoaded(name=safe_name(name), stored=stored, sha256=digest)
    reviews.add_entry(viewer, [file], kind=ReviewEntryKind.RECORD, body=body, at=at)

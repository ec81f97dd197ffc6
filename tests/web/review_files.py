"""Invented review files and entries for tests of the review organization's side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from peercall.adapters.db import reviews
from peercall.application.review.views import ImportSource, IncomingFile
from peercall.application.viewer import Viewer
from peercall.domain.attempts import AttemptResult
from peercall.domain.reviews import CallDemand, ContactAttempt, ReviewFile, ReviewProgram

#: a Tuesday, 10:00 in Chicago
NOW = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
FILE = ReviewFile(
    id="",
    client="Prairie Mutual",
    jurisdiction="TX",
    program=ReviewProgram.WORKERS_COMPENSATION,
    claimant="PM-88121",
    treating_physician="Dr. Ada Okafor",
    npi="2000000010",
    request="Lumbar epidural steroid injection, L4-L5",
    call=CallDemand.REQUIRED,
    numbers=("214-555-0110",),
    office_state="TX",
    zone="America/Chicago",
    decision_due_at=datetime(2026, 12, 4, 23, 0, tzinfo=UTC),
    records=("Office note of November 12", "MRI of the lumbar spine"),
)


def take(viewer: Viewer, reference: str = "R-1", *, at: datetime = NOW, **changed: Any) -> UUID:
    """A file in the viewer's queue; its id."""
    sent = IncomingFile(reference, replace(FILE, **changed))
    return reviews.take_files(viewer, [sent], source=ImportSource.FORM, at=at).files[0]


def attempt(*files: UUID, at: datetime = NOW, **changed: Any) -> ContactAttempt:
    """A try that met a voicemail."""
    plain = ContactAttempt(
        id="a",
        files=tuple(str(one) for one in files),
        at=at,
        zone="America/Chicago",
        physician="Dr. Ada Okafor",
        number="214-555-0110",
        result=AttemptResult.VOICEMAIL,
    )
    return replace(plain, **changed)

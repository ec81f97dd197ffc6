"""The shipped review files in a review organization: to look around before the first client's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from peercall.adapters.case_folder import load_yaml
from peercall.adapters.db import members, reviews
from peercall.application.review.views import ImportSource, IncomingFile
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_demo import example_root
from peercall.bootstrap.site_review_call import load_record
from peercall.bootstrap.site_reviews import office_calendar, zone_finding
from peercall.domain.attempts import AttemptResult
from peercall.domain.review_log import CallbackTaken, ReviewBody, ReviewEntryKind
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallbackNumber,
    CallDemand,
    ContactAttempt,
    ReachedRole,
    ReviewFile,
    ReviewProgram,
)
from peercall.domain.terms import Funding

Data = Mapping[str, Any]
_FILES = "review-organization/files.yaml"
_RECORDS = "review-organization/records"


@transaction.atomic
def load_review_demo(viewer: Viewer, *, reviewer: UUID | None = None, at: datetime) -> tuple[UUID, ...]:
    """Every shipped file in the viewer's organization, those for a reviewer given to `reviewer`; their ids.

    reviewer: None: the viewer, or who reviews here first by name; nobody where nobody does. at: aware; due times and what
    happened already are counted from it.
    """
    listed = load_yaml(example_root() / _FILES, where=_FILES)["files"]
    sent = [IncomingFile(one["reference"], _file(one, at=at), row=row) for row, one in enumerate(listed, start=1)]
    taken = reviews.take_files(viewer, sent, source=ImportSource.DEMO, name="examples", at=at)
    mine = [id for id, one in zip(taken.files, listed, strict=True) if not one.get("unassigned")]
    chosen = reviewer or _reviewer(viewer)
    if mine and chosen is not None:
        reviews.assign(viewer, mine, reviewer=chosen, at=at)
    for id, incoming, one in zip(taken.files, sent, listed, strict=True):
        for kind, body in _happened(one, file=replace(incoming.file, id=str(id)), at=at):
            reviews.add_entry(viewer, [id], kind=kind, body=body, at=at)
        for name in one.get("loaded") or ():
            load_record(viewer, id, name=name, data=(example_root() / _RECORDS / name).read_bytes(), at=at)
    return taken.files


def _reviewer(viewer: Viewer) -> UUID | None:
    if viewer.has(*reviews.REVIEWING):
        return viewer.user
    return next((person.id for person in members.people(viewer, roles=reviews.REVIEWING)), None)


def sent_file(one: Data) -> ReviewFile:
    """A shipped file as a client would send it; its zone, hours and due time come from when it is loaded."""
    return ReviewFile(
        id="",
        client=one["client"],
        jurisdiction=one["jurisdiction"],
        program=ReviewProgram(one["program"]),
        funding=Funding(one["funding"]) if "funding" in one else None,
        claimant=one["claimant"],
        treating_physician=one["treating_physician"],
        treating_specialty=one.get("treating_specialty", ""),
        npi=one.get("npi"),
        request=one["request"],
        service_codes=tuple(one.get("service_codes") or ()),
        call=CallDemand(one.get("call", CallDemand.REQUIRED)),
        numbers=tuple(one["numbers"]),
        office_state=one["office_state"],
        office_zip=one.get("office_zip"),
        records=tuple(one.get("records") or ("Office notes",)),
        instructions=one.get("instructions", ""),
        callback=CallbackNumber(one.get("callback", CallbackNumber.NONE)),
        callback_number=one.get("callback_number"),
    )


def _file(one: Data, *, at: datetime) -> ReviewFile:
    plain = sent_file(one)
    found = zone_finding(plain)
    zone = found.certain_zone or found.zones[0]
    return replace(
        plain,
        zone=found.certain_zone,
        availability=tuple(
            AvailabilityWindow(
                time.fromisoformat(window["start"]),
                time.fromisoformat(window["end"]),
                zone,
                weekdays=frozenset(window["weekdays"]),
            )
            for window in one.get("availability") or ()
        ),
        decision_due_at=moment_of(one["decision_due"], zone=zone, state=plain.office_state, at=at),
    )


def moment_of(given: Data, *, zone: str, state: str | None, at: datetime) -> datetime:
    """A business day counted from the day of loading, at an hour of the office's clock."""
    days: int = given["business_days"]
    calendar, today = office_calendar(at)(state), at.astimezone(ZoneInfo(zone)).date()
    day: date = calendar.due_after(today, days) if days > 0 else calendar.days_back(today, -days)
    return datetime.combine(day, time.fromisoformat(given["at"]), tzinfo=ZoneInfo(zone))


def _happened(one: Data, *, file: ReviewFile, at: datetime) -> Iterator[tuple[ReviewEntryKind, ReviewBody]]:
    zone = file.zone or ""
    for entry in one.get("log") or ():
        if tried := entry.get("attempt"):
            left = CallbackNumber(tried.get("left", CallbackNumber.NONE))
            yield (
                ReviewEntryKind.ATTEMPT,
                ContactAttempt(
                    id=f"{file.id}-first",
                    files=(file.id,),
                    at=moment_of(tried, zone=zone, state=file.office_state, at=at),
                    zone=zone,
                    physician=file.treating_physician,
                    number=file.numbers[0],
                    result=AttemptResult(tried["result"]),
                    role=ReachedRole(tried["role"]) if "role" in tried else None,
                    person=tried.get("person", ""),
                    left=left,
                    left_number=(file.callback_number or "") if left is not CallbackNumber.NONE else "",
                    hold_minutes=tried.get("hold_minutes"),
                    recorded_at=at,
                ),
            )
        if came := entry.get("callback"):
            words = {key: came[key] for key in ("caller", "number", "message", "best_time", "taken_by")}
            yield (
                ReviewEntryKind.CALLBACK,
                CallbackTaken(at=at + timedelta(minutes=came["minutes"]), zone=zone, **words),
            )

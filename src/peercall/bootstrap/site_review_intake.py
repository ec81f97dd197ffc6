"""Files for review into the store of this installation: a table, JSON, a FHIR bundle, or what a person typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peercall.adapters.db import reviews
from peercall.adapters.fhir.review_requests import read_requests
from peercall.adapters.office_zones import office_zone
from peercall.adapters.review_import.csv_tables import read_csv
from peercall.adapters.review_import.json_objects import read_json
from peercall.adapters.review_import.limits import IntakeLimits
from peercall.application.review.take_files import submission_of, take_files
from peercall.application.review.views import ImportSource, IncomingFile, RowError, RowNote, Taken
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.errors import EntryInvalid
from peercall.domain.office_zones import ZoneFinding
from peercall.domain.review_intake import FileField, IntakeChoices, ReadRow, Submitted
from peercall.engine.review_intake.reading import IntakeTables, read_row

#: bytes of the largest file that is taken in
LARGEST = IntakeLimits().file_bytes
_START = 4096
_FILES = re.compile(rb'\{\s*"files"')


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """The intake of the viewer's organization at a moment."""

    viewer: Viewer
    at: datetime

    def clients(self) -> tuple[str, ...]:
        """Clients as files here and rules write them, in alphabetical order; a rule's spelling before a file's."""
        named = {rule.client for rule in site_rules().reviews.rules.values() if rule.client}
        return tuple(sorted({*reviews.clients_here(self.viewer), *named}))

    def receive(self, data: bytes, *, name: str, choices: IntakeChoices) -> Taken:
        """What a file led to; its kind is told from its bytes.

        Raises DocumentUnreadable or InputTooLarge when no row of it can be read; nothing is stored then.
        """
        submitted, kind = _read(data)
        return self._take(submitted, source=kind, name=name, choices=choices)

    def check_typed(self, values: Mapping[FileField, str]) -> ReadRow:
        """What is wrong with what a person typed, without storing it."""
        (row,) = submission_of(values).rows
        return read_row(row, choices=IntakeChoices(), tables=_tables(), find_zones=_zones, received_at=self.at)

    def take_typed(self, values: Mapping[FileField, str]) -> Taken:
        """The file a person typed. Raises EntryInvalid where something of it is refused: nothing is stored."""
        if faults := self.check_typed(values).faults:
            raise EntryInvalid(faults[0].text)
        return self._take(submission_of(values), source=ImportSource.FORM, name="", choices=IntakeChoices())

    def _take(self, submitted: Submitted, *, source: ImportSource, name: str, choices: IntakeChoices) -> Taken:
        return take_files(
            submitted,
            source=source,
            name=name,
            choices=choices,
            tables=_tables(),
            find_zones=_zones,
            files=_Store(self),
            at=self.at,
        )


@dataclass(frozen=True, slots=True)
class _Store:
    desk: ReviewDesk

    def clients(self) -> tuple[str, ...]:
        return self.desk.clients()

    def take(
        self,
        files: list[IncomingFile],
        *,
        source: ImportSource,
        name: str,
        at: datetime,
        errors: list[RowError],
        notes: list[RowNote],
    ) -> Taken:
        return reviews.take_files(self.desk.viewer, files, source=source, name=name, at=at, errors=errors, notes=notes)


def _read(data: bytes) -> tuple[Submitted, ImportSource]:
    start = data[:_START].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"{", b"[")):
        return read_csv(data, words=site_rules().intake), ImportSource.CSV
    if b'"resourceType"' in data and not _FILES.match(start):
        return read_requests(data), ImportSource.FHIR
    return read_json(data), ImportSource.API


def _tables() -> IntakeTables:
    rules = site_rules()
    assert rules.reviews.hours is not None, "the shipped rules state the hours of an office"
    return IntakeTables(rules.intake, rules.reviews.hours, rules.policies.keys())


def _zones(postal: str | None, state: str | None, numbers: tuple[str, ...], stated: str | None) -> ZoneFinding:
    return office_zone(postal_code=postal, state=state, numbers=numbers, confirmed=stated)

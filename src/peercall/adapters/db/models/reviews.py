"""Files of a review organization, and the append-only log of everything that happened to them.

A file's data is kept as the client sent it. What people add (attempts, notes, the office's zone, who reviews it) are
entries; columns of a file that lists sort by are copies of what its entries say.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.adapters.db.models.cases import NO_CLOCK


class ReviewImport(AppendOnly):
    """One taking in of files. source: form, csv, fhir, api, demo. taken, known: rows that became files, and rows whose
    file was there already; differing: views.FileChange of each of the latter that was now sent otherwise. errors:
    views.RowError of each row that was not taken, in order. notes: views.RowNote of those that were."""

    SOURCES = ("form", "csv", "fhir", "api", "demo")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=[(source, source) for source in SOURCES])
    name = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    taken = models.PositiveIntegerField()
    known = models.PositiveIntegerField(default=0)
    differing = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    notes = models.JSONField(null=True)

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "-at"], name="review_import_by_time"),)


class ReviewFileRow(models.Model):
    """A request a client sent for review. data: the domain's ReviewFile as sent; it never changes.

    state: open, reported (a signed report stands), closed (determined, or taken back by the client). reviewer: a copy of
    the last assignment. sort_at: decision_due_at, or a moment after all others.
    """

    STATES = ("open", "reported", "closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=160)
    client_reference = models.CharField(max_length=120)
    data = models.JSONField()
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default="open")
    decision_due_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField(default=NO_CLOCK)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    batch = models.ForeignKey(ReviewImport, on_delete=models.PROTECT, related_name="files")

    class Meta:
        app_label = "peercall"
        constraints = (
            models.UniqueConstraint(fields=["organization", "client", "client_reference"], name="review_file_once"),
        )
        indexes = (
            models.Index(fields=["organization", "state", "sort_at", "id"], name="review_file_by_clock"),
            models.Index(fields=["organization", "reviewer", "state", "sort_at"], name="review_file_of_reviewer"),
        )


class ReviewFileFold(models.Model):
    """What stands in a file after its log, kept so that lists, searches and figures read no log: written in the
    transaction of each entry, and made anew by `manage fold_reviews`. version: of the shape; another one is made anew.

    searched: what the file is found by, in small letters. file_data: the ReviewFile as it stands. attempts: bodies of its
    calls, in order. summary: engine/review_summary.FileSummary. quiet_until: before this moment the file comes at no risk
    while nothing is logged, by the rules that quiet_by marks; None: to be worked out.
    """

    file = models.OneToOneField(ReviewFileRow, on_delete=models.PROTECT, related_name="fold", primary_key=True)
    version = models.PositiveSmallIntegerField()
    searched = models.TextField()
    file_data = models.JSONField()
    attempts = models.JSONField(default=list)
    summary = models.JSONField()
    quiet_until = models.DateTimeField(null=True)
    quiet_by = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        app_label = "peercall"


class ReviewEntryRow(AppendOnly):
    """One thing that happened to one or several files (domain/review_log.py). number: order of arrival, for windows that
    ask what is new; id: made by the window, so that a repeated sending adds nothing. at: when it was
    written. files: ids, in the order given. data: the body of its kind."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    files = models.JSONField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    data = models.JSONField()

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "kind", "number"], name="review_entry_by_kind"),)


class ReviewEntryFile(AppendOnly):
    """An entry's place in the log of one file, chained by hash (engine/record_chain.py): place counts from 1."""

    entry = models.ForeignKey(ReviewEntryRow, on_delete=models.PROTECT, related_name="places")
    file = models.ForeignKey(ReviewFileRow, on_delete=models.PROTECT, related_name="places")
    place = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "peercall"
        constraints = (
            models.UniqueConstraint(fields=["file", "place"], name="review_place_once"),
            models.UniqueConstraint(fields=["file", "entry"], name="review_entry_once_per_file"),
        )

"""Cases of a practice: what no document says, the documents, what was read, what was confirmed, what was computed.

Only adapters/db touches these. Columns that lists sort and filter by are copies of the latest analysis; the analysis is
the truth. Values of patients live here and in the vault, never in a URL or log.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Lower

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.domain.workflow import Stage

#: stands for "no clock known" in the order of the work list, so that one index serves it
NO_CLOCK = datetime(9999, 12, 31, tzinfo=UTC)
#: comes before every other in the order of lists
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Case(models.Model):
    """One denial (or intent to deny) of one patient's service. facts: case.yaml as data (docs/case-folder.md)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="cases")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    stage = models.CharField(max_length=20, choices=[(stage.value, stage.value) for stage in Stage])
    facts = models.JSONField(default=dict)
    #: counts changes of what the analysis rests on; the analysis names the one it was made from
    revision = models.PositiveIntegerField(default=1)
    analysed_revision = models.PositiveIntegerField(null=True)
    #: one sentence: why the latest reading or analysis could not be made
    problem = models.TextField(blank=True, default="")
    #: the moment this case's clocks are read at, where its facts fix one (examples); None: now
    as_of = models.DateTimeField(null=True)
    member_name = models.CharField(max_length=200, blank=True, default="")
    plan_name = models.CharField(max_length=200, blank=True, default="")
    service = models.CharField(max_length=300, blank=True, default="")
    reason_class = models.CharField(max_length=80, blank=True, default="")
    line_of_business = models.CharField(max_length=40, blank=True, default="")
    triage = models.CharField(max_length=20, blank=True, default="")
    effect = models.CharField(max_length=60, blank=True, default="")
    sort_at = models.DateTimeField(default=NO_CLOCK)
    due_at = models.DateTimeField(null=True)
    due_is_day = models.BooleanField(default=True)
    due_clock = models.CharField(max_length=60, blank=True, default="")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    next_step = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    #: kept by the database: what the list is searched by
    searched = models.GeneratedField(
        expression=Lower(Concat("member_name", Value("\n"), "plan_name", Value("\n"), "service")),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        app_label = "peercall"
        indexes = (
            models.Index(
                fields=["organization", "sort_at", "id"],
                name="case_open_by_clock",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["organization", "stage", "sort_at", "id"],
                name="case_open_by_stage",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["organization", "-amount", "id"],
                name="case_open_by_worth",
                condition=models.Q(closed_at__isnull=True, amount__isnull=False),
            ),
            models.Index(
                fields=["organization", "-created_at", "id"],
                name="case_open_by_age",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["organization", "sort_at"],
                name="case_open_fixed",
                condition=models.Q(closed_at__isnull=True, as_of__isnull=False),
            ),
            models.Index(fields=["organization", "-closed_at"], name="case_closed"),
            models.Index(fields=["organization", "owner", "sort_at"], name="case_owner"),
        )


class CaseDocument(models.Model):
    """A file of a case, or one dropped that belongs to none yet. Bytes and text lie encrypted in the vault.

    role: denial, chart, policy, sent, later (came after the call), unsorted, remittance (its items wait in the inbox).
    state: received, reading, read, failed. pages: number of pages; unread: numbers of pages nobody has read.
    reading_job: the job that reads it. shown: what a file without a case showed, as application.site.inbox.Shown.
    """

    ROLES = ("denial", "chart", "policy", "sent", "later", "unsorted", "remittance")
    STATES = ("received", "reading", "read", "failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="documents")
    role = models.CharField(max_length=12, choices=[(role, role) for role in ROLES])
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20, blank=True, default="")
    pages = models.PositiveIntegerField(null=True)
    unread = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="received")
    problem = models.TextField(blank=True, default="")
    vault_name = models.CharField(max_length=120)
    text_vault_name = models.CharField(max_length=120, blank=True, default="")
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=40, blank=True, default="")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    reading_job = models.UUIDField(null=True)
    shown = models.JSONField(default=dict)

    class Meta:
        app_label = "peercall"
        indexes = (
            models.Index(fields=["organization", "case", "role"], name="document_of_case"),
            models.Index(fields=["organization", "sha256"], name="document_by_content"),
            models.Index(
                fields=["organization", "added_at"],
                name="document_being_read",
                condition=models.Q(removed_at=None, reading_job__isnull=False, state__in=["received", "reading"]),
            ),
        )


class Proposal(models.Model):
    """What the reader proposes for one determination of a letter: a contract to confirm. Replaced when read anew.

    draft: the contract as a person has corrected it so far, not yet confirmed; kept when the letter is read anew.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    contract = models.JSONField()
    draft = models.JSONField(null=True)
    read_at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="proposal_once"),)


class ConfirmedDetermination(AppendOnly):
    """A contract a person stands for. A correction adds a version; the highest counts. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="confirmed")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    contract = models.JSONField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["case", "number", "version"], name="confirmed_once"),)


class Analysis(models.Model):
    """What the engines made of one determination of a case. data: triage, clocks, criteria, brief, guide, warnings, as
    published by the command line; files: names in the vault by name of the output (brief.pdf, guide.html ...). at_denial:
    status by criterion when it was first evaluated with a chart; kept when the case is evaluated anew."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="analyses")
    number = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    data = models.JSONField()
    files = models.JSONField(default=dict)
    at_denial = models.JSONField(default=dict)

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="analysis_once"),)


class CaseAttestation(AppendOnly):
    """What a named person states for the record about a criterion. withdraws: the earlier one this takes back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attestations")
    criterion = models.CharField(max_length=120)
    statement = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    withdraws = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "peercall"


class CaseHistory(AppendOnly):
    """What happened to a case, by event of the transition table. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history")
    event = models.CharField(max_length=40)
    stage_after = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["case", "at"], name="history_of_case"),)


class InboxEntry(models.Model):
    """A denial of a remittance or an electronic answer that waits for a person. item: as published by the inbox.

    state: open, settled (taken back by the payer), case_made, dismissed (with a reason).
    """

    STATES = ("open", "settled", "case_made", "dismissed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(CaseDocument, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    item = models.JSONField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="open")
    sort_at = models.DateTimeField(default=NO_CLOCK)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    expected = models.CharField(max_length=20, blank=True, default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="inbox_entry_once"),)
        indexes = (models.Index(fields=["organization", "state", "sort_at"], name="inbox_open_by_clock"),)


class SavedView(models.Model):
    """A named filter of the work list. person: whose; None for the whole organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.JSONField()

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["organization", "person", "name"], name="view_once"),)

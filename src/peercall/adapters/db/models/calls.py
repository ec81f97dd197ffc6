"""Around the call: who can speak when, attempts, slots, the call and its entries, the record, the tasks that follow.

Attempts, entries and records are append-only: a correction is a new row that names the old one.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.adapters.db.models.cases import NO_CLOCK, Case


class Availability(models.Model):
    """A stretch in which a physician of the organization can be reached. source: typed, or the calendar it came from."""

    organization = models.ForeignKey("peercall.Organization", on_delete=models.CASCADE, related_name="+")
    physician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "physician", "starts_at"], name="availability_by_day"),)


class CalendarFeed(models.Model):
    """A private calendar address. secret_hash: SHA-256 of the secret in the address; the secret is shown once."""

    organization = models.ForeignKey("peercall.Organization", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "peercall"


class CallSlot(models.Model):
    """A time for the call. state: proposed, agreed, lost, held, cancelled. agent_name, reference: of the plan's desk."""

    STATES = ("proposed", "agreed", "lost", "held", "cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES])
    speaker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    speaker_name = models.CharField(max_length=160, blank=True, default="")
    their_number = models.CharField(max_length=40, blank=True, default="")
    our_number = models.CharField(max_length=40, blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    agent_name = models.CharField(max_length=120, blank=True, default="")
    reviewer_name = models.CharField(max_length=160, blank=True, default="")
    reviewer_specialty = models.CharField(max_length=120, blank=True, default="")
    confirmed_how = models.CharField(max_length=120, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["case", "starts_at"], name="slot_of_case"),)


class AttemptRow(AppendOnly):
    """One try of either side to reach the other. Append-only; `corrects` names the row it stands for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    purpose = models.CharField(max_length=12)
    by_side = models.CharField(max_length=10)
    number = models.CharField(max_length=40, blank=True, default="")
    result = models.CharField(max_length=24)
    person = models.CharField(max_length=160, blank=True, default="")
    role = models.CharField(max_length=80, blank=True, default="")
    hold_minutes = models.PositiveSmallIntegerField(null=True)
    callback_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(blank=True, default="")
    slot = models.ForeignKey(CallSlot, on_delete=models.PROTECT, null=True, related_name="attempts")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["case", "at"], name="attempt_of_case"),)


class Call(models.Model):
    """A call that is being held or was held. state: open, ended (record not complete), recorded, abandoned."""

    STATES = ("open", "ended", "recorded", "abandoned")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    determination = models.PositiveSmallIntegerField(default=1)
    slot = models.ForeignKey(CallSlot, on_delete=models.PROTECT, null=True, related_name="calls")
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="open")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    speaker_name = models.CharField(max_length=160)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["case", "started_at"], name="call_of_case"),)


class CallEntryRow(AppendOnly):
    """One thing typed or marked in a call (domain/calls.py). Append-only. number: order of arrival, for windows that ask
    what is new; id: made by the window, so that a repeated sending adds nothing."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="entries")
    writer = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    replaces = models.JSONField(default=list)

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["call", "writer", "seq"], name="call_entry_once"),)
        indexes = (models.Index(fields=["call", "number"], name="call_entry_order"),)


class RecordRow(AppendOnly):
    """An entry of a case's record, chained by hash (engine/record_chain.py). Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="record")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="record")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=160)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24)
    body = models.JSONField()
    corrects = models.PositiveIntegerField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="record_entry_once"),)


class Task(models.Model):
    """Something to do, from a playbook or a promise. who: practice or plan (whose promise it is). step: id of the
    playbook's step; once per case and occasion. state: open, done, dropped.

    title never holds a value of the patient, words may. due_words: as said, read or not. needs: what must be known to
    close it (key, label, kind, choices); closing: what was known then. closes_on: kinds of record entries that close it.
    sort_at: due_at, a moment after all others, or for an alarm one before them. role: whose list it is in; after escalation also `escalate_to`'s.
    """

    STATES = ("open", "done", "dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=80)
    occasion = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True, default="")
    who = models.CharField(max_length=10, default="practice")
    role = models.CharField(max_length=20, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default="open")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, blank=True, default="")
    due_words = models.CharField(max_length=200, blank=True, default="")
    sort_at = models.DateTimeField(default=NO_CLOCK)
    why = models.CharField(max_length=400, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    needs = models.JSONField(default=list)
    closes_on = models.JSONField(default=list)
    closing = models.JSONField(default=dict)
    escalate_at = models.DateTimeField(null=True)
    escalate_to = models.CharField(max_length=20, blank=True, default="")
    escalated_at = models.DateTimeField(null=True)
    is_alarm = models.BooleanField(default=False)

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["case", "occasion", "step"], name="task_once"),)
        indexes = (
            models.Index(fields=["organization", "state", "sort_at", "id"], name="task_by_due"),
            models.Index(fields=["owner", "state", "sort_at"], name="task_of_person"),
            models.Index(fields=["case", "state"], name="task_of_case"),
        )


class AnswerEdit(AppendOnly):
    """How a person wants an objection answered in this case; the latest counts. Empty answer: as made from the chart."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answer_edits")
    determination = models.PositiveSmallIntegerField(default=1)
    objection = models.CharField(max_length=400)
    answer = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["case", "determination", "at"], name="answer_edit_of_case"),)

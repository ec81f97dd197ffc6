"""Work to be done once, with its progress."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from peercall.adapters.db.models.accounts import Organization
from peercall.application.jobs import JobState


class Job(models.Model):
    """One job. On SQLite the row is the queue; on PostgreSQL the queue is procrastinate's and the row tells how it went."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=12, default=JobState.WAITING.value)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    #: who runs it, and until when nobody else may take it
    worker = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True)
    step = models.CharField(max_length=160, blank=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at", "id"], name="job_open", condition=models.Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["organization", "-created_at"], name="job_by_organization"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.id}"

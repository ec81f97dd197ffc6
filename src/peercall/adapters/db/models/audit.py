"""Who saw and changed what, chained by hash: one chain a case, one an organization for the rest. Append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly


class AuditHead(models.Model):
    """The end of a chain: locked while an entry is added, so that entries stay in one order."""

    chain = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "peercall"


class AuditEntry(AppendOnly):
    """One view or change. chain: id of the case, or of the organization. details: ids, counts and kinds; no value of a
    patient. by is empty for jobs."""

    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    chain = models.UUIDField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    action = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "peercall"
        constraints = (models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_once"),)
        indexes = (
            models.Index(fields=["organization", "-at"], name="audit_by_time"),
            models.Index(fields=["organization", "by", "-at"], name="audit_by_person"),
        )

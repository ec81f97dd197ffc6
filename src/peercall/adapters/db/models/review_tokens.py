"""Tokens with which a client's system sends files for review."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from peercall.adapters.db.models.accounts import Organization, User


class ReviewToken(models.Model):
    """A key to one organization's intake and to nothing else. Of the token only a digest is kept; hint: its first letters.

    client: the only one whose files it may send; empty: any.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    client = models.CharField(max_length=160, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "-made_at"], name="review_token_by_time"),)

    def __str__(self) -> str:
        return str(self.id)

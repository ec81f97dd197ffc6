"""Invitations: the only way in."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from peercall.adapters.db.models.accounts import Organization, User


class Invitation(models.Model):
    """An offer of roles to one address. Of the link only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "-created_at"], name="invitation_by_organization"),)

    def __str__(self) -> str:
        return str(self.id)

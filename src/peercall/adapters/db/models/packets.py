"""Packets for the plan: what a person asked for, and what was made of it. Both are only added."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.adapters.db.models.cases import Case


class PacketOrderRow(AppendOnly):
    """A packet somebody asked for. data: application/site/packets.PacketOrder as data. number: of the determination."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packets")
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "case", "at"], name="packet_of_case"),)


class PacketRow(AppendOnly):
    """What became of an order. files: name, vault name, sha256, bytes, first and last page of each volume. refusal: one
    sentence where nothing was made. asked: category, document, page of what a person has to decide on."""

    order = models.OneToOneField(PacketOrderRow, on_delete=models.PROTECT, related_name="made", primary_key=True)
    files = models.JSONField(default=list)
    manifest = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    asked = models.JSONField(default=list)
    refusal = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        app_label = "peercall"

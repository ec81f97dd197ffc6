"""Letters of a case: versions of each kind, and how, when and where one went out. Both are append-only."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.adapters.db.models.cases import Case


class LetterVersion(AppendOnly):
    """A letter as it stood (domain/correspondence.py, LetterDraft). number: from 1 within case, determination and kind.

    how: made (from the case), changed, filled, struck, dated.
    """

    HOW = ("made", "changed", "filled", "struck", "dated")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    determination = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    draft = models.JSONField()
    how = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        constraints = (
            models.UniqueConstraint(fields=["case", "determination", "kind", "number"], name="letter_version_once"),
        )


class LetterSending(AppendOnly):
    """An entry of the log of what went out. event: sent, received (the other side confirmed it), failed; the latter two
    name in `about` the sending they are about. stored: vault name of the PDF that was sent; sha256: of its bytes.
    """

    EVENTS = ("sent", "received", "failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="sendings")
    event = models.CharField(max_length=8)
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=24, blank=True, default="")
    to = models.CharField(max_length=300, blank=True, default="")
    signed_by = models.CharField(max_length=160, blank=True, default="")
    confirmation = models.CharField(max_length=200, blank=True, default="")
    stored = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        app_label = "peercall"

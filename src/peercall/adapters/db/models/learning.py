"""What cases come to and teach: figures by case, lessons people keep, published decisions of independent reviews."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from peercall.adapters.db.models.append_only import AppendOnly
from peercall.adapters.db.models.cases import Case


class CaseFigure(models.Model):
    """The figures of one case (domain/metrics.CaseFigures), taken from its record, tasks and lesson. is_current: nothing
    has changed since; whatever changes a case unsets it. No value of a patient is in it. days_to_call: None as there."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="figure")
    organization = models.ForeignKey("peercall.Organization", on_delete=models.CASCADE, related_name="+")
    is_current = models.BooleanField(default=True)
    denied_on = models.DateField(null=True)
    payer = models.CharField(max_length=200, blank=True, default="")
    line = models.CharField(max_length=40, blank=True, default="")
    service = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=80, blank=True, default="")
    speaker = models.CharField(max_length=160, blank=True, default="")
    specialty = models.CharField(max_length=8, blank=True, default="")
    requested = models.BooleanField(default=False)
    held_on = models.DateField(null=True)
    missed_by_practice = models.PositiveSmallIntegerField(default=0)
    missed_by_plan = models.PositiveSmallIntegerField(default=0)
    preparation_minutes = models.PositiveIntegerField(null=True)
    call_minutes = models.PositiveIntegerField(null=True)
    days_to_call = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=24, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    contrary = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid = models.CharField(max_length=8, blank=True, default="")
    recovered = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        app_label = "peercall"
        indexes = (
            models.Index(fields=["organization", "denied_on"], name="figure_by_day"),
            models.Index(fields=["organization"], name="figure_to_renew", condition=models.Q(is_current=False)),
        )


class CriterionOfFigure(models.Model):
    """A criterion that was not documented when the service of the case was denied."""

    figure = models.ForeignKey(CaseFigure, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=200)
    text = models.CharField(max_length=400, blank=True, default="")
    met_after = models.BooleanField(default=False)

    class Meta:
        app_label = "peercall"


class LessonRow(AppendOnly):
    """What a person keeps of a case; the latest counts. data: engine/lessons.lesson_data. service: as grouped."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lessons")
    organization = models.ForeignKey("peercall.Organization", on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=300, blank=True, default="")
    data = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["organization", "case", "at"], name="lesson_of_case"),)


class PrecedentSource(models.Model):
    """A table of decisions that was loaded: its name, who publishes it, and the years it covers. For the installation."""

    id = models.BigAutoField(primary_key=True)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    decisions = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        app_label = "peercall"


class PrecedentCount(models.Model):
    """How many decisions of one kind were upheld and overturned in a year. Public figures; nobody's case."""

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(PrecedentSource, on_delete=models.CASCADE, related_name="counts")
    year = models.PositiveSmallIntegerField()
    diagnosis = models.CharField(max_length=120)
    diagnosis_detail = models.CharField(max_length=160, blank=True, default="")
    treatment = models.CharField(max_length=120)
    treatment_detail = models.CharField(max_length=160, blank=True, default="")
    kind = models.CharField(max_length=80, blank=True, default="")
    upheld = models.PositiveIntegerField(default=0)
    overturned = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "peercall"
        indexes = (models.Index(fields=["diagnosis", "treatment"], name="precedent_by_kind"),)

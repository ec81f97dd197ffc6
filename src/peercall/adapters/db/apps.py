"""The Django application that owns every table of peercall."""

from __future__ import annotations

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Label `peercall`: tables are named peercall_*."""

    name = "peercall.adapters.db"
    label = "peercall"
    verbose_name = "peercall"
    default_auto_field = "django.db.models.BigAutoField"

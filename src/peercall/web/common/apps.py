"""Shared pages and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No models of its own."""

    name = "peercall.web.common"
    label = "common"

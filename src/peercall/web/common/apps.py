"""Shared pages and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No models of its own."""

    name = "peercall.web.common"
    label = "common"

    def ready(self) -> None:
        """Sign-ins and changes of the second factor leave audit entries."""
        from peercall.web.common import signals  # noqa: F401 (connects itself; needs the models)

"""The application's own settings, with the addresses of urls.py."""

from __future__ import annotations

from peercall.web.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.web_site.urls"
LOGGING = {"version": 1, "disable_existing_loggers": True}

"""The WSGI application a server loads."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from peercall.domain.errors import PeercallError
from peercall.web.bodies import BodiesFirst
from peercall.web.parent import end_with
from peercall.web.serve import BODIES, THREADS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")
_pages = get_wsgi_application()

from django.conf import settings  # noqa: E402 (needs Django)

from peercall.bootstrap.site_assess import site_rules  # noqa: E402

application = BodiesFirst(_pages, at_once=THREADS, bodies=BODIES, largest=settings.LARGEST_BODY)

# what every page needs is loaded before anybody asks: the first ones would all wait for it
get_resolver().url_patterns  # noqa: B018 (reading it imports the views)
with suppress(PeercallError):  # a rule that cannot be read is told on the pages that need it
    site_rules()

if _server := os.environ.get("PEERCALL_SERVER", ""):
    # a worker process of `peercall serve`: without its server it would hold the port for nobody
    end_with(int(_server), lambda: os.kill(os.getpid(), signal.SIGKILL))

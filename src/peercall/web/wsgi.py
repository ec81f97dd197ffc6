"""The WSGI application a server loads."""

from __future__ import annotations

import os
import signal

from django.core.wsgi import get_wsgi_application

from peercall.web.parent import end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")
application = get_wsgi_application()

if _server := os.environ.get("PEERCALL_SERVER", ""):
    # a worker process of `peercall serve`: without its server it would hold the port for nobody
    end_with(int(_server), lambda: os.kill(os.getpid(), signal.SIGKILL))

"""A worker in a process of its own, for tests that kill it: `python -m tests.web.job_worker`.

Its handler writes its job's id into a table when it has finished; a payload with `sleep` makes it wait before.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
    django.setup()
    from django.core.cache import cache

    from peercall.web.jobs.worker import run_until

    def slow(job):
        job.progress("Sleeping", done=1, of=2)
        if job.attempt == 1:
            time.sleep(job.payload["sleep"])
        with job.finishing():
            cache.set(f"ran-{job.id}", (cache.get(f"ran-{job.id}") or 0) + 1)

    run_until(threading.Event(), handlers={"slow": slow}, lease=timedelta(seconds=2))


if __name__ == "__main__":
    main()

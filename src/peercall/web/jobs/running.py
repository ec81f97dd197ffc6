"""One job in the hands of its handler: progress, lease, end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

from peercall.adapters.db import jobs
from peercall.application.jobs import Handler, Payload
from peercall.application.site.page_words import for_page
from peercall.domain.errors import JobTakenOver, PeercallError

log = logging.getLogger("peercall.jobs")


class HeldJob:
    """Application protocol `RunningJob` over a claimed row."""

    def __init__(self, claimed: jobs.ClaimedJob) -> None:
        self._claimed = claimed

    @property
    def id(self) -> UUID:
        """See the protocol."""
        return self._claimed.id

    @property
    def organization(self) -> UUID | None:
        """See the protocol."""
        return self._claimed.organization

    @property
    def payload(self) -> Payload:
        """See the protocol."""
        return self._claimed.payload

    @property
    def attempt(self) -> int:
        """See the protocol."""
        return self._claimed.attempt

    def progress(self, step: str, *, done: int = 0, of: int = 0, message: str = "") -> None:
        """See the protocol."""
        jobs.tell_progress(self._claimed, step=step, done=done, of=of, message=message)

    def finishing(self) -> AbstractContextManager[None]:
        """See the protocol."""
        return jobs.finishing(self._claimed)


class _Heartbeat:
    """Extends the lease in a thread of its own while the handler works."""

    def __init__(self, claimed: jobs.ClaimedJob, *, lease: timedelta) -> None:
        self._claimed, self._lease = claimed, lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(self._lease.total_seconds() / 3):
                try:
                    if not jobs.extend_lease(self._claimed, lease=self._lease):
                        return
                except DatabaseError as fault:  # the next beat tries again; the lease outlives two missed ones
                    log.warning("job=%s heartbeat: %s", self._claimed.id, type(fault).__name__)
                    close_old_connections()
        finally:
            connection.close()


def run_claimed(claimed: jobs.ClaimedJob, *, handlers: Mapping[str, Handler], lease: timedelta) -> None:
    """Run the handler and store how it went. Nothing a handler raises stops the worker, nor a database that goes away:
    what could not be stored is done again when the lease has ended.
    """
    try:
        _run(claimed, handlers=handlers, lease=lease)
    except DatabaseError as fault:
        log.warning("job=%s name=%s its end was not stored: %s", claimed.id, claimed.name, type(fault).__name__)
        connection.close()


def _run(claimed: jobs.ClaimedJob, *, handlers: Mapping[str, Handler], lease: timedelta) -> None:
    held = HeldJob(claimed)
    handler = handlers.get(claimed.name)
    if handler is None:
        jobs.fail_job(claimed, message=f"This version knows no job called {claimed.name}.", final=True)
        return
    try:
        with _Heartbeat(claimed, lease=lease):
            handler(held)
        if not jobs.job_has_ended(claimed):
            jobs.end_job(claimed)
        log.info("job=%s name=%s attempt=%d done", claimed.id, claimed.name, claimed.attempt)
    except JobTakenOver:
        log.warning("job=%s name=%s was taken over", claimed.id, claimed.name)
    except PeercallError as error:
        jobs.fail_job(claimed, message=for_page(str(error)), final=True)
        log.warning("job=%s name=%s failed code=%s", claimed.id, claimed.name, error.code)
    except Exception as fault:
        frames = extract_tb(fault.__traceback__)[-4:]
        place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        log.error("job=%s name=%s %s at %s", claimed.id, claimed.name, type(fault).__name__, place)
        jobs.fail_job(claimed, message="This did not work; it is tried again.", final=False)

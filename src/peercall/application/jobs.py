"""Background work as the use cases see it: something to be done once, at or after a moment, with progress to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

#: ids, counts and words of closed vocabularies only; never a patient's value
Payload = Mapping[str, str | int | bool | None]


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobProgress:
    """What a page shows of a job. of is 0 while nobody knows how much there is."""

    id: UUID
    name: str
    state: JobState
    step: str
    done: int
    of: int
    message: str
    attempts: int
    due_at: datetime

    @property
    def ended(self) -> bool:
        """Nothing more will happen by itself."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def failed(self) -> bool:
        """A person has to look at it."""
        return self.state is JobState.FAILED


class RunningJob(Protocol):
    """A job in the hands of its handler. It may have begun before and been killed: what is done twice must not show."""

    @property
    def id(self) -> UUID:
        """The job."""
        ...

    @property
    def organization(self) -> UUID | None:
        """The tenant it works for; None for the installation's own work."""
        ...

    @property
    def payload(self) -> Payload:
        """What `enqueue` was given."""
        ...

    @property
    def attempt(self) -> int:
        """1 at the first try."""
        ...

    def progress(self, step: str, *, done: int = 0, of: int = 0, message: str = "") -> None:
        """Tell what is being done, in words without patient values. Raises JobTakenOver when another worker has it."""
        ...

    def finishing(self) -> AbstractContextManager[None]:
        """One transaction in which the handler's last writes and the job's end are stored together, or neither."""
        ...


Handler = Callable[[RunningJob], None]


class Jobs(Protocol):
    """The queue."""

    def enqueue(
        self,
        name: str,
        payload: Payload,
        *,
        key: str,
        organization: UUID | None = None,
        due_at: datetime | None = None,
    ) -> UUID:
        """The job's id. It is stored with the surrounding transaction, and runs at or after `due_at` (None: now).

        key: one key, one job. A key that waits, runs or is done returns that job; one that failed or was cancelled
        waits anew.
        """
        ...

    def cancel(self, key: str) -> bool:
        """The job with this key will not run; False when it runs or has ended already, or there is none."""
        ...

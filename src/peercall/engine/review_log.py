"""What stands in a review file, from the entries of its log in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from peercall.domain.calls import CallEntry, CallState
from peercall.domain.review_log import (
    Activity,
    Addendum,
    Assigned,
    CallbackDone,
    CallbackTaken,
    CallOffered,
    ClientTold,
    InformationWeighed,
    OfficeTold,
    PlanDetermined,
    PolicyChosen,
    RecordAsked,
    RecordLoaded,
    ReportSaved,
    ReviewBody,
    ReviewEntry,
    TimeSpent,
)
from peercall.domain.reviews import ContactAttempt, NewInformation, ReviewFile
from peercall.engine.call_entries import fold_entries

Body = TypeVar("Body", bound=ReviewBody)


@dataclass(frozen=True, slots=True)
class Logged(Generic[Body]):
    """A body with the entry that brought it."""

    entry: ReviewEntry
    body: Body


@dataclass(frozen=True, slots=True)
class StandingCallback:
    """A call-back with how it was dealt with; done None: it waits."""

    taken: Logged[CallbackTaken]
    done: Logged[CallbackDone] | None = None


@dataclass(frozen=True, slots=True)
class FileLog:
    """A review file and all that happened to it, each list in the order of time.

    file: as the client sent it, with what it told, the policy a person chose and what was learned of the office since.
    policies: those choices. information: each statement with its latest
    weighing. weighings: by id of the information, all of them. addenda: by id of the entry they were added to.
    seconds: time spent by activity, this file's share. reports: versions, the first first. signed: the latest signed one.
    """

    file: ReviewFile
    offers: tuple[Logged[CallOffered], ...] = ()
    attempts: tuple[Logged[ContactAttempt], ...] = ()
    callbacks: tuple[StandingCallback, ...] = ()
    console: CallState = field(default_factory=CallState)
    information: tuple[Logged[NewInformation], ...] = ()
    weighings: dict[str, tuple[Logged[InformationWeighed], ...]] = field(default_factory=dict)
    record_requests: tuple[Logged[RecordAsked], ...] = ()
    records: tuple[Logged[RecordLoaded], ...] = ()
    office: tuple[Logged[OfficeTold], ...] = ()
    client: tuple[Logged[ClientTold], ...] = ()
    policies: tuple[Logged[PolicyChosen], ...] = ()
    assigned: Logged[Assigned] | None = None
    seconds: dict[Activity, int] = field(default_factory=dict)
    reports: tuple[Logged[ReportSaved], ...] = ()
    determination: Logged[PlanDetermined] | None = None
    addenda: dict[str, tuple[Logged[Addendum], ...]] = field(default_factory=dict)

    @property
    def contact_attempts(self) -> tuple[ContactAttempt, ...]:
        """The attempts alone, as the engine of call windows takes them."""
        return tuple(one.body for one in self.attempts)

    @property
    def waiting_callbacks(self) -> tuple[StandingCallback, ...]:
        """Call-backs nobody has dealt with."""
        return tuple(one for one in self.callbacks if one.done is None)

    @property
    def unweighed(self) -> tuple[Logged[NewInformation], ...]:
        """Statements that must be weighed before the report can be finished."""
        return tuple(one for one in self.information if one.body.weighed is None)

    @property
    def late_records(self) -> tuple[Logged[RecordLoaded], ...]:
        """Records loaded after the latest report was signed: they count only in a report that amends it."""
        return self._loaded_after(self.signed)

    @property
    def records_since_version(self) -> tuple[Logged[RecordLoaded], ...]:
        """Records loaded after the latest version of the report was saved, signed or not."""
        return self._loaded_after(_last(self.reports))

    @property
    def policy_choice(self) -> Logged[PolicyChosen] | None:
        """The choice of the policy that stands: the last one, unless it gave the choice back or the client named another since."""
        last = _last(self.policies)
        return last if last is not None and last.body.policy and last.body.policy == self.file.policy else None

    @property
    def is_policy_new(self) -> bool:
        """The policy was chosen after the latest version of the report was saved."""
        choice, version = _last(self.policies), _last(self.reports)
        return choice is not None and version is not None and choice.entry.at > version.entry.at

    @property
    def record_names(self) -> dict[str, str]:
        """By entry id, the name under which each loaded record is read and cited: two files may have one name."""
        return {one.entry.id: f"{number}-{one.body.name}" for number, one in enumerate(self.records, start=1)}

    def _loaded_after(self, version: Logged[ReportSaved] | None) -> tuple[Logged[RecordLoaded], ...]:
        return tuple(one for one in self.records if version is not None and one.entry.at > version.entry.at)

    @property
    def signed(self) -> Logged[ReportSaved] | None:
        """The report that is finished; None while none is."""
        return next((one for one in reversed(self.reports) if one.body.is_signed), None)


def fold_log(file: ReviewFile, entries: Iterable[ReviewEntry]) -> FileLog:
    """What stands in the file. Entries of other files are passed over; the same entry twice counts once."""
    known = {entry.id: entry for entry in entries if file.id in entry.files}
    ordered = sorted(known.values(), key=lambda one: (one.at.astimezone(UTC), one.id))
    weighings = _by(_of(ordered, InformationWeighed), lambda one: one.information)
    done = {one.body.callback: one for one in _of(ordered, CallbackDone)}
    return FileLog(
        file=_with_told(file, ordered),
        offers=_by_moment(_of(ordered, CallOffered), lambda one: one.at),
        attempts=_by_moment(_of(ordered, ContactAttempt), lambda one: one.at),
        callbacks=tuple(
            StandingCallback(one, done.get(one.entry.id))
            for one in _by_moment(_of(ordered, CallbackTaken), lambda body: body.at)
        ),
        console=fold_entries(one.body for one in _of(ordered, CallEntry)),
        information=tuple(_weighed(one, weighings) for one in _of(ordered, NewInformation)),
        weighings=weighings,
        record_requests=_of(ordered, RecordAsked),
        records=_of(ordered, RecordLoaded),
        office=_of(ordered, OfficeTold),
        client=_of(ordered, ClientTold),
        policies=_of(ordered, PolicyChosen),
        assigned=_last(_of(ordered, Assigned)),
        seconds=_seconds(_of(ordered, TimeSpent)),
        reports=_of(ordered, ReportSaved),
        determination=_last(_of(ordered, PlanDetermined)),
        addenda=_by(_of(ordered, Addendum), lambda one: one.to),
    )


def _of(entries: Iterable[ReviewEntry], kind: type[Body]) -> tuple[Logged[Body], ...]:
    return tuple(Logged(one, one.body) for one in entries if isinstance(one.body, kind))


def _last(found: tuple[Logged[Body], ...]) -> Logged[Body] | None:
    return found[-1] if found else None


def _by(found: Iterable[Logged[Body]], key: Callable[[Body], str]) -> dict[str, tuple[Logged[Body], ...]]:
    out: dict[str, tuple[Logged[Body], ...]] = {}
    for one in found:
        out[key(one.body)] = (*out.get(key(one.body), ()), one)
    return out


def _by_moment(found: Iterable[Logged[Body]], at: Callable[[Body], datetime]) -> tuple[Logged[Body], ...]:
    return tuple(sorted(found, key=lambda one: (at(one.body).astimezone(UTC), one.entry.id)))


def _weighed(
    told: Logged[NewInformation], weighings: dict[str, tuple[Logged[InformationWeighed], ...]]
) -> Logged[NewInformation]:
    latest = _last(weighings.get(told.entry.id, ()))
    if latest is None:
        return told
    return Logged(told.entry, replace(told.body, weighed=latest.body.weighed, why=latest.body.why))


def as_client_says(file: ReviewFile, told: Iterable[ClientTold]) -> ReviewFile:
    """The file with the values the client sent anew, in the order they were taken."""
    for one in told:
        file = replace(file, **{name: getattr(one.file, name) for name in one.fields})
    return file


def _with_told(file: ReviewFile, ordered: Iterable[ReviewEntry]) -> ReviewFile:
    """What stands last counts, whether the client, a person or a call told it; numbers that were learned are kept behind
    the client's."""
    clients_policy = file.policy
    for entry in ordered:
        told = entry.body
        if isinstance(told, PolicyChosen):
            file = replace(file, policy=told.policy or clients_policy)
        elif isinstance(told, ClientTold):
            known = file.numbers
            file = as_client_says(file, [told])
            clients_policy = file.policy if "policy" in told.fields else clients_policy
            file = replace(file, numbers=tuple(dict.fromkeys((*file.numbers, *known))))
        elif isinstance(told, OfficeTold):
            file = replace(
                file,
                zone=told.zone or file.zone,
                availability=file.availability if told.availability is None else told.availability,
                numbers=tuple(dict.fromkeys((*file.numbers, *told.numbers))),
            )
    return file


def _seconds(spent: Iterable[Logged[TimeSpent]]) -> dict[Activity, int]:
    out: dict[Activity, int] = {}
    for one in spent:
        share = round(one.body.seconds / len(one.entry.files))
        out[one.body.activity] = out.get(one.body.activity, 0) + share
    return out

"""What a log of call attempts comes to: which entries stand, and how many tries of ours reached nobody in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt

#: a try that led to nothing that binds the plan: nobody spoke for it, or it would not go on
FAILED = frozenset(
    {
        AttemptResult.VOICEMAIL,
        AttemptResult.MESSAGE_WITH_PERSON,
        AttemptResult.NO_ANSWER,
        AttemptResult.WRONG_NUMBER,
        AttemptResult.REFUSED,
    }
)
#: a try after which the count begins anew; a promise to ring back, or another time, is neither
_SUCCESS = frozenset({AttemptResult.REACHED})


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An attempt with what was written before it was corrected, the latest first."""

    attempt: CallAttempt
    earlier: tuple[CallAttempt, ...] = ()


def standing_attempts(attempts: Iterable[CallAttempt]) -> tuple[LogEntry, ...]:
    """Entries nobody has corrected, in the order of the tries; each with the entries it stands for."""
    by_id: Mapping[str, CallAttempt] = {one.id: one for one in attempts}
    corrected = {one.corrects for one in by_id.values()}
    out = []
    for one in by_id.values():
        if one.id in corrected:
            continue
        earlier, seen, back = [], {one.id}, one.corrects
        while back is not None and back in by_id and back not in seen:
            seen.add(back)
            earlier.append(by_id[back])
            back = by_id[back].corrects
        out.append(LogEntry(one, tuple(earlier)))
    return tuple(sorted(out, key=lambda entry: (entry.attempt.at, entry.attempt.id)))


def failed_in_a_row(attempts: Iterable[CallAttempt]) -> tuple[CallAttempt, ...]:
    """Our tries to ask for or hold the call, since the last one that reached somebody, that led to nothing."""
    failed: list[CallAttempt] = []
    for entry in standing_attempts(attempts):
        one = entry.attempt
        if one.purpose is AttemptPurpose.FOLLOW_UP:
            continue
        if one.result in _SUCCESS:
            failed.clear()
        elif one.side is AttemptSide.PRACTICE and one.result in FAILED:
            failed.append(one)
    return tuple(failed)

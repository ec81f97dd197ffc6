"""The documentation sentence of a contact attempt, made from its parts alone, and a file's attempts in order.

The sentence says what happened and nothing else; what is to be said beyond it is an addendum of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from peercall.domain.attempts import AttemptResult
from peercall.domain.reviews import CallbackNumber, CallDirection, ContactAttempt, ReachedRole

_ROLES = {
    ReachedRole.TREATING_PHYSICIAN: "the treating physician",
    ReachedRole.ASSOCIATE_PHYSICIAN: "an associate physician",
    ReachedRole.NURSE_PRACTITIONER: "a nurse practitioner",
    ReachedRole.PHYSICIAN_ASSISTANT: "a physician assistant",
    ReachedRole.NURSE: "a nurse",
    ReachedRole.MEDICAL_ASSISTANT: "a medical assistant",
}
_NUMBERS = {
    CallbackNumber.CLIENT_ROUTING: "the client's routing number",
    CallbackNumber.OWN: "the reviewer's own number",
}
#: a message was taken: whether a number was left with it is always said
_MESSAGES = frozenset({AttemptResult.VOICEMAIL, AttemptResult.MESSAGE_WITH_PERSON})


def attempt_words(attempt: ContactAttempt) -> str:
    """The sentences of one attempt, in the office's time. The parts are consistent: ContactAttempt sees to that."""
    parts = [_opening(attempt), _what_happened(attempt), _left(attempt)]
    return " ".join(part for part in parts if part)


def contact_summary(attempts: Iterable[ContactAttempt], *, file: str) -> tuple[str, ...]:
    """A file's attempts in their order, each with its number in it."""
    mine = sorted((one for one in attempts if file in one.files), key=lambda one: (one.at.astimezone(UTC), one.id))
    return tuple(f"{number}. {attempt_words(one)}" for number, one in enumerate(mine, start=1))


def moment_words(moment: datetime, *, zone: str) -> str:
    """`November 3, 2026 at 10:15 AM MST`; an abbreviation that is no word is given as hours from UTC."""
    here = moment.astimezone(ZoneInfo(zone))
    name = here.tzname() or ""
    if not name.isalpha():
        name = f"UTC{here.strftime('%z')[:3]}:{here.strftime('%z')[3:]}"
    return f"{here:%B} {here.day}, {here.year} at {here:%I:%M %p}".replace(" at 0", " at ") + f" {name}"


def reached_words(attempt: ContactAttempt) -> str:
    """Who was spoken to, without an end mark: `Casey Lund, a nurse practitioner`; empty when nobody was."""
    return _person(attempt).rstrip(",")


def _opening(attempt: ContactAttempt) -> str:
    when = moment_words(attempt.at, zone=attempt.zone)
    if attempt.direction is CallDirection.FROM_OFFICE:
        number = f", from {attempt.number}" if attempt.number else ""
        return f"On {when} a call was received from the office of {attempt.physician}{number}."
    number = f", {attempt.number}" if attempt.number else ""
    return f"On {when} a call was placed to the office of {attempt.physician}{number}."


def _what_happened(attempt: ContactAttempt) -> str:
    said = _ending(attempt, _person(attempt), from_office=attempt.direction is CallDirection.FROM_OFFICE)
    return _sentence(f"{_hold(attempt)}{said}")


def _ending(attempt: ContactAttempt, who: str, *, from_office: bool) -> str:
    match attempt.result:
        case AttemptResult.REACHED:
            return f"{who} was spoken to"
        case AttemptResult.MESSAGE_WITH_PERSON:
            return f"{who} left a message" if from_office else f"a message was left with {who}"
        case AttemptResult.VOICEMAIL:
            return "the office left a voicemail" if from_office else "a voicemail was left"
        case AttemptResult.NO_ANSWER:
            return "there was no answer and no message could be left"
        case AttemptResult.WRONG_NUMBER:
            return "the number was not that of the office"
        case AttemptResult.REFUSED:
            return f"{who} declined the peer-to-peer conversation"
        case AttemptResult.RESCHEDULED:
            assert attempt.rescheduled_for is not None  # ContactAttempt refuses it otherwise
            return f"{who} set the call for {moment_words(attempt.rescheduled_for, zone=attempt.zone)}"
        case AttemptResult.CALLBACK_PROMISED:
            return f"{who} said that the call would be returned"


def _hold(attempt: ContactAttempt) -> str:
    minutes = attempt.hold_minutes
    if not minutes:
        return ""
    return f"after {minutes} {'minute' if minutes == 1 else 'minutes'} on hold, "


def _person(attempt: ContactAttempt) -> str:
    role = role_words(attempt)
    if attempt.role is ReachedRole.TREATING_PHYSICIAN:
        return f"{attempt.person or attempt.physician}, {role},"
    return f"{attempt.person}, {role}," if attempt.person else role


def role_words(attempt: ContactAttempt) -> str:
    """Who was spoken to by role (`a nurse practitioner`); empty when nobody was."""
    if attempt.role is None:
        return ""
    return _ROLES.get(attempt.role) or attempt.role_words.strip()


def _left(attempt: ContactAttempt) -> str:
    if attempt.left is not CallbackNumber.NONE:
        return f"The call-back number {attempt.left_number}, {_NUMBERS[attempt.left]}, was left."
    if attempt.direction is CallDirection.TO_OFFICE and attempt.result in _MESSAGES:
        return "No call-back number was left."
    return ""


def _sentence(text: str) -> str:
    text = text.rstrip(",").replace(",,", ",")
    return f"{text[0].upper()}{text[1:]}."

"""What a log says of the contact with the office: offers, attempts, call-backs, and whether the conversation was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import EntryKind
from peercall.domain.review_report import ReportSection
from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import PEERS, CallDemand, ContactAttempt
from peercall.engine.attempts.demand import demand_of
from peercall.engine.attempts.standing import counting_tries
from peercall.engine.review_guard import call_guard
from peercall.engine.review_log import FileLog, StandingCallback
from peercall.engine.review_names import CHANNELS, RULE_STATUSES
from peercall.engine.review_words import attempt_words, moment_words, role_words

NOT_STATED = "Not stated"
#: the office's answer to a modification put forward
_ANSWERS = {"agreed": "agreed", "declined": "did not agree", "thinks": "wants to think about it"}


@dataclass(frozen=True, slots=True)
class HeldConversation:
    """The conversation with a peer of the office. entry: id of its entry in the log, which several files may share.

    tries: of the reviewer, up to it; 0 where the office called before any.
    """

    entry: str
    attempt: ContactAttempt
    tries: int

    @property
    def at(self) -> datetime:
        """When it was held, aware."""
        return self.attempt.at


def held_conversation(log: FileLog) -> HeldConversation | None:
    """The first conversation with a peer, whoever called; None while none was held."""
    for number, one in enumerate(log.attempts, 1):
        if one.body.result is AttemptResult.REACHED and one.body.role in PEERS:
            before = log.contact_attempts[:number]
            return HeldConversation(one.entry.id, one.body, len(counting_tries(before, file=log.file.id)))
    return None


def contact_section(log: FileLog, *, rules: Sequence[ReviewRule], zone: str) -> ReportSection:
    """The contact summary. zone: in which times are written where the office's zone is not known."""
    here = log.file.zone or zone
    return ReportSection(
        "contact",
        "Contact summary",
        pairs=(
            ("Call offered", _offers(log, here)),
            ("Conversation", _held(log)),
            ("Attempts", _attempts(log, rules)),
            ("What could be said", _guard(rules)),
            *discussion_pairs(log),
        ),
        items=(*_sentences(log, here), *(_callback(one, here) for one in log.callbacks)),
    )


def discussion_pairs(log: FileLog) -> tuple[tuple[str, str], ...]:
    """What a rule allowed and the reviewer wrote down: a modification with the office's answer, a decision."""
    told = log.console
    modification = told.text(EntryKind.CLOSING, "modification")
    decision = told.text(EntryKind.CLOSING, "decision")
    answer = _ANSWERS.get(told.text(EntryKind.CLOSING, "modification_answer"), "no answer is written down")
    return (
        *(
            (("Modification put forward", f"{modification.rstrip('.')}. The office: {answer}."),)
            if modification
            else ()
        ),
        *((("Said about the determination", decision),) if decision else ()),
    )


def _offers(log: FileLog, zone: str) -> str:
    told = []
    for one in log.offers:
        offer = one.body
        to = f" to {offer.to_whom}" if offer.to_whom else ""
        told.append(f"{moment_words(offer.at, zone=zone)}, {CHANNELS[offer.how]}{to}, by {offer.by}")
    return "; ".join(told) or "No offer was logged"


def _held(log: FileLog) -> str:
    held = held_conversation(log)
    if held is None:
        return "Not held" if log.file.call is not CallDemand.NONE else "Not held; no call was asked for"
    who = held.attempt.person or (
        held.attempt.physician if held.attempt.role and held.attempt.role.value == "treating_physician" else ""
    )
    role = role_words(held.attempt)
    return f"Held on {moment_words(held.at, zone=held.attempt.zone)} with {f'{who}, {role}' if who else role}"


def _attempts(log: FileLog, rules: Sequence[ReviewRule]) -> str:
    made, asked = len(counting_tries(log.contact_attempts, file=log.file.id)), demand_of(rules).attempts
    if asked is None:
        return f"{made}; no rule on file gives a number"
    return f"{made}; the rules ask for {asked} unless the conversation is held"


def _guard(rules: Sequence[ReviewRule]) -> str:
    guard = call_guard(rules)
    if guard.rule is None:
        return guard.sentence
    return f"{guard.rule.title} ({guard.rule.citation}; {RULE_STATUSES[guard.rule.status]})"


def _sentences(log: FileLog, zone: str) -> tuple[str, ...]:
    """Each attempt with its number, and behind it the addenda to it."""
    out = []
    for number, one in enumerate(log.attempts, 1):
        added = "".join(
            f" Addendum of {moment_words(more.entry.at, zone=zone)} by {more.entry.by}: {more.body.text.strip()}"
            for more in log.addenda.get(one.entry.id, ())
        )
        out.append(f"{number}. {attempt_words(one.body)}{added}")
    return tuple(out)


def _callback(one: StandingCallback, zone: str) -> str:
    taken = one.taken.body
    number = f", from {taken.number}" if taken.number else ""
    message = f" Message: {taken.message.strip()}" if taken.message.strip() else ""
    by = f" It was taken by {taken.taken_by}." if taken.taken_by else ""
    done = f" Dealt with: {one.done.body.how.strip()}" if one.done is not None else " It waits for an answer."
    return f"Call-back on {moment_words(taken.at, zone=taken.zone or zone)}: {taken.caller}{number}.{by}{message}{done}"

"""The log that a rule asks a review organization to keep, one line a file, with the rule's source and how far it is known.

What was not logged is said to be so: a line is never left out because it is incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peercall.domain.review_report import ReportBody
from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import ContactAttempt
from peercall.engine.attempts.standing import counting_tries
from peercall.engine.review_contact import held_conversation
from peercall.engine.review_log import FileLog
from peercall.engine.review_names import CHANNELS, OUTCOMES, PROGRAMS, RECOMMENDATIONS, WEIGHINGS
from peercall.engine.review_report_data import report_body
from peercall.engine.review_words import attempt_words, moment_words, role_words

NOT_LOGGED = "not logged"


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """A file of the log. reference: the client's. zone: for times where the office's zone is not known.

    rules: those that apply to the file. body: what the signed report says, None while none is signed.
    """

    reference: str
    log: FileLog
    rules: Sequence[ReviewRule]
    zone: str
    body: ReportBody | None


def audited_file(reference: str, log: FileLog, *, rules: Sequence[ReviewRule], zone: str) -> AuditedFile:
    """A file as the logs of all rules read it."""
    body = report_body(log.signed.body.data.get("body", {})) if log.signed else None
    return AuditedFile(reference, log, rules, zone, body)


@dataclass(frozen=True, slots=True)
class AuditTable:
    """The log for one rule. rows have as many cells as columns; missing: how many of the files lack something asked."""

    rule: ReviewRule
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: int


def asking_rules(rules: Iterable[ReviewRule]) -> tuple[ReviewRule, ...]:
    """The rules that ask for a log, in the order of their titles' sources."""
    return tuple(
        sorted((rule for rule in rules if rule.log), key=lambda rule: (rule.jurisdiction, rule.citation, rule.id))
    )


def audit_table(rule: ReviewRule, files: Iterable[AuditedFile]) -> AuditTable:
    """The log of the files to which the rule applies, in their order."""
    parts = [(name, *_PARTS[name]) for name in rule.log if name in _PARTS]
    columns = (*_BASE, *(column for _, heads, _ in parts for column in heads), "not_logged")
    rows = []
    for one in files:
        if all(rule.id != other.id for other in one.rules):
            continue
        cells: list[str] = []
        lacking: list[str] = []
        for name, _, make in parts:
            made = make(one)
            cells.extend(made)
            if NOT_LOGGED in made:
                lacking.append(_ASKED[name])
        rows.append((*_base(rule, one), *cells, "; ".join(lacking)))
    return AuditTable(rule, columns, tuple(rows), sum(1 for row in rows if row[-1]))


def lacking_parts(log: FileLog) -> tuple[str, ...]:
    """The parts of an audit log in which something of the file is not logged, whichever rule asks for them."""
    one = audited_file("", log, rules=(), zone="UTC")
    return tuple(name for name, (_, make) in _PARTS.items() if NOT_LOGGED in make(one))


_BASE = (
    "rule",
    "citation",
    "rule_status",
    "client",
    "reference",
    "jurisdiction",
    "program",
    "request",
    "treating_physician",
    "reviewer",
)
_ASKED: Mapping[str, str] = {
    "offered": "the offer of a call",
    "held": "whether a call was held",
    "outcome": "the outcome",
    "appeal_rights": "whether appeal rights were explained",
    "each_attempt": "the attempts",
    "spoken_to": "who was spoken to",
    "new_information": "what is made of new information",
}


def _base(rule: ReviewRule, one: AuditedFile) -> tuple[str, ...]:
    file, signed = one.log.file, one.body
    assigned = one.log.assigned.body.name if one.log.assigned else ""
    return (
        rule.title,
        rule.citation,
        rule.status.value,
        file.client,
        one.reference,
        file.jurisdiction,
        PROGRAMS[file.program],
        file.request,
        file.treating_physician,
        (signed.reviewer.name if signed else "") or assigned,
    )


def _moment(at: datetime, zone: str) -> tuple[str, str, str]:
    """Date, wall clock and zone, each in a cell."""
    here = at.astimezone(ZoneInfo(zone))
    return here.date().isoformat(), f"{here:%H:%M}", f"{zone} (UTC{here:%z})"


def _offered(one: AuditedFile) -> tuple[str, ...]:
    if not one.log.offers:
        return (NOT_LOGGED, "", "", "", "", "", "0")
    offer = one.log.offers[0].body
    return (
        *_moment(offer.at, one.log.file.zone or one.zone),
        CHANNELS[offer.how],
        offer.to_whom,
        offer.by,
        str(len(one.log.offers)),
    )


def _held(one: AuditedFile) -> tuple[str, ...]:
    held = held_conversation(one.log)
    if held is None:
        told = "no" if counting_tries(one.log.contact_attempts, file=one.log.file.id) else NOT_LOGGED
        return (told, "", "", "", "")
    return ("yes", *_moment(held.at, held.attempt.zone), _who(held.attempt))


def _who(attempt: ContactAttempt) -> str:
    role = role_words(attempt)
    name = attempt.person or (attempt.physician if role == "the treating physician" else "")
    return f"{name}, {role}" if name else role


def _outcome(one: AuditedFile) -> tuple[str, ...]:
    signed, body, told = one.log.signed, one.body, one.log.determination
    recommended = RECOMMENDATIONS[body.recommendation] if body and body.recommendation else NOT_LOGGED
    discussed = signed.body.data.get("discussion") or () if signed else ()
    return (
        "; ".join(f"{label}: {text}" for label, text in discussed),
        recommended,
        signed.entry.at.astimezone(ZoneInfo(one.zone)).date().isoformat() if signed else "",
        OUTCOMES[told.body.outcome] if told else "not told",
        told.body.at.astimezone(ZoneInfo(one.zone)).date().isoformat() if told else "",
    )


def _appeal_rights(one: AuditedFile) -> tuple[str, ...]:
    if held_conversation(one.log) is None:
        return ("no call was held",)
    body = one.body
    if body is not None and not body.is_adverse:
        return ("not needed: certified as requested",)
    if body is None or body.appeal_rights_told is None:
        return (NOT_LOGGED,)
    return ("yes" if body.appeal_rights_told else "no",)


def _attempts(one: AuditedFile) -> tuple[str, ...]:
    if not one.log.attempts:
        return ("0", NOT_LOGGED, "")
    outside = [each.body for each in one.log.attempts if one.log.file.id in each.body.outside_hours]
    return (
        str(len(one.log.attempts)),
        "\n".join(attempt_words(each.body) for each in one.log.attempts),
        "\n".join(moment_words(each.at, zone=each.zone) for each in outside),
    )


def _spoken_to(one: AuditedFile) -> tuple[str, ...]:
    if not one.log.attempts:
        return (NOT_LOGGED,)
    said = dict.fromkeys(_who(each.body) for each in one.log.attempts if each.body.role is not None)
    return ("; ".join(said) or "nobody was reached",)


def _new_information(one: AuditedFile) -> tuple[str, ...]:
    told = [each.body for each in one.log.information]
    words = "\n".join(
        f"{each.statement} ({each.said_by}): {WEIGHINGS[each.weighed] if each.weighed else NOT_LOGGED}. {each.why}".strip()
        for each in told
    )
    if any(each.weighed is None for each in told):
        return str(len(told)), words, NOT_LOGGED
    return str(len(told)), words, "yes" if told else ""


_Maker = Callable[[AuditedFile], tuple[str, ...]]
_PARTS: Mapping[str, tuple[tuple[str, ...], _Maker]] = {
    "offered": (
        ("offered_date", "offered_time", "offered_zone", "offered_how", "offered_to", "offered_by", "offers"),
        _offered,
    ),
    "held": (("call_held", "held_date", "held_time", "held_zone", "held_with"), _held),
    "outcome": (("discussed", "recommendation", "recommended_on", "plan_determination", "determined_on"), _outcome),
    "appeal_rights": (("appeal_rights_explained",), _appeal_rights),
    "each_attempt": (("attempts", "attempts_in_words", "outside_allowed_hours"), _attempts),
    "spoken_to": (("spoken_to",), _spoken_to),
    "new_information": (("statements", "statements_in_words", "all_weighed"), _new_information),
}

"""What a reviewer's report still needs before it can be signed, said part by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from peercall.domain.review_report import CriterionFinding, Recommendation, ReportBody, ReportCheck
from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import CallDemand, NewInformation
from peercall.domain.terms import CriterionStatus
from peercall.engine.attempts.demand import demand_of
from peercall.engine.attempts.standing import conversation_held, counting_tries
from peercall.engine.rationale_check import check_rationale
from peercall.engine.review_log import FileLog

#: statuses that state something of the record, so that the record must be cited
_SHOWN = frozenset({CriterionStatus.MET, CriterionStatus.NOT_MET})

#: how many criteria are told by name where many lack the same
_NAMED = 3


def check_report(
    body: ReportBody, *, log: FileLog, rules: Sequence[ReviewRule], empty_phrases: Sequence[str], unfiled: int = 0
) -> tuple[ReportCheck, ...]:
    """Everything a report needs, in the order of its parts. rules: those that apply to the file.

    unfiled: statements typed in a call that are no information of the file yet.
    """
    information = tuple(one.body for one in log.information)
    return (
        *_call(body, log, rules),
        *_information(information, unfiled),
        *_criteria(body.criteria),
        *_rationale(body, information, empty_phrases),
        *_recommendation(body),
        *_reviewer(body),
        *_conflict(body),
        *_amended(body, log),
    )


#: what is open where a blocking line of the checklist is not met, in words that hold none of the report's own
LACKS: Mapping[str, str] = {
    "contact": "no attempt of the required call is logged",
    "callbacks": "a call-back of the office waits",
    "unfiled": "a new statement of the call is not filed",
    "information": "a statement of the call is not weighed",
    "criteria": "a criterion is not judged, or none is listed",
    "evidence": "a criterion that is met or not met names no record",
    "rationale.substance": "the rationale says too little",
    "rationale.finding": "the rationale names no finding",
    "rationale.criterion": "the rationale names no criterion it rests on",
    "rationale.guideline": "the guideline or its version is not named",
    "rationale.change": "what would support certification is not said",
    "recommendation": "no recommendation is made",
    "certified_part": "the part that is certified is not named",
    "reviewer": "the reviewer's credentials are not complete",
    "conflict": "that there is no conflict of interest is not attested",
    "amendment": "why the signed report is amended is not said",
}


def missing_for_signature(checks: Iterable[ReportCheck]) -> tuple[str, ...]:
    """What keeps the report from being signed, in words; empty when it may be."""
    return tuple(one.why for one in checks if one.blocks and not one.is_met)


def _call(body: ReportBody, log: FileLog, rules: Sequence[ReviewRule]) -> Iterable[ReportCheck]:
    attempts, file = log.contact_attempts, log.file
    held = conversation_held(attempts, file=file.id)
    made = len(counting_tries(attempts, file=file.id))
    asked = demand_of(rules).attempts
    unlogged = file.call is CallDemand.REQUIRED and not attempts
    yield ReportCheck(
        "contact",
        "The call that the client requires was tried",
        "The client requires a call, and no attempt is logged." if unlogged else "",
    )
    short = asked is not None and not held and made < asked and file.call is not CallDemand.NONE
    yield ReportCheck(
        "tries",
        "As many attempts as the rules ask for",
        f"{made} of {asked} attempts that the rules ask for are logged." if short else "",
        blocks=False,
    )
    yield ReportCheck(
        "offer", "The offer of a call is logged where a rule asks for it", _offer(body, log, rules), False
    )
    unanswered = body.is_adverse and held and body.appeal_rights_told is None and _asks(rules, "appeal_rights")
    yield ReportCheck(
        "appeal_rights",
        "Whether appeal rights were explained is said where a rule asks for it",
        "Say whether appeal rights were explained in the call." if unanswered else "",
        blocks=False,
    )
    waiting = len(log.waiting_callbacks)
    yield ReportCheck(
        "callbacks",
        "Every call-back of the office was dealt with",
        "" if not waiting else f"{_number(waiting, 'call-back waits', 'call-backs wait')} for an answer.",
    )


def _offer(body: ReportBody, log: FileLog, rules: Sequence[ReviewRule]) -> str:
    if log.offers or not body.is_adverse or not (asking := _asks(rules, "offered")):
        return ""
    return f"No offer of a call is logged, and {asking[0].citation} asks for its date, time and by whom."


def _asks(rules: Sequence[ReviewRule], what: str) -> tuple[ReviewRule, ...]:
    return tuple(rule for rule in rules if what in rule.log)


def _information(information: Sequence[NewInformation], unfiled: int) -> Iterable[ReportCheck]:
    yield ReportCheck(
        "unfiled",
        "What was typed as new in the call is filed",
        f"{_number(unfiled, 'new statement of the call is', 'new statements of the call are')} not filed yet: log the call, "
        "or take them back on its page."
        if unfiled
        else "",
    )
    unweighed = [one for one in information if one.weighed is None]
    told = " ".join(f"“{_short(one.statement)}” ({one.said_by}) is not weighed yet." for one in unweighed)
    yield ReportCheck("information", "Everything said and not in the records is weighed", told)


def _criteria(criteria: Sequence[CriterionFinding]) -> Iterable[ReportCheck]:
    if not criteria:
        yield ReportCheck(
            "criteria", "Every criterion is judged", "No criterion is listed: add those that were applied."
        )
        return
    open_ones = [one for one in criteria if one.status is None]
    yield ReportCheck("criteria", "Every criterion is judged", _each(open_ones, "is not judged yet"))
    uncited = [one for one in criteria if one.status in _SHOWN and not one.evidence]
    yield ReportCheck(
        "evidence",
        "Each criterion that is met or not met names its record",
        _each(uncited, "names no record for what was found"),
    )


def _each(criteria: Sequence[CriterionFinding], what: str) -> str:
    """A sentence for each, the first few by name; empty for none."""
    named = [f"“{_short(one.text)}” {what}." for one in criteria[:_NAMED]]
    more = len(criteria) - _NAMED
    return " ".join([*named, *([f"The same holds for {more} more."] if more > 0 else [])])


def _rationale(
    body: ReportBody, information: Sequence[NewInformation], empty_phrases: Sequence[str]
) -> Iterable[ReportCheck]:
    items = check_rationale(
        body.rationale,
        is_adverse=body.is_adverse,
        criteria=[one.text for one in body.criteria],
        guideline=body.guideline,
        guideline_version=body.guideline_version,
        would_change=body.would_change,
        information=information,
        empty_phrases=empty_phrases,
    )
    # what is not weighed is told statement by statement above
    return (
        ReportCheck(f"rationale.{one.key}", one.label.replace("It ", "The rationale ", 1), one.why)
        for one in items
        if one.key != "information"
    )


def _recommendation(body: ReportBody) -> Iterable[ReportCheck]:
    yield ReportCheck(
        "recommendation", "A recommendation is made", "" if body.recommendation else "Choose a recommendation."
    )
    unsaid = body.recommendation is Recommendation.CERTIFY_IN_PART
    yield ReportCheck(
        "certified_part",
        "The part that is certified is named",
        "Say which part of the request is recommended." if unsaid and not body.certified_part.strip() else "",
    )


def _reviewer(body: ReportBody) -> Iterable[ReportCheck]:
    who = body.reviewer
    wanted = (
        ("name", who.name),
        ("credentials", who.credentials),
        ("specialty", who.specialty),
        ("license number", who.license_number),
        ("state of the license", who.license_state),
    )
    absent = [name for name, value in wanted if not value.strip()]
    yield ReportCheck(
        "reviewer",
        "The reviewer's credentials are complete",
        f"Add the reviewer's {_listed(absent)}." if absent else "",
    )


def _conflict(body: ReportBody) -> Iterable[ReportCheck]:
    why = ""
    if body.no_conflict is None:
        why = "Attest that you have no conflict of interest, or describe it."
    elif not body.no_conflict:
        described = "The reviewer tells of a conflict of interest: another reviewer must sign."
        why = described if body.conflict.strip() else "Describe the conflict of interest."
    yield ReportCheck("conflict", "The reviewer attests that there is no conflict of interest", why)


def _amended(body: ReportBody, log: FileLog) -> Iterable[ReportCheck]:
    if log.signed is None:
        return
    yield ReportCheck(
        "amendment",
        "An amended report says why it was amended",
        "" if body.amends_because.strip() else "A report is signed already: say why it is amended.",
    )


def _number(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _short(text: str) -> str:
    """The beginning of a text, at a word, so that a sentence about it stays readable."""
    plain = " ".join(text.split())
    if len(plain) <= 70:
        return plain.rstrip(".")
    return f"{plain[:68].rsplit(' ', 1)[0]} …"

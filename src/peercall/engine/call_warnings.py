"""What may kill a call or waste it: an appeal filed, records sent, a notice in Medicare Advantage, the wrong speaker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from peercall.domain.determinations import AdverseDetermination, CaseFile, Speaker
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import LineOfBusiness, NoticePhase, P2PEffect, ReviewStatus, TimeUnit
from peercall.domain.triage import ReasonMatch, Warning
from peercall.domain.triage_rules import TriageTables
from peercall.engine.calendars import add_hours
from peercall.engine.call_effect import CallEffect, line_default
from peercall.engine.deadlines.counting import day_of, is_past
from peercall.engine.payer_rules import PayerFit

_NOT_STATED = "not_stated"
_HOURS_A_DAY = 24
_ORIGINAL_RECORD = P2PEffect.ON_ORIGINAL_RECORD_ONLY
_DISCUSSION = frozenset({P2PEffect.DISCUSSION_ONLY, P2PEffect.DISCUSSION_ONLY_UNLESS_RECONSIDERATION})


def call_warnings(
    determination: AdverseDetermination,
    *,
    case: CaseFile,
    rulebook: Rulebook,
    effect: CallEffect,
    fits: tuple[PayerFit, ...],
    classes: tuple[ReasonMatch, ...],
    conflict: str | None,
    as_of: datetime,
) -> tuple[Warning, ...]:
    """Every warning, the gravest first. Each carries the rule it rests on with that rule's status."""
    found = [*_of_the_line(determination, rulebook, effect), *_of_the_reasons(classes, conflict)]
    if not classes or any(match.clinical for match in classes):
        found += [
            *_of_the_effect(effect, rulebook),
            *_of_the_appeal(determination, case, fits),
            *_of_the_records(case, fits, effect),
            *_of_the_window(determination, as_of=as_of),
            *_of_the_speaker(case, fits, rulebook.triage),
        ]
    if case.first_peer_to_peer is False:
        text = "A call was held for this denial before: some payers hold only one. Ask whether a second is possible."
        found.append(Warning("not_first_call", text, None))
    if determination.plan.line_of_business is None:
        text = "The line of business is not known: which law reaches the plan, and what a call can do, hangs on it."
        found.append(Warning("line_unknown", text, None))
    return tuple(found)


def _of_the_line(determination: AdverseDetermination, rulebook: Rulebook, effect: CallEffect) -> Iterator[Warning]:
    """The line's own warning, also where letter or payer say what a call can do."""
    default = line_default(determination, tables=rulebook.triage)
    if default is None:
        return
    if default.warning is not None:
        code, text = default.warning
        medicare = default.line is LineOfBusiness.MEDICARE_ADVANTAGE
        if medicare and effect.default is None and effect.effect is P2PEffect.CAN_OVERTURN:
            text = f"{text} The text read here says that the call can change it: have that confirmed at booking."
        yield Warning(code, text, default.rule, _status(default.rule, rulebook))
    elif determination.notice_phase is NoticePhase.BEFORE_NOTICE:
        yield Warning("before_notice", f"{_sentence(default.why)}.", default.rule, _status(default.rule, rulebook))


def _of_the_effect(effect: CallEffect, rulebook: Rulebook) -> Iterator[Warning]:
    rule = None if effect.source == "unknown" else effect.source
    payer = rulebook.payers.get(effect.source)
    status = payer.status if payer is not None else _status(rule, rulebook)
    if effect.effect in _DISCUSSION:
        text = "The call is a discussion and does not change the decision by itself: use it to learn what is missing, and ask in writing."
        if effect.effect is P2PEffect.DISCUSSION_ONLY_UNLESS_RECONSIDERATION:
            text = "The call is a discussion unless reconsideration is asked for: ask for reconsideration when booking."
        yield Warning("discussion_only", text, rule, status)
    elif effect.effect is P2PEffect.INFORMATIONAL_ONLY:
        yield Warning("informational_only", "The call cannot change the outcome: book none in hope.", rule, status)
    elif effect.effect is P2PEffect.PAYMENT_SEVERITY_ONLY:
        yield Warning("payment_only", "The call changes the level of payment, not coverage.", rule, status)
    elif effect.effect is P2PEffect.UNKNOWN:
        yield Warning("effect_unknown", f"{_sentence(effect.why)}: ask when booking.", rule, status)


def _of_the_reasons(classes: tuple[ReasonMatch, ...], conflict: str | None) -> Iterator[Warning]:
    if conflict is not None:
        text = f"{_sentence(conflict)}, and have the notice corrected in writing; ask for the call meanwhile so that its window is kept."
        yield Warning("conflicting_reasons", text, None)
    elif classes and not any(match.clinical for match in classes):
        text = f"{classes[0].label}: a medical director cannot change it in a call."
        yield Warning("administrative_reason", text, classes[0].reason_class)


def _of_the_appeal(
    determination: AdverseDetermination, case: CaseFile, fits: tuple[PayerFit, ...]
) -> Iterator[Warning]:
    rules = [fit.rule for fit in fits if fit.in_phase]
    closing = next((rule for rule in rules if rule.after_appeal_filed == "not_allowed"), None)
    letter_closes = determination.p2p_before_appeal
    if case.appeal_filed:
        if closing is not None and len({rule.after_appeal_filed for rule in rules}) == 1:
            text = "An appeal is filed, and this payer then holds no call."
            yield Warning("appeal_closes_the_call", text, closing.id, closing.status)
        elif any(rule.after_appeal_filed == "allowed" for rule in rules) and closing is None:
            allowing = next(rule for rule in rules if rule.after_appeal_filed == "allowed")
            text = "An appeal is filed; this payer still holds the call."
            yield Warning("appeal_filed_call_allowed", text, allowing.id, allowing.status)
        else:
            text = "An appeal is filed: many payers then refuse the call. Ask before booking."
            yield Warning("appeal_filed", text, closing.id if closing else None, closing.status if closing else None)
        return
    if closing is not None:
        text = "Filing the appeal closes the call with this payer: call first, and watch the appeal's own clock."
        yield Warning("appeal_would_close_the_call", text, closing.id, closing.status)
    elif letter_closes:
        text = "By the letter the call must come before an appeal: call first, and watch the appeal's own clock."
        yield Warning("appeal_would_close_the_call", text, "letter")


def _of_the_records(case: CaseFile, fits: tuple[PayerFit, ...], effect: CallEffect) -> Iterator[Warning]:
    """New records: taken in the call, wanted in writing, or turning the case into an appeal."""
    original = next((fit.rule for fit in fits if fit.certain and fit.rule.effect is _ORIGINAL_RECORD), None)
    if effect.effect is _ORIGINAL_RECORD or original is not None:
        rule = original.id if original else effect.source
        status = original.status if original else None
        text = "Only what was sent with the request counts in the call; new records turn the case into an appeal and cancel it."
        code = "new_records_by_appeal" if case.new_records_sent else "new_records_close_the_call"
        yield Warning(code, text, rule, status)
    elif case.new_records_sent:
        text = "New records were sent: ask whether the plan has them, and whether they turned the case into an appeal."
        yield Warning("new_records", text, None)


def _of_the_window(determination: AdverseDetermination, *, as_of: datetime) -> Iterator[Warning]:
    window = determination.p2p_window
    if determination.p2p_offered is False:
        return
    if window is None:
        text = "No window for the call is stated: ask at once until when it can be held; none is assumed here."
        yield Warning("window_not_stated", text, "letter" if determination.p2p_offered else None)
        return
    counted = window.value is not None and window.unit is not None
    anchor = window.counted_from
    if counted and (anchor is None or anchor not in determination.moments) and window.until is None:
        text = "The window cannot be counted: the day from which it runs is not known. Call to learn it."
        yield Warning("window_unknown", text, "letter")
        return
    if _has_ended(determination, as_of=as_of):
        text = "The window in the letter has ended: ask whether a late call is held, and take the appeal."
        yield Warning("window_ended", text, "letter")


def _has_ended(determination: AdverseDetermination, *, as_of: datetime) -> bool:
    """True when the window has ended by every count; business days are judged by the clocks, which have the calendar."""
    window = determination.p2p_window
    assert window is not None
    if window.until is not None:
        return is_past(window.until, as_of=as_of)
    if window.counted_from is None or window.value is None or window.unit is None:
        return False
    start = determination.moments[window.counted_from]
    if window.unit is TimeUnit.HOURS:
        if isinstance(start, datetime):
            return is_past(add_hours(start, window.value), as_of=as_of)
        return as_of.date() > day_of(start) + timedelta(days=-(-window.value // _HOURS_A_DAY))
    if window.unit is TimeUnit.CALENDAR_DAYS:
        return as_of.date() > day_of(start) + timedelta(days=window.value)
    return False


def may_speak(fits: tuple[PayerFit, ...]) -> tuple[str, ...]:
    """Roles that the rules fitting for certain admit to the call, in the rules' own words; empty when none says."""
    out: list[str] = []
    for fit in fits:
        if fit.certain and fit.in_phase:
            out += [role for role in fit.rule.may_speak if role != _NOT_STATED and role not in out]
    return tuple(out)


def _of_the_speaker(case: CaseFile, fits: tuple[PayerFit, ...], tables: TriageTables) -> Iterator[Warning]:
    speaker = case.speaker
    if speaker is None:
        return
    for fit in fits:
        if not (fit.certain and fit.in_phase):
            continue
        roles = [role for role in fit.rule.may_speak if role != _NOT_STATED]
        if not roles or any(role not in tables.speakers for role in roles):
            continue
        if speaker.credential is None and speaker.relationship is None:
            text = "Who speaks is not described by credential or relationship; this payer admits only some."
            yield Warning("speaker_unknown", text, fit.rule.id, fit.rule.status)
        elif not any(_fills(speaker, tables.speakers[role]) for role in roles):
            admitted = ", ".join(role.replace("_", " ") for role in roles)
            text = f"This payer admits to the call: {admitted}. Name another speaker or ask for an exception."
            yield Warning("speaker_not_allowed", text, fit.rule.id, fit.rule.status)


def _fills(speaker: Speaker, words: frozenset[str]) -> bool:
    held = {part.strip(" .").lower() for part in (speaker.credential or "").replace(";", ",").split(",")}
    held.add((speaker.relationship or "").lower())
    return bool(held & words)


def _status(rule: str | None, rulebook: Rulebook) -> ReviewStatus | None:
    law = rulebook.regulations.get(rule) if rule else None
    return law.status if law is not None else None


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

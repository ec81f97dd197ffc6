"""A case as facts for letters: from the confirmed determination, what was published of it, and the record of the call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.application.letter_evidence import evidence_lists, exhibit_names, page_marks, reason_answers
from peercall.application.letter_records import attempt_facts, call_facts, clean, moment_words
from peercall.application.site.after_texts import AboutCase, chart_note, last_day_on_paper, patient_copy
from peercall.application.site.slot_texts import AgreedTime
from peercall.domain.attempts import CallAttempt
from peercall.domain.correspondence import LetterKind, Mark, SourceKind
from peercall.domain.determinations import AdverseDetermination, AvailabilityBlock, CaseFile
from peercall.domain.provenance import SourceSpan
from peercall.domain.records import RecordEntry
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, LineOfBusiness, NoticePhase, P2PEffect, ReviewStatus, TriageOutcome
from peercall.engine.correspondence import Item, LetterFacts, Value
from peercall.engine.paper_words import day_words, days_in_words
from peercall.engine.plan_reach import find_plan, offered_by_employer
from peercall.engine.record_view import disposition_state, standing_calls
from peercall.engine.wording import codes_text, join

Data = Mapping[str, Any]
_APPEALS = ("reconsideration", "internal-appeal")
_APPEAL_NAMES = {
    LineOfBusiness.MEDICARE_ADVANTAGE: "reconsideration",
    LineOfBusiness.FEDERAL_EMPLOYEES: "reconsideration",
    LineOfBusiness.MEDICAID_MANAGED_CARE: "appeal to the plan",
    LineOfBusiness.COMMERCIAL: "internal appeal",
    LineOfBusiness.ACA_MARKETPLACE: "internal appeal",
    LineOfBusiness.ERISA_SELF_FUNDED: "internal appeal",
    LineOfBusiness.EMPLOYER_GROUP: "internal appeal",
    LineOfBusiness.GOVERNMENTAL_PLAN: "internal appeal",
}
#: where an appeal goes, by what the confirmed notice states: field and the word before it
_APPEAL_WAYS = {
    "appeal_address": (("appeal_address", ""), ("appeal_fax", "fax ")),
    "expedited_address": (("expedited_fax", "fax "), ("expedited_phone", "telephone ")),
}
_CLOSED = frozenset({P2PEffect.BEFORE_NOTICE_ONLY, P2PEffect.INFORMATIONAL_ONLY, P2PEffect.NOT_OFFERED})


@dataclass(frozen=True, slots=True)
class LetterCase:
    """What letters are made from. analysis: `brief`, `criteria`, `deadlines`, `triage` as published; a part may be missing.

    today: aware.
    """

    determination: AdverseDetermination
    case: CaseFile
    analysis: Data
    today: datetime
    record: Sequence[RecordEntry] = ()
    attempts: Sequence[CallAttempt] = ()
    agreed: AgreedTime | None = None


def letter_facts(about: LetterCase, *, rulebook: Rulebook) -> LetterFacts:
    """Everything a letter of this case can say; what is missing here is unknown there."""
    determination, case = about.determination, about.case
    zone = ZoneInfo(case.time_zone)
    plan = find_plan(determination.plan, tables=rulebook.clocks)
    words = dict(_words(about, rulebook=rulebook))
    values = {
        **dict(_letter_values(determination)),
        **dict(_practice_values(case)),
        **dict(_appeal_values(about)),
        **dict(_slot_values(about.agreed, case=case, zone=zone)),
    }
    values["matter"] = Value("request" if determination.notice_phase is NoticePhase.BEFORE_NOTICE else "determination")
    if regulator := _regulator(about, rulebook=rulebook):
        values["regulator"] = Value(regulator)
    if "diagnosis" in values:
        values["diagnosis"] = replace(values["diagnosis"], marks=_header_marks(about.analysis, "Diagnosis"))
    lists: dict[str, tuple[Item, ...]] = dict(evidence_lists(about.analysis))
    lists["times"] = tuple(_times(case.availability, zone=zone, now=about.today))
    lists["reasons"] = tuple(
        {"reason": Value(clean(one.quote), _page(one.source))} for one in determination.reasons if one.quote
    )
    if lists["reasons"]:
        values["reason"] = Value(
            " ".join(one["reason"].text for one in lists["reasons"]), lists["reasons"][0]["reason"].marks
        )
    lists["answers"] = reason_answers(
        about.analysis,
        reasons=determination.reasons,
        marks=[_page(one.source) for one in determination.reasons],
    )
    if policy := _policy(about.analysis):
        values["policy"] = policy
    if lists["criteria_met"]:
        words["criteria"] = "some_open" if lists["criteria_open"] else "all_met"
    called, called_lists = call_facts(about.record, zone=zone)
    tried, tries = attempt_facts(about.attempts, zone=zone)
    if tried or called:
        values["grounds"] = Value("tries" if tried else "call")
    facts = LetterFacts(
        on=about.today.astimezone(zone).date(),
        values={**values, **called, **tried},
        lists={**lists, **called_lists, **tries},
        words=words,
        sender=tuple(
            filter(
                None,
                (
                    case.practice_name or "",
                    clean(case.practice_address or ""),
                    f"Telephone {case.practice_phone}" if case.practice_phone else "",
                    f"Direct line {case.practice_direct_line}" if case.practice_direct_line else "",
                ),
            )
        ),
        plan=plan,
        state=determination.plan.state,
        grandfathered=determination.plan.grandfathered,
        exhibits=exhibit_names(about.analysis),
        none=frozenset({"notice_date"}) if determination.notice_phase is NoticePhase.BEFORE_NOTICE else frozenset(),
    )
    return replace(facts, **_texts(about, zone=zone))


def _texts(about: LetterCase, *, zone: ZoneInfo) -> dict[str, Any]:
    """The texts that are made from the record as a whole, and how hard the patient's is to read."""
    calls = standing_calls(about.record)
    if not calls:
        return {}
    state = disposition_state(about.record)
    case = AboutCase(
        practice=about.case.practice_name or "your doctor's office",
        practice_phone=about.case.practice_phone or "",
        service=about.determination.service.description or "",
        plan=about.determination.plan.name or "",
        zone=zone,
        today=about.today.astimezone(zone).date(),
        deadlines=about.analysis.get("deadlines") or {},
        is_decided=about.determination.notice_phase is not NoticePhase.BEFORE_NOTICE,
    )
    copy = patient_copy(calls[-1], state=state, about=case)
    note = chart_note(calls[-1], state=state, about=case)
    return {
        "texts": {
            LetterKind.PATIENT_COPY.value: clean_lines(copy.text),
            LetterKind.CHART_NOTE.value: clean_lines("The record\n" + note.partition("\n")[2]),
        },
        "text_mark": Mark(SourceKind.RECORD, f"our record, entry {calls[-1].entry.number}"),
        "grades": {LetterKind.PATIENT_COPY.value: copy.grade},
    }


def clean_lines(text: str) -> str:
    """A text by lines, each without brackets of its own."""
    return "\n".join(line.replace("[", "(").replace("]", ")") for line in text.splitlines())


def _words(about: LetterCase, *, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    determination, case = about.determination, about.case
    plan = find_plan(determination.plan, tables=rulebook.clocks)
    line = determination.plan.line_of_business
    yield "line", line.value if line else ""
    yield "funding", determination.plan.funding.value if determination.plan.funding else ""
    yield "plan", _plan_word(plan, line)
    yield "state", determination.plan.state or ""
    yield "group", "known" if offered_by_employer(determination) else ""
    yield "phase", determination.notice_phase.value
    urgency = determination.urgency or case.urgency
    yield "urgency", urgency.value if urgency else ""
    yield "request_type", determination.request_type.value if determination.request_type else ""
    yield "reason_class", next((one.reason_class for one in determination.reasons if one.reason_class), "")
    state = disposition_state(about.record)
    yield "reported", state.reported or ""
    yield "confirmed", state.confirmed or ""
    yield "writing", "less" if state.is_contrary else "as_said" if state.confirmed else ""
    yield "disposition", state.confirmed or state.reported or ""
    yield "specialty", _specialty(determination, case)
    yield "p2p", "closed" if _is_closed(about) else "open"
    yield "window", _window(about)


def _plan_word(plan: Any, line: LineOfBusiness | None) -> str:
    if plan is None:
        return ""
    if all("erisa_self_funded" in one.types for one in plan.alternatives):
        return "self_funded"
    if all("fully_insured_state" in one.types for one in plan.alternatives):
        return "insured"
    return line.value if line else ""


def _specialty(determination: AdverseDetermination, case: CaseFile) -> str:
    ours = case.speaker.specialty if case.speaker else None
    theirs = determination.reviewer_specialty
    if not ours or not theirs:
        return ""
    return "same" if ours.casefold() == theirs.casefold() else "other"


def _is_closed(about: LetterCase) -> bool:
    triage = about.analysis.get("triage") or {}
    after = about.determination.notice_phase is NoticePhase.AFTER_NOTICE
    if triage.get("expected") == TriageOutcome.OTHER_ROUTE.value or triage.get("effect") in {
        one.value for one in _CLOSED if after or one is not P2PEffect.BEFORE_NOTICE_ONLY
    }:
        return True
    return _window(about) == "ended"


def _window(about: LetterCase) -> str:
    """Whether the time to ask for the call runs: `open`, `ended`, or empty when nobody knows."""
    clocks = (about.analysis.get("deadlines") or {}).get("deadlines") or ()
    found = {str(one.get("status")) for one in clocks if one.get("id") == "peer-to-peer"}
    return "ended" if "ended" in found else "open" if "running" in found else ""


def _page(source: object) -> tuple[Mark, ...]:
    """The mark of a place in the denial letter, exhibit A."""
    if isinstance(source, SourceSpan) and source.document.startswith("denial/"):
        return (Mark(SourceKind.PAGE, f"A{source.page}"),)
    return ()


def _header_marks(analysis: Data, label: str) -> tuple[Mark, ...]:
    header = (analysis.get("brief") or {}).get("header") or ()
    return next((page_marks(one.get("marks") or ()) for one in header if one.get("label") == label), ())


def _letter_values(determination: AdverseDetermination) -> Iterator[tuple[str, Value]]:
    sources = determination.sources
    texts = {
        "plan": (determination.plan.name, "plan_name"),
        "member_name": (determination.member_name, "member_name"),
        "member_id": (determination.identifiers.get("member_id"), "member_id"),
        "group_number": (determination.identifiers.get("group_number"), "group_number"),
        "denial_reviewer": (determination.reviewer_name, "reviewer_name"),
        "denial_reviewer_specialty": (determination.reviewer_specialty, "reviewer_specialty"),
        "quantity": (determination.service.quantity_requested, "quantity_requested"),
    }
    for name, (text, path) in texts.items():
        if text:
            yield name, Value(clean(text), _page(sources.get(path)))
    if determination.member_dob:
        yield "member_dob", Value(day_words(determination.member_dob), _page(sources.get("member_dob")))
    kinds = {"reference_number": "reference", "authorization_number": "authorization", "claim_number": "claim"}
    found = [
        f"{word} {clean(number)}" for kind, word in kinds.items() if (number := determination.identifiers.get(kind))
    ]
    if list(determination.identifiers.keys() & kinds) == ["reference_number"]:
        found = [clean(str(determination.identifiers["reference_number"]))]
    if found:
        yield "numbers", Value(join(found), _page(next((sources[k] for k in kinds if k in sources), None)))
    service = determination.service
    if service.description:
        codes = codes_text(service.service_codes)
        text = clean(service.description).rstrip(".")
        named = not codes or all(one.value in text for one in service.service_codes)
        yield "service", Value(text if named else f"{text} ({codes})", _page(sources.get("requested_service")))
    if service.diagnosis_codes:
        yield "diagnosis", Value(codes_text(service.diagnosis_codes))
    for name, anchor, path in (
        ("notice_date", Anchor.NOTIFICATION_DATE, "dates.notification"),
        ("service_date", Anchor.SERVICE, "dates.service"),
        ("final_decision", Anchor.FINAL_DECISION_RECEIVED, ""),
    ):
        if (moment := determination.moments.get(anchor)) is not None:
            day = moment.date() if isinstance(moment, datetime) else moment
            yield name, Value(day_words(day), _page(sources.get(path)))
    if determination.criteria_cited:
        yield "criteria_cited", Value(clean(join(determination.criteria_cited)), _page(sources.get("criteria_cited")))
    if determination.p2p_window:
        yield "p2p_window", Value(clean(determination.p2p_window.text), _page(determination.p2p_window.source))
    for name, paths in _APPEAL_WAYS.items():
        told = [(words, text, path) for path, words in paths if (text := getattr(determination, path))]
        if told:
            marks = tuple(dict.fromkeys(mark for _, _, path in told for mark in _page(sources.get(path))))
            yield name, Value(clean("; ".join(f"{words}{text}" for words, text, _ in told)), marks)
    if determination.appeal_window:
        yield "appeal_words", Value(clean(determination.appeal_window.text), _page(determination.appeal_window.source))


def _practice_values(case: CaseFile) -> Iterator[tuple[str, Value]]:
    speaker = case.speaker
    texts = {
        "practice": case.practice_name,
        "practice_address": case.practice_address,
        "practice_phone": case.practice_phone,
        "direct_line": case.practice_direct_line,
        "speaker": speaker.name if speaker else None,
        "speaker_specialty": speaker.specialty if speaker else None,
        "speaker_npi": speaker.npi if speaker else None,
    }
    for name, text in texts.items():
        if text:
            yield name, Value(clean(text))


def _appeal_values(about: LetterCase) -> Iterator[tuple[str, Value]]:
    line = about.determination.plan.line_of_business
    # other programs have names of their own for the first level, which the notice gives
    yield "appeal_name", Value(_APPEAL_NAMES.get(line, "appeal") if line else "appeal")
    today = about.today.astimezone(ZoneInfo(about.case.time_zone)).date()
    for clock in (about.analysis.get("deadlines") or {}).get("deadlines") or ():
        if clock.get("id") not in _APPEALS or not clock.get("drives"):
            continue
        from_letter = clock.get("rule") == "letter"
        if not from_letter and not (clock.get("printable") and clock.get("rule_status") == "verified"):
            continue
        last = last_day_on_paper(clock)
        if last >= today:
            mark = () if from_letter else (Mark(SourceKind.RULE, str(clock["citation"]), str(clock["rule"])),)
            source = clock.get("source") or {}
            if from_letter and source.get("page"):
                mark = (Mark(SourceKind.PAGE, f"A{source['page']}"),)
            yield "appeal_due", Value(day_words(last), mark)
            return


def _slot_values(agreed: AgreedTime | None, *, case: CaseFile, zone: ZoneInfo) -> Iterator[tuple[str, Value]]:
    if agreed is None:
        return
    how = f"We will call {agreed.their_number}." if agreed.their_number else ""
    if agreed.our_number and not how:
        how = f"Please call {agreed.our_number}."
    texts = {
        "slot_time": moment_words(agreed.starts_at, zone=zone),
        "slot_minutes": str(agreed.minutes),
        "slot_agent": agreed.agent,
        "slot_speaker": agreed.speaker or (case.speaker.name if case.speaker else ""),
        "slot_reviewer": agreed.reviewer,
        "slot_reviewer_specialty": agreed.reviewer_specialty,
        "slot_reference": agreed.reference,
        "slot_how": how,
    }
    for name, text in texts.items():
        if text:
            yield name, Value(clean(text))


def _times(blocks: Sequence[AvailabilityBlock], *, zone: ZoneInfo, now: datetime) -> Iterator[Item]:
    for block in blocks:
        if block.start_at > now:
            end = block.end_at.astimezone(zone)
            words = f"{moment_words(block.start_at, zone=zone)} to {end.hour % 12 or 12}:{end:%M} {end:%p}".replace(
                "AM", "am"
            ).replace("PM", "pm")
            yield {"when": Value(words)}


def _policy(analysis: Data) -> Value | None:
    """The policy applied, where it is a payer's own; a model of ours is nothing to hold against a plan."""
    for section in (analysis.get("brief") or {}).get("sections") or ():
        if section.get("key") == "criteria":
            for line in section.get("lines") or ():
                if line.get("rule") and not line.get("status"):
                    return Value(days_in_words(clean(str(line["text"]))).rstrip("."))
    return None


def _regulator(about: LetterCase, *, rulebook: Rulebook) -> str:
    plan = about.determination.plan
    found = rulebook.playbooks.regulator(
        line=plan.line_of_business.value if plan.line_of_business else "",
        funding=plan.funding.value if plan.funding else "",
    )
    if found is None or ("the state's" in found.name and not plan.state):
        return ""
    name = f"{found.name} ({plan.state})" if "the state's" in found.name else found.name
    if found.status == ReviewStatus.VERIFIED:
        return name
    return f"[who regulates this plan; our proposal, which nobody has verified: {name}]"

"""The call guide: what to say to get the slot, and the sentences of the four timed parts, filled from this case."""

from __future__ import annotations

from collections.abc import Sequence

from peercall.domain.briefs import CallGuide, GuidePart, Line
from peercall.domain.call_phrases import CallPhrases
from peercall.domain.clocks import Clocks, Deadline
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.results import PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, CriterionStatus, RequestType
from peercall.domain.triage import Triage
from peercall.engine.brief.dossier import Dossier
from peercall.engine.brief.opening import clock_text, is_before_notice, reading_text, service_text
from peercall.engine.lookups import lookups
from peercall.engine.reason_words import shared_words
from peercall.engine.specialty import specialty_sentence
from peercall.engine.time_blocks import ProposedTimes, proposed_times
from peercall.engine.wording import CAN_CHANGE, LINES_OF_BUSINESS, codes_text, join, moment_text, sentence

TITLE = "Call guide"
#: words in common by which two questions are the same
SAME_QUESTION_WORDS = 1
UNKNOWN = "not known: ask or fill in"
NONE = "none stated"
_SETTINGS = {
    RequestType.PROSPECTIVE: "before the service",
    RequestType.CONCURRENT: "during the service",
    RequestType.RETROSPECTIVE: "after the service",
}

#: of an objection the chart does not answer; and of one nobody looked for, there being no policy to check against
NO_ANSWER = "The chart has no answer to: "
NOT_SEARCHED = "No policy was checked, so the chart was not searched for: "


def compose_guide(
    dossier: Dossier,
    *,
    determination: AdverseDetermination,
    case: CaseFile,
    triage: Triage,
    clocks: Clocks,
    result: PolicyResult | None,
    rulebook: Rulebook,
) -> CallGuide:
    """The guide of one case; its marks are those of the brief made from the same dossier.

    dossier: what `gather` made of the case; composing the brief from it first changes nothing.
    """
    times = proposed_times(determination, case=case, clocks=clocks, triage=triage, rulebook=rulebook)
    specialty = specialty_sentence(determination, case=case, rulebook=rulebook, on=clocks.as_of.date())
    return CallGuide(
        title=TITLE,
        request_script=_request_script(
            determination, case=case, triage=triage, clocks=clocks, times=times, phrases=rulebook.call
        ),
        form_fields=_form_fields(determination, case=case, triage=triage, times=times),
        blocks=times.proposed,
        parts=_parts(dossier, case=case),
        answers=dossier.answers,
        interruptions=rulebook.call.interruptions,
        specialty_sentence=specialty,
        closing=tuple(Line(text) for text in rulebook.call.closing),
        questions_first=dossier.questions_first,
        warnings=(
            *(line.text + (f" ({line.status})" if line.status else "") for line in dossier.warnings),
            *times.notes,
            *(f"{NO_ANSWER if result is not None else NOT_SEARCHED}{claim}" for claim in dossier.unanswered),
        ),
        lookups=lookups(dossier.rows, result=result),
    )


def _request_script(
    determination: AdverseDetermination,
    *,
    case: CaseFile,
    triage: Triage,
    clocks: Clocks,
    times: ProposedTimes,
    phrases: CallPhrases,
) -> tuple[Line, ...]:
    speaker = case.speaker
    ids = determination.identifiers
    member = ", ".join(
        part
        for part in (
            determination.member_name or "the member",
            f"born {determination.member_dob.isoformat()}" if determination.member_dob else "",
            f"member ID {ids['member_id']}" if "member_id" in ids else "",
        )
        if part
    )
    numbers = join(f"{kind.replace('_', ' ')} {value}" for kind, value in ids.items() if kind != "member_id")
    who = f"{speaker.name}{f', {speaker.specialty}' if speaker.specialty else ''}" if speaker else "our physician"
    what = "peer-to-peer call before the determination" if is_before_notice(determination) else "peer-to-peer call"
    lines = [
        Line(
            f"This is (your name) at {case.practice_name or 'our practice'}, calling for {who}. I am asking for a {what}.",
        ),
        Line(sentence(f"The member is {member}{f'; {numbers}' if numbers else ''}")),
        Line(sentence(f"It concerns {service_text(determination)}{_notice_words(determination)}")),
    ]
    if (shortest := clocks.shortest) is not None and shortest.id == "peer-to-peer":
        lines.append(Line(_in_time(shortest, case=case)))
    lines.append(
        Line(f"{who} can speak at: {'; or '.join(times.proposed)}." if times.proposed else "Which times do you offer?")
    )
    direct = case.practice_direct_line
    backup = f", back-up {case.practice_phone}" if direct and case.practice_phone else ""
    lines.append(
        Line(
            f"Please call the direct line {direct or case.practice_phone or '(give it)'}{backup}, not the switchboard."
        )
    )
    if triage.may_speak:
        lines.append(
            Line(
                f"Your rules let these speak: {join(word.replace('_', ' ') for word in triage.may_speak)}. Is that right?"
            )
        )
    lines.append(
        Line("Who may take the call on your side, of which specialty, and may new information be given on it?")
    )
    lines.extend(Line(question) for question in triage.ask if not _for_the_reviewer(question, phrases=phrases))
    lines.append(
        Line("Please give me the reference number of this request and your name, and confirm the time in writing.")
    )
    return tuple(lines)


def _in_time(deadline: Deadline, *, case: CaseFile) -> str:
    """That the request is in time, by the earliest way of counting; the other ways only argue for later."""
    drives = deadline.drives
    if drives is None:
        return sentence(f"About the time limit: {clock_text(deadline, zone=case.time_zone)}")
    asked = "held" if deadline.target is ClockTarget.DISCUSSION else "asked for"
    if deadline.status is not ClockStatus.RUNNING:
        return (
            sentence(
                f"By our count the call could be {asked} until {reading_text(drives, zone=case.time_zone)}: can it still be taken"
            )[:-1]
            + "?"
        )
    event = f", or until {deadline.or_event.value.replace('_', ' ')} if that is earlier" if deadline.or_event else ""
    return (
        f"By our count the call can be {asked} until {reading_text(drives, zone=case.time_zone)}{event}. Do you agree?"
    )


def _for_the_reviewer(question: str, *, phrases: CallPhrases) -> bool:
    """True when the question is among those put to the reviewer at the start of the call."""
    return any(shared_words(question, asked) >= SAME_QUESTION_WORDS for asked in phrases.questions_first)


def _notice_words(determination: AdverseDetermination) -> str:
    notice = determination.moments.get(Anchor.NOTIFICATION_DATE)
    if is_before_notice(determination):
        return ", not yet determined"
    return f", notice of {moment_text(notice)}" if notice is not None else ""


def _yes(value: bool | None) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def _form_fields(
    determination: AdverseDetermination, *, case: CaseFile, triage: Triage, times: ProposedTimes
) -> tuple[tuple[str, str], ...]:
    """The fields that request forms and phone scripts ask for, in their usual order."""
    ids, service, speaker = determination.identifiers, determination.service, case.speaker

    def when(anchor: Anchor) -> str | None:
        moment = determination.moments.get(anchor) or case.moments.get(anchor)
        return moment_text(moment, zone=case.time_zone) if moment is not None else None

    line = case.plan.line_of_business or determination.plan.line_of_business
    fields: list[tuple[str, str | None]] = [
        ("Caller and call-back number", case.practice_phone),
        ("Requesting provider", speaker.name if speaker else determination.provider_name),
        ("NPI", speaker.npi if speaker else determination.provider_npi),
        ("Specialty and credential", ", ".join(p for p in (speaker.specialty, speaker.credential) if p) if speaker else None),
        ("Relationship to the patient", speaker.relationship if speaker else None),
        ("Member name", determination.member_name),
        ("Member ID", ids.get("member_id")),
        ("Date of birth", determination.member_dob.isoformat() if determination.member_dob else None),
        ("Plan and line of business", ", ".join(p for p in (
            determination.plan.name or case.plan.name, LINES_OF_BUSINESS[line] if line else None) if p) or None),
        ("Group number", ids.get("group_number") or NONE),
        ("Authorization, reference or claim number", join(v for k, v in ids.items() if k not in {"member_id", "group_number"}) or None),
        ("Denial date", "no determination yet" if is_before_notice(determination) else when(Anchor.NOTIFICATION_DATE)),
        ("Service", service.description),
        ("Service codes", codes_text(service.service_codes) or None),
        ("Diagnosis codes", codes_text(service.diagnosis_codes) or None),
        ("Quantity", service.quantity_requested or NONE),
        ("Service date", when(Anchor.SERVICE) or NONE),
        ("Setting", _SETTINGS.get(determination.request_type) if determination.request_type else None),
        ("Facility", determination.facility or NONE),
        ("Admission and discharge", ", ".join(w for w in (when(Anchor.ADMISSION), when(Anchor.DISCHARGE)) if w) or NONE),
        ("Stated reason", " / ".join(reason.quote for reason in determination.reasons) or None),
        ("Criteria cited", "; ".join(determination.criteria_cited) or None),
        ("Direct line for the call", case.practice_direct_line),
        ("Back-up line", case.practice_phone),
        ("Times offered", "; ".join(times.proposed) or None),
        ("Speaker has agreed to these times", "confirm with the speaker"),
        ("Appeal already filed", _yes(case.appeal_filed)),
        ("First peer-to-peer for this denial", _yes(case.first_peer_to_peer)),
        ("New clinical information attached", _yes(case.new_records_sent)),
        ("Urgency", (case.urgency or determination.urgency or "").replace("_", " ") or None),
        ("Reviewer of the same specialty wished", "yes, if available"),
        ("Reconsideration or discussion", "reconsideration" if triage.effect in CAN_CHANGE else "ask which this call is"),
        ("We understand that this is not an appeal", "yes"),
    ]  # fmt: skip
    return tuple((label, " ".join((value or UNKNOWN).split())) for label, value in fields)


def _parts(dossier: Dossier, *, case: CaseFile) -> tuple[GuidePart, ...]:
    speaker = case.speaker
    hello = f"I am {speaker.name}{f', {speaker.specialty}' if speaker.specialty else ''}" if speaker else "I am (name)"
    relation = f", the {speaker.relationship} clinician" if speaker and speaker.relationship else ""
    opening = (
        Line(f"{hello}{relation}. Thank you for taking the call. May I have your name and specialty?"),
        *dossier.questions_first,
    )
    sixty = (*dossier.bottom_line, *_first(dossier.severity, 2), *_tried(dossier))
    met = [
        Line(f"{row.text}: {row.fact.text}", row.fact.marks)
        for row in dossier.crosswalk
        if row.status == CriterionStatus.MET.value and row.decisive
    ]
    others = [
        Line(f"{row.text}: {row.fact.text}", row.fact.marks)
        for row in dossier.crosswalk
        if row.status == CriterionStatus.MET.value and not row.decisive
    ]
    walk = (
        *(Line(f"You wrote: {line.text}", line.marks) for line in dossier.reasons),
        *met,
        *(dossier.gaps if dossier.gaps else ()),
        *dossier.contradictions,
        *(others[:4] if not met else ()),
        *dossier.attested,
    )
    close = (
        *_first(dossier.upheld, 1),
        *_first(dossier.guidelines, 2),
        Line(f"I ask you to {dossier.ask.text[:1].lower()}{dossier.ask.text[1:]}", dossier.ask.marks),
    )
    return (
        GuidePart("The reviewer's view first", "first minute", opening),
        GuidePart("Opening", "60 seconds", sixty),
        GuidePart("Each criterion, one dated fact", "the middle minutes", walk),
        GuidePart("Questions, the ask, the close", "last 2 minutes", close),
    )


def _first(lines: Sequence[Line], number: int) -> tuple[Line, ...]:
    return tuple(lines[:number])


def _tried(dossier: Dossier) -> tuple[Line, ...]:
    rows = [row for row in dossier.treatment_rows if row.counted is not False][:2]
    tried = (Line(sentence(f"{row.what}: {row.dose}, {row.dates}: {row.outcome}"), row.marks) for row in rows)
    return (*tried, *dossier.unsuitable[:2])

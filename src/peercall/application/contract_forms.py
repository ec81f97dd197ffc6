"""What the product publishes as data: the plain form of clocks, criteria, triage and brief (docs/contract.md).

Every `--json` and every file of out/ is made from these. Keys are the contract's; values are text, numbers, lists and
mappings only. A criterion whose status is not_documented carries the reason why it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.briefs import Brief, CallGuide, Line, Mark
from peercall.domain.clocks import Clocks, Deadline, Reading
from peercall.domain.determinations import AdverseDetermination
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import Attestation, CaseSource, ResourceSource, SegmentSource, Source, SourceSpan
from peercall.domain.results import Candidate, CriterionResult, Evidence, PolicyResult
from peercall.domain.terms import ClockStatus, EvidenceRole

Data = dict[str, Any]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def moment_text(moment: date | datetime | None) -> str | None:
    """ISO day, or ISO time to the minute with its offset; None stays None."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment is not None else None


def source_data(source: Source) -> Data:
    """A source as data: `document, page, quote`, `resource, element, value`, `segment, quote`, or who said it."""
    if isinstance(source, SourceSpan):
        return _without_none(
            {
                "document": source.document,
                "page": source.page,
                "quote": source.quote,
                "span": [source.start, source.end],
                "resource": source.resource,
            }
        )
    if isinstance(source, ResourceSource):
        return {
            "document": source.document,
            "resource": source.resource,
            "element": source.element,
            "value": source.display,
        }
    if isinstance(source, CaseSource):
        return {"document": source.document, "key": source.key, "value": source.display}
    if isinstance(source, SegmentSource):
        return {"document": source.document, "segment": source.segment, "quote": source.quote}
    assert isinstance(source, Attestation)
    return {"attested_by": source.by, "attested_at": moment_text(source.at), "statement": source.statement}


def _without_none(data: Mapping[str, Any]) -> Data:
    return {key: value for key, value in data.items() if value is not None and value != [] and value != {}}


def _reading(reading: Reading) -> Data:
    due = reading.due_on or (reading.due_at.date() if reading.due_at else None)
    return _without_none(
        {
            "reading": reading.text,
            "key": reading.key,
            "due": moment_text(reading.due_on),
            "due_at": moment_text(reading.due_at),
            "weekday": _WEEKDAYS[due.weekday()] if due else None,
            "counted": [day.isoformat() for day in reading.counted],
            "skipped": [skip.day.isoformat() for skip in reading.skipped],
            "skipped_why": {skip.day.isoformat(): skip.why for skip in reading.skipped},
            "working": reading.working,
        }
    )


def deadline_data(deadline: Deadline, *, zone: ZoneInfo | None = None) -> Data:
    """One clock: `rule`, `anchor`, `due` (or `due_at`), `readings`, `drives`, `status`, what is unknown, warnings."""
    drives = deadline.drives
    stated = deadline.readings[0] if drives is not None and drives.key == "older" else drives
    due_at = stated.due_at if stated else None
    out: Data = {
        "id": deadline.id,
        "label": deadline.label,
        "rule": deadline.rule,
        "rule_status": deadline.rule_status.value if deadline.rule_status else None,
        "also_rule": deadline.also_rules[0][0] if deadline.also_rules else None,
        "also_rule_status": deadline.also_rules[0][1].value if deadline.also_rules else None,
        "also_rules": [{"rule": rule, "status": status.value} for rule, status in deadline.also_rules],
        "citation": deadline.citation,
        "printable": deadline.printable,
        "applies_to": deadline.target.value,
        "who": deadline.who,
        "status": deadline.status.value,
        "anchor": deadline.anchor.value if deadline.anchor else None,
        "anchor_at": moment_text(deadline.anchor_moment),
        "length": deadline.length,
        "unit": deadline.unit.value if deadline.unit else None,
        "or_event": deadline.or_event.value if deadline.or_event else None,
        "due": moment_text(stated.due_on) if stated else None,
        "due_at": moment_text(due_at),
        "due_at_local": moment_text(due_at.astimezone(zone)) if due_at and zone else None,
        "readings": [_reading(reading) for reading in deadline.readings],
        "drives": moment_text(drives.due_on or drives.due_at) if drives else None,
        "time_left": deadline.time_left,
        "why": deadline.why,
        "unknown": list(deadline.unknown),
        "warnings": list(deadline.warnings),
        "source": source_data(deadline.source) if deadline.source else None,
    }
    if deadline.status in {ClockStatus.KEPT, ClockStatus.MISSED}:
        out["kept"] = deadline.status is ClockStatus.KEPT
    return out


def clocks_data(clocks: Clocks, *, determination: AdverseDetermination, time_zone: str) -> Data:
    """All clocks as of a moment; `drives` names for each running clock the date that reminders follow."""
    zone = ZoneInfo(time_zone)
    practice = [d for d in clocks.deadlines if d.who == "practice"]
    payer = [d for d in clocks.deadlines if d.who != "practice"]
    return {
        "schema": "peercall.deadlines/1",
        "as_of": moment_text(clocks.as_of),
        "calendar": clocks.calendar,
        "anchors": {anchor.value: moment_text(moment) for anchor, moment in sorted(determination.moments.items())},
        "deadlines": [deadline_data(deadline, zone=zone) for deadline in practice],
        "payer_clocks": [deadline_data(deadline, zone=zone) for deadline in payer],
        "drives": {
            d.id: moment_text(d.drives.due_on or d.drives.due_at)
            for d in practice
            if d.drives is not None and d.status in {ClockStatus.RUNNING, ClockStatus.ENDED}
        },
        "shortest": clocks.shortest.id if clocks.shortest else None,
        "does_not_apply": [{"rule": rule.rule, "why": rule.why} for rule in clocks.does_not_apply],
    }


_COUNTED = {EvidenceRole.SUPPORTS, EvidenceRole.CONTRADICTS, EvidenceRole.SEARCHED}


def _evidence(evidence: Evidence) -> Data:
    return _without_none(
        {
            **source_data(evidence.source),
            "role": evidence.role.value,
            "says": evidence.display,
            "strength": evidence.strength.value,
            "on": str(evidence.on) if evidence.on else None,
            "compared": evidence.value,
            "unit": evidence.unit,
            "why": evidence.why,
            "also_at": [source_data(place) for place in evidence.also_at],
        }
    )


def _candidate(candidate: Candidate) -> Data:
    return _without_none(
        {
            **source_data(candidate.source),
            "section": candidate.section,
            "on": str(candidate.on) if candidate.on else None,
            "author": candidate.author,
            "assertion": candidate.assertion.value,
            "caution": candidate.caution,
            "found_by": list(candidate.found_by),
            "also_at": [source_data(place) for place in candidate.also_at],
        }
    )


def criterion_data(result: CriterionResult, *, within: str | None = None) -> Data:
    """One criterion, without its parts: `id`, `status`, `reason`, `evidence`, `considered_not_counted`, `asks`.

    within: id of the criterion it is a part of. `candidates` are passages for a person to read; they decide nothing.
    """
    out: Data = {
        "id": result.id,
        "within": within,
        "text": result.text,
        "ref": result.ref,
        "status": result.status.value,
        "reason": result.reason.value if result.reason else None,
        "composite": bool(result.children) or None,
        "operator": result.operator if result.children else None,
        "anonymous": result.anonymous or None,
        "presumed": result.presumed or None,
        "computed": result.computed,
        "evidence": [_evidence(e) for e in result.evidence if e.role in _COUNTED],
        "considered_not_counted": [_evidence(e) for e in result.evidence if e.role not in _COUNTED],
        "asks": list(result.asks),
        "note": result.note,
        "candidates": [_candidate(candidate) for candidate in result.candidates],
    }
    return _without_none(out) | {"status": result.status.value}


def _tree_data(top: CriterionResult, *, within: str | None = None) -> list[Data]:
    """The node and all below it, in file order."""
    below = [row for part in top.children for row in _tree_data(part, within=top.id)]
    return [criterion_data(top, within=within), *below]


def criteria_data(result: PolicyResult, *, policy: CoveragePolicy, request: Mapping[str, object], as_of: date) -> Data:
    """The evaluation of one policy: every criterion in file order, exclusions, limits and both explanations."""
    return {
        "schema": "peercall.criteria/1",
        "policy": policy.id,
        "policy_title": policy.title,
        "policy_number": policy.number,
        "policy_effective": policy.effective_text,
        "policy_status": policy.status.value,
        "policy_sha256": policy.sha256,
        "as_of": as_of.isoformat(),
        "request": {key: _plain(value) for key, value in request.items()},
        "overall": result.overall.value,
        "criteria": _tree_data(result.root),
        "non_covered": [row for top in result.non_covered for row in _tree_data(top)],
        "limits": [
            _without_none(
                {
                    "what": limit.what,
                    "requested": limit.requested,
                    "allowed": limit.allowed,
                    "status": limit.status,
                    "note": limit.note,
                }
            )
            for limit in result.limits
        ],
        "to_approve": [sorted(ids) for ids in result.to_approve],
        "to_uphold": [sorted(ids) for ids in result.to_uphold],
        "path": list(result.path),
        "warnings": list(result.warnings),
    }


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return moment_text(value)
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)


def _marks(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.label for mark in marks]


def line_data(line: Line) -> Data:
    """A printed sentence: `text`, its `marks`, and the rule it rests on with its status."""
    return _without_none({"text": line.text, "marks": _marks(line.marks), "rule": line.rule, "status": line.status})


def brief_data(brief: Brief) -> Data:
    """The brief as printed, what was left out of the page, and what every mark resolves to."""
    return {
        "schema": "peercall.brief/1",
        "title": brief.title,
        "header": [{"label": label, **line_data(line)} for label, line in brief.header],
        "sections": [
            _without_none(
                {
                    "key": section.key,
                    "heading": section.heading,
                    "lines": [line_data(line) for line in section.lines],
                    "criteria": [
                        {
                            "id": row.criterion,
                            "text": row.text,
                            "status": row.status,
                            "decisive": row.decisive,
                            "answers": list(row.answers),
                            **{"fact": line_data(row.fact)},
                        }
                        for row in section.crosswalk
                    ],
                    "treatments": [
                        {
                            "what": row.what,
                            "dates": row.dates,
                            "dose": row.dose,
                            "duration": row.duration,
                            "outcome": row.outcome,
                            "counted": row.counted,
                            "marks": _marks(row.marks),
                        }
                        for row in section.treatments
                    ],
                    "answers": [
                        {"objection": row.objection, "answer": line_data(row.answer)} for row in section.answers
                    ],
                }
            )
            for section in brief.sections
        ],
        "omitted": [{"section": item.section, "text": item.text} for item in brief.omitted],
        "exhibits": [{"exhibit": letter, "document": name} for letter, name in brief.exhibits],
        "marks": {mark.label: [source_data(source) for source in mark.sources] for mark in brief.marks},
        "hashes": dict(brief.hashes),
        "warnings": list(brief.warnings),
        "footer": brief.footer,
    }


def guide_data(guide: CallGuide) -> Data:
    """The call guide as data."""
    return {
        "schema": "peercall.guide/1",
        "title": guide.title,
        "request_script": [line_data(line) for line in guide.request_script],
        "form_fields": [{"label": label, "value": value} for label, value in guide.form_fields],
        "blocks": list(guide.blocks),
        "parts": [
            {"heading": part.heading, "minutes": part.minutes, "lines": [line_data(line) for line in part.lines]}
            for part in guide.parts
        ],
        "answers": [{"objection": row.objection, "answer": line_data(row.answer)} for row in guide.answers],
        "interruptions": [{"when": when, "say": say} for when, say in guide.interruptions],
        "specialty_sentence": line_data(guide.specialty_sentence),
        "closing": [line_data(line) for line in guide.closing],
        "warnings": list(guide.warnings),
        "lookups": [
            {"criterion": row.criterion, "text": row.text, "candidates": [_candidate(c) for c in row.passages]}
            for row in guide.lookups
        ],
    }

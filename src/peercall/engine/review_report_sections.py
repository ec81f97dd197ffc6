"""The reviewer's report as its reader gets it: parts in a fixed order, each made from the file, its log and the body.

What nobody logged is said to be so; no part is left out because it is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from peercall.domain.review_log import Addendum
from peercall.domain.review_report import (
    CriterionFinding,
    ReportBody,
    ReportSection,
    ReportTable,
)
from peercall.domain.review_rules import ReviewRule
from peercall.engine.review_contact import NOT_STATED, contact_section
from peercall.engine.review_log import FileLog, Logged
from peercall.engine.review_names import (
    DEMANDS,
    OUTCOMES,
    PROGRAMS,
    RECOMMENDATIONS,
    RULE_STATUSES,
    STATUSES,
    WEIGHINGS,
)
from peercall.engine.review_words import moment_words

#: what a reviewer attests who has no conflict of interest
ATTESTATION = (
    "I have no material professional, family or financial relationship with the claimant, the treating physician, the "
    "facility, the plan or the maker of what was requested. I took no part in the care. My payment does not depend on "
    "this recommendation."
)
#: what every signed report was checked for
CHECKED = (
    "Before it was signed it was checked that the rationale says more than a phrase and names its criterion, a finding, the "
    "guideline with its version, and, where not all is certified, what would support certification."
)


def report_sections(
    body: ReportBody, *, log: FileLog, rules: Sequence[ReviewRule], reference: str, zone: str, is_signed: bool
) -> tuple[ReportSection, ...]:
    """The parts of the report. rules: those that apply to the file. reference: the client's, of the file.

    zone: in which times beside the office's are written.
    """
    return (
        _file(log, reference, zone),
        contact_section(log, rules=rules, zone=zone),
        _information(log, body),
        _criteria(body.criteria),
        _guideline(body),
        _rationale(body, is_signed),
        _recommendation(body),
        _determination(log, zone),
        _rules(rules),
        _reviewer(body),
        _conflict(body),
        addenda_section(log, zone=zone),
    )


def addenda_section(log: FileLog, *, zone: str) -> ReportSection:
    """Everything added to an earlier entry, in the order of time, each with what it was added to."""
    added = sorted(
        (one for many in log.addenda.values() for one in many),
        key=lambda one: (one.entry.at.astimezone(UTC), one.entry.id),
    )
    items = tuple(
        f"{moment_words(one.entry.at, zone=zone)}, {one.entry.by}, to {_what(log, one)}: {one.body.text.strip()}"
        for one in added
    )
    return ReportSection("addenda", "Addenda", items=items, paragraphs=() if items else ("None.",))


def _what(log: FileLog, one: Logged[Addendum]) -> str:
    to = one.body.to
    for number, attempt in enumerate(log.attempts, 1):
        if attempt.entry.id == to:
            return f"attempt {number}"
    for number, version in enumerate(log.reports, 1):
        if version.entry.id == to:
            return f"version {number} of this report"
    if any(told.entry.id == to for told in log.information):
        return "information from the call"
    if any(back.taken.entry.id == to for back in log.callbacks):
        return "a call-back"
    return "another entry of the file"


def _file(log: FileLog, reference: str, zone: str) -> ReportSection:
    file = log.file
    loaded = "; ".join(one.body.name for one in log.records)
    due = moment_words(file.decision_due_at, zone=zone) if file.decision_due_at else NOT_STATED
    place = " ".join(part for part in (file.office_state, file.office_zip) if part)
    return ReportSection(
        "file",
        "File and request",
        pairs=(
            ("Client", file.client),
            ("Client's reference", reference),
            ("Claimant", file.claimant or NOT_STATED),
            ("Jurisdiction", file.jurisdiction),
            ("Program", PROGRAMS[file.program]),
            ("Request", file.request or NOT_STATED),
            ("Treating physician", file.treating_physician + (f", NPI {file.npi}" if file.npi else "")),
            ("Office", place or NOT_STATED),
            ("Peer-to-peer call", DEMANDS[file.call]),
            ("Decision due", due),
            ("Records received", "; ".join(file.records) or "None listed"),
            *((("Records loaded", loaded),) if loaded else ()),
        ),
    )


def _information(log: FileLog, body: ReportBody) -> ReportSection:
    title = "Information obtained that is not in the records"
    asked = tuple(
        f"Asked for: {one.body.what}"
        + (f", of {one.body.asked_of}" if one.body.asked_of else "")
        + (
            f", due {moment_words(one.body.due_at, zone=log.file.zone or 'UTC')}"
            if one.body.due_at
            else ", no due time set"
        )
        + "."
        for one in log.record_requests
    )
    if not log.information:
        return ReportSection("information", title, paragraphs=("None was obtained.",), items=asked)
    numbers = {one.entry.id: str(number) for number, one in enumerate(log.attempts, 1)}
    numbers |= {one.body.id: str(number) for number, one in enumerate(log.attempts, 1)}
    criteria = {one.id: one.text for one in body.criteria if one.id}
    rows = tuple(
        (
            one.body.statement,
            one.body.said_by + (f" (attempt {numbers[one.body.attempt]})" if one.body.attempt in numbers else ""),
            criteria.get(one.body.criterion, "A criterion that is not in this report")
            if one.body.criterion
            else "None named",
            WEIGHINGS[one.body.weighed] if one.body.weighed else "Not weighed yet",
            one.body.why or "",
        )
        for one in log.information
    )
    columns = ("Statement", "Said by", "Bears on", "Weighed", "Why")
    return ReportSection("information", title, table=ReportTable(columns, rows, (4, 3, 3, 2, 4)), items=asked)


def _criteria(criteria: Sequence[CriterionFinding]) -> ReportSection:
    if not criteria:
        return ReportSection("criteria", "Criteria and evidence", paragraphs=("No criterion is listed.",))
    rows = tuple(
        (
            one.text + (f" ({one.ref})" if one.ref else ""),
            STATUSES[one.status] if one.status else "Not judged yet",
            _evidence(one),
        )
        for one in criteria
    )
    return ReportSection(
        "criteria",
        "Criteria and evidence",
        table=ReportTable(("Criterion", "Finding", "Evidence and its source"), rows, (4, 2, 6)),
    )


def _evidence(one: CriterionFinding) -> str:
    shown = [f"{_closed(part.text)} [{part.source}]" for part in one.evidence]
    if one.comment.strip():
        shown.append(_closed(one.comment.strip()))
    return "\n".join(shown) or "No record was cited."


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "”", '"')) else f"{text}."


def _guideline(body: ReportBody) -> ReportSection:
    return ReportSection(
        "guideline",
        "Guideline",
        pairs=(("Guideline", body.guideline or NOT_STATED), ("Version", body.guideline_version or NOT_STATED)),
    )


def _rationale(body: ReportBody, is_signed: bool) -> ReportSection:
    written = tuple(part.strip() for part in body.rationale.split("\n\n") if part.strip())
    pairs = (("What would support certification", body.would_change.strip()),) if body.would_change.strip() else ()
    return ReportSection(
        "rationale",
        "Rationale",
        paragraphs=written or ("None was written.",),
        pairs=pairs,
        note=CHECKED if is_signed else "",
    )


def _recommendation(body: ReportBody) -> ReportSection:
    made = RECOMMENDATIONS[body.recommendation] if body.recommendation else "None was made yet"
    pairs = [("Recommendation", made)]
    if body.certified_part.strip():
        pairs.append(("Part recommended", body.certified_part.strip()))
    return ReportSection(
        "recommendation",
        "Reviewer's recommendation",
        pairs=tuple(pairs),
        note="This is what the reviewer recommends. It is not a determination: the plan makes that.",
    )


def _determination(log: FileLog, zone: str) -> ReportSection:
    title, told = "The plan's determination", log.determination
    if told is None:
        return ReportSection("determination", title, paragraphs=("Not known when this report was made.",))
    return ReportSection(
        "determination",
        title,
        pairs=(
            ("Determination", OUTCOMES[told.body.outcome]),
            ("Made", moment_words(told.body.at, zone=zone)),
            ("Told by", told.body.source),
        ),
        note="This is the plan's word, as it was told to the review organization.",
    )


def _rules(rules: Sequence[ReviewRule]) -> ReportSection:
    if not rules:
        return ReportSection("rules", "Rules for the call", paragraphs=("No rule on file applies.",))
    rows = tuple((rule.title, rule.citation, RULE_STATUSES[rule.status]) for rule in rules)
    return ReportSection(
        "rules",
        "Rules for the call",
        table=ReportTable(("Rule", "Source", "How far it was confirmed"), rows, (5, 4, 3)),
    )


def _reviewer(body: ReportBody) -> ReportSection:
    who = body.reviewer
    license_words = " ".join(part for part in (who.license_state, who.license_number) if part)
    return ReportSection(
        "reviewer",
        "Reviewer",
        pairs=(
            ("Name", who.name or NOT_STATED),
            ("Credentials", who.credentials or NOT_STATED),
            ("Specialty", who.specialty or NOT_STATED),
            ("License", license_words or NOT_STATED),
        ),
    )


def _conflict(body: ReportBody) -> ReportSection:
    said: Iterable[str]
    if body.no_conflict is None:
        said = ("Not attested yet.",)
    elif body.no_conflict:
        said = (ATTESTATION,)
    else:
        said = ("The reviewer tells of a conflict of interest.", body.conflict.strip())
    return ReportSection("conflict", "Conflict of interest", paragraphs=tuple(one for one in said if one))

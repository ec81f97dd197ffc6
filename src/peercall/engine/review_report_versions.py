"""Versions of a reviewer's report: each is added to the log and none is changed.

A signed version keeps its parts as they were signed; what is logged later does not alter it. It is amended by a further
version that says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peercall.domain.errors import ReportNotFinished
from peercall.domain.review_log import ReportSaved
from peercall.domain.review_report import ReportBody, ReportCheck, ReportSection, ReportSignature, ReviewReport
from peercall.domain.review_rules import ReviewRule
from peercall.engine.review_contact import discussion_pairs
from peercall.engine.review_log import FileLog, Logged
from peercall.engine.review_report import LACKS, check_report, missing_for_signature
from peercall.engine.review_report_data import report_body, report_data, sections_data, sections_of
from peercall.engine.review_report_sections import addenda_section, report_sections

TITLE = "Peer review report"


@dataclass(frozen=True, slots=True)
class ReportGround:
    """What a report stands on beside what the reviewer writes. rules: those that apply to the file.

    reference: the client's, of the file. organization: the review organization's name. zone: in which times beside the
    office's are written. unfiled: statements typed in a call that are no information of the file yet.
    """

    log: FileLog
    rules: Sequence[ReviewRule]
    empty_phrases: Sequence[str]
    reference: str
    organization: str
    zone: str
    unfiled: int = 0


def next_version(body: ReportBody, *, ground: ReportGround, sign: bool) -> ReportSaved:
    """The version to add to the log.

    Raises ReportNotFinished when it is to be signed and something is missing; it says what is open and holds no words of
    the report, `missing_for_signature` has both.
    """
    kept = {
        "body": report_data(body),
        "reference": ground.reference,
        "organization": ground.organization,
        "zone": ground.zone,
        "discussion": [list(pair) for pair in discussion_pairs(ground.log)],
    }
    if not sign:
        return ReportSaved(kept)
    checks = checks_on(body, ground=ground)
    if open_ones := [LACKS[one.key] for one in checks if one.blocks and not one.is_met]:
        raise ReportNotFinished(
            f"the report cannot be signed, because {'; '.join(open_ones)}",
            remedy="Complete it and sign again.",
        )
    return ReportSaved({**kept, "sections": sections_data(_sections(body, ground, is_signed=True))}, is_signed=True)


def checks_on(body: ReportBody, *, ground: ReportGround) -> tuple[ReportCheck, ...]:
    """The checklist of a body on its ground."""
    return check_report(
        body, log=ground.log, rules=ground.rules, empty_phrases=ground.empty_phrases, unfiled=ground.unfiled
    )


def latest_body(log: FileLog) -> ReportBody:
    """What the reviewer wrote last, signed or not; an empty body where nothing was written."""
    return report_body(log.reports[-1].body.data.get("body", {})) if log.reports else ReportBody()


def read_version(version: Logged[ReportSaved], *, ground: ReportGround) -> ReviewReport:
    """A version as its reader gets it, whoever reads it: reference, names and zone are those it was saved with.

    A signed one has its parts as signed, and the addenda of today.

    Raises EntryInvalid when the version's data cannot be read.
    """
    data = version.body.data
    body, zone = report_body(data["body"]), data["zone"]
    ground = replace(ground, reference=data["reference"], organization=data["organization"], zone=zone)
    missing: tuple[str, ...] = ()
    signature = None
    if version.body.is_signed:
        kept = sections_of(data["sections"])
        sections = (*kept[:-1], addenda_section(ground.log, zone=ground.zone))
        signature = ReportSignature(version.entry.by, version.entry.at)
    else:
        sections = _sections(body, ground, is_signed=False)
        missing = missing_for_signature(checks_on(body, ground=ground))
    return ReviewReport(
        file=ground.log.file.id,
        reference=ground.reference,
        title=TITLE,
        organization=ground.organization,
        version=next(number for number, one in enumerate(ground.log.reports, 1) if one.entry.id == version.entry.id),
        made_at=version.entry.at,
        zone=ground.zone,
        sections=sections,
        signature=signature,
        missing=missing,
        amends_because=body.amends_because.strip(),
    )


def _sections(body: ReportBody, ground: ReportGround, *, is_signed: bool) -> tuple[ReportSection, ...]:
    return report_sections(
        body, log=ground.log, rules=ground.rules, reference=ground.reference, zone=ground.zone, is_signed=is_signed
    )

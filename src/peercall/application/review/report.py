"""The report of a review file: what it begins with, what it still needs, and the versions of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from peercall.application.review.call_criteria import CriteriaShown, CriterionShown
from peercall.application.review.log_call import new_statements
from peercall.application.review.standing import rules_of
from peercall.application.review.views import FileView
from peercall.application.viewer import Viewer
from peercall.domain.calls import EntryKind, PointMark
from peercall.domain.errors import ChangedMeanwhile
from peercall.domain.review_log import ReportSaved
from peercall.domain.review_report import (
    CitedEvidence,
    CriterionFinding,
    ReportBody,
    ReportCheck,
    ReportSection,
    ReviewerIdentity,
    ReviewReport,
)
from peercall.domain.review_rules import ReviewTables
from peercall.domain.reviews import Weighing
from peercall.engine.review_report_sections import report_sections
from peercall.engine.review_report_versions import ReportGround, checks_on, latest_body, next_version, read_version
from peercall.engine.review_words import moment_words


def report_ground(view: FileView, *, tables: ReviewTables, viewer: Viewer) -> ReportGround:
    """What the file's report stands on, for whoever works on it."""
    return ReportGround(
        log=view.log,
        rules=rules_of(view.file, tables=tables),
        empty_phrases=tables.empty_phrases,
        reference=view.reference,
        organization=viewer.organization_name,
        zone=viewer.time_zone,
        unfiled=len(new_statements(view.log)),
    )


def body_to_write(view: FileView, *, shown: CriteriaShown | None, reviewer: ReviewerIdentity) -> ReportBody:
    """What the form begins with: what was written last, else the policy's criteria with what the records and the call show.

    shown: the policy against the file, None where there is none; what records loaded after the last version show is
    added to its criteria. reviewer: as the person wrote it last.
    """
    if view.log.reports:
        return _written_last(view, shown)
    begun = begun_with(view, shown) if shown else ReportBody()
    return replace(begun, reviewer=reviewer)


def begun_with(view: FileView, shown: CriteriaShown) -> ReportBody:
    """The policy, its criteria none of which is judged, and what the records and the call show of each."""
    said, marked = _accepted(view), _marked(view)
    return ReportBody(
        criteria=tuple(
            replace(one, evidence=(*one.evidence, *said.get(one.id, ())), comment=marked.get(one.id, ""))
            for one in findings_of(shown)
        ),
        guideline=shown.title,
        guideline_version=shown.version,
    )


def _by_new_policy(body: ReportBody, begun: ReportBody) -> ReportBody:
    """The criteria of a policy that was chosen since. What was judged is kept: in its place where the policy has the
    criterion too, else behind them."""
    known = {one.id: one for one in body.criteria if one.id}
    names = {one.id for one in begun.criteria}
    kept = tuple(one for one in body.criteria if one.id not in names and (not one.id or one.status is not None))
    return replace(
        body,
        criteria=(*(known.get(one.id, one) for one in begun.criteria), *kept),
        guideline=begun.guideline,
        guideline_version=begun.guideline_version,
    )


def _written_last(view: FileView, shown: CriteriaShown | None) -> ReportBody:
    """The latest version to go on from; a signed one with the reason that amends it where a record came since."""
    log = view.log
    body = latest_body(log)
    if log.reports[-1].body.is_signed:
        names = "; ".join(one.body.name for one in log.late_records)
        body = replace(body, amends_because=f"Came after the report was signed: {names}." if names else "")
    if shown is not None and log.is_policy_new:
        return _by_new_policy(body, begun_with(view, shown))
    if shown is None or not log.records_since_version:
        return body
    late = tuple(log.record_names[one.entry.id] for one in log.records_since_version)
    new = {
        one.id: tuple(cited for cited in one.evidence if cited.source.startswith(late)) for one in findings_of(shown)
    }
    return replace(
        body,
        criteria=tuple(
            replace(one, evidence=tuple(dict.fromkeys((*one.evidence, *new.get(one.id, ()))))) for one in body.criteria
        ),
    )


def findings_of(shown: CriteriaShown) -> tuple[CriterionFinding, ...]:
    """The policy's criteria with what the records show, none of them judged: that is the reviewer's."""
    return tuple(
        CriterionFinding(
            text=_in_context(one),
            evidence=tuple(CitedEvidence(said.text, said.place) for said in one.says if said.place and said.text),
            ref=one.ref,
            id=one.id,
        )
        for one in shown.rows
    )


def _in_context(one: CriterionShown) -> str:
    """The criterion's words, behind those of the criterion it is a part of where they do not say it already."""
    above = one.within[-1] if one.within else ""
    return one.text if not above or one.text.lower() in above.lower() else f"{above}: {one.text}"


def _accepted(view: FileView) -> Mapping[str, tuple[CitedEvidence, ...]]:
    """What was said, not in the records, and accepted, by criterion."""
    out: dict[str, tuple[CitedEvidence, ...]] = {}
    times = {one.body.id: moment_words(one.body.at, zone=one.body.zone) for one in view.log.attempts}
    for told in view.log.information:
        one = told.body
        if one.weighed is not Weighing.ACCEPTED or one.criterion is None:
            continue
        when = f", call of {times[one.attempt]}" if one.attempt in times else ""
        shown = CitedEvidence(one.statement, f"said by {one.said_by}{when}")
        out[one.criterion] = (*out.get(one.criterion, ()), shown)
    return out


#: what became of a criterion in the call, in the report's words
_MARKS = {
    PointMark.SAID: "Talked about in the call.",
    PointMark.ACCEPTED: "The office showed it in the call.",
    PointMark.DISPUTED: "Still open after the call.",
    PointMark.NEW_TO_THEM: "The call brought new information on it.",
    PointMark.NOT_DISCUSSED: "",
}


def _marked(view: FileView) -> Mapping[str, str]:
    """How each criterion was marked in the call, by criterion."""
    marks = view.log.console.all_of(EntryKind.MARK)
    known = {mark.value: words for mark, words in _MARKS.items()}
    return {one.entry.subject: known.get(str(one.entry.value), "") for one in marks}


def checks_of(view: FileView, body: ReportBody, *, tables: ReviewTables, viewer: Viewer) -> tuple[ReportCheck, ...]:
    """The checklist of what is written now, saved or not."""
    return checks_on(_own(body, viewer), ground=report_ground(view, tables=tables, viewer=viewer))


def sections_now(
    view: FileView, body: ReportBody, *, tables: ReviewTables, viewer: Viewer
) -> Mapping[str, ReportSection]:
    """The parts of the report by key, as they would be printed now."""
    ground = report_ground(view, tables=tables, viewer=viewer)
    made = report_sections(
        _own(body, viewer),
        log=ground.log,
        rules=ground.rules,
        reference=ground.reference,
        zone=ground.zone,
        is_signed=False,
    )
    return {one.key: one for one in made}


def save_report(
    view: FileView, body: ReportBody, *, sign: bool, after: int, tables: ReviewTables, viewer: Viewer
) -> ReportSaved:
    """The version to add: named after the person who saves it. after: how many versions that person had seen.

    Raises ChangedMeanwhile when there are more, ReportNotFinished when it is signed too early.
    """
    if len(view.log.reports) != after:
        raise ChangedMeanwhile(
            "another version of this report was saved meanwhile",
            remedy="Open the report again; what you typed is still in this form.",
        )
    return next_version(_own(body, viewer), ground=report_ground(view, tables=tables, viewer=viewer), sign=sign)


def _own(body: ReportBody, viewer: Viewer) -> ReportBody:
    """The body named after who works on it: nobody signs for another."""
    return replace(body, reviewer=replace(body.reviewer, name=viewer.name))


def report_versions(view: FileView, *, tables: ReviewTables, viewer: Viewer) -> tuple[ReviewReport, ...]:
    """Every version to be read, the first first."""
    ground = report_ground(view, tables=tables, viewer=viewer)
    return tuple(read_version(one, ground=ground) for one in view.log.reports)

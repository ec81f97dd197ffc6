"""A review file's report with the rules, policies and papers of this installation."""

from __future__ import annotations

from datetime import datetime

from peercall.adapters.render.report_docx import render_report_docx
from peercall.adapters.render.report_pdf import render_report
from peercall.application.review.report import body_to_write
from peercall.application.review.views import FileView
from peercall.bootstrap.site_review_call import criteria_of
from peercall.domain.review_report import ReportBody, ReviewerIdentity, ReviewReport

#: papers a report can be taken as
PAPERS = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def report_paper(report: ReviewReport, kind: str) -> bytes:
    """The report as `pdf` or `docx`."""
    return render_report(report) if kind == "pdf" else render_report_docx(report)


def report_to_write(view: FileView, *, reviewer: ReviewerIdentity, at: datetime) -> ReportBody:
    """What the form begins with. at: aware; its day is that of the policy."""
    is_new = not view.log.reports or view.log.records_since_version or view.log.is_policy_new
    shown = criteria_of([view], at=at)[view.file.id][0] if is_new else None
    return body_to_write(view, shown=shown, reviewer=reviewer)

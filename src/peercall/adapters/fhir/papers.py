"""Words of notes, reports and plans as documents, their files as attachments."""

from __future__ import annotations

import base64
import binascii
import html
import re
from dataclasses import dataclass, field

from peercall.adapters.fhir.clinical import DiagnosticReport, DocumentReference
from peercall.adapters.fhir.concepts import words_of
from peercall.adapters.fhir.elements import Attachment as FhirAttachment
from peercall.adapters.fhir.elements import Resource
from peercall.adapters.fhir.orders import CarePlan
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.documents import Attachment, Document, DocumentKind, InlineFile, Page

_WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
_BREAK = re.compile(r"</?(?:p|div|br|li|tr|h\d|table|ul|ol|section|title)\b[^>]*>", re.I)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Papers:
    """What the bundle's notes and reports carry. warnings: attachments that could not be read, by resource."""

    documents: list[Document] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    inline_files: list[InlineFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_papers(store: Store, people: People) -> Papers:
    """Inline text as documents (`bundle.json#DocumentReference/doc-1`), files by name or content; each text once.

    A note that another one replaces is left out. Conclusions of reports and descriptions of plans are documents too.
    """
    papers = Papers()
    seen: set[str] = set()
    replaced = {
        label(found)
        for paper in store.all(DocumentReference)
        for relation in paper.relatesTo
        if relation.code == "replaces" and (found := store.find(relation.target, DocumentReference)) is not None
    }
    for paper in store.all(DocumentReference):
        if paper.status in _WITHDRAWN or paper.docStatus in _WITHDRAWN or label(paper) in replaced:
            continue
        author = people.first_name(paper.author)
        parts = [content.attachment for content in paper.content if content.attachment is not None]
        title = words_of(paper.type) or paper.description or None
        for place, part in enumerate(parts):
            _take(
                papers, store, paper, part, place, title=part.title or title, dated=paper.date, author=author, seen=seen
            )
    for report in store.all(DiagnosticReport):
        if report.status in _WITHDRAWN:
            continue
        author = people.first_name(report.performer)
        dated = report.effectiveDateTime or (report.effectivePeriod.start if report.effectivePeriod else None)
        title = words_of(report.code) or None
        for place, part in enumerate(report.presentedForm):
            _take(papers, store, report, part, place, title=part.title or title, dated=dated, author=author, seen=seen)
        if report.conclusion:
            _add_text(papers, store, report, report.conclusion, "#conclusion", title, dated, author, seen)
    for plan in store.all(CarePlan):
        if plan.status not in _WITHDRAWN and plan.description:
            when = plan.created or (plan.period.start if plan.period is not None else None)
            _add_text(
                papers, store, plan, plan.description, "#description", plan.title, when, people.name(plan.author), seen
            )
    return papers


def _take(
    papers: Papers,
    store: Store,
    resource: Resource,
    part: FhirAttachment,
    place: int,
    *,
    title: str | None,
    dated: str | None,
    author: str | None,
    seen: set[str],
) -> None:
    suffix = f"#{place + 1}" if place else ""
    if part.data is None:
        if part.url:
            papers.attachments.append(Attachment(part.url, label(resource), title, dated, author, part.contentType))
        return
    try:
        data = base64.b64decode("".join(part.data.split()), validate=True)
    except (binascii.Error, ValueError):
        papers.warnings.append(f"{_where(store, resource)}: the attachment is not base64 and was not read")
        return
    kind = (part.contentType or "").partition(";")[0].strip().lower()
    if data.startswith(b"%PDF") or (
        kind.startswith(("image/", "application/")) and not kind.endswith(("xml", "json", "xhtml+xml"))
    ):
        name = f"{_where(store, resource)}{suffix}"
        papers.inline_files.append(InlineFile(name, data, label(resource), title, dated, author, part.contentType))
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    is_html = "html" in kind or text.lstrip()[:15].lower().startswith(("<!doctype html", "<html", "<div"))
    _add_text(
        papers, store, resource, _plain(text) if is_html else text, suffix, title, dated, author, seen, html=is_html
    )


def _add_text(
    papers: Papers,
    store: Store,
    resource: Resource,
    text: str,
    suffix: str,
    title: str | None,
    dated: str | None,
    author: str | None,
    seen: set[str],
    *,
    html: bool = False,
) -> None:
    if not text.strip() or text in seen:
        return
    seen.add(text)
    pages = text.split("\f")
    papers.documents.append(
        Document(
            path=f"{_where(store, resource)}{suffix}",
            sha256=store.file_of(resource).sha256,
            kind=DocumentKind.HTML if html else DocumentKind.TEXT,
            pages=tuple(Page(number, page) for number, page in enumerate(pages, start=1)),
            title=title,
            author=author,
            dated=dated,
            resource=label(resource),
        )
    )


def _where(store: Store, resource: Resource) -> str:
    return f"{store.file_of(resource).document}#{label(resource)}"


def _plain(markup: str) -> str:
    """The words of a page without its markup."""
    text = _TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", markup)))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)

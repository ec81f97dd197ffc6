"""Words of notes, reports and plans as documents, their files as attachments."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from dataclasses import dataclass, field, replace

from peercall.adapters.fhir.clinical import DiagnosticReport, DocumentReference
from peercall.adapters.fhir.concepts import words_of
from peercall.adapters.fhir.elements import Attachment as FhirAttachment
from peercall.adapters.fhir.elements import Resource
from peercall.adapters.fhir.orders import CarePlan
from peercall.adapters.fhir.paper_resources import Binary, Communication, QuestionnaireResponse, lines_of
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.documents import Attachment, Document, DocumentKind, InlineFile, Page

_WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
_BREAK = re.compile(r"</?(?:p|div|br|li|tr|h\d|table|ul|ol|section|title)\b[^>]*>", re.I)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_NOT_SENT = frozenset({"entered-in-error", "not-done", "preparation"})
_HTML = ("<!doctype html", "<html", "<div")
_HEAD = 8192
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

    A note that another one replaces is left out. Conclusions of reports, descriptions of plans, messages and forms as
    filled in are documents too; so are files (Binary) of the same bundle that a document names.
    """
    reader = _PaperReader(store, people)
    reader.documents()
    reader.reports()
    reader.plans()
    reader.messages()
    reader.forms()
    reader.loose_files()
    return reader.papers


class _PaperReader:
    """Walks the resources that carry words. seen: texts and files taken already."""

    def __init__(self, store: Store, people: People) -> None:
        self.papers = Papers()
        self._store = store
        self._people = people
        self._seen: set[str] = set()
        self._linked: set[str] = set()

    def documents(self) -> None:
        """DocumentReference; one that another replaces is left out."""
        replaced = {
            label(found)
            for paper in self._store.all(DocumentReference)
            for relation in paper.relatesTo
            if relation.code == "replaces"
            and (found := self._store.find(relation.target, DocumentReference)) is not None
        }
        for paper in self._store.all(DocumentReference):
            parts = [content.attachment for content in paper.content if content.attachment is not None]
            if paper.status in _WITHDRAWN or paper.docStatus in _WITHDRAWN or label(paper) in replaced:
                self._linked.update(part.url for part in parts if part.url)
                continue
            about = _About(
                paper,
                words_of(paper.type) or paper.description or None,
                paper.date,
                self._people.first_name(paper.author),
            )
            for place, part in enumerate(parts):
                self._take(about, part, place)

    def reports(self) -> None:
        """DiagnosticReport: its forms and its conclusion."""
        for report in self._store.all(DiagnosticReport):
            if report.status in _WITHDRAWN:
                self._linked.update(part.url for part in report.presentedForm if part.url)
                continue
            dated = report.effectiveDateTime or (report.effectivePeriod.start if report.effectivePeriod else None)
            about = _About(report, words_of(report.code) or None, dated, self._people.first_name(report.performer))
            for place, part in enumerate(report.presentedForm):
                self._take(about, part, place)
            if report.conclusion:
                self._add_text(about, report.conclusion, "#conclusion")

    def plans(self) -> None:
        """Descriptions of plans of care."""
        for plan in self._store.all(CarePlan):
            if plan.status not in _WITHDRAWN and plan.description:
                when = plan.created or (plan.period.start if plan.period is not None else None)
                about = _About(plan, plan.title, when, self._people.name(plan.author))
                self._add_text(about, plan.description, "#description")

    def messages(self) -> None:
        """Messages that were sent or received."""
        for message in self._store.all(Communication):
            if message.status in _NOT_SENT:
                continue
            title = words_of(message.topic) or next((words_of(part) for part in message.category), "") or "Message"
            about = _About(message, title, message.sent or message.received, self._people.name(message.sender))
            for place, part in enumerate(message.payload):
                if part.contentString:
                    self._add_text(about, part.contentString, f"#{place + 1}" if place else "")
                if part.contentAttachment is not None:
                    self._take(about, part.contentAttachment, place)

    def forms(self) -> None:
        """Forms as filled in; one not finished is left out and told."""
        open_forms = 0
        for form in self._store.all(QuestionnaireResponse):
            if form.status in {"completed", "amended", None}:
                author = self._people.first_name((form.source, form.author))
                self._add_text(_About(form, "Questionnaire", form.authored, author), "\n".join(lines_of(form.item)), "")
            elif form.status == "in-progress":
                open_forms += 1
        if open_forms:
            self.papers.warnings.append(f"{open_forms} form(s) are not finished and were not read")

    def loose_files(self) -> None:
        """Binaries that no document names: read when the files hold one patient only, else nobody knows whose they are."""
        named = {self._store.id_of(link) for link in self._linked}
        loose = [one for one in self._store.all(Binary) if str(one.id) not in named and one.data]
        if loose and self._store.several:
            self.papers.warnings.append(
                f"{len(loose)} file(s) (Binary) belong to no document of this patient and were not read"
            )
            return
        for binary in loose:
            self._take(
                _About(binary, None, None, None), FhirAttachment(contentType=binary.contentType, data=binary.data), 0
            )

    def _take(self, about: _About, part: FhirAttachment, place: int) -> None:
        suffix = f"#{place + 1}" if place else ""
        title, kind = part.title or about.title, part.contentType
        text = part.data
        if text is None and part.url:
            self._linked.add(part.url)
            binary = self._store.find(part.url, Binary)
            if binary is not None:
                text, kind = binary.data, kind or binary.contentType
        if text is None:
            if part.url:
                named = Attachment(part.url, label(about.resource), title, about.dated, about.author, kind)
                self.papers.attachments.append(named)
            return
        where = _where(self._store, about.resource)
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            self.papers.warnings.append(f"{where}: the attachment is not base64 and was not read")
            return
        if _is_file(data, (kind or "").partition(";")[0].strip().lower()):
            digest = hashlib.sha256(data).hexdigest()
            if digest not in self._seen:
                self._seen.add(digest)
                file = InlineFile(
                    f"{where}{suffix}", data, label(about.resource), title, about.dated, about.author, kind
                )
                self.papers.inline_files.append(file)
            return
        words = _decoded(data)
        is_html = "html" in (kind or "").lower() or words.lstrip()[:15].lower().startswith(_HTML)
        self._add_text(replace(about, title=title), _plain(words) if is_html else words, suffix, html=is_html)

    def _add_text(self, about: _About, text: str, suffix: str, *, html: bool = False) -> None:
        if not text.strip() or text in self._seen:
            return
        self._seen.add(text)
        pages = text.split("\f")
        self.papers.documents.append(
            Document(
                path=f"{_where(self._store, about.resource)}{suffix}",
                sha256=self._store.file_of(about.resource).sha256,
                kind=DocumentKind.HTML if html else DocumentKind.TEXT,
                pages=tuple(Page(number, page) for number, page in enumerate(pages, start=1)),
                title=about.title,
                author=about.author,
                dated=about.dated,
                resource=label(about.resource),
            )
        )


@dataclass(frozen=True, slots=True)
class _About:
    """A resource that carries words, and what it says of them."""

    resource: Resource
    title: str | None
    dated: str | None
    author: str | None


def _is_file(data: bytes, kind: str) -> bool:
    """True for what the reader of documents is for: by its first bytes, then by what it is said to be."""
    head = data[:_HEAD]
    if head.startswith((b"%PDF", b"{\\rtf")) or (b"ClinicalDocument" in head and b"urn:hl7-org:v3" in head):
        return True
    return kind.startswith(("image/", "application/")) and not kind.endswith(("xml", "json"))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _where(store: Store, resource: Resource) -> str:
    return f"{store.file_of(resource).document}#{label(resource)}"


def _plain(markup: str) -> str:
    """The words of a page without its markup."""
    text = _TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", markup)))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)

"""A statement of payment on paper on the site: its pages as read, and what they propose for a case's payment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from peercall.adapters.db import cases, payments
from peercall.adapters.db.case_queries import document_shown
from peercall.application.site.statement_forms import ClaimProposal, claim_proposals
from peercall.application.viewer import Viewer
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.isolated_reading import IsolatedReader
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_vault import vault
from peercall.domain.payments import AwaitedPayment
from peercall.domain.statements import Statement, StatementPage, StatementWords
from peercall.engine.statements import read_statement

Pages = Sequence[dict[str, Any]]


def stored_pages(viewer: Viewer, document: UUID) -> Pages | None:
    """The pages of a document as they were read; None while nobody has read it. Raises RecordNotFound."""
    _, stored = document_shown(viewer, document)
    return json.loads(vault().get(stored.text_vault_name)) if stored.text_vault_name else None


def read_now(viewer: Viewer, document: UUID) -> None:
    """Read a paper that no pass reads by itself, and keep its pages. Raises DocumentUnreadable, DocumentLocked."""
    row, stored = document_shown(viewer, document)
    opened = Doors(document_limits(), IsolatedReader()).open_bytes(vault().get(stored.vault_name), name=row.name)
    pages = [{"number": page.number, "text": page.text, "unread": page.unread} for page in opened.document.pages]
    text = vault().put(json.dumps(pages).encode(), organization=viewer.organization)
    cases.keep_reading(
        viewer,
        document,
        kind=opened.document.kind.value,
        unread=opened.document.unread_pages,
        pages=len(pages),
        text=text,
    )


def statement_in(pages: Pages, *, words: StatementWords) -> Statement:
    """The claims the pages tell of."""
    return read_statement([StatementPage(int(page["number"]), str(page["text"])) for page in pages], words=words)


def proposals_for_task(
    viewer: Viewer, task: UUID, pages: Pages
) -> tuple[AwaitedPayment, tuple[ClaimProposal, ...]] | None:
    """What the pages propose for the payment a task looks for; None where it looks for none any more."""
    awaited = payments.awaited_payment(viewer, task)
    if awaited is None:
        return None
    rules = site_rules()
    statement = statement_in(pages, words=rules.statements)
    return awaited, claim_proposals(statement, awaited=awaited, tables=rules.remittance)

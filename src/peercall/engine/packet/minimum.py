"""What should not leave: pages of another patient, and pages that other law protects further."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from peercall.domain.charts import Patient
from peercall.domain.documents import Document
from peercall.domain.packets import ChosenPages, SensitiveCategory, SensitivePage
from peercall.engine.chart_text.identity import PageIdentity, head_lines
from peercall.engine.chart_text.lines import without_running_lines


def pages_of_others(document: Document, *, patient: Patient | None) -> frozenset[int]:
    """Numbers of the pages whose head names another patient, and of those that go on after one and name nobody."""
    if patient is None:
        return frozenset()
    pages = without_running_lines(document)
    identity = PageIdentity(pages, patient)
    found: set[int] = set()
    other = False
    for page in pages:
        caution = identity.of_page(page).caution
        other = caution is not None or (other and not identity.names_anybody(head_lines(page)))
        if other:
            found.add(page.page.number)
    return frozenset(found)


def sensitive_pages(
    chosen: Sequence[ChosenPages], *, documents: Iterable[Document], categories: Sequence[SensitiveCategory]
) -> tuple[SensitivePage, ...]:
    """Pages among those chosen that speak of a protected matter: one entry a page and category, in packet order.

    The denial itself is no question: the plan wrote it.
    """
    patterns = [(one.id, _pattern(one.phrases)) for one in categories]
    by_path = {document.path: document for document in documents}
    found: list[SensitivePage] = []
    for one in chosen:
        if one.source.is_denial:
            continue
        texts = [(0, label, said) for label, said in one.source.entries.items()]
        if (document := by_path.get(one.source.document)) is not None:
            wanted = frozenset(one.pages)
            texts += [(page.number, "", page.text) for page in document.pages if page.number in wanted]
        for number, _, text in texts:
            for category, pattern in patterns:
                if (match := pattern.search(text)) is not None:
                    found.append(SensitivePage(category, one.source.letter, number, " ".join(match[0].split())))
    return tuple(dict.fromkeys(found))


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(r"\s+".join(re.escape(part) for part in phrase.split()) for phrase in phrases)
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)

"""Whose paper a file is, by the heads of its pages: for a proposal that a person accepts or not."""

from __future__ import annotations

from collections import Counter

from peercall.domain.documents import Document
from peercall.engine.chart_text.banners import names_in
from peercall.engine.chart_text.identity import head_lines
from peercall.engine.chart_text.lines import without_running_lines
from peercall.engine.identity import names_fit


def name_on_heads(document: Document) -> str:
    """The patient's name as the heads of the pages give it; empty when they give none, or names of several people."""
    names = Counter(name.strip() for page in without_running_lines(document) for name in names_in(head_lines(page)))
    if not names:
        return ""
    best = names.most_common(1)[0][0]
    return best if all(names_fit(name, best) or names_fit(best, name) for name in names) else ""

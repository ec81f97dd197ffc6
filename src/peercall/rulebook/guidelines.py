"""The registry of clinical guidelines: guidelines.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.domain.rules import Guideline, GuidelineStatement
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_EXTRA = ("read", "totals", "note", "replaced_by")


def read_guidelines(file: RuleFile, *, words: Words) -> Iterator[Guideline]:
    """The entries of one file."""
    table = file.table()
    entries = table.tables("guidelines", required=True)
    table.done()
    for entry in entries:
        yield _guideline(entry, words=words)


def _guideline(entry: Table, *, words: Words) -> Guideline:
    address, read = entry.maybe_text("address"), entry.maybe_text("read")
    extra = {key: text for key in _EXTRA if (text := entry.maybe_text(key)) is not None}
    statements = []
    for number, item in enumerate(entry.tables("says", required=True), start=1):
        statements.append(GuidelineStatement(text=item.text("text"), strength=item.maybe_text("strength")))
        if grade := item.maybe_text("grade"):
            extra[f"grade of statement {number}"] = grade
        item.done()
    year = entry.whole("year")
    if not 1900 <= year <= 2100:
        raise entry.refuse("`year` is no year of publication", key="year")
    guideline = Guideline(
        id=entry.text("id"),
        name=entry.text("name"),
        organization=entry.text("organization"),
        year=year,
        specialty=entry.maybe_text("specialty"),
        address=address,
        checked=entry.one_of("checked", words.listed("guideline_checks")),
        says=tuple(statements),
        caution=entry.texts("caution"),
        currency=entry.maybe_text("currency"),
        provenance=provenance(entry, source=read or address or "general knowledge", check_at=address),
        extra=extra,
    )
    entry.done()
    return guideline

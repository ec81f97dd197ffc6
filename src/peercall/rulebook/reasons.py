"""Denial reasons: denial_reasons.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.phrases import PhraseBook
from peercall.domain.rules import DenialReason, Objection
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_SOURCE = "editorial, from the sources named in the notes on denial reasons"


def read_reasons(file: RuleFile, *, words: Words) -> Iterator[DenialReason]:
    """The entries of one file."""
    table = file.table()
    entries = table.tables("reasons", required=True)
    table.done()
    for entry in entries:
        yield _reason(entry, words=words)


def _reason(entry: Table, *, words: Words) -> DenialReason:
    codes = entry.table("codes")
    reason = DenialReason(
        id=entry.text("id"),
        label=entry.text("label"),
        typical_phrases=entry.texts("typical_phrases", required=True),
        carc=codes.texts("carc"),
        rarc=codes.texts("rarc"),
        x12_886=codes.texts("x12_886"),
        p2p_fit=entry.one_of("p2p_fit", words.listed("p2p_fits")),
        why=entry.text("why"),
        best_route=entry.text("best_route"),
        evidence_that_answers=entry.texts("evidence_that_answers"),
        reviewer_questions=entry.texts("reviewer_questions"),
        say=entry.texts("say"),
        avoid=entry.texts("avoid"),
        objections=tuple(_objection(item) for item in entry.tables("typical_objections")),
        notes=entry.maybe_text("notes"),
        provenance=provenance(entry, source=entry.maybe_text("source") or _SOURCE),
        phrases=entry.texts("phrases"),
    )
    codes.done()
    entry.done()
    return reason


def _objection(table: Table) -> Objection:
    objection = Objection(claim=table.text("claim"), answer=table.text("answer"))
    table.done()
    return objection


def with_phrases(reasons: Mapping[str, DenialReason], book: PhraseBook) -> dict[str, DenialReason]:
    """The reasons with their wordings of phrases/reasons.yaml. Raises RuleFileInvalid for a reason that no file has."""
    for name in book.reasons:
        if name not in reasons:
            raise RuleFileInvalid(
                f"no file has the reason `{name}`", where="phrases/reasons.yaml", remedy="Mend its key."
            )
    out: dict[str, DenialReason] = {}
    for name, reason in reasons.items():
        entry = book.reasons.get(name, {})
        out[name] = replace(
            reason,
            phrases=(*reason.phrases, *_terms(entry, "terms")),
            weak_phrases=_terms(entry, "weak"),
            service_terms=_terms(entry, "services"),
            is_general=entry.get("general") is True,
            not_phrases=_terms(entry, "never_with"),
        )
    return out


def _terms(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key)
    return tuple(str(item) for item in value) if isinstance(value, tuple | list) else ()

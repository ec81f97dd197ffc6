"""Statements that a therapy cannot be used: what it is said of, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.charts import ExemptionFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Found, Reading, What
from peercall.engine.chart_text.statements import Statement
from peercall.engine.phrasing import Mention

_KINDS = frozenset({"contraindication", "intolerance", "allergy", "unsuitable", "pregnancy"})
_REACHES_ON = re.compile(r"(?:\bto|\bfor|\bof|\bfrom|\bwith|\bon|tolerate|take|receive|:)\s*$", re.IGNORECASE)
_BREAK = re.compile(r"[.;:]\s|\bbut\b|\bhowever\b", re.IGNORECASE)
_SILENT = frozenset({"family_history", "submission", "administration"})


def exemptions_in(statement: Statement, reading: Reading) -> Iterator[ExemptionFact]:
    """Contraindication, intolerance, allergy or unsuitability that a sentence states of a drug, class or treatment."""
    if statement.section in _SILENT or statement.is_row:
        return
    text = statement.text
    found = reading.find(text)
    cues = [
        m
        for m in found.of("outcome")
        if m.what.key in _KINDS and not reading.vocabulary.is_never("outcome", m.what.key, text)
    ]
    named = _named(text, found, reading)
    if not cues or not named:
        return
    for cue in cues:
        about = _about(text, cue, named)
        if not about:
            continue
        assertion = reading.judge(text, cue, statement.section)
        if assertion in {Assertion.HYPOTHETICAL, Assertion.PLANNED}:
            continue
        yield ExemptionFact(
            id=f"{statement.place}:{cue.what.key}:{cue.start}",
            source=statement.source(),
            strength=Strength.STATED,
            on=statement.note.on,
            assertion=assertion,
            author=statement.note.author,
            caution=caution_of(statement),
            kind=cue.what.key,
            text=text,
            ingredients=tuple(
                dict.fromkeys(
                    part for m in about if m.what.kind == "drug" for part in reading.vocabulary.parts_of(m.what.key)
                )
            ),
            drug_classes=tuple(dict.fromkeys(m.what.key for m in about if m.what.kind == "class")),
            treatments=tuple(dict.fromkeys(m.what.key for m in about if m.what.kind == "treatment")),
        )


def _named(text: str, found: Found, reading: Reading) -> list[Mention[What]]:
    named: list[Mention[What]] = []
    for kind in ("drug", "class", "treatment"):
        for mention in found.of(kind):
            covered = any(m.start < mention.end and mention.start < m.end for m in named)
            if not covered and not reading.vocabulary.is_never(kind, mention.what.key, text):
                named.append(mention)
    return sorted(named, key=lambda m: m.start)


def _about(text: str, cue: Mention[What], named: list[Mention[What]]) -> list[Mention[What]]:
    """What the cue is said of: the names behind "contraindication to", else those before "is contraindicated"."""
    if _REACHES_ON.search(text[cue.start : cue.end]):
        stop = _BREAK.search(text, cue.end)
        last = stop.start() if stop is not None else len(text)
        behind = [m for m in named if cue.end <= m.start < last]
        return _coordinated(text, behind)
    first = 0
    for match in _BREAK.finditer(text, 0, cue.start):
        first = match.end()
    before = [m for m in named if first <= m.start and m.end <= cue.start]
    return _coordinated(text, before[::-1])


def _coordinated(text: str, mentions: list[Mention[What]]) -> list[Mention[What]]:
    """The first mention and those joined to it by commas, "and" or "or" alone."""
    kept = mentions[:1]
    for mention in mentions[1:]:
        one, other = sorted((kept[-1], mention), key=lambda m: m.start)
        if one.end <= other.start and re.fullmatch(
            r"\s*(?:,|/|\band\b|\bor\b|,\s*and|,\s*or)\s*", text[one.end : other.start]
        ):
            kept.append(mention)
        else:
            break
    return kept

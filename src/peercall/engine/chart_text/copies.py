"""One statement, one fact: text carried from note to note, and the same file read twice, become further places of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from peercall.domain.charts import ChartFact, DocumentFact, EncounterFact, ExposureFact, FindingFact, MeasureFact
from peercall.domain.provenance import Source, SourceSpan

_PLACE = frozenset({"id", "source", "also_at", "author", "text"})
#: a sentence of so many words that stands in two notes was copied, not written twice
_COPIED_WORDS = 6
_SPACE = re.compile(r"\s+")


def merged(facts: Iterable[ChartFact]) -> tuple[ChartFact, ...]:
    """Facts with repetitions folded into `also_at`.

    A sentence copied word for word into several notes is one fact. A finding or a treatment keeps the latest day it was
    said, so that a contradiction is not hidden; a measured value keeps the earliest, so that copying does not renew it.
    """
    kept: dict[object, ChartFact] = {}
    places: dict[object, dict[Source, None]] = {}
    for fact in facts:
        key = _key(fact)
        first = kept.get(key)
        if first is None:
            kept[key] = fact
            continue
        newer, older = (fact, first) if _is_newer(fact, first) else (first, fact)
        if isinstance(fact, MeasureFact):
            newer, older = older, newer
        if isinstance(newer, EncounterFact) and isinstance(older, EncounterFact):
            purposes = tuple(dict.fromkeys((*newer.purposes, *older.purposes)))
            newer = replace(newer, purposes=purposes, mode=newer.mode or older.mode)
        kept[key] = newer
        said = places.setdefault(key, dict.fromkeys((*first.also_at, first.source)))
        said.update(dict.fromkeys((*fact.also_at, fact.source)))
    for key, said in places.items():
        fact = kept[key]
        kept[key] = replace(fact, also_at=tuple(place for place in reversed(said) if place != fact.source))
    return tuple(_restated(list(kept.values())))


def _key(fact: ChartFact) -> object:
    words = _SPACE.sub(" ", fact.source.quote).strip().lower() if isinstance(fact.source, SourceSpan) else fact.id
    if isinstance(fact, FindingFact):
        return (FindingFact, fact.key, fact.subject, fact.assertion, fact.caution, words)
    if isinstance(fact, DocumentFact):
        return (DocumentFact, fact.type, fact.on, fact.caution, tuple(sorted(fact.states)), words)
    if isinstance(fact, EncounterFact):
        return (EncounterFact, fact.on, fact.roles, fact.author, fact.caution)
    unlike = set(_PLACE)
    if isinstance(fact, ExposureFact) and fact.kind == "stated":
        unlike.add("on")
    if isinstance(fact, MeasureFact) and len(words.split()) >= _COPIED_WORDS:
        unlike |= {"on", "hour"}
    values = tuple((item.name, _plain(getattr(fact, item.name))) for item in fields(fact) if item.name not in unlike)
    return (type(fact), words, values)


def _plain(value: object) -> object:
    return tuple(sorted((k, v) for k, v in value.items() if k != "test")) if isinstance(value, dict) else value


def _is_newer(one: ChartFact, other: ChartFact) -> bool:
    if one.on is None or other.on is None:
        return one.on is not None and other.on is None
    return one.on.last > other.on.last


def _restated(facts: Sequence[ChartFact]) -> list[ChartFact]:
    """A value said again is no new measurement: without its unit the same day ("PaO2 54 at rest"), or later in a note
    that cites the study ("AHI 9.4")."""
    sources: dict[tuple[object, ...], list[int]] = {}
    out = list(facts)
    for place, fact in enumerate(out):
        if not isinstance(fact, MeasureFact) or fact.caution is not None or fact.on is None:
            continue
        if fact.unit is not None or "test" in fact.context:
            sources.setdefault(_value(fact), []).append(place)
    drop: set[int] = set()
    for place, fact in enumerate(out):
        if not isinstance(fact, MeasureFact) or fact.on is None or fact.caution is not None or "test" in fact.context:
            continue
        for at in sources.get(_value(fact), ()):
            known = out[at]
            if at == place or at in drop or not isinstance(known, MeasureFact) or known.on is None:
                continue
            same_day = fact.unit is None and fact.scale is None and known.on == fact.on
            cited = "test" in known.context and known.on.last <= fact.on.first
            if (same_day or cited) and _agree(known, fact):
                out[at] = replace(known, also_at=(*known.also_at, fact.source, *fact.also_at))
                drop.add(place)
                break
    return [fact for place, fact in enumerate(out) if place not in drop]


def _value(fact: MeasureFact) -> tuple[object, ...]:
    return (fact.measure, fact.variant, fact.low, fact.high, fact.category, fact.assertion)


def _agree(one: MeasureFact, other: MeasureFact) -> bool:
    same_unit = other.unit is None or one.unit == other.unit
    return same_unit and all(
        one.context.get(key, value) == value for key, value in other.context.items() if key not in {"test", "method"}
    )

"""Left or right: the side a request names against the side the chart speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peercall.domain.charts import ChartFacts
from peercall.engine.wording import place_text

_NOWHERE = "the chart"
_PARTS = "knee|hip|shoulder|elbow|wrist|hand|thumb|finger|foot|ankle|toe|leg|arm|thigh|calf|forearm|eye|ear|breast|kidney|lung|ovary|testis|femur|tibia|humerus|radius|carpal tunnel|sacroiliac|sciatica|rotator cuff|acl|heel"
_SIDED = re.compile(
    rf"\b(?P<side>left|right|bilateral|both|lt|rt)\b\s*(?:\w+[ -]){{0,2}}?(?P<part>{_PARTS})s?\b"
    rf"|\b(?P<part2>{_PARTS})s?\s*[,(-]?\s*(?P<side2>left|right|bilateral)\b",
    re.IGNORECASE,
)
_WORDS = {"lt": "left", "rt": "right", "both": "bilateral"}
_SIDES = frozenset({"left", "right"})


def sides_in(text: str) -> Iterator[tuple[str, str]]:
    """Parts of the body with their side, lower case: (`knee`, `left`); `bilateral` is both sides."""
    for match in _SIDED.finditer(text):
        side = (match["side"] or match["side2"]).lower()
        for one in _SIDES if (word := _WORDS.get(side, side)) == "bilateral" else (word,):
            yield (match["part"] or match["part2"]).lower(), one


def other_side(service: str | None, chart: ChartFacts) -> tuple[str, ...]:
    """Where an order, or the chart as a whole, speaks of the other side than the service asked for; one sentence a part.

    A chart that says nothing of the part, or of both its sides, contradicts nothing; an order for the other side alone does.
    """
    asked: dict[str, set[str]] = {}
    for part, side in sides_in(service or ""):
        asked.setdefault(part, set()).add(side)
    single = {part: next(iter(sides)) for part, sides in asked.items() if len(sides) == 1}
    if not single:
        return ()
    ordered = _told((fact.text, place_text(fact.source) or _NOWHERE) for fact in chart.orders())
    spoken = _told(
        (
            *((fact.text, place_text(fact.source) or _NOWHERE) for fact in chart.conditions()),
            *((fact.text, place_text(fact.source) or _NOWHERE) for fact in chart.procedures()),
            *((one.text, f"{one.document}, page {one.page}") for one in chart.passages() if one.caution is None),
        )
    )
    found = []
    for part, side in single.items():
        other = next(iter(_SIDES - {side}))
        for told in (ordered, spoken):
            if (part, other) in told and (part, side) not in told:
                found.append(
                    f"the letter names the {side} {part}; {told[part, other]} and all else that names a side say {other}: "
                    "check the request and the chart before the call"
                )
                break
    return tuple(found)


def _told(texts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The first place of each part and side."""
    out: dict[tuple[str, str], str] = {}
    for text, place in texts:
        for found in sides_in(text):
            out.setdefault(found, place)
    return out

"""Data types of CDA: codes with translations, points and spans of time, quantities, people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from peercall.adapters.ccda.tree import Element
from peercall.domain.codes import Code
from peercall.domain.dates import DayRange, parse_partial
from peercall.engine.chart_words import first_days
from peercall.engine.code_addresses import code_at
from peercall.engine.read_values import ReadValue, value_in_words

_NS = "{urn:hl7-org:v3}"
_SDTC = "{urn:hl7-org:sdtc}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?(?:\.\d+)?)?([+-]\d\d:?\d\d)?")
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:T[\d:.+-]*Z?)?")
_EARLIEST = 1850
"""A year before this is a stand-in for an unknown one."""


@lru_cache(maxsize=512)
def path(names: str) -> str:
    """`a/b` in the namespace of CDA."""
    return "/".join(f"{_NS}{name}" for name in names.split("/"))


def kid(element: Element | None, names: str) -> Element | None:
    """The first descendant along `a/b`; None without one."""
    return element.find(path(names)) if element is not None else None


def kids(element: Element | None, names: str) -> list[Element]:
    """Every descendant along `a/b`."""
    return list(element.findall(path(names))) if element is not None else []


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: Element) -> str:
    """The element's name without namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """Child elements of CDA's own namespace and its SDTC extensions."""
    return (part for part in element if isinstance(part.tag, str))


def type_of(element: Element) -> str:
    """`xsi:type` without prefix ("PQ", "CD"); empty without one."""
    return str(element.get(_TYPE) or "").rpartition(":")[2]


def templates(element: Element) -> frozenset[str]:
    """Template ids of a section or statement, without the common root of HL7's CDA templates."""
    roots = (str(part.get("root") or "") for part in element.iterfind(path("templateId")))
    return frozenset(root.removeprefix("2.16.840.1.113883.10.20.") for root in roots)


def is_release_two(element: Element) -> bool:
    """True when the statement follows C-CDA R2.0 or later, where a template carries its date."""
    return any((part.get("extension") or "") >= "2014" for part in element.iterfind(path("templateId")))


def is_true(value: str | None) -> bool:
    """True for the flags of CDA ("true", "1")."""
    return (value or "").strip().lower() in {"true", "1"}


def text_of(element: Element | None) -> str:
    """All words inside an element in one line."""
    if element is None:
        return ""
    return " ".join(" ".join(part for part in element.itertext() if isinstance(part, str)).split())


class Words:
    """The words that entries refer to: texts of the narrative by their ID."""

    def __init__(self, root: Element) -> None:
        self._by_id: dict[str, Element] = {}
        for block in root.iter(path("text")):
            for part in block.iter():
                name = part.get("ID") if isinstance(part.tag, str) else None
                if name:
                    self._by_id.setdefault(name, part)

    def referred(self, element: Element | None) -> str:
        """The words of `text` or `originalText`: inside it, else where its reference leads."""
        if element is None:
            return ""
        said = text_of(element) if element.get("representation") != "B64" else ""
        if said:
            return said
        target = self.target(element)
        return text_of(target) if target is not None else ""

    def target(self, element: Element | None) -> Element | None:
        """The part of the narrative a reference leads to."""
        link = kid(element, "reference")
        value = (link.get("value") or "") if link is not None else ""
        return self._by_id.get(value.strip().removeprefix("#")) if value.strip().startswith("#") else None


@dataclass(frozen=True, slots=True)
class Concept:
    """A coded value. codes: of systems the product reads. names: every wording, best first. bare: code as written.

    null: why nothing is stated (UNK, NA, NI ...).
    """

    codes: tuple[Code, ...] = ()
    names: tuple[str, ...] = ()
    bare: str | None = None
    null: str | None = None

    @property
    def words(self) -> str:
        """The concept in words, its code when it has none; empty when it says nothing."""
        return self.names[0] if self.names else (self.codes[0].value if self.codes else "")

    def __bool__(self) -> bool:
        return bool(self.codes or self.names)


def concept_of(element: Element | None, words: Words) -> Concept:
    """A code with its translations; empty for None and for a null flavour without words."""
    if element is None:
        return Concept()
    codes: dict[Code, None] = {}
    names: dict[str, None] = {}
    parts = (element, *element.iterfind(path("translation")))
    for number, part in enumerate(parts):
        code = code_at(f"urn:oid:{part.get('codeSystem') or ''}", part.get("code"))
        if code is not None:
            codes[code] = None
        if shown := " ".join((part.get("displayName") or "").split()):
            names[shown] = None
        if number == 0 and (own := words.referred(element.find(path("originalText")))):
            names[own] = None
    return Concept(tuple(codes), tuple(names), (element.get("code") or "").strip() or None, element.get("nullFlavor"))


@dataclass(frozen=True, slots=True)
class Span:
    """When: low and high as days, at when it is one point. hour: ISO date-time of the point or beginning.

    ended: True when the span states an end, though it may not say which.
    """

    low: DayRange | None = None
    high: DayRange | None = None
    at: DayRange | None = None
    hour: str | None = None
    ended: bool = False

    @property
    def start(self) -> DayRange | None:
        """The beginning, or the point."""
        return first_days(self.low, self.at)

    @property
    def days(self) -> DayRange | None:
        """All of it: the point, else from beginning to end; an open span is its first days."""
        if self.at is not None:
            return self.at
        if self.low is None or self.high is None:
            return self.low
        return DayRange(self.low.first, self.high.last) if self.low.first <= self.high.last else self.low


NEVER = Span()


def day_of(value: str | None) -> DayRange | None:
    """The day, month or year of a time stamp, by the calendar of its own offset; None for what is none."""
    iso = _iso(value)
    return parse_partial(iso[:10]) if iso is not None else None


def hour_of(value: str | None) -> str | None:
    """ISO date-time of a time stamp that states an hour."""
    iso = _iso(value)
    return iso if iso is not None and "T" in iso else None


@lru_cache(maxsize=16_384)
def _iso(value: str | None) -> str | None:
    text = (value or "").strip()
    if _ISO.fullmatch(text):
        return text if int(text[:4]) >= _EARLIEST else None
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) < _EARLIEST:
        # a stamp with a digit too many or too few says no day that could be relied on
        return None
    day = "-".join(part for part in found.group(1, 2, 3) if part)
    if not found[4]:
        return day
    zone = found[7] or ""
    zone = f"{zone[:3]}:{zone[-2:]}" if zone else ""
    return f"{day}T{found[4]}:{found[5] or '00'}:{found[6] or '00'}{zone}"


def span_of(element: Element | None) -> Span:
    """A time: point, span from low to high, or the middle of one. What it does not state is None."""
    if element is None:
        return NEVER
    point = element.get("value")
    if point:
        return Span(at=day_of(point), hour=hour_of(point))
    low, high, center = (element.find(path(name)) for name in ("low", "high", "center"))
    begins = low.get("value") if low is not None else None
    ends = high.get("value") if high is not None else None
    middle = center.get("value") if center is not None else None
    ended = high is not None and (ends is not None or high.get("nullFlavor") in {"UNK", "ASKU", "NAV"})
    return Span(
        day_of(begins),
        day_of(ends),
        at=day_of(middle) if not begins else None,
        hour=hour_of(begins or middle),
        ended=ended,
    )


def number_of(text: str | None) -> float | None:
    """A finite number as written; None for anything else."""
    try:
        value = float((text or "").strip().replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def value_of(element: Element, words: Words) -> ReadValue | None:
    """The value of an observation; None when it states none (a null flavour, an empty element)."""
    kind = type_of(element)
    if kind in {"PQ", "INT", "REAL", "MO"} or (not kind and element.get("value")):
        return _quantity(element, words)
    if kind.startswith("IVL_") and kind != "IVL_TS":
        return _interval(element)
    if kind.startswith("RTO"):
        parts = [
            end.get("value") or ""
            for end in (kid(element, "numerator"), kid(element, "denominator"))
            if end is not None
        ]
        return ReadValue("value", words=":".join(parts)) if len(parts) == 2 and all(parts) else None
    if kind == "BL":
        said = element.get("value")
        return ReadValue("value", words="yes" if is_true(said) else "no") if said else None
    if kind in {"CD", "CE", "CO", "CV", "CS"} or (not kind and element.get("code")):
        concept = concept_of(element, words)
        said = "; ".join(concept.names) or (concept.bare or "")
        return ReadValue("value", words=said) if said else None
    if kind in {"TS", "IVL_TS"}:
        return None
    said = words.referred(element)
    return value_in_words(said, element="value") if said else None


def _quantity(element: Element, words: Words) -> ReadValue | None:
    value = number_of(element.get("value"))
    if value is not None:
        return ReadValue("value", value, value, _unit(element))
    for other in element.iterfind(path("translation")):
        told = number_of(other.get("value"))
        if told is not None:
            unit = (other.get("code") or other.get("displayName") or "").strip() or None
            return ReadValue("value/translation", told, told, unit)
    said = words.referred(element.find(path("originalText")))
    return value_in_words(said, element="value/originalText") if said else None


def _unit(element: Element | None) -> str | None:
    unit = (element.get("unit") or "").strip() if element is not None else ""
    return unit if unit and unit != "1" else None


def _interval(element: Element) -> ReadValue | None:
    ends = [element.find(path(name)) for name in ("low", "high")]
    low, high = (number_of(end.get("value")) if end is not None else None for end in ends)
    unit = next((unit for end in ends if (unit := _unit(end)) is not None), None)
    if low is None and high is None:
        return None
    least, most = (-math.inf if low is None else low), (math.inf if high is None else high)
    return ReadValue("value", least, most, unit) if least <= most else None


def name_of(element: Element | None) -> str | None:
    """A person's or organization's name with what follows it ("Ada Okafor, MD"); None when it says nothing."""
    if element is None or element.get("nullFlavor"):
        return None
    parts: Mapping[str, list[str]] = {
        part: [
            text
            for piece in element.iterfind(path(part))
            if (text := text_of(piece)) and piece.get("qualifier") not in {"CL", "BR"}
        ]
        for part in ("given", "family", "suffix")
    }
    if not parts["family"]:
        return text_of(element) or None
    plain = " ".join((*parts["given"][:2], *parts["family"][:1]))
    return ", ".join((plain, *parts["suffix"])) or None


def sdtc(element: Element, name: str) -> Element | None:
    """A child of the SDTC extension."""
    return element.find(f"{_SDTC}{name}")

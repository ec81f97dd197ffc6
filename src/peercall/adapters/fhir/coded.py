"""Resources by their codes, each turned into a fact only when a lookup finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from peercall.adapters.fhir.concepts import codes_of, concept_key
from peercall.adapters.fhir.elements import Concept
from peercall.domain.charts import ChartFact
from peercall.domain.codes import Code, CodeSet
from peercall.engine.charts import by_date

Fact = TypeVar("Fact", bound=ChartFact)

Maker = tuple[Concept | None, Callable[[Any], Fact], Any]
"""A resource's concept, and the function and argument that make its fact."""


class CodedResources(Generic[Fact]):
    """Resources of one kind in file order. Codes are read once for each distinct concept; facts and lookups are kept."""

    def __init__(self, makers: Iterable[Maker[Fact]]) -> None:
        self._makers = list(makers)
        self._made: dict[int, Fact] = {}
        self._found: dict[CodeSet | None, tuple[Fact, ...]] = {}
        same: dict[tuple[str | None, ...], list[int]] = {}
        for place, (concept, _, _) in enumerate(self._makers):
            if concept is not None:
                same.setdefault(concept_key(concept), []).append(place)
        self._places: dict[Code, list[int]] = {}
        for places in same.values():
            for code in codes_of(self._makers[places[0]][0]):
                self._places.setdefault(code, []).extend(places)

    def find(self, codes: CodeSet | None) -> tuple[Fact, ...]:
        """Facts with a code of the set, in date order; all of them for None."""
        found = self._found.get(codes)
        if found is None:
            found = self._found[codes] = by_date(self._fact(place) for place in self._places_of(codes))
        return found

    def _places_of(self, codes: CodeSet | None) -> Iterable[int]:
        if codes is None:
            return range(len(self._makers))
        return sorted({place for code, places in self._places.items() if code in codes for place in places})

    def _fact(self, place: int) -> Fact:
        fact = self._made.get(place)
        if fact is None:
            _, make, resource = self._makers[place]
            fact = self._made[place] = make(resource)
        return fact

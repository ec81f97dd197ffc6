"""One clinical document being read: its words, its people, and how its statements are named in sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peercall.adapters.ccda.elements import (
    Concept,
    Words,
    concept_of,
    day_of,
    is_true,
    kid,
    kids,
    local,
    name_of,
    path,
    templates,
)
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.dates import DayRange
from peercall.domain.provenance import ResourceSource
from peercall.engine.chart_words import joined
from peercall.engine.outcome_words import outcome_words
from peercall.engine.value_words import ValueWords
from peercall.engine.vocabulary import Vocabulary

_HOLDERS = ("assignedAuthor", "assignedEntity", "associatedEntity")
_ENTERED_IN_ERROR = frozenset({"nullified", "obsolete"})


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or did something. words: credentials and specialty."""

    name: str | None = None
    words: str = ""


NOBODY = Person()


class Reading:
    """A document's root with everything its readers share."""

    def __init__(self, root: Element, *, document: str, sha256: str, vocabulary: Vocabulary) -> None:
        self.root = root
        self.document = document
        self.sha256 = sha256
        self.vocabulary = vocabulary
        self.words = Words(root)
        self.values = ValueWords(vocabulary)
        self.outcomes = outcome_words(vocabulary)
        self.told: set[str] = set()
        """Names of what the entries of the section being read tell, lower case, for the rows that only show them."""
        self.entries = 0
        """How many entries of the section being read name something."""
        self._labels: dict[Element, str] = {}
        self._used: dict[str, int] = {}
        self._authors: dict[Element, Person | None] = {}
        self._numbers: dict[Element, int] = {}
        self._people = _people(root, self.words)

    def label(self, section: Section, statement: Element) -> str:
        """How a statement is named in sources: `Problems/observation[id]`, by its place where it has no id."""
        known = self._labels.get(statement)
        if known is None:
            known = f"{section.label}/{local(statement)}[{_id_of(statement) or self._place_of(statement)}]"
            number = self._used[known] = self._used.get(known, 0) + 1
            known = self._labels[statement] = known if number == 1 else f"{known}({number})"
        return known

    def _place_of(self, statement: Element) -> str:
        """Place of a statement by the numbers of its entry and of what stands inside, from 1."""
        steps: list[str] = []
        at: Element | None = statement
        while at is not None and local(at) != "section":
            if local(at) in {"entry", "entryRelationship", "component"}:
                steps.append(str(self._number_of(at)))
            at = at.getparent()
        return ".".join(reversed(steps)) or "1"

    def _number_of(self, holder: Element) -> int:
        """Which of its kind an entry is among its siblings, from 1; counted once for all of them."""
        if holder not in self._numbers:
            siblings = (part for part in holder.getparent() if part.tag == holder.tag)
            self._numbers.update((part, number) for number, part in enumerate(siblings, start=1))
        return self._numbers[holder]

    def fact_id(self, section: Section, statement: Element) -> str:
        """Id of a statement's fact, stable within the case."""
        return f"{self.document}#{self.label(section, statement)}"

    def source(self, section: Section, statement: Element, element: str, display: str) -> ResourceSource:
        """Where a statement stands: document, section and statement, element."""
        return ResourceSource(self.document, self.sha256, self.label(section, statement), element, display)

    def header_source(self, resource: str, element: str, display: str) -> ResourceSource:
        """Where something of the header stands."""
        return ResourceSource(self.document, self.sha256, resource, element, display)

    def concept(self, element: Element | None) -> Concept:
        """A coded value with the words it refers to."""
        return concept_of(element, self.words)

    def named(self, concept: Concept) -> Concept:
        """A concept that an entry tells of, remembered by its names."""
        self.entries += bool(concept)
        self.told.update(name.lower() for name in concept.names if len(name) > 2)
        return concept

    def author(self, statement: Element) -> Person:
        """Who wrote a statement: its own author, else of the nearest statement around it, else the document's."""
        at: Element | None = statement
        while at is not None:
            if at not in self._authors:
                holders = kids(at, "author")
                self._authors[at] = self.first_person(holders) if holders else None
            own = self._authors[at]
            if own is not None:
                return own
            at = at.getparent()
        return NOBODY

    def performer(self, statement: Element) -> Person:
        """Who did what a statement tells."""
        return self.first_person(kids(statement, "performer"))

    def first_person(self, holders: list[Element]) -> Person:
        """The first of several authors or performers who is named, here or elsewhere in the document by the same id."""
        for holder in holders:
            person = self.person(holder)
            if person.name:
                return person
        return self.person(holders[0]) if holders else NOBODY

    def person(self, holder: Element) -> Person:
        """One author or performer."""
        for role in _HOLDERS:
            entity = kid(holder, role)
            if entity is not None:
                own = _person(entity, self.words)
                if own.name:
                    return own
                known = next((self._people[key] for key in _keys(entity) if key in self._people), None)
                return known or own
        return NOBODY

    def written_on(self, statement: Element) -> DayRange | None:
        """The day the author of a statement or of the one around it gives."""
        at: Element | None = statement
        while at is not None and local(at) != "section":
            for holder in kids(at, "author"):
                when = kid(holder, "time")
                found = day_of(when.get("value")) if when is not None else None
                if found is not None:
                    return found
            at = at.getparent()
        return None

    def comments(self, statement: Element) -> str:
        """Remarks that stand beside a statement."""
        said = (
            self.words.referred(kid(act, "text"))
            for act in kids(statement, "entryRelationship/act")
            if "22.4.64" in templates(act) or (kid(act, "code") is not None and _code(act) == "48767-8")
        )
        return joined(*dict.fromkeys(said))


def statements_of(section: Section) -> Iterator[Element]:
    """The clinical statement of each entry of a section."""
    for entry in kids(section.element, "entry"):
        for part in entry:
            if isinstance(part.tag, str):
                yield part


def related(statement: Element, *, kind: str = "observation") -> Iterator[Element]:
    """Statements of one kind that stand inside another."""
    yield from kids(statement, f"entryRelationship/{kind}")


def status_of(statement: Element) -> str | None:
    """`statusCode`, lower case."""
    found = kid(statement, "statusCode")
    return (found.get("code") or "").strip().lower() or None if found is not None else None


def is_withdrawn(statement: Element) -> bool:
    """True for a statement entered in error."""
    return status_of(statement) in _ENTERED_IN_ERROR


def is_negated(statement: Element) -> bool:
    """True when the statement says that it is not so."""
    return is_true(statement.get("negationInd"))


def mood_of(statement: Element) -> str:
    """EVN happened; RQO, INT, PRMS, PRP, ARQ, APT are ahead; GOL is a goal."""
    return (statement.get("moodCode") or "EVN").strip().upper()


def has_template(statement: Element, *wanted: str) -> bool:
    """True when the statement follows one of the templates (without HL7's common root)."""
    return not templates(statement).isdisjoint(wanted)


def code_is(statement: Element, *codes: str) -> bool:
    """True when the statement's own code is one of these."""
    return _code(statement) in codes


def _code(statement: Element) -> str:
    code = kid(statement, "code")
    return str(code.get("code") or "").strip() if code is not None else ""


def _id_of(statement: Element) -> str:
    for part in kids(statement, "id"):
        found = part.get("extension") or part.get("root")
        if found and not part.get("nullFlavor"):
            return str(found).strip()
    return ""


def _person(entity: Element, words: Words) -> Person:
    person = kid(entity, "assignedPerson/name")
    if person is None:
        person = kid(entity, "associatedPerson/name")
    name = name_of(person)
    specialty = concept_of(kid(entity, "code"), words)
    if name is None:
        return Person(None, ", ".join(specialty.names))
    _, _, credentials = name.partition(",")
    return Person(name, ", ".join(part for part in (credentials.strip(), *specialty.names) if part))


def _keys(entity: Element) -> Iterator[tuple[str, str]]:
    for part in kids(entity, "id"):
        if part.get("extension") and not part.get("nullFlavor"):
            yield (part.get("root") or "", part.get("extension") or "")


def _people(root: Element, words: Words) -> dict[tuple[str, str], Person]:
    """Everyone who is named anywhere in the document, by id. An id that two different names carry names nobody."""
    found: dict[tuple[str, str], set[str]] = {}
    persons: dict[tuple[str, str], Person] = {}
    for role in _HOLDERS:
        for entity in root.iter(path(role)):
            person = _person(entity, words)
            if person.name:
                for key in _keys(entity):
                    found.setdefault(key, set()).add(person.name)
                    if len(person.words) >= len(persons.get(key, NOBODY).words):
                        persons[key] = person
    return {key: persons[key] for key, names in found.items() if len(names) == 1}

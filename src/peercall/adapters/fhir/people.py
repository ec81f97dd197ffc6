"""Who a reference names: the person's name and roles, as far as the chart says."""

from __future__ import annotations

from collections.abc import Iterable

from peercall.adapters.fhir.clinical import Organization, Patient, Practitioner, PractitionerRole
from peercall.adapters.fhir.concepts import full_name, names_of
from peercall.adapters.fhir.elements import Reference
from peercall.adapters.fhir.store import Store
from peercall.engine.vocabulary import Vocabulary


class People:
    """Names and roles of those a chart refers to, each worked out once."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._kept: dict[tuple[str | None, str | None], tuple[str | None, tuple[str, ...]]] = {}
        self._roles: dict[int, list[PractitionerRole]] | None = None

    def name(self, reference: Reference | None) -> str | None:
        """Name with credentials ("Ada Okafor, MD"); None when the reference says nothing."""
        return self._person(reference)[0]

    def roles(self, reference: Reference | None) -> tuple[str, ...]:
        """Role keys from credentials, qualifications and specialties; empty when nothing says."""
        return self._person(reference)[1]

    def first_name(self, references: Iterable[Reference | None]) -> str | None:
        """The first of several who is named."""
        return next((name for reference in references if (name := self.name(reference))), None)

    def all_roles(self, references: Iterable[Reference | None]) -> tuple[str, ...]:
        """Roles of several people, each once."""
        found = [self.roles(reference) for reference in references]
        return found[0] if len(found) == 1 else tuple(dict.fromkeys(role for roles in found for role in roles))

    def _person(self, reference: Reference | None) -> tuple[str | None, tuple[str, ...]]:
        if reference is None:
            return (None, ())
        key = (reference.reference, reference.display)
        if key not in self._kept:
            self._kept[key] = self._read(reference)
        return self._kept[key]

    def _read(self, reference: Reference) -> tuple[str | None, tuple[str, ...]]:
        found = self._store.find(reference, Practitioner, PractitionerRole, Organization, Patient)
        if isinstance(found, Organization):
            return (found.name, ())
        if isinstance(found, Patient):
            return ("the patient", ())
        words: list[str] = []
        practitioner: Practitioner | None = None
        if isinstance(found, PractitionerRole):
            words.extend(name for concept in (*found.code, *found.specialty) for name in names_of(concept))
            practitioner = self._store.find(found.practitioner, Practitioner)
            if practitioner is None and found.practitioner is not None:
                reference = found.practitioner
        elif isinstance(found, Practitioner):
            practitioner = found
            words.extend(self._role_words(found))
        if practitioner is None:
            return self._from_display(reference, words)
        name = full_name(practitioner.name)
        suffixes = [suffix for human in practitioner.name for suffix in human.suffix]
        qualified = [name for held in practitioner.qualification for name in names_of(held.code)]
        return (name or reference.display, self._vocabulary.roles(", ".join((*suffixes, *qualified, *words))))

    def _role_words(self, practitioner: Practitioner) -> list[str]:
        """Specialties of the roles that name this practitioner."""
        if self._roles is None:
            self._roles = {}
            for role in self._store.all(PractitionerRole):
                held_by = self._store.find(role.practitioner, Practitioner)
                if held_by is not None:
                    self._roles.setdefault(id(held_by), []).append(role)
        roles = self._roles.get(id(practitioner), ())
        return [name for role in roles for concept in (*role.code, *role.specialty) for name in names_of(concept)]

    def _from_display(self, reference: Reference, words: list[str]) -> tuple[str | None, tuple[str, ...]]:
        """From the words of the reference alone: what follows the name ("Ada Okafor, MD, rheumatology")."""
        _, _, after = (reference.display or "").partition(",")
        told = ", ".join(part for part in (after.strip(), *words) if part)
        return (reference.display, self._vocabulary.roles(told) if told else ())

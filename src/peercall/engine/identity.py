"""Whether two papers speak of one person: name, birth date, sex and identifiers, compared without guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from peercall.domain.charts import Patient, PatientCandidate

_PARTS = re.compile(r"[\s,.]+")


def names_fit(name: str, of: str) -> bool:
    """True when a name may be another writing of the other: the last name is in it and a given name begins alike."""
    one, other = _words(name), _words(of)
    if not one or not other:
        return True
    return one[-1] in other and one[0][:1] in {part[:1] for part in other if part != one[-1]}


def other_person(found: Patient, *, of: Patient) -> str | None:
    """Why a paper may be another patient's, in words without values; None when nothing contradicts.

    A birth date that differs settles it. With the same birth date another sex, or another given name that no shared
    identifier explains, tells of a twin; another last name alone does not (a maiden name).
    """
    born = found.birth_on is not None and of.birth_on is not None
    if born and found.birth_on != of.birth_on:
        return "it carries another birth date"
    if found.sex and of.sex and found.sex != of.sex and {found.sex, of.sex} <= {"male", "female"}:
        return "it carries another sex"
    if not found.name or not of.name or set(found.identifiers) & set(of.identifiers):
        return None
    if names_fit(found.name, of.name) or names_fit(of.name, found.name) or (born and _same_given(found.name, of.name)):
        return None
    return "it carries another name"


def the_one_meant(
    people: Sequence[PatientCandidate], *, name: str | None, born: date | None
) -> PatientCandidate | None:
    """Of several people the one whom a letter or case names, by birth date and name as far as given; None when none or
    several fit, or nothing is given."""
    if name is None and born is None:
        return None
    fitting = [one for one in people if one.patient is not None and _meant(one.patient, name, born)]
    return fitting[0] if len(fitting) == 1 else None


def _meant(patient: Patient, name: str | None, born: date | None) -> bool:
    if born is not None and patient.birth_on != born:
        return False
    return name is None or (patient.name is not None and names_fit(name, patient.name))


def _same_given(one: str, other: str) -> bool:
    return _given(one) == _given(other) != ""


def _given(name: str) -> str:
    words = _words(name.partition(",")[2] if "," in name and len(_words(name.partition(",")[2])) else name)
    return words[0] if words else ""


def _words(name: str) -> list[str]:
    return [part for part in _PARTS.split(name.lower()) if len(part) > 1]

"""Authors as note heads write them: "Tobias Roe, MD, rheumatology", "P. Ode, RRT", "Dr. Halloran"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.engine.vocabulary import Vocabulary

_PERSON = re.compile(
    r"(?P<name>(?:Dr\.?\s+)?(?:[A-Z]\.\s*)*[A-Z][\w'’-]+(?:[\s-]+(?:[A-Z]\.|[A-Z][\w'’-]+)){0,3}),\s*"
    r"(?P<credential>[A-Z][A-Za-z./-]{1,9})\b\.?(?P<more>(?:,\s*[A-Z][A-Z./-]{1,9}\b\.?)*)"
    r"(?P<specialty>(?:,\s*[a-z][a-z &/-]{3,40}){0,2})"
)
_DOCTOR = re.compile(r"\bDr\.?\s+(?P<name>[A-Z][\w'’-]+(?:-[A-Z][\w'’]+)?)")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named with a credential; where the words stand."""

    name: str
    words: str
    start: int
    end: int


def people(text: str, vocabulary: Vocabulary) -> list[Person]:
    """Everyone in the text who is named with a known credential."""
    found: list[Person] = []
    if "," not in text:
        return found
    for match in _PERSON.finditer(text):
        credential = match["credential"].rstrip(".")
        if not vocabulary.role_words.is_credential(credential):
            continue
        name = " ".join(match["name"].split())
        words = f"{credential}{match['more']}{match['specialty']}"
        found.append(Person(f"{name}, {credential}", words, match.start(), match.end()))
    return found


def doctor(text: str) -> Person | None:
    """ "Dr. Halloran" without a credential behind the name."""
    match = _DOCTOR.search(text)
    return Person(f"Dr. {match['name']}", "MD or other doctor", match.start(), match.end()) if match else None

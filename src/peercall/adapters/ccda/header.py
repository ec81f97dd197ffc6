"""Who a clinical document is about, who wrote it, when, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.adapters.ccda.elements import concept_of, kid, kids, name_of, span_of, text_of
from peercall.adapters.ccda.reading import NOBODY, Person, Reading
from peercall.domain.charts import Patient
from peercall.domain.dates import DayRange

_SEX = {"F": "female", "M": "male", "UN": "other"}


@dataclass(frozen=True, slots=True)
class Header:
    """title: of the document, else what its code says. on: the day of the visit it tells of, else of the document.

    several: True when it names more than one patient; `patient` is then the first.
    """

    patient: Patient | None
    title: str
    author: Person
    on: DayRange | None
    several: bool = False


def header_of(reading: Reading) -> Header:
    """The header of a document; what it does not say is None."""
    root = reading.root
    title = text_of(kid(root, "title")) or concept_of(kid(root, "code"), reading.words).words
    authors = kids(root, "author")
    visit = span_of(kid(root, "componentOf/encompassingEncounter/effectiveTime"))
    written = span_of(kid(root, "effectiveTime"))
    on = visit.start if visit.start is not None and visit.start.exact else written.at
    return Header(
        patient=_patient(reading),
        title=title,
        author=reading.first_person(authors) if authors else NOBODY,
        on=on,
        several=len(kids(root, "recordTarget")) > 1,
    )


def _patient(reading: Reading) -> Patient | None:
    role = kid(reading.root, "recordTarget/patientRole")
    person = kid(role, "patient")
    if role is None or person is None:
        return None
    names = [part for part in kids(person, "name") if not part.get("nullFlavor")]
    legal = next((part for part in names if "L" in (part.get("use") or "").split()), names[0] if names else None)
    born = span_of(kid(person, "birthTime")).at
    gender = kid(person, "administrativeGenderCode")
    return Patient(
        source=reading.header_source(
            "Patient/recordTarget", "birthTime", f"born {born}" if born is not None else "patient"
        ),
        name=name_of(legal),
        birth_on=born.first if born is not None and born.exact else None,
        sex=_SEX.get((gender.get("code") or "").strip().upper()) if gender is not None else None,
        identifiers=tuple(
            dict.fromkeys(
                value.strip()
                for part in kids(role, "id")
                if not part.get("nullFlavor") and (value := part.get("extension") or "")
            )
        ),
    )

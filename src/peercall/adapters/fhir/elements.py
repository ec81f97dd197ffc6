"""Data types of FHIR R4 as structs: only the elements the product reads, in FHIR's own names.

An element of a shape R4 does not allow is an error of the decoder; decoding.py then leaves out that resource and says
so. Structs are not tracked by the garbage collector: a chart holds tens of thousands and none points back.
"""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

from typing import Any

import msgspec


class Part(msgspec.Struct, gc=False, omit_defaults=True):
    """An element of a resource."""


class Coding(Part):
    """One code of one system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Part):
    """CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Reference(Part):
    """A link to another resource, or its name in words."""

    reference: str | None = None
    display: str | None = None


class Meta(Part):
    """Version of the resource."""

    versionId: str | None = None
    lastUpdated: str | None = None


class Period(Part):
    """From and to."""

    start: str | None = None
    end: str | None = None


class Quantity(Part):
    """A number with a unit. `comparator`: <, <=, >=, >."""

    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class Range(Part):
    """From low to high, both included."""

    low: Quantity | None = None
    high: Quantity | None = None


class Note(Part):
    """Annotation."""

    text: str | None = None
    time: str | None = None


class Identifier(Part):
    """A business identifier; its system is not read."""

    value: str | None = None


class HumanName(Part):
    """A person's name."""

    use: str | None = None
    text: str | None = None
    family: str | None = None
    given: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()


class Attachment(Part):
    """A document carried inline (`data`, base64) or named (`url`)."""

    contentType: str | None = None
    url: str | None = None
    data: str | None = None
    title: str | None = None
    creation: str | None = None


class Contained(Part):
    """A contained resource of any type that a reference `#id` may lead to."""

    resourceType: str | None = None
    id: str | None = None
    code: Any = None
    name: Any = None
    qualification: Any = None


class Resource(msgspec.Struct, gc=False, tag_field="resourceType", tag=True):
    """What every resource carries."""

    id: str | None = None
    meta: Meta | None = None


class About(Resource):
    """A resource about a patient named in `subject`."""

    subject: Reference | None = None

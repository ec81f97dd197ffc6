"""How large a FHIR file may be. It is decoded in this process, by typed decoders that build only what is read."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.errors import InputTooLarge

_REMEDY = "Export the chart for a shorter time, or in several files."
_WORTH_COUNTING = 32 << 20
"""Below this size even a file of nothing but empty objects stays within some hundred megabytes; no count is made."""


@dataclass(frozen=True, slots=True)
class FhirLimits:
    """Ceilings for one file. objects: JSON objects, each of which costs memory however short it is written.

    How deep a file may nest is the decoder's own limit, the interpreter's recursion limit: what is deeper is refused.
    """

    file_bytes: int = 512 << 20
    resources: int = 1_000_000
    objects: int = 20_000_000


def check_bytes(data: bytes, *, name: str, limits: FhirLimits) -> None:
    """Refuses a file before it is decoded. Raises InputTooLarge."""
    if len(data) > limits.file_bytes:
        raise InputTooLarge(
            f"the file has {len(data)} bytes, the limit is {limits.file_bytes}", where=name, remedy=_REMEDY
        )
    if len(data) > min(_WORTH_COUNTING, limits.objects) and data.count(b"{") > limits.objects:
        raise InputTooLarge(f"the file holds more than {limits.objects} JSON objects", where=name, remedy=_REMEDY)


def check_resources(count: int, *, name: str, limits: FhirLimits) -> None:
    """Refuses a file with too many resources. Raises InputTooLarge."""
    if count > limits.resources:
        raise InputTooLarge(
            f"the file holds {count} resources, the limit is {limits.resources}", where=name, remedy=_REMEDY
        )

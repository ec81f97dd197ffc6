"""Bytes of a FHIR file to resources: a bundle, one resource, or NDJSON.

The whole file is decoded in one pass. When an element has a shape R4 does not allow, the file is read again entry by
entry: that one entry is left out with a warning and the others are kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from peercall.adapters.fhir.elements import Resource
from peercall.adapters.fhir.limits import FhirLimits, check_bytes, check_resources
from peercall.adapters.fhir.resources import NOT_READ, READ, AnyResource, Bundle, Entry, NotRead
from peercall.domain.errors import DocumentUnreadable

_LIMITS = FhirLimits()
#: a NUL in a text: nobody reads it and PostgreSQL does not take it. Behind an escaped backslash it is none.
_NUL_WRITTEN = rb"\u0000"
_NUL = re.compile(rb"((?<!\\)(?:\\\\)*)\\u0000")
BOM = b"\xef\xbb\xbf"
FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_KNOWN = frozenset(kind.__name__ for kind in (*READ, *NOT_READ)) | {"Bundle"}
_REMEDY = "Export the chart again, or take this file out of the chart folder."


class RawEntry(msgspec.Struct, gc=False):
    """Bundle.entry, not decoded yet."""

    fullUrl: msgspec.Raw = msgspec.Raw()  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw()


class RawBundle(msgspec.Struct):
    """A bundle, its entries not decoded yet."""

    entry: list[msgspec.Raw] = []


class _Type(msgspec.Struct):
    resourceType: str | None = None  # noqa: N815


@dataclass(slots=True)
class Decoded:
    """What one file holds. groups: resources by type, in file order. aliases: full URLs that do not end in the id.

    ignored: types the product does not read, counted. warnings: one sentence each, without a patient's value.
    """

    groups: dict[type[Resource], list[Resource]] = field(default_factory=dict)
    aliases: dict[str, Resource] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(group) for group in self.groups.values())


@lru_cache(maxsize=1)
def resource_decoder() -> msgspec.json.Decoder[Resource | NotRead]:
    """One pass over a bundle or resource; made once, as building it takes milliseconds."""
    return msgspec.json.Decoder(AnyResource)


@lru_cache(maxsize=1)
def _lenient() -> msgspec.json.Decoder[Resource | NotRead]:
    """Also takes a number written as text ("9.4"), which some exports do."""
    return msgspec.json.Decoder(AnyResource, strict=False)


def decode_file(data: bytes, *, name: str, limits: FhirLimits = _LIMITS) -> Decoded:
    """The resources of a file. `name`: its path within the case, for messages.

    Raises DocumentUnreadable when the file as a whole is not FHIR JSON, naming the entry or line where reading ended;
    InputTooLarge beyond a limit.
    """
    check_bytes(data, name=name, limits=limits)
    decoded = _decode(data, name=name)
    check_resources(len(decoded) + decoded.ignored.total(), name=name, limits=limits)
    return decoded


def _decode(data: bytes, *, name: str) -> Decoded:
    if data.startswith(BOM):
        data = data[len(BOM) :]
    if not data.strip():
        raise DocumentUnreadable("the file is empty", where=name, remedy=_REMEDY)
    if _NUL_WRITTEN in data:
        data = _NUL.sub(rb"\1", data)
    if name.endswith((".ndjson", ".jsonl")):
        return _decode_lines(data, name=name)
    try:
        whole = resource_decoder().decode(data)
    except FAULTS as fault:
        if isinstance(fault, msgspec.ValidationError):
            return _decode_entries(data, name=name)
        if "trailing characters" in str(fault) and data.lstrip().startswith(b"{"):
            return _decode_lines(data, name=name)
        raise _unreadable(data, fault, name=name) from None
    decoded = Decoded()
    if type(whole) is Bundle:
        _keep_entries(decoded, whole.entry)
    else:
        _keep(decoded, whole, None, 1)
    return _with_warnings(decoded, name=name)


def _keep_entries(decoded: Decoded, entries: Sequence[Entry]) -> None:
    """Every entry's resource into its group: a chart has tens of thousands, so what is usual is done here, in line."""
    groups: dict[type[Any], list[Any]] = decoded.groups
    for number, entry in enumerate(entries, start=1):
        resource: Any = entry.resource
        url = entry.fullUrl
        group = groups.get(type(resource))
        if group is None or resource.id is None or (url is not None and not url.endswith(resource.id)):
            if type(resource) is Bundle:
                _keep_entries(decoded, resource.entry)
            elif resource is not None:
                _keep(decoded, resource, url, number)
        else:
            group.append(resource)


def _keep(decoded: Decoded, resource: Resource | NotRead, url: str | None, number: int) -> None:
    if isinstance(resource, NotRead):
        decoded.ignored[type(resource).__name__] += 1
        return
    kind = type(resource)
    if resource.id is None:
        # an id is a colon-free token in FHIR: this stand-in cannot be mistaken for one
        resource.id = url.removeprefix("urn:uuid:") if url and url.startswith("urn:uuid:") else f"entry:{number}"
    elif url is not None and not url.endswith(resource.id):
        decoded.aliases[url] = resource
    group = decoded.groups.get(kind)
    if group is None:
        group = decoded.groups[kind] = []
    group.append(resource)


def _decode_entries(data: bytes, *, name: str) -> Decoded:
    """The file entry by entry, after some element of it was refused."""
    decoded = Decoded()
    for number, raw, url, count in _raw_entries(data, name=name, path=()):
        where = f"entry {number}" if count else "the resource"
        _keep_raw(decoded, raw, url, number, where=where, name=name)
    return _with_warnings(decoded, name=name)


def _raw_entries(
    data: bytes | msgspec.Raw, *, name: str, path: tuple[int, ...]
) -> Iterator[tuple[int, msgspec.Raw | bytes, str | None, bool]]:
    kind = type_of(data)
    if kind is None:
        raise DocumentUnreadable("it is JSON, but names no resourceType", where=name, remedy=_REMEDY)
    if kind != "Bundle":
        yield 1, data, None, bool(path)
        return
    try:
        raws = msgspec.json.decode(data, type=RawBundle).entry
    except FAULTS:
        raise DocumentUnreadable("`entry` of the bundle is not a list", where=name, remedy=_REMEDY) from None
    for number, raw in enumerate(raws, start=1):
        try:
            entry = msgspec.json.decode(raw, type=RawEntry)
        except FAULTS:
            yield number, raw, None, True
            continue
        if bytes(entry.resource) in (b"", b"null"):
            continue
        if type_of(entry.resource) == "Bundle":
            for _, inner, url, _ in _raw_entries(entry.resource, name=name, path=(*path, number)):
                yield number, inner, url, True
        else:
            yield number, entry.resource, text_of(entry.fullUrl), True


def _keep_raw(
    decoded: Decoded, raw: bytes | msgspec.Raw, url: str | None, number: int, *, where: str, name: str
) -> None:
    kind = type_of(raw)
    if kind is None:
        decoded.warnings.append(f"{name}: {where} is not a FHIR resource and was left out")
    elif kind not in _KNOWN:
        decoded.ignored[kind] += 1
    else:
        try:
            _keep(decoded, _lenient().decode(raw), url, number)
        except FAULTS as fault:
            decoded.warnings.append(f"{name}: {where} ({kind}) was left out: {_reason(fault)}")


def _decode_lines(data: bytes, *, name: str) -> Decoded:
    """NDJSON: one resource a line; a line that cannot be read is told with its number."""
    decoded = Decoded()
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            resource = resource_decoder().decode(line)
            if type(resource) is Bundle:
                _keep_entries(decoded, resource.entry)
            else:
                _keep(decoded, resource, None, number)
        except FAULTS as fault:
            if isinstance(fault, msgspec.ValidationError):
                _keep_raw(decoded, line, None, number, where=f"line {number}", name=name)
            else:
                decoded.warnings.append(f"{name}: line {number} is not JSON and was left out")
    if not decoded.groups and decoded.warnings:
        raise DocumentUnreadable("no line of it could be read", where=name, remedy=_REMEDY)
    return _with_warnings(decoded, name=name)


def _with_warnings(decoded: Decoded, *, name: str) -> Decoded:
    strange = sorted(kind for kind in decoded.ignored if kind not in _KNOWN)
    if strange:
        count = sum(decoded.ignored[kind] for kind in strange)
        decoded.warnings.append(f"{name}: {count} resource(s) of a type FHIR R4 does not know were left out")
    return decoded


def type_of(data: bytes | msgspec.Raw) -> str | None:
    """The type of a resource; None when it is none."""
    try:
        return msgspec.json.decode(data, type=_Type).resourceType
    except FAULTS:
        return None


def text_of(raw: msgspec.Raw) -> str | None:
    """A text; None for anything else."""
    try:
        return msgspec.json.decode(raw, type=str)
    except FAULTS:
        return None


def _reason(fault: Exception) -> str:
    """Which element is at fault, never what it says."""
    if isinstance(fault, RecursionError):
        return "it is nested too deep"
    if isinstance(fault, UnicodeDecodeError):
        return "its text is not UTF-8"
    element = re.search(r"at `\$\.?([^`]*)`", str(fault))
    if element and element.group(1):
        path = re.sub(r"\[[^\]]*\]", "", element.group(1))
        return f"`{path}` has a form FHIR does not allow"
    return "it has a form FHIR does not allow"


def _unreadable(data: bytes, fault: Exception, *, name: str) -> DocumentUnreadable:
    if isinstance(fault, RecursionError):
        return DocumentUnreadable("the JSON is nested too deep to be a chart", where=name, remedy=_REMEDY)
    if isinstance(fault, UnicodeDecodeError):
        return DocumentUnreadable("the text is not UTF-8", where=name, remedy="Save it as UTF-8 and try again.")
    at = re.search(r"\(byte (\d+)\)", str(fault))
    end = int(at.group(1)) if at else len(data)
    entry = len(re.findall(rb'"resource"\s*:', data[:end]))
    line = data.count(b"\n", 0, end) + 1
    what = "the JSON breaks off" if at is None else "the JSON is damaged"
    place = f"in entry {entry} (line {line})" if entry else f"at line {line}"
    return DocumentUnreadable(f"{what} {place}", where=name, remedy=_REMEDY)

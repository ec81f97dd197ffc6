"""Files inside a clinical document: the body of an unstructured one, pictures and papers beside entries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field

from peercall.adapters.ccda.elements import kid, local, path
from peercall.adapters.ccda.header import Header
from peercall.adapters.ccda.reading import Reading
from peercall.adapters.ccda.tree import Element
from peercall.domain.documents import InlineFile


@dataclass(slots=True)
class Carried:
    """files: for the reader of documents. text: of a body that is plain text as it stands. warnings: what was not read."""

    files: list[InlineFile] = field(default_factory=list)
    text: str | None = None
    warnings: list[str] = field(default_factory=list)


def carried_in(reading: Reading, header: Header, *, most: int) -> Carried:
    """Files the document carries in itself, `most` of them, and the body it names without carrying it."""
    carried = Carried()
    body = kid(reading.root, "component/nonXMLBody/text")
    if body is not None:
        link = kid(body, "reference")
        if body.get("representation") == "B64":
            _take(carried, reading, header, body, "nonXMLBody")
        elif (body.text or "").strip():
            carried.text = body.text
        elif link is not None:
            carried.warnings.append(
                f"{reading.document}: the body is another file that the document only names; put that file into chart/"
            )
        else:
            carried.warnings.append(f"{reading.document}: the body of the document is empty")
    for number, element in enumerate(_inside(reading.root, body), start=1):
        if number > most:
            carried.warnings.append(f"{reading.document}: it carries more than {most} files; the others were not read")
            break
        _take(carried, reading, header, element, f"{_section_of(element)}/{local(element)}[{number}]")
    return carried


def _inside(root: Element, body: Element | None) -> Iterator[Element]:
    for name in ("text", "value"):
        for element in root.iter(path(name)):
            if element is not body and element.get("representation") == "B64":
                yield element


def _take(carried: Carried, reading: Reading, header: Header, element: Element, resource: str) -> None:
    name = f"{reading.document}#{resource}"
    try:
        data = base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        carried.warnings.append(f"{name}: what it carries is not base64 and was not read")
        return
    if element.get("compression"):
        carried.warnings.append(f"{name}: what it carries is compressed and was not read")
    elif data:
        carried.files.append(
            InlineFile(
                name,
                data,
                resource,
                title=header.title or None,
                dated=str(header.on) if header.on is not None else None,
                author=header.author.name,
                content_type=element.get("mediaType"),
            )
        )


def _section_of(element: Element) -> str:
    for at in element.iterancestors(path("section")):
        title = kid(at, "title")
        if title is not None and title.text:
            return " ".join(title.text.split()).capitalize()
    return "Document"

"""One claim of a remittance, or one transaction of another kind, as a file of its own: a case holds no other patient's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.envelope import Fault, Limits, normal_texts
from peercall.adapters.x12.reading import blocks_of
from peercall.domain.errors import DocumentUnreadable

_REMITTANCE = "835"
_AFTER_CLAIM = frozenset({"CLP", "LX", "PLB", "SE", "ST", "GE", "IEA", "ISA"})
_AFTER_TRANSACTION = frozenset({"SE", "ST", "GE", "IEA", "ISA"})


@dataclass(slots=True)
class _Open:
    """What encloses the segment being read. header: from ST to before the first claim."""

    delimiters: Delimiters
    interchange: str = ""
    group: str = ""
    header: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)
    is_remittance: bool = False
    in_header: bool = False


def extract_x12(path: Path, *, segment: int) -> bytes:
    """An interchange with the claim (835) or transaction that holds this segment, its counts right for what it holds.

    segment: number in the file. Raises DocumentUnreadable when the file has no transaction there.
    """
    now: _Open | None = None
    found = False
    for number, text, delimiters in _segments(path):
        tag = text.split(delimiters.element, 1)[0].strip()
        if found and now is not None and tag in (_AFTER_CLAIM if now.is_remittance else _AFTER_TRANSACTION):
            break
        if tag == "ISA":
            now = _Open(delimiters, interchange=text)
        elif now is None:
            continue
        elif tag == "GS":
            now.group = text
        elif tag == "ST":
            now.is_remittance = text.split(delimiters.element)[1].strip() == _REMITTANCE
            now.header, now.part, now.in_header = [text], [], True
        elif now.is_remittance and tag == "CLP":
            now.part, now.in_header = [text], False
        elif now.is_remittance and now.in_header:
            now.header.append(text)
        else:
            now.part.append(text)
        found = found or number == segment
    if now is None or not found or not now.part:
        raise DocumentUnreadable("there is no claim or answer at this segment", where=path.name)
    return _written(now)


def _written(of: _Open) -> bytes:
    sep = of.delimiters.element
    control = of.interchange.split(sep)[13].strip()
    group = of.group.split(sep)[6].strip() if of.group.count(sep) >= 6 else ""
    body = [*of.header, *of.part]
    segments = [
        of.interchange,
        *([of.group] if of.group else []),
        *body,
        sep.join(("SE", str(len(body) + 1), of.header[0].split(sep)[2].strip())),
        *([sep.join(("GE", "1", group))] if of.group else []),
        sep.join(("IEA", "1" if of.group else "0", control)),
    ]
    return "".join(one + of.delimiters.segment for one in segments).encode("latin-1")


def _segments(path: Path) -> Iterator[tuple[int, str, Delimiters]]:
    """Number, text and delimiters of each segment."""
    number = 0
    for part in normal_texts(blocks_of(path), Limits()):
        if isinstance(part, Fault):
            continue
        for text in part.text.decode("latin-1").split(part.delimiters.segment)[:-1]:
            number += 1
            yield number, text, part.delimiters

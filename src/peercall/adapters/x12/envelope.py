"""The envelope of X12 files: interchanges, groups and transactions, read as a stream of bounded memory.

Segment numbers count from 1 within the file. What is wrong with an envelope is told with the segment's number, and
reading goes on with the next good part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from peercall.adapters.x12.delimiters import Delimiters, find_delimiters, is_indented, normal_form

_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BLANKS = b" \t\r\n\x00\x1a"
_BETWEEN = _BLANKS + _BOM
"""What may stand between interchanges: files joined by hand keep their byte order marks."""
_ISA_ROOM = 400
_INSIDE = ("SE", "ST", "GE", "GS", "IEA")
_CLAIM = "CLP"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. segment_bytes: longest segment; held_bytes: longest stretch without a claim's begin."""

    file_bytes: int = 1 << 30
    segment_bytes: int = 1 << 16
    held_bytes: int = 16 << 20
    problems: int = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which segment (None: the file as a whole)."""

    segment: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Start:
    """A transaction begins. kind: 835, 278 ...; version: of the group or transaction."""

    kind: str
    transaction: str
    group: str
    interchange: str
    version: str
    segment: int
    delimiters: Delimiters


@dataclass(frozen=True, slots=True)
class Body:
    """Whole segments of the open transaction in the normal form, each with its end. first: number of the first one."""

    text: bytes
    first: int


@dataclass(frozen=True, slots=True)
class End:
    """The transaction is over; complete: its SE was there."""

    complete: bool


Event = Start | Body | End | Fault


@dataclass(frozen=True, slots=True)
class NormalText:
    """Normal text of one interchange; opens: it begins one; closes: it is the last of it."""

    delimiters: Delimiters
    text: bytes
    opens: bool
    closes: bool


def read_envelope(blocks: Iterable[bytes], *, limits: Limits) -> Iterator[Event]:
    """The transactions of a file, block by block."""
    reader = _Envelope(limits)
    for part in normal_texts(blocks, limits):
        if isinstance(part, Fault):
            yield Fault(reader.number if part.segment is not None else None, part.sentence)
            continue
        yield from reader.feed(part)
    yield from reader.finish()


def normal_texts(blocks: Iterable[bytes], limits: Limits) -> Iterator[NormalText | Fault]:
    """Whole segments of one interchange after another, in the normal form."""
    raw, total, found = b"", 0, False
    delimiters: Delimiters | None = None
    opens = indented = False
    source = iter(blocks)
    ended = False
    while not ended:
        block = next(source, b"")
        ended = not block
        total += len(block)
        if total > limits.file_bytes:
            yield Fault(None, f"the file is larger than {limits.file_bytes >> 20} MB, and reading stopped there")
            return
        raw = raw + block if raw else block
        while True:
            if delimiters is None:
                raw = raw.removeprefix(_BOM).lstrip(_BLANKS)
                if not raw or (len(raw) < _ISA_ROOM and not ended):
                    break
                delimiters = find_delimiters(raw)
                if delimiters is None:
                    yield Fault(0 if found else None, _why_not(raw, found))
                    return
                found = opens = True
                indented = is_indented(raw, delimiters)
            end = _interchange_end(raw, delimiters, opens=opens)
            if end is not None:
                indented = indented or is_indented(raw[:end], delimiters)
                yield NormalText(delimiters, normal_form(raw[:end], delimiters, indented=indented), opens, True)
                raw, delimiters, opens = raw[end:], None, False
                continue
            cut = raw.rfind(delimiters.end) + 1
            if cut:
                yield NormalText(delimiters, normal_form(raw[:cut], delimiters, indented=indented), opens, False)
                raw, opens = raw[cut:], False
            break
        if len(raw) > limits.segment_bytes + len(block):
            yield Fault(0, "a segment does not end: reading stopped there")
            return
    if not found:
        yield Fault(None, "the file is empty")
    elif delimiters is not None:
        rest = raw.strip(_BLANKS)
        if rest.startswith(f"IEA{delimiters.element}".encode("latin-1")):
            yield NormalText(delimiters, rest + delimiters.end, opens, True)
            return
        if rest:
            yield Fault(0, "the file breaks off inside a segment, which was left out")


def _why_not(raw: bytes, found: bool) -> str:
    if found:
        return "what follows the interchange is not another one and was not read"
    if raw.startswith(_WIDE):
        return "the text is UTF-16: save it as plain text"
    if raw.startswith(b"ISA"):
        return "its ISA segment does not tell usable delimiters"
    return "this is not X12: it does not begin with ISA"


def _interchange_end(raw: bytes, delimiters: Delimiters, *, opens: bool) -> int | None:
    """Where the next interchange begins; opens: `raw` begins with the ISA of this one."""
    return _at_segment(raw, b"ISA", delimiters.end, 1 if opens else 0)


def _at_segment(raw: bytes, tag: bytes, end: bytes, start: int) -> int | None:
    """Position of the tag where a segment begins."""
    at = raw.find(tag, start)
    while at >= 0:
        before = raw[max(0, at - 64) : at].rstrip(_BETWEEN.replace(end, b""))
        if not before or before.endswith(end):
            return at
        at = raw.find(tag, at + 1)
    return None


@dataclass(slots=True)
class _Envelope:
    """State while an interchange is read. number: segments passed; begun: counts where something opened."""

    limits: Limits
    number: int = 0
    window: bytes = b""
    delimiters: Delimiters | None = None
    interchange: list[str] | None = None
    group: list[str] | None = None
    transaction: list[str] | None = None
    groups: int = 0
    transactions: int = 0
    st_number: int = 0
    strays: int = 0
    stopped: bool = field(default=False)

    def feed(self, part: NormalText) -> Iterator[Event]:
        if part.opens:
            yield from self.finish()
            self.window, self.delimiters, self.strays = b"", part.delimiters, 0
        # a NUL is padding wherever it stands: nobody reads it and PostgreSQL does not take it
        self.window += part.text.replace(b"\0", b"")
        yield from self._walk()
        if part.closes:
            yield from self.finish()

    def finish(self) -> Iterator[Event]:
        """What is still open is read as far as it goes, and told."""
        if self.transaction is not None and self.window:
            yield self._body(self.window)
        self.window = b""
        yield from self._close_interchange(missing=True)

    def _walk(self) -> Iterator[Event]:
        assert self.delimiters is not None
        end, pos, window = self.delimiters.end, 0, self.window
        while pos < len(window):
            if self.transaction is None:
                stop = window.find(end, pos)
                if stop < 0:
                    break
                text = window[pos:stop].decode("latin-1")
                pos = stop + 1
                self.number += 1
                yield from self._segment(text)
                continue
            closing = self._body_end(window, pos)
            if closing is not None:
                if closing > pos:
                    yield self._body(window[pos:closing])
                pos = closing
                after = window.find(end, pos)
                if after < 0:
                    break
                self.number += 1
                text = window[pos:after].decode("latin-1")
                pos = after + 1
                yield from self._segment(text)
                continue
            cut = window.rfind(self.delimiters.tag(_CLAIM), pos) + 1
            if cut > pos:
                yield self._body(window[pos:cut])
                pos = cut
            elif len(window) - pos > self.limits.held_bytes:
                yield Fault(self.number, "a transaction goes on too long without a claim and was left out")
                pos = len(window)
            break
        self.window = window[pos:]

    def _body(self, text: bytes) -> Body:
        assert self.delimiters is not None
        first = self.number + 1
        self.number += text.count(self.delimiters.end)
        return Body(text, first)

    def _body_end(self, window: bytes, pos: int) -> int | None:
        """Where the first envelope segment after `pos` begins."""
        assert self.delimiters is not None
        found: int | None = None
        limit = len(window)
        for name in _INSIDE:
            tag = self.delimiters.tag(name)
            if window.startswith(tag[1:], pos):
                return pos
            at = window.find(tag, pos, limit)
            if at >= 0:
                found, limit = at + 1, at + len(tag)
        return found

    def _segment(self, text: str) -> Iterator[Event]:
        assert self.delimiters is not None
        parts = [part.strip() for part in text.split(self.delimiters.element)]
        parts += [""] * 17
        name = parts[0]
        if name == "ISA":
            self.interchange, self.groups = parts, 0
        elif name == "GS":
            yield from self._close_group(missing=True)
            self.group, self.transactions = parts, 0
            self.groups += 1
        elif name == "ST":
            yield from self._close_transaction(None)
            self.transaction, self.st_number = parts, self.number
            self.transactions += 1
            yield self._start(parts)
        elif name == "SE":
            yield from self._close_transaction(parts)
        elif name == "GE":
            yield from self._close_group(parts)
        elif name == "IEA":
            yield from self._close_interchange(parts)
        elif name:
            self.strays += 1
            if self.strays == 1:
                yield Fault(self.number, "a segment stands outside a transaction and was left out")

    def _start(self, parts: list[str]) -> Start:
        assert self.delimiters is not None
        group, interchange = self.group or [""] * 17, self.interchange or [""] * 17
        return Start(
            kind=parts[1],
            transaction=parts[2],
            group=group[6],
            interchange=interchange[13],
            version=parts[3] or group[8],
            segment=self.number,
            delimiters=self.delimiters,
        )

    def _close_transaction(self, parts: list[str] | None) -> Iterator[Event]:
        begun = self.transaction
        if begun is None:
            if parts is not None:
                yield Fault(self.number, "SE ends a transaction that did not begin")
            return
        self.transaction = None
        yield End(complete=parts is not None)
        if parts is None:
            yield Fault(self.st_number, "the transaction that begins here has no SE: what is there was read")
            return
        if parts[2] != begun[2]:
            yield Fault(self.number, "the control number in SE is not that of its ST")
        length = self.number - self.st_number + 1
        if parts[1] != str(length) and parts[1].lstrip("0") != str(length):
            yield Fault(self.number, f"SE counts another number of segments than the {length} that are there")

    def _close_group(self, parts: list[str] | None = None, *, missing: bool = False) -> Iterator[Event]:
        yield from self._close_transaction(None)
        begun, self.group = self.group, None
        if begun is None:
            if not missing:
                yield Fault(self.number, "GE ends a group that did not begin")
            return
        if parts is None:
            yield Fault(self.number, "a group has no GE")
            return
        if parts[2] != begun[6]:
            yield Fault(self.number, "the control number in GE is not that of its GS")
        if parts[1].lstrip("0") != str(self.transactions):
            yield Fault(self.number, f"GE counts another number of transactions than the {self.transactions} there")

    def _close_interchange(self, parts: list[str] | None = None, *, missing: bool = False) -> Iterator[Event]:
        yield from self._close_group(missing=True)
        begun, self.interchange = self.interchange, None
        if begun is None:
            if not missing:
                yield Fault(self.number, "IEA ends an interchange that did not begin")
            return
        if parts is None:
            yield Fault(self.number, "the interchange has no IEA: the file may be cut off")
            return
        if parts[2] != begun[13]:
            yield Fault(self.number, "the control number in IEA is not that of its ISA")
        if parts[1].lstrip("0") != str(self.groups):
            yield Fault(self.number, f"IEA counts another number of groups than the {self.groups} there")

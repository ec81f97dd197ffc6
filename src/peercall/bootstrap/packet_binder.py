"""The paper of a packet: pages written and bound here, foreign pages taken over in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.isolation import IsolatedProcess, ProcessLimits
from peercall.adapters.render.packet_pages import WrittenPages, write_pages, write_text_pages
from peercall.adapters.render.packet_pdf import Bookmark, bind, page_count, page_sizes
from peercall.bootstrap.document_child import PLAIN_PAGES, PageOptions
from peercall.bootstrap.isolated_reading import shared_process
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentLocked
from peercall.domain.packets import PacketPart, Volume

Fetch = Callable[[Document], bytes | None]
"""The bytes of a document's own file; None when it has none (it came inside another)."""
_ROOM = 16 << 20


@dataclass(slots=True)
class PaperBinder:
    """application.assemble_packet.Binder. fetch: bytes of the case's documents. passwords: tried on locked files."""

    fetch: Fetch
    as_of: datetime
    limits: DocumentLimits = field(default_factory=DocumentLimits)
    passwords: Sequence[str] = ()
    process: IsolatedProcess = field(default_factory=shared_process)

    def write(self, title: str, blocks: Sequence[Mapping[str, Any]]) -> WrittenPages:
        """See Binder."""
        return write_pages(title, blocks, as_of=self.as_of)

    def write_text(self, title: str, pages: Sequence[tuple[str, str, str]]) -> WrittenPages:
        """See Binder."""
        return write_text_pages(title, pages, as_of=self.as_of)

    def originals(self, document: Document, pages: Sequence[int]) -> bytes | None:
        """See Binder. Raises DocumentLocked, DocumentUnreadable, InputTooLarge."""
        data = self.fetch(document)
        if data is None:
            return None
        for place, password in enumerate((None, *self.passwords)):
            try:
                return self._plain(data, document, pages, password)
            except DocumentLocked:
                if place == len(self.passwords):
                    raise
        return None

    def _plain(self, data: bytes, document: Document, pages: Sequence[int], password: str | None) -> bytes:
        options = PageOptions(document.path, tuple(pages), document.kind is DocumentKind.IMAGE, password)
        return self.process.run(
            PLAIN_PAGES,
            data,
            name=document.path,
            options=msgspec.msgpack.encode(options),
            limits=ProcessLimits(
                seconds=self.limits.seconds,
                step_seconds=self.limits.seconds,
                steps=self.limits.pages,
                memory_bytes=self.limits.memory_bytes,
                output_bytes=4 * len(data) + _ROOM,
            ),
        )

    def length(self, pdf: bytes) -> int:
        """See Binder."""
        return page_count(pdf)

    def sizes(self, parts: Sequence[bytes]) -> Sequence[int]:
        """See Binder."""
        return page_sizes(parts)

    def bind(
        self,
        parts: Sequence[tuple[PacketPart, bytes]],
        *,
        title: str,
        stamp: Callable[[int], str],
        target: Callable[[str], int | None],
        bookmarks: Sequence[tuple[str, int, Sequence[tuple[str, int]]]],
        volume: Volume,
    ) -> bytes:
        """See Binder."""
        marks = [Bookmark(name, page, tuple(Bookmark(one, at) for one, at in below)) for name, page, below in bookmarks]
        return bind(parts, title=title, stamp=stamp, target=target, bookmarks=marks, volume=volume)

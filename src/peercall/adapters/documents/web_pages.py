"""Web pages as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from peercall.adapters.documents.plain_text import clean, decode

_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section"})
_SILENT = frozenset({"script", "style", "template", "noscript"})
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,30})", re.IGNORECASE)
_CHARSETS = {"iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "us-ascii": "cp1252"}


def web_page_text(data: bytes) -> str:
    """The words of a web page. What the page hides from the eye is text all the same: a reader must treat it as data."""
    stated = _CHARSET.search(data[:4096])
    name = _CHARSETS.get(stated.group(1).decode("ascii").lower()) if stated else None
    return clean(html_text(data.decode(name, errors="replace") if name else decode(data)))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.cell = False

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![...]>` of any kind is passed over: the standard library fails on those it does not know."""
        del report
        return int(self.parse_bogus_comment(i))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self.silent += 1
        elif tag in {"td", "th"}:
            if self.cell:
                self.parts.append("\t")
            self.cell = True
        elif tag in _BLOCKS:
            self.cell = False
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.cell = False
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def html_text(markup: str) -> str:
    """The words of a web page, a block a line, cells of a table row parted by a tab."""
    words = _Words()
    words.feed(markup)
    words.close()
    text = "".join(words.parts)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?([\n\t]) ?", r"\1", text)).strip("\n")

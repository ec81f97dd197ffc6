"""Plain text, e-mail and web pages as pages of text."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from html.parser import HTMLParser

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section"})
_SILENT = frozenset({"script", "style", "template", "noscript"})


def decode(data: bytes) -> str:
    """The text of these bytes: by byte order mark, else UTF-8, else Windows-1252 with unknown bytes marked."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def clean(text: str) -> str:
    """Text with one kind of line end, ligatures spelled out and characters nobody sees taken away."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_TABLE) if not text.isascii() or "\x00" in text or "\x02" in text else text


_TABLE: dict[int, str | None] = {
    0x00: None,
    0x02: "-",  # PDFium's mark for a hyphen at a line end
    0x00AD: None,
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x2060: None,
    0xFEFF: None,
    0xFFFE: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0x2028: "\n",
    0x2029: "\n",
}


def text_pages(data: bytes) -> list[str]:
    """Pages of a plain text; a form feed ends a page."""
    return clean(decode(data)).split("\f")


def email_pages(data: bytes) -> list[str]:
    """An e-mail as one page: the headers a reader sees, then the text of the body, decoded. Attachments are not opened.

    A message that is plain text already stays as it is, so that what is quoted from it stands in the file.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    encoded = (message.get("Content-Transfer-Encoding") or "7bit").strip().lower() in {"quoted-printable", "base64"}
    if not message.is_multipart() and not encoded and message.get_content_type() == "text/plain":
        return text_pages(data)
    lines = [f"{name}: {value}" for name in _HEADERS if (value := message.get(name))]
    body = message.get_body(preferencelist=("plain", "html"))
    text = ""
    if body is not None:
        try:
            text = str(body.get_content())
        except (LookupError, UnicodeError, KeyError):
            payload = body.get_payload(decode=True)
            text = decode(payload) if isinstance(payload, bytes) else ""
        if body.get_content_type() == "text/html":
            text = html_text(text)
    return clean("\n".join([*lines, "", text])).split("\f")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.cell = False

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

"""E-mail: what a reader sees of it as pages, and its attachments as files of their own."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.plain_text import clean, decode, text_pages
from peercall.adapters.documents.web_pages import html_text
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_LONGEST_NAME = 80
#: of a name on a disk, less what numbering adds
_MOST_BYTES = 230
_NOT_IN_NAMES = re.compile(r"[^\w.,()+ -]")
#: what header parsing of the standard library raises on malformed headers
_HEADER_FAULTS = (LookupError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attachment. name: made safe, unique within the mail. data: its bytes, decoded."""

    name: str
    data: bytes


def mail_pages(data: bytes, *, name: str) -> list[str]:
    """The mail as text: the headers a reader sees, then the body. Attachments are not opened here.

    A message that is plain text already stays as it is, so that what is quoted from it stands in the file.
    """
    message = _parsed(data, name=name)
    encoding = str(message.get("Content-Transfer-Encoding") or "7bit").strip().lower()
    is_plain = message.get_content_type() == "text/plain" and encoding not in {"quoted-printable", "base64"}
    if not message.is_multipart() and is_plain:
        return text_pages(data)
    lines = [f"{header}: {value}" for header in _HEADERS if (value := _header(message, header))]
    texts = [_text(part) for part in _body_parts(message)]
    return clean("\n".join([*lines, "", *texts])).split("\f")


def mail_files(data: bytes, *, name: str, limits: DocumentLimits) -> tuple[MailFile, ...]:
    """Attachments in the order of the mail; a mail inside the mail is one too (`.eml`).

    Raises InputTooLarge when there are more than `limits.attachments`.
    """
    message = _parsed(data, name=name)
    body = {id(part) for part in _body_parts(message)}
    files: list[MailFile] = []
    taken: set[str] = set()
    for part in _leaves(message):
        if id(part) in body or _is_other_form_of_body(message, part, body):
            continue
        if len(files) >= limits.attachments:
            raise InputTooLarge(
                f"the mail has more than {limits.attachments} attachments",
                where=name,
                remedy="Save those that count as files of their own.",
            )
        content = _content(part)
        if content:
            files.append(MailFile(_unique(_safe_name(part, number=len(files) + 1), taken), content))
    return tuple(files)


def _parsed(data: bytes, *, name: str) -> Message:
    try:
        # the old policy leaves headers as they stand and so does not fail on malformed ones
        return email.message_from_bytes(data, policy=email.policy.compat32)
    except (*_HEADER_FAULTS, UnicodeError) as error:
        raise DocumentUnreadable("the mail is damaged", where=name, remedy="Print it to PDF and use that.") from error


def _header(message: Message, header: str) -> str:
    raw = message.get(header)
    if raw is None:
        return ""
    try:
        shown = str(email.policy.default.header_factory(header, str(raw)))
    except _HEADER_FAULTS:
        shown = str(raw)
    return " ".join(shown.encode("utf-8", "replace").decode("utf-8").split())


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no parts, in order; a mail inside the mail is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(reversed([one for one in inner if isinstance(one, Message)]))
        else:
            yield part


def _body_parts(message: Message) -> list[Message]:
    """What is read as the body: plain text not marked as a file, else the first web page."""
    texts = [part for part in _leaves(message) if part.get_content_maintype() == "text" and not _is_file(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    return plain or [part for part in texts if part.get_content_type() == "text/html"][:1]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_stated_name(part))


def _is_other_form_of_body(message: Message, part: Message, body: set[int]) -> bool:
    """True for the web page beside a plain text of the same words."""
    if part.get_content_type() not in {"text/html", "text/enriched"} or _is_file(part):
        return False
    return any(
        group.get_content_type() == "multipart/alternative"
        and any(inner is part for inner in _leaves(group))
        and any(id(inner) in body for inner in _leaves(group))
        for group in _groups(message)
    )


def _groups(message: Message) -> Iterator[Message]:
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            yield part
            waiting.extend(one for one in inner if isinstance(one, Message))


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(_as_bytes(one) for one in inner if isinstance(one, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=email.policy.compat32)
    except (*_HEADER_FAULTS, UnicodeError):
        return str(message.get_payload()).encode("utf-8", "replace")


def _text(part: Message) -> str:
    content = _content(part)
    charset = part.get_content_charset()
    try:
        text = content.decode(charset, errors="replace") if charset else decode(content)
    except (LookupError, ValueError):
        text = decode(content)
    return html_text(text) if part.get_content_type() == "text/html" else text


def _stated_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except _HEADER_FAULTS:
        return ""


def _safe_name(part: Message, *, number: int) -> str:
    """A name that is one path segment: letters, digits and a few marks; never hidden, never empty.

    The kind of the file is told by its content, so a wrong ending does no harm.
    """
    stated = unicodedata.normalize("NFC", _stated_name(part)).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_NOT_IN_NAMES.sub("_", stated).split()).strip(". ")
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        keep = f".{ending}" if dot and len(ending) <= 5 else ""
        name = (stem or name)[: _LONGEST_NAME - len(keep)] + keep
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore")
    if name:
        return name
    return f"part-{number}.eml" if part.get_content_type() == "message/rfc822" else f"part-{number}"


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    shown, number = name, 1
    while shown.casefold() in taken:
        number += 1
        shown = f"{stem or ending} ({number})" + (f".{ending}" if dot and stem else "")
    taken.add(shown.casefold())
    return shown

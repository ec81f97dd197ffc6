"""A client's files as JSON objects to submissions: an object that does not keep the shape costs itself alone.

The shape is published: `json_schema()`. Values are read by the same rules as those of a table.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec

from peercall.adapters.review_import.limits import IntakeLimits, check_parts, check_rows, check_size
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.review_intake import FileField, Submission, Submitted

_LIMITS = IntakeLimits()
_WHERE = "JSON"
_REMEDY = "See the published shape."
_BOM = b"\xef\xbb\xbf"
_LONGEST_KEY = 40
_CLOCK = r"^([01][0-9]|2[0-4]):[0-5][0-9]$"

Clock = Annotated[str, msgspec.Meta(pattern=_CLOCK, description="By the wall clock of the office, like 13:30.")]
Day = Annotated[
    str, msgspec.Meta(pattern="^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$", description="A day of the week, its three letters.")
]


class Window(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """When the office takes the call. `days` or `on`, not both; without either Monday to Friday."""

    start: Clock
    end: Clock
    days: list[Day] = []
    on: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="One day alone.")] | None = None
    zone: (
        Annotated[str, msgspec.Meta(description="Like America/Chicago or CT. Without it the office's own.")] | None
    ) = None


def _about(words: str) -> Any:
    return msgspec.Meta(description=words)


class SentFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One file for review. `reference` is the client's own number: the same number again is the same file."""

    reference: Annotated[str, _about("The client's own number of the file.")]
    claimant: Annotated[str, _about("The client's number of the person.")] | None = None
    claimant_name: str | None = None
    treating_physician: str
    request: Annotated[str, _about("What is asked for, in words.")]
    client: Annotated[str, _about("Needed unless the token or the import is for one client.")] | None = None
    jurisdiction: Annotated[str, _about("Two letters of a state, or US.")] | None = None
    program: (
        Annotated[
            str,
            _about(
                "workers_compensation, group_health, individual_health, medicare_advantage, medicaid, auto, disability, other."
            ),
        ]
        | None
    ) = None
    funding: Annotated[str, _about("self_funded or fully_insured.")] | None = None
    call: Annotated[str, _about("Peer-to-peer call: required, requested, optional or none.")] | None = None
    npi: Annotated[str, _about("Ten digits, as text.")] | None = None
    numbers: Annotated[list[str], _about("The office's numbers, the one to try first in front.")] = []
    office_state: str | None = None
    office_zip: Annotated[str, _about("Five digits or five and four, as text.")] | None = None
    zone: Annotated[str, _about("The office's time zone, like America/Chicago.")] | None = None
    availability: Annotated[
        list[str | Window], _about("When the office takes the call: in words, or in parts. Empty: not stated.")
    ] = []
    decision_due_at: Annotated[str, _about("With its offset or zone, like 2026-12-03T17:00-06:00.")] | None = None
    service_codes: Annotated[list[str], _about("CPT or HCPCS codes as sent.")] = []
    policy: Annotated[str, _about("Id of the coverage policy the request is held to.")] | None = None
    records: Annotated[list[str], _about("The records submitted, one line each.")] = []
    instructions: str | None = None
    callback: Annotated[str, _about("Whose number may be left: client_routing, own or none.")] | None = None
    callback_number: Annotated[str, _about("The client's number to leave.")] | None = None


class SentFiles(msgspec.Struct, forbid_unknown_fields=True):
    """What is sent: one or more files."""

    files: list[SentFile]


class _RawFiles(msgspec.Struct, forbid_unknown_fields=True):
    files: list[msgspec.Raw]


def json_schema() -> dict[str, Any]:
    """The published shape, as JSON Schema 2020-12."""
    schema = msgspec.json.schema(SentFiles)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Files for review", **schema}


def read_json(data: bytes, *, limits: IntakeLimits = _LIMITS) -> Submitted:
    """The files of `{"files": [...]}`, of a list, or of one object.

    Raises DocumentUnreadable when it is not JSON of that shape, InputTooLarge beyond a limit.
    """
    check_size(data, limits=limits, where=_WHERE)
    check_parts(data.count(b","), limits.members, where=_WHERE)
    raws = _raws(data.removeprefix(_BOM).strip())
    check_rows(len(raws), limits=limits, where=_WHERE)
    return Submitted(tuple(_submission(raw, number) for number, raw in enumerate(raws, start=1)))


def _raws(data: bytes) -> list[msgspec.Raw]:
    try:
        if data.startswith(b"["):
            return msgspec.json.decode(data, type=list[msgspec.Raw])
        try:
            return msgspec.json.decode(data, type=_RawFiles).files
        except msgspec.ValidationError:
            msgspec.json.decode(data, type=dict[str, msgspec.Raw])
            if re.match(rb'\{\s*"files"', data):
                raise DocumentUnreadable("`files` is not a list by itself", where=_WHERE, remedy=_REMEDY) from None
            return [msgspec.Raw(data)]
    except UnicodeDecodeError:
        raise DocumentUnreadable("the text is not UTF-8", where=_WHERE, remedy="Send it as UTF-8.") from None
    except (msgspec.DecodeError, RecursionError):
        raise DocumentUnreadable("this is not JSON of the published shape", where=_WHERE, remedy=_REMEDY) from None


def _submission(raw: msgspec.Raw, row: int) -> Submission:
    try:
        sent = msgspec.json.decode(raw, type=SentFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return Submission(row, _reference(raw), faults=(_sentence(fault),))
    texts: dict[FileField, tuple[str, ...]] = {}
    for field in FileField:
        value = getattr(sent, field.value, None)
        if isinstance(value, str) and value.strip():
            texts[field] = (value,)
        elif isinstance(value, list) and value:
            texts[field] = tuple(_window_text(one) if isinstance(one, Window) else one for one in value)
    both = any(isinstance(one, Window) and one.days and one.on for one in sent.availability)
    faults = ("A window of `availability` has both `days` and `on`. Give one of them.",) if both else ()
    return Submission(row, texts, faults=faults)


def _window_text(window: Window) -> str:
    """The window in the words of a table, so that one grammar reads both."""
    days = window.on or ", ".join(window.days) or "Mon-Fri"
    return f"{days} {_clock(window.start)}-{_clock(window.end)} {window.zone or ''}".strip()


def _clock(text: str) -> str:
    """13:30 as it stands; 09:30 and 11:30 by 24 hours, which the grammar reads from four digits."""
    return text.replace(":", "")


def _reference(raw: msgspec.Raw) -> dict[FileField, tuple[str, ...]]:
    """The client's number of an object that is refused, so that the person finds it again."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get("reference")
        text = msgspec.json.decode(found, type=str) if found is not None else ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return {FileField.REFERENCE: (text,)} if text else {}


def _sentence(fault: Exception) -> str:
    """Which key is at fault and how, never its value."""
    if isinstance(fault, RecursionError):
        return "The object is nested too deep. Send the keys of the published shape."
    if isinstance(fault, UnicodeDecodeError) or not isinstance(fault, msgspec.ValidationError):
        return "The object is not JSON in UTF-8. Send it again."
    text = str(fault)
    path = re.search(r" - at `\$\.?([^`]*)`", text)
    key = path[1] if path is not None and path[1] else ""
    if unknown := re.search(r"unknown field `([^`]*)`", text):
        return f"`{_short(unknown[1])}` is no key of {'a window' if key else 'a file'}. Take it out, or see the published shape."
    if missing := re.search(r"required field `([^`]*)`", text):
        return f"`{_short(missing[1])}` is missing. Add it."
    if (expected := re.search(r"Expected `([^`]*)`", text)) and " matching" not in text:
        kind = {"str": "text", "array": "a list", "object": "an object"}.get(expected[1].split(" ")[0], "of the shape")
        return f"`{_short(key)}` must be {kind}. See the published shape." if key else f"A file must be {kind}."
    return f"`{_short(key)}` does not keep its form. See the published shape."


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}..."

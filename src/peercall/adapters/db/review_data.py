"""Review files and the bodies of their log as the plain data that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from peercall.domain.errors import EntryInvalid
from peercall.domain.review_log import BODIES, ReviewBody, ReviewEntryKind
from peercall.domain.reviews import ReviewFile
from peercall.engine.review_summary import FileSummary


def file_data(file: ReviewFile) -> dict[str, Any]:
    """The file as plain data; `read_file` reads it back equal."""
    return _plain(file)


def read_file(data: Mapping[str, Any]) -> ReviewFile:
    """The file that `file_data` wrote. Raises EntryInvalid where the data has another shape."""
    file: ReviewFile = _convert(data, ReviewFile, "a review file")
    return file


def body_data(body: ReviewBody) -> dict[str, Any]:
    """The body of an entry as plain data; `read_body` reads it back equal."""
    return _plain(body)


def read_body(kind: ReviewEntryKind, data: Mapping[str, Any]) -> ReviewBody:
    """The body of an entry of this kind. Raises EntryInvalid where the data has another shape or contradicts itself."""
    body: ReviewBody = _convert(data, BODIES[kind], f"an entry of the kind `{kind}`")
    return body


def summary_data(summary: FileSummary) -> dict[str, Any]:
    """The summary as plain data; `read_summary` reads it back equal."""
    return _plain(summary)


def read_summary(text: str) -> FileSummary:
    """The summary that `summary_data` wrote, from its JSON as it is stored: a look reads thousands of them.

    Raises EntryInvalid where the data has another shape.
    """
    try:
        return _SUMMARY.decode(text)
    except msgspec.DecodeError as error:
        raise EntryInvalid(
            "the summary of a review file cannot be read",
            where=_place(str(error)) or None,
            remedy="Run `peercall manage fold_reviews`.",
        ) from None


_SUMMARY = msgspec.json.Decoder(FileSummary)


def _plain(value: object) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(value, str_keys=True, order="deterministic")
    return data


def _convert(data: Mapping[str, Any], kind: type[Any], what: str) -> Any:
    try:
        return msgspec.convert(data, kind, strict=True, str_keys=True)
    except msgspec.ValidationError as error:
        # the library's words name the place and the kinds, never a value
        cause = error.__cause__
        if isinstance(cause, EntryInvalid):
            raise cause from None
        raise EntryInvalid(
            f"{what} cannot be read", where=_place(str(error)) or None, remedy="Send it again."
        ) from None


def _place(words: str) -> str:
    return words.rsplit(" - at ", 1)[-1].strip("`") if " - at " in words else ""

"""What the engines say to somebody at a command line, in the words of somebody at a page of the site.

A case of the site is worked on in a case folder for a moment; its files, keys and switches are no words of a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from peercall.domain.errors import LOCKED_REMEDY

#: whole phrases, what they become
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (re.escape(LOCKED_REMEDY), "Open the document here and type its password."),
        (r"^named in case\.yaml", "chosen for this case"),
        (r": name one in case\.yaml", ": choose one"),
        (r", under `availability` in case\.yaml", ": name them under Schedule"),
        (r" \(case\.yaml, request: \w+\)", ""),
        (r"\bcase\.yaml: policy: ", ""),
        (r"\bcase\.yaml: ", ""),
        (r"\bdetermination(?:-\d+)?\.yaml(?:, fields\.[\w.]+| \d+)?: ", ""),
    )
)
#: names of files of the folder
_FILES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bcase\.yaml\b"), "facts of the request"),
    (re.compile(r"\bdetermination(?:-\d+)?\.yaml\b"), "letter as confirmed"),
    (re.compile(r"\b(?:calls/)?agreed\.yaml\b"), "agreed time"),
    (re.compile(r"\boutcome\.yaml\b"), "outcome of the call"),
)
_SWITCH = re.compile(r"(?<![\w-])--[a-z][a-z-]*|`peercall |\brun again\b|`confirmed: by:`")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
#: keys of the contract under which something is quoted, named or identified, and stays as it is
_AS_IT_IS = frozenset({"document", "exhibit", "hashes", "id", "key", "marks", "quote", "rule", "source", "value"})


def for_page(sentence: str) -> str:
    """The sentence of an error or warning for a page: no file of a case folder, no switch, no command.

    What only says which command to give is left out; the page has its own buttons.
    """
    told = _phrases(sentence)
    parts = [part for part in _SENTENCE.split(told) if not _SWITCH.search(part)]
    told = " ".join(parts) or ("This cannot be done as it stands." if told else "")
    return told if sentence.startswith(told[:10]) else told[:1].upper() + told[1:]


def file_words(name: str) -> str:
    """What a file of the folder is called on a page; any other name as it is."""
    for pattern, words in _FILES:
        name = pattern.sub(words, name)
    return name


def data_for_page(value: Any) -> Any:
    """The published answer with its sentences in a page's words. Quotes, names, keys and sources stay as they are."""
    if isinstance(value, str):
        return _phrases(value)
    if isinstance(value, Mapping):
        return {key: one if key in _AS_IT_IS else data_for_page(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [data_for_page(one) for one in value]
    return value


def _phrases(text: str) -> str:
    if ".yaml" not in text and LOCKED_REMEDY not in text:
        return text
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    return file_words(text)

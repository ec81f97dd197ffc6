"""Slips of recognition that are put right, only where the words around or the form of the code leave one reading."""

from __future__ import annotations

import re
from dataclasses import replace

from peercall.adapters.documents.recognition.tesseract import Word

#: confidence of a number that was put right: a person looks at it
REPAIRED = 60.0
_GRADED = frozenset(
    {
        "class",
        "classes",
        "grade",
        "stage",
        "type",
        "phase",
        "level",
        "part",
        "category",
        "tier",
        "nyha",
        "factor",
        "title",
    }
)
_ROMAN_LOOKALIKES = re.compile(r"[IVXl1|!]{2,4}")
_ROMAN = re.compile(r"(?:I{1,3}|IV|VI{0,3}|IX|X)")
_LOOKS_LIKE_I = str.maketrans({"l": "I", "1": "I", "|": "I", "!": "I"})
_HOLDER = frozenset(
    {"member", "subscriber", "enrollee", "patient", "claim", "plan", "group", "case", "tax", "provider", "id", "policy"}
)
_ID = re.compile(r"[1lI|]D(?P<end>[:;.]?#?:?)")
#: a diagnosis code whose first letter or second place was mistaken; the third place and the point leave one reading
_CODE_LETTER = re.compile(r"(?P<head>[(]?)\$(?P<rest>\d[0-9A-Z]\.\d{2,3}[A-Z][),.;]*)")
_CODE_DIGIT = re.compile(r"(?P<head>[(]?[A-TV-Z])(?P<slip>[SOIlB])(?P<rest>\d\.\d{1,3}[A-Z0-9]?[),.;]*)")
_DIGITS = {"S": "5", "O": "0", "I": "1", "l": "1", "B": "8"}
_BROKEN = re.compile(r"[(#]?[A-Z0-9][A-Z0-9-]*-")
_CODE_PART = re.compile(r"[A-Z0-9]")
#: what drawn lines and specks turn into
_MARKS = frozenset("|_~`'‘’.,:;-—–=°*\\/^\"“”«»<>[]{}()")


def put_right(line: list[Word]) -> list[Word]:
    """The words of one line without marks that stand for drawn lines, sure slips put right."""
    shown = [word for word in line if not _is_mark(word)]
    out: list[Word] = []
    for word in shown:
        before = out[-1].text.lower().strip("(:,.") if out else ""
        better = _put_right(word, before=before)
        if out and _goes_on(out[-1], better):
            out[-1] = _joined(out[-1], better)
        else:
            out.append(better)
    return out


def _goes_on(one: Word, two: Word) -> bool:
    """True when a number or code was broken after a hyphen: "LSR- 26- 118842" has no blanks on paper."""
    return (
        _BROKEN.fullmatch(one.text) is not None
        and _CODE_PART.match(two.text) is not None
        and two.left - one.right < 0.45 * max(one.height, two.height)
        and any(char.isdigit() for char in one.text + two.text)
    )


def _joined(one: Word, two: Word) -> Word:
    top, bottom = min(one.top, two.top), max(one.bottom, two.bottom)
    confidence = min(one.confidence, two.confidence)
    return Word(one.text + two.text, one.left, top, two.right, bottom, confidence, one.line)


def _is_mark(word: Word) -> bool:
    """True for a word of marks only that is doubtful, or that is a drawn line; and for a doubtful letter by itself."""
    if len(word.text) == 1 and word.text.isalpha() and word.text not in "aAI" and word.confidence < 60:
        return True
    if not all(char in _MARKS for char in word.text):
        return False
    return word.confidence < 60 or set(word.text) <= {"|", "_", "~"}


def _put_right(word: Word, *, before: str) -> Word:
    text = word.text.strip("|") if len(word.text.strip("|")) > 1 else word.text
    core = text.rstrip(".,;:)")
    if before in _GRADED and _ROMAN_LOOKALIKES.fullmatch(core) and any(char in core for char in "IVXl"):
        roman = core.translate(_LOOKS_LIKE_I)
        if _ROMAN.fullmatch(roman):
            return replace(word, text=roman + text[len(core) :])
    if before in _HOLDER and (found := _ID.fullmatch(text)) is not None:
        return replace(word, text="ID" + found["end"].replace(";", ":"))
    if (found := _CODE_LETTER.fullmatch(text)) is not None:
        return _repaired(word, f"{found['head']}S{found['rest']}")
    if (found := _CODE_DIGIT.fullmatch(text)) is not None:
        return _repaired(word, f"{found['head']}{_DIGITS[found['slip']]}{found['rest']}")
    return replace(word, text=text) if text != word.text else word


def _repaired(word: Word, text: str) -> Word:
    return replace(word, text=text, confidence=min(word.confidence, REPAIRED))

"""How papers for others put what the chart's rows say: days in words, a phrase once, a document by name."""

from __future__ import annotations

import re
from datetime import date

_QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\")")
_DAY = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_MONTH = re.compile(r"(?<![\w-])((?:19|20)\d{2})-(0[1-9]|1[0-2])(?![\w-])")
_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_ENTERED = "(entered by the practice)"
_RESOURCE = re.compile(r"[A-Z][A-Za-z]+(?=/)")
#: two words or more said twice in a row: a title and the head below it
_TWICE = re.compile(r"\b(\w+(?:[ ]\w+){1,5})[ ]\1\b", re.IGNORECASE)


#: words of the brief for the speaker, not for the plan
_COUNTED = re.compile(r"; counted(?=;|$)|(?:^|; )[^;]*: not counted, because [^;]*(?=;|$)")
_PRESUMED = re.compile(r"(; )?nothing found in the chart searched: confirm on the call(?=;|$)")
#: a count against its limit, as the criteria compute it
_LIMIT = re.compile(r"\b(\d+(?: to \d+)?) counted, limit (<=|>=|<|>|==?) (\d+(?:\.\d+)?)")
_LIMIT_WORDS = {
    "<": "fewer than {}",
    "<=": "at most {}",
    ">": "more than {}",
    ">=": "at least {}",
    "=": "{}",
    "==": "{}",
}
_LENGTH = re.compile(r"\b(at least|less than|not exact enough for) (\d+(?:\.\d+)?) (wk|mo|d|a)\b")
_UNITS = {"wk": "week", "mo": "month", "d": "day", "a": "year"}
_EXEMPT = re.compile(r": exempt \(([a-z ,]+)\)")
_SCALE = re.compile(r"= (\d+(?:\.\d+)?) score_(\d+)_(\d+)")


def day_words(day: date) -> str:
    """`August 13, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def in_words(text: str) -> str:
    """The text with days as `July 7, 2026` and without a phrase said twice in a row; what is quoted stays as it is."""
    return "".join(
        piece if number % 2 else _TWICE.sub(r"\1", days_in_words(piece))
        for number, piece in enumerate(_QUOTED.split(text))
    )


def for_the_plan(text: str) -> tuple[str, bool]:
    """A row of the brief as the plan reads it, and whether it rests on the chart's silence alone or in part."""
    told = in_words(_plainly(_COUNTED.sub("", text)))
    said = " ".join(_PRESUMED.sub("", told).split())
    return said, said != " ".join(told.split())


def _plainly(text: str) -> str:
    """The criteria's own shorthand in words; what is quoted stays as it is."""
    pieces = _QUOTED.split(text)
    for number in range(0, len(pieces), 2):
        piece = _SCALE.sub(_on_scale, pieces[number])
        piece = _LIMIT.sub(_against_limit, piece)
        piece = _LENGTH.sub(_length, piece)
        pieces[number] = _EXEMPT.sub(r": need not be tried (\1)", piece)
    return "".join(pieces)


def _against_limit(found: re.Match[str]) -> str:
    count = "none" if found[1] == "0" else found[1]
    return f"{count} found (asked: {_LIMIT_WORDS[found[2]].format(found[3])})"


def _length(found: re.Match[str]) -> str:
    return f"{found[1]} {found[2]} {_UNITS[found[3]]}{'' if found[2] == '1' else 's'}"


def _on_scale(found: re.Match[str]) -> str:
    return f"= {round(float(found[1]), 1):g} on a scale of {found[2]} to {found[3]}"


def days_in_words(text: str) -> str:
    """Each day written as 2026-07-07, and each month as 2026-07, in words."""
    return _MONTH.sub(_month, _DAY.sub(_day, text))


def document_words(path: str) -> str:
    """A file as a document: `chart/note-2026-06-16-sleep-consultation.txt` is the
    note of June 16, 2026, sleep consultation."""
    if _ENTERED in path:
        return "statements of the practice"
    file, _, inside = path.partition("#")
    name = file.rpartition("/")[2]
    if inside and (resource := _RESOURCE.match(inside)):
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", resource[0]).casefold()
        return f"{kind} in the coded chart ({name})"
    name = path.rpartition("/")[2]
    if name.rpartition(".")[2].casefold() in ("json", "ndjson", "xml"):
        return f"coded entries of the chart ({name})"
    stem = name.rpartition(".")[0] or name
    pieces = _IN_NAME.split(stem)
    told = ", ".join(
        " ".join(re.sub(r"[_\s]+|(?<!\d)-|-(?!\d)", " ", piece).split()) if number % 2 == 0 else days_in_words(piece)
        for number, piece in enumerate(pieces)
        if piece.strip("-_ ")
    )
    return re.sub(r"^([^,]*), (?=[A-Z][a-z]+ \d)", r"\1 of ", told) or name


def _day(found: re.Match[str]) -> str:
    try:
        return day_words(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return found[0]


def _month(found: re.Match[str]) -> str:
    return f"{date(int(found[1]), int(found[2]), 1):%B %Y}"

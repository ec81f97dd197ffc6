"""Lines that begin or date a note: titles, "03/17/2026 Miriam Roe, MD, sleep medicine.", "Collected 02/17/2025"."""

from __future__ import annotations

import re

from peercall.domain.dates import DayRange
from peercall.engine.chart_text.lines import TITLE_WORDS, Line
from peercall.engine.chart_text.written_dates import WrittenDate, find_dates

_CONTINUED = re.compile(r"[,(]?\s*(?:page\s+(\d+)\s+of\s+\d+|continued|cont\.?|cont'd)\)?\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?P<visit>date of (?:service|visit|encounter|evaluation)|dos|visit date|visit|encounter date|service date|note date|"
    r"appointment date|evaluation date|seen on|date)"
    r"|(?P<study>collected(?: on)?|specimen collected|study date|exam date|date of (?:study|exam|test)|performed(?: on)?|test date|date collected"
    r"|completed(?: by (?:the )?patient)?(?: on)?|received|order date|ordered on|date ordered|report date|date of report|study of|filled out))"
    r"\s*[:\t]?\s*$",
    re.IGNORECASE,
)
#: the same labels inside a line of several ("Patient: ... DOB: ... Visit date: ..."); a bare "Date" only where a gap parts it
_LABEL_INSIDE = re.compile(
    r"(?:^|[\s|,;(])(?:(?P<visit>date of (?:service|visit|encounter|evaluation)|dos|visit date|visit|encounter date|service date|"
    r"note date|appointment date|evaluation date)|(?P<study>study date|exam date|date of (?:study|exam|test|report)|date collected|"
    r"test date|report date)|(?:(?:^|\||\s{2}|\t)\s*(?P<bare>date)))\s*:?\s*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:mother|father|brother|sister|siblings?|aunt|uncle|cousin|parents?|maternal|paternal|grand\w+|sons?|daughters?|family)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(r"^\s*,?\s*(?:at\s+)?([01]?\d|2[0-3]):([0-5]\d)(?:\s*([AaPp])\.?[Mm]\.?)?(?:\s*(?:[A-Z]{2,4}\b))?")
_AHEAD = re.compile(
    r"\b(?:expected|planned|due|scheduled|return|next|until|since|after|before|by|goal)\W*$", re.IGNORECASE
)
_PERSON = re.compile(r"^\s*,?\s*[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3},\s*[A-Z][A-Za-z.-]{1,6}\b")
_AFTER_HEAD = re.compile(r"^\s*(?:$|[.,:;]|-\s|[A-Z][\w.'’-]*[\s,]|Dr\b|\()")


def is_title(line: Line, *, first: bool, next_line: Line | None) -> bool:
    """True for a line that names a note: short, no sentence, in the words of titles or set apart at the top of a page."""
    text = line.text
    if len(text) > 90 or len(line.cells) > 1 or text.endswith((".", ",", ";")) or not text[:1].isupper():
        return False
    if re.search(r"\.\s+[A-Z]", text) or text.count(",") > 3:
        return False
    if TITLE_WORDS.search(text):
        return first or line.after_blank
    return first and (next_line is None or next_line.after_blank) and len(text) <= 60 and not text[-1:].isdigit()


def continued_title(title: str) -> tuple[str, bool]:
    """A title without its "page 2 of 2", and whether it continues an earlier page."""
    match = _CONTINUED.search(title)
    if match is None:
        return title.strip(" :"), False
    return title[: match.start()].strip(" ,:"), match[1] is None or int(match[1]) > 1


def head_date(text: str, *, in_title: bool = False) -> tuple[WrittenDate, str, str] | None:
    """The date that a line carries as its head or label: (date, kind, words behind it); None when it heads nothing.

    kind: head (a new entry), label (dates the present note).
    """
    dates = [item for item in find_dates(text) if item.days.exact]
    if not dates:
        return None
    first = dates[0]
    before = text[: first.start].strip()
    after = text[first.end :]
    if not before:
        return (first, "head", after) if _AFTER_HEAD.match(_without_hour(after)) else None
    label = _LABEL.match(before)
    if label is not None:
        return first, ("label" if label["study"] else "head"), after
    words = before.rstrip(" ,:-").split()
    if _AHEAD.search(before):
        return None
    if len(words) <= 4 and before[:1].isupper() and _PERSON.match(_without_hour(after)):
        return first, "title", after
    if len(words) <= 5 and TITLE_WORDS.search(before) and (in_title or _AFTER_HEAD.match(_without_hour(after))):
        return first, "title", after
    return None


def labelled_date(text: str) -> tuple[WrittenDate, str] | None:
    """The date that a line of several labels gives the note, and its kind (head, label, bare); a study's date goes before
    that of its report. None when no label says so: a birth or print date is none."""
    found: dict[str, tuple[WrittenDate, str]] = {}
    for item in find_dates(text):
        label = _LABEL_INSIDE.search(text[: item.start]) if item.days.exact else None
        if label is not None:
            kind = "head" if label["visit"] else "label" if label["study"] else "bare"
            found.setdefault("report" if "report" in label.group().lower() else kind, (item, kind))
    return next((found[kind] for kind in ("head", "label", "bare", "report") if kind in found), None)


def opens_another_part(line: Line) -> bool:
    """True for a heading that no phrase file knows: what follows is no family history any more."""
    text = line.text
    if not line.after_blank or len(text) > 60 or _RELATIVE.search(text) or not text[:1].isalpha():
        return False
    return text.endswith(":") or (text.isupper() and len(text.split()) <= 7)


def hour_after(words: str, on: DayRange) -> str | None:
    """ISO date-time when an hour stands right behind a date."""
    match = _HOUR.match(words)
    if match is None or not on.exact:
        return None
    hour = int(match[1])
    if match[3]:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
    return f"{on.first.isoformat()}T{hour:02d}:{match[2]}"


def _without_hour(words: str) -> str:
    match = _HOUR.match(words)
    return words[match.end() :] if match else words

"""Lines and sentences of a letter, with what each looks like: a table row, a labelled line, a heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peercall.engine.letters.patterns import late
from peercall.engine.letters.sections import section_kind
from peercall.engine.letters.vocabulary import Vocabulary
from peercall.engine.letters.windows import NUMBER_WORD


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its blanks at both ends."""

    start: int
    end: int
    text: str
    is_after_gap: bool
    is_before_gap: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that stands for itself. text: white space runs made one blank.

    section: kind of its section; `running` for a line that several pages repeat at their head or foot.
    """

    start: int
    end: int
    text: str
    section: str
    heading: str


BULLET = late(r"(?:[•●▪◦*·-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_SENTENCE_END = late(r"[.?!][\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9•¿]|[A-Z][a-z]|\s*$)")
_ABBREVIATION = late(
    r"(?:\b(?:[Tt]el|[Ll]ic|Cal|ed|edn|vol|Vol|pp|[Rr]ev|est|hr|hrs|hx|dx|tx|Acct|Cert|encl|Blvd|Bldg|Hwy|Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|[Nn]o|Nos|Inc|Ltd|Co|Corp|vs|cf|approx|Ave|Rd|Ste|Dept|Sec|Ch|Art|Fig|Tel|Ext|ext|"
    r"Ph|Ref|U\.S|e\.g|i\.e|a\.m|p\.m|al|D\.O|M\.D|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$|^\W*\d{1,2}\.$"
)
_CLOCK_END = late(r"\b[ap]\.m\.$", re.IGNORECASE)
#: `(30) calendar days`: the figure of the number word that ends the line above
_FIGURE = late(r"\(\s*\d{1,3}\s*\)\s+(?=[a-z])")
_NUMBER_ENDS = late(rf"\b(?:{NUMBER_WORD}|hundred)$", re.IGNORECASE)
NO_TEXT = late(
    r"[\s=_*~.+|#-]{3,}|(?:page\s*)?\d{1,3}\s*(?:of|/)\s*\d{1,3}|page\s*\d{1,3}|-\s*\d{1,3}\s*-", re.IGNORECASE
)
LABEL_LINE = late(r"[A-Z][\w'/()#-]*(?:\s(?:[\w'/()&#-]+|No\.)){0,4}\s?#?:\s+\S")
_RUN_IN = late(r"(?:\(?\d{1,2}[.)]\s+)?(?P<words>[A-Z][^.:!?\n\t]{2,60})(?P<mark>[.:])\s+(?=[A-Z0-9\"(])")
#: kinds whose words are also labels of values
_LABEL_OPENS = late(r"(?P<label>[A-Z][^:\n\t|]{1,60}?)\s?:\s+\S")
#: section that the label of a field opens for its own line and what follows it
_KIND_OF_FIELD = {
    "stated_reasons": "reason", "p2p_phone": "p2p", "p2p_hours": "p2p", "p2p_window": "p2p", "appeal_deadline": "appeal",
    "expedited_phone": "fast_appeal", "reviewer": "decision", "member_name": "decision", "member_id": "decision",
    "provider_name": "decision", "reference_number": "decision",
}  # fmt: skip
LABEL_KINDS = frozenset(_KIND_OF_FIELD.values())
_KEYED_KINDS = frozenset({"p2p", "appeal", "fast_appeal", "external"})
_LABEL_LIKE = frozenset({"decision", "help", "records"})
_ZONES = r"(?:Eastern|Central|Mountain|Pacific|Alaska|Hawaii|Arizona|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """`plan.Your right`: two sentences a generator ran together; not `peercall.Example` nor `U.S.Code`."""
    before = text[max(0, match.start() - 3) : match.start()]
    return len(before) == 3 and before.isalpha() and before.islower()


_PERIOD = late(
    r"(?:within|in|up\s+to|by|before|no\s+(?:later|more)\s+than)\s+(?:the\s+)?(?:\d+|\w+)\s+(?:\w+\s+)?(?:hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
#: `When      until 5:00 p.m.`: a key word of its own, parted from what it gives by several blanks
KEYED = late(
    r"(?P<words>[A-Z][\w'/&.-]*(?:(?: [\w'/&.-]+){0,3}(?=\s{3})|(?: [\w'/&-]+)?(?=\s{2}\S)(?!\s{2}\S+(?: \S+)*\s{2,})))\s{2,}(?=\S)"
)
_WIDE = late(r"(?<![.:?!\s])\s{2,}(?=\S)")


def stands_alone(text: str) -> bool:
    """A table row: cells parted by tabs or bars, or a label with dot leaders."""
    return "\t" in text or " | " in text or len(_WIDE.findall(text)) >= 2 or re.search(r"\s\.{3,}\s", text) is not None


def heading_lines(lines: tuple[Line, ...], vocabulary: Vocabulary) -> Iterator[int]:
    longest = max((len(line.text) for line in lines), default=0)
    was_heading = False
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        above = lines[index - 1] if index else None
        closed = above is None or line.is_after_gap or was_heading or above.text[-1] in ".:?!" or _is_row(above.text)
        was_heading = closed and _is_heading(line, following, longest, vocabulary)
        if was_heading:
            yield index


def opens_item(line: Line, above: Line | None) -> bool:
    """True for a line of a list: `1. Call us`, `(a) the notes`; not for a figure that goes on with the words above."""
    if BULLET.match(line.text) is None:
        return False
    return above is None or _FIGURE.match(line.text) is None or _NUMBER_ENDS.search(above.text) is None


def closes_row(above: Line, line: Line, longest: int) -> bool:
    """True when `above` is a labelled line that ended before the margin, so that `line` does not go on with it."""
    return LABEL_LINE.match(above.text) is not None and len(above.text) < 0.8 * longest and not line.text[0].islower()


def _is_row(text: str) -> bool:
    return "\t" in text or re.match(r"[A-Z][\w '#/.()-]{0,40}:\s+\S", text) is not None


def _is_heading(line: Line, following: Line | None, longest: int, vocabulary: Vocabulary) -> bool:
    text = line.text
    if len(text) > 80 or len(text.split()) > 12 or text[-1] in ".,;" or stands_alone(text):
        return False
    if KEYED.match(text) and not text.isupper():
        return False
    if not (text[0].isupper() or text[0].isdigit()) or not any(char.isalpha() for char in text):
        return False
    bare = text.rstrip(":?")
    if ": " in bare and not (
        re.search(r": [a-z]", bare) and section_kind(text, before="", vocabulary=vocabulary) not in ("", "head")
    ):
        return False
    if re.search(r"\d{3}", text) or "@" in text or _PERIOD.match(text):
        return False
    if following is None:
        return False
    if line.is_before_gap:
        return True
    if line.is_after_gap and (_NUMERAL.match(text) or (text.isupper() and 1 < len(text.split()) <= _MOST_OF_TITLE)):
        return text[-1] not in ":" and not following.text[0].islower()
    if following.text[0] in "(&" or (following.text[0].islower() and vocabulary.label(text) is None):
        return False
    if line.is_after_gap and _QUESTION.match(text):
        return True
    known = section_kind(text, before="", vocabulary=vocabulary) not in ("", "head")
    return known and len(text) <= max(0.85 * longest, 30)


#: `Who decided?`: a question in a line of its own, answered below
_QUESTION = late(r"(?:Who|What|Which|Why|When|How|Where|Can|May|Will|Do|Does|Is|Are)\b[^?.]*\?$")
#: `III. Grounds`
_NUMERAL = late(r"(?:I{1,3}|IV|VI{0,3}|IX|X)[.)]\s+[A-Z]")
#: words of a title in capitals that opens a section by itself
_MOST_OF_TITLE = 7


#: a stretch without a full stop is cut here: no letter needs more, and the work on a sentence grows with its square
_LONGEST_SENTENCE = 2_000


def sentence_places(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends."""
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        head = text[begin : match.start() + 1]
        tail = text[match.end() : match.end() + 40].lstrip()
        if match.group()[0] == "." and _ABBREVIATION.search(head):
            is_clock = _CLOCK_END.search(head) is not None
            is_answer = head.endswith((" no.", " No.")) and re.match(r"[A-Z][a-z]+\s+(?!\d)[A-Za-z]", tail)
            if not is_answer and not (
                is_clock and re.match(r"[A-Z][a-z]+ (?!time)", tail) and not re.match(_ZONES, tail)
            ):
                continue
        if match.end() < len(text) and not text[match.end()].isspace() and not _is_glued(text, match):
            continue
        yield begin, match.end()
        begin = match.end()
    while len(text) - begin > _LONGEST_SENTENCE:
        cut = text.rfind(" ", begin, begin + _LONGEST_SENTENCE)
        cut = cut if cut > begin else begin + _LONGEST_SENTENCE
        yield begin, cut
        begin = cut
    if text[begin:].strip():
        yield begin, len(text)


def label_kind(line: Line, *, label: Callable[[str], str | None], vocabulary: Vocabulary) -> str | None:
    """The kind of section a labelled line opens for itself: reasons, the call, the appeal, or the case's own data."""
    match = _LABEL_OPENS.match(line.text)
    known = label(match.group("label")) if match is not None else None
    return None if known is None else _KIND_OF_FIELD.get(vocabulary.field_of(known))


def run_in_heading(line: Line, above: Line | None, *, is_below_heading: bool, vocabulary: Vocabulary) -> str | None:
    """Words of a heading that opens its own paragraph: `Appeal. You may ...`, `Clinical basis: The request ...`."""
    keyed = KEYED.match(line.text)
    if keyed is not None and section_kind(keyed.group("words"), before="", vocabulary=vocabulary) in _KEYED_KINDS:
        return keyed.group("words")
    is_item = re.match(r"\(?\d{1,2}[.)]\s", line.text) is not None
    if not (above is None or line.is_after_gap or is_below_heading or is_item or above.text[-1] in ".:"):
        return None
    match = _RUN_IN.match(line.text)
    if match is None or len(match.group("words").split()) > 6 or stands_alone(line.text):
        return None
    kind = section_kind(match.group("words"), before="", vocabulary=vocabulary)
    if kind in ("", "head") or (kind in _LABEL_LIKE and match.group("mark") == ":"):
        return None
    return match.group("words")

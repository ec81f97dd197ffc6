"""A letter as one string with places: pages joined, lines, paragraphs, sentences and the section each stands in.

Characters are replaced one for one (quotes, dashes, blanks), so an offset here is an offset in the page's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from peercall.domain.documents import Document
from peercall.domain.provenance import SourceSpan
from peercall.engine.letters.patterns import late
from peercall.engine.letters.sections import Section, section_kind

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2008": " ", "\u2009": " ", "\u200a": " ",
        "\u202f": " ", "\u3000": " ", "\f": "\n", "\v": "\n", "\r": "\n",
    }
)  # fmt: skip
#: stands where text was masked: no letter, no blank, no digit, so that no pattern matches across it
MASK = "\x00"
#: a stretch without a full stop is cut here: no letter needs more, and the work on a sentence grows with its square
_LONGEST_SENTENCE = 2_000
_PAGE_GAP = "\n\n"
#: lines at the head and foot of a page among which running titles and form numbers are looked for
_EDGE_LINES = 3

_BULLET = late(r"(?:[•●▪◦*·-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_SENTENCE_END = late(r"[.?!][\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9•¿]|[A-Z][a-z]|\s*$)")
_ABBREVIATION = late(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|No|Nos|Inc|Ltd|Co|Corp|vs|cf|approx|Ave|Rd|Ste|Dept|Sec|Ch|Art|Fig|Tel|Ext|ext|"
    r"Ph|Ref|U\.S|e\.g|i\.e|a\.m|p\.m|al|D\.O|M\.D|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$|^\W*\d{1,2}\.$"
)
_CLOCK_END = late(r"\b[ap]\.m\.$", re.IGNORECASE)


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


class LetterText:
    """The letter as text.

    body: what patterns run on; masked stretches hold no letters. raw: the pages' own characters, same offsets.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts: list[int] = []
        parts: list[str] = []
        at = 0
        for page in document.pages:
            self._starts.append(at)
            parts.append(page.text)
            at += len(page.text) + len(_PAGE_GAP)
        self.raw = _PAGE_GAP.join(parts)
        self.body = self.raw.translate(_PLAIN)
        self.masked: list[tuple[int, int]] = []

    def mask(self, start: int, end: int) -> None:
        """Takes a stretch out of what patterns see; its line ends stay."""
        hidden = re.sub(r"[^\n]", MASK, self.body[start:end])
        self.body = self.body[:start] + hidden + self.body[end:]
        self.masked.append((start, end))
        for name in ("lines", "_running", "_headings", "sections", "sentences"):
            self.__dict__.pop(name, None)

    def page_of(self, offset: int) -> int:
        """Index of the page that holds the offset."""
        index = 0
        for number, start in enumerate(self._starts):
            if start > offset:
                break
            index = number
        return index

    def page_range(self, index: int) -> tuple[int, int]:
        """First offset and end of a page."""
        start = self._starts[index]
        return start, start + len(self.document.pages[index].text)

    def span(self, start: int, end: int) -> SourceSpan:
        """The place of these characters; a stretch that runs over a page's end is cut there."""
        while start < end and self.raw[start].isspace():
            start += 1
        index = self.page_of(start)
        first, last = self.page_range(index)
        end = min(end, last)
        while end > start and self.raw[end - 1].isspace():
            end -= 1
        page = self.document.pages[index]
        return SourceSpan(
            document=self.document.path,
            sha256=self.document.sha256,
            page=page.number,
            start=start - first,
            end=end - first,
            quote=self.raw[start:end],
            resource=self.document.resource,
        )

    def words(self, start: int, end: int) -> str:
        """The characters with runs of white space made one blank."""
        return " ".join(self.body[start:end].replace(MASK, " ").split())

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line that holds something."""
        found: list[tuple[int, int, int]] = []
        at = 0
        for number, raw in enumerate(self.body.split("\n")):
            shown = raw.replace(MASK, " ").strip()
            if shown and not _NO_TEXT.fullmatch(shown):
                start = at + raw.index(shown[0])
                found.append((number, start, at + len(raw.replace(MASK, " ").rstrip())))
            at += len(raw) + 1
        out: list[Line] = []
        for index, (number, start, end) in enumerate(found):
            before = index == 0 or found[index - 1][0] < number - 1
            after = index == len(found) - 1 or found[index + 1][0] > number + 1
            out.append(Line(start, end, self.body[start:end], before, after))
        return tuple(out)

    @cached_property
    def _running(self) -> frozenset[int]:
        """Indices of lines that are printed at the foot of several pages, or again at the head of a later one."""
        by_page: dict[int, list[int]] = {}
        for index, line in enumerate(self.lines):
            by_page.setdefault(self.page_of(line.start), []).append(index)
        edges = {page: (found[:_EDGE_LINES], found[-_EDGE_LINES:]) for page, found in by_page.items()}
        seen: dict[tuple[bool, str], list[int]] = {}
        for _, both in sorted(edges.items()):
            for is_foot, indices in enumerate(both):
                for index in indices:
                    shape = re.sub(r"\d+", "0", " ".join(self.lines[index].text.split()))
                    seen.setdefault((bool(is_foot), shape), []).append(index)
        again = ((foot, found) for (foot, _), found in seen.items() if len(self._pages_of(found)) > 1)
        return frozenset(index for foot, found in again for index in (found if foot else found[1:]))

    def _pages_of(self, indices: list[int]) -> set[int]:
        return {self.page_of(self.lines[index].start) for index in indices}

    @cached_property
    def _headings(self) -> frozenset[int]:
        return frozenset(_heading_lines(self.lines)) - self._running

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Stretches under one heading, in order; the head of the letter is a section without heading."""
        lines = self.lines
        marks: list[tuple[int, str, bool]] = []
        for index, line in enumerate(lines):
            if index in self._headings:
                marks.append((line.start, line.text, False))
            elif (words := _run_in(line, lines[index - 1] if index else None, index - 1 in self._headings)) is not None:
                marks.append((line.start, words, True))
            elif marks and marks[-1][2] and line.is_after_gap:
                marks.append((line.start, "", False))  # such a heading holds for its own paragraph
        first_end = marks[0][0] if marks else len(self.body)
        out = [Section("head", "", 0, first_end)]
        kind = "head"
        for position, (start, words, is_run_in) in enumerate(marks):
            end = marks[position + 1][0] if position + 1 < len(marks) else len(self.body)
            kind = section_kind(words, before=kind)
            out.append(Section(kind, "" if is_run_in else words, start, end))
        return tuple(out)

    def section_at(self, offset: int) -> Section:
        """The section that holds the offset."""
        chosen = self.sections[0]
        for section in self.sections:
            if section.start > offset:
                break
            chosen = section
        return chosen

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences in order, headings among them as sentences of their own."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[Sentence]:
        start: int | None = None
        end = 0
        longest = max((len(line.text) for line in self.lines), default=0)
        for index, line in enumerate(self.lines):
            if index in self._running:
                if start is not None:
                    yield from self._split(start, end)
                    start = None
                yield Sentence(line.start, line.end, self.words(line.start, line.end), "running", "")
                continue
            alone = index in self._headings or _stands_alone(line.text)
            breaks = (
                alone
                or line.is_after_gap
                or _BULLET.match(line.text) is not None
                or _LABEL_LINE.match(line.text) is not None
                or (index > 0 and _closes_row(self.lines[index - 1], line, longest))
            )
            if start is not None and breaks:
                yield from self._split(start, end)
                start = None
            if alone:
                yield self._sentence(line.start, line.end)
                continue
            start = line.start if start is None else start
            end = line.end
        if start is not None:
            yield from self._split(start, end)

    def _split(self, start: int, end: int) -> Iterator[Sentence]:
        text = self.body[start:end]
        begin = 0
        for match in _SENTENCE_END.finditer(text):
            head = text[begin : match.start() + 1]
            tail = text[match.end() : match.end() + 40].lstrip()
            if match.group()[0] == "." and _ABBREVIATION.search(head):
                is_clock = _CLOCK_END.search(head) is not None
                if not (is_clock and re.match(r"[A-Z][a-z]+ (?!time)", tail) and not re.match(_ZONES, tail)):
                    continue
            if match.end() < len(text) and not text[match.end()].isspace() and not _is_glued(text, match):
                continue
            yield self._sentence(start + begin, start + match.end())
            begin = match.end()
        while len(text) - begin > _LONGEST_SENTENCE:
            cut = text.rfind(" ", begin, begin + _LONGEST_SENTENCE)
            cut = cut if cut > begin else begin + _LONGEST_SENTENCE
            yield self._sentence(start + begin, start + cut)
            begin = cut
        if text[begin:].strip():
            yield self._sentence(start + begin, end)

    def _sentence(self, start: int, end: int) -> Sentence:
        while start < end and (self.body[start].isspace() or self.body[start] == MASK):
            start += 1
        section = self.section_at(start)
        return Sentence(start, end, self.words(start, end), section.kind, section.heading)


_NO_TEXT = late(
    r"[\s=_*~.+|#-]{3,}|(?:page\s*)?\d{1,3}\s*(?:of|/)\s*\d{1,3}|page\s*\d{1,3}|-\s*\d{1,3}\s*-", re.IGNORECASE
)
_LABEL_LINE = late(r"[A-Z][\w'/()#-]*(?:\s(?:[\w'/()&#-]+|No\.)){0,4}\s?#?:\s+\S")
_RUN_IN = late(r"(?P<words>[A-Z][^.:!?\n\t]{2,60})(?P<mark>[.:])\s+(?=[A-Z0-9\"(])")
#: kinds whose words are also labels of values
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
_WIDE = late(r"(?<![.:?!\s])\s{2,}(?=\S)")


def _stands_alone(text: str) -> bool:
    """A table row: cells parted by tabs or bars, or a label with dot leaders."""
    return "\t" in text or " | " in text or len(_WIDE.findall(text)) >= 2 or re.search(r"\s\.{3,}\s", text) is not None


def _heading_lines(lines: tuple[Line, ...]) -> Iterator[int]:
    longest = max((len(line.text) for line in lines), default=0)
    was_heading = False
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        above = lines[index - 1] if index else None
        closed = above is None or line.is_after_gap or was_heading or above.text[-1] in ".:?!" or _is_row(above.text)
        was_heading = closed and _is_heading(line, following, longest)
        if was_heading:
            yield index


def _run_in(line: Line, above: Line | None, is_below_heading: bool) -> str | None:
    """Words of a heading that opens its own paragraph: `Appeal. You may ...`, `Clinical basis: The request ...`."""
    if not (above is None or line.is_after_gap or is_below_heading or above.text[-1] in ".:"):
        return None
    match = _RUN_IN.match(line.text)
    if match is None or len(match.group("words").split()) > 6 or _stands_alone(line.text):
        return None
    kind = section_kind(match.group("words"), before="")
    if kind in ("", "head") or (kind in _LABEL_LIKE and match.group("mark") == ":"):
        return None
    return match.group("words")


def _closes_row(above: Line, line: Line, longest: int) -> bool:
    """True when `above` is a labelled line that ended before the margin, so that `line` does not go on with it."""
    return _LABEL_LINE.match(above.text) is not None and len(above.text) < 0.8 * longest and not line.text[0].islower()


def _is_row(text: str) -> bool:
    return "\t" in text or re.match(r"[A-Z][\w '#/.()-]{0,40}:\s+\S", text) is not None


def _is_heading(line: Line, following: Line | None, longest: int) -> bool:
    text = line.text
    if len(text) > 80 or len(text.split()) > 12 or text[-1] in ".,;" or _stands_alone(text):
        return False
    if not (text[0].isupper() or text[0].isdigit()) or not any(char.isalpha() for char in text):
        return False
    bare = text.rstrip(":?")
    if ": " in bare and not (re.search(r": [a-z]", bare) and section_kind(text, before="") not in ("", "head")):
        return False
    if re.search(r"\d{3}", text) or "@" in text or _PERIOD.match(text):
        return False
    if following is None:
        return False
    if line.is_before_gap:
        return True
    if following.text[0].islower() or following.text[0] in "(&":
        return False
    known = section_kind(text, before="") not in ("", "head")
    return known and len(text) <= max(0.85 * longest, 30)

"""A letter as one string with places: pages joined, lines, paragraphs, sentences and the section each stands in.

Characters are replaced one for one (quotes, dashes, blanks), and columns are read one after the other; `span` gives the
place in the page's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from peercall.domain.documents import Document
from peercall.domain.provenance import SourceSpan
from peercall.engine.letters.aligned import with_columns_parted
from peercall.engine.letters.columns import in_reading_order
from peercall.engine.letters.lines import (
    KEYED,
    LABEL_KINDS,
    LABEL_LINE,
    NO_TEXT,
    Line,
    Sentence,
    closes_row,
    heading_lines,
    label_kind,
    opens_item,
    run_in_heading,
    sentence_places,
    stands_alone,
)
from peercall.engine.letters.people import Names, names_of
from peercall.engine.letters.recognized import looks_misread
from peercall.engine.letters.sections import Section, section_kind
from peercall.engine.letters.tables import Tables, find_tables
from peercall.engine.letters.vocabulary import LONGEST_LABEL, Vocabulary

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
#: labels that name a number by themselves
_NUMBERED = frozenset({"case", "file", "claim", "reference"})
#: marks of a quoted mail at the begin of its lines
_QUOTED = re.compile(r"(?m)^[ \t]*>[> \t]*(?=\S)")
_PAGE_GAP = "\n\n"
#: lines at the head and foot of a page among which running titles and form numbers are looked for
_EDGE_LINES = 3
_HEAD_LINES = 6


class LetterText:
    """The letter as text.

    body: what patterns run on; masked stretches hold no letters. raw: the pages' own characters in the same order.
    vocabulary: the words of data/letters.
    """

    def __init__(self, document: Document, *, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self._starts: list[int] = []
        self._pages = tuple(in_reading_order(page.text, is_title=self._is_title) for page in document.pages)
        at = 0
        for page in self._pages:
            self._starts.append(at)
            at += len(page.text) + len(_PAGE_GAP)
        self.raw = _PAGE_GAP.join(page.text for page in self._pages)
        plain = _QUOTED.sub(lambda mark: " " * len(mark.group()), self.raw.translate(_PLAIN))
        self.body = with_columns_parted(plain, is_label=lambda words: vocabulary.label(words) is not None)
        self.masked: list[tuple[int, int]] = []

    def _is_title(self, words: str) -> bool:
        """True for a label, or words that open a section of a known kind."""
        plain = words.translate(_PLAIN)
        return self.vocabulary.label(plain) is not None or bool(
            section_kind(plain, before="", vocabulary=self.vocabulary) not in ("", "other", "head")
        )

    def mask(self, start: int, end: int) -> None:
        """Takes a stretch out of what patterns see; its line ends stay."""
        hidden = re.sub(r"[^\n]", MASK, self.body[start:end])
        self.body = self.body[:start] + hidden + self.body[end:]
        self.masked.append((start, end))
        for name in ("lines", "_running", "_headings", "sections", "sentences", "tables", "head_words"):
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
        return start, start + len(self._pages[index].text)

    def span(self, start: int, end: int) -> SourceSpan:
        """The place of these characters; a stretch that runs over the end of a page, or of a line in a column, is cut there."""
        while start < end and self.raw[start].isspace():
            start += 1
        index = self.page_of(start)
        first, last = self.page_range(index)
        end = min(end, last)
        while end > start and self.raw[end - 1].isspace():
            end -= 1
        page = self.document.pages[index]
        at, stretch_end = self._pages[index].place(start - first)
        until = min(at + end - start, stretch_end)
        while until > at and page.text[until - 1].isspace():
            until -= 1
        return SourceSpan(
            document=self.document.path,
            sha256=self.document.sha256,
            page=page.number,
            start=at,
            end=until,
            quote=page.text[at:until],
            resource=self.document.resource,
        )

    def offset_of(self, span: SourceSpan) -> int:
        """Where a span of this letter begins in the body."""
        index = next(i for i, page in enumerate(self.document.pages) if page.number == span.page)
        return self._starts[index] + self._pages[index].offset(span.start or 0)

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
            if shown and not NO_TEXT.fullmatch(shown):
                start = at + raw.index(shown[0])
                found.append((number, start, at + len(raw.replace(MASK, " ").rstrip())))
            at += len(raw) + 1
        out: list[Line] = []
        for index, (number, start, end) in enumerate(found):
            before = index == 0 or found[index - 1][0] < number - 1
            after = index == len(found) - 1 or found[index + 1][0] > number + 1
            out.append(Line(start, end, self.body[start:end], before, after))
        return tuple(out)

    def label(self, text: str, at: int) -> str | None:
        """The known label that the words at an offset are; the sender's own name may stand before it."""
        is_recognised = self.is_recognised(at)
        label = self.vocabulary.label(text, is_recognised=is_recognised)
        words = text.split()
        if label is None and 1 < len(words) <= LONGEST_LABEL and words[0].lower() in self.head_words:
            first = next((n for n, word in enumerate(words) if word.lower() not in self.head_words), len(words) - 1)
            for n in range(1, min(first, len(words) - 1) + 1):
                if words[n - 1][0].isupper() and (found := self.vocabulary.label(" ".join(words[n:]))) is not None:
                    is_number = found.endswith(("#", "no.", "id", "number", "no")) or found in _NUMBERED
                    return found if is_number else None
        return label

    def label_in_place(self, text: str, at: int) -> str | None:
        """The same, or what a key word means under its heading: `Call` under `PEER TO PEER` gives the number."""
        section = self.section_at(at)
        heading = self.label(section.heading, section.start) if section.heading else None
        is_reviewer = heading is not None and self.vocabulary.field_of(heading) == "reviewer"
        group = "reviewer" if is_reviewer else section.kind
        if not section.heading or at < section.start + len(section.heading):
            group = ""
        field = self.vocabulary.key_word(group, text.strip(" :#"))
        if field is None:
            return self.label(text, at)
        return self.vocabulary.label_for(field) if field else None

    @property
    def names(self) -> Names:
        """Patterns of people and organizations."""
        return names_of(self.vocabulary)

    def is_recognised(self, at: int) -> bool:
        """True where the text was read from a picture, by us or, as its misread words show, before it came to us."""
        index = self.page_of(at)
        return self.document.pages[index].is_recognized or self._misread[index]

    @cached_property
    def _misread(self) -> tuple[bool, ...]:
        return tuple(looks_misread(page.text) for page in self._pages)

    @cached_property
    def tables(self) -> Tables:
        """Tables with column titles."""
        return find_tables(self)

    @cached_property
    def head_words(self) -> frozenset[str]:
        """Words of the first lines that hold no value: among them the sender's name."""
        heads = (line.text for line in self.lines[:_HEAD_LINES] if not re.search(r":|\d{3}", line.text))
        return frozenset(word.lower() for text in heads for word in re.findall(r"[\w'/-]+", text))

    def column_of(self, offset: int) -> int:
        """How far an offset stands from its line's begin."""
        return offset - (self.body.rfind("\n", 0, offset) + 1)

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
        return frozenset(heading_lines(self.lines, self.vocabulary)) - self._running

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Stretches under one heading, in order; the head of the letter is a section without heading."""
        lines = self.lines
        marks: list[tuple[int, str, bool]] = []
        for index, line in enumerate(lines):
            if index in self._headings:
                marks.append((line.start, line.text, False))
            elif (words := self._opens_section(index)) is not None:
                marks.append((line.start, words, True))
            elif marks and marks[-1][2] and (line.is_after_gap or KEYED.match(line.text)):
                marks.append((line.start, "", False))  # such a heading holds for its own paragraph
        first_end = marks[0][0] if marks else len(self.body)
        out = [Section("head", "", 0, first_end)]
        kind = "head"
        for position, (start, words, is_run_in) in enumerate(marks):
            end = marks[position + 1][0] if position + 1 < len(marks) else len(self.body)
            if words in LABEL_KINDS:
                kind = kind if words == "decision" and kind == "head" else words
            else:
                kind = section_kind(words, before=kind, vocabulary=self.vocabulary)
            out.append(Section(kind, "" if is_run_in else words, start, end))
        return tuple(out)

    def _opens_section(self, index: int) -> str | None:
        """What a line opens that is no heading by itself: the kind of its label's field, or the words of its heading."""
        line = self.lines[index]
        kind = label_kind(line, label=lambda text: self.label(text, line.start), vocabulary=self.vocabulary)
        above = self.lines[index - 1] if index else None
        return kind or run_in_heading(
            line, above, is_below_heading=index - 1 in self._headings, vocabulary=self.vocabulary
        )

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
            alone = index in self._headings or stands_alone(line.text)
            breaks = (
                alone
                or line.is_after_gap
                or opens_item(line, self.lines[index - 1] if index else None)
                or LABEL_LINE.match(line.text) is not None
                or KEYED.match(line.text) is not None
                or (index > 0 and closes_row(self.lines[index - 1], line, longest))
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
        for first, last in sentence_places(self.body[start:end]):
            yield self._sentence(start + first, start + last)

    def _sentence(self, start: int, end: int) -> Sentence:
        while start < end and (self.body[start].isspace() or self.body[start] == MASK):
            start += 1
        section = self.section_at(start)
        return Sentence(start, end, self.words(start, end), section.kind, section.heading)

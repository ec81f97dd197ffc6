"""Letters of the practice: their templates (data of data/correspondence/) and the drafts made from them for one case.

A draft is blocks of sentences. Each sentence names what it rests on; what nobody knows stands in [brackets].
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from peercall.domain.briefs import mark_parts
from peercall.domain.rules import Provenance

#: something to fill in or strike out; values never hold brackets of their own
BRACKET = re.compile(r"\[([^\[\]]+)\]")


class LetterKind(StrEnum):
    """What a letter is for; the word is that of the command line."""

    P2P_REQUEST = "p2p-request"
    SAME_DAY_CONFIRMATION = "same-day-confirmation"
    CRITERIA_REQUEST = "criteria-request"
    WRITTEN_DEMAND = "written-demand"
    SPECIALTY_REQUEST = "specialty-request"
    REVERSAL_CONFIRMATION = "reversal-confirmation"
    RATIONALE_REQUEST = "rationale-request"
    DOCUMENTS_COVER = "documents-cover"
    INTERNAL_APPEAL = "internal-appeal"
    EXPEDITED_APPEAL = "expedited-appeal"
    MEDICAL_NECESSITY = "medical-necessity"
    STEP_THERAPY_EXCEPTION = "step-therapy-exception"
    EXTERNAL_REVIEW = "external-review"
    REGULATOR_COMPLAINT = "regulator-complaint"
    PATIENT_COPY = "patient-copy"
    CHART_NOTE = "chart-note"
    FAX_COVER = "fax-cover"


class Recipient(StrEnum):
    """To whom a letter goes."""

    PLAN = "plan"
    REGULATOR = "regulator"
    PATIENT = "patient"
    CHART = "chart"


class SourceKind(StrEnum):
    """What a sentence rests on."""

    PAGE = "page"
    """a page of the denial or the chart, or an entry of coded data: the brief's mark (`C14`, `B-2`)"""
    RULE = "rule"
    """a law of the rulebook; the label is its citation"""
    RECORD = "record"
    """an entry of the record of the call"""
    LOG = "log"
    """the log of tries"""
    CASE = "case"
    """entered by the practice"""


@dataclass(frozen=True, slots=True)
class Mark:
    """One source of a sentence. label: as printed. rule: id in the rulebook of a law."""

    kind: SourceKind
    label: str
    rule: str = ""

    def to_data(self) -> dict[str, str]:
        """Plain JSON; PAGE marks carry `key`, the place in a packet (`C/14`, `B-2`)."""
        out = {"kind": self.kind.value, "label": self.label}
        if self.rule:
            out["rule"] = self.rule
        if self.kind is SourceKind.PAGE:
            out["key"] = page_key(self.label)
        return out

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Mark:
        """The mark that `to_data` wrote."""
        return Mark(SourceKind(data["kind"]), str(data["label"]), str(data.get("rule", "")))


def page_key(label: str) -> str:
    """Where a page mark leads in a packet: `C14` to page 14 of exhibit C (`C/14`), `B-2` to its entry (`B-2`)."""
    exhibit, is_entry, number = mark_parts(label)
    return label if is_entry else f"{exhibit}/{number}"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A text in order: each bracket by itself, and whether a piece is one."""
    at = 0
    for found in BRACKET.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(text):
        yield text[at:], False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with what they rest on."""

    text: str
    sources: tuple[Mark, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """What is not known yet, as it stands in brackets."""
        return tuple(BRACKET.findall(self.text))

    def to_data(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"text": self.text, "sources": [one.to_data() for one in self.sources], "open": list(self.open)}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Sentence:
        """The sentence that `to_data` wrote; `open` follows from the text."""
        return Sentence(str(data["text"]), tuple(Mark.from_data(one) for one in data.get("sources", ())))


class BlockKind(StrEnum):
    """How a block is set."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """A piece of a letter. sentences: of a heading, paragraph or list (one an item). columns, rows: of a table."""

    id: str
    kind: BlockKind
    sentences: tuple[Sentence, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Sentence, ...], ...] = ()

    @property
    def said(self) -> tuple[Sentence, ...]:
        """Every sentence and cell."""
        return (*self.sentences, *(cell for row in self.rows for cell in row))

    def to_data(self) -> dict[str, Any]:
        """Plain JSON."""
        out: dict[str, Any] = {"id": self.id, "kind": self.kind.value}
        if self.sentences:
            out["sentences"] = [one.to_data() for one in self.sentences]
        if self.columns:
            out["columns"] = list(self.columns)
            out["rows"] = [[cell.to_data() for cell in row] for row in self.rows]
        return out

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> LetterBlock:
        """The block that `to_data` wrote."""
        return LetterBlock(
            str(data["id"]),
            BlockKind(data["kind"]),
            tuple(Sentence.from_data(one) for one in data.get("sentences", ())),
            tuple(str(one) for one in data.get("columns", ())),
            tuple(tuple(Sentence.from_data(cell) for cell in row) for row in data.get("rows", ())),
        )


DRAFT_SCHEMA = "peercall.letter/1"


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """One letter of one case. sender, to: address lines. about: label and value under the subject.

    laws: ids of the rules it cites. left_out: rules that were not cited, each with its reason, for the sender's eyes.
    grade: years of school it asks for, of a letter to the patient. exhibits: letter and name of each document marks can name.
    """

    kind: LetterKind
    title: str
    written_on: date
    sender: tuple[str, ...]
    to: tuple[Sentence, ...]
    subject: Sentence
    about: tuple[tuple[str, Sentence], ...]
    blocks: tuple[LetterBlock, ...]
    laws: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    grade: float | None = None
    exhibits: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[Sentence, ...]:
        """Every sentence in reading order."""
        return (
            *self.to,
            self.subject,
            *(text for _, text in self.about),
            *(one for block in self.blocks for one in block.said),
        )

    @property
    def open(self) -> tuple[str, ...]:
        """What must be filled in or struck before it can be sent, each once."""
        return tuple(dict.fromkeys(one for sentence in self.said for one in sentence.open))

    @property
    def cited_exhibits(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The list of sources: letter, name, and the marks that name a place in it, in the order of the exhibits."""
        labels: dict[str, dict[str, None]] = {}
        for mark in (mark for one in self.said for mark in one.sources if mark.kind is SourceKind.PAGE):
            labels.setdefault(mark_parts(mark.label)[0], {})[mark.label] = None
        return tuple(
            (letter, name, tuple(sorted(labels[letter], key=_place)))
            for letter, name in self.exhibits
            if letter in labels
        )

    def with_blocks(self, blocks: tuple[LetterBlock, ...]) -> LetterDraft:
        """The same letter with other blocks."""
        return replace(self, blocks=blocks)

    def to_data(self) -> dict[str, Any]:
        """Plain JSON (docs/contract.md)."""
        return {
            "schema": DRAFT_SCHEMA,
            "kind": self.kind.value,
            "title": self.title,
            "written_on": self.written_on.isoformat(),
            "sender": list(self.sender),
            "to": [one.to_data() for one in self.to],
            "subject": self.subject.to_data(),
            "about": [{"label": label, **text.to_data()} for label, text in self.about],
            "blocks": [one.to_data() for one in self.blocks],
            "open": list(self.open),
            "laws": list(self.laws),
            "left_out": dict(self.left_out),
            "grade": self.grade,
            "exhibits": [{"exhibit": letter, "name": name} for letter, name in self.exhibits],
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> LetterDraft:
        """The letter that `to_data` wrote; `open` follows from the texts."""
        return LetterDraft(
            kind=LetterKind(data["kind"]),
            title=str(data["title"]),
            written_on=date.fromisoformat(data["written_on"]),
            sender=tuple(str(one) for one in data["sender"]),
            to=tuple(Sentence.from_data(one) for one in data["to"]),
            subject=Sentence.from_data(data["subject"]),
            about=tuple((str(one["label"]), Sentence.from_data(one)) for one in data["about"]),
            blocks=tuple(LetterBlock.from_data(one) for one in data["blocks"]),
            laws=tuple(str(one) for one in data["laws"]),
            left_out={str(key): str(why) for key, why in data["left_out"].items()},
            grade=data.get("grade"),
            exhibits=tuple((str(one["exhibit"]), str(one["name"])) for one in data.get("exhibits", ())),
        )


def _place(label: str) -> tuple[bool, int]:
    """Pages before entries, each by its number."""
    _, is_entry, number = mark_parts(label)
    return is_entry, number


# templates


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts of a case that must all hold; an empty one always does.

    words: fact (`line`, `phase`, `disposition` ...) to the words one of which it must be. never: words it must not be, an
    unknown fact passes. has, lacks: values and lists that must be there or must not. why: told where it does not hold.
    """

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    never: Mapping[str, frozenset[str]] = field(default_factory=dict)
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class LawSentence:
    """A sentence that stands only where its law may be cited. rule: id; topic: every law of the plan's own state on it,
    of those that begin with one of the events of `triggers` where any is named.

    In `say`, {citation} and {law} stand for the citation and what the rulebook says of it.
    """

    rule: str
    topic: str
    say: str
    triggers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SentenceTemplate:
    """One sentence, one for each item of a list (`each`), or those of the laws that apply, else `otherwise`."""

    say: str = ""
    when: Condition = field(default_factory=Condition)
    each: str = ""
    laws: tuple[LawSentence, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """One block; left out where its condition fails or nothing comes of it. cells: of a table, one row for each item."""

    id: str
    kind: BlockKind
    when: Condition
    sentences: tuple[SentenceTemplate, ...] = ()
    each: str = ""
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A kind of letter. needs: what must hold for it to apply, each with its sentence. proposed: circumstances in any of
    which it is due now. tasks: steps of playbooks that it fulfils. address: name of the value that is the plan's address."""

    kind: LetterKind
    title: str
    purpose: str
    recipient: Recipient
    department: str
    subject: str
    about: tuple[str, ...]
    needs: tuple[Condition, ...]
    proposed: tuple[Condition, ...]
    tasks: tuple[str, ...]
    blocks: tuple[BlockTemplate, ...]
    provenance: Provenance
    address: str = "plan_address"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Every template by kind. labels: what stands in the bracket for a value that is not known."""

    templates: Mapping[LetterKind, LetterTemplate] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

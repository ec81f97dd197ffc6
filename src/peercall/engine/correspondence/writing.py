"""A letter from its template: conditional blocks, values with their marks, laws that apply, brackets for what is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from peercall.domain.correspondence import (
    BlockKind,
    BlockTemplate,
    LetterBlock,
    LetterDraft,
    LetterTemplate,
    Mark,
    Sentence,
    SentenceTemplate,
    SourceKind,
)
from peercall.domain.rulebook import Rulebook
from peercall.engine.correspondence.facts import LetterFacts, Value, holds
from peercall.engine.correspondence.laws import cited, laws_of
from peercall.engine.reading_grade import reading_grade

#: how the rulebook's short subjects begin, without their article
_NOUNS = ("Plan ", "Provider ", "Carrier ", "Insurer ", "Insured ", "Claimant ", "Notice ", "Denial notice ")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def write_draft(template: LetterTemplate, *, facts: LetterFacts, rulebook: Rulebook) -> LetterDraft:
    """The letter. What is not known stands in brackets; a law that may not be cited is told in `left_out`."""
    return _Writer(template, facts, rulebook).draft()


@dataclass(slots=True)
class _Writer:
    template: LetterTemplate
    facts: LetterFacts
    rulebook: Rulebook
    laws: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def draft(self) -> LetterDraft:
        template, facts = self.template, self.facts
        text = facts.texts.get(template.kind.value)
        if text is not None:
            heading = f"{template.subject}\n"
            blocks = tuple(_text_blocks(text.removeprefix(heading), facts.text_mark))
        else:
            blocks = tuple(block for one in template.blocks if (block := self._block(one)) is not None)
        about = tuple(
            (_label(self.rulebook.correspondence.labels[name]), self._filled(f"{{{name}}}", {}))
            for name in template.about
            if name not in facts.none or name in facts.values
        )
        return LetterDraft(
            kind=template.kind,
            title=template.title,
            written_on=facts.on,
            sender=facts.sender,
            to=tuple(self._filled(line, {}) for line in self._address()),
            subject=self._filled(template.subject, {}),
            about=about,
            blocks=blocks,
            laws=tuple(self.laws),
            left_out={rule: why for rule, why in self.left_out.items() if rule not in self.laws},
            grade=self._grade(blocks),
            exhibits=facts.exhibits,
        )

    def _address(self) -> tuple[str, ...]:
        words = {
            "plan": ("{plan}", self.template.department, f"{{{self.template.address}}}"),
            "regulator": ("{regulator}", "{regulator_address}"),
            "patient": ("{member_name}",),
            "chart": ("For the chart of {member_name}",),
        }[self.template.recipient.value]
        return tuple(one for one in words if one)

    def _grade(self, blocks: tuple[LetterBlock, ...]) -> float | None:
        if self.template.recipient.value != "patient":
            return None
        known = self.facts.grades.get(self.template.kind.value)
        if known is not None:
            return known
        return reading_grade("\n".join(one.text for block in blocks for one in block.said))

    def _block(self, template: BlockTemplate) -> LetterBlock | None:
        if not holds(template.when, self.facts):
            return None
        if template.kind is BlockKind.SIGNATURE:
            return LetterBlock(template.id, template.kind, tuple(self._sentences(template.sentences)))
        if template.kind is BlockKind.TABLE:
            rows = tuple(
                tuple(self._filled(cell, item) for cell in template.cells)
                for item in self.facts.lists.get(template.each, ())
            )
            return LetterBlock(template.id, template.kind, (), template.columns, rows) if rows else None
        sentences = tuple(self._sentences(template.sentences))
        return LetterBlock(template.id, template.kind, sentences) if sentences else None

    def _sentences(self, templates: tuple[SentenceTemplate, ...]) -> Iterator[Sentence]:
        for one in templates:
            if not holds(one.when, self.facts):
                continue
            if one.laws:
                yield from self._law_sentences(one)
            elif one.each:
                for item in self.facts.lists.get(one.each, ()):
                    yield self._filled(one.say, item)
            else:
                yield self._filled(one.say, {})

    def _law_sentences(self, template: SentenceTemplate) -> Iterator[Sentence]:
        said = False
        for sentence in template.laws:
            for law, why in laws_of(sentence, facts=self.facts, rulebook=self.rulebook):
                if why is not None:
                    self.left_out[law.id] = why
                    continue
                if law.id in self.laws and sentence.topic:
                    said = True
                    continue
                self.laws[law.id] = None
                citation, printed = cited(law, facts=self.facts)
                mark = Mark(SourceKind.RULE, citation, law.id)
                words = {
                    "citation": Value(printed, (mark,)),
                    "law": Value(_clause(law.subject), (mark,)),
                }
                said = True
                yield self._filled(sentence.say, words)
        if not said and template.otherwise:
            yield self._filled(template.otherwise, {})

    def _filled(self, text: str, item: Mapping[str, Value]) -> Sentence:
        marks: dict[Mark, None] = {}

        def value(found: re.Match[str]) -> str:
            name = found[1]
            known = item.get(name) or self.facts.values.get(name)
            if known is None or not known.text:
                return f"[{self.rulebook.correspondence.labels.get(name, name.replace('_', ' '))}]"
            marks.update(dict.fromkeys(known.marks))
            return known.text

        said = PLACEHOLDER.sub(value, text)
        return Sentence(_begun(_tidy(said)) if text.startswith("{") else _tidy(said), tuple(marks))


def _text_blocks(text: str, mark: Mark | None) -> Iterator[LetterBlock]:
    """A text by lines as blocks: the first line after an empty one heads what follows, where more than one does."""
    sources = (mark,) if mark else ()
    for number, part in enumerate(re.split(r"\n\s*\n", text.strip()), start=1):
        head, *lines = _joined(line.strip() for line in part.splitlines())
        if lines:
            yield LetterBlock(f"heading-{number}", BlockKind.HEADING, (Sentence(head),))
        said = tuple(Sentence(line, sources) for line in (lines or [head]))
        yield LetterBlock(f"text-{number}", BlockKind.LIST if len(said) > 1 else BlockKind.PARAGRAPH, said)


def _joined(lines: Iterable[str]) -> list[str]:
    """What is listed below a line with a colon stands in that line: `Their reasons: one; another`."""
    out: list[str] = []
    for line in lines:
        if line.startswith("- ") and out:
            out[-1] += f"{' ' if out[-1].endswith(':') else '; '}{line[2:]}"
        else:
            out.append(line)
    return out


def _clause(text: str) -> str:
    """What a law says, as the inside of a sentence: without its full stop, the rulebook's short words written out."""
    told = text.rstrip(". ").replace("a P2P", "a peer-to-peer discussion").replace("P2P", "peer-to-peer")
    return f"The {told[:1].lower()}{told[1:]}" if told.startswith(_NOUNS) else told


def _label(text: str) -> str:
    return text[:1].upper() + text[1:]


def _begun(text: str) -> str:
    """With a capital, unless the first word has one inside (`mRNA`) or is the name of a file (`note.pdf`)."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.islower() and "." not in first[:-1] else text


def _tidy(text: str) -> str:
    """One space between words; no doubled full stop where a value ends with one."""
    return re.sub(r"\.\.(?=\s|$)", ".", " ".join(text.split()))

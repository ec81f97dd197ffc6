"""A mail in place of a letter: what decides is read once, whether it stands in the body or in an attachment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from peercall.domain.documents import Document
from peercall.domain.letters import Conflicting, Found, LetterField, LetterReading, NotFound
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters.reading import read_letter

#: what makes two readings tell the same determination
_SAME = ("decision", "requested_service", "authorization_number", "reference_number", "claim_number", "member_id")
#: what a cover mail may say that a person must compare with the letter
_COMPARED = ("decision", "p2p_window", "p2p_phone", "appeal_deadline", "authorization_number", "reference_number")


def read_mail(mail: Document, attachments: Sequence[Document], *, rulebook: Rulebook) -> tuple[LetterReading, ...]:
    """Readings of a mail with its attachments: of the attachments that tell a decision, else of what tells the most.

    The body never adds a determination to those of its attachments. What it says beside or against them is told in
    `warnings`, with the names of the fields; the same letter attached twice is read once.
    """
    own = read_letter(mail, rulebook=rulebook)
    readings = [read_letter(document, rulebook=rulebook) for document in attachments if document.pages]
    decided = list(_once(one for group in readings for one in group if _tells_decision(one)))
    if decided:
        return tuple(replace(one, warnings=(*one.warnings, *_beside(one, own[0]))) for one in decided)
    if any(_tells_decision(one) for one in own):
        return own
    return max([own, *readings], key=lambda group: sum(_count_found(one) for one in group))


def _tells_decision(reading: LetterReading) -> bool:
    return not isinstance(reading.fields["decision"], NotFound) or bool(reading.lists["stated_reasons"])


def _count_found(reading: LetterReading) -> int:
    return sum(1 for value in (*reading.fields.values(), *reading.dates.values()) if not isinstance(value, NotFound))


def _once(readings: Iterator[LetterReading]) -> Iterator[LetterReading]:
    """Readings of one letter in two forms (PDF and Word) count once, the first."""
    seen: dict[tuple[object, ...], str] = {}
    for reading in readings:
        key = tuple(_value(reading.fields[name]) for name in _SAME)
        key += (tuple(sorted(str(code.value) for code in reading.lists["service_codes"])),)
        if seen.setdefault(key, reading.document) == reading.document:
            yield reading


def _value(value: LetterField) -> object:
    if isinstance(value, Found):
        return " ".join(str(value.value).split()).casefold()
    return tuple(str(one.value) for one in value.candidates) if isinstance(value, Conflicting) else None


def _beside(letter: LetterReading, body: LetterReading) -> Iterator[str]:
    yield from (warning for warning in body.warnings if "addressed to software" in warning)
    for name in _COMPARED:
        said, written = body.fields[name], letter.fields[name]
        if isinstance(said, NotFound) or _value(said) == _value(written):
            continue
        how = "which the letter does not" if isinstance(written, NotFound) else "otherwise than the letter"
        yield f"the mail itself ({body.document}) states `{name}`, {how}: compare before you confirm"

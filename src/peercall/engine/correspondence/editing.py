"""A letter as a person changes it: sentences reworded, struck or added, a bracket filled or struck. Pure functions.

A place names a sentence: `subject`, `to/0`, `about/2`, `BLOCK/s/0` (a sentence of a block), `BLOCK/r/1/0` (row and column of a
table). What a person writes carries that person's mark beside the marks the sentence had.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from peercall.domain.correspondence import BlockKind, LetterBlock, LetterDraft, Mark, Sentence, SourceKind
from peercall.domain.errors import EntryInvalid

SUBJECT = "subject"
#: characters of one sentence a person writes
LONGEST = 2000
Change = Callable[[str, Sentence], Sentence | None]


def placed(draft: LetterDraft) -> Iterator[tuple[str, Sentence]]:
    """Every sentence with its place, in reading order."""
    for number, one in enumerate(draft.to):
        yield f"to/{number}", one
    yield SUBJECT, draft.subject
    for number, (_, one) in enumerate(draft.about):
        yield f"about/{number}", one
    for block in draft.blocks:
        yield from block_places(block)


def block_places(block: LetterBlock) -> Iterator[tuple[str, Sentence]]:
    """The sentences and cells of one block with their places."""
    for number, one in enumerate(block.sentences):
        yield f"{block.id}/s/{number}", one
    for number, row in enumerate(block.rows):
        for column, cell in enumerate(row):
            yield f"{block.id}/r/{number}/{column}", cell


def change(draft: LetterDraft, *, texts: Mapping[str, str], struck: Collection[str] = (), by: str) -> LetterDraft:
    """Sentences in other words, or struck, by their places. Words left as they are stay as they are; no words at all
    strike the sentence, and of a table the row. by: who says so. Raises EntryInvalid; the subject cannot be struck."""
    said = {place: _given(text) for place, text in texts.items() if text.strip()}
    out = {*struck, *(place for place, text in texts.items() if not text.strip())}
    if not {*said, *out} <= {place for place, _ in placed(draft)}:
        raise _gone()

    def changed(place: str, one: Sentence) -> Sentence | None:
        if place in out:
            return None
        return one if said.get(place, one.text) == one.text else _said(one, said[place], by=by)

    return _changed(draft, changed)


def add(draft: LetterDraft, *, after: str, text: str, by: str) -> LetterDraft:
    """One sentence more behind those of the block `after`: a paragraph of its own behind a heading or a table.

    Raises EntryInvalid.
    """
    sentence = _said(Sentence(""), _given(text), by=by)
    blocks: list[LetterBlock] = []
    for block in draft.blocks:
        if block.id == after and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
            blocks.append(replace(block, sentences=(*block.sentences, sentence)))
        elif block.id == after and block.kind is BlockKind.SIGNATURE:
            blocks += [_own(draft, after, sentence), block]
        elif block.id == after:
            blocks += [block, _own(draft, after, sentence)]
        else:
            blocks.append(block)
    if after not in {block.id for block in draft.blocks}:
        raise _gone()
    return draft.with_blocks(tuple(blocks))


def _own(draft: LetterDraft, after: str, sentence: Sentence) -> LetterBlock:
    taken = {block.id for block in draft.blocks}
    number = next(number for number in range(1, len(taken) + 2) if f"{after}-more-{number}" not in taken)
    return LetterBlock(f"{after}-more-{number}", BlockKind.PARAGRAPH, (sentence,))


def fill(draft: LetterDraft, *, bracket: str, text: str, by: str) -> LetterDraft:
    """What stood open is known: the words replace the bracket wherever it stands. Raises EntryInvalid."""
    said = _given(text)
    if bracket not in draft.open:
        raise _gone()
    return _changed(
        draft,
        lambda _, one: _said(one, one.text.replace(f"[{bracket}]", said), by=by) if bracket in one.open else one,
    )


def strike_bracket(draft: LetterDraft, *, bracket: str) -> LetterDraft:
    """Without each sentence in which the bracket stands. Raises EntryInvalid for the subject, which cannot be struck."""
    if bracket not in draft.open:
        raise _gone()
    return _changed(draft, lambda _, one: None if bracket in one.open else one)


def person_mark(by: str) -> Mark:
    """What a sentence rests on that a person of the practice wrote."""
    return Mark(SourceKind.CASE, f"written by {by}")


def _said(one: Sentence, text: str, *, by: str) -> Sentence:
    return Sentence(text, tuple(dict.fromkeys((*one.sources, person_mark(by)))))


def _given(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise EntryInvalid("there are no words", remedy="Write what is to stand there, or strike it.")
    if len(said) > LONGEST:
        raise EntryInvalid(f"this is longer than {LONGEST:,} characters", remedy="Split it into sentences.")
    return said


def _gone() -> EntryInvalid:
    return EntryInvalid("this place is no longer in the letter", remedy="Reload the page.")


def _changed(draft: LetterDraft, change: Change) -> LetterDraft:
    subject = change(SUBJECT, draft.subject)
    if subject is None:
        raise EntryInvalid("the subject cannot be struck", remedy="Write it in other words.")
    to = (change(f"to/{number}", one) for number, one in enumerate(draft.to))
    about = ((label, change(f"about/{number}", one)) for number, (label, one) in enumerate(draft.about))
    blocks = tuple(_without_bare_headings([kept for one in draft.blocks if (kept := _block(one, change)) is not None]))
    made = replace(
        draft,
        to=tuple(one for one in to if one is not None),
        subject=subject,
        about=tuple((label, one) for label, one in about if one is not None),
        blocks=blocks,
    )
    cited = {mark.rule for one in made.said for mark in one.sources}
    return replace(made, laws=tuple(rule for rule in draft.laws if rule in cited))


def _block(block: LetterBlock, change: Change) -> LetterBlock | None:
    changed = {at: change(at, one) for at, one in block_places(block)}
    sentences = tuple(one for number in range(len(block.sentences)) if (one := changed[f"{block.id}/s/{number}"]))
    rows = []
    for number, row in enumerate(block.rows):
        cells = tuple(changed[f"{block.id}/r/{number}/{column}"] for column in range(len(row)))
        kept = tuple(cell for cell in cells if cell is not None)
        if len(kept) == len(cells):
            rows.append(kept)
    if not sentences and not rows and block.kind is not BlockKind.SIGNATURE:
        return None
    return replace(block, sentences=sentences, rows=tuple(rows))


def _without_bare_headings(blocks: list[LetterBlock]) -> Iterator[LetterBlock]:
    """A heading under which nothing is left goes too."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        bare = following is None or following.kind in (BlockKind.HEADING, BlockKind.SIGNATURE)
        if block.kind is not BlockKind.HEADING or not bare:
            yield block

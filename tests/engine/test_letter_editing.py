"""A letter as a person changes it: marks stay with their sentence, what was written carries a name, nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercall.domain.correspondence import (
    BlockKind,
    LetterBlock,
    LetterDraft,
    LetterKind,
    Mark,
    Sentence,
    SourceKind,
)
from peercall.domain.errors import EntryInvalid
from peercall.engine.correspondence import editing

PAGE = Mark(SourceKind.PAGE, "C14")
LAW = Mark(SourceKind.RULE, "29 CFR 2560.503-1(h)(3)(ii)", "us-erisa-appeal-no-deference")
OKAFOR = editing.person_mark("Adaeze Okafor")
DRAFT = LetterDraft(
    kind=LetterKind.INTERNAL_APPEAL,
    title="Appeal",
    written_on=date(2026, 8, 19),
    sender=("Cedar Valley Sleep Clinic",),
    to=(Sentence("Northgate"), Sentence("[address]")),
    subject=Sentence("Appeal: CPAP"),
    about=(("Service", Sentence("CPAP device", (PAGE,))), ("Number", Sentence("[reference number]"))),
    blocks=(
        LetterBlock("head", BlockKind.HEADING, (Sentence("Why"),)),
        LetterBlock(
            "need", BlockKind.PARAGRAPH, (Sentence("AHI 12.5.", (PAGE,)), Sentence("She drives [how far] a day."))
        ),
        LetterBlock(
            "table",
            BlockKind.TABLE,
            (),
            ("Criterion", "Chart"),
            (
                (Sentence("AHI"), Sentence("12.5", (PAGE,))),
                (Sentence("Symptom"), Sentence("sleepy [page]")),
            ),
        ),
        LetterBlock("law-head", BlockKind.HEADING, (Sentence("How"),)),
        LetterBlock("law", BlockKind.LIST, (Sentence("Please review without deference.", (LAW,)),)),
        LetterBlock("sign", BlockKind.SIGNATURE, (Sentence("Adaeze Okafor, MD"),)),
    ),
    laws=(LAW.rule,),
    exhibits=(("A", "the plan's notice"), ("C", "printout.pdf")),
)
places = st.sampled_from([place for place, _ in editing.placed(DRAFT)])
words = st.text(st.characters(codec="utf-8", exclude_characters="[]", exclude_categories=("Cs",)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(places, words, max_size=4))
def test_only_what_was_typed_differs_and_it_carries_the_name(texts):
    if not texts.get("subject", "x").split():
        with pytest.raises(EntryInvalid, match="the subject cannot be struck"):
            editing.change(DRAFT, texts=texts, by="Adaeze Okafor")
        return
    made = editing.change(DRAFT, texts=texts, by="Adaeze Okafor")
    before = {one for _, one in editing.placed(DRAFT)}
    for _, one in editing.placed(made):
        assert one in before or OKAFOR in one.sources
    typed = {" ".join(text.split()) for text in texts.values()}
    assert {one.text for _, one in editing.placed(made)} <= {one.text for one in before} | typed
    assert LetterDraft.from_data(made.to_data()) == made


def test_reworded_sentence_keeps_its_mark():
    made = editing.change(DRAFT, texts={"need/s/0": "AHI of 12.5 an hour."}, by="Adaeze Okafor")
    assert made.blocks[1].sentences[0] == Sentence("AHI of 12.5 an hour.", (PAGE, OKAFOR))
    assert made.blocks[1].sentences[1] == DRAFT.blocks[1].sentences[1]


def test_words_left_as_they_are_get_no_name():
    texts = {place: one.text for place, one in editing.placed(DRAFT)}
    assert editing.change(DRAFT, texts=texts, by="Adaeze Okafor") == DRAFT


def test_struck_cell_takes_its_row():
    made = editing.change(DRAFT, texts={}, struck={"table/r/1/1"}, by="x")
    assert made.blocks[2].rows == DRAFT.blocks[2].rows[:1]


def test_a_law_that_is_struck_is_no_longer_among_those_cited_and_its_heading_goes_too():
    made = editing.change(DRAFT, texts={}, struck={"law/s/0"}, by="x")
    assert made.laws == ()
    assert [block.id for block in made.blocks] == ["head", "need", "table", "sign"]


def test_bracket_is_filled_wherever_it_stands():
    twice = replace(DRAFT, subject=Sentence("Appeal [address]"))
    made = editing.fill(twice, bracket="address", text="PO Box 12", by="Adaeze Okafor")
    assert (made.to[1], made.subject.text) == (Sentence("PO Box 12", (OKAFOR,)), "Appeal PO Box 12")
    assert "address" not in made.open


def test_struck_bracket_takes_the_sentences_it_stands_in_and_no_other():
    made = editing.strike_bracket(DRAFT, bracket="how far")
    assert made.blocks[1].sentences == DRAFT.blocks[1].sentences[:1]
    assert made.open == ("address", "reference number", "page")
    assert editing.strike_bracket(made, bracket="reference number").about == DRAFT.about[:1]


def test_every_letter_can_be_brought_to_nothing_open():
    made = DRAFT
    while made.open:
        made = editing.strike_bracket(made, bracket=made.open[0])
    assert made.open == ()
    assert made.blocks[-1].kind is BlockKind.SIGNATURE


@pytest.mark.parametrize("after, where", [("need", 1), ("head", 1), ("sign", 5), ("table", 3)])
def test_sentence_more_stands_behind_its_block_and_before_the_signature(after, where):
    made = editing.add(DRAFT, after=after, text="She cannot wait.", by="Adaeze Okafor")
    assert made.blocks[where].sentences[-1] == Sentence("She cannot wait.", (OKAFOR,))
    assert made.blocks[-1].id == "sign"
    again = editing.add(made, after=after, text="Nor can we.", by="Adaeze Okafor")
    assert len({block.id for block in again.blocks}) == len(again.blocks)


@pytest.mark.parametrize(
    "act",
    [
        lambda: editing.change(DRAFT, texts={"need/s/7": "x"}, by="x"),
        lambda: editing.fill(DRAFT, bracket="nothing", text="x", by="x"),
        lambda: editing.strike_bracket(DRAFT, bracket="nothing"),
        lambda: editing.add(DRAFT, after="nothing", text="x", by="x"),
    ],
)
def test_place_that_is_gone_is_told(act):
    with pytest.raises(EntryInvalid, match="no longer in the letter"):
        act()


def test_words_that_are_too_long_are_refused():
    with pytest.raises(EntryInvalid, match="longer than 2,000"):
        editing.change(DRAFT, texts={"need/s/0": "a" * 2001}, by="x")


def test_sources_are_the_exhibits_that_marks_name():
    assert DRAFT.cited_exhibits == (("C", "printout.pdf", ("C14",)),)

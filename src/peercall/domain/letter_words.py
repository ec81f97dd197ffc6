"""How letters print and word things, as data: labels of values, names of the call, headings, endings of names.

Written in data/letters/*.yaml by people who need not know Python; a term is written as in the phrase files
(domain/phrases.py). Words of a private folder are added to the shipped ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.letters import DATE_ROLES, LIST_FIELDS, SCALAR_FIELDS

#: what a label can name: a field of the contract, a date's role, or one of the words that lead to a field
LABELLED_FIELDS: frozenset[str] = frozenset(
    {
        *SCALAR_FIELDS,
        *LIST_FIELDS,
        *(f"dates.{role}" for role in DATE_ROLES),
        "product",
        "reviewer",
        "reason_code",
        "appeal_until",
        "service_strength",
    }
)

#: lists of words by name, and what each is for
WORD_LISTS: Mapping[str, str] = {
    "call_names": "names of the talk between the treating and the plan's physician",
    "same_word_twice_not_a_call": "the X of `X-to-X` that names no talk between peers (face-to-face)",
    "plan_endings": "last words of a plan's name",
    "plan_endings_strong": "of these, the ones that no other organization has",
    "vendor_endings": "last words of the name of an administrator, benefit manager or review organization",
    "acts_for": "words between the name of who writes and the plan it acts for",
    "acted_by": "words between a plan's name and who acts for it",
    "facility_endings": "last words of the name of a place of care, beside its label",
    "facility_endings_strong": "of these, the ones that name a place of care wherever they stand",
    "fast": "words for a hastened appeal",
    "not_a_letterhead": "first words of head lines that name no organization",
    "credentials": "letters behind a clinician's name",
    "reviewer_roles": "what a letter calls the person who decided",
    "clinician_roles": "what a letter calls the person who asks for care",
    "boilerplate": "words of rights pages and notices in whose sentences nothing about the case is told",
    "care_units": "what amounts of care are counted in",
}

#: groups of words by name: each value of the group has its own words
MEANINGS: Mapping[str, str] = {
    "columns": "what a column of a table holds -> its titles, beside the labels; `other` titles hold nothing that is read",
    "section_openings": "kind of a section -> words that open its heading",
    "sections": "kind of a section -> words anywhere in its heading; the first kind that fits counts",
    "lines_stated": "line of business -> words that state it beside the product's label or in the plan's name",
    "lines_told": "line of business -> words that state it in the text",
    "lines_implied": "line of business -> words from which it follows",
    "decisions": "the contract's word -> outcomes as printed in a box, a cell or behind a label",
    "paces": "the contract's word -> how the pace of the request is printed",
    "specialties": "field of medicine -> its names and what its physicians are called",
    "keys_p2p": "field -> key words that give it under a heading about the call; `nothing`: not read",
    "keys_appeal": "field -> key words that give it under a heading about the appeal; `nothing`: not read",
    "keys_fast_appeal": "the same under a heading about the fast appeal",
    "keys_reviewer": "field -> key words that give it under a heading that names the reviewer; `nothing`: not read",
    "request_types": "prospective, concurrent, retrospective -> words of a label's value",
}


@dataclass(frozen=True, slots=True)
class LetterWords:
    """All of it.

    labels: every label in small letters -> the field it names. marked: labels that count only with a mark behind them,
    because alone they are as often a value. words: WORD_LISTS by name. meanings: MEANINGS by name, each value's words in
    the file's order.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

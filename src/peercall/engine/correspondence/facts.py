"""What a letter can say of a case: values with their sources, lists of them, and words that choose paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from peercall.domain.clock_rules import PlanClass
from peercall.domain.correspondence import Condition, Mark


@dataclass(frozen=True, slots=True)
class Value:
    """Words that stand for a name in a template, and what they rest on."""

    text: str
    marks: tuple[Mark, ...] = ()


Item = Mapping[str, Value]
"""One of a list: a treatment, a criterion, a try to call; its values by name."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A case for letters.

    values: by name; a name that is missing is unknown. lists: items by name. words: for conditions (`line`, `funding`,
    `phase`, `urgency`, `request_type`, `disposition`, `reported`, `confirmed`, `state`). plan, state: which law reaches it.
    sender: the letterhead. on: day of the letter. grandfathered: None when not known. texts: whole texts by kind, made from
    the record (text_mark); grades: years of school they ask for. exhibits: letter and name of the documents marks name.
    none: names of values of which there is none in this case, as a notice's day before the notice.
    """

    on: date
    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Item, ...]]
    words: Mapping[str, str]
    sender: tuple[str, ...] = ()
    plan: PlanClass | None = None
    state: str | None = None
    grandfathered: bool | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    text_mark: Mark | None = None
    grades: Mapping[str, float] = field(default_factory=dict)
    exhibits: tuple[tuple[str, str], ...] = ()
    none: frozenset[str] = frozenset()


def holds(condition: Condition, facts: LetterFacts) -> bool:
    """Every part of the condition is so; a fact that is not known fulfils no demand for a word."""
    return (
        all(facts.words.get(key, "") in words for key, words in condition.words.items())
        and not any(facts.words.get(key, "") in words for key, words in condition.never.items())
        and all(_there(name, facts) for name in condition.has)
        and not any(_there(name, facts) for name in condition.lacks)
    )


def _there(name: str, facts: LetterFacts) -> bool:
    return bool(facts.lists.get(name)) or (name in facts.values and facts.values[name].text != "")

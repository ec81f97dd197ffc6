"""Which words of a sentence speak of which drug or treatment, where it names several.

Words belong to the name before them, up to the next name. What stands behind "A, B and C" speaks of all three; what stands
before the first name speaks of it and of those joined to it by commas or "and". A bracket speaks of the name before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from peercall.engine.chart_text.mentions import What
from peercall.engine.chart_text.written_dates import WrittenDate
from peercall.engine.phrasing import Mention

_CLAUSE = re.compile(r";|(?<=[a-z)])\.\s|\bbut\b", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_OUTCOMES = frozenset({"inadequate_response", "refractory", "relapse", "intolerance", "effective"})
#: between two names: a last "and" makes what follows speak of both
_JOINED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:[\d.,/-]+\s*(?:mg|mcg|g)?\b\s*)?(?:,\s*)?(?:and|or|/|&|\+|plus)\s*", re.IGNORECASE
)
_LISTED = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:[\d.,/-]+\s*(?:mg|mcg|g)?\b\s*)?,\s*", re.IGNORECASE)
#: words between two names after which something else is told
_TURNS = re.compile(
    r"\b(?:currently|now|on|remain\w*|start\w*|tak(?:es?|ing)|continu\w*|add\w*|switch\w*|chang\w*|never|not|declin\w*|"
    r"consider\w*|plan\w*|then|request\w*|responded|improved|helped|effective)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+of\s+(?:[\w-]+\s+){0,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agent:
    """A drug (its ingredients) or a treatment, where it is named."""

    start: int
    end: int
    key: str
    ingredients: tuple[str, ...] = ()
    treatment: str | None = None


Placed = TypeVar("Placed", Mention[What], WrittenDate, "re.Match[str]")


class Shares:
    """The words of one sentence parted among the agents it names."""

    def __init__(self, text: str, agents: Sequence[Agent]) -> None:
        self.text = text
        self.agents = agents
        self.several = len({agent.key for agent in agents}) > 1
        self._brackets = [match.span() for match in _BRACKET.finditer(text)]

    def stretch(self, agent: Agent) -> tuple[int, int]:
        """From the agent to the next one of another name, within its clause."""
        if not self.several:
            return 0, len(self.text)
        last = self._clause(agent)[1]
        following = [other.start for other in self.agents if other.start >= agent.end and other.key != agent.key]
        return agent.start, min([last, *following])

    def told_until(self, agent: Agent) -> int:
        """Where words end that may speak of the agent: those behind the next name are of that one."""
        if not self.several:
            return len(self.text)
        return self._stop(self._group(agent), agent)

    def says(self, pattern: re.Pattern[str], agent: Agent) -> bool:
        """True when words of the agent's share say so: behind the name before, as far as its own words reach."""
        before = [other.end for other in self.agents if other.end <= agent.start and other.key != agent.key]
        joined = any(agent in self._group(other) for other in self.agents if other.end <= agent.start)
        first = max(before, default=0) if self.several and not joined else 0
        return pattern.search(self.text, first, self.told_until(agent)) is not None

    def outcomes(self, agent: Agent, mentions: Sequence[Mention[What]]) -> list[Mention[What]]:
        """Outcomes that speak of the agent; one told right of it alone goes before one told of the whole list."""
        if not self.several:
            # "Ice has not been helpful, but he uses ibuprofen": what a clause before says is of something else
            first = self._clause(agent)[0]
            return [m for m in mentions if m.what.key not in _OUTCOMES or m.end > first]
        behind = [m for m in mentions if self._speaks_behind(agent, m.start, m.end)]
        before = [m for m in mentions if m not in behind and self._speaks_before(agent, m.start, m.end)]
        if any(m.what.key in _OUTCOMES for m in behind):
            before = [m for m in before if m.what.key not in _OUTCOMES]
        return sorted([*before, *behind], key=lambda m: m.start)

    def dates(self, agent: Agent, dates: Sequence[WrittenDate]) -> list[WrittenDate]:
        """Dates that may bound the agent's course."""
        if not self.several:
            return list(dates)
        return [
            d for d in dates if self._speaks_behind(agent, d.start, d.end) or self._speaks_before(agent, d.start, d.end)
        ]

    def speaks_of(self, agent: Agent, start: int, end: int) -> bool:
        """True for words that speak of the agent, before it or behind it."""
        return not self.several or self._speaks_behind(agent, start, end) or self._speaks_before(agent, start, end)

    def counted(self, agent: Agent, start: int, end: int) -> bool:
        """True for a number of sessions of this agent: "11 visits of X", else of the last name before it."""
        if not self.several:
            return True
        inside = next((other for other in self.agents if other.start <= start and end <= other.end), None)
        if inside is not None:
            return inside.key == agent.key
        behind = next((other for other in self.agents if other.start >= end), None)
        if behind is not None and _OF.fullmatch(self.text, end, behind.start):
            return behind.key == agent.key
        before = [other for other in self.agents if other.end <= start]
        if before and self._clause(before[-1])[0] <= start < self._clause(before[-1])[1]:
            return before[-1].key == agent.key
        return behind is not None and behind.key == agent.key and not before

    def _clause(self, agent: Agent) -> tuple[int, int]:
        first, last = 0, len(self.text)
        for match in _CLAUSE.finditer(self.text):
            if any(one < match.start() < other for one, other in self._brackets):
                continue
            if match.end() <= agent.start:
                first = match.end()
            elif match.start() >= agent.end:
                last = match.start()
                break
        return first, last

    def _speaks_behind(self, agent: Agent, start: int, end: int) -> bool:
        group = self._group(agent)
        last, stop = group[-1], self._stop(group, agent)
        if agent.end <= start and end <= self.stretch(agent)[1]:
            return True
        if last.end <= start and end <= stop:
            return not self._in_bracket(start)
        return False

    def _speaks_before(self, agent: Agent, start: int, end: int) -> bool:
        first, last = self._clause(agent)
        inside = [other for other in self.agents if first <= other.start < last]
        if not first <= start or end > inside[0].start or self._in_bracket(start):
            return False
        chain = [other for other in inside if other.start <= agent.start]
        return not any(_TURNS.search(self.text, one.end, other.start) for one, other in pairwise(chain))

    def _stop(self, group: Sequence[Agent], agent: Agent) -> int:
        keys, last = {one.key for one in group}, group[-1]
        following = [other.start for other in self.agents if other.start >= last.end and other.key not in keys]
        return min([self._clause(agent)[1], *following])

    def _group(self, agent: Agent) -> list[Agent]:
        """The agent and those behind it that a list with a last "and" joins to it."""
        at = self.agents.index(agent)
        group = [agent]
        ends = 1
        for one, other in pairwise(self.agents[at:]):
            if _JOINED.fullmatch(self.text, one.end, other.start):
                group.append(other)
                ends = len(group)
            elif _LISTED.fullmatch(self.text, one.end, other.start):
                group.append(other)
            else:
                break
        return group[:ends]

    def _in_bracket(self, at: int) -> bool:
        return any(one < at < other for one, other in self._brackets)

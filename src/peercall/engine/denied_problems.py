"""A problem that one place of the chart codes and another denies in words: told with both places, decided by nobody here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from peercall.domain.charts import ChartFacts, ConditionFact, Passage
from peercall.domain.terms import Assertion
from peercall.engine.chart_text.assertion import Asserter
from peercall.engine.wording import place_text

_CODE_OR_BRACKET = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b[A-TV-Z]\d[0-9A-B](?:\.[0-9A-Z]{1,4})?\b")
#: what follows in a name refines it: "Type 2 diabetes mellitus without complications"
_REFINED = re.compile(
    r",|;|:|\s-\s|\b(?:with|without|due to|of (?:the )?(?:left|right|both)|in|unspecified|nos|stage)\b", re.I
)
#: words whose absence leaves the same problem; "pulmonary hypertension" keeps its first word, since it is another
_LEADING = re.compile(r"(?:(?:active|chronic|essential|primary|idiopathic|benign|seropositive|(?:non-?)?insulin[- ]dependent|left|right|bilateral|type (?:1|2|i|ii)|obstructive(?= sleep apn))\s+)", re.I)  # fmt: skip
_SHORT = {"diabetes mellitus": "diabetes"}
_SENTENCE = re.compile(r"[^.!?\n]+(?:\n(?=[a-z])[^.!?\n]+)*")
#: right before the name: the denial itself, or what belongs to it
_BEFORE = re.compile(
    r"(?:\b(?:no|denies|denied|without|never had|not have|not had|negative for|any|known|prior|previous|or|nor|have|diagnosed with"
    r"|(?:history|hx|h/o|diagnosis|evidence) of|personal)|,)\s+(?:a |an |the )?$",
    re.IGNORECASE,
)
#: right after it: nothing that would make it another thing ("diabetes education")
_AFTER = re.compile(r"\s*(?:$|[,;.)]|(?:or|nor|and|at this time|currently|in the past|to date)\b)", re.IGNORECASE)
_ENDED = frozenset({"resolved", "inactive", "remission"})
_SHORTEST = 5


def denied_problems(chart: ChartFacts, *, asserter: Asserter) -> tuple[str, ...]:
    """One sentence for each coded problem that a note denies ("no history of diabetes" against E11.9), with both places.

    The note must name the problem by its own name; what it denies of its consequences is no denial of it, and a note from
    before the problem began contradicts nothing.
    """
    named: dict[str, list[ConditionFact]] = {}
    for fact in chart.conditions():
        if not fact.codes or fact.caution or fact.assertion is not Assertion.PRESENT or fact.clinical_status in _ENDED:
            continue
        for name in problem_names(fact.text):
            named.setdefault(name, []).append(fact)
    if not named:
        return ()
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    found: dict[str, None] = {}
    for passage in chart.passages():
        if passage.caution is None:
            found.update(dict.fromkeys(_against(passage, pattern, named, asserter)))
    return tuple(found)


def problem_names(text: str) -> tuple[str, ...]:
    """What notes call a problem whose coded name this is, lower case: the name without refinements, and its short form."""
    name = " ".join(_REFINED.split(_CODE_OR_BRACKET.sub(" ", text), maxsplit=1)[0].lower().split())
    if re.match(r"(?:family |personal |past )?(?:history|hx)\b|status post|s/p|screening|encounter", name):
        return ()
    names = [name]
    while (shorter := _LEADING.sub("", name, count=1) if _LEADING.match(name) else name) != name:
        name = shorter
        names.append(name)
    names += [_SHORT[name]] if name in _SHORT else []
    return tuple(one for one in dict.fromkeys(names) if len(one) >= _SHORTEST)


def _against(
    passage: Passage, pattern: re.Pattern[str], named: dict[str, list[ConditionFact]], asserter: Asserter
) -> Iterator[str]:
    low = passage.text.lower()
    if len(low) != len(passage.text) or pattern.search(low) is None:
        return
    for sentence in _SENTENCE.finditer(low):
        text = sentence.group()
        for match in pattern.finditer(text):
            if not _BEFORE.search(text, 0, match.start()) or not _AFTER.match(text, match.end()):
                continue
            said = asserter.judge(text, match.start(), match.end(), section=passage.section)
            if said is not Assertion.NEGATED:
                continue
            for fact in _later(named[match.group()], passage):
                code = fact.codes[0].value
                coded_in = place_text(fact.source) or "the chart"
                yield (
                    f"{passage.document}, page {passage.page} denies {match.group()}, which {coded_in} codes as {code}: "
                    "clear it up before the call"
                )


def _later(facts: Sequence[ConditionFact], passage: Passage) -> Iterator[ConditionFact]:
    """Facts that a note can contradict: not those that began after it. One that both the list and the note's own line
    code stands once."""
    seen: set[str] = set()
    for fact in facts:
        began = fact.on or fact.recorded
        if began is not None and passage.note_on is not None and passage.note_on.last < began.first:
            continue
        if fact.codes[0].value not in seen:
            seen.add(fact.codes[0].value)
            yield fact

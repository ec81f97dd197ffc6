"""Measured values in prose: name, number or level, unit, scale, circumstances and date.

A value without a unit or a date says so. What may be a limit, a goal or a change ("from 46% to 30%") is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from peercall.domain.charts import MeasureFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.assertion import clause_end
from peercall.engine.chart_text.fact_dates import own_dates, when
from peercall.engine.chart_text.mentions import Reading, What
from peercall.engine.chart_text.note_heads import hour_after
from peercall.engine.chart_text.numbers import NUMBER, Value, value_at
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import WrittenDate
from peercall.engine.measure_names import MeasureWords, stands_alone
from peercall.engine.phrasing import Mention
from peercall.engine.vocabulary import Vocabulary

_FILLER = re.compile(
    r"\s*(?:[:=,–—-]|[()]|\b(?:is|was|were|of|at|today|now|scores?|scored|grade|class|index|total|level|readings?|value|measured|"
    r"estimated|calculated|by|echo(?:cardiogram)?|on|the|a|an|about|approximately|approx\.?|around|currently|current|still|only|"
    r"questionnaire|form|scale|results?|remains|remained|fell to|rose to|down to|decreased to|increased to|improved to|usual|worst|"
    r"average|resting|room air|rest|exertion|ambulation|walking|nasal cannula|RA|visit|stable|reported|patient|rated|stage|"
    r"functional|status|overall|completed|online|in|clinic|this|morning|and|dropped to|desaturated to|nadir|lowest|highest|"
    r"severe|moderate|mild|high|low|her|his|with|as|"
    r"\d(?:\.\d)?\s?%\s(?:rule|desaturations?|criteria|hypopneas?|definition)|\d+(?:\.\d+)?\s?L(?:/min)?|visual|analog|numeric)\b)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\((?!\s*\d+(?:\.\d+)?\s*%?\s*\))[^()\d]{0,40}\)")
_LIMIT = re.compile(
    r"^\s*%?\s*(?:or|and)\s+(?:less|more|below|above|under|over|greater|higher|lower|fewer|better)\b", re.IGNORECASE
)
_CRITERION = re.compile(
    r"\b(?:criteri(?:a|on)|require[ds]?|qualif(?:y|ies|ied) if|goals?|targets?|thresholds?|cut-?off|policy|guidelines?)\b",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"^\s*-?(?:mg|mcg|g|kg|lbs?|cm|mm|mL|L|weeks?|wks?|months?|mos?|days?|years?|yrs?|y/o|yo|hours?|hrs?|h|min(?:utes)?|sec(?:onds)?|bpm|"
    r"visits?|times|x|tabs?|tablets?|units?|IU|meters?|feet|ft|steps|degrees|pack)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"^\s*(?:points?|pts?)\b", re.IGNORECASE)
_SAME = re.compile(r"^\s*(?:\(\s*=?|=)\s*(?P<n>" + NUMBER + r")\s*%")
_OUT_OF = re.compile(r"^\s*(?:of|/|out of)\s*(?P<of>\d{2,3})\b")
_NEXT_VALUE = re.compile(r"(?:,\s*(?:and\s+|then\s+)?|;\s*|\s+and\s+)(?=\d{2,3}\s*%)")
_LEVEL = re.compile(
    r"(?:(?:class|grade|stage|level|score|type)\s*)?(?P<a>IV|I{1,3}|V|[0-6])(?:\s*(?:-|–|to|/|or|and)\s*(?P<b>IV|I{1,3}|V|[0-6]))?(?![\w%])(?![./]\d)"
)
_LEVEL_BEFORE = re.compile(
    r"\b(?:class|grade|stage)\s+(?P<a>IV|I{1,3}|V|[0-6])(?:\s*(?:-|–|to|/)\s*(?P<b>IV|I{1,3}|V|[0-6]))?\s*$",
    re.IGNORECASE,
)
_PAIN_OF = re.compile(r"(?P<n>\d{1,2}(?:\.\d)?)\s*(?:/|of|out of)\s*10\b")
_BEFORE = re.compile(rf"(?P<n>{NUMBER})\s*(?:\+\s*)?(?:-\s*)?(?:year\s+)?$")
_CLOSES = re.compile(r"[,;)]|\.\s")
_MESSAGES = frozenset({"messages"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A value read beside a name, and the stretch of words that tells its circumstances."""

    value: Value
    unit: str | None
    scale: str | None
    end: int


def measures_in(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """Measured values that a sentence, or a row read as one, states."""
    mentions = reading.find(statement.text).of("measure")
    if not mentions:
        return
    vocabulary = reading.vocabulary
    dates = own_dates(statement)
    text = statement.text
    told: set[tuple[str, float | None, float | None, tuple[str, ...]]] = set()
    for place, mention in enumerate(mentions):
        words = vocabulary.measure_words[mention.what.key]
        if not stands_alone(text, mention.start, mention.end) or not words.speaks_of(text):
            continue
        if words.needs == () and any(
            other.what.key != mention.what.key
            and (other.start, other.end) == (mention.start, mention.end)
            and vocabulary.measure_words[other.what.key].needs
            and vocabulary.measure_words[other.what.key].speaks_of(text)
            for other in mentions
        ):
            continue
        before = mentions[place - 1].end if place else 0
        limit = (
            mentions[place + 1].start
            if place + 1 < len(mentions) and mentions[place + 1].start > mention.end
            else len(text)
        )
        for fact in _of_mention(statement, reading, mention, words, dates, before, limit):
            said = (fact.measure, fact.low, fact.high, fact.category)
            if said not in told:
                told.add(said)
                yield fact


def _of_mention(
    statement: Statement,
    reading: Reading,
    mention: Mention[What],
    words: MeasureWords,
    dates: Sequence[WrittenDate],
    before: int,
    limit: int,
) -> Iterator[MeasureFact]:
    text = statement.text
    if words.kind in {"ordinal", "category"}:
        if levels := _levels(text, mention, words):
            yield _fact(statement, reading, mention, words, dates, None, levels, (0, len(text)))
        return
    first = _value_before(text, mention, words) if words.after else _value_after(text, mention, words, dates, limit)
    if first is None:
        return
    if _LIMIT.match(text[first.end :]) or (first.value.sign and _CRITERION.search(text)):
        return
    start, window_end = 0, len(text)
    found = [first]
    while "gas" in words.contexts and (following := _next_value(text, found[-1], words)) is not None:
        found.append(following)
    for number, read in enumerate(found):
        window_end = found[number + 1].value.start if number + 1 < len(found) else len(text)
        if number == 0 and len(found) == 1 and limit < len(text):
            window_end = min(window_end, limit)
        begin = start if number == 0 else read.value.start
        fact = _fact(statement, reading, mention, words, dates, read, (), (begin, window_end), serial=number)
        if "portion" in fact.context:
            near = _close_by(text, before, mention, read.end, limit)
            own = {key: value for key, value in reading.vocabulary.context(near).items() if key == "portion"}
            others = {key: value for key, value in fact.context.items() if key != "portion"}
            fact = replace(fact, context={**others, **own})
        yield fact


def _close_by(text: str, before: int, mention: Mention[What], end: int, limit: int) -> str:
    """Words that belong to one value among several: from the end of the clause before it to the end of its own."""
    ended = _CLOSES.search(text, before, mention.start) if before else None
    begin = ended.end() if ended is not None else before
    behind = text[end:limit]
    opened = behind.rfind("(")
    if opened > behind.rfind(")"):
        behind = behind[:opened]  # the bracket holds the next value
    closed = _CLOSES.search(behind)
    return f"{text[begin : mention.end]} {behind[: closed.start()] if closed is not None else behind}"


def _value_after(
    text: str, mention: Mention[What], words: MeasureWords, dates: Sequence[WrittenDate], limit: int
) -> _Read | None:
    at = mention.end
    weak = text[mention.start : mention.end].strip().lower() in words.weak
    for _ in range(9):
        at = _skip_space(text, at)
        if (skipped := next((item.end for item in dates if item.start <= at < item.end), None)) is not None:
            at = skipped
            continue
        if at >= limit:
            break
        value = value_at(text, at)
        filler = _BRACKET.match(text, at) or _FILLER.match(text, at)
        if value is not None and not (
            filler is not None and filler.end() > value.end and text[filler.end() - 1].isalpha()
        ):
            if f"{value.low:g}-{value.high:g}" in {name for name, _ in words.scales}:
                at = value.end  # the scale itself ("VAS 0-10 scale")
                continue
            read = _with_unit(text, value, words)
            if read is not None:
                if weak and read.unit is None and read.scale is None:
                    return None
                return None if weak and words.scales and read.scale is None else read
            if not _FOREIGN.match(text[value.end :]):
                return None
            at = value.end + (_FOREIGN.match(text[value.end :]) or re.match("", "")).end()  # type: ignore[union-attr]
            continue
        if filler is None or filler.end() == at:
            break
        at = filler.end()
    return _pain_of_ten(text, mention, words, limit)


def _pain_of_ten(text: str, mention: Mention[What], words: MeasureWords, limit: int) -> _Read | None:
    """ "Pain: right low back, aching, 7 of 10": the scale itself says that the number is of pain."""
    scale = next((name for name, _ in words.scales if name == "0-10"), None)
    if scale is None or "pain" not in words.contexts:
        return None
    match = _PAIN_OF.search(text, mention.end, min(limit, mention.end + 60))
    if (
        match is None
        or ";" in text[mention.end : match.start()]
        or "global" in text[mention.end : match.start()].lower()
    ):
        return None
    number = float(match["n"])
    return _Read(Value(number, number, match.start(), match.end("n")), None, scale, match.end())


def _value_before(text: str, mention: Mention[What], words: MeasureWords) -> _Read | None:
    match = _BEFORE.search(text[: mention.start])
    if match is None:
        return _value_after(text, mention, replace_after(words), (), len(text))
    number = float(match["n"].replace(",", ""))
    return _Read(Value(number, number, match.start("n"), match.end("n")), words.implied_unit, None, mention.end)


def replace_after(words: MeasureWords) -> MeasureWords:
    """The same words, read with the number behind the name."""
    return replace(words, after=False)


def _next_value(text: str, last: _Read, words: MeasureWords) -> _Read | None:
    match = _NEXT_VALUE.search(text, last.end, min(len(text), last.end + 60))
    value = value_at(text, match.end()) if match is not None else None
    return _with_unit(text, value, words) if value is not None else None


def _with_unit(text: str, value: Value, words: MeasureWords) -> _Read | None:
    """The value with the unit or scale behind it; None when what follows belongs to something else."""
    rest = text[value.end :]
    lead = len(rest) - len(rest.lstrip())
    same = _SAME.match(_after_scale(rest)) if not value.percent else None
    if same is not None and any(unit == "%" for unit, _ in words.units):
        number = float(same["n"])
        end = value.end + len(rest) - len(_after_scale(rest)) + same.end()
        return _Read(replace(value, low=number, high=number), "%", None, end)
    for unit, pattern in words.units:
        match = pattern.match(rest, lead)
        if match is not None:
            end = value.end + match.end()
            return _Read(value, unit, None, end)
    out_of = _OUT_OF.match(rest)
    if out_of is not None:
        scale = next((name for name, _ in words.scales if name.endswith("-" + out_of["of"])), None)
        # "47 of 100" on a measure that ends at 100 names its own end, no other scale
        if scale is None and (words.scales or words.high != float(out_of["of"])):
            return None
        return _Read(value, words.implied_unit, scale, value.end + out_of.end())
    scale = next((name for name, pattern in words.scales if pattern.match(rest, lead)), None)
    if scale is not None:
        return _Read(value, words.implied_unit, scale, value.end)
    points = _POINTS.match(rest)
    if points is None and (_FOREIGN.match(rest) or value.percent):
        return None
    if points is None and (rest[:1].isalpha() or re.match(r"\s+\d", rest) or re.match(r"/\d", rest)):
        return None
    return _Read(value, words.implied_unit, None, value.end + (points.end() if points else 0))


def _after_scale(rest: str) -> str:
    match = _OUT_OF.match(rest)
    return rest[match.end() :] if match else rest


def _levels(text: str, mention: Mention[What], words: MeasureWords) -> tuple[str, ...]:
    if words.kind == "category":
        own = text[mention.start : mention.end]
        return next(((level,) for level, pattern in words.levels if pattern.fullmatch(own.strip())), ())
    at = mention.end
    for _ in range(5):
        at = _skip_space(text, at)
        match = _LEVEL.match(text, at)
        if match is not None:
            return _between(match, words)
        filler = _BRACKET.match(text, at) or _FILLER.match(text, at)
        if filler is None or filler.end() == at:
            break
        at = filler.end()
    before = _LEVEL_BEFORE.search(text[: mention.start])
    return _between(before, words) if before is not None else ()


def _between(match: re.Match[str], words: MeasureWords) -> tuple[str, ...]:
    names = [level for level, _ in words.levels]
    ends = [level for part in (match["a"], match["b"]) if part for level in [_level(part, words)] if level is not None]
    if not ends or len(ends) != sum(1 for part in (match["a"], match["b"]) if part):
        return ()
    first, last = names.index(ends[0]), names.index(ends[-1])
    return tuple(names[first : last + 1])


def _level(part: str, words: MeasureWords) -> str | None:
    return next((level for level, pattern in words.levels if pattern.fullmatch(part)), None)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _fact(
    statement: Statement,
    reading: Reading,
    mention: Mention[What],
    words: MeasureWords,
    dates: Sequence[WrittenDate],
    read: _Read | None,
    levels: tuple[str, ...],
    window: tuple[int, int],
    *,
    serial: int = 0,
) -> MeasureFact:
    text = statement.text
    end = read.end if read is not None else mention.end
    about = text[window[0] : window[1]]
    beside = text[window[0] : max(end, min(window[1], clause_end(text, end)))]
    assertion = reading.judge(text, mention, statement.section)
    if words.kind == "category" and assertion is Assertion.HISTORICAL:
        assertion = Assertion.PRESENT
    if statement.section in {"comparison"} and assertion is Assertion.PRESENT:
        assertion = Assertion.HISTORICAL
    on = when(statement, mention.start, end, dates=dates)
    if assertion is Assertion.HISTORICAL and on == statement.note.on and not any(d.days == on for d in dates):
        on = None
    own_hour = next((hour_after(text[d.end :], d.days) for d in dates if d.days == on), None)
    value = read.value if read is not None else None
    return MeasureFact(
        id=f"{statement.place}:{words.id}" + (f":{mention.start}:{serial}" if mention.start or serial else ""),
        source=statement.source(),
        strength=Strength.STATED,
        on=on,
        assertion=assertion,
        author=statement.note.author,
        caution=caution_of(statement) or words.caution_in(about) or _out_of_scale(value, read, words),
        measure=words.id,
        variant=words.variant_in(beside),
        low=value.low if value else None,
        high=value.high if value else None,
        category=levels,
        unit=read.unit if read else None,
        scale=read.scale if read else None,
        context=circumstances(statement, beside, words, reading.vocabulary),
        hour=own_hour or (statement.note.hour if on is not None and on == statement.note.on else None),
    )


def caution_of(statement: Statement) -> str | None:
    """Why nothing in the statement may count."""
    if statement.caution is not None:
        return statement.caution
    if statement.template:
        return "template text"
    return "said in a message" if statement.section in _MESSAGES else None


def circumstances(statement: Statement, about: str, words: MeasureWords, vocabulary: Vocabulary) -> dict[str, str]:
    """Context of a value: what the name carries, what the words around say, else what the specimen line of the note says."""
    context = words.context_of_name(about)
    said = vocabulary.context(about)
    context.update({key: value for key, value in said.items() if key in words.contexts and key not in context})
    for key, value in statement.note.context.items():
        if key in words.contexts:
            context.setdefault(key, value)
    method = vocabulary.method(about) or statement.note.method
    if method is not None:
        context.setdefault("method", method)
    if statement.note.method is not None:
        context["test"] = f"{statement.document.path}#{statement.note.first_page}"
    return context


def _out_of_scale(value: Value | None, read: _Read | None, words: MeasureWords) -> str | None:
    if value is None or read is None or words.low is None or words.high is None:
        return None
    if read.scale is not None:
        top = float(read.scale.rpartition("-")[2])
        return "outside the scale it names" if value.high > top else None
    if read.unit is not None and read.unit != words.implied_unit and read.unit != "%":
        return None
    inside = words.low <= value.low and value.high <= words.high
    return None if inside or value.sign else "outside the range of the measure"

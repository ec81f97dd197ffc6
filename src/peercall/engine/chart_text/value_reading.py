"""The value beside a measure's name: number, range or level, with the unit or scale behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from peercall.engine.chart_text.mentions import What
from peercall.engine.chart_text.numbers import NUMBER, Value, value_at
from peercall.engine.chart_text.written_dates import WrittenDate
from peercall.engine.measure_names import MeasureWords
from peercall.engine.phrasing import Mention

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
_FOREIGN = re.compile(
    r"^\s*-?(?:mg|mcg|g|kg|lbs?|cm|mm|mL|L|weeks?|wks?|months?|mos?|days?|years?|yrs?|y/o|yo|hours?|hrs?|h|min(?:utes)?|sec(?:onds)?|bpm|"
    r"visits?|times|x|tabs?|tablets?|units?|IU|meters?|feet|ft|steps|degrees|pack)\b",
    re.IGNORECASE,
)
#: "(0 = no pain, 10 = worst imaginable)" explains the scale
_KEY_OF_SCALE = re.compile(
    r"\s*(?:=|:)\s*[A-Za-z]{2}|\s*\(?(?:none|no|minimal|mild|moderate|severe|normal|low|remission)\b[^.;,\d]{0,20}[,;/]\s*"
    r"\d+(?:\.\d+)?\s*(?:-|–|to)\s*\d",
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
_PAIN_OF = re.compile(
    r"(?P<n>\d{1,2}(?:\.\d)?)(?:\s*(?:-|–|to)\s*(?P<m>\d{1,2}(?:\.\d)?))?\s*(?:/|of|out of)\s*10\b(?!/)"
)
_BEFORE = re.compile(rf"(?P<n>{NUMBER})\s*(?P<more>\+\s*)?(?:-\s*)?(?:year\s+)?$")


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value read beside a name, and the stretch of words that tells its circumstances."""

    value: Value
    unit: str | None
    scale: str | None
    end: int


def value_after(
    text: str, mention: Mention[What], words: MeasureWords, dates: Sequence[WrittenDate], limit: int
) -> ReadValue | None:
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


def _pain_of_ten(text: str, mention: Mention[What], words: MeasureWords, limit: int) -> ReadValue | None:
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
    low, high = float(match["n"]), float(match["m"] or match["n"])
    if high < low:
        return None
    return ReadValue(Value(low, high, match.start(), match.end("m" if match["m"] else "n")), None, scale, match.end())


def value_before(text: str, mention: Mention[What], words: MeasureWords) -> ReadValue | None:
    match = _BEFORE.search(text[: mention.start])
    if match is None:
        return value_after(text, mention, replace_after(words), (), len(text))
    number = float(match["n"].replace(",", ""))
    high, sign = (float("inf"), ">=") if match["more"] else (number, None)
    value = Value(number, high, match.start("n"), match.end("n"), sign=sign)
    return ReadValue(value, words.implied_unit, None, mention.end)


def replace_after(words: MeasureWords) -> MeasureWords:
    """The same words, read with the number behind the name."""
    return replace(words, after=False)


def next_value(text: str, last: ReadValue, words: MeasureWords) -> ReadValue | None:
    match = _NEXT_VALUE.search(text, last.end, min(len(text), last.end + 60))
    value = value_at(text, match.end()) if match is not None else None
    return _with_unit(text, value, words) if value is not None else None


def _with_unit(text: str, value: Value, words: MeasureWords) -> ReadValue | None:
    """The value with the unit or scale behind it; None when what follows belongs to something else."""
    rest = text[value.end :]
    if _KEY_OF_SCALE.match(rest):
        return None
    lead = len(rest) - len(rest.lstrip())
    same = _SAME.match(_after_scale(rest)) if not value.percent else None
    if same is not None and any(unit == "%" for unit, _ in words.units):
        number = float(same["n"])
        end = value.end + len(rest) - len(_after_scale(rest)) + same.end()
        return ReadValue(replace(value, low=number, high=number), "%", None, end)
    for unit, pattern in words.units:
        match = pattern.match(rest, lead)
        if match is not None:
            end = value.end + match.end()
            return ReadValue(value, unit, None, end)
    out_of = _OUT_OF.match(rest)
    if out_of is not None:
        scale = next((name for name, _ in words.scales if name.endswith("-" + out_of["of"])), None)
        # "47 of 100" on a measure that ends at 100 names its own end, no other scale
        if scale is None and (words.scales or words.high != float(out_of["of"])):
            return None
        return ReadValue(value, words.implied_unit, scale, value.end + out_of.end())
    scale = next((name for name, pattern in words.scales if pattern.match(rest, lead)), None)
    if scale is not None:
        return ReadValue(value, words.implied_unit, scale, value.end)
    points = _POINTS.match(rest)
    if points is None and (_FOREIGN.match(rest) or value.percent):
        return None
    if points is None and (rest[:1].isalpha() or re.match(r"\s+\d", rest) or re.match(r"/\d", rest)):
        return None
    return ReadValue(value, words.implied_unit, None, value.end + (points.end() if points else 0))


def _after_scale(rest: str) -> str:
    match = _OUT_OF.match(rest)
    return rest[match.end() :] if match else rest


def levels_of(text: str, mention: Mention[What], words: MeasureWords) -> tuple[tuple[str, ...], int]:
    """Levels named, and where their words end."""
    if words.kind == "category":
        own = text[mention.start : mention.end]
        return next(((level,) for level, pattern in words.levels if pattern.fullmatch(own.strip())), ()), mention.end
    at = mention.end
    for _ in range(5):
        at = _skip_space(text, at)
        match = _LEVEL.match(text, at)
        if match is not None:
            return _between(match, words), match.end()
        filler = _BRACKET.match(text, at) or _FILLER.match(text, at)
        if filler is None or filler.end() == at:
            break
        at = filler.end()
    before = _LEVEL_BEFORE.search(text[: mention.start])
    return (_between(before, words) if before is not None else ()), mention.end


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


def read_at(text: str, at: int, words: MeasureWords) -> tuple[ReadValue, int] | None:
    value = value_at(text, at)
    read = _with_unit(text, value, words) if value is not None and value.sign is None else None
    return (read, read.end) if read is not None else None


def level_at(text: str, at: int, words: MeasureWords) -> tuple[tuple[str, ...], int] | None:
    match = _LEVEL.match(text, at)
    levels = _between(match, words) if match is not None else ()
    return (levels, match.end()) if match is not None and levels else None

"""Stretches of time as letters word them: how long, counted from what, until when, ended by which event."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peercall.engine.letters.dates import DateMention, clock_time, find_dates, only_zone, zone_offset
from peercall.engine.letters.patterns import late
from peercall.engine.letters.vocabulary import Vocabulary

_ANCHOR_OF_FIELD = {
    "dates.notification": "notification_date", "dates.determination": "determination_date", "dates.mailed": "mailed_on",
    "dates.verbal_notification": "verbal_notification", "dates.request_received": "request_received",
    "dates.service": "service", "dates.admission": "admission",
}  # fmt: skip
_ONES = tuple(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
)
_TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())  # noqa: SIM905
_VALUES = {word: number for number, word in enumerate(_ONES, start=1)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
NUMBER_WORD = "(?:" + "|".join(sorted(_VALUES, key=len, reverse=True)) + ")"
_NUMBER_WORDS = (
    rf"(?:{NUMBER_WORD}\s+hundred(?:\s+and)?(?:[\s-]+{NUMBER_WORD}){{0,2}}|{NUMBER_WORD}(?:[\s-]+{NUMBER_WORD})?)"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,9}"
_NUMBER = rf"(?:(?P<word>{_NUMBER_WORDS})\s*(?:\(\s*(?P<paren>{_DIGITS})\s*\))?|(?P<digits>{_DIGITS}))"
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30, "sixtieth": 60, "ninetieth": 90,
}  # fmt: skip
_UNIT = r"(?P<unit>hours?|hrs?\b|(?:calendar\s+|consecutive\s+)?days?|(?:business|working|work)[\s-]+days?|(?:calendar\s+)?months?|weeks?|years?)"
_THIS = r"(?:this|the|your|our)"
_PAPER = r"(?:written\s+)?(?:denial\s+|adverse\s+|determination\s+|decision\s+)?(?:letter|notice|notification|e-?mail|mail|message|communication|correspondence|form|statement|fax|outcome|response|summary|document|explanation)(?:\s+of\s+(?:\w+\s+){0,3}(?:determination|denial|decision|action|coverage))?"
_DECISION = r"(?:(?:initial|original|adverse|plan'?s|benefit|coverage|final|utilization\s+review|organization)\s+){0,4}(?:determination|decision|denial)(?!\s+(?:of|on|about)\s+(?:the\s+|your\s+|that\s+|an?\s+)?(?:first\s+|internal\s+|member\s+|level\s+)*(?:reconsideration|appeal|grievance|dispute|level|review\b))"
_LINK = r"\s*,?\s*\(?(?:of|from|after|following|past|that\s+(?:follows?|begins?\s+(?:on|with|from)|starts?\s+(?:on|with|from))|since|beginning(?:\s+(?:on|with))?|starting(?:\s+(?:on|with))?|(?:counted|counting|measured|calculated|running)\s+from)\s+"
_WHO = r"(?:you(?:\s+or\s+(?:your|the)\s+\w+)?|your\s+(?:office|patient|practice)|(?:the|your)\s+(?:covered\s+|injured\s+)?(?:member|patient|enrollee|participant|claimant|provider|practice|hospital|facility|person|worker|employee|beneficiary)|he\s+or\s+she|he|she|they)"
_ANCHORS: tuple[tuple[str, str], ...] = (
    ("receipt_date", rf"(?:the\s+)?(?:date\s+of\s+|day\s+of\s+)?(?:your\s+)?(?:receipt|receiving|getting)(?!\s+(?:it\b|(?:of\s+)?(?:it|the|your|an?|this)\s+(?:\w+\s+)?(?:appeal|request|grievance|complaint)\b))(?:\s+(?:of|by\s+\w+\s+of)?\s*{_THIS}\s+{_PAPER}|\s+of\s+{_THIS}\s+{_DECISION})?"),
    ("receipt_date", rf"(?:the\s+(?:date|day)\s+(?:on\s+which\s+|that\s+|when\s+)?)?(?:{_THIS}\s+{_PAPER}\s+(?:is|was)\s+received|you(?:\s+or\s+your\s+\w+)?\s+(?:receive|received|get|got)\s+(?:(?:{_THIS}\s+)?(?:{_PAPER}|{_DECISION})|it\b|this\b|ours\b))"),
    ("receipt_date", rf"(?:the\s+(?:date|day|time)\s+(?:on\s+which\s+|that\s+|when\s+)?|when\s+)?{_WHO}\s+(?:receive[sd]?|gets?|got|(?:is|are|was|were)\s+given)\s+(?:(?:the\s+|this\s+|a\s+)?(?:written\s+)?(?:notice|notification|word|copy)\s+(?:of|about)\s+)?(?:{_THIS}\s+)?(?:{_PAPER}|(?:\w+\s+)?{_DECISION}|it\b|this\b)"),
    ("receipt_date", rf"(?:the\s+(?:date|day|time)\s+)?(?:when|that|on\s+which)\s+{_THIS}\s+{_PAPER}\s+(?:is|was)\s+received"),
    ("receipt_date", rf"{_THIS}\s+{_PAPER}\s+(?:comes\s+to\s+hand|reaches\s+\w+(?:\s+\w+)?|arrives)"),
    ("notification_date", rf"(?:(?:the\s+)?(?:date|day|time|hour)\s+(?:that\s+|on\s+which\s+|when\s+)?)?{_THIS}\s+{_PAPER}\s+(?:was|is)\s+(?:sent|issued|dated|written|faxed)"),
    ("mailed_on", rf"(?:the\s+)?(?:date|day)\s+(?:that\s+|on\s+which\s+)?(?:we|it)\s+(?:mailed|was\s+mailed|posted)(?:\s+(?:you\s+)?{_THIS}\s+{_PAPER})?"),
    ("mailed_on", rf"(?:the\s+)?(?:date\s+(?:that\s+|of\s+|on\s+which\s+)?)?(?:{_THIS}\s+{_PAPER}\s+(?:is|was)\s+mailed|(?:the\s+)?(?:mailing|postmark)(?:\s+date)?(?:\s+(?:date\s+)?of\s+{_THIS}\s+{_PAPER})?|(?:the\s+)?mail(?:ed|ing)\s+date|(?:the\s+)?date\s+mailed)"),
    ("mailed_on", rf"(?:the\s+)?(?:date\s+of\s+)?service\s+of\s+(?:{_THIS}\s+)?(?:{_PAPER}|(?:\w+\s+){{0,2}}{_DECISION})"),
    ("verbal_notification", r"(?:the\s+|our\s+|your\s+)?(?:date\s+of\s+(?:the\s+|our\s+)?|time\s+of\s+(?:the\s+|our\s+)?)?(?:initial\s+)?(?:verbal|oral|telephon\w*|phone)\s+(?:notice|notification|denial)(?:\s+of\s+(?:the\s+)?(?:\w+\s+)?(?:denial|determination|decision))?"),
    ("verbal_notification", r"(?:the|our)\s+(?:tele)?phone\s+call\s+(?:above|named\s+above|in\s+which\s+we)"),
    ("notification_date", rf"(?:the\s+)?(?:date\s+(?:of|on|printed\s+on|shown\s+on|stamped\s+on|appearing\s+on|(?:printed\s+|shown\s+)?at\s+the\s+(?:top|head)\s+of)\s+)(?:the\s+top\s+of\s+)?{_THIS}\s+{_PAPER}"),
    ("notification_date", rf"(?:{_THIS}\s+{_PAPER}(?:'s\s+date)?(?:\s+date)?|(?:the\s+)?(?:notice|letter|notification)\s+date|the\s+date\s+(?:above|shown\s+above|printed\s+above)|(?:the\s+)?date\s+of\s+(?:the\s+)?(?:notice|letter|notification))(?:\s+(?:above|shown\s+above))?"),
    ("notification_date", r"(?:the\s+(?:date|day)\s+(?:on\s+which\s+|that\s+|when\s+)?)?(?:being|you\s+(?:are|were)|we)\s+(?:notified|informed|told|notify\s+you)(?:\s+of\s+(?:this|the|our)\s+\w+)?|notification(?:\s+of\s+(?:this|the|our)?\s*\w*\s*(?:determination|denial|decision))?"),
    ("discharge", r"(?:the\s+)?(?:date\s+of\s+)?(?:patient's\s+|member's\s+)?discharge"),
    ("admission", r"(?:the\s+)?(?:date\s+of\s+)?admission"),
    ("determination_date", rf"(?:the\s+)?(?:date\s+(?:of|on\s+which)\s+|day\s+of\s+)?(?:{_THIS}\s+)?{_DECISION}(?:\s+date|\s+(?:is|was)\s+(?:made|posted|entered|reached))?|(?:the\s+)?(?:determination|decision|denial)\s+date"),
    ("service", r"(?:the\s+)?date\s+of\s+service"),
)  # fmt: skip
_ANCHOR = late(
    _LINK + "(?:" + "|".join(f"(?P<a{index}>{pattern})" for index, (_, pattern) in enumerate(_ANCHORS)) + r")\b",
    re.IGNORECASE,
)
_LENGTH = late(
    rf"(?P<lead>(?:within|inside|during|no\s+later\s+than|not\s+later\s+than|no\s+more\s+than|up\s+to|in|have|has|for)\s+(?:the\s+)?(?:next\s+|first\s+)?)?\b{_NUMBER}\s*-?\s*{_UNIT}(?![\w-])",
    re.IGNORECASE,
)
_ORDINAL = late(
    r"(?P<lead>(?:by|before|until|through|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before)\s+(?:(?:noon|midnight|(?:the\s+)?(?:close|end)\s+of\s+(?:business|(?:the\s+)?day)|\d{1,2}(?::\d{2})?\s*[ap]\.?\s?m\b\.?)[\w\s]{0,24}?\s(?:on|of)\s+|(?:the\s+)?(?:close|end)\s+of\s+)?)(?:the\s+)?(?:(?P<n>\d{1,3})(?:st|nd|rd|th)|(?P<word>"
    + "|".join(_ORDINALS)
    + r"))\s+(?P<unit>(?:calendar\s+)?day|(?:business|working)\s+day)(?![\w-])",
    re.IGNORECASE,
)
_NAMED_DATE = late(
    r"\s*,?\s*(?:of|from|after|following|since)\s+(?:the\s+)?(?P<label>(?:date\s+of\s+)?[a-z/-]+(?:\s+[a-z/-]+){0,2}?\s*(?:date|on)?)(?=\s+(?:to|in|for|and|or)\b|[.,;:)]|\s{2,}|\s*$)",
    re.IGNORECASE,
)
#: `that follow the date in the "Notice issued" line`
_QUOTED_LABEL = late(
    _LINK
    + r"(?:the\s+)?(?:date|day)\s+(?:in|on|beside|next\s+to|behind|under|after|given\s+(?:at|under|as)|shown\s+(?:at|under|as))\s+(?:the\s+)?\"(?P<label>[^\"\n]{3,30})\"(?:\s+(?:line|row|field|box))?",
    re.IGNORECASE,
)
#: counted from the plan's answer to an appeal, which is no event of this notice
_LATER_ANSWER = late(
    r"\s*,?\s*(?:of|from|after|following)\s+(?:the\s+date\s+(?:of|on)\s+)?(?:our|the|your|that)\s+(?:re-?determination|reconsideration\s+(?:decision|answer|letter)|(?:plan's\s+)?appeal\s+(?:answer|letter|decision|response))\b|\s*,?\s*(?:of|from|after|following)\s+(?:the\s+date\s+(?:of|on)\s+)?(?:(?:our|the|your|that)\s+)(?:(?:first|second|final|internal|appeal|level|adverse|formal)[\s-]+){1,3}(?:answer|response|reply|decision|determination|letter|notice|resolution|denial|level)\b",
    re.IGNORECASE,
)
_OF_AN_APPEAL = late(
    r"\b(?:first|second|internal|appeal|level|answer|response|reply|re-?determination|reconsideration)\b", re.IGNORECASE
)
_UNTIL = late(
    r"\b(?:up\s+to(?:\s+and\s+including)?|by|before|prior\s+to|until|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before|through)\s+",
    re.IGNORECASE,
)
_HOUR = late(
    r"(?:(?P<h>\d{1,2})(?::(?P<min>\d{2}))?\s*(?P<ap>[ap]\.?\s?m\b\.?|noon)?|(?P<noon>noon|(?:the\s+)?(?:close|end)\s+of\s+(?:the\s+)?(?:business(?:\s+day)?|day)|midnight))\s*,?\s*(?P<zone>(?:Eastern|Central|Mountain|Pacific|Alaska|Arizona|Hawaii)(?:\s+(?:Standard |Daylight )?Time)?|[ECMP][SD]?T\b)?\s*,?\s*(?:on|of)?\s+",
    re.IGNORECASE,
)
_AFTER_DATE = late(
    r"\s*,?\s*(?:(?:at|by)\s+|(?=\d{1,2}(?::\d{2}|\s*[ap]\.?\s?m\b)))(?P<h>\d{1,2})(?!\d|[-.]\d)(?::(?P<min>\d{2}))?\s*(?P<ap>[ap]\.?\s?m\b\.?|noon)?\s*(?P<zone>(?:Eastern|Central|Mountain|Pacific|Alaska|Arizona|Hawaii)(?:\s+(?:Standard |Daylight )?Time)?|[ECMP][SD]?T\b)?",
    re.IGNORECASE,
)
_EVENT = late(
    r"\s*,?\s*(?:or|and)\s+(?:(?:before|until|prior\s+to|at)\s+)?(?:the\s+)?(?:(?:time|date|day)\s+of\s+)?(?:(?:member|patient|enrollee|beneficiary)(?:'s)?\s+)?(?:discharge\b|(?:is|are)\s+discharged|leaves\s+the\s+(?:hospital|facility)|(?:is\s+)?released)",
    re.IGNORECASE,
)
_UNTIL_APPEAL = late(
    r"\s*,?\s*(?:(?:as|so)\s+long\s+as|provided(?:\s+that)?|if|unless|but\s+only\s+(?:if|while)|while)\s+(?:an?|no|the)\s+(?:formal\s+|member\s+|written\s+)?appeal\s+(?:has|have|is|was)\s+(?:not\s+(?:yet\s+)?)?(?:been\s+)?(?:already\s+)?(?:filed|started|begun|requested|submitted|received|opened)"
    r"|\s*,?\s*(?:(?:and|but)\s+)?(?:before|or\s+until|prior\s+to)\s+(?:an?|any|the)\s+(?:formal\s+|member\s+)?appeal\s+(?:is|has\s+been)\s+(?:filed|requested|submitted|started|begun|received)",
    re.IGNORECASE,
)
_CLAUSE = 100
_WHICHEVER = late(r"[^.;]{0,60}\bwhichever\b", re.IGNORECASE)
_OR_BEFORE = late(r"\b(?:leaves|discharge[ds]?|appeal|released?)\b[^.;]{0,40}\bor\s+$", re.IGNORECASE)
_OPEN_LINK = late(
    r"\s*,?\s*\(?(?:after|from|following|since|starting|beginning|counted|counting|that\s+(?:follow|start|begin)s?\b|of\s+(?:the|this|our|your|that|receipt|receiving|being|when))\b",
    re.IGNORECASE,
)
#: the appeal alone as the end
_ANY_TIME = late(
    r"(?:at\s+)?any\s+time\s+(?:before|until|prior\s+to)\s+(?:an?|any|the|your)\s+(?:formal\s+|member\s+|written\s+)?appeal\s+(?:is|has\s+been)\s+(?:filed|requested|submitted|started|begun|received)",
    re.IGNORECASE,
)
_WHICH = late(
    r"\s*,?\s*(?:whichever|whatever)\s+(?:comes|occurs|happens|is)\s+(?P<which>first|earlier|sooner|later|last)",
    re.IGNORECASE,
)
_BEFORE_EVENT = late(
    r"\b(?:before|prior\s+to|until)\s+(?:the\s+)?(?:(?:member|patient|enrollee)(?:'s)?\s+)?(?:discharge\b|(?:is|are)\s+discharged|leaves\s+the\s+(?:hospital|facility))",
    re.IGNORECASE,
)
_TODAY = late(r"(?P<day>today|tomorrow)\b", re.IGNORECASE)
_WEEKDAY = late(r"(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?", re.IGNORECASE)
_WEEK_DAYS = 7
_YEAR_MONTHS = 12
#: words before a length by which something must be done
_TO_ACT = ("within", "no ", "not ", "up to")
#: longer than any notice gives to act: such a number is a slip, and nobody can say of what
_LONGEST = {"hours": 3 * 366 * 24, "calendar_days": 3 * 366, "business_days": 3 * 366, "months": 10 * _YEAR_MONTHS}


@dataclass(frozen=True, slots=True)
class WindowMention:
    """A stretch of time in the text. value/unit: its length; counted_from: an anchor's word; until: ISO day or moment;
    or_event: `discharge` or `appeal_filed`; which: earlier or later. has_lead: words such as `within` open it."""

    start: int
    end: int
    value: int | None = None
    unit: str | None = None
    counted_from: str | None = None
    until: str | None = None
    or_event: str | None = None
    which: str | None = None
    has_lead: bool = False

    @property
    def tells_end(self) -> bool:
        """False when its length cannot be right: the words stand, and nothing is counted from them."""
        return self.value is not None or self.until is not None or self.or_event is not None

    def companions(self, text: str) -> dict[str, str | int | bool]:
        """Companions of a Found window, keyed as in the contract; text: the window verbatim, white space made even."""
        unit = self.unit
        if unit is None and (self.until or self.or_event):
            unit = "until_time_or_event"
        pairs = {
            "text": text, "value": self.value, "unit": unit, "counted_from": self.counted_from, "until": self.until,
            "or_event": self.or_event, "which": self.which,
        }  # fmt: skip
        return {key: value for key, value in pairs.items() if value is not None}


def find_windows(
    text: str, start: int, end: int, *, vocabulary: Vocabulary | None = None, today: str | None = None
) -> list[WindowMention]:
    """Lengths (`within 14 calendar days of the date of this letter`) and ends (`by noon on 10/15/2026`) in text[start:end].

    A length that cannot be right is given without value and unit (`tells_end` is False).
    vocabulary: knows what `the review date` is. today: the day the letter was written, for `tomorrow`.
    """
    out: list[WindowMention] = []
    for match in _ORDINAL.finditer(text, start, end):
        nth = int(match.group("n")) if match.group("n") else _ORDINALS[match.group("word").lower()]
        unit = "business_days" if match.group("unit").lower().startswith(("b", "w")) else "calendar_days"
        counted = _with_tail(text, match, nth, unit, end, vocabulary)
        if counted.counted_from is not None:
            out.append(counted)
    for match in _LENGTH.finditer(text, start, end):
        value, unit = _length(match)
        if value is None or not 0 < value <= _LONGEST[unit]:
            out.append(replace(_with_tail(text, match, 0, unit, end, vocabulary), value=None, unit=None))
        else:
            out.append(_with_tail(text, match, value, unit, end, vocabulary))
    out.extend(
        WindowMention(match.start(), match.end(), or_event="appeal_filed", has_lead=True)
        for match in _ANY_TIME.finditer(text, start, end)
    )
    taken = [(window.start, window.end) for window in out]
    for match in _UNTIL.finditer(text, start, end):
        if any(first <= match.start() < last for first, last in taken):
            continue
        window = _until(text, match, end) or _relative(text, match, end, today)
        if window is not None:
            out.append(window)
            taken.append((window.start, window.end))
    return sorted(out, key=lambda window: window.start)


def senseless_lengths(text: str, start: int, end: int) -> list[WindowMention]:
    """Stretches to act in whose length cannot be right (`within 9999 days of this notice`, `thirty (60) days`)."""
    return [
        window
        for window in find_windows(text, start, end)
        if not window.tells_end
        and (window.counted_from is not None or text[window.start : window.end].lower().startswith(_TO_ACT))
    ]


def _length(match: re.Match[str]) -> tuple[int | None, str]:
    value: int | None
    if match.group("digits"):
        value = int(match.group("digits").replace(",", ""))
    else:
        value = _number(match.group("word"))
        if match.group("paren") and int(match.group("paren").replace(",", "")) != value:
            value = None  # "thirty (60) days": nobody can say which
    return _in_unit(value, match)


def _in_unit(value: int | None, match: re.Match[str]) -> tuple[int | None, str]:
    unit = match.group("unit").lower()
    if unit.startswith("h"):
        return value, "hours"
    if "month" in unit:
        return value, "months"
    if unit.startswith("week"):
        return value and value * _WEEK_DAYS, "calendar_days"
    if unit.startswith("year"):
        return value and value * _YEAR_MONTHS, "months"
    return value, "business_days" if unit.startswith(("business", "work")) else "calendar_days"


def _number(words: str) -> int:
    """`one hundred and eighty` as 180."""
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += _VALUES[word]
    return total


def _with_tail(
    text: str, match: re.Match[str], value: int, unit: str, end: int, vocabulary: Vocabulary | None
) -> WindowMention:
    stop = match.end()
    anchor = None
    tail = _ANCHOR.match(text, stop, end)
    later = _LATER_ANSWER.match(text, stop, end)
    if later is not None and _OF_AN_APPEAL.search(later.group()):
        stop = later.end()
    elif tail is not None:
        anchor = next(_ANCHORS[i][0] for i in range(len(_ANCHORS)) if tail.group(f"a{i}"))
        stop = tail.end()
    elif vocabulary is not None and (
        named := _QUOTED_LABEL.match(text, stop, end) or _NAMED_DATE.match(text, stop, end)
    ):
        label = vocabulary.label(named.group("label"))
        anchor = _ANCHOR_OF_FIELD.get(vocabulary.field_of(label)) if label is not None else None
        stop = named.end() if anchor is not None else stop
    event, which, stop = _event(text, stop, end)
    return WindowMention(
        match.start(),
        stop,
        value,
        unit,
        anchor,
        or_event=event,
        which=which,
        has_lead=match.group("lead") is not None or (later is not None and stop == later.end()),
    )


def _event(text: str, at: int, end: int) -> tuple[str | None, str | None, int]:
    match = _EVENT.match(text, at, end)
    if match is None:
        appeal = _UNTIL_APPEAL.match(text, at, end)
        return ("appeal_filed", "earlier", appeal.end()) if appeal is not None else (None, None, at)
    which = _WHICH.match(text, match.end(), end)
    if which is None:
        return "discharge", None, match.end()
    return "discharge", "later" if which.group("which").lower() in ("later", "last") else "earlier", which.end()


def _until(text: str, lead: re.Match[str], end: int) -> WindowMention | None:
    hour: re.Match[str] | None = None
    day = _day_at(text, lead.end(), end)
    if day is None:
        hour = _HOUR.match(text, lead.end(), end)
        day = _day_at(text, hour.end(), end) if hour is not None else None
    if day is None:
        event = _BEFORE_EVENT.match(text, lead.start(), end)
        return None if event is None else WindowMention(event.start(), event.end(), or_event="discharge", has_lead=True)
    value, stop = day.value, day.end
    after = None if hour is not None else _AFTER_DATE.match(text, stop, end)
    if after is not None:
        stop = after.end()
    clock = hour or after
    if clock is not None:
        value = _moment(clock, day.value, letter=text)
    elif lead.group().lower().startswith(("before", "prior")):
        value = (date.fromisoformat(day.value) - timedelta(days=1)).isoformat()  # the day named is too late
    ending, which, stop = _event(text, stop, end)
    return WindowMention(lead.start(), stop, until=value, or_event=ending, which=which, has_lead=True)


def counts_from_unknown(text: str, window: WindowMention, end: int) -> bool:
    """True for a length beside words that say from when it counts, or what else ends it, and are not understood: half of it
    is no answer."""
    if window.or_event is None and (
        _WHICHEVER.match(text, window.end, end) is not None
        or _OR_BEFORE.search(text[max(0, window.start - _CLAUSE) : window.start]) is not None
    ):
        return True
    return (
        window.value is not None
        and window.counted_from is None
        and window.or_event is None
        and _OPEN_LINK.match(text, window.end, end) is not None
    )


def last_moment(text: str, start: int, end: int) -> WindowMention | None:
    """`12:00 noon Eastern, 04/10/2026` or a day alone that opens text[start:end], with no word such as `until` before it."""
    hour = _HOUR.match(text, start, end)
    day = _day_at(text, hour.end(), end) if hour is not None else None
    if hour is not None and day is not None:
        return WindowMention(start, day.end, until=_moment(hour, day.value, letter=text), has_lead=True)
    mention = next(iter(find_dates(text, start, end)), None)
    if mention is None:
        return None
    after = _AFTER_DATE.match(text, mention.end, end)
    until = _moment(after, mention.value, letter=text) if after is not None else mention.value
    return WindowMention(mention.start, mention.end if after is None else after.end(), until=until)


def _relative(text: str, lead: re.Match[str], end: int, today: str | None) -> WindowMention | None:
    """`before 2:00 pm CT tomorrow`: an hour of the day after the letter's; None when its day is not known."""
    if today is None:
        return None
    hour = _HOUR.match(text, lead.end(), end)
    word = _TODAY.match(text, hour.end() if hour is not None else lead.end(), end)
    if word is None:
        return None
    day = date.fromisoformat(today) + timedelta(days=word.group("day").lower() == "tomorrow")
    value = _moment(hour, day.isoformat(), letter=text) if hour is not None else day.isoformat()
    return WindowMention(lead.start(), word.end(), until=value, has_lead=True)


def _day_at(text: str, at: int, end: int) -> DateMention | None:
    skipped = _WEEKDAY.match(text, at, end)
    start = skipped.end() if skipped is not None else at
    return next((mention for mention in find_dates(text, start, end) if mention.start == start), None)


def _moment(clock: re.Match[str], day: str, *, letter: str) -> str:
    """ISO moment; the day alone when the hour has no zone, so that no zone is guessed."""
    groups = clock.groupdict()
    if groups.get("noon"):
        time = "12:00" if groups["noon"].lower() == "noon" else None
    else:
        time = clock_time(groups["h"], groups.get("min"), groups.get("ap")) if groups.get("h") else None
    zone = groups.get("zone") or only_zone(letter)
    offset = zone_offset(zone, day, letter=letter) if zone else None
    return f"{day}T{time}{offset}" if time and offset else day

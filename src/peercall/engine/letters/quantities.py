"""How much was asked for and how much was approved, as letters count it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import Found, LetterField
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.text import LetterText

#: kinds of sections that tell of the request
SERVICE_SECTIONS = ("head", "decision", "other", "reason", "help", "rights", "records")
_NUMBER_VALUES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS = "(?:" + "|".join(_NUMBER_VALUES) + ")"
_QUANTITY = late(
    r"(?<![\w.-])(?P<q>(?:\d{1,4}\s+per\s+\d{1,3}\s+days|(?<=qty )\d{1,4}(?=\s*(?:/|,|$))|(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:further\s+|additional\s+|more\s+|outpatient\s+|inpatient\s+)?(?:units?|visits?|sessions?|days?|treatments?|injections?|tablets?|capsules?|doses?|vials?|infusions?|hours?|months?|syringes?|pens?|cartons?|inhalers?|patches|bottles?|kits?|trips?)\b(?:\s+of\s+(?:\d+|\w+)\s+(?:pens?|syringes?|tablets?|vials?|doses?))?(?:\s+(?:a|each|every)\s+(?:(?:\d+|two|three|four|six|eight|twelve)\s+)?(?:days?|weeks?|months?))?(?:\s+for\s+(?:\w+\s+)?(?:\d+|six|three|twelve|two|four)\s+(?:more\s+)?(?:weeks?|months?))?(?:\s+per\s+(?:\d+\s+)?(?:visit|day|week|month|days|session)s?)?(?:,?\s+(?:over|for|in)\s+\d+\s+(?:days?|weeks?|months?))?(?:,\s+\d{1,4}\s+(?:visits?|sessions?|doses?))?))(?![\w-])",
    re.IGNORECASE,
)


def quantity_requested(
    letter: LetterText, values: tuple[Labelled, ...], service: LetterField, *, asking: tuple[Sentence, ...]
) -> LetterField:
    """How much was asked for, under a label, in words, or told with the service. asking: sentences that tell the request."""
    requested = [
        found(letter, v.start, _amount_end(letter, v))
        for v in values
        if v.field == "quantity_requested" and is_amount(v) and not v.column
    ]
    return first_settled(
        requested,
        _amount_asked(letter),
        _quantity(letter, values, asking),
        _counted(service),
        searched="quantity requested",
    )


def quantity_approved(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    """How much of it was approved."""
    approved = [
        found(letter, v.start, _amount_end(letter, v))
        for v in values
        if v.field == "quantity_approved" and is_amount(v) and not v.column
    ]
    return first_settled(approved, _granted(letter), searched="quantity approved")


def is_amount(value: Labelled) -> bool:
    """True for a value that says how much: it begins with a number and is short."""
    return (
        re.match(rf"(?:up\s+to\s+)?(?:\d(?!\d?/\d)|{_NUMBER_WORDS})", value.text, re.IGNORECASE) is not None
        and len(value.text.split()) <= 9
    )


def _amount_end(letter: LetterText, value: Labelled) -> int:
    """End of the amount: before the service it is of, told after a comma or in brackets."""
    match = re.search(r"\s+\(|,\s+(?:through|until|to)\b", letter.body[value.start : value.end])
    return value.start + (match.start() if match is not None else len(letter.body[value.start : value.end]))


def _counted(service: LetterField) -> Iterator[Found]:
    """`two hearing aids`: the number that opens the service's own words."""
    if isinstance(service, Found):
        match = re.match(
            rf"(?P<n>{_NUMBER_WORDS}|\d{{1,2}})\s+(?=[a-z][\w-]*\s+[a-z])", str(service.value), re.IGNORECASE
        )
        if match is not None and not re.search(
            r"\b(?:mg|mcg|mL|level|stage|view|days?|weeks?|hours?)\b", str(service.value)[: match.end() + 8]
        ):
            number = match.group("n").lower()
            value = str(_NUMBER_VALUES.index(number) + 2) if number in _NUMBER_VALUES else number
            yield Found(value, service.span, "the number in the service's words")


def _granted(letter: LetterText) -> Iterator[Found]:
    """`We approved 12 visits`, `we can cover 10 hours per week`, `7 days are certified`."""
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "p2p", "closing"):
            continue
        for match in _QUANTITY.finditer(letter.body, sentence.start, sentence.end):
            before, after = letter.words(sentence.start, match.start()), letter.words(match.end(), sentence.end)
            is_granted = (_GRANTS.search(before) and not _TO_BE_GRANTED.search(before)) or _GRANTED.match(after)
            if is_granted and not re.search(r'"|\b(?:not|if|when|only\s+when)\b', before):
                yield found(letter, match.start("q"), match.end("q"))
                return


_GRANTS = late(
    r"\b(?:approved|authorized|certified|approve|authorize|certify|(?:can|will)\s+(?:only\s+)?(?:cover|pay\s+for))\s*:?\s*(?:only|for|up\s+to)?$",
    re.IGNORECASE,
)
#: `asked us to approve 14 more days`
_TO_BE_GRANTED = late(
    r"\b(?:asked|asks|requested?|requests|wants?|wish(?:es)?)\b[^.;]*\bto\s+\w+\s*(?:only|for|up\s+to)?$", re.IGNORECASE
)
_GRANTED = late(
    r"(?:\w+\s+){0,4}(?:is|are|was|were|has\s+been|have\s+been)?\s*(?:approved|certified|authorized)\b", re.IGNORECASE
)


def _amount_asked(letter: LetterText) -> Iterator[Found]:
    """`14 days asked`, `6 visits were requested`."""
    for sentence in letter.sentences:
        if sentence.section in SERVICE_SECTIONS:
            for match in _QUANTITY.finditer(letter.body, sentence.start, sentence.end):
                if _WAS_ASKED.match(letter.body, match.end(), sentence.end):
                    yield found(letter, match.start("q"), match.end("q"))
                    return


_WAS_ASKED = late(r"\s+(?:was\s+|were\s+)?(?:asked(?:\s+for)?|requested)\b(?!\s+(?:by|on|before))", re.IGNORECASE)


def _quantity(letter: LetterText, values: tuple[Labelled, ...], asking: tuple[Sentence, ...]) -> Iterator[Found]:
    """An amount told with the request: in the service's own label, or in the sentence that asks for it."""
    named = [
        (v.start, v.end)
        for v in values
        if v.field == "requested_service" or (v.label == "requested" and not is_amount(v))
    ]
    told = {(s.start, s.end) for s in asking}
    told |= {
        (s.start, s.end)
        for s in letter.sentences
        if s.section in SERVICE_SECTIONS and _ASKED_TO_KEEP.search(letter.body, s.start, s.end)
    }
    for start, end in (*named, *sorted(told)):
        for match in _QUANTITY.finditer(letter.body, start, end):
            before = letter.body[max(start, match.start() - 25) : match.start()].lower()
            if re.search(
                r"\b(?:course|weeks?|every|at|within|than|per|age|has had|after)\s+(?:of\s+)?(?:the\s+)?$", before
            ):
                continue
            is_time = re.fullmatch(r"(?:\d+|\w+)\s+(?:days?|hours?|months?)", match.group("q"), re.IGNORECASE)
            rest = letter.body[match.end() : end]
            if is_time and not ((not rest or rest.lstrip().startswith((",", ")", "("))) and before.endswith(", ")):
                continue
            yield found(letter, match.start("q"), match.end("q"))
            return


_ASKED_TO_KEEP = late(
    r"\basked\s+(?:us\s+)?(?:on\s+[^.;]{4,20}?\s+)?to\s+(?:keep|continue|have|go\s+on\s+with)\s+|\brequest(?:ed)?\s+(?:by|from)\s+your\b|\bthat\s+you\s+or\s+your\s+\w+\s+requested\b",
    re.IGNORECASE,
)

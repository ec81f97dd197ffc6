"""Judging a letter's reading against an answer key: right, wrong, not found, wrong as found, field by field.

Values are compared without regard to case and white space; a value found where the answer key has null is wrong as found.
Free text counts as right when its words or its quote agree with the key's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peercall.domain.letters import DATE_ROLES, SCALAR_FIELDS, Conflicting, Found, LetterField, LetterReading

FREE_TEXT = frozenset(
    {"requested_service", "quantity_requested", "quantity_approved", "reviewer_credentials", "facility"}
)
CODES = frozenset({"service_codes", "diagnosis_codes"})
WINDOWS = ("p2p_window", "appeal_deadline")
VERDICTS = ("right", "wrong", "not_found", "wrong_as_found", "silent")
#: words of the keys for the same anchor
_ANCHORS = {"mailed_date": "mailed_on"}
_WINDOW_KEYS = ("value", "unit", "counted_from", "until", "or_event")

Tally = defaultdict[str, Counter[str]]
"""Field name to how often each verdict was given."""


def plain(value: object) -> str:
    return " ".join(str(value).lower().replace("’", "'").split())


def _words(text: object) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", plain(text))) - {"a", "an", "the", "of", "for", "and", "to"}


def agree(one: object, two: object) -> bool:
    """True when one text holds the other, or most of their words are the same."""
    first, second = plain(one), plain(two)
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    shared, total = _words(first) & _words(second), _words(first) | _words(second)
    return len(shared) >= 0.6 * len(total)


def _hours(text: str) -> str:
    """Desk hours with every day of the week in one word."""
    return "mon-sun 00:00-24:00" if text == "24 hours, 7 days" else re.sub(r"^daily\b", "mon-sun", text)


def _same_value(name: str, got: Found, want: Mapping[str, Any]) -> bool:
    if name in FREE_TEXT:
        pairs = ((got.value, want["value"]), (got.span.quote, want["quote"]), (got.value, want["quote"]))
        return any(agree(one, two) for one, two in pairs)
    one, two = (re.sub(r"[\s,]+(?:and\s)?", " ", _hours(plain(value))) for value in (got.value, want["value"]))
    return one == two


def judge(name: str, got: LetterField, want: Mapping[str, Any]) -> str:
    """One of VERDICTS; silent: neither the key nor the reading states it."""
    if name in WINDOWS:
        states = bool(want.get("text"))
        if not isinstance(got, Found):
            return "not_found" if states else "silent"
        if not states:
            return "wrong_as_found"
        same = all(
            plain(got.extra.get(key)) == _ANCHORS.get(str(want.get(key)), plain(want.get(key))) for key in _WINDOW_KEYS
        )
        return "right" if same else "wrong"
    states = want.get("value") is not None
    if not isinstance(got, Found):
        return "not_found" if states else "silent"
    if not states:
        return "wrong_as_found"
    return "right" if _same_value(name, got, want) else "wrong"


def judge_list(name: str, got: tuple[Found, ...], want: list[Mapping[str, Any]]) -> Iterator[str]:
    """A verdict for each item of the key, and wrong_as_found for each code the key does not have."""
    left = list(got)
    for item in want:
        if name in CODES:
            match = next((one for one in left if plain(one.value) == plain(item["value"])), None)
        else:
            match = next((one for one in left if agree(one.span.quote, item["quote"])), None)
        yield "right" if match else "not_found"
        if match in left:
            left.remove(match)
    for _ in left if name in CODES else ():
        yield "wrong_as_found"


def shown(got: LetterField) -> str:
    if isinstance(got, Found):
        return f"{got.value!r} {dict(got.extra) or ''}"
    return "conflicting " + str([one.value for one in got.candidates]) if isinstance(got, Conflicting) else "not found"


def judge_letter(case: str, reading: LetterReading, truth: Mapping[str, Any], tally: Tally, details: list[str]) -> None:
    """Count every field of one letter against its `letter.truth.json`; what is not right is told in `details`.

    A field the truth does not speak of is not judged.
    """
    fields = truth["fields"]
    rows: list[tuple[str, LetterField, Mapping[str, Any]]] = [
        *((name, reading.fields[name], fields[name]) for name in SCALAR_FIELDS if name in fields),
        *((f"dates.{role}", reading.dates[role], fields["dates"][role]) for role in DATE_ROLES),
    ]
    for name, got, want in rows:
        verdict = judge(name, got, want)
        tally[name][verdict] += 1
        if verdict not in ("right", "silent"):
            wanted = want.get("text") or want.get("value")
            details.append(f"  {case} {name}: {verdict}: {shown(got)}; expected {wanted!r}")
    for name, items in reading.lists.items():
        want_items = fields.get(name, [])
        for verdict in judge_list(name, items, want_items):
            tally[name + "[]"][verdict] += 1
            if verdict != "right":
                details.append(
                    f"  {case} {name}: {verdict}: {[i.value for i in items]}; expected {[i['quote'] for i in want_items]}"
                )
    classes = [str(item.extra["class"]) for item in reading.lists["stated_reasons"] if item.extra.get("class")]
    want_class = truth.get("reason_class")
    verdict = "right" if want_class in classes else "wrong" if any(classes) else "not_found"
    tally["reason_class"][verdict] += 1
    if verdict != "right":
        details.append(f"  {case} reason_class: {classes}; expected {want_class}")


#: fields of the labelled letters and ours
_LABELLED = {
    "denial.notice_date": "dates.notification",
    "service.date_of_service": "dates.service",
    "plan.issuer": "plan_name",
    "patient.member_id": "member_id",
    "provider.name": "provider_name",
    "service.description": "requested_service",
}


def judge_labelled_letter(
    name: str, reading: LetterReading, gold: Mapping[str, Any], tally: Tally, details: list[str]
) -> None:
    """Count one labelled letter against the `gold` of its answer key."""

    def count(field: str, verdict: str, got: object, want: object) -> None:
        tally[field][verdict] += 1
        if verdict not in ("right", "silent"):
            details.append(f"  {name} {field}: {verdict}: {got!r}; expected {want!r}")

    for theirs, ours in _LABELLED.items():
        got = reading.dates[ours[6:]] if ours.startswith("dates.") else reading.fields[ours]
        count(ours, judge(ours, got, gold[theirs]), shown(got), gold[theirs]["value"])
    want = gold["service.is_pre_service"]["value"]
    kind = reading.fields["request_type"]
    expected = None if want is None else "prospective" if want else "retrospective"
    count("request_type", judge("request_type", kind, {"value": expected, "quote": ""}), shown(kind), expected)
    deadline = reading.fields["appeal_deadline"]
    until = deadline.extra.get("until") if isinstance(deadline, Found) else None
    stated = gold["denial.stated_appeal_deadline"]["value"]
    verdict = (
        "silent"
        if until is None and stated is None
        else "not_found"
        if until is None
        else "wrong_as_found"
        if stated is None
        else "right"
        if until == stated
        else "wrong"
    )
    count("appeal_deadline.until", verdict, until, stated)
    codes = [str(item.value) for item in reading.lists["service_codes"]]
    for code in gold["service.cpt_codes"]["value"] or []:
        count("service_codes[]", "right" if code in codes else "not_found", codes, code)
    reason = gold["denial.reason_text"]["quote"]
    if reason:
        quotes = [item.span.quote for item in reading.lists["stated_reasons"]]
        count(
            "stated_reasons[]",
            "right" if any(agree(quote, reason) for quote in quotes) else "not_found",
            quotes,
            reason,
        )
    cited = gold["denial.cited_policy_section"]["quote"]
    if cited:
        quotes = [item.span.quote for item in reading.lists["criteria_cited"]]
        count(
            "criteria_cited[]", "right" if any(agree(quote, cited) for quote in quotes) else "not_found", quotes, cited
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over the fields of a kind of document. recall: right of what the key states. precision: right of what was
    asserted. false_share: what was asserted wrongly, or where the key has nothing, of what was asserted."""

    right: int
    wrong: int
    not_found: int
    wrong_as_found: int

    @classmethod
    def of(cls, tally: Mapping[str, Mapping[str, int]]) -> Figures:
        """Sums over all fields of a tally."""
        total: Counter[str] = Counter()
        for counts in tally.values():
            total.update(counts)
        return cls(total["right"], total["wrong"], total["not_found"], total["wrong_as_found"])

    @property
    def stated(self) -> int:
        """How many values the key states."""
        return self.right + self.wrong + self.not_found

    @property
    def asserted(self) -> int:
        """How many values the reading asserts."""
        return self.right + self.wrong + self.wrong_as_found

    @property
    def recall(self) -> float:
        """Right of stated; 1 when nothing is stated."""
        return self.right / self.stated if self.stated else 1.0

    @property
    def precision(self) -> float:
        """Right of asserted; 1 when nothing is asserted."""
        return self.right / self.asserted if self.asserted else 1.0

    @property
    def false_share(self) -> float:
        """Wrong or made up, of asserted."""
        return (self.wrong + self.wrong_as_found) / self.asserted if self.asserted else 0.0


def print_tally(title: str, tally: Tally, details: list[str]) -> None:
    """The table of one tally, its recall and its share of wrong assertions, and what was not right."""
    print(title)
    print(f"  {'field':28}" + "".join(f"{verdict:>16}" for verdict in VERDICTS))
    total: Counter[str] = Counter()
    for name, counts in tally.items():
        total.update(counts)
        print(f"  {name:28}" + "".join(f"{counts[verdict]:>16}" for verdict in VERDICTS))
    print(f"  {'all':28}" + "".join(f"{total[verdict]:>16}" for verdict in VERDICTS))
    figures = Figures.of(tally)
    if figures.stated and figures.asserted:
        print(
            f"  recall {figures.recall:.1%} of {figures.stated}; "
            f"wrong as found {figures.false_share:.1%} of {figures.asserted}"
        )
    for line in details:
        print(line)

"""What the chart shows, for letters: the brief's own rows and, where a row did not fit its page, the criteria's evidence.

Each carries the brief's marks. A statement for which no mark is known ends in a bracket: it is not sent without its page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.application.letter_records import clean
from peercall.domain.correspondence import Mark, SourceKind
from peercall.domain.determinations import StatedReason
from peercall.engine.correspondence import Item, Value
from peercall.engine.paper_words import days_in_words, document_words, for_the_plan, in_words
from peercall.engine.reason_words import denying_reasons
from peercall.engine.wording import NOT_DOCUMENTED

Data = Mapping[str, Any]
_NOT_NEEDED = "not needed:"
_NO_PAGE = "page that shows it"
#: the chart says nothing against it: a question to whoever signs
_CONFIRM = "confirm that this is so"
_UNANSWERED = "what answers this reason, or strike it"
#: how a criterion tells a trial that it counts
_TRIAL = re.compile(
    r"(?:^|; )(?P<what>[^:;]+): (?P<from>\d{4}-\d\d-\d\d) to (?P<to>\d{4}-\d\d-\d\d), (?P<length>\d+ weeks?(?: \d+ days?)?)"
)
#: a value that nobody can weigh
_NO_SCALE = "scale not stated"


def evidence_lists(analysis: Data) -> dict[str, tuple[Item, ...]]:
    """criteria_met, criteria_open, treatments, not_usable, severity, guidelines, bottom_lines, exhibits.

    bottom_lines: of the brief's, who the patient is; where nothing answers a reason by itself, what the chart shows too.
    What the brief says is still open is a word for the speaker, never for the plan.
    """
    brief: Data = analysis.get("brief") or {}
    sections = {one["key"]: one for one in brief.get("sections") or ()}
    criteria = list(_criteria(sections.get("criteria") or {}, brief, analysis.get("criteria") or {}))
    treatments = sections.get("treatments") or {}
    names = dict(exhibit_names(analysis))
    return {
        "criteria_met": tuple(row for status, row in criteria if status == "met"),
        "criteria_open": tuple(row for status, row in criteria if status == "not_documented"),
        "treatments": tuple(_treatments(treatments, sections.get("criteria") or {})),
        "not_usable": tuple(_facts(treatments)),
        "severity": tuple(one for one in _facts(sections.get("severity") or {}) if _NO_SCALE not in one["fact"].text),
        "guidelines": tuple(
            {
                "fact": Value(
                    in_words(clean(one["text"])), (Mark(SourceKind.RULE, "guideline", str(one.get("rule") or "")),)
                )
            }
            for one in (sections.get("guidelines") or {}).get("lines") or ()
            if not one.get("status")
        ),
        "bottom_lines": tuple(_facts(_for_the_plan(sections.get("bottom_line") or {}, sections))),
        "exhibits": tuple(
            {"exhibit": Value(one["exhibit"]), "item": Value(names[one["exhibit"]])}
            for one in brief.get("exhibits") or ()
            if str(one["document"]).startswith("chart/")
        ),
    }


def reason_answers(
    analysis: Data, *, reasons: Sequence[StatedReason], marks: Sequence[tuple[Mark, ...]]
) -> tuple[Item, ...]:
    """What the plan stated and what the chart shows against it, in the plan's order: `reason` and `fact`.

    marks: of each reason. A sentence that only states a finding stands with the reason after it. A reason that no
    criterion answers ends in a bracket; nothing is said where no reason is answered.
    """
    brief: Data = analysis.get("brief") or {}
    section: Data = next((one for one in brief.get("sections") or () if one["key"] == "criteria"), {})
    rows = [one for one in section.get("criteria") or () if one["status"] == "met" and one.get("answers")]
    if not rows:
        return ()
    groups: list[tuple[list[int], list[Data]]] = []
    told: dict[str, int] = {}
    for numbers in _groups(reasons):
        answering = [row for row in rows if set(numbers) & set(row["answers"])]
        new = [row for row in answering if row["id"] not in told]
        if answering and not new:  # what was told already answers it too
            groups[told[answering[0]["id"]]][0].extend(numbers)
            continue
        told.update({row["id"]: len(groups) for row in new})
        groups.append((numbers, new))
    return tuple(
        {"reason": _quoted(numbers, reasons=reasons, marks=marks), "fact": _joined(found)} for numbers, found in groups
    )


def _quoted(numbers: Sequence[int], *, reasons: Sequence[StatedReason], marks: Sequence[tuple[Mark, ...]]) -> Value:
    quotes = " ".join(f"“{clean(reasons[n - 1].quote)}”" for n in numbers)
    return Value(quotes, tuple(dict.fromkeys(mark for n in numbers for mark in marks[n - 1])))


def _groups(reasons: Sequence[StatedReason]) -> list[list[int]]:
    """Numbers of the reasons, each that asks for an answer with the findings stated before it; the last with what follows."""
    asking = denying_reasons(reasons)
    out: list[list[int]] = [[]]
    for number in range(1, len(reasons) + 1):
        out[-1].append(number)
        if number in asking and number != asking[-1]:
            out.append([])
    return out


def _joined(rows: Sequence[Data]) -> Value:
    facts = [_clinical(str(row["fact"].get("text") or ""), page_marks(row["fact"].get("marks") or ())) for row in rows]
    if not facts:
        return Value(f"[{_UNANSWERED}]")
    text = "; ".join(dict.fromkeys(fact.text for fact in facts))
    return Value(text, tuple(dict.fromkeys(mark for fact in facts for mark in fact.marks)))


def _for_the_plan(section: Data, sections: Mapping[str, Data]) -> Data:
    """The lines of the brief's bottom line that are for the plan to read."""
    answered = any(one.get("answers") for one in (sections.get("criteria") or {}).get("criteria") or ())
    lines = [one for one in section.get("lines") or () if not one.get("rule")]
    return {"lines": lines[:1] if answered else lines}


def exhibit_names(analysis: Data) -> tuple[tuple[str, str], ...]:
    """Letter and name of each exhibit of the brief; the letter of the plan is called its notice. Two of one name have the
    path behind it."""
    found = [
        (str(one["exhibit"]), path, "the plan's notice" if path.startswith("denial/") else clean(document_words(path)))
        for one in (analysis.get("brief") or {}).get("exhibits") or ()
        if (path := str(one["document"]))
    ]
    names = [name for _, _, name in found]
    return tuple((letter, name if names.count(name) == 1 else f"{name} ({path})") for letter, path, name in found)


def page_marks(labels: object) -> tuple[Mark, ...]:
    """The brief's marks as sources of a sentence."""
    return tuple(Mark(SourceKind.PAGE, str(one)) for one in labels) if isinstance(labels, (list, tuple)) else ()


def _facts(section: Data) -> Iterator[Item]:
    for line in section.get("lines") or ():
        if marks := page_marks(line.get("marks") or ()):
            yield {"fact": Value(in_words(clean(line["text"])), marks)}


def _clinical(text: str, marks: tuple[Mark, ...]) -> Value:
    told, is_presumed = for_the_plan(text)
    said = clean(told)
    if is_presumed:
        return Value(f"{said} [{_CONFIRM}]".strip(), marks)
    return Value(said, marks) if marks else Value(f"{said} [{_NO_PAGE}]")


@dataclass(frozen=True, slots=True)
class _Trial:
    """From when to when and how long a treatment counted, as a criterion that is met has it, and on which pages."""

    dates: str
    duration: str
    marks: tuple[str, ...]


def _treatments(section: Data, criteria: Data) -> Iterator[Item]:
    """The treatments that count, each once with the days the criterion rests on: one letter never tells two lengths of one
    trial."""
    rows = [one for one in section.get("treatments") or () if one.get("counted")]
    names = Counter(str(one.get("what") or "").casefold() for one in rows)
    trials = _trials(criteria)
    for row in rows:
        name = str(row.get("what") or "").casefold()
        trial = trials.get(name) if names[name] == 1 else None
        if trial is not None:
            marks = [*(row.get("marks") or ()), *trial.marks]
            row = {**row, "dates": trial.dates, "duration": trial.duration, "marks": list(dict.fromkeys(marks))}
        yield _treatment(row)


def _trials(criteria: Data) -> dict[str, _Trial]:
    """By the treatment's name; those that two criteria count differently are left out."""
    found: dict[str, set[_Trial]] = defaultdict(set)
    for row in criteria.get("criteria") or ():
        fact = row.get("fact") or {}
        if row.get("status") == "met" and _NOT_NEEDED not in str(fact.get("text") or ""):
            for one in _TRIAL.finditer(str(fact.get("text") or "")):
                dates = f"{one['from']} to {one['to']}"
                found[one["what"].casefold()].add(_Trial(dates, one["length"], tuple(fact.get("marks") or ())))
    return {name: next(iter(trials)) for name, trials in found.items() if len(trials) == 1}


def _treatment(row: Data) -> Item:
    marks = page_marks(row.get("marks") or ())
    cells = {
        name: Value(days_in_words(clean(_or_dash(row.get(name))))) for name in ("what", "dates", "dose", "duration")
    }
    return {**cells, "outcome": _clinical(str(row.get("outcome") or "-"), marks)}


def _or_dash(value: object) -> str:
    """A cell of which the chart says nothing, or to which nothing belongs (the dose of an exercise), is a dash to the plan."""
    text = str(value or "-")
    return "-" if text == NOT_DOCUMENTED else text


def _criteria(section: Data, brief: Data, published: Data) -> Iterator[tuple[str, Item]]:
    shown: set[str] = set()
    for row in section.get("criteria") or ():
        shown.add(row["id"])
        fact = row.get("fact") or {}
        if _NOT_NEEDED in str(fact.get("text") or ""):
            continue
        value = _clinical(str(fact.get("text") or ""), page_marks(fact.get("marks") or ()))
        yield row["status"], {"criterion": Value(clean(row["text"])), "fact": value}
    carried = _carried(published)
    for row in published.get("criteria") or ():
        if row.get("composite") or row["id"] in shown or row["id"] not in carried or row["status"] != "met":
            continue
        evidence = next((one for one in row.get("evidence") or () if one.get("role") == "supports"), None)
        if evidence is not None:
            value = _clinical(str(evidence.get("says") or ""), tuple(_marks_of(evidence, brief)))
            yield "met", {"criterion": Value(clean(row["text"])), "fact": value}


def _carried(published: Data) -> frozenset[str]:
    """Leaves on which the answer rests: those below no alternative, or below the one that carries."""
    return frozenset(str(one) for one in published.get("path") or ())


def _marks_of(evidence: Data, brief: Data) -> Iterator[Mark]:
    """The mark of a piece of evidence, where the brief's list of exhibits has its document."""
    if evidence.get("page"):
        for one in brief.get("exhibits") or ():
            if one["document"] == evidence.get("document"):
                yield Mark(SourceKind.PAGE, f"{one['exhibit']}{evidence['page']}")
                return
    for label, sources in (brief.get("marks") or {}).items():
        if any(one.get("resource") and one.get("resource") == evidence.get("resource") for one in sources):
            yield Mark(SourceKind.PAGE, str(label))
            return

"""What is answered from the patient, the request, or people: age, sex, request fields, statements and judgements."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from peercall.domain.policies import AgeLeaf, AttestLeaf, ExternalLeaf, JudgementLeaf, RequestLeaf, SexLeaf
from peercall.domain.provenance import Attestation, CaseSource
from peercall.domain.results import Evidence
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason, Strength
from peercall.engine.criteria.answers import Answer, merge_places, met, not_met, open_because
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.windows import completed_years

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}
_AGE_WORDS = {"a": "years", "mo": "months", "d": "days"}


def _age(birth: date, on: date, unit: str) -> int:
    if unit == "d":
        return (on - birth).days
    years = completed_years(birth, on)
    if unit == "a":
        return years
    return years * 12 + (on.month - birth.month - (on.day < birth.day)) % 12


def answer_age(leaf: AgeLeaf, inquiry: Inquiry) -> Answer:
    """Age at the anchor, both ends included (77 lasts until the 78th birthday).

    Where the anchor's date is not known, the day of evaluation answers if the year before it gives the same answer.
    """
    patient = inquiry.chart.patient
    if patient is None or patient.birth_on is None:
        return open_because(OpenReason.NOT_DOCUMENTED)
    birth = patient.birth_on
    anchor = inquiry.moment(leaf.at)
    days = [anchor.days.first, anchor.days.last] if anchor else [_year_before(inquiry.as_of), inquiry.as_of]

    def holds(on: date) -> bool:
        age = _age(birth, on, leaf.unit)
        return (leaf.min is None or age >= leaf.min) and (leaf.max is None or age <= leaf.max)

    answers = {holds(on) for on in days}
    on = days[-1]
    said = f"{_age(birth, on, leaf.unit)} {_AGE_WORDS.get(leaf.unit, leaf.unit)} on {on.isoformat()}"
    if len(answers) > 1:
        return open_because(OpenReason.IMPRECISE_DATE, computed=said)
    shown = answers.pop()
    piece = Evidence(
        role=EvidenceRole.SUPPORTS if shown else EvidenceRole.CONTRADICTS,
        display=f"born {birth.isoformat()}",
        source=patient.source,
        strength=Strength.CODED,
        value=birth.isoformat(),
    )
    return (met if shown else not_met)([piece], computed=said)


def _year_before(on: date) -> date:
    return date(on.year - 1, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)


def answer_sex(leaf: SexLeaf, inquiry: Inquiry) -> Answer:
    """Administrative sex as the chart gives it."""
    patient = inquiry.chart.patient
    if patient is None or patient.sex is None:
        return open_because(OpenReason.NOT_DOCUMENTED)
    shown = patient.sex.lower() == leaf.value.lower()
    role = EvidenceRole.SUPPORTS if shown else EvidenceRole.CONTRADICTS
    piece = Evidence(role=role, display=f"sex {patient.sex}", source=patient.source, strength=Strength.CODED)
    return (met if shown else not_met)([piece])


def _same(value: object, asked: object) -> bool:
    """Plain values compared as a person would: case and dashes do not matter, true is true however written."""
    if isinstance(value, bool) or isinstance(asked, bool):
        return str(value).lower() == str(asked).lower()
    if isinstance(value, int | float) and isinstance(asked, int | float):
        return float(value) == float(asked)
    return _plain(value) == _plain(asked)


def _plain(value: object) -> str:
    return str(value).strip().lower().replace("-", "_").replace(" ", "_")


def _values(value: object) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def request_status(leaf: RequestLeaf, request: object) -> CriterionStatus:
    """A request leaf against one value (or list of values) of the request; None is not known."""
    values = [value for value in _values(request) if value is not None]
    if not values:
        return CriterionStatus.NOT_DOCUMENTED
    if leaf.op is not None and leaf.value is not None:
        numbers = [_number(value) for value in values]
        if any(number is None for number in numbers):
            return CriterionStatus.NOT_DOCUMENTED
        limit = leaf.value
        shown = all(_OPERATORS[leaf.op](number, limit) for number in numbers if number is not None)
    elif leaf.one_of:
        shown = any(_same(value, asked) for value in values for asked in leaf.one_of)
    elif leaf.not_one_of:
        shown = not any(_same(value, asked) for value in values for asked in leaf.not_one_of)
    else:
        shown = any(_same(value, leaf.equals) for value in values)
    return CriterionStatus.MET if shown else CriterionStatus.NOT_MET


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value).split()[0])
    except (ValueError, IndexError):
        return None


def answer_request(leaf: RequestLeaf, inquiry: Inquiry) -> Answer:
    """A field of the request. A field that case.yaml does not give is not documented."""
    value = inquiry.request.get(leaf.name)
    status = request_status(leaf, value)
    if status is CriterionStatus.NOT_DOCUMENTED:
        answer = open_because(OpenReason.NOT_DOCUMENTED)
        answer.asks = (f"What does the request say about {words(leaf.name)}? (case.yaml, request: {leaf.name})",)
        return answer
    shown = status is CriterionStatus.MET
    display = f"{leaf.name}: " + ", ".join(str(item) for item in _values(value))
    piece = Evidence(
        role=EvidenceRole.SUPPORTS if shown else EvidenceRole.CONTRADICTS,
        display=display,
        source=CaseSource(document="case.yaml", key=f"request.{leaf.name}", display=display),
        strength=Strength.STATED,
    )
    return (met if shown else not_met)([piece])


def attested(attestations: Sequence[Attestation]) -> list[Evidence]:
    """Statements of named people as evidence, marked as such."""
    return [
        Evidence(
            role=EvidenceRole.SUPPORTS,
            display=f"stated by {attestation.by} for the record: {attestation.statement}",
            source=attestation,
            strength=Strength.STATED,
        )
        for attestation in attestations
    ]


def answer_person(leaf: AttestLeaf | JudgementLeaf | ExternalLeaf, inquiry: Inquiry) -> Answer:
    """Never decided here: who has to say what; for a judgement, the facts for and against from its `look_at`."""
    if isinstance(leaf, AttestLeaf):
        answer = open_because(OpenReason.ATTESTATION)
        answer.asks = (f"Statement by the {words(leaf.by)}, with name and date: {leaf.that}",)
    elif isinstance(leaf, ExternalLeaf):
        answer = open_because(OpenReason.EXTERNAL)
        answer.asks = (f"Outside the chart: show that the {words(leaf.about)} {leaf.that}",)
    else:
        answer = open_because(OpenReason.JUDGEMENT, _looked_at(leaf, inquiry))
        answer.asks = (f"Judgement of the {words(leaf.by)}: {leaf.standard}",)
    return answer


def _looked_at(leaf: JudgementLeaf, inquiry: Inquiry) -> list[Evidence]:
    out: list[Evidence] = []
    for name in leaf.look_at:
        result = inquiry.answer_node(name)
        if result is None:
            continue
        for part in result.walk():
            for piece in part.evidence:
                if piece.role in {EvidenceRole.SUPPORTS, EvidenceRole.CONTRADICTS}:
                    side = "for" if piece.role is EvidenceRole.SUPPORTS else "against"
                    out.append(
                        Evidence(
                            role=EvidenceRole.CONSIDERED,
                            display=piece.display,
                            source=piece.source,
                            strength=piece.strength,
                            on=piece.on,
                            why=f"{side} {part.text or part.id}",
                            fact=piece.fact,
                            also_at=piece.also_at,
                        )
                    )
    return merge_places(out)

"""Treatment trials: every candidate drug or treatment with dates, dose, outcome, and why it counts or does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from peercall.domain.charts import ExemptionFact, ExposureFact
from peercall.domain.policies import TherapyLeaf
from peercall.domain.results import Evidence
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import (
    Answer,
    evidence_from,
    merge_places,
    met,
    not_met,
    open_because,
    shorten_considered,
    uncounted_because,
)
from peercall.engine.criteria.composition import all_of, at_least
from peercall.engine.criteria.exposure_periods import day_of_use
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.therapy_trial import Trial, exposure_words, judge_trial

_NEVER = {"cancelled", "canceled", "never_started", "not-taken", "entered-in-error", "draft"}
#: what a trial cannot go on against: neither duration nor dose is asked of it
_EXEMPTS_AS = {
    "contraindication": {"contraindication", "allergy"},
    "pregnancy_or_planned": {"pregnancy"},
    "unsuitable": {"unsuitable", "contraindication", "allergy"},
}


@dataclass(slots=True)
class Candidate:
    """One drug or treatment of the leaf: its usable facts, exemptions, and what was looked at and does not count."""

    name: str
    facts: list[ExposureFact] = field(default_factory=list)
    exemptions: list[ExemptionFact] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """Everything the chart says about the leaf's drugs and treatments, sorted."""

    candidates: dict[str, Candidate]
    class_exemptions: list[ExemptionFact]
    denied: list[Evidence]
    loose: list[Evidence]


def _members(leaf: TherapyLeaf) -> frozenset[str]:
    return leaf.drugs.union(*leaf.groups.values()) if leaf.groups else leaf.drugs


def _names(leaf: TherapyLeaf, fact: ExposureFact, members: frozenset[str], treatments: frozenset[str]) -> list[str]:
    """Under which candidates a fact falls: each ingredient of a combination, or the treatment."""
    names = [ingredient for ingredient in fact.ingredients if ingredient in members]
    if not names and fact.treatment in treatments:
        names = [str(fact.treatment)]
    if leaf.distinct == "class":
        names = [group for group, of in leaf.groups.items() if of & set(names)] or names
    elif leaf.distinct == "treatment":
        names = (
            [key for key in names if key in treatments]
            or [group for group, of in leaf.groups.items() if of & set(names)]
            or names
        )
    elif leaf.distinct == "line":
        day = day_of_use(fact)
        names = [f"line of {day}" if day else f"undated line {fact.id}"]
    return names


def _gather(leaf: TherapyLeaf, inquiry: Inquiry) -> Gathered:
    members = _members(leaf)
    treatments = frozenset(leaf.treatments) | frozenset(leaf.groups)
    out = Gathered({}, [], [], [])
    requested = str(inquiry.request.get("product") or "").lower()
    facts: Sequence[ExposureFact] = ()
    if members or treatments:
        facts = inquiry.chart.exposures(ingredients=members, treatments=treatments)
    for fact in [*facts, *_coded_procedures(leaf, inquiry)]:
        display = exposure_words(fact)
        if fact.assertion is Assertion.NEGATED:
            named = members & set(fact.ingredients)
            whole = bool(leaf.drugs) or len(named) != 1 or fact.treatment in treatments
            why = None if whole else "says nothing about the others"
            if fact.status == "active" and leaf.status != "current":
                why = "speaks of the present only"
            group = out.denied if why is None and not fact.caution else out.loose
            role = EvidenceRole.CONTRADICTS if group is out.denied else EvidenceRole.CONSIDERED
            group.append(evidence_from(fact, role, display, why=why or fact.caution))
            continue
        why = uncounted_because(fact, historical_counts=leaf.status != "current")
        if why is None and fact.status in _NEVER:
            why = "ordered and never started: not a trial"
        if why is None and requested and leaf.absence.value == "absent_ok" and requested in fact.ingredients:
            why = "the product asked for itself"
        if why is not None:
            out.loose.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
            continue
        for name in _names(leaf, fact, members, treatments):
            out.candidates.setdefault(name, Candidate(name)).facts.append(fact)
    if leaf.exempt:
        _gather_exemptions(leaf, inquiry, out, members)
    return out


def _coded_procedures(leaf: TherapyLeaf, inquiry: Inquiry) -> Iterable[ExposureFact]:
    """Procedures billed under a treatment's codes are days of that treatment."""
    for treatment, sets in leaf.treatment_codes.items():
        for code_set in sets:
            for fact in inquiry.chart.procedures(code_set):
                yield ExposureFact(
                    id=fact.id,
                    source=fact.source,
                    strength=fact.strength,
                    on=fact.on,
                    assertion=fact.assertion,
                    author=fact.author,
                    also_at=fact.also_at,
                    caution=fact.caution,
                    kind="procedure",
                    treatment=treatment,
                    text=fact.text,
                    status="completed" if fact.status in {None, "completed"} else "unknown",
                    start=fact.on,
                )


def _gather_exemptions(leaf: TherapyLeaf, inquiry: Inquiry, out: Gathered, members: frozenset[str]) -> None:
    kinds = set(leaf.exempt).union(*(_EXEMPTS_AS.get(kind, set()) for kind in leaf.exempt))
    for fact in inquiry.chart.exemptions():
        drugs = members & set(fact.ingredients)
        groups = set(leaf.groups) & (set(fact.drug_classes) | set(fact.treatments))
        treatments = set(leaf.treatments) & set(fact.treatments)
        if not drugs and not groups and not treatments:
            continue
        why = uncounted_because(fact, historical_counts=fact.kind == "allergy")
        if why is None and fact.kind not in kinds:
            why = f"{words(fact.kind)} is not a listed reason"
        if fact.assertion is Assertion.NEGATED and fact.caution is None:
            out.denied.append(evidence_from(fact, EvidenceRole.CONTRADICTS, fact.text))
        elif why is not None:
            out.loose.append(evidence_from(fact, EvidenceRole.CONSIDERED, fact.text, why=why))
        elif groups:
            out.class_exemptions.append(fact)
        else:
            for name in sorted(drugs or treatments):
                out.candidates.setdefault(name, Candidate(name)).exemptions.append(fact)


def _exempt_evidence(fact: ExemptionFact, about: str) -> Evidence:
    return evidence_from(fact, EvidenceRole.SUPPORTS, fact.text or f"{fact.kind}: {about}", value=fact.kind)


def answer_therapy(leaf: TherapyLeaf, inquiry: Inquiry) -> Answer:
    """A therapy leaf: enough distinct candidates tried as asked, or exempt with their own citation."""
    if leaf.regimen is not None and leaf.parts:
        return _regimen(leaf, inquiry)
    gathered = _gather(leaf, inquiry)
    answer = _answer(leaf, inquiry, gathered)
    answer.evidence, note = shorten_considered(merge_places(answer.evidence))
    answer.note = "; ".join(part for part in (answer.note, note) if part) or None
    return answer


def _answer(leaf: TherapyLeaf, inquiry: Inquiry, gathered: Gathered) -> Answer:
    evidence: list[Evidence] = []
    computed: list[str] = []
    if gathered.class_exemptions:
        about = ", ".join(inquiry.called(group) for group in leaf.groups) or "the class"
        evidence += [_exempt_evidence(fact, about) for fact in gathered.class_exemptions]
        computed.append(f"{about}: exempt ({words(gathered.class_exemptions[0].kind)})")
    trials: list[Trial] = []
    for candidate in gathered.candidates.values():
        if candidate.exemptions:
            evidence += [_exempt_evidence(fact, candidate.name) for fact in candidate.exemptions]
            kinds = ", ".join(sorted({words(fact.kind) for fact in candidate.exemptions}))
            computed.append(f"{candidate.name}: exempt ({kinds})")
            trials.append(Trial(candidate.name, CriterionStatus.MET))
            if candidate.facts:
                looked = judge_trial(leaf, candidate.name, candidate.facts, inquiry)
                evidence += [replace(piece, role=EvidenceRole.CONSIDERED) for piece in looked.evidence]
            continue
        trial = judge_trial(leaf, candidate.name, candidate.facts, inquiry)
        trials.append(trial)
        if trial.said:
            computed.append(f"{candidate.name}: {trial.said}")
    said = "; ".join(computed) or None
    if gathered.class_exemptions:
        evidence += [p for trial in trials for p in trial.as_considered()]
        return met([*evidence, *gathered.loose, *gathered.denied], computed=said)
    if not trials:
        if gathered.denied:
            return not_met([*gathered.denied, *gathered.loose])
        return inquiry.nothing_found(leaf, _what(leaf, inquiry), gathered.loose)
    status = at_least(leaf.count, [trial.status for trial in trials])
    if status is CriterionStatus.MET:
        for trial in trials:
            evidence += trial.evidence if trial.status is CriterionStatus.MET else trial.as_considered()
        return met([*evidence, *gathered.loose, *gathered.denied], computed=said)
    evidence += [piece for trial in trials for piece in trial.evidence]
    evidence += [*gathered.denied, *gathered.loose]
    if leaf.absence.value == "absent_ok" and status is CriterionStatus.NOT_MET:
        if gathered.denied:
            return not_met(evidence, computed=said)
        answer = inquiry.nothing_found(leaf, _what(leaf, inquiry), evidence)
        answer.computed = said
        return answer
    if status is CriterionStatus.NOT_MET and all(t.status is CriterionStatus.NOT_MET for t in trials):
        return not_met(evidence, computed=said)
    return open_because(_nearest(trials), evidence, computed=said)


def _nearest(trials: Sequence[Trial]) -> OpenReason:
    """Why the best open candidate is open; an outcome that alone is missing is nearest to being shown."""
    reasons = [trial.reason for trial in trials if trial.reason is not None]
    order = (
        OpenReason.CONFLICT,
        OpenReason.OUTCOME_MISSING,
        OpenReason.IMPRECISE_DATE,
        OpenReason.UNIT,
        OpenReason.OUT_OF_WINDOW,
        OpenReason.NOT_DOCUMENTED,
    )
    return next((reason for reason in order if reason in reasons), OpenReason.NOT_DOCUMENTED)


def _regimen(leaf: TherapyLeaf, inquiry: Inquiry) -> Answer:
    """A regimen: every part (a drug class) is answered as a leaf of its own, and all are needed."""
    answers = []
    for part in leaf.parts:
        alone = replace(
            leaf, regimen=None, parts=(), drugs=frozenset(), groups={part: leaf.groups.get(part, frozenset())}, count=1
        )
        answers.append((part, answer_therapy(alone, inquiry)))
    status = all_of([answer.status for _, answer in answers])
    evidence = [piece for _, answer in answers for piece in answer.evidence]
    said = "; ".join(
        answer.computed
        or f"{inquiry.called(part)}: {'not shown' if answer.status is not CriterionStatus.MET else 'shown'}"
        for part, answer in answers
    )
    if status is CriterionStatus.NOT_DOCUMENTED:
        reasons = [answer.reason for _, answer in answers if answer.reason]
        return open_because(reasons[0], evidence, computed=said, note=_judged(leaf))
    return Answer(status, evidence=evidence, computed=said, note=_judged(leaf))


def _judged(leaf: TherapyLeaf) -> str | None:
    return f"whether it is optimal is for the {words(leaf.judged_by)} to say" if leaf.judged_by else None


def _what(leaf: TherapyLeaf, inquiry: Inquiry) -> str:
    names = [*leaf.groups, *leaf.treatments, *sorted(leaf.drugs)]
    return ", ".join(dict.fromkeys(inquiry.called(name) for name in names)) or "the treatment"

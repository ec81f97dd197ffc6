"""Conditions, findings and molecular findings: present, denied, resolved, planned, or about somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from peercall.domain.charts import ConditionFact, FindingFact
from peercall.domain.dates import DayRange
from peercall.domain.policies import DiagnosisLeaf, Duration, FindingLeaf, GenomicLeaf, Leaf
from peercall.domain.results import Evidence
from peercall.domain.terms import Assertion, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import (
    Answer,
    evidence_from,
    open_because,
    quote_key,
    shorten_considered,
    uncounted_because,
)
from peercall.engine.criteria.evidence_rules import Found, open_reason, settle
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.windows import Place, lasted

_ACTIVE = {"active", "recurrence", "relapse"}
_ENDED = {"resolved", "inactive", "remission"}
#: words of a source that show how a condition was proven (`evidence_kind` of the policies)
_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "echo": ("echo", "tte", "tee"),
    "catheterization": ("catheter", "hemodynamic"),
    "gated_blood_pool": ("blood pool", "muga", "radionuclide"),
    "ecg": ("ecg", "ekg", "p pulmonale", "electrocardiogram"),
}


def long_enough(
    onset: DayRange | None, length: Duration | None, inquiry: Inquiry, *, at_the_latest: DayRange | None = None
) -> tuple[Place, str | None]:
    """Whether something has lasted `length` at the request, and the sentence that says so.

    at_the_latest: a day by which it had begun when the onset itself is not stated (the recording date).
    """
    if length is None:
        return Place.INSIDE, None
    anchor = inquiry.moment("request")
    if anchor is None:
        return Place.UNDATED, "the request date is not known"
    if onset is not None:
        place = lasted(onset, anchor.days, length)
        said = {Place.INSIDE: f"at least {length}", Place.OUTSIDE: f"less than {length}"}.get(
            place, f"not exact enough for {length}"
        )
        return place, f"since {onset}: {said} on {anchor.days}"
    if at_the_latest is not None and lasted(at_the_latest, anchor.days, length) is Place.INSIDE:
        return Place.INSIDE, f"recorded {at_the_latest}: at least {length} on {anchor.days}"
    return Place.UNDATED, "when it began is not stated"


def _put(
    found: Found,
    fact: ConditionFact | FindingFact,
    display: str,
    *,
    leaf: Leaf,
    inquiry: Inquiry,
    historical_counts: bool,
    onset: tuple[Place, str | None],
    ended: str | None = None,
) -> None:
    """One fact into its group."""
    if fact.caution or fact.assertion not in {Assertion.PRESENT, Assertion.HISTORICAL, Assertion.NEGATED}:
        why = uncounted_because(fact)
        found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
        return
    if fact.assertion is Assertion.NEGATED:
        placement = inquiry.placement(leaf, on=fact.on)
        if placement.place in {Place.INSIDE, Place.UNDATED}:
            found.contradicts.append(evidence_from(fact, EvidenceRole.CONTRADICTS, display))
        else:
            found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=placement.why))
        return
    if fact.assertion is Assertion.HISTORICAL and not historical_counts:
        why = "history; the criterion asks for the present"
        found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
        return
    if ended is not None and not historical_counts:
        found.contradicts.append(evidence_from(fact, EvidenceRole.CONTRADICTS, display, why=ended))
        return
    place, why = onset
    if place is Place.OUTSIDE:
        found.contradicts.append(evidence_from(fact, EvidenceRole.CONTRADICTS, display, why=why))
        return
    if place is not Place.INSIDE:
        group = found.uncertain if place is Place.OVERLAPS else found.considered
        group.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
        return
    placement = inquiry.placement(leaf, on=fact.on)
    if placement.place is Place.INSIDE:
        found.supports.append(evidence_from(fact, EvidenceRole.SUPPORTS, display, why=why))
    elif placement.place is Place.OUTSIDE:
        found.out_of_window.append(evidence_from(fact, EvidenceRole.OUT_OF_WINDOW, display, why=placement.why))
    else:
        found.uncertain.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=placement.why))


def _onset_of(fact: ConditionFact) -> DayRange | None:
    """When the condition began, as stated; None when the date is only that of recording."""
    return None if fact.recorded is not None and fact.on == fact.recorded else fact.on


def _shows(fact: ConditionFact | FindingFact, kinds: tuple[str, ...]) -> bool:
    """True when the fact's own words name one of the listed kinds of proof."""
    said = f"{fact.text} {quote_key(fact.source) or ''}".lower()
    return any(word in said for kind in kinds for word in _KIND_WORDS.get(kind, (kind.replace("_", " "),)))


def _unproven(fact: ConditionFact, leaf: DiagnosisLeaf) -> str | None:
    if leaf.confirmed and fact.confirmed is None:
        return "not said whether the diagnosis is confirmed"
    if leaf.confirmed and fact.confirmed is False:
        return "provisional or differential, not confirmed"
    if leaf.evidence_kind and not _shows(fact, leaf.evidence_kind):
        return "not said that it was shown by " + ", ".join(words(kind) for kind in leaf.evidence_kind)
    return None


def condition_words(fact: ConditionFact) -> str:
    """A condition as the chart names it, with its codes."""
    codes = ", ".join(str(code) for code in fact.codes[:2])
    name = fact.text or codes
    status = f", {fact.clinical_status}" if fact.clinical_status in _ENDED else ""
    return f"{name} ({codes}){status}" if codes and codes not in name else f"{name}{status}"


def answer_diagnosis(leaf: DiagnosisLeaf, inquiry: Inquiry) -> Answer:
    """A diagnosis leaf from coded and stated conditions, and the findings that may stand in for them."""
    found = Found.empty()
    unproven = False
    historical = leaf.status in {"any", "history"}
    for fact in inquiry.chart.conditions(leaf.codes):
        display = condition_words(fact)
        refuted = fact.assertion is Assertion.NEGATED
        if not refuted and fact.caution is None and (why := _unproven(fact, leaf)) is not None:
            unproven = True
            found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
            continue
        status = fact.clinical_status
        _put(
            found,
            fact,
            display,
            leaf=leaf,
            inquiry=inquiry,
            historical_counts=historical,
            onset=long_enough(_onset_of(fact), leaf.onset_at_least, inquiry, at_the_latest=fact.recorded or fact.on),
            ended=f"recorded as {status}" if status in _ENDED else None,
        )
    for key in leaf.or_finding:
        for finding in inquiry.chart.findings(key):
            _put(
                found,
                finding,
                finding.text or words(key),
                leaf=leaf,
                inquiry=inquiry,
                historical_counts=historical,
                onset=long_enough(finding.onset, leaf.onset_at_least, inquiry),
            )
    _active_outranks_ended(found)
    _denied_is_another(found, leaf)
    what = words(leaf.value_set or ", ".join(leaf.or_finding) or "the diagnosis")
    return _concluded(found, leaf, inquiry, what, unproven=unproven)


def _active_outranks_ended(found: Found) -> None:
    """An earlier episode that was resolved does not contradict an active one; it is considered."""
    if not found.supports:
        return
    episodes = [piece for piece in found.contradicts if piece.why and piece.why.startswith("recorded as")]
    for piece in episodes:
        found.contradicts.remove(piece)
        assert piece.fact is not None
        found.considered.append(evidence_from(piece.fact, EvidenceRole.CONSIDERED, piece.display, why=piece.why))


_ANOTHER = "denies another condition than the one that counts"
_ONLY_ONE = "denies one of the conditions asked for, not the others"


def _blocks(codes: Iterable[str]) -> frozenset[str]:
    """Blocks of ICD-10-CM that codes lie in: letter and first digit."""
    return frozenset(code[:2] for code in codes)


def _denies(piece: Evidence) -> frozenset[str]:
    """What a plain denial is about: blocks of codes, or the key of a finding. Empty for what contradicts otherwise."""
    fact = piece.fact
    if fact is None or fact.assertion is not Assertion.NEGATED:
        return frozenset()
    if isinstance(fact, ConditionFact):
        return _blocks(code.normal for code in fact.codes)
    return frozenset({fact.key}) if isinstance(fact, FindingFact) else frozenset()


def _denied_is_another(found: Found, leaf: DiagnosisLeaf) -> None:
    """A denial contradicts only its own condition: "no stroke" says nothing against coronary disease beside it.

    Where a set asks for any of several conditions and nothing supports it, a denial of some leaves the others open.
    """
    denials = {id(piece): about for piece in found.contradicts if (about := _denies(piece))}
    if not denials:
        return
    codes = leaf.codes
    asked = _blocks((*codes.exact, *codes.prefixes, *(end for pair in codes.ranges for end in pair)))
    denied: frozenset[str] = frozenset().union(*denials.values())
    whole = (bool(leaf.or_finding) and denied.issuperset(leaf.or_finding)) or (bool(asked) and asked <= denied)
    kept = []
    for piece in found.contradicts:
        condition = denials.get(id(piece))
        why = None
        if condition is not None and found.supports:
            why = None if any(_speaks_of(other, condition) for other in found.supports) else _ANOTHER
        elif condition is not None and not whole:
            why = _ONLY_ONE
        if why is None:
            kept.append(piece)
        else:
            found.considered.append(replace(piece, role=EvidenceRole.CONSIDERED, why=piece.why or why))
    found.contradicts[:] = kept


def _speaks_of(support: Evidence, denied: frozenset[str]) -> bool:
    """True when a support may be of what was denied; a code beside a finding in words cannot be told apart."""
    fact = support.fact
    if isinstance(fact, ConditionFact):
        own = _blocks(code.normal for code in fact.codes)
        return not own or bool(own & denied) or any(len(key) > 2 for key in denied)
    if isinstance(fact, FindingFact):
        return fact.key in denied or any(len(key) == 2 for key in denied)
    return True


def _concluded(found: Found, leaf: Leaf, inquiry: Inquiry, what: str, *, unproven: bool = False) -> Answer:
    answer = settle(found)
    if answer is None:
        loose = found.loose
        reason = open_reason(found)
        if unproven or reason is not OpenReason.NOT_DOCUMENTED or _suspected(found):
            # something is there: neither silence nor a presumed absence may be concluded from it
            answer = open_because(reason, loose)
        else:
            answer = inquiry.nothing_found(leaf, what, loose)
    answer.evidence, note = shorten_considered(answer.evidence)
    answer.note = answer.note or note
    return answer


def _suspected(found: Found) -> bool:
    """True when something is stated of the patient as possible: it is not shown, nor may its absence be presumed."""
    return any(
        piece.fact is not None and piece.fact.assertion is Assertion.UNCERTAIN and piece.fact.caution is None
        for piece in found.considered
    )


def answer_finding(leaf: FindingLeaf, inquiry: Inquiry) -> Answer:
    """A finding leaf from extracted findings of its key."""
    found = Found.empty()
    # a key that itself asks for the past is answered by history
    historical = leaf.key.endswith(("_history", "_after_surgery")) or leaf.key.startswith(("history_", "existing_"))
    for fact in inquiry.chart.findings(leaf.key):
        display = fact.text or words(leaf.key)
        if leaf.subject is not None and fact.subject != leaf.subject:
            why = f"about the {fact.subject}; the criterion asks about the {leaf.subject}"
            found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
            continue
        _put(
            found,
            fact,
            display,
            leaf=leaf,
            inquiry=inquiry,
            historical_counts=historical,
            onset=long_enough(fact.onset, leaf.onset_at_least, inquiry),
        )
    answer = _concluded(found, leaf, inquiry, words(leaf.key))
    if leaf.onset_at_least is not None and (said := next((p.why for p in answer.evidence if p.why), None)):
        answer.computed = said
    return answer


def answer_genomic(leaf: GenomicLeaf, inquiry: Inquiry) -> Answer:
    """A molecular finding, from findings keyed `genomic_GENE` whose words name the alteration and result."""
    found = Found.empty()
    asked = [part.lower() for part in (leaf.alteration, leaf.result) if part]
    for fact in inquiry.chart.findings(f"genomic_{leaf.gene.lower()}"):
        missing = [part for part in asked if part.replace("_", " ") not in fact.text.lower()]
        if missing and fact.assertion is Assertion.PRESENT:
            why = "does not state " + ", ".join(words(part) for part in missing)
            found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, fact.text, why=why))
            continue
        _put(
            found,
            fact,
            fact.text,
            leaf=leaf,
            inquiry=inquiry,
            historical_counts=True,
            onset=(Place.INSIDE, None),
        )
    return _concluded(found, leaf, inquiry, f"{leaf.gene} testing")

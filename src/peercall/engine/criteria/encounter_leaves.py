"""Visits and documents: who saw the patient and for what, what was written, by whom, and what it states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from peercall.domain.charts import DocumentFact, EncounterFact
from peercall.domain.dates import DayRange
from peercall.domain.policies import DocumentLeaf, Duration, EncounterLeaf
from peercall.domain.results import Evidence
from peercall.domain.terms import Assertion, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import (
    Answer,
    evidence_from,
    merge_places,
    met,
    open_because,
    shorten_considered,
    uncounted_because,
)
from peercall.engine.criteria.event_leaves import stay_days
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.windows import Place, add_length

#: roles of the policies that any clinician who may treat on their own fills; a supplier, nurse or technician does not
_FILLED_BY: dict[str, frozenset[str]] = {
    "treating_practitioner": frozenset({"physician", "physician_or_npp", "np", "pa", "treating_practitioner"}),
    "treating_physician": frozenset({"physician", "treating_physician"}),
    "physician_or_npp": frozenset({"physician", "np", "pa", "physician_or_npp"}),
    "admitting_practitioner": frozenset({"physician", "admitting_practitioner"}),
}
_SUPPLIES = frozenset({"supplier", "dme_supplier"})
_NOT_HELD = {"cancelled", "noshow", "no-show", "planned", "entered-in-error", "proposed", "booked", "pending"}
_STAY = re.compile(r"(\d+) consecutive days")
_EVERY = re.compile(r"every (\d+) (d|wk|mo|a)")
_PER_WEEK = re.compile(r"(\d+) d per wk")


def fills(role: str, roles: Iterable[str]) -> bool:
    """True when one of the roles is, or may stand for, the role asked for, and none of them is a supplier's."""
    has = frozenset(roles)
    return not has & _SUPPLIES and (role in has or bool(has & _FILLED_BY.get(role, frozenset())))


def _why_not_visit(visit: EncounterFact, leaf: EncounterLeaf) -> str | None:
    """Why a visit for the purpose does not count."""
    if (why := uncounted_because(visit, historical_counts=True)) is not None:
        return why
    if visit.status in _NOT_HELD:
        return f"recorded as {visit.status}"
    if leaf.with_role is not None and not fills(leaf.with_role, visit.roles):
        if not visit.roles:
            return "who saw the patient is not stated"
        return f"with {', '.join(words(role) for role in visit.roles[:2])}, not a {words(leaf.with_role)}"
    if leaf.mode and visit.mode is not None and visit.mode not in leaf.mode:
        return f"{words(visit.mode)}, not {' or '.join(words(mode) for mode in leaf.mode)}"
    if leaf.face_to_face and visit.mode is not None and visit.mode != "in_person":
        return "not face to face"
    if leaf.purpose and (asked := _STAY.search(leaf.purpose)):
        days = stay_days(visit)
        if days is None:
            return "the length of the stay is not stated"
        if days < int(asked[1]):
            return f"{days} days, the discharge day not counted"
    return None


def answer_encounter(leaf: EncounterLeaf, inquiry: Inquiry) -> Answer:
    """A visit with someone for a purpose, in the window and as often as asked."""
    supports: list[Evidence] = []
    loose: list[Evidence] = []
    uncertain = outside = False
    denied: list[Evidence] = []
    for visit in inquiry.chart.encounters():
        if leaf.purpose is not None and leaf.purpose not in visit.purposes:
            continue
        if leaf.purpose is None and leaf.with_role is not None and not fills(leaf.with_role, visit.roles):
            continue
        display = visit.text or words(leaf.purpose or "visit")
        if visit.assertion is Assertion.NEGATED:
            denied.append(evidence_from(visit, EvidenceRole.CONTRADICTS, display))
            continue
        if (why := _why_not_visit(visit, leaf)) is not None:
            loose.append(evidence_from(visit, EvidenceRole.CONSIDERED, display, why=why))
            continue
        placement = inquiry.placement(leaf, on=visit.on)
        if placement.place is Place.INSIDE:
            supports.append(evidence_from(visit, EvidenceRole.SUPPORTS, display))
            continue
        role = EvidenceRole.OUT_OF_WINDOW if placement.place is Place.OUTSIDE else EvidenceRole.CONSIDERED
        outside = outside or placement.place is Place.OUTSIDE
        uncertain = uncertain or placement.place is not Place.OUTSIDE
        loose.append(evidence_from(visit, role, display, why=placement.why))
    answer = _visits(leaf, inquiry, merge_places(supports), merge_places([*denied, *loose]), uncertain, outside)
    answer.evidence, note = shorten_considered(answer.evidence)
    answer.note = answer.note or note
    return answer


def _visits(
    leaf: EncounterLeaf,
    inquiry: Inquiry,
    supports: list[Evidence],
    loose: list[Evidence],
    uncertain: bool,
    outside: bool,
) -> Answer:
    if supports:
        if leaf.frequency is None:
            return met([*supports, *loose])
        kept, computed = _often_enough(leaf.frequency, [piece.on for piece in supports if piece.on], inquiry)
        if kept:
            return met([*supports, *loose], computed=computed)
        return open_because(OpenReason.OUT_OF_WINDOW, [*supports, *loose], computed=computed)
    if uncertain:
        return open_because(OpenReason.IMPRECISE_DATE, loose)
    if outside:
        return open_because(OpenReason.OUT_OF_WINDOW, loose)
    return inquiry.nothing_found(leaf, words(leaf.purpose or leaf.with_role or "such a visit"), loose)


def _often_enough(frequency: str, dates: Sequence[DayRange], inquiry: Inquiry) -> tuple[bool, str]:
    """Whether dated visits keep a rhythm ("every 30 d" up to the request; "3 d per wk" in some seven days)."""
    days = sorted({on.first for on in dates if on.exact})
    if (every := _EVERY.search(frequency)) is not None:
        anchor = inquiry.moment("request")
        if anchor is None or not days:
            return False, "the request date is not known"
        length = Duration(float(every[1]), every[2])
        stops = [on for on in days if on <= anchor.days.first]
        chain = [*stops, anchor.days.first]
        late = [b for a, b in pairwise(chain) if b > add_length(a, length)]
        if not stops:
            return False, "no visit before the request"
        if late:
            return False, f"longer than {length} without a visit before {late[-1].isoformat()}"
        return True, f"{len(stops)} visits, none more than {length} apart up to {anchor.days.first.isoformat()}"
    if (weekly := _PER_WEEK.search(frequency)) is not None:
        best = max((_within_week(on, days) for on in days), default=0)
        return best >= int(weekly[1]), f"{best} days in one week"
    return False, f"the frequency {frequency} has to be checked by a person"


def _within_week(first: date, days: Sequence[date]) -> int:
    return sum(1 for on in days if 0 <= (on - first).days < 7)


def _missing_states(leaf: DocumentLeaf, stated: Iterable[str]) -> list[str]:
    has = set(stated)
    missing = [state for state in leaf.states if state not in has]
    if leaf.states_any and not has & set(leaf.states_any):
        missing.append(" or ".join(words(state) for state in leaf.states_any))
    return missing


def _why_not_document(fact: DocumentFact, leaf: DocumentLeaf, inquiry: Inquiry) -> tuple[str | None, OpenReason]:
    """Why a document of the type does not count, and the reason that leaves the criterion open."""
    if leaf.by is not None and not fills(leaf.by, fact.roles):
        if not fact.roles:
            return "the author's role is not stated", OpenReason.NOT_DOCUMENTED
        return f"not by a {words(leaf.by)}", OpenReason.NOT_DOCUMENTED
    if leaf.signed and fact.signed is not True:
        return ("not signed" if fact.signed is False else "signature not stated"), OpenReason.NOT_DOCUMENTED
    if leaf.before is not None:
        anchor = inquiry.moment(leaf.before)
        if anchor is None:
            return f"the {words(leaf.before)} date is not known", OpenReason.IMPRECISE_DATE
        if fact.on is None:
            return f"no date; it must be before {words(leaf.before)}", OpenReason.IMPRECISE_DATE
        if fact.on.first > anchor.days.last:
            return f"after {words(leaf.before)} ({anchor.days})", OpenReason.OUT_OF_WINDOW
        if fact.on.last > anchor.days.first and not (fact.on.exact and anchor.days.exact):
            return f"the date is not exact enough to lie before {anchor.days}", OpenReason.IMPRECISE_DATE
    return None, OpenReason.NOT_DOCUMENTED


def answer_document(leaf: DocumentLeaf, inquiry: Inquiry) -> Answer:
    """A document of a type. A missing, unsigned or incomplete document is a gap that can be closed: open, not failed."""
    usable: list[DocumentFact] = []
    loose: list[Evidence] = []
    reasons: set[OpenReason] = set()
    for fact in inquiry.chart.documents(leaf.type):
        display = words(fact.type)
        if fact.assertion is Assertion.NEGATED:
            loose.append(evidence_from(fact, EvidenceRole.CONTRADICTS, display, why="stated as not done"))
            continue
        why = uncounted_because(fact, historical_counts=True)
        reason = OpenReason.NOT_DOCUMENTED
        if why is None:
            placement = inquiry.placement(leaf, on=fact.on)
            if placement.place is Place.OUTSIDE:
                reasons.add(OpenReason.OUT_OF_WINDOW)
                loose.append(evidence_from(fact, EvidenceRole.OUT_OF_WINDOW, display, why=placement.why))
                continue
            if placement.place is not Place.INSIDE:
                why, reason = placement.why, OpenReason.IMPRECISE_DATE
            else:
                why, reason = _why_not_document(fact, leaf, inquiry)
        if why is not None:
            reasons.add(reason)
            loose.append(evidence_from(fact, EvidenceRole.CONSIDERED, display, why=why))
        else:
            usable.append(fact)
    answer = _documents(leaf, inquiry, usable, merge_places(loose), reasons)
    answer.evidence, note = shorten_considered(answer.evidence)
    answer.note = answer.note or note
    return answer


def _documents(
    leaf: DocumentLeaf,
    inquiry: Inquiry,
    usable: list[DocumentFact],
    loose: list[Evidence],
    reasons: set[OpenReason],
) -> Answer:
    if not usable:
        for reason in (OpenReason.IMPRECISE_DATE, OpenReason.OUT_OF_WINDOW):
            if reason in reasons:
                return open_because(reason, loose)
        if any(piece.role is EvidenceRole.CONTRADICTS for piece in loose) or reasons:
            return open_because(OpenReason.NOT_DOCUMENTED, loose)
        return inquiry.nothing_found(leaf, words(leaf.type), loose)
    by_day: dict[DayRange | str, list[DocumentFact]] = {}
    for fact in usable:
        by_day.setdefault(fact.on or fact.id, []).append(fact)
    # pages of one day are read together: what one sheet of a report omits, another may state
    complete: list[DocumentFact] = []
    lacking: list[tuple[DocumentFact, list[str]]] = []
    for facts in by_day.values():
        missing = _missing_states(leaf, {state for fact in facts for state in fact.states})
        if missing:
            lacking += [(fact, missing) for fact in facts]
        else:
            complete += facts
    if complete and not (leaf.every and lacking):
        supports = [piece for fact in complete for piece in _stating(fact, leaf)]
        return met([*merge_places(supports), *loose])
    for fact, missing in lacking:
        why = "does not state " + ", ".join(words(state) for state in missing)
        loose.append(evidence_from(fact, EvidenceRole.CONSIDERED, words(fact.type), why=why))
    for fact in complete:
        loose.append(evidence_from(fact, EvidenceRole.CONSIDERED, words(fact.type), why="complete; others are not"))
    fewest = min((missing for _, missing in lacking), key=len)
    answer = open_because(OpenReason.NOT_DOCUMENTED, merge_places(loose))
    answer.asks = (f"{words(leaf.type).capitalize()} that states: " + "; ".join(words(state) for state in fewest),)
    return answer


def _stating(fact: DocumentFact, leaf: DocumentLeaf) -> list[Evidence]:
    """The document, and the place of every state asked for."""
    out = [evidence_from(fact, EvidenceRole.SUPPORTS, words(fact.type))]
    for state in (*leaf.states, *leaf.states_any):
        source = fact.states.get(state)
        if source is not None and source != fact.source:
            out.append(
                Evidence(
                    role=EvidenceRole.SUPPORTS,
                    display=f"{words(fact.type)}: {words(state)}",
                    source=source,
                    strength=fact.strength,
                    on=fact.on,
                    fact=fact,
                )
            )
    return out

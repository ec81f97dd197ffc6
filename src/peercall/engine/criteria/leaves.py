"""Each leaf of the policy language to the module that answers it, and the question to ask when it stays open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peercall.domain.policies import (
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    DiagnosisLeaf,
    DocumentLeaf,
    EncounterLeaf,
    EventLeaf,
    ExternalLeaf,
    FindingLeaf,
    GenomicLeaf,
    JudgementLeaf,
    Leaf,
    MeasureLeaf,
    Node,
    ProcedureLeaf,
    RequestLeaf,
    SexLeaf,
    TherapyLeaf,
)
from peercall.engine.criteria.answers import Answer
from peercall.engine.criteria.change_leaf import answer_change
from peercall.engine.criteria.encounter_leaves import answer_document, answer_encounter
from peercall.engine.criteria.event_leaves import answer_count, answer_event
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.measure_leaf import answer_measure
from peercall.engine.criteria.presence_leaves import answer_diagnosis, answer_finding, answer_genomic
from peercall.engine.criteria.request_leaves import answer_age, answer_person, answer_request, answer_sex
from peercall.engine.criteria.therapy_leaf import answer_therapy

_ANSWERED_BY: dict[type[Leaf], Callable[[Any, Inquiry], Answer]] = {
    AgeLeaf: answer_age,
    SexLeaf: answer_sex,
    DiagnosisLeaf: answer_diagnosis,
    MeasureLeaf: answer_measure,
    TherapyLeaf: answer_therapy,
    EventLeaf: answer_event,
    ProcedureLeaf: answer_event,
    EncounterLeaf: answer_encounter,
    DocumentLeaf: answer_document,
    FindingLeaf: answer_finding,
    ChangeLeaf: answer_change,
    CountLeaf: answer_count,
    GenomicLeaf: answer_genomic,
    RequestLeaf: answer_request,
    AttestLeaf: answer_person,
    JudgementLeaf: answer_person,
    ExternalLeaf: answer_person,
}

#: leaves that only a named person can answer
PERSONAL = (AttestLeaf, JudgementLeaf, ExternalLeaf)


def answer_leaf(leaf: Leaf, inquiry: Inquiry) -> Answer:
    """The chart's answer to one leaf."""
    return _ANSWERED_BY[type(leaf)](leaf, inquiry)


def question_for(node: Node) -> str:
    """What to get when a leaf is open: the policy's own `ask`, else a sentence made from the leaf."""
    if node.ask:
        return node.ask
    what = node.text.rstrip(".") or _subject(node.leaf)
    match node.leaf:
        case MeasureLeaf():
            return f"Value, unit and date: {what}?"
        case TherapyLeaf():
            return f"Drug or treatment, start and stop dates, dose, and how it ended: {what}?"
        case DiagnosisLeaf() | FindingLeaf() | GenomicLeaf():
            return f"Where is it documented, by whom and when: {what}?"
        case EncounterLeaf() | DocumentLeaf():
            return f"Date and author: {what}?"
        case EventLeaf() | ProcedureLeaf() | CountLeaf():
            return f"Dates: {what}?"
        case ChangeLeaf():
            return f"Both measurements with dates: {what}?"
        case _:
            return f"{what}?"


def _subject(leaf: Leaf | None) -> str:
    match leaf:
        case MeasureLeaf(of=name) | ChangeLeaf(of=name):
            return words(name)
        case FindingLeaf(key=key):
            return words(key)
        case DocumentLeaf(type=type_):
            return words(type_)
        case DiagnosisLeaf(value_set=value_set) if value_set:
            return words(value_set)
        case EncounterLeaf(purpose=purpose) if purpose:
            return purpose
        case RequestLeaf(name=name):
            return words(name)
        case TherapyLeaf(groups=groups, treatments=treatments, drugs=drugs):
            return ", ".join(words(name) for name in (*groups, *treatments, *sorted(drugs)))
        case AttestLeaf(that=that) | ExternalLeaf(that=that):
            return that
        case JudgementLeaf(standard=standard):
            return standard
        case _:
            return "this criterion"

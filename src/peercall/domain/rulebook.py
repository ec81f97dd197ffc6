"""The whole rulebook as loaded: what the engine is handed as an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.clock_rules import ClockTables
from peercall.domain.correspondence import Correspondence
from peercall.domain.letter_words import LetterWords
from peercall.domain.packets import PacketTables
from peercall.domain.phrases import PhraseBook
from peercall.domain.playbooks import Playbooks
from peercall.domain.policies import CoveragePolicy
from peercall.domain.precedents import OutcomeTables
from peercall.domain.remittances import RemittanceTables
from peercall.domain.review_intake import IntakeWords
from peercall.domain.review_rules import ReviewTables
from peercall.domain.rules import (
    DenialReason,
    DrugClass,
    Guideline,
    Measure,
    PayerRule,
    Regulation,
    Treatment,
    ValueSet,
)
from peercall.domain.statements import StatementWords
from peercall.domain.triage_rules import TriageTables


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule by id. policies: versions of each id, oldest first.

    sha256: over the bytes of every file read, in path order, so that outputs can name the rules they rest on.
    layers: "peercall" and the overlay folders, in reading order (later wins).
    meanings: what the words of the data files stand for, by list. notes: limits of the data, by subject.
    call: wording of the call. letters: how letters print and word things.
    """

    sha256: str
    layers: tuple[str, ...]
    regulations: Mapping[str, Regulation]
    payers: Mapping[str, PayerRule]
    reasons: Mapping[str, DenialReason]
    guidelines: Mapping[str, Guideline]
    measures: Mapping[str, Measure]
    value_sets: Mapping[str, ValueSet]
    drug_classes: Mapping[str, DrugClass]
    treatments: Mapping[str, Treatment]
    policies: Mapping[str, tuple[CoveragePolicy, ...]]
    phrases: PhraseBook
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    call: CallPhrases = field(default_factory=CallPhrases)
    clocks: ClockTables = field(default_factory=ClockTables)
    triage: TriageTables = field(default_factory=TriageTables)
    remittance: RemittanceTables = field(default_factory=RemittanceTables)
    statements: StatementWords = field(default_factory=StatementWords)
    letters: LetterWords = field(default_factory=LetterWords)
    playbooks: Playbooks = field(default_factory=Playbooks)
    reviews: ReviewTables = field(default_factory=ReviewTables)
    intake: IntakeWords = field(default_factory=IntakeWords)
    packet: PacketTables = field(default_factory=PacketTables)
    outcomes: OutcomeTables = field(default_factory=OutcomeTables)
    correspondence: Correspondence = field(default_factory=Correspondence)

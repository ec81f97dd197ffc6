"""Rules checked beyond what the loader refuses: versions, doubles, worked examples, words that charts are searched for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.playbooks import PlaybookCase, Playbooks
from peercall.domain.policies import CoveragePolicy
from peercall.domain.review_rules import ReviewRule
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Measure, PayerRule, Provenance
from peercall.domain.terms import ReviewStatus
from peercall.rulebook.compile import compile_rules
from peercall.rulebook.folder import SHIPPED, RuleFile, read_folders
from peercall.rulebook.lint_words import units_of, unworded_keys

ERROR, WARNING = "error", "warning"
_STANDALONE = frozenset(
    {
        "policy",
        "payers",
        "regulations",
        "denial_reasons",
        "phrases",
        "letters",
        "playbook",
        "playbook-cases",
        "review-rules",
        "review-intake",
        "correspondence",
    }
)
"""Subjects on whose files no other file rests: after a refusal the rest can still be judged."""

CheckVignettes = Callable[[CoveragePolicy], Iterable[str]]
"""Sentences on the worked examples of a policy that the criteria engine answers otherwise."""
CheckPlaybooks = Callable[[Playbooks], Iterable[tuple[PlaybookCase, str]]]
"""Worked examples of playbooks that are answered otherwise, each with a sentence."""
CheckUnits = Callable[[str, str], bool]
"""True when the first unit can be turned into the second (a unit into itself: it is known)."""


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing to mend (error) or to look at (warning). place: layer, file and line."""

    severity: str
    place: str
    rule: str
    message: str


def lint_folders(
    overlays: Sequence[Path] = (),
    *,
    base: Path | None = None,
    check_vignettes: CheckVignettes | None = None,
    check_units: CheckUnits | None = None,
    check_playbooks: CheckPlaybooks | None = None,
) -> tuple[LintFinding, ...]:
    """Everything wrong with the rule folders: what the loader refuses, each file in turn, then what `lint_rules` finds.

    A refused file is left out and the rest judged; when others rest on it (measures, value sets, words) judging ends.
    """
    layers = [list(files) for files in read_folders(overlays, base=base)]
    findings: list[LintFinding] = []
    while True:
        try:
            rulebook = compile_rules(layers, overlays)
        except RuleFileInvalid as problem:
            findings.append(LintFinding(ERROR, problem.where or "", "", _without_place(problem)))
            refused = _file_of(problem, layers)
            if refused is None or refused.subject not in _STANDALONE:
                return tuple(findings)
            layers = [[file for file in files if file is not refused] for files in layers]
        else:
            found = lint_rules(
                rulebook,
                check_vignettes=check_vignettes,
                check_units=check_units,
                check_playbooks=check_playbooks,
            )
            return (*findings, *found)


def lint_rules(
    rulebook: Rulebook,
    *,
    check_vignettes: CheckVignettes | None = None,
    check_units: CheckUnits | None = None,
    check_playbooks: CheckPlaybooks | None = None,
) -> tuple[LintFinding, ...]:
    """What is wrong or doubtful in rules that load, errors first.

    check_vignettes: evaluates a policy's worked examples; without it they are not judged. check_units: tells whether a
    unit turns into another; without it units are compared by their spelling only.
    """
    found = [
        *_versions(rulebook),
        *_superseded(rulebook),
        *_doubles(rulebook),
        *_vignettes(rulebook, check_vignettes),
        *_units(rulebook, check_units),
        *_quotable(rulebook),
        *_words(rulebook),
        *_playbooks(rulebook, check_playbooks),
        *_reviews(rulebook),
        *_correspondence(rulebook),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != ERROR))


def _versions(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Gaps and overlaps between versions of a policy."""
    for versions in rulebook.policies.values():
        for older, newer in pairwise(versions):
            if newer.effective is None or older.ended is None:
                continue
            if older.ended >= newer.effective:
                yield _error(newer, f"it overlaps the version that ends on {older.ended.isoformat()}")
            elif older.ended + timedelta(days=1) < newer.effective:
                yield _warning(newer, f"no version is in force from {older.ended + timedelta(days=1)} until it begins")


def _superseded(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Payer rules whose successors come back to themselves."""
    for rule in rulebook.payers.values():
        seen, current = {rule.id}, rule
        while current.superseded_by is not None:
            current = rulebook.payers[current.superseded_by]
            if current.id in seen:
                yield _error(rule, f"`superseded_by` comes back to `{current.id}`")
                break
            seen.add(current.id)


def _doubles(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Payer rules in force together for the same payer, lines, states, setting and phase."""
    groups: dict[tuple[object, ...], list[PayerRule]] = defaultdict(list)
    for rule in rulebook.payers.values():
        if rule.superseded_by is None:
            key = (rule.payer, rule.lines, rule.states, rule.setting, rule.phase, rule.origin)
            groups[key].append(rule)
    for rules in groups.values():
        ordered = sorted(rules, key=lambda rule: rule.effective_from.toordinal() if rule.effective_from else 0)
        for older, newer in pairwise(ordered):
            if older.effective_to is None or newer.effective_from is None or older.effective_to >= newer.effective_from:
                yield _warning(
                    newer, f"`{older.id}` covers the same cases; tell them apart by dates or `superseded_by`"
                )


def _vignettes(rulebook: Rulebook, check: CheckVignettes | None) -> Iterator[LintFinding]:
    for policy in _policies(rulebook):
        if not policy.vignettes:
            yield _warning(policy, "it has no worked example (`vignettes`)")
        elif check is not None:
            for sentence in check(policy):
                yield _error(policy, sentence)


def _units(rulebook: Rulebook, check: CheckUnits | None) -> Iterator[LintFinding]:
    """Units of measures are known; units of policies turn into those of the measure."""
    for measure in rulebook.measures.values():
        for unit in {measure.unit, *(item.unit for item in measure.conversions)} - {None}:
            if check is not None and unit is not None and not check(unit, unit) and not _converted(measure, unit):
                yield _error(measure, f"the unit `{unit}` is not known")
    for policy in _policies(rulebook):
        for node_id, measure_id, unit in units_of(policy):
            measure = rulebook.measures[measure_id]
            if unit == measure.unit or _converted(measure, unit):
                continue
            if check is None:
                yield _warning(
                    policy, f"`{node_id}` compares {measure_id} in `{unit}`, the measure is in `{measure.unit}`"
                )
            elif measure.unit is not None and not check(unit, measure.unit):
                yield _error(policy, f"`{node_id}`: `{unit}` does not turn into `{measure.unit}` of {measure_id}")


def _converted(measure: Measure, unit: str) -> bool:
    return any(unit == item.unit for item in measure.conversions)


def _quotable(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Marks that promise more than was read."""
    for policy in _policies(rulebook):
        if policy.status is ReviewStatus.VERIFIED and all(
            source.read in ("not_read", "excerpt") for source in policy.sources
        ):
            yield _error(policy, "it is marked verified, but no source was read in full or in part")
    for regulation in rulebook.regulations.values():
        if regulation.printable and not regulation.provenance.source:
            yield _error(regulation, "it is printable without a source")


def _words(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Keys of policies that no phrase file words: charts cannot be searched for them."""
    for policy in _policies(rulebook):
        for kind, key in unworded_keys(policy, rulebook.phrases):
            yield _warning(policy, f"phrases/{kind}.yaml has no words for `{key}`")


def _playbooks(rulebook: Rulebook, check: CheckPlaybooks | None) -> Iterator[LintFinding]:
    """Playbooks without a worked example, and examples that come out otherwise."""
    books = rulebook.playbooks
    worked = {case.outcome for case in books.cases}
    for outcome, book in books.by_outcome.items():
        if outcome not in worked:
            place = _place(book.provenance)
            yield LintFinding(WARNING, place, outcome.value, f"`{outcome.value}`: it has no worked example")
    for case, sentence in check(books) if check is not None else ():
        yield LintFinding(ERROR, _place(case.provenance), case.outcome.value, f"`{case.outcome.value}`: {sentence}")


def _correspondence(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Letters that rest on a law no file has, and tasks they fulfil that no playbook has."""
    steps = {step.id for book in rulebook.playbooks.by_outcome.values() for step in book.steps}
    for kind, template in rulebook.correspondence.templates.items():
        place = _place(template.provenance)
        laws = [law for block in template.blocks for one in block.sentences for law in one.laws]
        for law in laws:
            if law.rule and law.rule not in rulebook.regulations:
                yield LintFinding(ERROR, place, kind.value, f"`{kind.value}`: no file has the law `{law.rule}`")
        for task in template.tasks:
            if task not in steps:
                # a private playbook may leave a step out: the letter then stands without it
                yield LintFinding(WARNING, place, kind.value, f"`{kind.value}`: no playbook has the step `{task}`")


def _reviews(rulebook: Rulebook) -> Iterator[LintFinding]:
    """Rules on what may be said that contradict each other for the same client, state and programs; no hours at all."""
    rules = rulebook.reviews.rules
    if rules and rulebook.reviews.hours is None:
        yield LintFinding(ERROR, "review_rules", "review_rules", "no file of review_rules/ gives `hours`")
    seen: dict[tuple[object, ...], ReviewRule] = {}
    for rule in rules.values():
        if rule.discussion is None:
            continue
        other = seen.setdefault((rule.client, rule.jurisdiction, rule.programs), rule)
        if other.discussion is not rule.discussion:
            yield _error(rule, f"`{other.id}` says otherwise for the same client, state and programs")


def _policies(rulebook: Rulebook) -> Iterator[CoveragePolicy]:
    for versions in rulebook.policies.values():
        yield from versions


class _Entry(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def provenance(self) -> Provenance: ...


def _error(entry: _Entry, message: str) -> LintFinding:
    return LintFinding(ERROR, _place(entry.provenance), entry.id, f"`{entry.id}`: {message}")


def _warning(entry: _Entry, message: str) -> LintFinding:
    return LintFinding(WARNING, _place(entry.provenance), entry.id, f"`{entry.id}`: {message}")


def _place(provenance: Provenance) -> str:
    layer = "" if provenance.layer == SHIPPED else f"{provenance.layer}/"
    return f"{layer}{provenance.file}:{provenance.line}"


def _without_place(problem: RuleFileInvalid) -> str:
    return str(problem).removeprefix(f"{problem.where}: ")


def _file_of(problem: RuleFileInvalid, layers: Sequence[Sequence[RuleFile]]) -> RuleFile | None:
    shown = (problem.where or "").rsplit(":", 1)[0]
    return next((file for files in layers for file in files if file.place.shown == shown), None)

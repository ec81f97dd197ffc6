"""All rule files of all layers made into one Rulebook, references resolved."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.errors import RuleFileInvalid
from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Measure, PayerRule, Provenance, Treatment
from peercall.rulebook.call_phrases import read_call_phrases
from peercall.rulebook.clock_tables import read_clock_tables
from peercall.rulebook.correspondence import read_correspondence
from peercall.rulebook.folder import RuleFile, content_sha256, layer_names
from peercall.rulebook.guidelines import read_guidelines
from peercall.rulebook.letter_words import read_letter_words
from peercall.rulebook.measures import read_measures
from peercall.rulebook.outcome_tables import read_outcome_tables
from peercall.rulebook.packet_tables import read_packet_tables
from peercall.rulebook.payers import read_payers
from peercall.rulebook.phrases import load_phrases
from peercall.rulebook.playbooks import read_playbooks
from peercall.rulebook.policies import order_versions, read_policy
from peercall.rulebook.policy_scope import Shelves
from peercall.rulebook.reasons import read_reasons, with_phrases
from peercall.rulebook.regulations import read_regulations
from peercall.rulebook.remittance_tables import read_remittance_tables
from peercall.rulebook.review_intake import read_intake_words
from peercall.rulebook.review_rules import read_review_tables
from peercall.rulebook.statement_words import read_statement_words
from peercall.rulebook.triage_tables import read_triage_tables
from peercall.rulebook.valuesets import Sets, read_sets, resolve_classes
from peercall.rulebook.vocabulary import Words, read_code_systems, read_notes, read_words
from peercall.rulebook.yamlfile import Place


class _Entry(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def provenance(self) -> Provenance: ...


Layers = Sequence[Sequence[RuleFile]]
EntryT = TypeVar("EntryT", bound=_Entry)


def compile_rules(layers: Layers, overlays: Sequence[Path]) -> Rulebook:
    """The rulebook of files already read.

    Cyclic garbage collection rests meanwhile: the trees of YAML nodes hold no circles.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(layers, overlays)
    finally:
        if collecting:
            gc.enable()


def _read(layers: Layers, overlays: Sequence[Path]) -> Rulebook:
    files = [file for layer in layers for file in layer]
    words = read_words(files)
    regulations = _merge(files, "regulations", lambda file: read_regulations(file, words=words))
    payers = _merge(files, "payers", lambda file: read_payers(file, words=words))
    _check_superseded(payers)
    measures = _merge(files, "measures", lambda file: read_measures(file, words=words))
    _check_composites(measures)
    guidelines = _merge(files, "guidelines", lambda file: read_guidelines(file, words=words))
    sets = Sets()
    for file in files:
        if file.subject == "valuesets":
            read_sets(file, sets)
    classes = resolve_classes(sets)
    shelves = Shelves(
        words=words,
        measures=measures,
        value_sets=sets.value_sets,
        treatments=sets.treatments,
        drug_classes=classes,
        guidelines=guidelines,
    )
    policies, own_treatments = _read_policies(files, shelves)
    phrases = load_phrases(files)
    reasons = with_phrases(_merge(files, "denial_reasons", lambda file: read_reasons(file, words=words)), phrases)
    return Rulebook(
        sha256=content_sha256(layers),
        layers=layer_names(overlays),
        regulations=regulations,
        payers=payers,
        reasons=reasons,
        guidelines=guidelines,
        measures=measures,
        value_sets=sets.value_sets,
        drug_classes=classes,
        treatments={**own_treatments, **sets.treatments},
        policies=policies,
        phrases=phrases,
        meanings={
            **words.meanings,
            "moments": words.moments,
            "change_points": words.change_points,
            "code_systems": read_code_systems(files),
        },
        notes=read_notes(files),
        clocks=read_clock_tables(files, words=words, regulations=regulations),
        triage=read_triage_tables(files, regulations=regulations, payers=payers, reasons=reasons),
        call=_call(files),
        remittance=read_remittance_tables(files),
        statements=read_statement_words(files),
        letters=read_letter_words(files),
        playbooks=read_playbooks(files),
        reviews=read_review_tables(files, regulations=regulations),
        intake=read_intake_words(files),
        packet=read_packet_tables(files, regulations=regulations),
        outcomes=read_outcome_tables(files),
        correspondence=read_correspondence(files),
    )


def _call(files: Iterable[RuleFile]) -> CallPhrases:
    """The wording of the call; a later layer's file replaces the whole."""
    call = CallPhrases()
    for file in files:
        if file.subject == "call-phrases":
            call = read_call_phrases(file.data, file.place)
    return call


def _merge(files: Iterable[RuleFile], subject: str, read: Callable[[RuleFile], Iterator[EntryT]]) -> dict[str, EntryT]:
    """Entries by id. A later layer replaces; within one layer an id stands once."""
    entries: dict[str, EntryT] = {}
    for file in files:
        if file.subject != subject:
            continue
        for entry in read(file):
            before = entries.get(entry.id)
            if before is not None and before.provenance.layer == entry.provenance.layer:
                raise RuleFileInvalid(
                    f"the id `{entry.id}` stands also at {before.provenance.file}:{before.provenance.line}",
                    where=f"{file.place.shown}:{entry.provenance.line}",
                    remedy="Give each entry its own id.",
                )
            entries[entry.id] = entry
    return entries


def _check_superseded(payers: dict[str, PayerRule]) -> None:
    for rule in payers.values():
        if rule.superseded_by is not None and rule.superseded_by not in payers:
            raise _unresolved(rule.provenance, f"`superseded_by` names `{rule.superseded_by}`, which no file has")


def _check_composites(measures: dict[str, Measure]) -> None:
    """Parts of composites exist, and no composite is made of itself."""

    def visit(measure: Measure, path: tuple[str, ...]) -> None:
        for part in measure.of:
            if part not in measures:
                raise _unresolved(measure.provenance, f"`of` names the measure `{part}`, which no file has")
            if part in path:
                raise _unresolved(measure.provenance, f"`of` comes back to `{part}`")
            visit(measures[part], (*path, part))

    for measure in measures.values():
        visit(measure, (measure.id,))


def _unresolved(provenance: Provenance, message: str) -> RuleFileInvalid:
    shown = provenance.file if provenance.layer == "peercall" else f"{provenance.layer}/{provenance.file}"
    return RuleFileInvalid(message, where=f"{shown}:{provenance.line}")


@dataclass(slots=True)
class _Version:
    policy: CoveragePolicy
    shown: str


def _read_policies(
    files: Iterable[RuleFile], shelves: Shelves
) -> tuple[dict[str, tuple[CoveragePolicy, ...]], dict[str, Treatment]]:
    """Versions by policy id; the same id and day in a later layer replaces, within one layer it is refused."""
    found: dict[str, dict[str, _Version]] = {}
    treatments: dict[str, Treatment] = {}
    for file in files:
        if file.subject != "policy":
            continue
        policy, own = read_policy(file, shelves)
        versions = found.setdefault(policy.id, {})
        day = policy.effective_text if policy.effective else ""
        before = versions.get(day)
        if before is not None and before.policy.provenance.layer == policy.provenance.layer:
            raise RuleFileInvalid(
                f"the policy `{policy.id}` effective {policy.effective_text} stands also in {before.shown}",
                where=f"{file.place.shown}:{policy.provenance.line}",
                remedy="A revision has its own `effective`.",
            )
        versions[day] = _Version(policy, file.place.shown)
        treatments.update({treatment.id: treatment for treatment in own})
    return {
        policy_id: order_versions([version.policy for version in versions.values()])
        for policy_id, versions in found.items()
    }, treatments


def compile_policy(path: Path, *, rulebook: Rulebook) -> CoveragePolicy:
    """One policy from a file outside any rule folder (a case's policy/ folder), resolved against the rulebook.

    Its provenance says layer `case`. Raises RuleFileInvalid with file and line.
    """
    place = Place(shown=path.name, file=path.name, layer="case")
    try:
        data = path.read_bytes()
    except OSError:
        raise RuleFileInvalid(
            "this file cannot be read", where=path.name, remedy="Check its name and rights."
        ) from None
    meanings = rulebook.meanings
    shelves = Shelves(
        words=Words(meanings=meanings, moments=meanings["moments"], change_points=meanings["change_points"]),
        measures=rulebook.measures,
        value_sets=rulebook.value_sets,
        treatments=rulebook.treatments,
        drug_classes=rulebook.drug_classes,
        guidelines=rulebook.guidelines,
    )
    policy, _own = read_policy(RuleFile(place=place, name=path.name, subject="policy", data=data), shelves)
    return policy

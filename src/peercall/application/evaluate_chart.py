"""Use case: the policy in force against the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peercall.application.find_candidates import ChartSearch, find_candidates
from peercall.domain.charts import ChartFacts
from peercall.domain.dates import parse_partial
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlannedRequest
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import Attestation
from peercall.domain.results import PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor
from peercall.engine.criteria import evaluate_policy
from peercall.engine.policy_choice import PolicyChoice, choose_policy
from peercall.engine.units import UnitConverter
from peercall.engine.vocabulary import Vocabulary

#: anchors of the case and the names policies give them
_POLICY_NAMES: Mapping[Anchor, tuple[str, ...]] = {
    Anchor.REQUEST_RECEIVED: ("request",),
    Anchor.SERVICE: ("service",),
    Anchor.ADMISSION: ("admission",),
    Anchor.DISCHARGE_EXPECTED: ("discharge", "hospital_discharge"),
    Anchor.DISCHARGE: ("discharge", "hospital_discharge"),
}
_SUFFIXES = ("_date", "_on", "_at")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The choice of policy, the moments windows count from, and the result; result is None without one policy."""

    choice: PolicyChoice
    moments: Mapping[str, date | datetime]
    result: PolicyResult | None


def policy_moments(
    determination: AdverseDetermination | PlannedRequest, *, case: CaseFile
) -> dict[str, date | datetime]:
    """Moments by the names policies use. case.yaml's request keys that are dates come last and win.

    `request_date: "2026-06-02"` gives `request`; `course_start: ...` gives `course_start`. A partial date is left out.
    """
    moments: dict[str, date | datetime] = {}
    for anchor, names in _POLICY_NAMES.items():
        if (moment := determination.moments.get(anchor)) is not None:
            moments.update(dict.fromkeys(names, moment))
    for key, value in case.request.items():
        if not isinstance(value, str) or (days := parse_partial(value)) is None or not days.exact:
            continue
        name = next((key.removesuffix(suffix) for suffix in _SUFFIXES if key.endswith(suffix)), key)
        try:
            moments[name] = datetime.fromisoformat(value) if "T" in value else days.first
        except ValueError:
            moments[name] = days.first
    return moments


def evaluate_chart(
    determination: AdverseDetermination | PlannedRequest,
    *,
    case: CaseFile,
    rulebook: Rulebook,
    chart: ChartFacts,
    units: UnitConverter,
    as_of: date,
    searched: Sequence[str],
    site_policies: Sequence[CoveragePolicy] = (),
    vocabulary: Vocabulary | None = None,
    search: ChartSearch | None = None,
) -> Evaluation:
    """The chosen policy's criteria against the chart.

    searched: names of the documents read, the scope behind "nothing found". site_policies: files of the case's own
    policy/ folder; when there is exactly one it is the policy. vocabulary, search: when both are given, each open
    criterion carries the passages of the chart a person should read.
    """
    moments = policy_moments(determination, case=case)
    if len(site_policies) == 1:
        choice = PolicyChoice(
            chosen=site_policies[0],
            candidates=((site_policies[0], "in the case's policy folder"),),
            why="the plan's own policy, given in the case",
        )
    else:
        choice = choose_policy(determination, case=case, rulebook=rulebook)
    if choice.chosen is None:
        return Evaluation(choice, moments, None)
    attestations = [(criterion, Attestation(by, at, statement)) for criterion, by, at, statement in case.attestations]
    result = evaluate_policy(
        choice.chosen,
        chart=chart,
        request=case.request,
        moments=moments,
        as_of=as_of,
        units=units,
        measures=rulebook.measures,
        labels={key: drugs.label for key, drugs in rulebook.drug_classes.items() if drugs.label},
        attestations=attestations,
        searched=searched,
    )
    if search is not None and vocabulary is not None:
        result = find_candidates(
            result, policy=choice.chosen, search=search, rulebook=rulebook, vocabulary=vocabulary, as_of=as_of
        )
    return Evaluation(choice, moments, result)

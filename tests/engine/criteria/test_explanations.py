"""What would approve, what keeps from approving, and the way through the policy."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.criteria.build import NEGATED, condition, evaluate, finding, measure, policy, shipped

from peercall.domain.policies import Limit
from peercall.engine.criteria import check_vignettes
from peercall.engine.criteria.limits import check_limits

BODY = """\
criteria:
  id: root
  text: Pain, care and a measure
  all:
    - {id: pain, text: Radicular pain, finding: {is: radicular_pain}}
    - id: scales
      text: Pain and function measured
      all: [{measure: {of: pain_nrs, exists: true}}, {any: [{measure: {of: odi, exists: true}}, {measure: {of: ndi, exists: true}}]}]
    - id: cause
      text: A cause
      any:
        - {id: claudication, text: Claudication, finding: {is: neurogenic_claudication}}
        - {id: zoster, text: Zoster, diagnosis: {vs: acute_herpes_zoster}}
    - {id: stable, text: Not in shock, not: {finding: {is: shock_any_cause}}}
"""


def test_sets_name_criteria_that_can_be_read_aloud() -> None:
    result = evaluate(
        BODY, finding("radicular_pain", on="2026-05-01"), measure("pain_nrs", 7, scale="0-10", on="2026-05-01")
    )
    assert set(result.to_approve) == {frozenset({"scales", "stable", name}) for name in ("claudication", "zoster")}
    assert result.to_uphold == ()


def test_a_denial_is_sustained_by_every_failed_alternative_together() -> None:
    result = evaluate(
        BODY,
        finding("radicular_pain", on="2026-05-01", assertion=NEGATED),
        finding("neurogenic_claudication", on="2026-05-01", assertion=NEGATED),
        condition("B02.9", on="2026-05-01", assertion=NEGATED),
    )
    assert result.to_approve == ()
    assert set(result.to_uphold) == {frozenset({"pain"}), frozenset({"claudication", "zoster"})}


def test_a_finding_that_stands_against_a_negation_is_named_by_the_criterion() -> None:
    result = evaluate(BODY, finding("shock_any_cause", on="2026-05-30"))
    assert result.to_uphold == (frozenset({"stable"}),)


def test_the_path_takes_the_nearest_branch() -> None:
    result = evaluate(BODY, finding("neurogenic_claudication", on="2026-05-01", assertion=NEGATED))
    assert result.path == ("root", "pain", "scales", "cause", "zoster", "stable")


def test_when_everything_is_open_one_whole_set_is_still_named() -> None:
    leaves = "\n".join(f"    - {{id: q{n}, text: Q{n}, finding: {{is: radicular_pain}}}}" for n in range(9))
    result = evaluate(f"criteria:\n  id: root\n  text: Nine\n  all:\n{leaves}\n")
    assert result.to_approve == (frozenset(f"q{n}" for n in range(9)),)


def _all_policies() -> list[object]:
    return [pytest.param(version, id=version.id) for versions in shipped().policies.values() for version in versions]


@pytest.mark.parametrize("shipped_policy", _all_policies())
def test_every_vignette_of_every_policy(shipped_policy: object) -> None:
    assert check_vignettes(shipped_policy) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("shipped_policy", _all_policies())
def test_a_silent_chart_meets_no_policy(shipped_policy: object) -> None:
    result = evaluate(shipped_policy)  # type: ignore[arg-type]
    assert result.overall.value in {"not_documented", "not_applicable"}
    assert all(part.asks for part in result.root.walk() if part.reason is not None and not part.children)


def test_a_vignette_that_disagrees_is_told() -> None:
    wrong = policy(
        BODY
        + "vignettes:\n  - {name: no pain, leaves: {pain: not_met, scales: met, claudication: met, zoster: met, stable: met}, "
        + "expect: {root: met}}\n"
    )
    assert check_vignettes(wrong) == ("northgate-test, vignette 'no pain': root is not_met, expected met",)


@pytest.mark.parametrize(
    "limit, request_, moments, status, because",
    [
        (Limit("sessions per spinal region", 4), {"sessions": 1}, {}, "within", "one of four"),
        (Limit("sessions per spinal region", 4), {"sessions": 5}, {}, "exceeds", "five of four"),
        (Limit("sessions per spinal region", 4), {}, {}, "unknown", "the request does not say"),
        (Limit("first course", 12, "wk"), {"course": "12 wk"}, {}, "within", "twelve of twelve weeks"),
        (Limit("first course", 12, "wk"), {"course": "3 months"}, {}, "exceeds", "three months are longer"),
        (
            Limit("acute course", 3, "mo"),
            {"planned_end": "2026-08-31"},
            {"course_start": date(2026, 5, 4)},
            "exceeds",
            "ends 27 days after the three months",
        ),
    ],
)
def test_limits_are_compared_with_the_request(
    limit: Limit, request_: dict[str, object], moments: dict[str, date], status: str, because: str
) -> None:
    (result,) = check_limits([limit], request=request_, moments=moments)
    assert result.status == status, because


def test_a_limit_exceeded_says_by_how_much_and_what_then() -> None:
    limit = Limit("acute course", 3, "mo", then="longer courses need justification")
    (result,) = check_limits([limit], request={"planned_end": "2026-08-31"}, moments={"course_start": date(2026, 5, 4)})
    assert result.note == "by 27 days; 3 mo end 2026-08-04; longer courses need justification"

"""What `rules lint` finds beyond what the loader refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.engine.criteria.vignettes import check_vignettes
from peercall.rulebook.lint import ERROR, WARNING, lint_folders, lint_rules
from peercall.rulebook.load import load_folder

Write = Callable[[str, str], Path]
Text = Callable[..., str]


def test_the_shipped_rules_hold_no_error_and_their_worked_examples_agree(shipped: Rulebook) -> None:
    findings = lint_rules(shipped, check_vignettes=check_vignettes)
    assert [finding for finding in findings if finding.severity == ERROR] == []


def test_every_key_of_the_shipped_policies_has_words(shipped: Rulebook) -> None:
    assert [finding.message for finding in lint_rules(shipped) if "has no words" in finding.message] == []


def test_each_refused_file_is_told_and_the_rest_is_judged(
    base: Path, write: Write, payer_text: Text, policy_text: Text
) -> None:
    write("payers/a.yaml", payer_text().replace("phase: post_denial", "phase: later"))
    write("payers/b.yaml", payer_text("northgate-b").replace("value: 7", "value: seven"))
    write(
        "policies/hand.yaml",
        policy_text(
            (
                "vignettes:\n  - {name: all shown, leaves: {nerve: met, weak: met, therapy: met}, expect: {root: met}}\n",
                "",
            )
        ),
    )
    findings = lint_folders(base=base)
    assert [finding.place for finding in findings if finding.severity == ERROR] == [
        "payers/a.yaml:9",
        "payers/b.yaml:8",
    ]
    assert any("no worked example" in finding.message for finding in findings)


def test_a_worked_example_answered_otherwise_is_an_error(base: Path, write: Write, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text())

    def disagree(policy: CoveragePolicy) -> Iterable[str]:
        return [f"{policy.vignettes[0].name}: root is not_met, expected met"]

    findings = lint_rules(load_folder(base), check_vignettes=disagree)
    assert any(item.severity == ERROR and "expected met" in item.message for item in findings)


def test_gaps_between_versions_are_doubtful_and_overlaps_wrong(base: Path, write: Write, policy_text: Text) -> None:
    write("policies/first.yaml", policy_text(("status: site", 'status: site\nended: "2026-06-29"')))
    write("policies/second.yaml", policy_text(("2026-01-01", "2026-07-01")))
    findings = lint_rules(load_folder(base))
    assert any(
        item.severity == WARNING and "no version is in force from 2026-06-30" in item.message for item in findings
    )
    write("policies/first.yaml", policy_text(("status: site", 'status: site\nended: "2026-07-01"')))
    findings = lint_rules(load_folder(base))
    assert any(item.severity == ERROR and "overlaps the version" in item.message for item in findings)


def test_two_payer_rules_for_the_same_cases_are_doubtful(base: Path, write: Write, payer_text: Text) -> None:
    write("payers/a.yaml", payer_text("northgate-old"))
    write("payers/b.yaml", payer_text("northgate-new"))
    findings = lint_rules(load_folder(base))
    assert any("covers the same cases" in item.message for item in findings)
    dated = payer_text("northgate-old").replace("    status:", '    effective_to: "2025-12-31"\n    status:')
    write("payers/a.yaml", dated)
    write(
        "payers/b.yaml",
        payer_text("northgate-new").replace("    status:", '    effective_from: "2026-01-01"\n    status:'),
    )
    assert not any("covers the same cases" in item.message for item in lint_rules(load_folder(base)))


def test_units_that_do_not_turn_into_the_measures_are_told(base: Path, write: Write, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text(("unit: kg, within", "unit: L, within")))
    rules = load_folder(base)
    assert any(item.severity == WARNING and "in `L`" in item.message for item in lint_rules(rules))
    findings = lint_rules(rules, check_units=lambda unit, wanted: unit == wanted)
    assert any(item.severity == ERROR and "`L` does not turn into `kg`" in item.message for item in findings)


def test_keys_without_words_are_told_once(base: Path, write: Write, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text(("vs: carpal_tunnel", "vs: carpal_tunnel, or_finding: [tinel, tinel]")))
    messages = [item.message for item in lint_rules(load_folder(base)) if "tinel" in item.message]
    assert messages == ["`northgate-hand`: phrases/findings.yaml has no words for `tinel`"]


def test_a_successor_in_a_circle_is_wrong(base: Path, write: Write, payer_text: Text) -> None:
    for name, later in (("one", "two"), ("two", "one")):
        text = payer_text(f"northgate-{name}").replace(
            "    status:", f"    superseded_by: northgate-{later}\n    status:"
        )
        write(f"payers/{name}.yaml", text)
    findings = lint_rules(load_folder(base))
    assert any(item.severity == ERROR and "comes back to" in item.message for item in findings)

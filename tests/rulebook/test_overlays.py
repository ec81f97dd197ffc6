"""Private folders laid over the shipped rules: adding, overriding, and telling where a value came from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.terms import Anchor, ReviewStatus
from peercall.rulebook.load import load_folder, load_policy_file, load_rulebook

Write = Callable[[str, str], Path]
Text = Callable[..., str]


def test_an_entry_of_a_private_folder_replaces_the_one_with_its_id(
    base: Path, site: Path, write: Write, write_site: Write, payer_text: Text
) -> None:
    write("payers/northgate.yaml", payer_text(value=7))
    write_site("payers/northgate.yaml", payer_text(value=14))
    rules = load_folder(base, overlays=[site])
    assert rules.layers == ("peercall", "cedar-rules")
    rule = rules.payers["northgate-any"]
    assert rule.window.value == 14
    assert rule.window.anchor is Anchor.NOTIFICATION_DATE
    assert (rule.provenance.layer, rule.provenance.file, rule.provenance.line) == (
        "cedar-rules",
        "payers/northgate.yaml",
        3,
    )


def test_a_new_id_of_a_private_folder_is_added(
    base: Path, site: Path, write: Write, write_site: Write, payer_text: Text
) -> None:
    write("payers/northgate.yaml", payer_text())
    write_site("payers/own.yaml", payer_text("northgate-pain"))
    assert set(load_folder(base, overlays=[site]).payers) == {"northgate-any", "northgate-pain"}


def test_of_two_private_folders_the_later_wins(
    base: Path, tmp_path: Path, site: Path, write_site: Write, payer_text: Text
) -> None:
    write_site("payers/a.yaml", payer_text(value=5))
    later = tmp_path / "later"
    (later / "payers").mkdir(parents=True)
    (later / "payers" / "a.yaml").write_text(payer_text(value=9))
    rule = load_folder(base, overlays=[site, later]).payers["northgate-any"]
    assert (rule.window.value, rule.provenance.layer) == (9, "later")


def test_a_contract_is_a_payer_rule_that_says_so(base: Path, site: Path, write_site: Write, payer_text: Text) -> None:
    write_site("contracts/northgate.yaml", payer_text("northgate-contract", value=30))
    rule = load_folder(base, overlays=[site]).payers["northgate-contract"]
    assert rule.origin == "contract"


def test_a_private_entry_without_status_is_marked_as_the_sites_own(
    base: Path, site: Path, write_site: Write, payer_text: Text
) -> None:
    write_site("payers/a.yaml", payer_text().replace("    status: seen_in_source\n", ""))
    assert load_folder(base, overlays=[site]).payers["northgate-any"].status is ReviewStatus.SITE


def test_an_error_in_a_private_folder_names_the_folder(
    base: Path, site: Path, write_site: Write, payer_text: Text
) -> None:
    write_site("payers/a.yaml", payer_text().replace("phase: post_denial", "fase: post_denial"))
    with pytest.raises(RuleFileInvalid, match=r"cedar-rules/payers/a.yaml:3: the key `phase` is missing"):
        load_folder(base, overlays=[site])


def test_a_private_file_nobody_would_read_is_refused(base: Path, site: Path, write_site: Write) -> None:
    write_site("payer/northgate.yaml", "schema: peercall.payers/1\nentries: []\n")
    with pytest.raises(RuleFileInvalid, match=r"cedar-rules/payer/northgate\.yaml: no rule is read from here"):
        load_folder(base, overlays=[site])


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleFileInvalid, match="no such rules folder"):
        load_rulebook(overlays=[tmp_path / "nowhere"])


def test_the_same_id_twice_in_one_folder_is_refused(base: Path, write: Write, payer_text: Text) -> None:
    write("payers/a.yaml", payer_text())
    write("payers/b.yaml", payer_text())
    with pytest.raises(
        RuleFileInvalid, match=r"payers/b.yaml:3: the id `northgate-any` stands also at payers/a.yaml:3"
    ):
        load_folder(base)


def test_versions_of_a_policy_coexist_and_the_older_ends_the_day_before(
    base: Path, site: Path, write: Write, write_site: Write, policy_text: Text
) -> None:
    write("policies/hand-2026.yaml", policy_text())
    write_site("policies/hand-2027.yaml", policy_text(("2026-01-01", "2027-03-01"), ("value: 20", "value: 25")))
    older, newer = load_folder(base, overlays=[site]).policies["northgate-hand"]
    assert (older.effective, older.ended) == (date(2026, 1, 1), date(2027, 2, 28))
    assert (newer.effective, newer.ended) == (date(2027, 3, 1), None)
    assert older.in_force(date(2027, 2, 28)) and not older.in_force(date(2027, 3, 1))
    assert newer.in_force(date(2027, 3, 1)) and not newer.in_force(date(2027, 2, 28))


def test_the_same_version_in_a_private_folder_replaces(
    base: Path, site: Path, write: Write, write_site: Write, policy_text: Text
) -> None:
    write("policies/hand.yaml", policy_text())
    write_site("policies/hand.yaml", policy_text(("title: Hand surgery", "title: Our reading of hand surgery")))
    (only,) = load_folder(base, overlays=[site]).policies["northgate-hand"]
    assert (only.title, only.provenance.layer) == ("Our reading of hand surgery", "cedar-rules")


def test_a_policy_of_a_case_is_read_against_the_rulebook(base: Path, tmp_path: Path, policy_text: Text) -> None:
    path = tmp_path / "hand.yaml"
    path.write_text(policy_text())
    policy = load_policy_file(path, rulebook=load_folder(base))
    assert (policy.id, policy.provenance.layer, policy.number) == ("northgate-hand", "case", "4.10")


def test_the_fingerprint_changes_with_any_byte_read(base: Path, write: Write, payer_text: Text) -> None:
    before = load_folder(base).sha256
    write("payers/a.yaml", payer_text())
    middle = load_folder(base).sha256
    write("payers/a.yaml", payer_text() + "# a remark\n")
    assert len({before, middle, load_folder(base).sha256}) == 3

"""Rules listed, shown, found and compared in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peercall.domain.errors import RuleNotFound
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.diff import diff_rules
from peercall.rulebook.listing import KINDS, list_rules, search_rules, show_rule
from peercall.rulebook.load import load_compared, load_folder

Write = Callable[[str, str], Path]
Text = Callable[..., str]


def test_every_kind_is_listed_with_source_status_and_place(shipped: Rulebook) -> None:
    lines = list_rules(shipped)
    assert {line.kind for line in lines} == set(KINDS)
    assert all(line.source and line.status and line.layer == "peercall" and ":" in line.place for line in lines)
    assert len(list_rules(shipped, kind="regulation")) == len(shipped.regulations)


def test_a_rule_is_shown_with_all_it_says(shipped: Rulebook) -> None:
    (card,) = show_rule(shipped, "us-ma-reconsideration-65d")
    said = dict(card.fields)
    assert (said["number"], said["unit"], said["anchor"]) == ("65", "calendar_days", "notification_date")
    assert card.line.status == "secondary_source"
    assert card.line.printable is False
    assert card.line.place.startswith("regulations/us-medicare-advantage.yaml:")


def test_a_policy_is_shown_with_its_criteria_as_an_outline(shipped: Rulebook) -> None:
    (card,) = show_rule(shipped, "cms-ncd-240.4")
    assert card.outline[0].startswith("root: CPAP is covered")
    assert any(line.strip().startswith("ahi-15:") for line in card.outline)
    assert "not covered when:" in card.outline


def test_an_unknown_id_names_those_that_look_alike(shipped: Rulebook) -> None:
    with pytest.raises(RuleNotFound, match=r"there is no rule `cms-ncd-24\.4`. Did you mean .*cms-ncd-240\.4"):
        show_rule(shipped, "cms-ncd-24.4")


@pytest.mark.parametrize(
    "words, first",
    [
        ("home oxygen", "cms-ncd-240.2"),
        ("E0601", "cms-ncd-240.4"),
        ("28 TAC 19.1710", "tx-p2p-before-denial"),
        ("methotrexate payer-free-word", None),
        ("", None),
    ],
)
def test_words_find_rules_by_title_code_and_citation(shipped: Rulebook, words: str, first: str | None) -> None:
    found = [line.id for line in search_rules(shipped, words)]
    assert (first in found) if first else found == []


def test_hits_in_the_title_come_before_hits_in_the_text(shipped: Rulebook) -> None:
    found = search_rules(shipped, "oxygen home")
    assert found[0].id in ("ats-2020-home-oxygen", "cms-ncd-240.2")


def test_a_changed_window_is_told_field_by_field(base: Path, write: Write, payer_text: Text) -> None:
    write("payers/a.yaml", payer_text(value=7))
    old = load_folder(base)
    write("payers/a.yaml", payer_text(value=14))
    (change,) = diff_rules(old, load_folder(base))
    assert (change.kind, change.id, change.change) == ("payer", "northgate-any", "changed")
    assert change.sentences() == ("payer northgate-any: `window.value` was: 7; now: 14",)


def test_a_changed_criterion_is_told_by_its_id(base: Path, write: Write, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text())
    old = load_folder(base)
    write("policies/hand.yaml", policy_text(("value: 20", "value: 25")))
    (change,) = diff_rules(old, load_folder(base))
    assert [item.name for item in change.fields] == ["criteria weak"]
    assert "value 20" in (change.fields[0].before or "") and "value 25" in (change.fields[0].after or "")


def test_added_removed_and_moved_entries(base: Path, write: Write, payer_text: Text) -> None:
    path = write("payers/a.yaml", payer_text("northgate-a"))
    old = load_folder(base)
    path.unlink()
    write("payers/b.yaml", "\n\n" + payer_text("northgate-a").replace("schema", "# moved\nschema"))
    assert diff_rules(old, load_folder(base)) == ()
    write("payers/b.yaml", payer_text("northgate-b"))
    changes = diff_rules(old, load_folder(base))
    assert [(change.id, change.change) for change in changes] == [("northgate-b", "added"), ("northgate-a", "removed")]


def test_a_private_folder_is_compared_laid_over_the_shipped_rules(
    site: Path, write_site: Write, payer_text: Text
) -> None:
    old = load_compared(site)
    write_site("payers/a.yaml", payer_text("northgate-new"))
    (change,) = diff_rules(old, load_compared(site))
    assert (change.id, change.change) == ("northgate-new", "added")

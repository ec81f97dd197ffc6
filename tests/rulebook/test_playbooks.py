"""Playbook files: read strictly, laid over, and their worked examples judged."""

from __future__ import annotations

import pytest

from peercall.bootstrap.rules import lint
from peercall.domain.errors import RuleFileInvalid
from peercall.domain.organizations import Role
from peercall.domain.playbooks import Outcome
from peercall.rulebook.load import load_rulebook

STEP = """
      - id: ring-them
        title: Ring the plan
        role: coordinator
        due: {value: 1, unit: hours, anchor: call_ended}
        why: They asked for it.
        source: "our own"
"""
BOOK = "schema: peercall.playbook/1\nplaybooks:\n  - outcome: withdrawn\n    steps:" + STEP
EXAMPLE = """schema: peercall.playbook-cases/1
cases:
  - {name: ours, outcome: withdrawn, call_ended: "2026-08-14T10:30-05:00", time_zone: America/Chicago, expect: {ring-them: "2026-08-14T11:30-05:00"}}
"""


@pytest.fixture
def overlay(tmp_path):
    (tmp_path / "playbooks").mkdir()

    def put(text, name="ours.yaml"):
        (tmp_path / "playbooks" / name).write_text(text)
        return tmp_path

    return put


def test_a_practice_s_own_playbook_replaces_the_shipped_one_for_its_outcome(overlay):
    books = load_rulebook(overlays=(overlay(BOOK),)).playbooks
    assert [step.id for step in books.by_outcome[Outcome.WITHDRAWN].steps] == ["ring-them"]
    assert books.by_outcome[Outcome.UPHELD].provenance.layer == "peercall"


def test_examples_of_a_replaced_playbook_are_replaced_and_judged(overlay):
    overlay(BOOK)
    assert [finding for finding in lint((overlay(EXAMPLE, "ours.cases.yaml"),)) if "withdrawn" in finding.message] == []
    wrong = EXAMPLE.replace("T11:30", "T12:30")
    (finding,) = [one for one in lint((overlay(wrong, "ours.cases.yaml"),)) if one.severity == "error"]
    assert finding.message == (
        "`withdrawn`: `ring-them` is due 2026-08-14T11:30-05:00, the example expects 2026-08-14T12:30-05:00"
    )
    assert finding.place.endswith("playbooks/ours.cases.yaml:3")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (("role: coordinator", "role: clerk"), "`role` says `clerk`"),
        (("role: coordinator", "role: reviewer"), "a reviewer is not of the practice"),
        (("unit: hours", "unit: months"), "hours, calendar_days or business_days"),
        (("anchor: call_ended", "anchor: step_done"), "counts from `step_done`"),
        (("why: They asked for it.", "because: x"), "`why` is missing"),
        (("title: Ring the plan", "title: Ring the plan\n        colour: red"), "unknown key `colour`"),
        (("id: ring-them", "id: Ring Them"), "small letters"),
        (('source: "our own"', 'source: "our own"\n        escalate_to: manager'), "belong together"),
        (('source: "our own"', 'source: "our own"\n        closes_on: [weather]'), "`closes_on` says `weather`"),
        (("due: {value: 1, unit: hours, anchor: call_ended}", "due: null"), "neither `due` nor `clocks`"),
        (("outcome: withdrawn", "outcome: won"), "`outcome` says `won`"),
    ],
)
def test_what_a_playbook_may_not_say(overlay, change, because):
    with pytest.raises(RuleFileInvalid, match=because):
        load_rulebook(overlays=(overlay(BOOK.replace(*change)),))


def test_step_follows_only_a_step_before_it_and_a_word_it_can_end_with(overlay):
    following = STEP.replace("ring-them", "again").replace("call_ended", "step_done")
    with pytest.raises(RuleFileInvalid, match="which is no step before it"):
        load_rulebook(overlays=(overlay(BOOK + following.rstrip() + "\n        follows: ask-them\n"),))
    more = following.rstrip() + "\n        follows: ring-them\n        follows_when: {answer: maybe}\n"
    with pytest.raises(RuleFileInvalid, match="never ends with answer `maybe`"):
        load_rulebook(overlays=(overlay(BOOK + more),))


def test_every_shipped_step_says_why_who_and_whom_to_tell():
    for book in load_rulebook().playbooks.by_outcome.values():
        for step in book.steps:
            assert step.why and step.source and step.needs
            assert step.escalate_to is Role.MANAGER

"""What may be said in a call: the client before the state, the state before everybody, of equals the strictest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import Discussion, ReviewProgram
from peercall.domain.rules import Provenance
from peercall.domain.terms import ReviewStatus
from peercall.engine.review_guard import call_guard

ALL = ReviewRule(
    id="all",
    jurisdiction="US",
    title="Not announced",
    citation="Example manual",
    status=ReviewStatus.MODEL,
    provenance=Provenance("x.yaml", 1, "peercall", "ours"),
    discussion=Discussion.NOT_ALLOWED,
    sentence="In writing.",
)
TEXAS = replace(ALL, id="texas", jurisdiction="TX", discussion=Discussion.MODIFICATION_ONLY, sentence="A part.")
CLIENT = replace(ALL, id="client", client="Prairie Mutual", discussion=Discussion.ALLOWED, sentence="I can decide.")
SILENT = replace(ALL, id="silent", client="Prairie Mutual", jurisdiction="TX", discussion=None, sentence=None)


@pytest.mark.parametrize(
    ("rules", "deciding"),
    [
        ([ALL], "all"),
        ([ALL, TEXAS], "texas"),
        ([TEXAS, ALL, CLIENT, SILENT], "client"),
        ([TEXAS, replace(TEXAS, id="comp", programs=frozenset({ReviewProgram.AUTO}))], "comp"),
    ],
)
def test_the_narrower_rule_decides(rules, deciding):
    assert call_guard(rules).rule.id == deciding


def test_a_modification_may_be_put_forward_where_only_that_is_allowed():
    guard = call_guard([ALL, TEXAS])
    assert (guard.has_modification_field, guard.has_decision_field, guard.sentence) == (True, False, "A part.")


def test_of_equals_the_strictest_counts_and_the_other_is_told():
    looser = replace(ALL, id="aaa", discussion=Discussion.ALLOWED)
    guard = call_guard([looser, ALL])
    assert (guard.rule.id, guard.discussion) == ("all", Discussion.NOT_ALLOWED)
    assert [rule.id for rule in guard.against] == ["aaa"]


def test_without_a_rule_nothing_is_discussed():
    guard = call_guard([SILENT])
    assert (guard.rule, guard.has_modification_field, guard.has_decision_field) == (None, False, False)
    assert "told in writing" in guard.sentence

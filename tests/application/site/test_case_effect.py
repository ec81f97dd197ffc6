"""The overview of a case says each thing once and names a rule by its text."""

from __future__ import annotations

import pytest
from tests.engine.clock_cases import rulebook

from peercall.application.site.case_effect import rule_name, why_left

AFTER_NOTICE = (
    "Medicare Advantage after the notice: a call does not normally change the determination. Ask at booking whether the plan "
    "will treat it as a reopening."
)


@pytest.mark.parametrize(
    ("why", "warnings", "left", "because"),
    [
        (
            "call, with the warnings below: Not medically necessary (criteria not met); a Medicare Advantage organization determination already "
            "notified is not normally changed by a later call",
            (AFTER_NOTICE,),
            "the plan's reason: Not medically necessary (criteria not met)",
            "the warning says the rest, and the reason is no finding of ours",
        ),
        (
            "call: the letter names no reason; by the letter: the call may reverse the denial",
            (),
            "the letter names no reason",
            "the effect says it",
        ),
        (
            "call: the reason could not be classed; the plan takes new records until Friday",
            (AFTER_NOTICE,),
            "the reason could not be classed; the plan takes new records until Friday",
            "nothing else says it",
        ),
        ("no call: the plan offers none", (), "the plan offers none", "nothing else says it"),
        ("", (AFTER_NOTICE,), "", "nothing to say"),
    ],
)
def test_what_stands_elsewhere_on_the_page_is_not_said_again(
    why: str, warnings: tuple[str, ...], left: str, because: str
) -> None:
    triage = {"why": why, "effect": "can_overturn", "warnings": [{"text": text} for text in warnings]}
    assert why_left(triage, rulebook=rulebook(), effect="The call can change the decision") == left, because


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("us-ma-reconsideration-65d", "42 CFR 422.582(b)"),
        ("aetna_ma_any", "Aetna, Medicare Advantage"),
        ("step_therapy", "Step therapy / required first-line not tried"),
        ("no-such-rule", ""),
    ],
)
def test_a_rule_is_named_by_its_text(rule: str, name: str) -> None:
    assert rule_name(rulebook(), rule) == name

"""Letters from templates: no law that may not stand, no value without its mark, a bracket for all that is unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercall.domain.correspondence import LetterDraft, LetterKind, Mark, SourceKind
from peercall.domain.determinations import PlanFacts
from peercall.domain.terms import Funding, LineOfBusiness, ReviewStatus
from peercall.engine.correspondence import LetterFacts, Value, write_draft
from peercall.engine.plan_reach import find_plan, reach_of
from peercall.rulebook.load import load_rulebook

RULES = load_rulebook()
TEMPLATES = RULES.correspondence.templates
STATES = sorted({law.jurisdiction for law in RULES.regulations.values() if len(law.jurisdiction) == 2})
NAMES = sorted(RULES.correspondence.labels)
PAGE = Mark(SourceKind.PAGE, "C14")

plans = st.builds(
    PlanFacts,
    name=st.none(),
    line_of_business=st.sampled_from([None, *LineOfBusiness]),
    funding=st.sampled_from([None, *Funding]),
    state=st.sampled_from([None, *STATES]),
    grandfathered=st.sampled_from([None, True, False]),
)


@st.composite
def facts(draw):
    plan = draw(plans)
    known = draw(st.sets(st.sampled_from(NAMES)))
    item = {name: Value(f"<{name}>", (PAGE,)) for name in NAMES}
    lists = draw(
        st.sets(st.sampled_from(["criteria_met", "criteria_open", "treatments", "reasons", "attempts", "times"]))
    )
    return LetterFacts(
        on=draw(st.dates(date(2015, 1, 1), date(2030, 1, 1))),
        values={name: Value(f"<{name}>", (PAGE,)) for name in known},
        lists=dict.fromkeys(lists, (item,)),
        words={
            "line": plan.line_of_business or "",
            "phase": draw(st.sampled_from(["before_notice", "after_notice"])),
            "disposition": draw(st.sampled_from(["", "upheld", "overturned"])),
        },
        plan=find_plan(plan, tables=RULES.clocks),
        state=plan.state,
        grandfathered=plan.grandfathered,
    )


@settings(max_examples=120, deadline=None)
@given(facts(), st.sampled_from(list(LetterKind)))
def test_every_law_cited_is_read_printable_in_force_and_reaches_the_plan(known, kind):
    draft = write_draft(TEMPLATES[kind], facts=known, rulebook=RULES)
    cited = {one.rule: one.label for said in draft.said for one in said.sources if one.kind is SourceKind.RULE}
    assert set(cited) == set(draft.laws)
    for rule, label in cited.items():
        law = RULES.regulations[rule]
        assert law.printable
        assert law.status is ReviewStatus.VERIFIED
        assert law.in_force(known.on)
        assert law.jurisdiction in ("US", known.state)
        assert known.plan is not None
        if (
            label != law.citation
        ):  # the twin of a rule on claims within the plan, for self-funded employers' plans alone
            assert label == law.parallel_citation and label.startswith("29 CFR 2590.715-2719(b)")
            assert all("erisa_self_funded" in one.types for one in known.plan.alternatives)
            assert known.grandfathered is not True
            continue
        reach = reach_of(law, plan=known.plan, state=known.state, tables=RULES.clocks)
        assert reach is not None
        assert reach.condition is None


@settings(max_examples=120, deadline=None)
@given(facts(), st.sampled_from(list(LetterKind)))
def test_a_value_brings_its_mark_and_an_unknown_one_its_bracket(known, kind):
    draft = write_draft(TEMPLATES[kind], facts=known, rulebook=RULES)
    for sentence in draft.said:
        assert "{" not in sentence.text
        assert (PAGE in sentence.sources) == ("<" in sentence.text)
    for label in draft.open:
        assert label not in {RULES.correspondence.labels[name] for name in known.values}
    assert LetterDraft.from_data(draft.to_data()) == draft


def test_every_kind_has_its_template_and_every_rule_it_names_exists():
    assert set(TEMPLATES) == set(LetterKind)
    named = {
        law.rule
        for template in TEMPLATES.values()
        for block in template.blocks
        for sentence in block.sentences
        for law in sentence.laws
        if law.rule
    }
    assert named <= set(RULES.regulations)


@pytest.mark.parametrize("on, cited", [(date(2019, 8, 31), False), (date(2019, 9, 1), True)])
def test_a_law_is_cited_from_the_day_it_is_in_force(on, cited):
    plan = PlanFacts(line_of_business=LineOfBusiness.COMMERCIAL, funding=Funding.FULLY_INSURED, state="TX")
    known = LetterFacts(
        on=on,
        values={},
        lists={},
        words={"phase": "after_notice"},
        plan=find_plan(plan, tables=RULES.clocks),
        state="TX",
    )
    draft = write_draft(TEMPLATES[LetterKind.INTERNAL_APPEAL], facts=known, rulebook=RULES)
    assert ("tx-appeal-specialty-10bd" in draft.laws) is cited


def test_a_grandfathered_plan_is_not_held_to_the_law_that_leaves_it_out():
    plan = PlanFacts(line_of_business=LineOfBusiness.COMMERCIAL, funding=Funding.FULLY_INSURED, state="TX")
    known = LetterFacts(
        on=date(2026, 8, 19),
        values={},
        lists={},
        words={"phase": "after_notice"},
        plan=find_plan(plan, tables=RULES.clocks),
        state="TX",
        grandfathered=True,
    )
    draft = write_draft(TEMPLATES[LetterKind.CRITERIA_REQUEST], facts=known, rulebook=RULES)
    assert draft.left_out["us-aca-claim-file-testimony"] == "the plan is grandfathered"
    assert not any(rule.startswith("us-aca") for rule in draft.laws)

"""Policies: trees, ids, references, courses of treatment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.policies import (
    CoveragePolicy,
    DiagnosisLeaf,
    Duration,
    MeasureLeaf,
    Node,
    Operator,
    TherapyLeaf,
    Window,
)
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.windows import parse_duration, read_window
from peercall.rulebook.yamlfile import Place, read_table

Write = Callable[[str, str], Path]
Text = Callable[..., str]
Load = Callable[[], Rulebook]

WEAK = '{id: weak, text: Weak grip, measure: {of: grip, op: "<", value: 20, unit: kg, within: 90 d}}'


def nodes(policy: CoveragePolicy) -> dict[str, Node]:
    return {node.id: node for node in policy.criteria.walk()}


@pytest.mark.parametrize(
    "change, line, says",
    [
        (
            ("vs: carpal_tunnel", "vs: carpal_tunel"),
            16,
            "`vs` says `carpal_tunel`, which is not known. Known: carpal_tu",
        ),
        (("of: grip", "of: grasp"), 17, "`of` says `grasp`"),
        (("treatment: hand_therapy", "treatment: yoga"), 18, "`yoga`, which is no treatment and no drug class"),
        (("treatment: hand_therapy", "class: opium"), 18, "`class` names the drug class `opium`"),
        (("id: hand-2024", "id: hand-2023"), 19, "`id` says `hand-2023`"),
        (("unit: kg, within: 90 d", "unit: kg, within: 90 days"), 17, "`within` says `90 days`"),
        (("within: 90 d", "within: {after: cast_off, at_most: 30 d}"), 17, "`within` names `cast_off`"),
        (("duration: 6 wk", "druation: 6 wk"), 18, "unknown key `druation`"),
        (("text: Weak grip, measure", "txt: Weak grip, measure"), 17, "unknown key `txt`"),
        (("id: weak", "id: nerve"), 17, "the criterion `nerve` stands also on line 16"),
        (('number: "4.10"', "number: 4.10"), 6, "bare number where text is expected"),
        (('"2026-01-01"', '"2026-02-29"'), 8, "on no calendar"),
        (('codes: ["64721"]', "codes: [64721]"), 11, "bare number"),
        (('codes: ["64721"]', 'codes: ["6472"]'), 11, "cannot be a CPT code"),
        (('codes: ["64721"]', 'codes: ["64721-64718"]'), 11, "is no range of codes"),
        (("expect: {root: met}", "expect: {rot: met}"), 21, "`rot` is no criterion"),
        (("expect: {root: met}", "expect: {root: insufficient}"), 21, "`root` says `insufficient`"),
        (("kind: payer", "kind: rumour"), 5, "`kind` says `rumour`"),
        (('op: "<"', 'op: "=<"'), 17, "`op` says `=<`"),
        (("{vs: carpal_tunnel}", "{vs: carpal_tunnel}, sex: {is: male}"), 16, "`diagnosis` and `sex`"),
        (("all:", "every:"), 13, "a criterion has one operator or leaf; here stands none"),
    ],
)
def test_a_policy_with_a_slip_is_refused_with_file_and_line(
    write: Write, load: Load, policy_text: Text, change: tuple[str, str], line: int, says: str
) -> None:
    write("policies/hand.yaml", policy_text(change).lstrip("\n"))
    with pytest.raises(RuleFileInvalid) as refusal:
        load()
    assert refusal.value.where == f"policies/hand.yaml:{line}"
    assert says in str(refusal.value)


def test_unnamed_criteria_get_ids_from_their_place_and_words_from_their_leaf(
    write: Write, load: Load, policy_text: Text
) -> None:
    either = (
        "{id: weak, text: Weak hand, any: [{measure: {of: grip, op: '<', value: 20, unit: kg}}, "
        "{not: {measure: {of: pinch, op: '>=', value: 5, unit: kg}}}]}"
    )
    write("policies/hand.yaml", policy_text((WEAK, either)))
    found = nodes(load().policies["northgate-hand"][0])
    assert [name for name in found if name.startswith("weak")] == ["weak", "weak.1", "weak.2", "weak.2.1"]
    assert not found["weak"].anonymous and found["weak.1"].anonymous and found["weak.2"].anonymous
    assert found["weak.1"].text == "Grip strength below 20 kg"
    assert found["weak.2"].text == "Weak hand"
    assert found["weak.2.1"].text == "Pinch strength of 5 kg or more"


def test_a_condition_numbers_its_parts_if_then_else(write: Write, load: Load, policy_text: Text) -> None:
    conditional = (
        "{id: weak, text: Weak grip unless repeated, if: {request: {field: phase, is: first}}, "
        "then: {measure: {of: grip, exists: true}}, else: {finding: {is: recurrence}}}"
    )
    write("policies/hand.yaml", policy_text((WEAK, conditional)))
    found = nodes(load().policies["northgate-hand"][0])
    assert found["weak"].operator is Operator.IF
    assert [child.id for child in found["weak"].children] == ["weak.1", "weak.2", "weak.3"]
    assert found["weak.1"].text == "Requested phase is first"


def test_a_definition_used_twice_stands_under_each_callers_id(write: Write, load: Load, policy_text: Text) -> None:
    definitions = """definitions:
  strong-enough:
    text: Strong enough to work
    all: [{id: grip-strong, text: Grip, measure: {of: grip, op: ">", value: 30}}, {finding: {is: works}}]
criteria:"""
    uses = "{id: before, use: strong-enough}\n    - {id: after, use: strong-enough, text: Strong again}"
    write(
        "policies/hand.yaml",
        policy_text(("criteria:", definitions), (WEAK, uses), ("weak: met, ", "grip-strong: met, ")),
    )
    found = list(load().policies["northgate-hand"][0].criteria.walk())
    assert [node.id for node in found] == [
        "root",
        "nerve",
        "before",
        "grip-strong",
        "before.2",
        "after",
        "grip-strong",
        "after.2",
        "therapy",
    ]
    assert {node.id: node.text for node in found}["after"] == "Strong again"


@pytest.mark.parametrize(
    "definition, says",
    [
        ("round: {text: Round, all: [{use: round}]}", "`use` comes back to `round`"),
        ("round: {text: Round, finding: {is: round}}\n  spare: {text: Spare, finding: {is: spare}}", "`spare` is used"),
    ],
)
def test_definitions_in_circles_or_unused_are_refused(
    write: Write, load: Load, policy_text: Text, definition: str, says: str
) -> None:
    changes = (
        ("criteria:", f"definitions:\n  {definition}\ncriteria:"),
        (WEAK, "{id: weak, use: round}"),
    )
    write("policies/hand.yaml", policy_text(*changes))
    with pytest.raises(RuleFileInvalid, match=says):
        load()


def test_a_use_of_nothing_is_refused(write: Write, load: Load, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text((WEAK, "{id: weak, use: nothing}")))
    with pytest.raises(RuleFileInvalid, match="`use` names `nothing`, which `definitions` does not have"):
        load()


def test_a_composite_is_answered_from_its_parts(write: Write, load: Load, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text(("of: grip", "of: hand_any")))
    leaf = nodes(load().policies["northgate-hand"][0])["weak"].leaf
    assert isinstance(leaf, MeasureLeaf)
    assert (leaf.of, leaf.measures) == ("hand_any", ("grip", "pinch"))


def test_a_course_that_drugs_make_up_carries_words_and_ingredients(write: Write, load: Load, policy_text: Text) -> None:
    own = "value_sets:\n  own_course: {text_terms: [cream], drug_classes: [mild_nsaid]}\ncriteria:"
    write(
        "policies/hand.yaml",
        policy_text(
            ("criteria:", own),
            ("treatment: hand_therapy", "any_treatment: [hand_therapy, pill_course, own_course, mild_nsaid]"),
        ),
    )
    rules = load()
    leaf = nodes(rules.policies["northgate-hand"][0])["therapy"].leaf
    assert isinstance(leaf, TherapyLeaf)
    assert leaf.treatments == ("hand_therapy", "pill_course", "own_course")
    assert leaf.vocabulary["own_course"] == ("cream",)
    assert leaf.groups["pill_course"] == leaf.groups["mild_nsaid"] == frozenset({"ibuprofen", "naproxen"})
    assert [codes.exact for codes in leaf.treatment_codes["hand_therapy"]] == [frozenset({"97110"})]
    assert "own_course" in rules.treatments  # the chart is searched for it


def test_icd_codes_match_by_prefix_and_ranges_are_closed(write: Write, load: Load, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text(('codes: ["64721"]', 'codes: ["64718-64721", "25000"]')))
    policy = load().policies["northgate-hand"][0]
    leaf = nodes(policy)["nerve"].leaf
    assert isinstance(leaf, DiagnosisLeaf)
    assert "G56.01" in leaf.codes and "G5600" in leaf.codes and "G56.1" not in leaf.codes
    (group,) = policy.services
    assert "64718" in group.codes
    assert "64721" in group.codes and "64722" not in group.codes and "25000" in group.codes


def test_a_text_without_a_date_keeps_its_words_and_no_day(write: Write, load: Load, policy_text: Text) -> None:
    write(
        "policies/hand.yaml", policy_text(('effective: "2026-01-01"', "effective: null\neffective_note: longstanding"))
    )
    policy = load().policies["northgate-hand"][0]
    assert policy.effective is None
    assert policy.effective_text == "longstanding"


def test_a_missing_day_without_a_word_on_it_is_refused(write: Write, load: Load, policy_text: Text) -> None:
    write("policies/hand.yaml", policy_text(('effective: "2026-01-01"', "effective: null")))
    with pytest.raises(RuleFileInvalid, match="`effective` needs a day, or null with `effective_note`"):
        load()


def window(text: str) -> Window | None:
    place = Place(shown="p.yaml", file="p.yaml", layer="peercall")
    return read_window(read_table(f"within: {text}\n".encode(), place), "within")


@pytest.mark.parametrize(
    "text, read",
    [
        ("90 d", Window("last", "request", length=Duration(90, "d"))),
        ("{last: 40 d, anchor: service}", Window("last", "service", length=Duration(40, "d"))),
        ("{next: 6 mo}", Window("next", "request", length=Duration(6, "mo"))),
        ("{before: admission, at_most: 48 h}", Window("before", "admission", length=Duration(48, "h"))),
        ("{after: discharge}", Window("after", "discharge")),
        (
            "{around: course_start, before: 12 mo, after: 3 mo}",
            Window("around", "course_start", before=Duration(12, "mo"), after=Duration(3, "mo")),
        ),
        ("{overlaps: illness}", Window("overlaps", "illness")),
        ("null", None),
    ],
)
def test_windows_are_read_in_all_forms(text: str, read: Window | None) -> None:
    assert window(text) == read


@pytest.mark.parametrize("text", ["{last: 40 d, next: 3 d}", "{at_most: 3 d}", "{around: x, last: 3 d}"])
def test_a_window_of_no_or_two_forms_is_refused(text: str) -> None:
    with pytest.raises(RuleFileInvalid):
        window(text)


@given(st.decimals(min_value="0.5", max_value=5000, places=1), st.sampled_from(["d", "wk", "mo", "a", "h"]))
def test_a_length_reads_back_as_written(value: object, unit: str) -> None:
    table = read_table(b"x: y\n", Place(shown="p.yaml", file="p.yaml", layer="peercall"))
    assert parse_duration(f"{value} {unit}", table=table, key="x") == Duration(float(str(value)), unit)

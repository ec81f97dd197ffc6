"""Each subject's own rules: what a law, payer rule, measure, set, guideline, reason or phrase file may not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peercall.domain.errors import RuleFileInvalid
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.load import load_folder

Write = Callable[[str, str], Path]
Text = Callable[..., str]
Load = Callable[[], Rulebook]

LAW = """schema: peercall.regulations/1
rules:
  - id: zz-appeal
    jurisdiction: US
    applies_to: [fully_insured_state]
    topic: appeal_deadline
    citation: Model Act 4.10
    subject: An appeal may be filed within 30 days of receipt.
    value: {number: 30, unit: calendar_days}
    trigger: denial_notice_received
    effective_from: "2024-01-01"
    effective_to: null
    source: https://example.org/act
    as_of: "2024-01"
    status: verified
    printable: true
    note: invented
"""


def refusal(load: Load) -> RuleFileInvalid:
    with pytest.raises(RuleFileInvalid) as raised:
        load()
    return raised.value


def test_a_law_without_slips_loads(write: Write, load: Load) -> None:
    write("regulations/model.yaml", LAW)
    rule = load().regulations["zz-appeal"]
    assert (rule.number, rule.citation, rule.provenance.read_on) == (30, "Model Act 4.10", "2024-01")


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("status: verified", "status: unverified", 16, "only a verified rule may be printable"),
        ("status: verified", "status: certain", 15, "`status` says `certain`. Use one of: verified"),
        ("effective_to: null", 'effective_to: "2023-12-31"', 12, "`effective_to` lies before `effective_from`"),
        ("topic: appeal_deadline", "topic: appeal_deadlines", 6, "`topic` says `appeal_deadlines`"),
        ("[fully_insured_state]", "[fully_insured]", 5, "`applies_to` says `fully_insured`"),
        ("trigger: denial_notice_received", "trigger: full_moon", 10, "`trigger` says `full_moon`, which anchors.yaml"),
        ("unit: calendar_days", "unit: days", 9, "`unit` says `days`"),
        ("number: 30", 'number: "30"', 9, "`number` must be a whole number"),
        ("citation: Model Act 4.10", "citation: 4.10", 7, "bare number where text is expected"),
        ("jurisdiction: US", "jurisdiction: Texas", 4, "`jurisdiction` must be US or a state's two letters"),
        ('as_of: "2024-01"', "as_of: lately", 14, "`as_of` must be a year, a month or a day"),
        ("    source: https://example.org/act\n", "", 3, "the key `source` is missing"),
        ("note: invented", "notes: invented", 17, "unknown key `notes`"),
        ("schema: peercall.regulations/1", "schema: peercall.laws/1", 1, "the schema is `peercall.laws/1`"),
    ],
)
def test_a_law_with_a_slip_is_refused(write: Write, load: Load, old: str, new: str, line: int, says: str) -> None:
    assert old in LAW
    write("regulations/model.yaml", LAW.replace(old, new))
    problem = refusal(load)
    assert problem.where == f"regulations/model.yaml:{line}"
    assert says in str(problem)


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("value: 7, unit: calendar_days, ", "value: 7, ", "`value` and `unit` belong together"),
        ("value: 7, unit: calendar_days, ", "", "a fixed window needs `value` and `unit`"),
        ("counted_from: denial_letter_date", "counted_from: letter_day", "which anchors.yaml does not list"),
        ("lines: [commercial]", "lines: [Commercial]", "`lines` says `Commercial`. Use one of"),
        ("kind: fixed", "kind: about", "`kind` says `about`"),
        ("p2p_effect: can_overturn", "p2p_effect: maybe", "`p2p_effect` says `maybe`"),
        ("type: phone", "type: pigeon", "`type` says `pigeon`"),
        ('value: "555-0100"', "value: 5550100", "bare number where text is expected"),
        ("    source: ", "    superseded_by: northgate-later\n    source: ", "`superseded_by` names `northgate-later`"),
        ("    source: ", "    states: [Texas]\n    source: ", "`states` says `Texas`"),
        ("    source: ", "    hours: {open: 8am}\n    source: ", "`open` must be a time"),
        ("    source: ", '    effective_from: "2026-02-30"\n    source: ', "on no calendar"),
    ],
)
def test_a_payer_rule_with_a_slip_is_refused(
    write: Write, load: Load, payer_text: Text, old: str, new: str, says: str
) -> None:
    text = payer_text()
    assert old in text
    write("payers/northgate.yaml", text.replace(old, new))
    assert says in str(refusal(load))


@pytest.mark.parametrize(
    "entry, says",
    [
        ("{id: a, name: A, kind: numeric, checked: read}", "a numeric measure needs `unit`"),
        ("{id: a, name: A, kind: ordinal, checked: read}", "a measure of kind `ordinal` needs `order`"),
        ("{id: a, name: A, kind: composite, of: [b], checked: read}", "`of` names the measure `b`, which no file has"),
        ("{id: a, name: A, kind: composite, of: [a], checked: read}", "`of` comes back to `a`"),
        ("{id: a, name: A, kind: ordinal, order: [I, 2], checked: read}", "bare number where text is expected"),
        ("{id: a, name: A, kind: numeric, unit: kg, range: [9, 1], checked: read}", "`range` must be two numbers"),
        ("{id: a, name: A, kind: numeric, unit: kg, better: more, checked: read}", "`better` says `more`"),
        (
            '{id: a, name: A, kind: numeric, unit: kg, loinc: [{code: "4548-5", seen: true}], checked: read}',
            "the check digit of LOINC `4548-5` is wrong",
        ),
        (
            "{id: a, name: A, kind: numeric, unit: kg, bands: [{label: low, low: 5, high: 1}], checked: read}",
            "the band ends below its beginning",
        ),
    ],
)
def test_a_measure_with_a_slip_is_refused(write: Write, load: Load, entry: str, says: str) -> None:
    write("measures.yaml", f"schema: peercall.measures/1\nmeasures:\n  - {entry}\n")
    problem = refusal(load)
    assert problem.where == "measures.yaml:3"
    assert says in str(problem)


@pytest.mark.parametrize(
    "text, line, says",
    [
        ('conditions:\n  a: {icd10cm: ["5G47"], status: illustrative}', 3, "`5G47` cannot be a ICD10CM code"),
        ("drug_classes:\n  a: {union_of: [b]}", 3, "`union_of` names the drug class `b`"),
        ("drug_classes:\n  a: {union_of: [b]}\n  b: {union_of: [a]}", 4, "`union_of` comes back to `a`"),
        ("drug_classes:\n  a: {label: empty}", 3, "the drug class `a` is empty"),
        ("treatments:\n  a: {text_terms: [x], drug_classes: [y]}", 3, "`drug_classes` names `y`"),
        ("treatments:\n  a: {text_terms: [x], cpt: [97110]}", 3, "bare number"),
        ("sets:\n  a: {text_terms: [x]}", 3, "unknown key `sets`"),
    ],
)
def test_a_set_with_a_slip_is_refused(write: Write, load: Load, text: str, line: int, says: str) -> None:
    write("valuesets.yaml", f"schema: peercall.valuesets/1\n{text}\n")
    problem = refusal(load)
    assert problem.where == f"valuesets.yaml:{line}"
    assert says in str(problem)


@pytest.mark.parametrize(
    "text, says",
    [
        ("kind: smells\nentries: {}", "`kind` says `smells`"),
        ("kind: findings\nentries:\n  a: {words: [x]}", "unknown key `words`"),
        ("kind: findings\nentries:\n  a: {terms: x}", "`terms` must be a list"),
        ("kind: findings\nentries:\n  a: {terms: [12]}", "bare number"),
        ("kind: drugs\nentries:\n  a: {weekly: often}", "`weekly` must be true or false"),
        ("kind: findings\nentries:\n  a: {terms: [x]}\n  a: {terms: [y]}", "the key `a` stands twice"),
    ],
)
def test_a_phrase_file_with_a_slip_is_refused(write: Write, load: Load, text: str, says: str) -> None:
    write("phrases/own.yaml", f"schema: peercall.phrases/1\n{text}\n")
    assert says in str(refusal(load))


def test_a_phrase_of_a_private_folder_replaces_the_shipped_one(
    base: Path, site: Path, write: Write, write_site: Write
) -> None:
    write(
        "phrases/findings.yaml",
        "schema: peercall.phrases/1\nkind: findings\nentries: {a: {terms: [x]}, b: {terms: [y]}}\n",
    )
    write_site("phrases/own.yaml", "schema: peercall.phrases/1\nkind: findings\nentries: {a: {terms: [our word]}}\n")
    findings = load_folder(base, overlays=[site]).phrases.findings
    assert findings["a"]["terms"] == ("our word",)
    assert findings["b"]["terms"] == ("y",)


def test_a_guideline_needs_a_year_and_what_it_says(write: Write, load: Load) -> None:
    text = """
    schema: peercall.guidelines/1
    guidelines:
      - {id: a, name: A, organization: O, year: 24, checked: read, says: [{text: Do, strength: strong}]}
    """
    write("guidelines.yaml", text)
    assert "`year` is no year of publication" in str(refusal(load))
    write(
        "guidelines.yaml", text.replace("year: 24", "year: 2024").replace(", says: [{text: Do, strength: strong}]", "")
    )
    assert "the key `says` is missing" in str(refusal(load))

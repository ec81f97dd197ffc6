"""The allergy list: what it rules out, what is denied, and that nothing is known."""

from __future__ import annotations

import pytest
from tests.adapters.ccda.conftest import Read
from tests.samples.clinical_documents import allergy, code, concern, section, template

from peercall.domain.charts import AllergyFact, ExemptionFact
from peercall.domain.terms import Assertion

MTX = code("rxnorm", "6851", "methotrexate")


def listed(read: Read, entry: str) -> tuple[list[AllergyFact], list[ExemptionFact]]:
    found = read(section("48765-2", "Allergies", entry))
    return (
        [fact for fact in found.facts if isinstance(fact, AllergyFact)],
        [fact for fact in found.facts if isinstance(fact, ExemptionFact)],
    )


def reaction(words: str, severity: str) -> str:
    how = (
        f'<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">{template("22.4.8")}'
        f'<code code="SEV" codeSystem="2.16.840.1.113883.5.4"/>'
        f"{code('snomed', '24484000', severity, tag='value', kind='CD')}</observation></entryRelationship>"
    )
    return (
        f'<entryRelationship typeCode="MFST"><observation classCode="OBS" moodCode="EVN">{template("22.4.9")}'
        f"{code('snomed', '422587007', words, tag='value', kind='CD')}{how}</observation></entryRelationship>"
    )


def test_allergy_with_reaction_rules_its_drug_out(read: Read) -> None:
    (fact,), (exemption,) = listed(read, concern(allergy(MTX, inside=reaction("Hives", "Severe")), kind="22.4.30"))
    assert (fact.substance, fact.reaction, fact.severity) == ("methotrexate", "Hives", "severe")
    assert (exemption.kind, exemption.ingredients) == ("allergy", ("methotrexate",))


def test_intolerance_is_told_from_allergy(read: Read) -> None:
    _, (exemption,) = listed(read, concern(allergy(MTX, kind="59037007"), kind="22.4.30"))
    assert exemption.kind == "intolerance"


@pytest.mark.parametrize("status", ["completed", "aborted"])
def test_allergy_no_longer_followed_rules_nothing_out(read: Read, status: str) -> None:
    facts, exemptions = listed(read, concern(allergy(MTX), kind="22.4.30", status=status))
    assert len(facts) == 1
    assert exemptions == []


def test_allergy_denied_rules_nothing_out(read: Read) -> None:
    (fact,), exemptions = listed(read, concern(allergy(MTX, negated=True), kind="22.4.30"))
    assert fact.assertion is Assertion.NEGATED
    assert exemptions == []


@pytest.mark.parametrize(
    "entry, denied",
    [
        (allergy('<code nullFlavor="NA"/>', negated=True), "allergy"),
        (allergy('<code nullFlavor="NA"/>', negated=True, kind="416098002"), "drug allergy"),
        (allergy(code("snomed", "410942007", "Drug or medicament"), negated=True, kind="416098002"), "drug allergy"),
        (allergy("", kind="716186003"), "allergy"),
        (allergy("", kind="409137002"), "drug allergy"),
    ],
)
def test_no_known_allergies(read: Read, entry: str, denied: str) -> None:
    (fact,), exemptions = listed(read, concern(entry, kind="22.4.30"))
    assert (fact.substance, fact.assertion, exemptions) == (denied, Assertion.NEGATED, [])
    assert fact.source.display == f"no known {denied}"  # type: ignore[union-attr]


def test_substance_in_words_only(read: Read) -> None:
    (fact,), (exemption,) = listed(
        read, concern(allergy('<code nullFlavor="UNK"/><name>Methotrexate</name>'), kind="22.4.30")
    )
    assert fact.substance == "Methotrexate"
    assert exemption.ingredients == ("methotrexate",)

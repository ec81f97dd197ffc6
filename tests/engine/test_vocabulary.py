"""What names mean: measures, drugs, roles, purposes, allergies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.codes import Code, CodeSystem
from peercall.domain.phrases import ENTRY_KEYS
from peercall.engine.phrasing import PhraseIndex, pattern_of
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(load_rulebook())


@pytest.mark.parametrize(
    "name, measure, variant",
    [
        ("Apnea-hypopnea index (AHI), 4% rule", "ahi", None),
        ("DAS28-CRP", "das28", "das28_crp"),
        ("DAS28 ESR", "das28", "das28_esr"),
        ("CDAI", "cdai_ra", None),
        ("CDAI (Crohn's disease)", "cdai_crohn", None),
        ("Hemoglobin A1c/Hemoglobin.total in Blood", "hba1c", None),
        ("Oxygen saturation in Arterial blood by Pulse oximetry", "spo2", None),
        ("Left ventricular ejection fraction", "lvef", None),
        ("KOOS JR", "koos_jr", None),
        ("PHQ-9 total", "phq9", None),
    ],
)
def test_name_of_a_measure(vocabulary: Vocabulary, name: str, measure: str, variant: str | None) -> None:
    named = vocabulary.name_measure(name)

    assert named is not None
    assert (named.measure, named.variant) == (measure, variant)


@pytest.mark.parametrize(
    "name",
    ["Back pain duration", "PHQ-2 total", "FEV1/FVC", "Glucose in Urine", "Hemoglobin", "Average glucose", "SpO2/FiO2"],
)
def test_name_of_something_else(vocabulary: Vocabulary, name: str) -> None:
    assert vocabulary.name_measure(name) is None


def test_a_loinc_code_goes_before_the_words(vocabulary: Vocabulary) -> None:
    named = vocabulary.name_measure("Pulse ox", loinc="59417-6")

    assert named is not None
    assert named.measure == "spo2"
    assert named.context["state"] == "rest"


def test_another_hypopnea_rule_is_said_and_cautioned(vocabulary: Vocabulary) -> None:
    named = vocabulary.name_measure("AHI with 3% or arousal hypopneas")

    assert named is not None
    assert named.context["rule"] == "3pct"
    assert named.caution is not None and "4 %" in named.caution


def test_effort_related_arousals_are_cautioned(vocabulary: Vocabulary) -> None:
    named = vocabulary.name_measure("RDI with effort-related arousals")

    assert named is not None and named.caution is not None


@pytest.mark.parametrize(
    "text, ingredients",
    [
        ("methotrexate 2.5 MG Oral Tablet [Trexall]", ("methotrexate",)),
        ("Entresto 49-51 mg", ("sacubitril", "valsartan")),
        ("24 HR metoprolol succinate 25 MG", ("metoprolol succinate",)),
        ("lisinopril/HCTZ", ("lisinopril", "hydrochlorothiazide")),
        ("Humira Pen", ("adalimumab",)),
        ("insulin glargine 100 UNT/ML", ("insulin glargine",)),
        ("walker with seat", ()),
    ],
)
def test_ingredients_of_generic_brand_and_combination(
    vocabulary: Vocabulary, text: str, ingredients: tuple[str, ...]
) -> None:
    assert vocabulary.ingredients(text) == ingredients


def test_every_ingredient_of_the_drug_classes_names_itself(vocabulary: Vocabulary) -> None:
    for drug_class in vocabulary.drug_classes.values():
        for ingredient in drug_class.ingredients:
            assert ingredient in vocabulary.ingredients(ingredient), ingredient


def test_a_sulfa_allergy_exempts_sulfasalazine_and_says_nothing_about_methotrexate(vocabulary: Vocabulary) -> None:
    exempted = vocabulary.exempted_by("Sulfonamide antibiotics (sulfa)")

    assert "sulfasalazine" in exempted.ingredients
    assert "methotrexate" not in exempted.ingredients
    assert not exempted.drug_classes


@pytest.mark.parametrize("substance", ["Latex", "Shellfish", "Adhesive tape"])
def test_an_allergy_to_no_drug_exempts_nothing(vocabulary: Vocabulary, substance: str) -> None:
    assert not vocabulary.exempted_by(substance)


def test_contrast_exempts_contrast(vocabulary: Vocabulary) -> None:
    assert vocabulary.exempted_by("Iodinated contrast").treatments == ("iodinated_contrast",)


@pytest.mark.parametrize(
    "person, has, has_not",
    [
        ("Ada Okafor, MD, rheumatology", {"rheumatologist", "physician", "treating_practitioner"}, {"surgeon"}),
        ("Ines Brandt, APRN, rheumatology", {"nurse_practitioner", "treating_practitioner"}, {"rheumatologist"}),
        ("L. Marsh, MD, radiology", {"physician", "radiologist"}, {"treating_practitioner"}),
        ("S. Imre, DC", {"chiropractor"}, {"physician", "treating_practitioner"}),
        ("P. Ode, RRT", {"respiratory_therapist"}, {"treating_practitioner"}),
        ("R. Sato, MD, physical medicine and rehabilitation", {"rehabilitation_physician"}, {"physical_therapist"}),
        ("V. Lund, MD, cardiothoracic surgery", {"cardiac_surgeon", "surgeon"}, {"interventional_cardiologist"}),
        ("K. Do, RN", {"nurse"}, {"physician"}),
    ],
)
def test_roles_of_a_person(vocabulary: Vocabulary, person: str, has: set[str], has_not: set[str]) -> None:
    roles = set(vocabulary.roles(person))

    assert has <= roles
    assert not has_not & roles


def test_purposes_in_the_words_of_the_policies(vocabulary: Vocabulary) -> None:
    said = "Reason: evaluation for suspected obstructive\nsleep apnea."

    assert vocabulary.purposes(said) == ("sleep apnea evaluation",)
    assert vocabulary.purposes("Blood pressure check") == ()


def test_kinds_of_document_by_title_and_by_order_code(vocabulary: Vocabulary) -> None:
    assert vocabulary.document_types("Order: sleep study") == ("sleep_test_order",)
    assert vocabulary.document_types("Order", codes=[Code(CodeSystem.CPT, "95810")]) == ("sleep_test_order",)
    assert vocabulary.document_types("Lunch menu") == ()


def test_attended_is_not_unattended(vocabulary: Vocabulary) -> None:
    assert vocabulary.method("Attended polysomnogram, type I") == "psg_attended"
    assert vocabulary.method("Unattended type III home sleep apnea test") == "hsat_type_3"


def test_a_context_named_in_two_ways_is_left_out(vocabulary: Vocabulary) -> None:
    assert vocabulary.context("at rest on room air")["gas"] == "room_air"
    assert "state" not in vocabulary.context("at rest and walking")


def test_every_policy_finding_and_document_has_an_entry() -> None:
    rulebook = load_rulebook()
    for entry in rulebook.phrases.findings.values():
        assert entry.get("terms") or entry.get("not_from_words")
    assert set(rulebook.phrases.measures) <= set(rulebook.measures)
    assert set(ENTRY_KEYS) >= {"measures", "findings", "documents"}


@pytest.mark.parametrize(
    "term, text, found",
    [
        ("sleep*", "Sleepiness by noon", "Sleepiness"),
        ("pain ... leg", "pain runs down the left leg", "pain runs down the left leg"),
        ("pain ... leg", "pain. The leg", None),
        ("(knee|hip) pain", "right hip pain", "hip pain"),
        ("with (a)? walker", "with walker", "with walker"),
        ("with (a)? walker", "with a walker", "with a walker"),
        ("six-minute walk", "six minute\nwalk", "six minute\nwalk"),
        ("RA", "ra sat", None),
        ("RA", "RA sat", "RA"),
        ("pt", "apt", None),
    ],
)
def test_how_terms_are_written(term: str, text: str, found: str | None) -> None:
    mentions = PhraseIndex([(term, "it")]).find(text)
    pattern = pattern_of((term,))

    assert [text[m.start : m.end] for m in mentions] == ([found] if found else [])
    assert pattern is not None
    match = pattern.search(text)
    assert (match.group() if match else None) == found


_WORDS = st.sampled_from(["knee", "pain", "room", "air", "walk", "test", "no", "AHI", "of", "10", "-", ",", ".", "\n"])


@given(st.lists(_WORDS, max_size=12), st.sampled_from(["knee pain", "room air", "walk test", "pain ... air", "kne*"]))
def test_the_index_and_the_pattern_agree_on_what_is_there(words: list[str], term: str) -> None:
    text = " ".join(words)
    pattern = pattern_of((term,))
    assert pattern is not None

    assert bool(PhraseIndex([(term, 1)]).find(text)) == bool(pattern.search(text))

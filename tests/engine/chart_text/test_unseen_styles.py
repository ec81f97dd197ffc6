"""Notes in styles of other systems: header lines, ornaments, series of values, tables of days, lists of several drugs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import ExposureFact, FindingFact, MeasureFact
from peercall.domain.dates import DayRange, day, month
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]
HEAD = "Progress note\n03/17/2026 Ada Okafor, MD\n\nHPI\n"


def values(facts: TextFacts, measure: str) -> list[tuple[float | None, float | None, DayRange | None]]:
    return [(f.low, f.high, f.on) for f in facts.facts if isinstance(f, MeasureFact) and f.measure == measure]


def taken(facts: TextFacts) -> dict[str, ExposureFact]:
    return {(f.ingredients or (f.treatment or "",))[0]: f for f in facts.facts if isinstance(f, ExposureFact)}


@pytest.mark.parametrize(
    "header",
    [
        "Name: Calloway, Ines     DOB: 8/14/1984    Date: 1/19/2026",
        "Pt: Ines Calloway | DOB 08/14/1984 | DOS: 01/19/2026",
        "Patient: Ines Calloway   MRN: 41-7  DOB: 08/14/1984  Visit: 01/19/2026",
        "Patient Name: Ines Calloway          Chart #: D-10477\nDate of Birth: 08/14/1984             Visit Date: 01/19/2026",
    ],
)
def test_a_visit_date_among_other_labels_dates_the_note(extract: Extract, header: str) -> None:
    facts = extract(f"NEUROLOGY FOLLOW UP\n{header}\n\nSUBJECTIVE:\nMIDAS 46.", known=None)

    assert values(facts, "midas") == [(46, 46, day(date(2026, 1, 19)))]


def test_a_birth_date_alone_dates_no_note(extract: Extract) -> None:
    facts = extract("DERMATOLOGY\nPatient Name: Bo Whit\nDate of Birth: 03/03/1969\n\nHPI\nPASI 15.8.", known=None)

    assert values(facts, "pasi") == [(15.8, 15.8, None)]


def test_two_notes_on_one_page_keep_their_own_dates(extract: Extract) -> None:
    facts = extract(
        "ECHOCARDIOGRAM\nPatient: O. Strand      DOB: 10/10/1948     Sex: Female\n"
        "Study Date: 03/05/2026       Ordering: L. Ferrante, MD       BSA: 1.82 m2\n\nINTERPRETATION\nEstimated EF 30-35%.\n\n"
        "CARDIOLOGY CLINIC NOTE     03/12/2026\nKCCQ-12 38.",
        known=None,
    )

    assert values(facts, "lvef") == [(30, 35, day(date(2026, 3, 5)))]
    assert values(facts, "kccq12") == [(38, 38, day(date(2026, 3, 12)))]


@pytest.mark.parametrize(
    ("sentence", "measure", "expected"),
    [
        ("Oswestry today is 48%, it was 52% back on 12/19/2025.", "odi", [(48, "note"), (52, "2025-12-19")]),
        ("PHQ-9 = 22 today (19 on 11/20/2025).", "phq9", [(22, "note"), (19, "2025-11-20")]),
        ("ODI 56/100 (1/15/26), 24/50 on 7/10/25.", "odi", [(56, "2026-01-15"), (24, "2025-07-10")]),
        ("A1c 8.4% (was 9.1%).", "hba1c", [(8.4, "note")]),
        ("A1c (11/20/2025: 9.1%, 02/20/2026: 8.4%).", "hba1c", [(9.1, "2025-11-20"), (8.4, "2026-02-20")]),
        ("ODI 52 -> 48.", "odi", []),
        ("SpO2 90% on room air, PaO2 57 mmHg on 03/01/2026.", "spo2", [(90, "none")]),
    ],
)
def test_each_value_takes_the_date_that_is_its_own(
    extract: Extract, sentence: str, measure: str, expected: list[tuple[float, str]]
) -> None:
    days = {"note": day(date(2026, 3, 17)), "none": None}
    wanted = [(low, low, days[on] if on in days else day(date.fromisoformat(on))) for low, on in expected]

    assert values(extract(HEAD + sentence), measure) == wanted


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pain averages 6 to 7 out of 10.", [(6, 7)]),
        ("Pain with a worst of 9/10 in the evening.", [(9, 9)]),
        ("Itch NRS 7/10.", []),
        ("VAS fatigue 8/10.", []),
    ],
)
def test_pain_is_read_with_its_range_and_only_when_it_is_pain(
    extract: Extract, sentence: str, expected: list[tuple[float, float]]
) -> None:
    assert [(low, high) for low, high, _ in values(extract(HEAD + sentence), "pain_nrs")] == expected


def test_ornamented_headings_end_a_family_history(extract: Extract) -> None:
    facts = extract(HEAD + "Family History\nMother: lupus\n\n*** Objective ***\nBMI 28.8 kg/m2\n")
    bmi = next(f for f in facts.facts if isinstance(f, MeasureFact))

    assert bmi.assertion is Assertion.PRESENT


@pytest.mark.parametrize("gap", ["   ", " ", "\t"])
def test_columns_of_days_date_their_values_and_a_goal_is_none(extract: Extract, gap: str) -> None:
    head, row = ["Component", "4/14/2026", "1/6/2026"], ["CDAI", "28", "31"]
    if gap != " ":
        head, row = [*head, "Goal"], [*row, "10"]
    facts = extract(f"Flowsheet\n\nResults\n{gap.join(head)}\n{gap.join(row)}\n")

    assert values(facts, "cdai_ra") == [(28, 28, day(date(2026, 4, 14))), (31, 31, day(date(2026, 1, 6)))]


def test_bars_keep_empty_cells_in_their_columns(extract: Extract) -> None:
    facts = extract(
        "Nursing flowsheet\n\nDate | Wt | BMI | SpO2\n---|---|---|---\n02/24/2026 | 61.2 | 19.8 | 99%\n12/02/2025 | 64.4 |  | 98%\n"
    )

    assert values(facts, "bmi") == [(19.8, 19.8, day(date(2026, 2, 24)))]
    assert values(facts, "spo2") == [(99, 99, day(date(2026, 2, 24))), (98, 98, day(date(2025, 12, 2)))]


def test_a_list_row_with_an_empty_cell_keeps_its_columns(extract: Extract) -> None:
    facts = extract(
        "Past medications\n\n"
        "Drug               Dose             Start       Stop        Reason\n"
        "Mesalamine         4.8 g daily      05/2023     11/2024     Inadequate response\n"
        "Infliximab         5 mg/kg          06/2025                 Secondary loss of response\n"
        "Vedolizumab        -                -           -           Not tried\n"
    )
    drugs = taken(facts)

    assert (drugs["infliximab"].start, drugs["infliximab"].stop) == (month(2025, 6), None)
    assert drugs["mesalamine"].stop == month(2024, 11)
    assert drugs["vedolizumab"].status == "never_started"


def test_an_infusion_log_gives_each_dose_its_day(extract: Extract) -> None:
    facts = extract(
        "INFUSION LOG\n\nDate         Drug          Dose        Rate      Reaction\n"
        "12/05/2025   Infliximab    300 mg      std       none\n12/19/2025   Infliximab    300 mg      std       held\n"
    )

    given = [f for f in facts.facts if isinstance(f, ExposureFact)]
    assert [(f.kind, f.on) for f in given] == [("administration", day(date(2025, 12, 5)))]


@pytest.mark.parametrize(
    ("words", "start", "stop"),
    [
        ("9/2022-1/2023", month(2022, 9), month(2023, 1)),
        ("Jul-Sep 2025", month(2025, 7), month(2025, 9)),
        ("from September through November of 2025", month(2025, 9), month(2025, 11)),
        ("between October 6, 2025 and December 12, 2025", day(date(2025, 10, 6)), day(date(2025, 12, 12))),
    ],
)
def test_a_course_is_read_from_the_pair_of_dates_it_is_written_with(
    extract: Extract, words: str, start: DayRange, stop: DayRange
) -> None:
    drug = taken(extract(HEAD + f"Took sertraline 200 mg daily {words}, no response."))["sertraline"]

    assert (drug.start, drug.stop, drug.outcome) == (start, stop, "inadequate_response")


def test_words_between_several_treatments_belong_to_the_one_before(extract: Extract) -> None:
    drugs = taken(
        extract(
            HEAD
            + "Tried PT x 8 visits (Aug-Sep 2025), meloxicam 15 mg for 3 months no benefit, acupuncture never started."
        )
    )

    assert drugs["physical_therapy"].sessions == 8 and drugs["physical_therapy"].outcome is None
    assert drugs["physical_therapy"].stop == month(2025, 9)
    assert drugs["meloxicam"].outcome == "inadequate_response" and drugs["meloxicam"].duration_days == 91
    assert drugs["acupuncture"].sessions is None and drugs["acupuncture"].outcome is None


@pytest.mark.parametrize(
    ("sentence", "failed", "not_failed"),
    [
        (
            "Failed methotrexate and leflunomide, currently on etanercept.",
            ["methotrexate", "leflunomide"],
            ["etanercept"],
        ),
        ("Ibuprofen, naproxen, and meloxicam without relief.", ["ibuprofen", "naproxen", "meloxicam"], []),
        ("On methotrexate, leflunomide ineffective.", ["leflunomide"], ["methotrexate"]),
    ],
)
def test_an_outcome_reaches_the_list_it_is_told_of_and_no_further(
    extract: Extract, sentence: str, failed: list[str], not_failed: list[str]
) -> None:
    drugs = taken(extract(HEAD + sentence))

    assert [name for name in failed if drugs[name].outcome != "inadequate_response"] == []
    assert [name for name in not_failed if drugs[name].outcome is not None] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "He was offered chiropractic care but declined.",
        "Should start methotrexate if labs allow.",
        "Must try methotrexate before surgery.",
        "Counseled to start methotrexate.",
        "Hep B surface antigen nonreactive.",
        "Methotrexate: not tried.",
    ],
)
def test_what_was_offered_or_advised_is_no_treatment_had(extract: Extract, sentence: str) -> None:
    had = [
        f
        for f in extract(HEAD + sentence).facts
        if isinstance(f, ExposureFact) and f.assertion is Assertion.PRESENT and f.status != "never_started"
    ]

    assert had == []


@pytest.mark.parametrize(
    ("sentence", "drug", "outcome"),
    [
        ("Ice has not been helpful, but he uses ibuprofen 800 mg three times daily.", "ibuprofen", None),
        ("He uses ibuprofen 800 mg three times daily, but it does not help.", "ibuprofen", "inadequate_response"),
        ("Seizures are worse despite current therapy of topiramate.", "topiramate", "inadequate_response"),
        ("Lisinopril stopped 9/2025 for cough.", "lisinopril", "intolerance"),
        ("Glipizide d/c'd - hypoglycemia.", "glipizide", "intolerance"),
        ("Naproxen 500 mg BID x 6 wks w/o relief.", "naproxen", "inadequate_response"),
    ],
)
def test_what_became_of_a_drug_is_told_in_its_own_clause(
    extract: Extract, sentence: str, drug: str, outcome: str | None
) -> None:
    assert taken(extract(HEAD + sentence))[drug].outcome == outcome


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Mr. Roe is a 55-year-old man who took naproxen.", None),
        ("Took naproxen for 6 weeks.", 42),
        ("Will continue naproxen for 6 weeks.", None),
        ("Naproxen started 6 weeks ago.", None),
        ("Low back pain for 3 months, took naproxen without relief.", None),
        ("Took naproxen for low back pain x 3 months.", None),
        ("Hypertension times 20 years, on naproxen three years.", 1096),
        ("A 6-week course of naproxen did not help.", 42),
        ("For 6 weeks he has taken naproxen.", 42),
    ],
)
def test_an_age_or_a_length_to_come_is_no_length_of_treatment(
    extract: Extract, sentence: str, days: int | None
) -> None:
    assert taken(extract(HEAD + sentence))["naproxen"].duration_days == days


def test_a_surname_is_no_walking_aid(extract: Extract) -> None:
    assert taken(extract(HEAD + "Mr. Walker came back today and was examined at length.")) == {}


@pytest.mark.parametrize(
    ("sentence", "levels"),
    [
        ("He quit smoking 20 years ago.", [("former",)]),
        ("I told him to keep trying to quit smoking.", []),
        ("Must quit smoking before surgery.", []),
    ],
)
def test_being_told_to_quit_is_not_having_quit(extract: Extract, sentence: str, levels: list[tuple[str, ...]]) -> None:
    found = [f.category for f in extract(HEAD + sentence).facts if isinstance(f, MeasureFact)]

    assert found == levels


@pytest.mark.parametrize("answer", ["Insomnia: No.", "Insomnia: denies", "[ ] insomnia [x] itch"])
def test_a_form_answered_no_or_not_ticked_states_no_finding(extract: Extract, answer: str) -> None:
    said = [f.assertion for f in extract(HEAD + answer).facts if isinstance(f, FindingFact)]

    assert Assertion.PRESENT not in said and said


def test_a_bullet_with_a_tab_is_a_sentence_and_no_row(extract: Extract) -> None:
    facts = extract(
        "PROGRESS NOTE\n\nPlan:\n-\tPlan to initiate Epidiolex\n-\tContinue lamotrigine 50 mg twice daily\n"
    )
    drugs = taken(facts)

    assert drugs["cannabidiol"].assertion is Assertion.PLANNED
    assert drugs["lamotrigine"].assertion is Assertion.PRESENT


def test_the_key_of_a_scale_is_no_value(extract: Extract) -> None:
    facts = extract(
        HEAD + "Pain by VAS 0-10 scale (0 = no pain, 10 = worst imaginable).\n\nPHQ-9: 0-4 minimal, 5-9 mild."
    )

    assert [f for f in facts.facts if isinstance(f, MeasureFact)] == []


def test_an_index_of_one_position_is_no_conflict_with_the_nights(extract: Extract) -> None:
    facts = extract(
        "POLYSOMNOGRAPHY REPORT\nStudy Date: 01/22/2026\n\nAHI                       22.9\nSUPINE AHI                41.3\n"
    )

    assert facts.warnings == ()


def test_a_flowsheet_is_known_by_the_measures_in_its_head(extract: Extract) -> None:
    facts = extract(
        "Follow-up visit\n02/11/2026 Ada Okafor, MD\n\nPain / function scores\n"
        "Date          VAS     ODI     PHQ-9\n02/11/2026    8/10    58%     11\n11/05/2025    7/10    54%     9\n"
    )

    assert values(facts, "odi") == [(58, 58, day(date(2026, 2, 11))), (54, 54, day(date(2025, 11, 5)))]
    assert values(facts, "phq9")[1] == (9, 9, day(date(2025, 11, 5)))
    assert values(facts, "pain_nrs") == [(8, 8, day(date(2026, 2, 11))), (7, 7, day(date(2025, 11, 5)))]


def test_a_titled_part_of_a_visit_holds_on_its_day_and_a_report_does_not(extract: Extract) -> None:
    facts = extract(
        "Office Visit\n05/06/2026 Ada Okafor, MD\n\nDoing well.\n\nSEIZURE LOG\nPHQ-9: 8.\n\nLABORATORY REPORT\nHbA1c 8.4%.\n"
    )

    assert values(facts, "phq9") == [(8, 8, day(date(2026, 5, 6)))]
    assert values(facts, "hba1c") == [(8.4, 8.4, None)]


def test_an_imaging_line_within_a_visit_dates_itself_and_not_the_visit(extract: Extract) -> None:
    facts = extract(
        "Visit Date: 02/11/2026             Provider: Farah Lindholm, MD\n\nCC: pain\n"
        "Imaging: MRI L-spine 12/01/2025 - no stenosis\n\nPLAN: Continue duloxetine.\n",
        known=None,
    )

    assert taken(facts)["duloxetine"].on == day(date(2026, 2, 11))


def test_a_clause_keeps_its_date_and_its_method(extract: Extract) -> None:
    facts = extract(HEAD + "HFpEF, LVEF 55-60% on echo 03/03/2026; diabetes, A1c 7.9%.")
    a1c = next(f for f in facts.facts if isinstance(f, MeasureFact) and f.measure == "hba1c")

    assert (a1c.on, a1c.context) == (day(date(2026, 3, 17)), {})


@pytest.mark.parametrize(
    ("sentence", "drug", "status"),
    [
        ("STOP TAKING: LISINOPRIL (HYPERKALEMIA)", "lisinopril", "stopped"),
        ("Still taking lisinopril.", "lisinopril", "active"),
    ],
)
def test_being_told_to_stop_taking_is_no_taking(extract: Extract, sentence: str, drug: str, status: str) -> None:
    assert taken(extract(HEAD + sentence))[drug].status == status


@pytest.mark.parametrize("sentence", ["Valproate avoided because of age.", "Plan cenobamate titration."])
def test_what_is_avoided_or_planned_is_not_taken(extract: Extract, sentence: str) -> None:
    had = [
        f for f in extract(HEAD + sentence).facts if isinstance(f, ExposureFact) and f.assertion is Assertion.PRESENT
    ]

    assert had == []


@pytest.mark.parametrize(
    ("sentence", "measure", "low"),
    [("Body mass index 30+, obesity.", "bmi", 30), ("50+ pack-year cigarette use.", "pack_years", 50)],
)
def test_a_number_with_a_plus_is_open_above(extract: Extract, sentence: str, measure: str, low: float) -> None:
    assert [(lo, hi) for lo, hi, _ in values(extract(HEAD + sentence), measure)] == [(low, float("inf"))]


@pytest.mark.parametrize(
    "sentence", ["Depression screening done.", "Depression screening using a questionnaire (procedure)."]
)
def test_a_screening_is_no_finding(extract: Extract, sentence: str) -> None:
    assert [f for f in extract(HEAD + sentence).facts if isinstance(f, FindingFact)] == []

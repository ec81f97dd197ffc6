"""Dosage instructions as amounts per time."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.adapters.fhir.dosing import dose_of
from peercall.adapters.fhir.orders import Dosage
from peercall.engine.dosing import dose_in_words


@pytest.mark.parametrize(
    "text, drug, dose",
    [
        ("20 mg once a week", "methotrexate 2.5 mg oral tablet", (20, "mg/wk")),
        ("15 mg weekly", "methotrexate", (15, "mg/wk")),
        ("50 mg twice weekly", "etanercept", (100, "mg/wk")),
        ("40 mg every other week", "adalimumab", (20, "mg/wk")),
        ("1 tablet daily", "lisinopril 20 mg tablet", (20, "mg/d")),
        ("1 twice daily", "naproxen 500 mg", (1000, "mg/d")),
        ("take one tablet by mouth every morning", "lisinopril 20 mg", (20, "mg/d")),
        ("1 daily for 5 days", "prednisone 40 mg", (40, "mg/d")),
        ("500 mg every 8 hours", "amoxicillin", (1500, "mg/d")),
        ("1 g twice a day", "metformin", (2000, "mg/d")),
        ("50 mcg daily", "levothyroxine", (0.05, "mg/d")),
        ("1 daily", "levothyroxine 50 mcg", (0.05, "mg/d")),
        ("as needed", "ibuprofen 400 mg", None),
        ("1-2 as needed", "acetaminophen 500 mg tablet", None),
        ("1 twice daily", "sacubitril-valsartan 49-51 mg", None),
        ("1 tablet daily", "oxycodone 5 mg / acetaminophen 325 mg", None),
        ("5 mL daily", "drug 20 mg", None),
        ("1 tablet daily", "solution 20 mg/mL", None),
        ("weeks 0, 2, 4, then every 4 weeks", "abatacept 750 mg intravenous", None),
        ("10 mg daily, 20 mg weekly", "drug", None),
        ("20 mg", "drug", None),
        ("2 puffs twice daily", "albuterol 90 mcg", None),
        ("one daily", "drug without strength", None),
        ("", "drug 5 mg", None),
    ],
)
def test_dosing_in_words(text: str, drug: str, dose: tuple[float, str] | None) -> None:
    assert dose_in_words(text, drug=drug) == dose


def dosage(**elements: object) -> Dosage:
    return msgspec.convert(elements, Dosage)


def repeat(frequency: float, period: float, unit: str) -> dict[str, object]:
    return {"repeat": {"frequency": frequency, "period": period, "periodUnit": unit}}


@pytest.mark.parametrize(
    "quantity, timing, dose",
    [
        ({"value": 20, "unit": "mg"}, repeat(1, 1, "wk"), (20, "mg/wk")),
        ({"value": 500, "unit": "mg"}, repeat(1, 12, "h"), (1000, "mg/d")),
        ({"value": 40, "code": "mg"}, repeat(1, 14, "d"), (20, "mg/wk")),
        ({"value": 2}, repeat(1, 1, "d"), (10, "mg/d")),
        ({"value": 1, "unit": "tablet"}, {"code": {"text": "twice daily"}}, (10, "mg/d")),
        ({"value": 5, "unit": "mL"}, repeat(1, 1, "d"), None),
        ({"value": 20, "unit": "mg"}, repeat(0, 1, "d"), None),
        ({"value": 20, "unit": "mg"}, repeat(1, 1, "mo"), None),
        ({"value": 20, "unit": "mg"}, {}, None),
    ],
)
def test_dosing_in_parts(
    quantity: dict[str, object], timing: dict[str, object], dose: tuple[float, str] | None
) -> None:
    parts = dosage(doseAndRate=[{"doseQuantity": quantity}], timing=timing)
    assert dose_of((parts,), drug="drug 5 mg tablet") == dose


def test_dosing_as_needed_or_in_steps_is_none() -> None:
    assert dose_of((dosage(text="20 mg daily", asNeededBoolean=True),), drug="drug") is None
    assert dose_of((dosage(text="20 mg daily"), dosage(text="10 mg daily")), drug="drug") is None
    assert dose_of((), drug="drug 5 mg") is None


@given(st.text(max_size=40), st.text(max_size=20))
def test_dosing_of_any_text_is_read_or_none(text: str, drug: str) -> None:
    dose = dose_in_words(text, drug=drug)
    assert dose is None or (dose[0] >= 0 and dose[1] in {"mg/d", "mg/wk"})


@given(
    st.integers(1, 5000), st.sampled_from([("daily", 1, "mg/d"), ("twice daily", 2, "mg/d"), ("weekly", 1, "mg/wk")])
)
def test_dosing_amount_times_frequency(amount: int, how: tuple[str, int, str]) -> None:
    words, times, unit = how
    assert dose_in_words(f"{amount} mg {words}", drug="drug") == (amount * times, unit)

"""Dosage instructions of FHIR as an amount per time: mg/d or mg/wk."""

from __future__ import annotations

from peercall.adapters.fhir.concepts import words_of
from peercall.adapters.fhir.elements import Quantity
from peercall.adapters.fhir.orders import Dosage, Repeat
from peercall.engine.dosing import Dose, Rate, amount_of, dose_from, dose_in_words, rate_in, rate_of


def dose_of(dosages: tuple[Dosage, ...], *, drug: str) -> Dose:
    """(amount, "mg/d" or "mg/wk") of the one instruction; None when there are several, or it is not plain.

    drug: the drug as written, whose single strength ("20 mg tablet") turns a count of tablets into an amount.
    """
    if len(dosages) != 1:
        return None
    dosage = dosages[0]
    if dosage.asNeededBoolean or dosage.asNeededCodeableConcept is not None:
        return None
    return _from_parts(dosage, drug=drug) or (dose_in_words(dosage.text, drug=drug) if dosage.text else None)


def _from_parts(dosage: Dosage, *, drug: str) -> Dose:
    quantities = [part.doseQuantity for part in dosage.doseAndRate if part.doseQuantity is not None]
    if len(quantities) != 1 or dosage.timing is None:
        return None
    rate = _repeat_rate(dosage.timing.repeat) or rate_in(words_of(dosage.timing.code))
    return dose_from(_amount(quantities[0], drug=drug), rate)


def _amount(quantity: Quantity, *, drug: str) -> float | None:
    if quantity.value is None:
        return None
    found = amount_of(quantity.value, quantity.code or quantity.unit, drug=drug)
    return found if found is not None else amount_of(quantity.value, quantity.unit or quantity.code, drug=drug)


def _repeat_rate(repeat: Repeat | None) -> Rate | None:
    if repeat is None or not repeat.frequency or not repeat.period:
        return None
    return rate_of(repeat.frequency, repeat.period, repeat.periodUnit)

"""The machine-readable form of a letter reading: what `determination.yaml` and `peercall read --json` hold.

Shape (docs/contract.md): `fields` by name, each `{value, page, quote, status, how?, ...}`; dates under `fields.dates` by
role; lists of such entries; `reason_class` and `other_reason_classes`. `status` is found, not_found or conflicting;
a conflicting field has `candidates` and no value until a person gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peercall.domain.letters import (
    DATE_ROLES,
    LIST_FIELDS,
    SCALAR_FIELDS,
    Conflicting,
    Found,
    LetterField,
    LetterReading,
)
from peercall.domain.rules import DenialReason
from peercall.domain.triage import Triage

SCHEMA = "peercall.determination/1"
WINDOW_FIELDS = ("p2p_window", "appeal_deadline")

Entry = dict[str, Any]


def _entry(found: Found, *, window: bool = False) -> Entry:
    out: Entry = {}
    extra = dict(found.extra)
    if window:
        out["text"] = extra.pop("text", None) or found.span.quote
        out["value"] = extra.pop("value", None)
        out["unit"] = extra.pop("unit", None)
        out["counted_from"] = extra.pop("counted_from", None)
    else:
        out["value"] = found.value
    out["page"] = found.span.page
    out["quote"] = found.span.quote
    out["span"] = [found.span.start, found.span.end]
    out.update(extra)
    if found.how:
        out["how"] = found.how
    return out


def _field(value: LetterField, *, window: bool = False) -> Entry:
    if isinstance(value, Found):
        return {**_entry(value, window=window), "status": "found"}
    empty: Entry = {"text": None, "value": None, "unit": None, "counted_from": None} if window else {"value": None}
    empty |= {"page": None, "quote": None}
    if isinstance(value, Conflicting):
        candidates = [_entry(found, window=window) for found in value.candidates]
        return {**empty, "status": "conflicting", "why": value.why, "candidates": candidates}
    return {**empty, "status": "not_found"}


def reason_classes(names: Iterable[object], known: Mapping[str, DenialReason]) -> list[str]:
    """Reason classes in the order of the letter, a clinical one first: it is what a call can discuss."""
    seen: list[str] = []
    for name in names:
        if isinstance(name, str) and name and name not in seen:
            seen.append(name)
    callable_fits = {"strong", "possible"}
    return sorted(seen, key=lambda name: 0 if name in known and known[name].p2p_fit in callable_fits else 1)


def reading_to_contract(reading: LetterReading, *, reasons: Mapping[str, DenialReason]) -> dict[str, Any]:
    """The reading as plain data in the contract's order; values only, no domain objects."""
    fields: dict[str, Any] = {
        name: _field(reading.fields[name], window=name in WINDOW_FIELDS) for name in SCALAR_FIELDS
    }
    fields["dates"] = {role: _field(reading.dates[role]) for role in DATE_ROLES}
    for name in LIST_FIELDS:
        fields[name] = [_entry(found) for found in reading.lists.get(name, ())]
    classes = reason_classes((found.extra.get("class") for found in reading.lists.get("stated_reasons", ())), reasons)
    return {
        "schema": SCHEMA,
        "letter": reading.document,
        "sha256": reading.sha256,
        "fields": fields,
        "reason_class": classes[0] if classes else None,
        "other_reason_classes": classes[1:],
        "unread_pages": list(reading.unread_pages),
        "warnings": list(reading.warnings),
    }


def triage_to_contract(triage: Triage) -> dict[str, Any]:
    """Triage as plain data; `expected` is the outcome (p2p, p2p_with_warning, other_route)."""
    return {
        "expected": triage.outcome.value,
        "why": triage.why,
        "effect": triage.effect.value,
        "effect_from": triage.effect_from,
        "classes": [
            {
                "class": match.reason_class,
                "label": match.label,
                "fit": match.fit,
                "phrases": [phrase for phrase, _ in match.phrases],
            }
            for match in triage.classes
        ],
        "conflict": triage.conflict,
        "routes": [
            {
                "route": advice.route.value,
                "why": advice.why,
                "rule": advice.rule,
                "rule_status": advice.rule_status.value if advice.rule_status else None,
            }
            for advice in triage.routes
        ],
        "warnings": [
            {
                "code": warning.code,
                "text": warning.text,
                "rule": warning.rule,
                "rule_status": warning.rule_status.value if warning.rule_status else None,
            }
            for warning in triage.warnings
        ],
        "payer_rules": list(triage.payer_rules),
        "may_speak": list(triage.may_speak),
        "ask": list(triage.ask),
    }

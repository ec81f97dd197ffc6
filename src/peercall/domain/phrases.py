"""How the chart words things: names of measures, drugs, treatments, findings, documents and roles, as data.

Written in data/phrases/*.yaml by people who need not know Python. Terms are matched without regard to case, on word
boundaries, with runs of white space equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """All phrase files, by kind and key. See engine/vocabulary.py for how each is used."""

    measures: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    drugs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    encounters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    allergies: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

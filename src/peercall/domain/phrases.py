"""How the chart words things: names of measures, drugs, treatments, findings, documents and roles, as data.

Written in data/phrases/*.yaml by people who need not know Python. Terms are matched without regard to case, on word
boundaries, with runs of white space equal. In a term `*` at the end of a word stands for any ending (`sleep*`), `...`
for up to six words of the same sentence, `(a|b)` for either and `(a|b)?` for either or neither; nothing else is
special.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Entries = Mapping[str, Mapping[str, object]]

ENTRY_KEYS: Mapping[str, Mapping[str, str]] = {
    "measures": {
        "terms": "terms",  # names of the measure
        "variants": "terms by name",  # variant id of measures.yaml -> names that also name the variant
        "scales": "terms by name",  # scale such as "0-10" -> words beside the value that state it
        "weak": "terms",  # names that count only with a unit or scale beside the value, or as the whole name
        "units": "terms by name",  # UCUM unit -> spellings
        "implied_unit": "text",  # unit that belongs to the name itself (an index per hour, a score)
        "needs": "term groups",  # each group must be found in the same sentence
        "never_with": "terms",  # a sentence with one of these does not speak of this measure
        "caution": "terms by name",  # why a value may not count -> words that show it
        "contexts": "list",  # kinds of context (contexts.yaml) that belong to the value
        "fixed_context": "texts",  # context that belongs to the name itself
        "term_context": "texts by name",  # a name -> the context that name carries
        "loinc_context": "texts by name",  # LOINC code -> context that code carries
        "levels": "terms by name",  # ordinal or category level -> words
        "after": "flag",  # the number may stand before the name ("45 pack-years")
        "note": "text",
    },
    "drugs": {
        "terms": "terms",  # further generic spellings and abbreviations
        "brands": "terms",
        "ingredients": "list",  # of a combination product; else the key is the ingredient
        "weekly": "flag",  # dosed by the week
        "never_with": "terms",
        "note": "text",
    },
    "drug_classes": {"terms": "terms", "never_with": "terms", "note": "text"},
    "treatments": {"terms": "terms", "never_with": "terms", "drug_classes": "list", "note": "text"},
    "findings": {
        "terms": "terms",
        "absent_terms": "terms",  # words that by themselves say that it is absent
        "needs": "term groups",
        "never_with": "terms",
        "sections": "list",  # only in these sections
        "not_sections": "list",
        "subject": "text",  # patient (default), caregiver, home
        "not_from_words": "text",  # why it is not read from text; then no terms
        "note": "text",
    },
    "documents": {
        "titles": "terms",
        "order_codes": "texts by name",  # code system -> codes that order it
        "text": "terms",
        "needs": "term groups",
        "never_with": "terms",
        "states": "terms by name",
        "state_sections": "texts by name",  # state -> section whose own text states it
        "roles": "list",  # only when the author has one of these
        "not_sections": "list",
        "is_order": "flag",
        "note": "text",
    },
    "encounters": {"terms": "terms", "never_with": "terms", "note": "text"},
    "roles": {
        "terms": "terms",
        "credentials": "terms",
        "implies": "list",
        "excludes": "list",  # roles that this one takes away (a radiologist reads and does not treat)
        "physician_only": "flag",  # a specialty; not held by someone with another profession's credential
        "note": "text",
    },
    "allergies": {
        "terms": "terms",
        "ingredients": "list",
        "drug_classes": "list",
        "treatments": "list",
        "note": "text",
    },
    "sections": {"terms": "terms", "columns": "terms", "template": "flag", "carried_forward": "flag", "note": "text"},
    "contexts": {"values": "terms by name", "note": "text"},
    "methods": {"terms": "terms", "never_with": "terms", "note": "text"},
    "assertions": {
        "before": "terms",  # the cue stands before what it changes
        "after": "terms",
        "whole": "terms",  # the cue changes the whole sentence
        "not_cues": "terms",  # words that look like the cue and are not
        "note": "text",
    },
    "outcomes": {"terms": "terms", "never_with": "terms", "note": "text"},
    "search_words": {
        "terms": "terms",  # words that a search for passages takes for one another
        "names": "flag",  # one of the words speaks of the thing by itself
        "left_out": "flag",  # words of policies that say nothing of the patient: not searched for
        "note": "text",
    },
    "reasons": {
        "terms": "terms",
        "weak": "terms",  # show the class only where nothing stronger stands
        "general": "flag",  # a strong wording of a narrower class goes before it
        "services": "terms",  # words of the service asked for that make a weak wording strong
        "never_with": "terms",
        "note": "text",
    },
}
"""Kinds of phrase file, the keys an entry may have, and the shape of each: text, flag, list, terms, term groups
(a list of lists of terms), terms by name, texts (a mapping of texts), texts by name (a mapping of lists or mappings)."""


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """All phrase files, by kind and key. See engine/vocabulary.py for how each is used."""

    measures: Entries = field(default_factory=dict)
    drugs: Entries = field(default_factory=dict)
    findings: Entries = field(default_factory=dict)
    documents: Entries = field(default_factory=dict)
    encounters: Entries = field(default_factory=dict)
    roles: Entries = field(default_factory=dict)
    allergies: Entries = field(default_factory=dict)
    sections: Entries = field(default_factory=dict)
    drug_classes: Entries = field(default_factory=dict)
    treatments: Entries = field(default_factory=dict)
    contexts: Entries = field(default_factory=dict)
    methods: Entries = field(default_factory=dict)
    assertions: Entries = field(default_factory=dict)
    outcomes: Entries = field(default_factory=dict)
    reasons: Entries = field(default_factory=dict)
    search_words: Entries = field(default_factory=dict)

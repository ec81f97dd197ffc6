"""What the words of a coded problem or allergy say beyond its code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peercall.domain.charts import AllergyFact, ExemptionFact
from peercall.domain.terms import Assertion
from peercall.engine.chart_words import in_words
from peercall.engine.vocabulary import Vocabulary

_HISTORY = re.compile(r"^\s*(?:personal\s+)?(?:history of|hx of|h/o|past history of)\b", re.I)
_FAMILY = re.compile(r"^\s*(?:family history of|fh of|fhx)\b", re.I)


def assertion_of_title(text: str) -> Assertion:
    """What a problem's own name asserts: "family history of ...", "history of ...", else present."""
    if _FAMILY.match(text):
        return Assertion.FAMILY
    return Assertion.HISTORICAL if _HISTORY.match(text) else Assertion.PRESENT


def exemption_of(
    allergy: AllergyFact, *, names: Iterable[str], kind: str, note: str, vocabulary: Vocabulary
) -> ExemptionFact | None:
    """What an entry of the allergy list rules out, as far as the shipped cross-reaction table goes; None for nothing.

    names: further wordings of the substance. kind: allergy or intolerance.
    """
    for substance in dict.fromkeys((allergy.substance, *names)):
        ruled_out = vocabulary.exempted_by(substance)
        if ruled_out:
            return ExemptionFact(
                id=f"{allergy.id}#exemption",
                source=allergy.source,
                strength=allergy.strength,
                on=allergy.on,
                kind=kind,
                text=in_words((substance, allergy.reaction, note)),
                ingredients=ruled_out.ingredients,
                drug_classes=ruled_out.drug_classes,
                treatments=ruled_out.treatments,
            )
    return None

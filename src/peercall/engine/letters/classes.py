"""The class of a stretch of reason text, by the phrases of the rulebook's denial reasons."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.rules import DenialReason
from peercall.engine.letters.reasons import Classify


def classifier(reasons: Mapping[str, DenialReason]) -> Classify:
    """A function from reason text to the class whose phrase stands in it, the longest phrase winning; None when none does."""
    phrases = sorted(
        (
            (" ".join(phrase.lower().split()), reason.id)
            for reason in reasons.values()
            for phrase in (*reason.typical_phrases, *reason.phrases)
        ),
        key=lambda pair: (-len(pair[0]), pair[1]),
    )

    def best(text: str) -> str | None:
        plain = " ".join(text.lower().split())
        return next((name for phrase, name in phrases if phrase in plain), None)

    return best

"""The class of a stretch of reason text, by the rulebook's denial reasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from peercall.domain.rules import DenialReason
from peercall.engine.letters.reasons import Classify
from peercall.engine.reasons import classify_reason


def classifier(reasons: Mapping[str, DenialReason], *, service: str | None) -> Classify:
    """A function from reason text to its best class; None when no phrase of any class stands in it.

    service: what was asked for, which settles wordings that several services share.
    """

    @lru_cache(maxsize=256)
    def best(text: str) -> str | None:
        matches = classify_reason(text, reasons=reasons, service=service)
        return matches[0].reason_class if matches else None

    return best

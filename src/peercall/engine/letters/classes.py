"""The class of a stretch of reason text, by the rulebook's denial reasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from peercall.domain.rules import DenialReason
from peercall.engine.letters.reasons import Classify
from peercall.engine.phrasing import pattern_of
from peercall.engine.reasons import classify_reason

#: classes whose words other letters use too: only for the services of the class
_OF_ITS_SERVICES = ("imaging_no_conservative_care",)
_AFTER_CARE = "retrospective_review"
_GENERAL = "not_medically_necessary"


def classifier(reasons: Mapping[str, DenialReason], *, service: str | None, request_type: object) -> Classify:
    """A function from reason text to its best class; None when no phrase of any class stands in it.

    service: what was asked for, which settles wordings that several services share. request_type: the contract's word
    or None; need denied after the care is a retrospective review, and nothing asked for before it is one.
    """

    @lru_cache(maxsize=256)
    def best(text: str) -> str | None:
        classes = [match.reason_class for match in classify_reason(text, reasons=reasons, service=service)]
        named = next((name for name in classes if _may_be(name, reasons, service, request_type)), None)
        return _AFTER_CARE if named == _GENERAL and request_type == "retrospective" else named

    return best


def _may_be(name: str, reasons: Mapping[str, DenialReason], service: str | None, request_type: object) -> bool:
    if name == _AFTER_CARE:
        return request_type in (None, "retrospective")
    if name not in _OF_ITS_SERVICES or service is None:
        return True
    pattern = pattern_of(reasons[name].service_terms)
    return pattern is None or pattern.search(service) is not None

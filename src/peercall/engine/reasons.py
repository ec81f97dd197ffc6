"""The class of a denial reason, by its wordings: every class whose words stand in the text, best first, with the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.rules import DenialReason
from peercall.domain.triage import ReasonMatch
from peercall.engine.phrasing import PhraseIndex, pattern_of

CLINICAL_FITS = frozenset({"strong", "possible"})
_STRONG, _WEAK, _WORD = 3.0, 1.0, 0.25
_GENERAL = 0.6
_ADMINISTRATIVE_FIT = "not_applicable"


@dataclass(slots=True)
class _Shelf:
    """The last reasons asked and their index; reasons never change, so identity is enough."""

    reasons: Mapping[str, DenialReason] | None = None
    index: PhraseIndex[tuple[str, bool]] = field(default_factory=lambda: PhraseIndex(()))


_shelf = _Shelf()


def classify_reason(
    text: str, *, reasons: Mapping[str, DenialReason], service: str | None = None
) -> tuple[ReasonMatch, ...]:
    """Classes of reason that the text shows, best first; empty when no wording is known.

    text: one stated reason, or the whole passage. service: what was asked for, in words or codes; it settles wordings
    that several services share (no trial of treatment before surgery, before imaging). Each match lists the words that
    led to it; a class shown only by weak wordings (`medical necessity`) stands behind any with a strong one.
    """
    found: dict[str, dict[str, float]] = {}
    for mention in _index(reasons).find(text):
        name, strong = mention.what
        words = text[mention.start : mention.end]
        weight = _weight(words, strong=strong or _is_of_service(reasons[name], service))
        scores = found.setdefault(name, {})
        key = " ".join(words.split())
        scores[key] = max(scores.get(key, 0.0), weight)
    matches = [
        _match(reasons[name], scores) for name, scores in found.items() if not _excluded(reasons[name], text, scores)
    ]
    matches.sort(key=lambda match: (-match.score, -_specificity(reasons[match.reason_class]), match.reason_class))
    return tuple(matches)


def is_clinical(reason: DenialReason) -> bool:
    """True when a medical director can change such a denial."""
    return reason.p2p_fit in CLINICAL_FITS


def is_administrative(reason: DenialReason) -> bool:
    """True when no clinical talk can change it."""
    return reason.p2p_fit == _ADMINISTRATIVE_FIT


def _index(reasons: Mapping[str, DenialReason]) -> PhraseIndex[tuple[str, bool]]:
    if _shelf.reasons is not reasons:
        terms: list[tuple[str, tuple[str, bool]]] = []
        for reason in reasons.values():
            terms += [(term, (reason.id, True)) for term in (*reason.phrases, *reason.typical_phrases)]
            terms += [(term, (reason.id, False)) for term in reason.weak_phrases]
        _shelf.index, _shelf.reasons = PhraseIndex(terms), reasons
    return _shelf.index


def _weight(words: str, *, strong: bool) -> float:
    return (_STRONG if strong else _WEAK) + _WORD * len(words.split())


def _is_of_service(reason: DenialReason, service: str | None) -> bool:
    pattern = pattern_of(reason.service_terms)
    return pattern is not None and service is not None and pattern.search(service) is not None


def _excluded(reason: DenialReason, text: str, scores: Mapping[str, float]) -> bool:
    """True when the text says something that this reason never goes with."""
    pattern = pattern_of(reason.not_phrases)
    return pattern is not None and bool(scores) and pattern.search(text) is not None


def _specificity(reason: DenialReason) -> int:
    """How narrowly a class is worded: one that names a service stands before the general ones."""
    return len(reason.service_terms) + (len(reason.phrases) > 0)


def _match(reason: DenialReason, scores: Mapping[str, float]) -> ReasonMatch:
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    best = ordered[0][1]
    more = sum(score for _, score in ordered[1:])
    share = _GENERAL if reason.is_general else 1.0
    return ReasonMatch(
        reason_class=reason.id,
        label=reason.label,
        fit=reason.p2p_fit,
        clinical=is_clinical(reason),
        phrases=tuple((words, None) for words, _ in ordered),
        score=round((best + more / 2) * share, 3),
    )

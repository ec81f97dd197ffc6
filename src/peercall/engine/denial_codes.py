"""The reason classes that codes of a remittance or answer show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from peercall.domain.rules import DenialReason


@dataclass(frozen=True, slots=True)
class CodedReasons:
    """classes: the likeliest of each code; others: further ones these codes are used for; unknown: codes of no class."""

    classes: tuple[str, ...]
    others: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(slots=True)
class ReasonCodes:
    """The denial reasons by their codes. A remark code tells between classes of one reason code; it is no reason alone."""

    carc: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rarc: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decision: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, reasons: Mapping[str, DenialReason]) -> ReasonCodes:
        """From the rulebook, classes in the order of its file."""
        carc: dict[str, list[str]] = {}
        rarc: dict[str, set[str]] = {}
        decision: dict[str, list[str]] = {}
        for reason in reasons.values():
            for code in reason.carc:
                carc.setdefault(code, []).append(reason.id)
            for code in reason.rarc:
                rarc.setdefault(code, set()).add(reason.id)
            for code in reason.x12_886:
                decision.setdefault(code, []).append(reason.id)
        return cls(
            {code: tuple(ids) for code, ids in carc.items()},
            {code: frozenset(ids) for code, ids in rarc.items()},
            {code: tuple(ids) for code, ids in decision.items()},
        )

    def of_remittance(self, codes: Iterable[str], remarks: Iterable[str]) -> CodedReasons:
        """Classes of adjustment reason codes; among those of one code a remark code chooses."""
        shown = [self.rarc.get(remark, frozenset()) for remark in remarks]
        return _chosen(codes, self.carc, shown)

    def of_decision(self, codes: Iterable[str]) -> CodedReasons:
        """Classes of decision reason codes."""
        return _chosen(codes, self.decision, ())


def _chosen(
    codes: Iterable[str], table: Mapping[str, tuple[str, ...]], shown: Sequence[frozenset[str]]
) -> CodedReasons:
    """The likeliest class of each code, then the others that share the code."""
    best: dict[str, None] = {}
    others: dict[str, None] = {}
    unknown: list[str] = []
    for code in dict.fromkeys(codes):
        classes = table.get(code, ())
        if not classes:
            unknown.append(code)
            continue
        ranked = sorted(classes, key=lambda name: -sum(name in ids for ids in shown))
        best[ranked[0]] = None
        others.update(dict.fromkeys(ranked[1:]))
    return CodedReasons(tuple(best), tuple(name for name in others if name not in best), tuple(unknown))

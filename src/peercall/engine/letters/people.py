"""Names of people and places as letters print them: with titles, credentials and specialties."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from peercall.engine.letters.patterns import late
from peercall.engine.letters.vocabulary import Vocabulary
from peercall.engine.phrasing import pattern_source


def _dotted(word: str) -> str:
    if word.isalpha() and word.isupper() and len(word) <= 3:
        return r"\.?".join(word) + r"\.?"
    return {"PharmD": r"Pharm\.?\s?D\.?", "PhD": r"Ph\.?D\.?", "PsyD": r"Psy\.?D\.?", "AuD": r"Au\.?D\.?"}.get(
        word, re.escape(word)
    )


_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"(?:[{_UPPER}](?:[^\W\d_]|['’-])*(?:[^\W\d_])|[{_UPPER}]\.?(?![^\W\d_]))"
_PARTICLE = r"(?:de la|de los|de|del|la|van der|van|von|der|den|di|da|dos|el|al|bin|ibn|ter|ten|le|du|y)"
#: what parts the words of a name: one or two blanks, or the end of a line; more blanks part two columns
_APART = r"(?:[ \t]{1,2}(?=\S)|[ \t]*\n[ \t]*)"
NAME = rf"{_WORD}(?:{_APART}(?:{_PARTICLE}\s+)?{_WORD}){{1,4}}(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
DOCTOR = late(rf"Dr\.?\s+(?P<name>{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{0,4}})")
TITLE = late(r"(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+")
_NOT_NAMES = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "for",
        "to",
        "your",
        "our",
        "this",
        "that",
        "we",
        "you",
        "notice",
        "letter",
        "determination",
        "decision",
        "denial",
        "denied",
        "adverse",
        "request",
        "requested",
        "review",
        "reviewed",
        "service",
        "services",
        "prior",
        "authorization",
        "appeal",
        "appeals",
        "claim",
        "claims",
        "member",
        "members",
        "patient",
        "medical",
        "health",
        "plan",
        "plans",
        "provider",
        "providers",
        "important",
        "information",
        "department",
        "unit",
        "office",
        "utilization",
        "management",
        "dear",
        "sincerely",
        "medicare",
        "medicaid",
        "insurance",
        "company",
        "center",
        "hospital",
        "clinic",
        "services",
        "therapy",
        "treatment",
        "coverage",
        "benefit",
        "benefits",
        "approved",
        "not",
        "partial",
        "partially",
        "initial",
        "final",
        "notification",
        "confidential",
        "pharmacy",
        "drug",
        "medication",
        "page",
        "npi",
        "date",
        "form",
        "fax",
        "phone",
        "peer",
        "result",
        "outcome",
        "reference",
        "case",
        "group",
        "self",
        "same",
        "see",
        "above",
        "below",
        "none",
        "unknown",
        "re",
        "regarding",
        "subject",
        "urgent",
        "expedited",
        "standard",
        "concurrent",
        "retrospective",
        "prospective",
        "attending",
        "ordering",
        "requesting",
        "treating",
        "prescribing",
        "referring",
        "requestor",
        "requester",
        "prescriber",
        "physician",
        "doctor",
        "clinician",
        "subscriber",
        "enrollee",
        "participant",
        "claimant",
        "reviewer",
        "reviewing",
        "decided",
    ]
)


def is_person_name(text: str) -> bool:
    """True for two to five capitalised words none of which belongs to a heading or an organization."""
    written = [word for word in text.replace("-", " ").split() if not re.fullmatch(r"[A-Z]\.", word)]
    words = [word.strip(".,'\"()").lower() for word in written]
    return (
        2 <= len(text.split()) <= 6
        and not any(word in _NOT_NAMES for word in words)
        and not any(c.isdigit() for c in text)
    )


class Names:
    """Patterns of people and organizations, made of the vocabulary's credentials, specialties and endings."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def credential(self) -> str:
        """Source of a pattern for letters behind a clinician's name."""
        words = sorted(self._vocabulary.listed("credentials"), key=len, reverse=True)
        return "(?:" + "|".join(_dotted(word) for word in words) + r")(?![A-Za-z0-9'-])"

    @cached_property
    def person(self) -> re.Pattern[str]:
        """A name, credentials behind it or not."""
        return re.compile(
            rf"(?:Dr\.?\s+)?(?P<name>{NAME})(?P<creds>(?:,\s*|\s+){self.credential}(?:,\s*{self.credential})*)?"
        )

    @cached_property
    def person_with_credentials(self) -> re.Pattern[str]:
        """A name with credentials behind it."""
        return re.compile(
            rf"(?:Dr\.?\s+)?(?P<name>{NAME})(?P<creds>(?:,\s*|\s+){self.credential}(?:,\s*{self.credential})*)"
        )

    @cached_property
    def specialty(self) -> re.Pattern[str]:
        """A field of medicine, or what its physicians are called."""
        words = sorted(self._specialties, key=len, reverse=True)
        joined = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        return re.compile(
            rf"(?<![\w-])(?P<specialty>(?:(?:{_KINDS})\s+)?(?:{joined})(?:\s+and\s+(?:{joined}))?)(?![\w-])",
            re.IGNORECASE,
        )

    @cached_property
    def _specialties(self) -> dict[str, str]:
        return dict(self._vocabulary.meant("specialties"))

    def specialty_name(self, words: str) -> str:
        """The field a specialty word names: `pediatrician` is pediatrics."""
        key = " ".join(words.lower().split())
        return self._specialties.get(key, key)

    @cached_property
    def facility(self) -> re.Pattern[str]:
        """A place of care, known by the last words of its name wherever it stands."""
        return re.compile(self._ending_in("facility_endings_strong", most=6) + _BRANCH)

    @cached_property
    def labelled_facility(self) -> re.Pattern[str]:
        """A place of care as it stands under a label."""
        return re.compile(self._ending_in("facility_endings", most=6) + _BRANCH)

    @cached_property
    def plan(self) -> re.Pattern[str]:
        """A plan, known by the last words of its name."""
        return re.compile(self._ending_in("plan_endings", most=7) + _PLAN_TAIL)

    def ends_as(self, name: str, text: str) -> bool:
        """True when the text ends in one of the list's words."""
        return re.search(self._endings(name) + rf"{_COMPANY}\W*$", text) is not None

    def _endings(self, name: str) -> str:
        sources: list[str] = []
        for term in sorted(self._vocabulary.listed(name), key=len, reverse=True):
            for form in dict.fromkeys((_titled(term), term.upper())):
                sources.append(pattern_source(form))
        return "(?:" + "|".join(sources) + ")" if sources else "(?!)"

    def _ending_in(self, name: str, *, most: int) -> str:
        word = rf"[{_UPPER}][\w'’.&-]*"
        return rf"(?:{word}\s+(?:(?:of|and|the|at|for|&|in)\s+){{0,2}}){{1,{most}}}?{self._endings(name)}(?![\w-])"


#: words before a specialty that make it another
_KINDS = "developmental|pediatric|adult|geriatric|adolescent|forensic|interventional|behavioral|clinical|reproductive|surgical|orthopedic|neonatal|consultation-liaison"
_BRANCH = (
    rf"(?:\s+(?:of|at)\s+[{_UPPER}][\w'’-]+(?:\s+[{_UPPER}][\w'’-]+)?)?(?:,\s+(?:hospital\s+)?outpatient\s+department)?"
)
_COMPANY = r"(?:,?\s+(?:Inc|INC|LLC|L\.L\.C|Ltd|Co|CO|Corp|Company|COMPANY)\b\.?)?"
_PLAN_TAIL = rf"(?:\s+(?:Plan|Company|Trust|Cooperative)(?![\w-]))?(?:\s+(?:of|OF)\s+(?:the\s+)?[{_UPPER}]\w+(?:[ \t]+[{_UPPER}]\w+)?)?"


def _titled(term: str) -> str:
    return re.sub(r"(?<![\w'])[a-z]", lambda match: match.group().upper(), term).replace(" And ", " and ")


@lru_cache(maxsize=4)
def names_of(vocabulary: Vocabulary) -> Names:
    """The patterns of a vocabulary."""
    return Names(vocabulary)

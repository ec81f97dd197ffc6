"""Which policy the request is held to: named in the case, else in the letter, else by service and line of business.

Several that fit are shown, never guessed; other policies for the same service (an LCD beside an NCD) are named. The
version is the one in force on the date of service, or of the request or notice where no service date is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peercall.domain.codes import Code
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlannedRequest
from peercall.domain.errors import PolicyNotInForce, RuleNotFound
from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, LineOfBusiness

#: the day that selects the version, the first known one counts
_DATED_BY = (
    Anchor.SERVICE,
    Anchor.ADMISSION,
    Anchor.REQUEST_RECEIVED,
    Anchor.COMPLETE_REQUEST_RECEIVED,
    Anchor.DETERMINATION_DATE,
    Anchor.NOTIFICATION_DATE,
    Anchor.RECEIPT_DATE,
)
_MEDICARE_LINES = {LineOfBusiness.MEDICARE, LineOfBusiness.MEDICARE_ADVANTAGE}
_MEDICARE_KINDS = {"ncd", "lcd", "manual", "regulation"}
_CHAPTER = re.compile(r"chapter\s+(\d+).{0,24}?(?:sections?|§+)\s*(\d+(?:\.\d+)*)", re.IGNORECASE)
_CFR = re.compile(r"(\d+)\s*C\.?\s*F\.?\s*R\.?\s*(?:§+\s*)?(\d+)\.(\d+)(?:\s*-\s*(?:\d+\.)?(\d+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """The policy to evaluate (None: a person must name one), every policy that fits with the reason, and why."""

    chosen: CoveragePolicy | None
    candidates: tuple[tuple[CoveragePolicy, str], ...]
    why: str


def relevant_day(determination: AdverseDetermination | PlannedRequest, *, case: CaseFile) -> tuple[date | None, str]:
    """The day that selects the version, and which day it is."""
    for anchor in _DATED_BY:
        moment = determination.moments.get(anchor) or case.moments.get(anchor)
        if moment is not None:
            day = moment.date() if isinstance(moment, datetime) else moment
            return day, anchor.value.replace("_", " ")
    if case.as_of is not None:
        return case.as_of.date(), "day of preparation"
    return None, "no date known"


def version_in_force(versions: Sequence[CoveragePolicy], on: date | None) -> CoveragePolicy | None:
    """The newest version whose dates cover the day; the newest of all when no day is known."""
    fitting = [version for version in versions if on is None or version.in_force(on)]
    return fitting[-1] if fitting else None


def _cites_section(text: str, number: str) -> bool:
    """Manual chapters and sections: the section cited contains, or lies in, the policy's own."""
    own = _CHAPTER.search(number)
    if own is None:
        return False
    for cited in _CHAPTER.finditer(text):
        same_branch = f"{own[2]}.".startswith(f"{cited[2]}.") or f"{cited[2]}.".startswith(f"{own[2]}.")
        if cited[1] == own[1] and same_branch:
            return True
    return False


def _cites_regulation(text: str, number: str) -> bool:
    own = _CFR.search(number)
    if own is None:
        return False
    low, high = int(own[3]), int(own[4] or own[3])
    return any(
        cited[1] == own[1] and cited[2] == own[2] and low <= int(cited[3]) <= high for cited in _CFR.finditer(text)
    )


def cites(text: str, policy: CoveragePolicy) -> bool:
    """True when a citation of the letter names the policy by its number."""
    if policy.kind == "manual":
        return _cites_section(text, policy.number)
    if policy.kind == "regulation":
        return _cites_regulation(text, policy.number)
    number = re.escape(policy.number)
    if re.search(rf"(?<![\w.-]){number}(?!\w|[.-]\d)", text, re.IGNORECASE) is None:
        return False
    if policy.kind != "ncd":
        return True
    # a bare "240.4" may be a section of any book
    return re.search(r"\bNCD\b|national coverage determination", text, re.IGNORECASE) is not None


def covers(policy: CoveragePolicy, codes: Iterable[Code]) -> Code | None:
    """The first code of the request that the policy's services list."""
    return next((code for code in codes for group in policy.services if code in group.codes), None)


def _fits_line(policy: CoveragePolicy, line: LineOfBusiness | None) -> bool | None:
    """True or False where the line of business settles it; None when the line is unknown."""
    if line is None:
        return None
    if policy.kind in _MEDICARE_KINDS:
        return line in _MEDICARE_LINES
    return line not in _MEDICARE_LINES


def _others(
    chosen: CoveragePolicy | None, in_force: Sequence[CoveragePolicy], codes: Sequence[Code]
) -> list[tuple[CoveragePolicy, str]]:
    """Other policies that exist for the service, to be named beside the chosen one."""
    services = chosen.services if chosen is not None else ()
    listed = [Code(group.codes.system, value) for group in services for value in sorted(group.codes.exact) if not codes]
    out = []
    for policy in in_force:
        if policy is chosen:
            continue
        if (code := covers(policy, codes or listed)) is not None:
            out.append((policy, f"also covers {code.value}, not the one the denial is held to"))
    return out


def choose_policy(
    determination: AdverseDetermination | PlannedRequest, *, case: CaseFile, rulebook: Rulebook
) -> PolicyChoice:
    """The policy version the request is held to, or every one that fits when the choice is a person's.

    Raises RuleNotFound when case.yaml names a policy the rulebook does not have, PolicyNotInForce when none of its
    versions covers the day that counts.
    """
    on, which = relevant_day(determination, case=case)
    dated = f"version in force on {on.isoformat()} ({which})" if on else "newest version: no date is known"
    in_force = [
        version for versions in rulebook.policies.values() if (version := version_in_force(versions, on)) is not None
    ]
    codes = determination.service.service_codes
    if case.policy is not None:
        chosen = _named(case.policy, rulebook, on)
        return PolicyChoice(
            chosen, ((chosen, "named in case.yaml"), *_others(chosen, in_force, codes)), f"named in case.yaml; {dated}"
        )
    cited = [policy for policy in in_force if any(cites(text, policy) for text in determination.criteria_cited)]
    if len(cited) == 1:
        found = cited[0]
        return PolicyChoice(
            found, ((found, "named in the letter"), *_others(found, in_force, codes)), f"named in the letter; {dated}"
        )
    if cited:
        return PolicyChoice(
            None, tuple((policy, "named in the letter") for policy in cited), "the letter names more than one policy"
        )
    return _by_service(determination, case, in_force, codes, dated)


def _named(name: str, rulebook: Rulebook, on: date | None) -> CoveragePolicy:
    versions = rulebook.policies.get(name)
    if not versions:
        raise RuleNotFound(
            f"there is no policy {name!r}",
            where="case.yaml: policy",
            remedy="`peercall rules list` names those there are",
        )
    chosen = version_in_force(versions, on)
    if chosen is None:
        assert on is not None
        raise PolicyNotInForce(
            f"no version of {name} is in force on {on.isoformat()}; the first is from {versions[0].effective_text}",
            where="case.yaml: policy",
            remedy="Name the policy that was in force, or correct the date of service",
        )
    return chosen


def _by_service(
    determination: AdverseDetermination | PlannedRequest,
    case: CaseFile,
    in_force: Sequence[CoveragePolicy],
    codes: Sequence[Code],
    dated: str,
) -> PolicyChoice:
    line = determination.plan.line_of_business or case.plan.line_of_business
    matching = [(policy, code) for policy in in_force if (code := covers(policy, codes)) is not None]
    fitting, other = [], []
    for policy, code in matching:
        fits = _fits_line(policy, line)
        if fits:
            fitting.append((policy, f"covers {code.value} and fits the line of business"))
        elif fits is None:
            other.append((policy, f"covers {code.value}; the line of business is not known"))
        else:
            other.append((policy, f"covers {code.value}, but is written for another line of business"))
    candidates = (*fitting, *other)
    if not candidates:
        return PolicyChoice(None, (), "no policy of the rulebook names the service; add the plan's own to policy/")
    if len(fitting) == 1:
        return PolicyChoice(fitting[0][0], candidates, f"the only policy for the service and line of business; {dated}")
    return PolicyChoice(None, candidates, "more than one policy may apply, or none is certain: name one in case.yaml")

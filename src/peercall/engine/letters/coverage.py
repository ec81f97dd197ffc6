"""The line of business, stated or implied, and who bears the risk."""

from __future__ import annotations

import re

from peercall.domain.letters import Conflicting, Found, LetterField, NotFound
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found, settle
from peercall.engine.letters.text import LetterText

#: lines a plan's own name states
_IN_NAMES = (
    "commercial", "medicare_advantage", "chip", "medicaid_managed_care", "workers_comp", "fehb", "tricare", "governmental_plan",
)  # fmt: skip
#: lines that the letterhead states under the plan's name: `Virginia Medicaid Managed Care`
_IN_HEADS = (*_IN_NAMES, "aca_marketplace")
_LETTERHEAD = 6
_WORDS_OF_KIND = 12
#: lines that words behind `Plan:` state: `Gold Value, Marketplace`
_IN_PLANS = ("aca_marketplace", "medicaid_managed_care", "medicare_advantage", "chip")
_MEDICARE_NAME = late(
    r"\bMedicare\b|\b(?:Advantage|Medicare\s+\w+)\s+\((?:HMO|PPO|HMO-POS|HMO D-SNP|PFFS)\)", re.IGNORECASE
)
_PRODUCT = late(r"\s*\([A-Z][\w -]{1,16}\)")
_DRUG_PLAN = late(r"\(PDP\)|\bPDP\b")
_SELF_FUNDED = late(
    r"\bself[- ]?(?:funded|insured)\b(?:\s+by\s+the\s+employer)?|\bfunded\s+by\s+(?:the|your)\s+employer\b|\bemployer\s+pays\s+the\s+claims\b|\bfrom\s+(?:its|their)\s+own\s+(?:funds|assets)\b|\bgeneral\s+assets\s+of\b"
    r"|\bfinanced\s+by\s+(?:employer\s+contributions|the\s+employer)\b|\bis\s+not\s+(?:insured|a\s+policy\s+of\s+insurance)\b",
    re.IGNORECASE,
)
_INSURED = late(
    r"\bfully[- ]insured\b|(?<!self-)(?<!self )\binsured\s+by\s+(?-i:(?=[A-Z]))|\binsures\s+(?:this|the|your|you)\b(?:\s+\w+){0,3}\s+(?:under|through)\b|\b(?:small|large)\s+group\s+(?:insurance\s+)?policy\b",
    re.IGNORECASE,
)
_NEGATED = late(r"\b(?:not|non|if|whether|or|for)\b[\w\s,'-]{0,30}$", re.IGNORECASE)
_CONDITIONAL = late(r"\b(?:if|whether|unless|or)\b[^.;]{0,60}$|\b(?:not|neither)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_RIGHTS = ("help", "external")


def line_of_business_field(letter: LetterText, values: tuple[Labelled, ...], plan: LetterField) -> LetterField:
    """The line a label or the text states, or the one that follows from the plan's name or from words of one line only.

    `how` tells what an implied line was read from.
    """
    vocabulary = letter.vocabulary
    for value in values:
        if value.field == "product" and (line := vocabulary.meaning("lines_stated", value.text)) is not None:
            return found(letter, value.start, value.end, line)
        if value.field == "plan_name" and (line := vocabulary.meaning("lines_stated", value.text)) in _IN_PLANS:
            return found(letter, value.start, value.end, line)
    if isinstance(plan, Found):
        name = _with_product(letter, plan)
        for line, pattern in vocabulary.meanings("lines_stated"):
            if line in _IN_NAMES and pattern.search(name):
                return Found(line, plan.span, "from the plan's name")
        bracket = _PRODUCT.search(name)
        line_of_bracket = vocabulary.meaning("lines_stated", bracket.group()) if bracket is not None else None
        if line_of_bracket is not None:
            return Found(line_of_bracket, plan.span, "from the product behind the plan's name")
        if _DRUG_PLAN.search(name):
            return Found("medicare", plan.span, "from the plan's name")
        if _MEDICARE_NAME.search(name):
            return Found("medicare_advantage", plan.span, "from the plan's name")
    under = _said_beneath(letter, plan)
    if (
        len(under) > 1
        and (told := _MEDICAID_NUMBER.search(letter.body)) is not None
        and "medicaid_managed_care" in under
    ):
        return found(letter, told.start(), told.end(), "medicaid_managed_care", how="from the member's number")
    if len(under) > 1:
        return Conflicting(tuple(under.values()), "the line under the plan's name names several kinds of coverage")
    if under:
        return next(iter(under.values()))
    for line, pattern in vocabulary.meanings("lines_told"):
        for told in pattern.finditer(letter.body):
            if _is_telling(letter, told):
                return found(letter, told.start(), told.end(), line)
    implied = {
        line: match
        for line, pattern in vocabulary.meanings("lines_implied")
        if (match := pattern.search(letter.body)) is not None
    }
    if len(implied) == 1:
        line, match = next(iter(implied.items()))
        return found(letter, match.start(), match.end(), line, how=f'implied by "{letter.words(*match.span())}"')
    return NotFound("line of business")


#: `Medicaid ID`: the number of a member of that program
_MEDICAID_NUMBER = late(r"\bMedicaid\s+(?:ID|no\.|number|#)", re.IGNORECASE)


def _said_beneath(letter: LetterText, plan: LetterField) -> dict[str, Found]:
    """Every line of business that the line under the plan's name states; a product's name within one counts once."""
    beneath = _beneath_the_name(letter, plan)
    out: dict[str, Found] = {}
    for line, pattern in letter.vocabulary.meanings("lines_stated") if beneath is not None else ():
        said = pattern.search(letter.body, *(beneath or (0, 0)))
        if line in _IN_HEADS and said is not None:
            out[line] = found(letter, said.start(), said.end(), line, how="from the line under the plan's name")
    return out if set(out) == {"chip", "medicaid_managed_care"} else dict(list(out.items())[:1])


def _beneath_the_name(letter: LetterText, plan: LetterField) -> tuple[int, int] | None:
    """The line right under the plan's name in the letterhead, which often says what kind of plan it is."""
    if not isinstance(plan, Found):
        return None
    at = letter.offset_of(plan.span)
    lines = letter.lines[:_LETTERHEAD]
    index = next((n for n, line in enumerate(lines) if line.start <= at < line.end), None)
    if index is None or index + 1 >= len(letter.lines) or lines[index].is_before_gap:
        return None
    below = letter.lines[index + 1]
    return (below.start, below.end) if ":" not in below.text and len(below.text.split()) <= _WORDS_OF_KIND else None


def _with_product(letter: LetterText, plan: Found) -> str:
    """The plan's name with the product in brackets behind it: `Heron Bay Medicare Choice (HMO)`."""
    at = letter.offset_of(plan.span)
    product = _PRODUCT.match(letter.body, at + len(plan.span.quote))
    return str(plan.value) + (product.group() if product else "")


def _is_telling(letter: LetterText, match: re.Match[str]) -> bool:
    """False in the rights pages and in a condition."""
    if letter.section_at(match.start()).kind in _RIGHTS:
        return False
    line_start = letter.body.rfind("\n", 0, match.start()) + 1
    return _CONDITIONAL.search(letter.body[line_start : match.start()]) is None


def funding_field(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    """self_funded or fully_insured, where the letter says who bears the risk."""
    candidates: list[Found] = []
    for value in values:
        if value.field in ("product", "funding"):
            if _SELF_FUNDED.search(value.text):
                candidates.append(found(letter, value.start, value.end, "self_funded"))
            elif re.search(r"\binsured\b", value.text, re.IGNORECASE):
                candidates.append(found(letter, value.start, value.end, "fully_insured"))
    for pattern, word in ((_SELF_FUNDED, "self_funded"), (_INSURED, "fully_insured")):
        for match in pattern.finditer(letter.body):
            if not _NEGATED.search(letter.body[max(0, match.start() - 40) : match.start()]):
                candidates.append(found(letter, match.start(), match.end(), word))
                break
    return settle(candidates, searched="self-funded or insured")

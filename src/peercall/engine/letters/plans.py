"""Which plan, who decides for it, its line of business and who bears the risk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import first_settled, found, settle
from peercall.engine.letters.text import LetterText, Line

_CAP = r"[A-ZÀ-Þ][\w'&.-]*"
_PLAN_END = (
    r"(?:Health\s+Plans?|Benefit\s+Plan|Medical\s+Plan|Welfare\s+(?:Plan|Fund)|Benefits?\s+(?:Trust|Fund|Company|Plan)|Health\s+(?:Trust|Fund)|Medicare\s+Advantage(?:\s+Plan)?|Medicaid\s+(?:Plan|Health\s+Plan)|Medicare\s+Plan|Care\s+Plan|"
    r"Mutual(?:\s+(?:Health|Insurance))?|Health\s+(?:Partners|Insurance(?:\s+Company)?|Alliance|Network|Options|Mutual|Cooperative|Group|Choice|Net)|Insurance(?:\s+Company|\s+Group|\s+Co\.)?|Assurance|Casualty|Indemnity|Health[Cc]are|Health\s+Care|HMO|PPO|EPO|Advantage|Community\s+Plan|State\s+Fund|Health)"
)
_PLAN_NAME = late(
    rf"(?:{_CAP}\s+(?:(?:of|and|&|the|for)\s+){{0,2}}){{1,7}}?{_PLAN_END}(?![\w-])(?:\s+(?:Plan|of\s+{_CAP}|Inc\.?|LLC|Company|Trust)(?![\w-]))?"
)
_STRONG_END = late(
    r"(?:Plan|Medicare\s+Advantage|Partners|Company|Casualty|Insurance|Mutual(?:\s+Health)?|Fund|Trust|HMO|Health|Assurance|Healthcare|HealthCare|Advantage)\.?$",
    re.IGNORECASE,
)
_VENDOR_END = late(
    r"(?:Review|Administrators?|Claims\s+Services|Services|Benefit\s+Management|Management|Solutions|Associates|Utilization|Review\s+Organization|TPA|Specialty\s+Review|Benefits|Guidelines|Imaging\s+Review|Care\s+Review|Clinical\s+Review|Partners\s+Review)\.?,?(?:\s+(?:Inc|LLC|Co)\.?)?$",
    re.IGNORECASE,
)
_ON_BEHALF = late(
    r"(?:acting\s+|reviewing\s+|issued\s+|operating\s+|performing\s+\w+\s+)?(?:on\s+behalf\s+of:?|as\s+(?:the\s+)?(?:agent|delegate)\s+(?:of|for))\s+(?:the\s+)?",
    re.IGNORECASE,
)
_ADMIN_FOR = late(
    r"(?:(?P<role>(?:third[- ]party\s+|claims?\s+|plan\s+|benefits?\s+)*administrators?|utilization\s+review\s+(?:agent|organization)|(?:delegated\s+)?(?:benefit|utilization)\s+(?:manager|management)|review\s+agent)\s+)?for\s+(?:the\s+)?",
    re.IGNORECASE,
)
_ADMINISTERED = late(r"(?:(?:administered|managed|reviewed|issued|processed)\s+by|c/o)\s+", re.IGNORECASE)
_NAME_RUN = late(rf"{_CAP}(?:\s+(?:of\s+|and\s+|the\s+|for\s+|&\s+)?{_CAP}){{0,8}}")
_ACTS_FOR = late(
    rf"(?:{_ON_BEHALF.pattern}|\b(?:as\s+)?(?:the\s+)?(?:third[- ]party|claims?|plan)\s+administrator\s+(?:for|of)\s+(?:the\s+)?|\b(?:writing|acting|deciding)\s+for\s+(?:the\s+)?|\b(?:administers|manages|processes|reviews)\s+(?:\w+\s+){{0,5}}(?:for|of)\s+(?:the\s+)?)",
    re.IGNORECASE,
)
#: words that name no plan without another before them, as the second line of a letterhead does
_GENERIC = late(
    r"(?:(?:Health|Insurance|Company|Plans?|Medical|Benefits?|Group|Care|HMO|PPO|EPO|of|and|&)\s*)+", re.IGNORECASE
)
#: characters before a link in which the name of who acts must stand
_NAME_REACH = 90
_NOISE = late(
    r"^(?:form\b|important\b|page\b|from:|to:|date:|subject:|cc:|fax\b|confidential|omb\b|this message|notice\b|re:|dear\b)",
    re.IGNORECASE,
)
_ASK_PLAN = late(
    rf"\b(?:[Aa]sk|[Ww]rite\s+to|[Cc]all|with|contact|[Cc]ontact|from|member\s+of|enrolled\s+in|coverage\s+(?:with|through|under))\s+(?:the\s+)?(?P<name>{_PLAN_NAME.pattern})"
)
_HEAD_LINES = 8

_LOB_PRODUCT: tuple[tuple[str, str], ...] = (
    ("medicare_advantage", r"medicare\s+advantage|medicare\s+part\s+c|\bMA-?PD\b|\bD-?SNP\b|medicare\s+(?:HMO|PPO)"),
    ("chip", r"\bCHIP\b|children'?s\s+health\s+insurance\s+program"),
    ("medicaid_managed_care", r"medicaid"),
    ("workers_comp", r"workers'?\s+comp"),
    ("aca_marketplace", r"qualified\s+health\s+plan|\bQHP\b|marketplace|\bexchange\b|\b(?:bronze|silver|gold|platinum)\s+20\d\d\b|individual\s+market"),
    ("fehb", r"federal\s+employees?\s+health|\bFEHBP?\b"),
    ("tricare", r"\btricare\b"),
    ("commercial", r"\bcommercial\b|\bfully[- ]insured\b"),
    ("employer_group", r"\bERISA\b|employer\s+group|group\s+health\s+plan|large\s+group|small\s+group"),
)  # fmt: skip
_LOB_TEXT: tuple[tuple[str, str, str], ...] = (
    ("workers_comp", r"\bworkers'?\s+compensation\b", "stated"),
    ("employer_group", r"(?:governed\s+by|subject\s+to|covered\s+by|established\s+under)\s+(?:the\s+)?(?:Employee\s+Retirement\s+Income\s+Security\s+Act(?:\s+\(ERISA\))?|ERISA)", "stated"),
    ("aca_marketplace", r"\b(?:qualified\s+health\s+plan|health\s+insurance\s+marketplace)\b|\b(?:bronze|silver|gold|platinum)\s+20\d\d\b|\bindividual\s+market\s+plans?\b", "from the product's name"),
    ("fehb", r"\bfederal\s+employees\s+health\s+benefits\b", "stated"),
    ("tricare", r"\btricare\b", "stated"),
    ("medicare_advantage", r"\bnotice\s+of\s+denial\s+of\s+medicare\b|\bCMS-?10003\b", "from the notice's form"),
    ("workers_comp", r"\binjured\s+(?:worker|employee)\b\s*(?:'s\s+name\s*)?:", "from the injured worker named"),
    ("medicare_advantage", r"\bmedicare\s+advantage\s+(?:plan|organization|member|enrollee)\b|\bmedicare\s+health\s+plan\b", "stated"),
    ("medicaid_managed_care", r"\bmedicaid\s+(?:managed\s+care|ID|member|health\s+plan|plan)\b", "stated"),
)  # fmt: skip
_SELF_FUNDED = late(r"\bself[- ]?(?:funded|insured)\b(?:\s+by\s+the\s+employer)?", re.IGNORECASE)
_INSURED = late(r"\bfully[- ]insured\b", re.IGNORECASE)
_NEGATED = late(r"\b(?:not|non|if|whether|or|for)\b[\w\s,'-]{0,30}$", re.IGNORECASE)


def plan_fields(letter: LetterText, values: tuple[Labelled, ...], *, payers: Sequence[str]) -> dict[str, LetterField]:
    """plan_name, administrator, line_of_business and funding.

    payers: names of the rulebook's payers, used when no letterhead or sentence names a plan.
    """
    plan, administrator = _names(letter, values, payers)
    return {
        "plan_name": plan,
        "administrator": administrator,
        "line_of_business": _line_of_business(letter, values, plan),
        "funding": _funding(letter, values),
    }


def _names(letter: LetterText, values: tuple[Labelled, ...], payers: Sequence[str]) -> tuple[LetterField, LetterField]:
    head = _head_lines(letter)
    pair = _named_pair(letter, head)
    labelled_plan = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field == "plan_name" and (match := _PLAN_NAME.match(letter.body, value.start, value.end)) is not None
    ]
    labelled_admin = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field == "administrator"
        and (match := _NAME_RUN.match(letter.body, value.start, value.end)) is not None
    ]
    letterhead = _letterhead(letter, head)
    vendor = letterhead is not None and _VENDOR_END.search(str(letterhead.value)) is not None
    plan = first_settled(
        [pair[0]] if pair else (),
        labelled_plan,
        [letterhead] if letterhead is not None and not vendor else (),
        _sender(letter),
        _named_in_text(letter),
        _known_payer(letter, payers),
        searched="plan name",
    )
    admins: list[Found] = labelled_admin or ([pair[1]] if pair else [])
    if not admins and vendor and letterhead is not None:
        admins = [Found(letterhead.value, letterhead.span, "letterhead", letterhead.extra)]
    return plan, settle(admins, searched="administrator")


def _head_lines(letter: LetterText) -> list[Line]:
    """Lines at the head of the first page that can name an organisation, cells of a bar taken one by one."""
    end = letter.page_range(0)[1]
    out: list[Line] = []
    for line in letter.lines:
        if line.start >= end or len(out) >= _HEAD_LINES:
            break
        if _NOISE.match(line.text):
            continue
        for part in re.finditer(r"[^|\t]+", line.text):
            text = part.group().strip()
            if text:
                start = line.start + part.start() + (len(part.group()) - len(part.group().lstrip()))
                out.append(Line(start, start + len(text), text, line.is_after_gap, line.is_before_gap))
    return out


def _named_pair(letter: LetterText, head: list[Line]) -> tuple[Found, Found] | None:
    """Plan and administrator where the letterhead says who acts for whom."""
    for index, line in enumerate(head):
        below = head[index + 1] if index + 1 < len(head) else None
        for pattern, role in ((_ON_BEHALF, "delegated benefit manager"), (_ADMIN_FOR, "claims administrator")):
            match = pattern.match(line.text)
            if match is None or index == 0 or ":" in head[index - 1].text:
                continue
            rest = line.start + match.end()
            plan = _name_from(letter, rest, line.end) or (below and _name_from(letter, below.start, below.end))
            above = head[index - 1]
            admin = _name_from(letter, above.start, above.end)
            if plan and admin:
                named = match.groupdict().get("role")
                return plan, Found(admin.value, admin.span, None, {"role": named.lower() if named else role})
        match = _ADMINISTERED.match(line.text)
        if match is not None and index > 0:
            admin = _name_from(letter, line.start + match.end(), line.end)
            plan = _name_from(letter, head[index - 1].start, head[index - 1].end)
            if plan and admin:
                return plan, Found(admin.value, admin.span, None, {"role": "claims administrator"})
    return _pair_in_text(letter)


def _pair_in_text(letter: LetterText) -> tuple[Found, Found] | None:
    """`X, on behalf of P` or `X administers ... for P` in a sentence of the first page."""
    end = letter.page_range(0)[1]
    for link in _ACTS_FOR.finditer(letter.body, 0, end):
        plan = _PLAN_NAME.match(letter.body, link.end(), end)
        before = letter.body[max(0, link.start() - _NAME_REACH) : link.start()]
        names = [name for name in _NAME_RUN.finditer(before) if not before[name.end() :].strip(" ,\n\t")]
        if plan is not None and re.search(r"\bas\s|administrator", link.group()) and not names:
            continue
        if plan is not None and names and len(names[-1].group().split()) > 1:
            first = link.start() - len(before)
            return (
                found(letter, plan.start(), plan.end()),
                found(
                    letter,
                    first + names[-1].start(),
                    first + names[-1].end(),
                    extra={"role": "acts on behalf of the plan"},
                ),
            )
    return None


def _name_from(letter: LetterText, start: int, end: int) -> Found | None:
    match = _NAME_RUN.match(letter.body, start, end)
    if match is None or len(match.group().split()) < 2:
        return None
    return found(letter, match.start(), match.end())


def _letterhead(letter: LetterText, head: list[Line]) -> Found | None:
    for index, line in enumerate(head[:6]):
        if re.search(r"\d", line.text) or line.text[0].islower():
            continue
        above = head[index - 1] if index else None
        if _GENERIC.fullmatch(line.text):
            if above is not None and not line.is_after_gap and _NAME_RUN.fullmatch(above.text):
                return found(letter, above.start, line.end)
            continue
        whole = _PLAN_NAME.fullmatch(line.text.title() if line.text.isupper() else line.text)
        if whole is not None or (index == 0 and _VENDOR_END.search(line.text) and _NAME_RUN.fullmatch(line.text)):
            return found(letter, line.start, line.end)
        below = head[index + 1] if index + 1 < len(head) else None
        if below is not None and not line.is_before_gap and not re.search(r"\d", below.text):
            joined = f"{line.text} {below.text}"
            if _PLAN_NAME.fullmatch(joined) and _STRONG_END.search(joined) and not _PLAN_NAME.fullmatch(below.text):
                return found(letter, line.start, below.end)
        partial = _PLAN_NAME.match(line.text)
        if partial is not None and re.match(r"\s*(?:[-,(•]|$)", line.text[partial.end() :]):
            return found(letter, line.start, line.start + partial.end())
    return None


def _sender(letter: LetterText) -> Iterator[Found]:
    """The organisation in the From line of a fax or an e-mail."""
    for match in re.finditer(r"(?m)^From:?[ \t]+", letter.body[: letter.page_range(0)[1]]):
        name = _PLAN_NAME.match(letter.body, match.end())
        if name is not None and _STRONG_END.search(name.group()):
            yield found(letter, name.start(), name.end(), how="sender")
            return


def _named_in_text(letter: LetterText) -> Iterator[Found]:
    """The plan that the sentences name most; a tie goes to the first."""
    names = [
        (" ".join(match.group("name").split()), match.start("name"), match.end("name"))
        for match in _ASK_PLAN.finditer(letter.body)
        if _STRONG_END.search(match.group("name"))
    ]
    if names:
        chosen = Counter(name for name, _, _ in names).most_common(1)[0][0]
        start, end = next((start, end) for name, start, end in names if name == chosen)
        yield found(letter, start, end, how="named in the text")


def _known_payer(letter: LetterText, payers: Sequence[str]) -> Iterator[Found]:
    end = letter.page_range(0)[1]
    for payer in sorted(payers, key=len, reverse=True):
        if len(payer) < 5:
            continue
        match = re.search(rf"(?<!\w){re.escape(payer)}(?!\w)", letter.body[:end])
        if match is not None:
            yield found(letter, match.start(), match.end(), how="a payer of the rulebook named on the first page")
            return


def _line_of_business(letter: LetterText, values: tuple[Labelled, ...], plan: LetterField) -> LetterField:
    for value in values:
        if value.field == "product":
            for line, pattern in _LOB_PRODUCT:
                if re.search(pattern, value.text, re.IGNORECASE):
                    return found(letter, value.start, value.end, line)
    if isinstance(plan, Found):
        for line, pattern in _LOB_PRODUCT[:3]:
            if re.search(pattern, str(plan.value), re.IGNORECASE):
                return Found(line, plan.span, "from the plan's name")
    for line, pattern, how in _LOB_TEXT:
        match = re.search(pattern, letter.body, re.IGNORECASE)
        if match is not None:
            return found(letter, match.start(), match.end(), line, how=None if how == "stated" else how)
    return NotFound("line of business")


def _funding(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
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

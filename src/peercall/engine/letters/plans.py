"""Which plan, and who decides for it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from peercall.domain.letters import Found, LetterField
from peercall.engine.letters.coverage import funding_field, line_of_business_field
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.letterheads import (
    CAPITALISED,
    GENERIC,
    GENERIC_WORDS,
    NAME_RUN,
    TITLE_WORDS,
    first_line,
    head_lines,
    letterhead_name,
)
from peercall.engine.letters.lines import Line
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import is_person_name
from peercall.engine.letters.settling import first_settled, found, settle
from peercall.engine.letters.text import LetterText

#: what a vendor does, before the plan it does it for: `Post-acute review for Levee Health`
_WORKS_FOR = late(
    r"(?:(?:[A-Za-z][\w&/-]*,?\s+){0,6}?(?:reviews?|reviewers?|determinations?|decisions?|management|services?|administration|administrators?|administered|reviewing|reviewed|managed|acting|writing|deciding|benefits?|authorizations?|appeals?)\s+)?[Ff]or\s+(?:the\s+)?(?=[A-Z])"
)
#: `Harbor Oncology for Gannet Health Plan` on one line
_SAME_LINE = late(rf"(?P<who>{CAPITALISED}(?:\s+(?:&\s+)?{CAPITALISED}){{1,4}})\s+for\s+(?:the\s+)?(?=[A-Z])")
#: the plan's own desk rather than a vendor
_DESK = late(r"\b(?:Program|Department|Unit|Desk|Team|Office|Division|Services|Notice|Letter|Form|Request|Review)$")
#: what is worked on, before the words that say who acts: no name of anybody
_WORK = late(
    r"(?:(?:Imaging|Radiology|Pharmacy|Drug|Behavioral|Health|Medical|Dental|Oncology|Cardiology|Post-acute|Acute|Therapy|Surgical|Sleep|Specialty|and|&)\s*)+",
    re.IGNORECASE,
)
_LINK_TAIL = r"\s*:?\s+(?:the\s+)?"
#: what it is administrator of: `the prescription drug program for`, `its patients of`
_FUNCTION = late(r"(?:[a-z][\w-]*\s+){1,7}?(?:for|of)\s+(?:the\s+)?(?=[A-Z])")
#: characters before a link in which the name of who acts must stand
_NAME_REACH = 110
#: a plan's own desk: `Medicare Advantage Utilization Review`
_DEPARTMENT = late(
    rf"(?:(?:{GENERIC_WORDS}|Utilization|Clinical|Inpatient|Review|Management|Services?|Unit|Department|Desk)\s*)+",
    re.IGNORECASE,
)
#: the kind of a Medicare plan, which is a part of its name: `Heron Bay Medicare Choice (HMO)`
_KIND = r"\s+\((?:HMO|PPO|HMO-POS|HMO D-SNP|PPO D-SNP|HMO C-SNP|HMO I-SNP|PFFS|PDP|D-SNP|MSA|Cost)\)"


def plan_fields(letter: LetterText, values: tuple[Labelled, ...], *, payers: Sequence[str]) -> dict[str, LetterField]:
    """plan_name, administrator, line_of_business and funding.

    payers: names of the rulebook's payers, used when no letterhead or sentence names a plan.
    """
    plan, administrator = _names(letter, values, payers)
    return {
        "plan_name": plan,
        "administrator": administrator,
        "line_of_business": line_of_business_field(letter, values, plan),
        "funding": funding_field(letter, values),
    }


def _names(letter: LetterText, values: tuple[Labelled, ...], payers: Sequence[str]) -> tuple[LetterField, LetterField]:
    head = head_lines(letter)
    banner = letterhead_name(letter, head_lines(letter, banners=True))
    pair = _named_pair(letter, head)
    labelled_plan = [
        name
        for value in values
        if value.field == "plan_name" and not value.column and (name := _labelled_name(letter, value)) is not None
    ]
    labelled_admin = [
        found(letter, match.start(), match.end())
        for value in values
        if value.field == "administrator" and (match := NAME_RUN.match(letter.body, value.start, value.end)) is not None
    ]
    letterhead = letterhead_name(letter, head)
    doubted = [letterhead, *_other_plan(letter, letterhead)] if letterhead is not None else []
    is_vendor = letterhead is not None and _is_vendor(letter, str(letterhead.value))
    plan = first_settled(
        [_longest(pair[0], labelled_plan)] if pair else (),
        labelled_plan,
        doubted if not is_vendor else (),
        _insured_by(letter),
        _sender(letter),
        [banner] if banner is not None and not _is_vendor(letter, str(banner.value)) else (),
        _named_in_text(letter),
        _known_payer(letter, payers),
        searched="plan name",
    )
    plan = _with_kind(letter, plan)
    admins: list[Found] = [_in_full(letter, name) for name in labelled_admin] or ([pair[1]] if pair else [])
    is_vendor = is_vendor and _DEPARTMENT.fullmatch(str(letterhead.value if letterhead else "")) is None
    acts = is_vendor or (bool(labelled_plan) and letterhead is not None and _differs(letterhead, plan))
    if not admins and letterhead is not None and acts:
        admins = [Found(letterhead.value, letterhead.span, "letterhead", letterhead.extra)]
    return plan, settle(admins, searched="administrator")


def _other_plan(letter: LetterText, letterhead: Found) -> Iterator[Found]:
    """The plan that the sentences name, where the letterhead's name does not look like a plan's and is another."""
    if letter.names.ends_as("plan_endings", str(letterhead.value)):
        return
    for named in _named_in_text(letter):
        one, two = str(named.value).lower(), str(letterhead.value).lower()
        if one not in two and two not in one:
            yield named


def _longest(name: Found, labelled: Sequence[Found]) -> Found:
    """The labelled name where it goes on after `name`: a sentence may break off or shorten what a label gives whole."""
    return next((one for one in labelled if str(one.value).startswith(f"{name.value} ")), name)


def _with_kind(letter: LetterText, plan: LetterField) -> LetterField:
    """The plan's name with the kind in brackets that follows it somewhere in the letter."""
    if not isinstance(plan, Found):
        return plan
    name = r"\s+".join(re.escape(word) for word in str(plan.value).split())
    match = re.search(rf"(?<!\w){name}{_KIND}", letter.body)
    return plan if match is None else found(letter, match.start(), match.end(), how=plan.how)


def _in_full(letter: LetterText, name: Found) -> Found:
    """The name as it stands where the letter does not break it over two lines."""
    for match in re.finditer(re.escape(str(name.value)), letter.body):
        stop = letter.body.find("\n", match.start())
        run = NAME_RUN.match(letter.body, match.start(), len(letter.body) if stop < 0 else stop)
        if run is not None and run.end() > match.end() and letter.names.ends_as("vendor_endings", run.group()):
            return found(letter, run.start(), run.end(), how=name.how)
    return name


def _differs(letterhead: Found, plan: LetterField) -> bool:
    """True when the two names are not the same."""
    return isinstance(plan, Found) and str(plan.value).lower() != str(letterhead.value).lower()


def _is_vendor(letter: LetterText, name: str) -> bool:
    names = letter.names
    return names.ends_as("vendor_endings", name) and not names.ends_as("plan_endings", name)


def _labelled_name(letter: LetterText, value: Labelled) -> Found | None:
    match = letter.names.plan.match(letter.body, value.start, value.end)
    run = NAME_RUN.match(letter.body, value.start, value.end)
    if match is None or (run is not None and _is_longer_plan(letter, run.group(), match.group())):
        match = run
    if match is not None and not re.fullmatch(r"\s*(?:\([^)]*\)|[,;-].*)?", letter.body[match.end() : value.end]):
        return None
    if match is None or (is_person_name(match.group()) and value.label in ("client", "sponsor")):
        return None
    return found(letter, match.start(), match.end())


def _named_pair(letter: LetterText, head: list[Line]) -> tuple[Found, Found] | None:
    """Plan and administrator where the letterhead or a sentence of the first page says who acts for whom."""
    end = letter.page_range(0)[1]
    links = re.compile(rf"{letter.vocabulary.source('acts_for')}{_LINK_TAIL}", re.IGNORECASE)
    for link in links.finditer(letter.body, 0, end):
        function = _FUNCTION.match(letter.body, link.end(), end)
        plan = _plan_after(letter, link.end(), end) or (function and _plan_after(letter, function.end(), end))
        admin = (
            _name_with_link(letter, link)
            or _name_before(letter, link.start())
            or _of_the_head(letter, head, link.start())
        )
        whole = first_line(letter, head[:1])
        if admin is not None and whole is not None and str(whole.value).lower().startswith(f"{admin.value} ".lower()):
            admin = whole  # the letterhead gives the name whole
        if (
            plan is not None
            and admin is not None
            and _WORK.fullmatch(str(admin.value)) is None
            and _differs(admin, plan)
            and letter.label(str(admin.value).split()[0], letter.offset_of(admin.span)) is None
        ):
            role = " ".join(link.group().lower().replace(":", " ").removesuffix("the ").split())
            return plan, Found(admin.value, admin.span, None, {"role": role})
    for line in head:
        both = _SAME_LINE.match(line.text)
        if both is not None and not _DESK.search(both.group("who")):
            plan = _plan_after(letter, line.start + both.end(), line.end)
            admin = _name_from(letter, line.start, line.start + both.end("who"))
            if plan is not None and admin is not None:
                return plan, Found(admin.value, admin.span, None, {"role": "writes for the plan"})
    for index, line in enumerate(head[1:], start=1):
        match = _WORKS_FOR.match(line.text)
        above = head[index - 1]
        if index > 1 and TITLE_WORDS.search(above.text):
            above = head[index - 2]
        if match is not None and ":" not in above.text and above.end < line.start:
            plan = _plan_after(letter, line.start + match.end(), line.end)
            admin = _name_from(letter, above.start, above.end)
            if plan is not None and admin is not None:
                return plan, Found(admin.value, admin.span, None, {"role": "writes for the plan"})
    yielded = _signed_for(letter)
    if yielded is not None:
        return yielded
    by = re.compile(rf"{letter.vocabulary.source('acted_by')}\s+", re.IGNORECASE)
    for index, line in enumerate(head):
        match = by.search(line.text)
        if match is not None and index > 0 and len(line.text[: match.start()].split()) <= _WORDS_BEFORE:
            admin = _name_from(letter, line.start + match.end(), line.end)
            above = head[index - 1]
            if (
                admin is not None
                and is_person_name(str(admin.value))
                and not _is_organisation(letter, str(admin.value))
            ):
                continue  # `c/o` a relative
            is_rest = index > 1 and not above.is_after_gap and GENERIC.fullmatch(above.text) is not None
            if index > 1 and above.text[0].islower() and not above.is_after_gap:
                above = head[index - 2]  # `a program of ...`
            plan = _name_from(letter, head[index - 2].start if is_rest else above.start, above.end)
            if plan and admin:
                return plan, Found(admin.value, admin.span, None, {"role": "claims administrator"})
    return None


def _name_with_link(letter: LetterText, link: re.Match[str]) -> Found | None:
    """`Farrow Claims Administration for the ...`: a name whose last words are the first of the link."""
    first = letter.body.rfind("\n", 0, link.start()) + 1
    start = max(first, link.start() - _NAME_REACH)
    for name in NAME_RUN.finditer(letter.body, start, link.end()):
        if name.start() < link.start() < name.end() and "\n" not in name.group():
            return found(letter, name.start(), name.end()) if _is_organisation(letter, name.group()) else None
    return None


def _insured_by(letter: LetterText) -> Iterator[Found]:
    """`Commercial EPO, insured by Calder Insurance Company`, `underwritten by ...`."""
    end = letter.page_range(0)[1]
    for lead in _INSURED_BY.finditer(letter.body, 0, end):
        plan = _plan_after(letter, lead.end(), end)
        if plan is not None:
            yield plan
            return


_INSURED_BY = late(r"(?<![Ss]elf-)(?<![Ss]elf )\b(?:insured|underwritten|issued)\s+by\s+(?:the\s+)?(?=[A-Z])")


def _of_the_head(letter: LetterText, head: list[Line], link: int) -> Found | None:
    """The name in the first line, where a line of the letterhead below says for whom it acts."""
    is_below = len(head) > 1 and head[1].start <= link < head[-1].end
    lead = letter.body[letter.body.rfind("\n", 0, link) + 1 : link]
    acts = (is_below and len(lead.split()) <= _WORDS_BEFORE) or _WE.search(letter.body[max(0, link - 40) : link])
    return first_line(letter, head[:1]) if acts else None


#: `We write on behalf of`: who signs
_WE = late(r"(?:^|[.\n])\s*We\b[^.;]{0,30}$")
#: words in its line before the link
_WORDS_BEFORE = 5


def _is_longer_plan(letter: LetterText, run: str, name: str) -> bool:
    return (
        "\n" not in run
        and len(run) > len(name)
        and len(run.split()) <= len(name.split()) + 3
        and letter.names.ends_as("plan_endings", run)
    )


def _is_organisation(letter: LetterText, name: str) -> bool:
    return any(letter.names.ends_as(words, name) for words in ("vendor_endings", "plan_endings", "plan_endings_strong"))


def _plan_after(letter: LetterText, start: int, end: int) -> Found | None:
    """The name after a link: a plan by its ending, or a name that fills the rest of its line."""
    match = letter.names.plan.match(letter.body, start, end)
    stop = letter.body.find("\n", start) % (end + 1)
    run = NAME_RUN.match(letter.body, start, stop) or NAME_RUN.match(letter.body, start, end)
    if match is not None and run is not None and _is_longer_plan(letter, run.group(), match.group()):
        match = run  # `Amberline Casualty Assurance`, not its first two words
    if match is None and run is not None and len(run.group().split()) > 1 and "\n" not in run.group():
        rest = letter.body[run.end() : letter.body.find("\n", run.end()) % (end + 1)]
        match = run if re.match(r"\s*(?:$|[,.;)(])", rest) else None
    if match is None or _is_vendor(letter, match.group()):
        return None
    last = _over_the_line(letter, match.start(), match.end(), end)
    if letter.body[last - 1] == "." and not _COMPANY_END.search(letter.body[match.start() : last]):
        last -= 1
    return found(letter, match.start(), last)


_COMPANY_END = late(r"\b(?:Inc|Co|Corp|Ltd)\.$")


def _over_the_line(letter: LetterText, start: int, stop: int, end: int) -> int:
    """End of a name that goes on, there or in the next line: `Crestline Foundry Health` over `Benefit Plan. The plan is`."""
    rest = _REST_OF_NAME.match(letter.body, stop, end)
    whole = rest is not None and letter.names.ends_as("plan_endings", letter.words(start, rest.end()))
    return rest.end() if rest is not None and whole else stop


_REST_OF_NAME = late(
    r"(?:[ \t]*\n[ \t]*|[ ])(?:[A-Z][\w'-]*[ \t]+){0,3}[A-Z][\w'-]*(?=[.,;\n]|\s+(?:is|has|and|for|\())"
)


def _name_before(letter: LetterText, at: int) -> Found | None:
    """The name that ends just before a link, on its line or the one above."""
    first = max(0, at - _NAME_REACH)
    before = letter.body[first:at]
    names = [
        name
        for name in NAME_RUN.finditer(before)
        if re.fullmatch(
            r"(?:,?\s+(?:Inc|LLC|Co|Corp|L\.L\.C)\b\.?)?[ ,(;-]*\n?\s*(?:which|who|as|is)?\s*\(?", before[name.end() :]
        )
    ]
    if (
        not names
        or (len(names[-1].group().split()) < 2 and not re.search(r"[a-z][A-Z]", names[-1].group()))
        or letter.vocabulary.terms("not_a_letterhead").match(names[-1].group())
    ):
        return None
    name = names[-1]
    start = first + name.start()
    text = name.group()
    if "\n" in text:  # the lines above belong to somebody else
        start += text.rfind("\n") + 1
        start += len(letter.body[start:]) - len(letter.body[start:].lstrip())
    return found(letter, start, first + name.end())


def _signed_for(letter: LetterText) -> tuple[Found, Found] | None:
    """The last lines of a message: `ClearSight Vision Network` over `for Penobscot Bay Health Cooperative`."""
    lines = letter.lines[-4:]
    for above, line in itertools.pairwise(lines):
        match = re.match(r"for\s+(?:the\s+)?", line.text)
        if match is not None and not above.is_before_gap:
            plan = _plan_after(letter, line.start + match.end(), line.end)
            admin = _name_from(letter, above.start, above.end)
            if plan is not None and admin is not None and not is_person_name(str(admin.value)):
                return plan, Found(admin.value, admin.span, None, {"role": "writes for the plan"})
    return None


def _name_from(letter: LetterText, start: int, end: int) -> Found | None:
    match = NAME_RUN.match(letter.body, start, end)
    if match is None or len(match.group().split()) < 2:
        return None
    return found(letter, match.start(), match.end())


def _sender(letter: LetterText) -> Iterator[Found]:
    """The organization in the From line of a fax or an e-mail."""
    for match in re.finditer(r"(?m)^[ \t]*From\b[ \t:.]+", letter.body[: letter.page_range(0)[1]], re.IGNORECASE):
        name = letter.names.plan.match(letter.body, match.end())
        if name is not None and letter.names.ends_as("plan_endings_strong", name.group()):
            yield found(letter, name.start(), name.end(), how="sender")
            return


def _named_in_text(letter: LetterText) -> Iterator[Found]:
    """The plan that the sentences name most; a tie goes to the first."""
    names: list[tuple[str, int, int]] = []
    for lead in _ASK_PLAN.finditer(letter.body):
        match = letter.names.plan.match(letter.body, lead.end())
        if match is not None and letter.names.ends_as("plan_endings_strong", match.group()):
            names.append((" ".join(match.group().split()), match.start(), match.end()))
    if names:
        chosen = Counter(name for name, _, _ in names).most_common(1)[0][0]
        start, end = next((start, end) for name, start, end in names if name == chosen)
        yield found(letter, start, end, how="named in the text")


_ASK_PLAN = late(
    r"\b(?:[Aa]sk|[Ww]rite\s+to|[Cc]all|with|contact|[Cc]ontact|from|member\s+of|enrolled\s+in|coverage\s+(?:with|through|under))\s+(?:the\s+)?"
)


def _known_payer(letter: LetterText, payers: Sequence[str]) -> Iterator[Found]:
    end = letter.page_range(0)[1]
    for payer in sorted(payers, key=len, reverse=True):
        if len(payer) < 5:
            continue
        match = re.search(rf"(?<!\w){re.escape(payer)}(?!\w)", letter.body[:end])
        if match is not None:
            yield found(letter, match.start(), match.end(), how="a payer of the rulebook named on the first page")
            return

"""The peer-to-peer call: whether it is offered, by when, at which number, at what hours, with what effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.phones import find_hours, find_phones
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.text import LetterText
from peercall.engine.letters.windows import WindowMention, counts_from_unknown, find_windows, last_moment

OFFER = late(
    r"\b(?:may|can|could|is\s+available|are\s+available|has\s+the\s+right|have\s+the\s+right|is\s+entitled|are\s+entitled|has\s+(?:an?|the)\s+(?:opportunity|option)|have\s+(?:an?|the)\s+option|(?:has|have)\s+[^.;]{0,40}\bdays\b[^.;]{0,40}\bto\b|have\s+(?:an?|the)\s+opportunity|opportunity|is\s+invited|invited?|wish(?:es)?\s+to|would\s+like\s+to|to\s+(?:request|schedule|arrange)|please\s+call|call\s+us|ask\s+for\s+a|available\s+to|offers?|must\s+(?:be\s+requested|ask|request|call)|contact|is\s+welcome|are\s+welcome|will\s+(?:talk|speak|be\s+(?:glad|happy|available))|feel\s+free|should\s+you\s+(?:care|wish|want)|available|ring|phone|telephon(?:e|ing)|reply)\b",
    re.IGNORECASE,
)
_ELSEWHERE = ("reason", "external", "fast_appeal", "attempts")
_REFUSED = late(
    r"\b(?:not\s+(?:be\s+)?(?:available|offered|open|held|possible|scheduled|arranged|accepted|granted|permitted|allowed|applicable|provided|eligible)|no\s+(?:longer\s+)?(?:peer|right\s+to\s+a\s+peer|\w+-to-\w+\b|(?:physician|telephone|clinical)\s+(?:discussion|conference|review\s+call|conversation))|unavailable|now\s+closed|(?:has|have)\s+(?:ended|expired|closed|passed)|no\s+longer\s+(?:available|offered|possible|open)|does\s+not\s+(?:apply|offer|include|qualify)|offered\s+only|only\s+(?:offered|available)\s+for|is\s+not\s+an?\s+option|(?:does|do)\s+not\s+need\s+to\s+call|need\s+not\s+call|(?:do|does|did)\s+not\s+(?:hold|offer|give|schedule|have)\s+(?:an?\s+)?(?:peer|talk|discussion|call)|(?:there\s+is|has|have|with)\s+no\s+(?:peer|talk|discussion\s+(?:line|call)))\b",
    re.IGNORECASE,
)
#: an appeal as the condition or the end of the call
AFTER_APPEAL = late(
    r"\b(?:once|if|after|when)\b[^.;]{0,40}\b(?:appeal|grievance|reconsideration)\b[^.;]{0,40}\b(?:filed|submitted|received|requested|begun)|\b(?:before|prior\s+to)\b[^.;]{0,40}\b(?:appeal|grievance)\b"
    r"|\b(?:(?:as|so)\s+long\s+as|provided|unless|while)\b[^.;]{0,40}\bappeal\b[^.;]{0,30}\b(?:filed|submitted|received|requested|begun|started)",
    re.IGNORECASE,
)
_OTHER_CASES = late(
    r"\bfor\s+(?:administrative|benefit|claim|non-?clinical|eligibility|retrospective|post-service)\s+(?:denials|decisions|determinations|cases)\b",
    re.IGNORECASE,
)
_EFFECTS: tuple[tuple[str, str], ...] = (
    ("can_overturn_before_notice_only", r"\b(?:any|later)\s+changes?\b[^.;]{0,40}\b(?:need|needs|require|requires|only\s+(?:through|by))\b[^.;]{0,20}\bappeal|\bonce\s+(?:a\s+(?:determination|decision|denial)\s+(?:has\s+been|is)\s+(?:issued|made)|we\s+(?:have\s+)?decided?)\b[^.;]{0,60}\b(?:only|no\s+longer)\b|\bafter\s+(?:the|a)\s+(?:determination|notice|denial)\s+(?:has\s+been|is)\s+issued\b[^.;]{0,60}\b(?:cannot|only\s+(?:through|by|on)\s+(?:the\s+)?appeal)"),
    ("before_this_notice_only", r"\b(?:after|once|when)\s+(?:the|a|that|our)\s+(?:determination|decision|notice|denial|letter)\s+(?:is|has\s+been|was|goes|has\s+gone)\s+(?:issued|made|sent|mailed|posted|final|out|faxed)\b[^.;]{0,80}\b(?:(?:will|can|may|does|would)\s*not\s+(?:change|alter|reverse|overturn|modify|reopen|be\s+(?:changed|reversed|reopened|held|taken))|only\s+(?:an?|the|through|by)\s+(?:\w+\s+)?appeal|must\s+(?:use|file)\s+(?:\w+\s+){0,3}appeal|no\s+(?:call|discussion|peer))"),
    ("informational_only", r"\b(?:explains?|clarif(?:y|ies)|goes\s+over|go\s+over)\b[^.;]{0,40}\bonly\b|\b(?:can|may|will)\s+explain\b[^.;]{0,60}\b(?:no\s+longer|not)\s+change\b|\bonly\s+(?:to\s+)?explains?\b|\bonly\s+be\s+explained\b|\bexplain\b[^.]{0,120}\b(?:cannot|can\s+not|may\s+not|will\s+not)\s+(?:be\s+)?(?:chang|revers|overturn|alter|add)\w*|\b(?:call|conversation|discussion|talk|reviewer|pharmacist|director)\b[^.;]{0,40}\bnot\s+able\s+to\s+(?:change|reverse|overturn)"),
    ("can_overturn_on_original_record_only", r"\bnew\s+(?:clinical\s+|medical\s+)?(?:information|records|facts|documentation|documents|evidence)\b[^.;]{0,20}\b(?:is|are|will|can|may|cannot)\s*(?:not\s+)?(?:be\s+)?(?:taken|accepted|considered|used|added|heard)\b(?<!is taken)(?<!are taken)(?<!is accepted)(?<!are accepted)|\b(?:looks?|based)\s+(?:only\s+)?(?:at|on)\s+the\s+records?\s+(?:that\s+(?:was|were)\s+)?(?:before\s+the\s+reviewer|already\s+(?:sent|submitted|on\s+file))"),
    ("informational_only", r"\b(?:for\s+)?(?:informational|educational|information)\s+(?:purposes?\s+)?only\b|\bis\s+for\s+information\b|\bwe\s+(?:cannot|can\s+not|may\s+not)\s+change\s+(?:this|the|our|a)\s+(?:decision|determination|denial)\s+(?:that|this)\s+way\b|\bto\s+have\s+(?:it|this|the\s+decision)\s+changed\b[^.;]{0,40}\b(?:appeal|redetermination|reconsideration)\b|\b(?:it|call|conversation|discussion|talk|peer[- ]to[- ]peer|they|pharmacists?|physicians?|reviewers?|directors?)\b[^.;]{0,20}\b(?:cannot|can\s+not|will\s+not|may\s+not)\s+(?:change|alter|reverse|overturn|modify)\b|\b(?:for|is)\s+educational\b"),
    ("discussion_only", r"\b(?:discussion|call|conversation|peer[- ]to[- ]peer)\b[^.;]{0,30}\b(?:does|will|do)\s+not\s+(?:by\s+itself\s+)?(?:change|alter|reverse|modify|overturn)\b|\bdoes\s+not\s+change\s+(?:this|the)\s+(?:determination|decision)\b"),
    ("discussion_only", r"\b(?:is|are)\s+not\s+(?:itself\s+)?an?\s+reconsideration\b|\bdoes\s+not\s+(?:itself\s+)?reopen\b|\b(?:new|amended|corrected|second)\s+(?:or\s+\w+\s+)?request(?:\s+for\s+authorization)?\b[^.;]{0,60}\b(?:is|will\s+be)\s+(?:needed|required|necessary)\b|\bchang\w+\b[^.;]{0,60}\b(?:possible|made)\s+(?:only\s+)?(?:when|if|after|by|on)\b[^.;]{0,60}\b(?:new|amended|corrected)\s+(?:or\s+\w+\s+)?request\b"),
    ("can_overturn", r"\b(?:we|director|physician|reviewer|doctor|pharmacist|dentist|consultant|he|she|they)\b[^.;]{0,30}\b(?:approves?|certif(?:y|ies)|authorizes?|reverses?|overturns?)\b[^.;]{0,60}\b(?:(?:during|in|at\s+the\s+end\s+of|on)\s+(?:the|that|this|such\s+a)\s+(?:call|conversation|discussion|talk|spot|phone)|at\s+once|right\s+away|on\s+the\s+spot)\b|\b(?:may|can|could|might|will)\s+(?:then\s+)?(?:uphold|keep|confirm|affirm|maintain)\b[\w\s,]{0,40}\bor\s+(?:reverse|change|overturn|modify)\b|"
     r"\b(?:may|can)\s+(?:agree\s+to\s+)?(?:approve|certify|authorize)\b[^.;]{0,40}\b(?:call|conversation|discussion)\b|\bwill\s+be\s+changed\b|\b(?:may|can|could|might)\s+(?:then\s+)?(?:authorize|approve|certify|raise|restore|grant|add|pay|cover|allow)\b|\b(?:may|can|could|might)\s+be\s+(?:added|restored|authorized|approved|certified|raised|withdrawn|granted)\b|\b(?:decision|denial|determination|outcome)\s+(?:is|will\s+be|may\s+be|can\s+be)\s+(?:then\s+)?(?:withdrawn|changed|corrected|reversed|lifted|set\s+aside)\b|\b(?:may|can|could|might|will)\s+(?:be\s+)?(?:change|revise|reverse|overturn|modify|reconsider|amend|changed|revised|reversed|overturned|modified|reconsidered|amended)\b|\b(?:may|can|could|might)\s+(?:lead\s+to|result\s+in)\s+(?:a\s+|an\s+)?(?:\w+\s+){0,3}(?:revised|changed?|reversal|approval|different|new|modified|overturn\w*|determination)|\bonly\s+an\s+appeal\s+can\s+change\b|\b(?:may|can|could|might|will)\s+(?:then\s+)?(?:decide\s+(?:otherwise|differently)|give\s+back|restore|withdraw|lift|end\s+in\s+(?:an?\s+)?(?:approval|reversal)|turn\b[^.;]{0,40}\baround|set\b[^.;]{0,40}\baside)\b|\bwe\s+(?:will|would)\s+(?:then\s+)?approve\b|\b(?:request|service|drug|study|stay|it)\s+will\s+(?:then\s+)?be\s+approved\b"),
)  # fmt: skip
_BEFORE_THIS = "before_this_notice_only"
_EFFECT = tuple((word, late(pattern, re.IGNORECASE)) for word, pattern in _EFFECTS)
_CONDITION = late(r"\b(?:appeal\s+dates?|time\s+to\s+appeal|right\s+to\s+appeal|rights|deadline)\b", re.IGNORECASE)
_HELD = late(
    r"\b(?:take\s+place|taken\s+place|be\s+(?:completed|held|conducted)|occur|must\s+be\s+complete)\b", re.IGNORECASE
)
FILING = late(
    r"\b(?:appeals?|grievance|reconsideration(?!\s+by\s+(?:conversation|phone|telephone|peer))|redetermination|(?:provider|payment|claim)\s+disputes?)\b|\bhave\s+(?:it|this)\s+looked\s+at\s+again\b(?!\s+(?:by|in|over)\b)|\b(?:another|a\s+second|a\s+fresh)\s+look\b|\breconsider\s+(?:our|this|the)\s+(?:decision|determination|denial)\b|\bask\s+(?:us|the\s+plan)\s+(?:in\s+writing\s+)?to\s+(?:reconsider|review|look\s+again)\b|\breview\s+by\b[^.;]{3,60}\bmay\s+be\s+(?:asked\s+for|requested)\b|\b(?:request|ask\s+for)\s+a\s+review\s+of\s+(?:this|the|our)\s+(?:\w+\s+)?(?:decision|determination|denial)\b",
    re.IGNORECASE,
)
EXTERNAL = late(
    r"\b(?:external|independent(?:\s+medical)?\s+(?:external\s+)?review|(?:OPM|state|outside|third[- ]party)\s+review|office\s+of\s+personnel\s+management|fair\s+hearing|state\s+hearing|\bIRO\b|hearing)\b",
    re.IGNORECASE,
)
#: what opens a line or bullet about appeals, so that the sentences after it in the line are about them too
_APPEAL_LINE = late(
    r"^\W*(?:(?:first|second|expedited|standard|urgent|fast|member|provider|internal|written|formal)[\s-]+)*(?:level\s+)?(?:member\s+|provider\s+)?(?:appeals?|disputes?|grievances?)\b",
    re.IGNORECASE,
)
#: tries of the reviewer to reach the practice
_TRIED = late(
    r"\bleft\s+(?:an?\s+)?(?:\w+\s+)?(?:messages?|voice\s?mails?)\b|\b(?:messages?|voice\s?mails?)\s+(?:was|were)\s+left\b|\bno\s+one\s+called\s+back\b",
    re.IGNORECASE,
)
#: what a row of a table with bars is about
_FIRST_CELL = late(r"\|\s*[A-Za-z][^|]*\|")
_MEMBER_LINE = late(
    r"\b(?:member\s+services|customer\s+service|tty|nurse\s+line|provider\s+(?:line|services|desk)|toll[- ]free\s+number\s+on)\b",
    re.IGNORECASE,
)


def names_call(letter: LetterText, text: str) -> re.Match[str] | None:
    """Where the text names the talk between the physicians."""
    return letter.vocabulary.call_name(text)


def p2p_sentences(letter: LetterText) -> tuple[Sentence, ...]:
    """Sentences about the call: those that name it, the rest of the section that does, and what follows an offer in the
    same paragraph."""
    out: list[Sentence] = []
    last: Sentence | None = None
    appeal: Sentence | None = None
    for sentence in letter.sentences:
        if sentence.text == sentence.heading.strip():
            last = appeal = None
            continue
        if names_call(letter, sentence.text) is None and (
            _APPEAL_LINE.match(sentence.text)
            or (appeal is not None and "\n" not in letter.body[appeal.end : sentence.start + 1])
        ):
            last, appeal = None, sentence
            continue
        if _TRIED.search(sentence.text):
            continue  # a try to reach somebody is no offer
        appeal = None
        row = _FIRST_CELL.match(sentence.text)
        if row is not None and names_call(letter, sentence.text) is None:
            last = None  # another row of the table
        named = names_call(letter, sentence.text) is not None and not (
            FILING.search(sentence.text) and EXTERNAL.search(sentence.text)
        )
        goes_on = (
            last is not None
            and last.section == sentence.section
            and "\n\n" not in letter.body[last.end : sentence.start + 1]
            and "\t" not in letter.body[last.start : sentence.end]
        )
        elsewhere = sentence.section in _ELSEWHERE and not (
            named and (_is_plain_offer(letter, sentence) or _is_plain_refusal(sentence))
        )
        if sentence.section == "p2p" or goes_on or (named and not elsewhere):
            out.append(sentence)
        gives = OFFER.search(sentence.text) or find_phones(letter.body, sentence.start, sentence.end)
        opens = named and bool(gives or _REFUSED.search(sentence.text)) and not elsewhere
        last = sentence if opens or goes_on else None
    return tuple(out)


def _is_plain_offer(letter: LetterText, sentence: Sentence) -> bool:
    """An offer with its number, which stands for itself wherever it is printed."""
    return (
        sentence.section in ("reason", "attempts")
        and OFFER.search(sentence.text) is not None
        and bool(find_phones(letter.body, sentence.start, sentence.end))
        and not re.search(r"\b(?:attempt\w*|called|was\s+offered|did\s+not|message)\b", sentence.text, re.IGNORECASE)
    )


def _is_plain_refusal(sentence: Sentence) -> bool:
    """A call refused in the text of the reasons."""
    return sentence.section == "reason" and _REFUSED.search(sentence.text) is not None


def p2p_fields(
    letter: LetterText, values: tuple[Labelled, ...], *, is_pending: bool, state: str | None, written_on: str | None
) -> dict[str, LetterField]:
    """p2p_offered, p2p_phone, p2p_hours, p2p_effect and p2p_window.

    written_on: the day of the letter, from which `tomorrow` counts; None when it is not known.
    """
    sentences = p2p_sentences(letter)
    offered = _offered(letter, sentences)
    refused = isinstance(offered, Found) and offered.value is False
    window: LetterField = NotFound("time to ask for the call")
    phone: LetterField = NotFound("number for the call")
    hours: LetterField = NotFound("hours for the call")
    if not refused:
        window = _p2p_window(letter, sentences, values, is_pending=is_pending, written_on=written_on)
        phone = _p2p_phone(letter, sentences, values)
        hours = _p2p_hours(letter, sentences, values, state)
    if isinstance(offered, NotFound) and isinstance(phone, Found):
        offered = Found(True, phone.span, "a number for the call is given")
    return {
        "p2p_offered": offered,
        "p2p_phone": phone,
        "p2p_hours": hours,
        "p2p_effect": _effect(letter, sentences, offered, is_pending=is_pending),
        "p2p_window": window,
    }


def _offered(letter: LetterText, sentences: tuple[Sentence, ...]) -> LetterField:
    offers: list[Sentence] = []
    refusals: list[Sentence] = []
    for sentence in sentences:
        about = names_call(letter, sentence.text) is not None
        if _REFUSED.search(sentence.text) and not AFTER_APPEAL.search(sentence.text):
            if about or _opens_its_section(letter, sentence) or re.match(r"(?:It|This|They)\b", sentence.text):
                refusals.append(sentence)
        elif about and OFFER.search(sentence.text):
            offers.append(sentence)
    if offers and not any(_is_for_this(sentence) for sentence in refusals):
        extra = {"conflict": f'refused elsewhere: "{refusals[0].text}"'} if refusals else {}
        return found(letter, offers[0].start, offers[0].end, True, extra=extra)
    if refusals:
        return found(letter, refusals[0].start, refusals[0].end, False)
    return NotFound("an offer of a call with a reviewer")


def _opens_its_section(letter: LetterText, sentence: Sentence) -> bool:
    """True for the first words under a heading that names the call: `Not available.`"""
    if sentence.section != "p2p" or not sentence.heading or names_call(letter, sentence.heading) is None:
        return False
    start = letter.section_at(sentence.start).start
    return letter.words(start, sentence.start) == " ".join(sentence.heading.split())


def _is_for_this(sentence: Sentence) -> bool:
    if _OTHER_CASES.search(sentence.text):
        return False
    return (
        re.search(
            r"\b(?:this|your)\s+(?:\w+\s+)?(?:determination|decision|denial|request|case|claim|notice|service)\b",
            sentence.text,
            re.IGNORECASE,
        )
        is not None
    )


def _effect(
    letter: LetterText, sentences: tuple[Sentence, ...], offered: LetterField, *, is_pending: bool
) -> LetterField:
    if isinstance(offered, Found) and offered.value is False:
        return Found("not_offered", offered.span)
    for word, pattern in _EFFECT:
        for sentence in sentences:
            match = pattern.search(sentence.text)
            if word == _BEFORE_THIS:
                if match is not None and is_pending:
                    return found(letter, sentence.start, sentence.end, "can_overturn_before_notice_only")
                continue
            if match is None or (word == "can_overturn" and _CONDITION.search(match.group())):
                continue
            if word == "can_overturn" and re.search(r"\b(?:cannot|not)\s+$", sentence.text[: match.start()]):
                continue
            return found(letter, sentence.start, sentence.end, word)
    if is_pending:
        for sentence in letter.sentences:
            if _EFFECT[0][1].search(sentence.text):
                return found(letter, sentence.start, sentence.end, _EFFECT[0][0])
    return NotFound("what the call can change")


def window_found(letter: LetterText, window: WindowMention, applies_to: str) -> Found:
    """A stretch as a field: its words, and its parts as companions."""
    text = letter.words(window.start, window.end)
    extra = window.companions(text) | {"applies_to": applies_to}
    return found(letter, window.start, window.end, text, extra=extra)


def _p2p_window(
    letter: LetterText,
    sentences: tuple[Sentence, ...],
    values: tuple[Labelled, ...],
    *,
    is_pending: bool,
    written_on: str | None,
) -> LetterField:
    candidates: list[Found] = []
    for sentence in sentences:
        filing = (
            FILING.search(AFTER_APPEAL.sub(" ", sentence.text)) is not None
            and names_call(letter, sentence.text) is None
        )
        if (
            filing
            or EXTERNAL.search(sentence.text)
            or (
                AFTER_APPEAL.search(sentence.text) and not re.search(r"\d|\bany\s+time\b", sentence.text, re.IGNORECASE)
            )
        ):
            continue
        held = is_pending or _HELD.search(sentence.text) is not None
        for window in find_windows(
            letter.body, sentence.start, sentence.end, vocabulary=letter.vocabulary, today=written_on
        ):
            if not _is_asking(letter, sentence, window) or counts_from_unknown(letter.body, window, sentence.end):
                continue
            item = window_found(letter, window, "discussion" if held else "request")
            if is_pending and window.counted_from is None:
                item = Found(item.value, item.span, item.how, {**item.extra, "counted_from": "before_notice"})
            candidates.append(item)
    for value in values:
        if value.field == "p2p_window":
            candidates.extend(labelled_window(letter, value, "request"))
    return first_settled(candidates[:1] if _agree(candidates) else candidates, searched="time to ask for the call")


def labelled_window(letter: LetterText, value: Labelled, applies_to: str) -> Iterator[Found]:
    """The stretch or the last day that stands under a label."""
    for window in find_windows(letter.body, value.start, value.end, vocabulary=letter.vocabulary):
        yield window_found(letter, window, applies_to)
        return
    last = last_moment(letter.body, value.start, value.end)
    if last is not None:
        yield window_found(letter, last, applies_to)


def _agree(candidates: list[Found]) -> bool:
    keys = {(c.extra.get("value"), c.extra.get("unit"), c.extra.get("until")) for c in candidates}
    return len(keys) <= 1


#: counted from the practice's own asking, so that it is the plan's time
_OF_THE_ASKING = late(r"\s*(?:of|after|from)\s+(?:your|the|that|this)\s+(?:request|call|message)\b", re.IGNORECASE)


def _is_asking(letter: LetterText, sentence: Sentence, window: WindowMention) -> bool:
    """True for a stretch in which the practice must ask or speak; not the plan's time to call back or decide."""
    if (window.value is not None or not window.tells_end) and not (
        window.has_lead or window.counted_from or window.or_event
    ):
        return False
    before = letter.body[sentence.start : window.start]
    if _OF_THE_ASKING.match(letter.body, window.end, sentence.end):
        return False
    if re.match(r"\W*for\s+(?:an?\s+|the\s+|your\s+)?appeal", letter.body[window.end : sentence.end], re.IGNORECASE):
        return False
    appeal = max((m.start() for m in FILING.finditer(before)), default=-1)
    if appeal > _last_name(letter, before) and not AFTER_APPEAL.search(before):
        return False
    if re.search(
        r"\b(?:we|reviewer|director|plan|office|staff|appointment|call\s+back|returned?)\b[^.;]{0,40}\b(?:will|respond|return|schedule|call\s+you|be\s+scheduled|notify|decide|confirm|arrange|try|aim)\b",
        before,
        re.IGNORECASE,
    ):
        return False
    lead = letter.body[window.start : window.start + 6].lower()
    is_next = re.match(r"in\s+the\s+next\b", letter.body[window.start : window.end], re.IGNORECASE) is not None
    return not lead.startswith(("for ", "in ", "have", "has")) or window.counted_from is not None or is_next


def _last_name(letter: LetterText, text: str) -> int:
    """Where the call is last named in the text, -1 where it is not."""
    return max((match.start() for match in letter.vocabulary.call_names(text)), default=-1)


def _p2p_phone(letter: LetterText, sentences: tuple[Sentence, ...], values: tuple[Labelled, ...]) -> LetterField:
    labelled = [
        found(letter, phone.start, phone.end, phone.value)
        for value in values
        if value.field == "p2p_phone"
        for phone in find_phones(letter.body, value.start, value.end)[:1]
        if not phone.is_fax
    ]
    named: list[Found] = []
    other: list[Found] = []
    for sentence in sentences:
        if FILING.search(sentence.text) and not names_call(letter, sentence.text):
            continue
        for phone in find_phones(letter.body, sentence.start, sentence.end):
            before = letter.body[max(sentence.start, phone.start - 60) : phone.start]
            if (
                phone.is_fax
                or phone.is_tty
                or (_MEMBER_LINE.search(before) and not names_call(letter, before))
                or letter.vocabulary.terms("fast").search(before)
            ):
                continue
            rank = (
                named
                if names_call(letter, sentence.text)
                or re.search(r"\bschedul|\bcall\b|\btelephone\b|\bphone\b|\bnumber\b", before, re.IGNORECASE)
                else other
            )
            rank.append(found(letter, phone.start, phone.end, phone.value))
    return first_settled(labelled, named, other, searched="number for the call")


def _p2p_hours(
    letter: LetterText, sentences: tuple[Sentence, ...], values: tuple[Labelled, ...], state: str | None
) -> LetterField:
    for value in values:
        if value.field in ("p2p_hours", "p2p_phone") and (
            hours := find_hours(letter.body, value.start, value.end, state=state)
        ):
            return found(letter, hours[1], hours[2], hours[0])
    for sentence in sentences:
        if FILING.search(sentence.text) and not names_call(letter, sentence.text):
            continue
        hours = find_hours(letter.body, sentence.start, sentence.end, state=state)
        if hours is not None:
            together = max(s.end for s in sentences if s.section == sentence.section)
            more = find_hours(letter.body, sentence.start, together, state=state)
            hours = more if more is not None and more[1] == hours[1] else hours
            return found(letter, hours[1], hours[2], hours[0])
    return NotFound("hours for the call")

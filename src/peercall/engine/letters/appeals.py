"""The appeal: by when it must be filed, the number for a fast one, and the other periods a notice states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.domain.letters import Conflicting, Found, LetterField
from peercall.engine.letters.discussions import (
    AFTER_APPEAL,
    EXTERNAL,
    FILING,
    labelled_window,
    names_call,
    p2p_sentences,
    window_found,
)
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.phones import find_phones
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.text import LetterText
from peercall.engine.letters.windows import WindowMention, counts_from_unknown, find_windows

_NOT_FILING = late(
    r"\b(?:we(?:'ll|\s+will)?\s+(?:\w+\s+){0,3}(?:decide|give|answer|send|respond|make|notify|tell|resolve|review|issue|complete|finish|approve|write)|(?:board|committee|plan|department|unit|team|reviewer|hear\s+from\s+us)\s+will\s+(?:\w+\s+)?(?:answer|decide|respond|reply|send|tell|notify|rule)|will\s+hear\s+from\s+us|will\s+have\s+our\s+(?:\w+\s+)?(?:answer|decision|response|reply)|(?:decision|answer|response|resolution|determination)s?\s+(?:(?:\w+|-)\s+){0,6}?(?:is|are|will\s+be|be|within|in|comes?|follows?|arrives?)\s*(?:made|given|sent|issued|provided|rendered|completed)?|(?:decides?|answers?|resolves?|completes?|settles?)\s+(?:it\b|(?:an?|the|your|all|each|most|such)\s+(?:\w+\s+){0,2}(?:appeals?|requests?|reviews?|grievances?))|answers\b|(?:appeals?|reviews?|requests?|it|that|this)\s+(?:can\s+|may\s+|will\s+)?takes?\b|(?:is|are|be)\s+(?:decided|resolved|answered|completed|given|finished|handled|settled)|(?:after|of|from)\s+(?:the\s+(?:day|date)\s+(?:that\s+|on\s+which\s+)?)?(?:we|the\s+plan)\s+(?:gets?|receives?|got|received)|(?:of|after)\s+(?:our\s+)?(?:receipt\s+of|receiving|getting)\s+(?:it|(?:the|your|an?)\s+(?:\w+\s+)?(?:appeal|request|grievance))|(?:is|are)\s+made|waiting(?:\s+(?:up\s+to|for))?)\b",
    re.IGNORECASE,
)
#: `decided in 30 days`: the plan's own time
_ANSWERED = late(r"\b(?:decided|answered|resolved|finished)\s+$|\(answer\s+$", re.IGNORECASE)
_KEEP = late(
    r"\b(?:continu\w+|keep|go\s+on)\b[^.;]{0,40}\b(?:services?|benefits?|care|treatment|while|during)\b|\bservice\s+to\s+go\s+on\b",
    re.IGNORECASE,
)
#: `If you file within 15 days, the hours go on`
_IF_FILED = late(
    r"^\W*(?:if|when|once)\s+(?:you|he|she|they|the\s+\w+)\s+(?:file|appeal|ask|do\s+so|send)\b[^,.;]{0,40}$",
    re.IGNORECASE,
)
_RETRO = late(
    r"\b(?:retro\w*|corrected\s+claim|missing\s+(?:papers|information|records|documents|documentation|items)|additional\s+(?:information|records|documentation)|medical\s+records|clinical\s+information|new\s+information|resubmit\w*)\b",
    re.IGNORECASE,
)
_DANGER = late(
    r"\b(?:jeopard\w+|could\s+harm|life-threatening|serious\s+(?:danger|harm)|seriously|danger|life|ability\s+to\s+regain|(?:can't|cannot|can\s+not)\s+wait)\b",
    re.IGNORECASE,
)
_MAY = late(
    r"^\W*(?:an?\s+)?appeals?\s+(?:within|by|no\s+later|not\s+later|must)\b|\b(?:you\s+have|send\s+(?:us\s+)?(?:your|the|an?|any)\s+(?:\w+\s+)?appeal|ask\s+(?:us|for\s+an?\s+(?:\w+\s+)?appeal)|write\s+to\s+us|may|can|file|must|right)\b",
    re.IGNORECASE,
)
_MAY_ASK = late(
    r"\b(?:may|can|must|has\s+to|have\s+to)\s+(?:also\s+)?(?:be\s+)?(?:requested|filed|asked\s+for|submitted|sought|request|file|ask|submit|seek|appl(?:y|ied))\b[^.;]{0,60}$",
    re.IGNORECASE,
)
#: counted from the answer to the appeal: the step after it
_AFTER_THE_APPEAL = late(
    r"\s*(?:of|from|after)\s+(?:the\s+date\s+of\s+)?(?:our|the|your)\s+(?:plan's\s+)?(?:final\s+|internal\s+)?(?:appeal\s+|internal\s+|final\s+(?=answer|internal))(?:letter|decision|answer|notice|determination|resolution)\b",
    re.IGNORECASE,
)
_IT_MUST = late(
    r"(?:Please\s+)?(?:Do|Send|File|Make|Mail)\s+(?:this|it|so|the\s+letter|the\s+form)\b|(?:It|This|They|The\s+(?:letter|appeal|request|form))\s+(?:must|has\s+to|have\s+to|should)\b"
    r"|We\s+(?:must|need\s+to|have\s+to)\s+(?:receive|get|have)\s+(?:the|your|it|this)\b"
)
_SECOND = late(
    r"\b(?:second|2nd|voluntary|next)[- ](?:level|appeal|review|step)\b|\blevel\s+(?:2|two|II)\b|\bfurther\s+appeal\b"
    r"|\b(?:if|after|when|once)\b[^.;]{0,40}\b(?:first[- ](?:level|appeal|answer|review)|level\s+(?:1|one)|we\s+(?:still\s+)?(?:say\s+no|uphold|deny)\s)",
    re.IGNORECASE,
)
_OF_THAT = late(
    r"\s*(?:of|from|after)\s+(?:that|the\s+first|the\s+appeal)\s+(?:decision|answer|level|notice|letter)\b",
    re.IGNORECASE,
)
#: kinds of sections that say nothing of what a sentence is about
_NO_TOPIC = ("head", "decision", "other", "help")
_GRIEVANCE = late(r"\b(?:grievances?|complaints?)\b", re.IGNORECASE)
_OF_AN_APPEAL = late(r"\b(?:appeals?|reconsideration|redetermination|disputes?|review\s+of)\b", re.IGNORECASE)
#: `Appeal       180 days`: a row whose first cell is the word
_ROW_OF_APPEAL = late(
    r"\s*(?:(?:member|provider|facility|internal|standard|first[- ]level)\s+)?(?:appeals?|reconsideration|(?:provider\s+|claim\s+|payment\s+)?disputes?)\s{2,}|\|\s*(?:(?:member|provider|facility|internal|standard|first[- ]level)\s+)?(?:appeals?|reconsideration|(?:provider\s+|claim\s+|payment\s+)?disputes?)\s*\|(?![^|]*\b(?:we|answer)\b)[^|]*|.*\t\s*appeals?\s*\t\s*",
    re.IGNORECASE,
)


def appeal_fields(letter: LetterText, values: tuple[Labelled, ...]) -> dict[str, LetterField]:
    """appeal_deadline and expedited_phone."""
    return {"appeal_deadline": _appeal(letter, values), "expedited_phone": _expedited(letter, values)}


def other_windows(letter: LetterText) -> tuple[Found, ...]:
    """Further stretches with an end that the letter states: decisions on appeal, external review, hearing, continued
    services, corrected claims, a second appeal period."""
    out: list[Found] = []
    main = _appeal(letter, ())
    taken = main.span if isinstance(main, Found) else None
    topics = _topics(letter)
    for sentence in letter.sentences:
        for window in find_windows(letter.body, sentence.start, sentence.end, vocabulary=letter.vocabulary):
            kind = _kind(letter, sentence, window, topics)
            if kind is None or kind == "p2p" or not window.tells_end:
                continue
            item = found(
                letter,
                window.start,
                window.end,
                extra=window.companions(letter.words(window.start, window.end)) | {"kind": kind},
            )
            if taken is None or item.span != taken:
                out.append(item)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Topics:
    """What sentences without a heading are about, by where they begin. rights: those after the appeal was told of."""

    calls: frozenset[int]
    appeals: frozenset[int]
    rights: frozenset[int]


def _topics(letter: LetterText) -> _Topics:
    calls = frozenset(sentence.start for sentence in p2p_sentences(letter))
    appeals: set[int] = set()
    rights: set[int] = set()
    told: Sentence | None = None
    for sentence in letter.sentences:
        if sentence.start in calls or names_call(letter, sentence.text):
            told = None
        elif FILING.search(sentence.text) and _MAY.search(sentence.text):
            told = sentence
        elif told is not None and told.heading == sentence.heading:
            rights.add(sentence.start)
            if "\n\n" not in letter.body[told.end : sentence.start + 1]:
                appeals.add(sentence.start)
        else:
            told = None
    return _Topics(calls, frozenset(appeals), frozenset(rights))


def _kind(letter: LetterText, sentence: Sentence, window: WindowMention, topics: _Topics) -> str | None:
    """What a stretch is for: `p2p` for the call, `filing` for the appeal; None when it is no period to act in."""
    text, section, calls = sentence.text, sentence.section, topics.calls
    if section in _NO_TOPIC and sentence.start in topics.appeals:
        section = "appeal"
    before = letter.body[sentence.start : window.start]
    in_row = _ROW_OF_APPEAL.fullmatch(letter.body, letter.body.rfind("\n", 0, window.start) + 1, window.start)
    if in_row is not None:
        return "filing"
    strong = window.has_lead or window.counted_from is not None
    if not strong:
        return None
    if sentence.start in calls and not FILING.search(AFTER_APPEAL.sub(" ", text)):
        return "p2p"
    if section in ("reason", "head", "records") and not (FILING.search(text) and _MAY.search(text)):
        return None
    if re.search(r"\bwaiting\s+(?:for\s+)?$", before, re.IGNORECASE):
        return None
    clause = re.split(r"[;:]\s|\)\s|\band\b(?=[^.;]{0,40}\b(?:decision|decide))", before)[-1]
    if names_call(letter, text) and not FILING.search(text):
        return "p2p"
    if _ANSWERED.search(before):
        return "plan_decision"
    if (_NOT_FILING.search(clause) and not _MAY_ASK.search(clause)) or _NOT_FILING.search(
        letter.body[window.end : min(sentence.end, window.end + 30)]
    ):
        is_of_rights = section in ("appeal", "fast_appeal", "external") or sentence.start in topics.rights
        return "plan_decision" if is_of_rights or FILING.search(text) else None
    after = letter.body[window.end : min(sentence.end, window.end + 50)]
    inside = letter.body[window.start : window.end]
    if (
        EXTERNAL.search(text)
        or section == "external"
        or _AFTER_THE_APPEAL.match(after)
        or _AFTER_THE_APPEAL.search(inside)
    ):
        return "external_review"
    if section == "keep" or _KEEP.search(text) or _IF_FILED.search(before):
        return "continued_services"
    if _RETRO.search(text) and not FILING.search(clause):
        return "records_or_claim"
    if _SECOND.search(text) or _OF_THAT.match(after):
        return "second_level"
    if _GRIEVANCE.search(text) and not _OF_AN_APPEAL.search(text):
        return "grievance"
    if FILING.search(text) or section in ("appeal", "fast_appeal"):
        return "filing"
    return None


def _appeal(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    candidates: list[tuple[Found, Sentence | None]] = []
    for value in values:
        if value.field == "appeal_deadline":
            candidates.extend((item, None) for item in labelled_window(letter, value, "filing"))
    grievances: list[tuple[Found, Sentence | None]] = []
    topics = _topics(letter)
    above: Sentence | None = None
    half_told = False
    for sentence in letter.sentences:
        is_it = (
            above is not None and FILING.search(above.text) is not None and _IT_MUST.match(sentence.text) is not None
        )
        above = sentence
        for window in find_windows(letter.body, sentence.start, sentence.end, vocabulary=letter.vocabulary):
            if not window.tells_end:
                continue
            kind = _kind(letter, sentence, window, topics)
            if (is_it or kind in ("filing", "grievance")) and not _is_fast(sentence, letter, window):
                if counts_from_unknown(letter.body, window, sentence.end):
                    half_told = True
                    continue
                target = grievances if kind == "grievance" else candidates
                target.append((window_found(letter, window, "filing"), sentence))
    candidates = [(item, s) for item, s in candidates or grievances if _says_from_when(item, s)]
    if half_told and not any(item.extra.get("counted_from") or item.extra.get("until") for item, _ in candidates):
        candidates = []  # a period whose beginning is not understood stands beside one without any
    lengths = [item for item in candidates if item[0].extra.get("value") is not None]
    ends = [item for item in candidates if item[0].extra.get("value") is None]
    distinct = {(item.extra["value"], item.extra["unit"]): item for item, _ in reversed(lengths)}
    if len(distinct) > 1:
        provider = [item for item, s in lengths if s is not None and _is_for_practice(s.text)]
        rest = {(item.extra["value"], item.extra["unit"]) for item in provider}
        if len(rest) == 1:
            return provider[0]
        return Conflicting(tuple(distinct.values()), "the letter states several appeal periods")
    if lengths:
        best = next((item for item, _ in lengths if item.extra.get("counted_from")), lengths[0][0])
        if ends and len({item.extra.get("until") for item, _ in ends}) == 1:
            until = ends[0][0]
            return Found(
                best.value,
                best.span,
                best.how,
                {**best.extra, "until": until.extra.get("until", ""), "until_text": str(until.value)},
            )
        return best
    return first_settled([item for item, _ in ends if item.extra.get("until")], searched="time to appeal")


def _says_from_when(item: Found, sentence: Sentence | None) -> bool:
    """False for a length without its beginning in a sentence that gives nobody the right to file: the plan's own time."""
    if sentence is None or item.extra.get("counted_from") or item.extra.get("value") is None:
        return True
    return FILING.search(sentence.text) is not None and _MAY.search(sentence.text) is not None


def _is_for_practice(text: str) -> bool:
    """False for a period that only the member is given."""
    if not re.search(r"\b(?:patient|member|enrollee)\b", text, re.IGNORECASE):
        return True
    return re.search(r"\b(?:doctor|physician|provider|prescriber|you|practice)\b", text, re.IGNORECASE) is not None


def _is_fast(sentence: Sentence, letter: LetterText, window: WindowMention) -> bool:
    return window.unit == "hours" or (
        sentence.section == "fast_appeal"
        and re.search(r"\bstandard\b[^.;]{0,40}$", letter.body[sentence.start : window.start], re.IGNORECASE) is None
        and letter.vocabulary.terms("fast").search(letter.body[sentence.start : window.end]) is not None
    )


def _expedited(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    labelled = [
        found(letter, phone.start, phone.end, phone.value)
        for value in values
        if value.field == "expedited_phone"
        for phone in find_phones(letter.body, value.start, value.end)
        if not phone.is_fax
    ]
    named: list[Found] = []
    below: list[Found] = []
    earlier: tuple[Sentence, ...] = ()
    for sentence in letter.sentences:
        is_appeal = letter.vocabulary.terms("fast").search(sentence.text) and FILING.search(sentence.text)
        p2p = not is_appeal and (sentence.section == "p2p" or names_call(letter, sentence.text))
        for phone in find_phones(letter.body, sentence.start, sentence.end):
            if phone.is_fax or phone.is_tty or p2p:
                continue
            near = letter.body[max(sentence.start, phone.start - 250) : min(sentence.end, phone.end + 60)]
            before = letter.body[max(sentence.start, phone.start - 250) : phone.start]
            if _NOT_THE_PLAN.search(before):
                continue
            item = found(letter, phone.start, phone.end, phone.value)
            standard = re.search(r"\bstandard\s+(?:appeal|review|request)[^.;]*$", before, re.IGNORECASE)
            if ((letter.vocabulary.terms("fast").search(near) or _DANGER.search(before)) and not standard) or (
                earlier and _goes_on_to_call(letter, earlier[-1], sentence)
            ):
                named.append(item)
            elif sentence.section == "fast_appeal" or (earlier and _is_fast_row(letter, earlier[-2:])):
                below.append(item)
        earlier = (*earlier[-2:], sentence)
    return first_settled(labelled, named, below, searched="number for a fast appeal")


#: whose number it is when it is not the plan's
_NOT_THE_PLAN = late(
    r"\b(?:Quality\s+Improvement\s+Organization|QIO|ombuds\w*|Department\s+of|Medicare\s+(?:counsel\w+|rights)|SHIP|State\s+Health\s+Insurance|Commissioner|hearing\s+office|crisis|lifeline)\b[^.]*$",
    re.IGNORECASE,
)


def _goes_on_to_call(letter: LetterText, above: Sentence, sentence: Sentence) -> bool:
    """`Ask for an expedited appeal. Call ...`: the number in the sentence after."""
    if (
        not letter.vocabulary.terms("fast").search(above.text)
        or not FILING.search(above.text)
        or "\n\n" in letter.body[above.end : sentence.start + 1]
    ):
        return False
    return re.match(r"(?:please\s+)?(?:call|phone|telephone|dial)\b", sentence.text, re.IGNORECASE) is not None


def _is_fast_row(letter: LetterText, earlier: tuple[Sentence, ...]) -> bool:
    """`For a fast appeal` in the cell before."""
    return any(letter.vocabulary.terms("fast").search(s.text) and len(s.text.split()) <= 6 for s in earlier)

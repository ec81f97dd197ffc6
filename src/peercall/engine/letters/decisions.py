"""What the notice says happened: the decision, when care stands to the request, the pace, who reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import first_settled, found, settle
from peercall.engine.letters.text import LetterText

_RIGHTS = ("appeal", "fast_appeal", "external", "keep", "help", "p2p", "closing")
_PENDING = late(
    r"\bno\s+(?:adverse\s+)?(?:determination|decision)\s+has\s+(?:yet\s+)?been\s+(?:made|issued)|\b(?:intends?|plans?|proposes?|expects?)\s+to\s+(?:deny|issue\s+(?:a|an)\s+(?:denial|adverse))|\b(?:potential|pending|proposed|possible)\s+(?:denial|adverse\s+determination)|\bmay\s+(?:be|result\s+in\s+(?:a|an))\s+(?:denied|denial|adverse)|\b(?:before|prior\s+to)\s+(?:we\s+(?:issue|make)|issuing|making)\s+(?:a|an|our|the)\s+(?:final\s+)?(?:adverse\s+)?(?:determination|decision|denial)|\bhas\s+not\s+yet\s+(?:been\s+decided|made\s+a\s+(?:decision|determination))",
    re.IGNORECASE,
)
_STILL_OPEN = late(
    r"\bno\s+(?:adverse\s+|final\s+)?(?:determination|decision)\s+has\s+(?:yet\s+)?been\s+(?:made|issued|reached)|\bnotice\s+of\s+(?:pending|proposed|intended|potential)\s+(?:adverse|denial)|\bthis\s+is\s+not\s+a\s+(?:denial|determination|decision)\b|\bintent\s+to\s+deny\b|\bhas\s+not\s+yet\s+(?:been\s+decided|made\s+a\s+(?:decision|determination))",
    re.IGNORECASE,
)
_PARTIAL = late(
    r"\bwe\s+are\s+(?:changing|lowering|cutting)\s+(?:an?|your|the)\s+(?:service|hours|care|benefit)\b|\b(?:we\s+are|is\s+being|are\s+being|will\s+be|has\s+been|have\s+been)\s+(?:reducing|reduced)\b|\bpartial(?:ly)?[\s-]+(?:approv|denied|denial|certif|favorable|adverse|authoriz)|\bapproved\s+in\s+part\b|\bnot\s+(?:approving|approve|covering|cover|authorizing|authorize|certifying|certify)\s+the\s+(?:other|remaining|rest)\b|\bapproved\b[^.;]{0,50}\band\s+denied\b|\bdenied\b[^.;]{0,50}\band\s+approved\b|\b(?:agreed\s+to|approved|authorized|certified)\s+(?:only\s+)?(?:one|a|some|only)\s+part\b|\bthe\s+(?:other|remaining|rest)\b[^.;]{0,50}\b(?:is|are|was|were)\s+(?:not\s+(?:approved|covered|authorized|certified|medically\s+necessary)|denied)\b|\bwe\s+are\s+(?:changing|lowering|cutting|reducing)\b[^.;]{0,70}\bfrom\s+\d[^.;]{0,30}\bto\s+\d|^(?:notice\s+of\s+)?reduc(?:ed|tion\s+(?:of|in))\s+(?:\w+\s+)?(?:services?|hours|care|benefits?)\b|\bdenied\s+in\s+part\b",
    re.IGNORECASE,
)
_MODIFIED = late(
    r"\b(?:request|service|authorization)\s+(?:has\s+been|was|is)\s+modified\b|\bapproved\s+(?:as|with)\s+(?:modif|changes)|\bmodified\s+(?:determination|approval|authorization)\b",
    re.IGNORECASE,
)
_DENIED = late(
    r"\b(?:is|are|was|were|been|be|has\s+been|have\s+been|being)\s+(?:\w+\s+)?(?:denied|not\s+(?:been\s+)?(?:approved|certified|authorized|covered|granted)|non-?certified|disapproved|declined|refused)\b"
    r"|\b(?:has|have)\s+denied\b|\b(?:is|are|was|were)\s+not\s+(?:considered\s+|deemed\s+)?medically\s+necessary\b|\bwe(?:'ve| have)?\s+(?:\w+\s+)?(?:denied|declined|disapproved)\b|\b(?:denied|refused|declined)\s+(?:the|your|this|her|his)\s+(?:\w+\s+)?(?:request|claim|admission|stay|service|authorization|coverage)\b|\bthe\s+answer\b[^.;]{0,50}\bis\s+no\b|\b(?:did|do|does|can|could|will|has|have|are|is)\s+not\s+(?:be\s+able\s+to\s+|able\s+to\s+)?(?:approved?|authorized?|certify|certified|pay\s+for|cover)\b"
    r"|\b(?:cannot|can't|unable\s+to|not\s+able\s+to|could\s+not)\s+(?:be\s+)?(?:pay|approved?|authorized?|certify|certified|pay\s+for|cover(?:ed)?|recommend\w*|(?:give|grant|issue|extend)\s+(?:an?\s+|prior\s+)?(?:authorization|approval|certification|coverage))\b|\bnot\s+(?:approved|certified|authorized)\b|\bnon-?certif|\b(?:are|is|am)\s+not\s+(?:approving|authorizing|certifying|covering)\b|\bNO\s+PAYMENT\b|\bno\s+payment\b"
    r"|\b(?:does|do|did)\s+not\s+qualify\b|\bdecided\s+not\s+to\s+(?:approve|authorize|certify|cover|pay)\b|^\W*(?:DENIED|NOT\s+APPROVED|NOT\s+CERTIFIED|NON-CERTIFIED)\b|:\s+(?:denied|not\s+approved|not\s+certified)[.\s]*$|\b(?:approval|coverage|authorization|certification|request|claim|payment|benefits?|service)s?\s+(?:is|are|was|were|has\s+been)\s+denied\b|\bwe\s+(?:said|are\s+saying|say)\s+no\s+to\b|\bwe\s+(?:cannot|can't|can\s+not|could\s+not|did\s+not|are\s+not\s+able\s+to)\s+(?:say\s+yes|agree\s+to)\b|\bwe\s+(?:have\s+to|must)\s+say\s+no\b|\bwe\s+(?:must\s+|have\s+to\s+)?deny\b|\b(?:our|the)\s+decision\s+(?:is|was)\s+to\s+deny\b|\bdetermin\w+\s*:\s*denied\b|\bdecision\s*:\s*(?:denied|denial)\b|\bissued\s+(?:a|an)\s+(?:denial|adverse)",
    re.IGNORECASE,
)
_APPROVED = late(
    r"\b(?:is|are|was|were|been)\s+(?:approved|certified|authorized)\b(?!\s+(?:in(?!\s+(?:its|their|his|her|part|full|place|lieu)\b)|by\s+the\s+American|to|through|until)\b)|\bwe(?:'ve| have)?\s+(?:approved|certified|authorized)\b|^\W*(?:APPROVED|CERTIFIED)\b(?!\s+(?:through|until|to|thru)\b)|\b(?:has|have)\s+(?:approved|certified|authorized)\s+(?:only\s+)?\d+\b|\bdays\s+(?:certified|approved|authorized)\s*:\s*(?!0\b|none)\d|(?-i:(?<!NOT )(?<!NON-)\b(?:CERTIFIED|APPROVED|AUTHORIZED)$)|\bapproved\s+for\s+the\s+same\b|\bwe\s+(?:can|will)\s+(?:only\s+)?(?:pay\s+for|cover|approve|authorize)\s+(?:only\s+)?\d",
    re.IGNORECASE,
)
_NOT_THIS = late(
    r"\b(?:if|(?-i:may)|might|could|would|should|when|unless|whether|any|until|before)\b[^.;]{0,60}$|\bFDA\b[^.;]{0,30}$|\bfood and drug\b|\bnot\s+(?:yet\s+)?(?:been\s+)?$",
    re.IGNORECASE,
)
#: an approval of something else than what was asked for
_OTHER_CARE = late(
    r"\b(?:in\s+(?:its|their)\s+place|instead|alternative\w*)\b|\bapproved\s+that\s+(?:program|setting|level|place|drug)\b",
    re.IGNORECASE,
)
_NEGATED = late(r"\b(?:not|never|cannot|no)\s+(?:yet\s+|been\s+|be\s+)*$", re.IGNORECASE)
_PAST_CARE = late(r"\bprevious(?:ly)?\b|\bearlier\b|\bin the past\b|\bfirst \d+ visits\b", re.IGNORECASE)
_RETRO = late(
    r"\b(?:claim\s+for\s+services?\s+already\s+(?:provided|rendered|received)|services?\s+already\s+(?:provided|rendered|received)|post[- ]service|explanation\s+of\s+(?:provider\s+)?(?:payment|benefits)|remittance\s+advice|retrospective\s+(?:clinical\s+|medical\s+|claims?\s+)?(?:review|request|determination|authorization\s+request)|retro(?:active)?\s+review|claim\s+(?:decision|determination|denial|payment)|denial\s+of\s+payment|after\s+the\s+service\s+was\s+(?:provided|rendered|performed))\b",
    re.IGNORECASE,
)
_CONCURRENT = late(
    r"\b(?:concurrent\s+(?:review|request|care|determination|stay)|continued\s+(?:stay|hospitali[sz]ation|inpatient)|inpatient\s+review\s+notice|\d+\s+more\s+(?:visits|sessions|days|hours|treatments)|(?:have|has)\s+been\s+(?:getting|receiving|having)|has\s+had\s+\d+\s+(?:visits|sessions|treatments)\s+since|currently\s+(?:admitted|hospitalized|receiving)|ongoing\s+course\s+of\s+treatment|additional\s+days\s+(?:were\s+)?requested|\d+\s+additional\s+(?:days|visits|sessions|hours)|(?<!\.\s)(?<!\n)further\s+(?:visits|days|sessions)(?!\s+depend)|more\s+days\s+of|extension\s+of\s+(?:the\s+)?(?:stay|treatment|services|course))\b",
    re.IGNORECASE,
)
_PROSPECTIVE = late(
    r"\b(?:pre-?treatment\s+estimate|pre-?determination\s+(?:request|of)|pre-?service|pre-?authorization|pre-?certification|prior\s+(?:authorization|approval)\s+(?:request|review|of|for)|requested?\s+prior\s+(?:authorization|approval)|before\s+the\s+service(?:\s+is\s+(?:provided|rendered))?|prospective\s+(?:review|request)|request\s+for\s+(?:first\s+|prior\s+|initial\s+)?(?:approval|authorization)|asked\s+(?:us|(?:our|the|your)\s+plan)\s+(?:on\s+[\w/, ]{4,20}\s+)?to\s+(?:approve|authorize|pay\s+for|cover)|asked\s+for\s+prior\s+approval|for\s+use\s+from\s+discharge|asked\s+(?:us\s+)?(?:on\s+[\w/, ]{4,20}\s+)?for\s+(?:an?\s+)?admission|planned\s+(?:date|for)|scheduled\s+for)\b",
    re.IGNORECASE,
)
_ONGOING = late(
    r"\brenewal\s+(?:request|of)\b|\brequest\s+(?:for\s+(?:a\s+)?renewal|to\s+(?:renew|continue|extend))\b|\byou\s+now\s+(?:get|receive|have)\b|\bnow\s+(?:gets|receives|receiving)\b"
    r"|\b(?:has|have)\s+been\s+(?:on|taking|using|in)\s+(?:this|the|that)\s+(?:\w+\s+)?(?:drug|medicine|medication|treatment|therapy|program|service|stay)\b|\bwho\s+(?:is|are)\s+(?:now|already|currently)\s+(?:receiving|in|on)\b"
    r"|\basked\s+(?:us\s+)?(?:on\s+[\w/, ]{4,20}\s+)?to\s+(?:keep|continue|go\s+on)\b|^You\s+(?:get|receive)\s+(?!(?:this|the|an?|our|your)\s+(?:letter|notice|bill|copy))|\breduced\s+services\b|\bwe\s+are\s+(?:changing|reducing|lowering|cutting)\s+(?:your|the|his|her)\b|\b(?:reduction|reducing|suspension|termination|ending)\s+(?:of|in|to)\s+(?:a\s+|your\s+|the\s+)?(?:service|services|hours|care|benefit)\b",
    re.IGNORECASE,
)
#: the title of a form for several kinds of notices
_FORM_TITLE = late(r"\bdenial,\s+[\w\s,/]{3,60}\bor\s+\w+", re.IGNORECASE)
_REQUEST = late(r"\byour\s+request\b[^.;]{0,30}\bfor\b|\byour\s+request\s+received\b", re.IGNORECASE)
_URGENT = late(
    r"\b(?:handled|processed|treated|classified)\s+as\s+(?:an?\s+)?(?P<as>standard|expedited|urgent)\b|\b(?:(?:handled|processed|reviewed|decided|treated|considered|classified)\s+(?:this\s+|it\s+|your\s+request\s+)?(?:as\s+)?(?:an?\s+)?|(?:your|this|an?|the)\s+)(?P<word>standard|expedited|urgent|fast|non-?urgent|routine)\s+(?:pre-?service\s+|prior\s+authorization\s+|initial\s+)?(?:request|organization\s+determination|determination|review|case|coverage\s+determination)\b",
    re.IGNORECASE,
)
_URGENCY_WORDS = {
    "standard": "standard",
    "routine": "standard",
    "non-urgent": "standard",
    "nonurgent": "standard",
    "expedited": "expedited",
    "urgent": "expedited",
    "fast": "expedited",
}


def decision_field(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    """The decision as one word of the contract; approval of one part beside denial of another is partially_denied."""
    texts = [s for s in letter.sentences if s.section not in _RIGHTS]
    still_open = [
        found(letter, s.start, s.end, "pending_adverse") for s in letter.sentences if _STILL_OPEN.search(s.text)
    ]
    if still_open:
        return next((item for item in still_open if "has been" in str(item.span.quote)), still_open[0])
    pending = [found(letter, s.start, s.end, "pending_adverse") for s in texts if _PENDING.search(s.text)]
    if pending and not any(denies(s) for s in texts if s.section in ("decision", "head")):
        return pending[0]
    labelled = [item for value in values if value.field == "decision" for item in _labelled_decision(letter, value)]
    partial = [found(letter, s.start, s.end, "partially_denied") for s in texts if _PARTIAL.search(s.text)]
    denied = [found(letter, s.start, s.end, "denied") for s in texts if denies(s)]
    approved = [
        found(letter, s.start, s.end, "approved") for s in texts if approves(s) and not _OTHER_CARE.search(s.text)
    ]
    modified = [found(letter, s.start, s.end, "modified") for s in texts if _MODIFIED.search(s.text)]
    if partial:
        return partial[0]
    if denied and approved:
        where = approved[0] if approved[0].span.start < denied[0].span.start else denied[0]
        return Found("partially_denied", where.span, "one part is approved and another denied")
    if modified:
        return modified[0]
    words = {item.value for item in labelled}
    if (len(words) > 1 and words <= {"denied", "approved"}) or (words == {"approved"} and denied):
        return Found("partially_denied", labelled[0].span, "one part is approved and another denied")
    if any(s.section in ("appeal", "fast_appeal") for s in letter.sentences) or any(_titled(letter)):
        approved = []  # a letter that says how to appeal refuses something, in words that were not understood
        labelled = [item for item in labelled if item.value != "approved"]
    return first_settled(labelled, denied, _titled(letter), approved, searched="decision")


def decision_word(letter: LetterText, text: str) -> str | None:
    """The contract's word for an outcome as printed in a cell or behind a label."""
    return letter.vocabulary.meaning("decisions", text)


def _labelled_decision(letter: LetterText, value: Labelled) -> Iterator[Found]:
    word = decision_word(letter, value.text)
    if word is not None:
        yield found(letter, value.start, value.end, word)


def _titled(letter: LetterText) -> Iterator[Found]:
    """A title such as `Notice of adverse benefit determination`, when no sentence says more."""
    for line in letter.lines:
        if line.start >= letter.page_range(0)[1]:
            return
        if len(line.text) < 90 and re.search(
            r"\b(?:notice of (?:denial|adverse|non-?payment)|adverse (?:benefit |organization )?determination|denial (?:notice|letter|of (?:coverage|services|medical)))\b",
            line.text,
            re.IGNORECASE,
        ):
            yield found(letter, line.start, line.end, "denied", how="the notice's title")
            return


def denies(sentence: Sentence) -> bool:
    """True for a sentence that tells a denial, not one that says when there may be one."""
    match = _DENIED.search(sentence.text)
    return match is not None and not _NOT_THIS.search(sentence.text[: match.start()])


def approves(sentence: Sentence) -> bool:
    """True for a sentence that tells an approval of something asked for now."""
    for match in _APPROVED.finditer(sentence.text):
        before = sentence.text[: match.start()]
        if before.count('"') % 2:
            continue  # the plan's rule, quoted
        if not (_NEGATED.search(before) or _NOT_THIS.search(before) or _PAST_CARE.search(sentence.text)):
            return sentence.section in ("head", "decision", "other", "reason")
    return False


def request_type_field(
    letter: LetterText, values: tuple[Labelled, ...], dates: Mapping[str, LetterField]
) -> LetterField:
    """prospective, concurrent or retrospective, from the label or the words that tell it.

    dates: of the letter by role; a request received before any care is told of is prospective.
    """
    values = tuple(value for value in values if value.section not in _RIGHTS)
    labelled = [
        found(letter, value.start, value.end, word)
        for value in values
        if value.field == "request_type"
        if (word := letter.vocabulary.meaning("request_types", value.text)) is not None
    ]
    if labelled:
        return settle(labelled[:1], searched="request type")
    for value in values:
        if value.field == "dates.request_received" and "claim" in value.label:
            return found(letter, value.start, value.end, "retrospective", how="a claim was received")
    for word, pattern in (
        ("retrospective", _RETRO),
        ("concurrent", _CONCURRENT),
        ("concurrent", _ONGOING),
        ("prospective", _PROSPECTIVE),
    ):
        for sentence in letter.sentences:
            is_title = sentence.text == sentence.heading.strip() or " ".join(sentence.heading.split()) == sentence.text
            if sentence.section in _RIGHTS or (sentence.section == "reason" and word != "concurrent" and not is_title):
                continue
            match = pattern.search(letter.body, sentence.start, sentence.end)
            if match is not None and not (
                _NOT_THIS.search(letter.body[sentence.start : match.start()]) or _FORM_TITLE.search(sentence.text)
            ):
                return found(letter, match.start(), match.end(), word)
    for value in values:
        if value.field == "dates.service" and value.label.startswith(
            ("planned", "scheduled", "proposed", "anticipated")
        ):
            return found(letter, value.start, value.end, "prospective", how="a planned date after the request")
    for sentence in letter.sentences:
        match = _REQUEST.search(letter.body, sentence.start, sentence.end) if sentence.section not in _RIGHTS else None
        if match is not None and isinstance(dates["admission"], NotFound):
            return found(letter, match.start(), match.end(), "prospective", how="a request, no service told as given")
    asked = dates["request_received"]
    is_claim = any(value.field in ("claim_number", "dates.admission") and value.label != "rfa" for value in values)
    if isinstance(asked, Found) and not is_claim and isinstance(dates["admission"], NotFound):
        service = dates["service"]
        if not isinstance(service, Found) or str(service.value)[:10] > str(asked.value)[:10]:
            return Found("prospective", asked.span, "a request, no service told as given")
    return NotFound("request type")


def urgency_field(letter: LetterText, values: tuple[Labelled, ...]) -> LetterField:
    """standard, expedited or concurrent, where the letter says how the request itself was handled."""
    labelled = [
        found(letter, value.start, value.end, word)
        for value in values
        if value.field in ("urgency", "request_type") and value.section not in _RIGHTS
        for key, word in _URGENCY_WORDS.items()
        if re.search(rf"(?<![\w-]){key}\b", value.text, re.IGNORECASE)
    ]
    labelled += [
        found(letter, value.start + match.start(1), value.start + match.end(1), _URGENCY_WORDS[match.group(1).lower()])
        for value in values
        if value.field in ("dates.request_received", "requested_service", "reference_number")
        for match in re.finditer(
            r"\((expedited|urgent|standard)\)", letter.body[value.start : value.end], re.IGNORECASE
        )
    ]
    sentences: list[Found] = []
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "p2p"):
            continue
        for match in _URGENT.finditer(letter.body, sentence.start, sentence.end):
            if not re.match(r"\s+(?:may|can|must)\b", letter.body[match.end() :]) and not re.search(
                r"\b(?:if|may|can|ask for|request)\s+[\w\s]{0,20}$|\bin\s+$",
                letter.body[sentence.start : match.start()],
                re.IGNORECASE,
            ):
                sentences.append(
                    found(
                        letter,
                        match.start(),
                        match.end(),
                        _URGENCY_WORDS[(match.group("word") or match.group("as")).lower()],
                    )
                )
    concurrent = [
        found(letter, match.start(), match.end(), "concurrent")
        for match in re.finditer(r"\b(?:CONCURRENT|Concurrent)\s+(?:REVIEW|Review)\b", letter.body)
    ]
    return first_settled(labelled, sentences, concurrent[:1], searched="pace of the request")


def is_pending(decision: LetterField) -> bool:
    """True when the notice says that nothing has been decided yet."""
    return isinstance(decision, Found) and decision.value == "pending_adverse"

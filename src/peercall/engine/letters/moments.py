"""Dates by role. A date has a role only by its label or its sentence; a lone letterhead date is the notice's date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import DATE_ROLES, Found, LetterField, NotFound
from peercall.engine.letters.dates import DateMention, find_dates, only_zone, with_time
from peercall.engine.letters.decisions import decision_word
from peercall.engine.letters.labels import Labelled, cells_of
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.tables import Row, Table
from peercall.engine.letters.text import LetterText

_AT = "\ue000"  # stands for the date in the patterns below
_GAP = r"[^.;\n]{0,60}?"
#: what must stand before or around a date for its role
_SENTENCES: dict[str, tuple[str, ...]] = {
    "request_received": (
        rf"\b(?:we|plan|{_AT}?)?\s*(?:received|got)\s+(?:the|your|this|a|an|his|her|their)\s+(?:[\w-]+\s+){{0,4}}(?:request|claim|authorization|submission|referral|form)\b[^.;]{{0,80}}?\bon\s+(?:or\s+about\s+)?{_AT}",
        rf"\b(?:request|claim|authorization\s+request)\b[^.;]{{0,80}}?\b(?:was\s+|were\s+)?(?:received|submitted)\s*(?:by\s+\w+(?:\s+\w+){{0,4}}\s+)?(?:on\s+)?(?:or\s+about\s+)?{_AT}",
        rf"\bOn\s+{_AT}\s*,?\s(?:Dr\.|[^.;]){{0,80}}?\b(?:received|asked\s+us|requested|submitted|sent\s+us|asked)\b",
        rf"\b(?:asked|requested|wrote|applied)\b[^.;]{{0,12}}?\s+on\s+{_AT}",
        rf"[,(]\s*received\s+(?:by\s+(?:us|the\s+plan)\s+)?(?:on\s+)?{_AT}",
        rf"\bwe\s+(?:received|got)\s+(?:it|them|this)\s+(?:on\s+)?{_AT}",
        rf"\b(?:which|that)\s+(?:reached\s+us|came\s+in|came\s+to\s+us|arrived)\s+(?:on\s+)?{_AT}",
        rf"\b(?:after|when)\s+(?:the|your)\s+claim\s+was\s+received\s+(?:on\s+)?{_AT}",
        rf"\bwhich\s+(?:we|was)\s+received\s+(?:on\s+)?{_AT}",
        rf"\byour\s+(?:\w+\s+)?request\s+(?:dated|of)\s+{_AT}",
        rf"\b(?:you|office|practice|clinic)\s+(?:sent|submitted|faxed|entered|filed|made)\s+(?:us\s+)?(?:the|this|your|a|it)\s*(?:\w+\s+)?(?:request\b)?[^.;]{{0,20}}?\son\s+{_AT}",
        rf"\brequest\s+(?:was|were)\s+(?:entered|made|filed|placed|sent|faxed|logged|opened)\b[^.;]{{0,40}}?\son\s+{_AT}",
        rf"\brequest\b[^.;]{{0,60}}?\breached\s+[^.;]{{1,40}}?\s+on\s+{_AT}",
        rf"\brequest\b[^.;]{{0,40}}?\bcame\s+(?:in|to\s+us)\s+(?:on\s+)?{_AT}",
        rf"\basked\s+(?:for\s+)?by\s+[^.;]{{3,60}},\s+on\s+{_AT}",
        rf"\brequest\s+(?:that|which)\s+[^.;]{{1,60}}?\s+(?:entered|filed|made|placed|sent|faxed|uploaded|logged|submitted|received|opened)\s+(?:on\s+)?{_AT}",
        rf"\b(?:was|were)\s+(?:asked\s+for|requested|submitted)\s+by\b[^.;]{{0,80}}?,?\s+on\s+{_AT}",
    ),
    "service": (
        rf"\b(?:planned|scheduled|proposed|requested|rescheduled|set)\s+(?:for|on|to\s+(?:begin|start|take\s+place)\s+on)\s+{_AT}",
        rf"\b(?:scheduled|to\s+take\s+place)\s+(?:on\s+)?{_AT}",
        rf"\b(?:treatment|service|services|therapy|care|program|course|infusions?|sessions?|visits?)\s+(?:is\s+|are\s+|was\s+|were\s+)?to\s+(?:begin|start)\s+(?:on\s+)?{_AT}",
        rf"\b(?:days|sessions|visits|hours|treatment|therapy|services?)\b[^.;]{{0,60}}?,?\s+(?:beginning|starting)\s+(?:on\s+)?{_AT}",
        rf"\bto\s+be\s+(?:done|given|performed|provided|carried\s+out)\s+(?:on|from)\s+{_AT}",
        rf"^From\s+{_AT}\s*,?\s+we\s+will\s+(?:only\s+)?(?:cover|pay|approve)\b",
        rf"\bwe\s+will\s+(?:only\s+)?(?:cover|pay\s+for|approve)\s+(?:only\s+)?\d[^.;]{{0,60}}?\s(?:from|beginning|starting)\s+(?:on\s+)?{_AT}",
        rf"\b(?:service|services|procedure|surgery|treatment|care|item)s?\s+(?:was\s+|were\s+|is\s+|are\s+)?(?:provided|rendered|performed|received|given|furnished|delivered)\s+(?:to\s+\w+\s+)?(?:on|from|between)\s+{_AT}",
        rf"\b(?:visits?|days|sessions|hours|units|therapy|treatments?|services?|care)\b(?!\s+(?:notes?|records?|reports?|logs?|summar|document))[^.;]{{0,60}}?\bfrom\s+{_AT}\s+(?:to|through|until)\b",
        rf"\b(?:dates?|period)\s+of\s+service\s*(?:of|from|is|was|are|:)?\s*{_AT}",
        rf"\b(?:denial|termination|reduction|change|suspension)\b[^.;]{{0,60}}?\b(?:starts|begins|takes\s+effect|is\s+effective)\s+(?:on\s+)?{_AT}",
    ),
    "determination": (
        rf"\b(?:determination|decision)\s+(?:was\s+|has\s+been\s+)?(?:made|rendered|reached|issued|completed)\s+(?:by\s+[^.;]{{0,50}}?\s+)?on\s+{_AT}",
        rf"\b(?:made|reached)\s+(?:this|the|our|a)\s+(?:\w+\s+)?(?:decision|determination)\s+on\s+{_AT}",
        rf"\bOn\s+{_AT}\s*,?\s[^.;]{{0,60}}?\b(?:determined|decided|denied|reached\s+(?:a|the|this|our)\s+(?:\w+\s+)?(?:decision|determination)|made\s+(?:a|the|this|our)\s+(?:\w+\s+){{0,2}}(?:determination|decision)|issued\s+(?:a|an)\s+(?:\w+\s+)?determination|did\s+not\s+approve|completed\s+(?:its|our|the|a)\s+review)\b",
        rf"\b(?:determination|decision|review)\s+(?:dated|of)\s+{_AT}",
        rf"\b(?:answer|decision|determination),?\s+(?:was\s+)?given\s+on\s+{_AT}",
        rf"\bnot\s+(?:certified|approved|authorized)\s+on\s+{_AT}",
        rf"\b(?:was|were)\s+decided\s+on\s+{_AT}",
        rf"\b(?:decided|(?:decision|determination)\s+(?:was\s+)?made)\s+by\s+(?:[^.;]|(?:\bDr|\b[A-Z])\.){{3,110}}?,?\s+on\s+{_AT}",
        rf"\b(?:decision|determination)\s+by\s+(?:[^.;]|(?:\bDr|\b[A-Z])\.){{3,120}}?,\s+{_AT}",
        rf"\bmade\s+(?:the|this)\s+(?:decision|determination)\s+on\s+{_AT}",
        rf"\bdenied\s+(?:the|your|this)\s+(?:\w+\s+)?(?:request|claim|admission|stay|service)\s+on\s+{_AT}",
        rf"\b(?:was|were)\s+(?:denied|reviewed\s+and\s+denied|not\s+approved|not\s+certified)\s+on\s+{_AT}",
    ),
    "verbal_notification": (
        rf"\b(?:verbal(?:ly)?|oral(?:ly)?|by\s+(?:tele)?phone|telephonic)\b[^;]{{0,120}}?\b(?:on\s+)?{_AT}",
        rf"\b(?:notified|told|called|informed)\b[^.;]{{0,60}}?\bby\s+(?:tele)?phone\b[^.;]{{0,30}}?{_AT}",
        rf"\bOn\s+{_AT}[^.;]{{0,60}}?\b(?:verbally|orally|by\s+(?:tele)?phone)\b",
    ),
    "mailed": (rf"\b(?:mailed|postmarked)\s+(?:to\s+\w+\s+)?(?:on\s+)?{_AT}",),
    "admission": (
        rf"\b(?:admitted|admission)\b[^.;]{{0,60}}?\b(?:on|of|since|dated|beginning|from)\s+{_AT}",
        rf"\badmi(?:tted|t|ssion)\s*:?\s*{_AT}",
    ),
    "injury": (rf"\b(?:injur(?:y|ed)|accident)\b[^.;]{{0,30}}?\b(?:on|of|dated)\s+{_AT}",),
    "decision_due": (
        rf"\b(?:decision|determination)\b[^.;]{{0,60}}?\b(?:is\s+due|due|must\s+be\s+(?:made|issued|given))\s*(?:by|on|no\s+later\s+than)?\s*{_AT}",
        rf"\b(?:must|will|have\s+to)\s+(?:decide|make\s+(?:a|our|the)\s+(?:decision|determination)|issue\s+(?:a|our|the)\s+\w+)\s+(?:by|no\s+later\s+than)\s+{_AT}",
        rf"\bif\s+(?:we\s+)?(?:do\s+not\s+hear|no\s+call)\b[^.;]{{0,80}}?\b(?:by|on)\s+{_AT}",
    ),
    "notification": (
        rf"^Issued\s+by\b[^.;]{{3,120}},\s+(?:on\s+)?{_AT}",
        rf"\b(?:this\s+)?(?:notice|letter)\s+(?:is\s+|was\s+)?(?:dated|(?:issued|sent|written|prepared)\s+on)\s+{_AT}",
    ),
    "printed_or_sent": (rf"\bprinted\s+(?:on\s+)?{_AT}", rf"\bgenerated\s+(?:on\s+)?{_AT}"),
}  # fmt: skip
_NOT_A_REQUEST = late(
    r"\b(?:clinical|medical|additional|new|records?|notes?|information|documentation|appeal)\b[\w\s,]{0,25}\breceived\b",
    re.IGNORECASE,
)
#: the day of asking, which yields to a day of receipt told beside it
_ASKED_ON = late(
    rf"\b(?:asked|requested|wrote|applied|request\s+(?:dated|of))\b(?:(?!\b(?:received|got|reached|came|arrived|logged)\b)[^.;]){{0,60}}?{_AT}",
    re.IGNORECASE,
)
_FAX = late(r"\b(?:fax|faxed|p(?:age|g)?\.?\s*0*\d+\s*(?:/|of)\s*0*\d+)\b", re.IGNORECASE)
_RANGE = late(r"\s*(?:-|to|through|thru|until)\s*", re.IGNORECASE)
_MAIL_DATE = late(
    r"^Date:\s*(?P<all>(?:\w{3},\s*)?(?P<day>\d{1,2} \w{3} \d{4}) (?P<time>\d{2}:\d{2}(?::\d{2})?)\s*(?P<zone>[+-]\d{4}|GMT|UTC)?)",
    re.MULTILINE,
)
#: `MRI of the knee, performed 12/03/2026`
_DONE_ON = late(r",\s+(?:performed|given|provided|done|rendered)\s+(?:on\s+)?(?=\S)", re.IGNORECASE)
_FAX_SENDER = late(r"FROM\s*:")
_COVER_TIME = late(r"\s*TIME\s*:\s*", re.IGNORECASE)
_HEAD_CHARACTERS = 1_800
#: what ends the cell before a date that is the date of something else: `RFA dated   03/30/2026`
_IS_OF = late(r"\b(?:dated?|received|due|on|since|begun|began|start|starts|printed|sent|of)$", re.IGNORECASE)
_TIMED = frozenset(
    {
        "request_received",
        "verbal_notification",
        "admission",
        "decision_due",
        "printed_or_sent",
        "determination",
        "service",
    }
)


def date_fields(letter: LetterText, values: tuple[Labelled, ...], *, is_pending: bool) -> dict[str, LetterField]:
    """Every role of DATE_ROLES. is_pending: no determination has been made, so that no date is a notice's date."""
    mentions = find_dates(letter.body)
    ranks: dict[str, list[list[Found]]] = {role: [[], [], []] for role in DATE_ROLES}
    labelled: set[int] = set()
    for value in values:
        role = value.field.removeprefix("dates.")
        if value.label == "requested" and find_dates(value.text) and len(value.text.split()) <= 3:
            role = "request_received"
        if role not in ranks:
            if value.field == "member_dob":
                labelled.update(m.start for m in mentions if value.start <= m.start < value.end)
            continue
        inside = [m for m in mentions if value.start <= m.start < value.end]
        if inside and inside[0].start - value.start <= 14:
            ranks[role][0].append(_found(letter, inside[0], role, mentions, label=value.label, until=value.end))
            labelled.update(m.start for m in inside)
    ranks["service"][1].extend(_ranges_in_service(letter, values, mentions))
    _from_sentences(letter, mentions, ranks, labelled)
    mail = _mail_header(letter)
    if mail is not None:
        ranks["printed_or_sent"][0].insert(0, mail[1])
        ranks["notification"][0] = [mail[0]]
    fields = {
        role: first_settled(*ranks[role], searched=f"a date labelled or told as {role.replace('_', ' ')}")
        for role in DATE_ROLES
    }
    if mail is None:
        banner = [*_fax_line(letter, mentions), *_cover_sheet(letter, values)]
        fields["printed_or_sent"] = first_settled(banner, *ranks["printed_or_sent"], searched="a print or sending date")
    if isinstance(fields["notification"], NotFound):
        fields["notification"] = _notice_date(
            letter, [m for m in mentions if m.start not in labelled], fields, is_pending=is_pending
        )
    elif is_pending and mail is not None:
        fields["notification"] = NotFound("no determination has been made")
    return fields


def _refused_rows(letter: LetterText, table: Table) -> tuple[Row, ...]:
    """The row of the days that were refused; the only row; none when nobody can say which row is meant."""
    outcome = table.column("outcome")
    refused = tuple(
        row
        for row in table.rows
        if outcome is not None
        and (cell := row.cells.get(outcome)) is not None
        and decision_word(letter, letter.body[slice(*cell)]) == "denied"
    )
    return refused[:1] if len(refused) == 1 else table.rows[:1] if len(table.rows) == 1 or outcome is None else ()


def _ranges_in_service(
    letter: LetterText, values: tuple[Labelled, ...], mentions: list[DateMention]
) -> Iterator[Found]:
    """Days from - to that stand in the words of the service asked for: `8 visits, 05/20/2026 to 07/01/2026`."""
    for table in letter.tables:
        first, last = table.column("from_day"), table.column("to_day")
        for row in _refused_rows(letter, table) if first is not None and last is not None else ():
            places = row.cells.get(first or 0), row.cells.get(last or 0)
            days = [day for place in places if place is not None for day in find_dates(letter.body, *place)]
            if len(days) == 2 and days[0].value <= days[1].value:
                value_of = days[0].value if days[0].value == days[1].value else f"{days[0].value}/{days[1].value}"
                yield found(letter, days[0].start, days[1].end, value_of)
    for value in values:
        if value.field in ("requested_service", "quantity_requested"):
            inside = (m for m in mentions if value.start <= m.start < value.end)
            told = (_found(letter, m, "service", mentions) for m in inside)
            yield from (item for item in told if "/" in str(item.value))
            done = _DONE_ON.search(letter.body, value.start, value.end)
            yield from (found(letter, m.start, m.end, m.value) for m in mentions if done and m.start == done.end())


def _found(
    letter: LetterText,
    mention: DateMention,
    role: str,
    mentions: list[DateMention],
    *,
    label: str | None = None,
    until: int = 0,
) -> Found:
    value, end = (
        with_time(letter.body, mention, zone=only_zone(letter.body)) if role in _TIMED else (mention.value, mention.end)
    )
    if role == "service" and "T" not in value:
        for other in mentions:
            between = letter.body[mention.end : other.start] if other.start > mention.end else None
            if between is not None and len(between) < 12 and _RANGE.fullmatch(between) and other.value >= mention.value:
                return found(letter, mention.start, other.end, f"{mention.value}/{other.value}", extra=_label(label))
        if until > mention.end and (later := [m for m in mentions if mention.start < m.start < until]):
            days = sorted(m.value for m in (mention, *later))
            how = "first and last of several days"
            return found(letter, mention.start, later[-1].end, f"{days[0]}/{days[-1]}", how=how, extra=_label(label))
    return found(letter, mention.start, end, value, extra=_label(label))


def _label(label: str | None) -> dict[str, str]:
    return {"label": label} if label else {}


def _from_sentences(
    letter: LetterText, mentions: list[DateMention], ranks: dict[str, list[list[Found]]], labelled: set[int]
) -> None:
    for sentence in letter.sentences:
        inside = [m for m in mentions if sentence.start <= m.start < sentence.end and m.start not in labelled]
        for mention in inside:
            marked = (
                letter.words(sentence.start, mention.start) + " " + _AT + " " + letter.words(mention.end, sentence.end)
            )
            for role, patterns in _COMPILED.items():
                if role == "request_received" and _NOT_A_REQUEST.search(marked):
                    continue
                if any(pattern.search(marked) for pattern in patterns):
                    is_asking = role == "request_received" and _ASKED_ON.search(marked) is not None
                    ranks[role][1 + is_asking].append(_found(letter, mention, role, mentions))
                    break


def _compile(pattern: str) -> re.Pattern[str]:
    return late(pattern, re.IGNORECASE)


_COMPILED = {role: tuple(_compile(pattern) for pattern in patterns) for role, patterns in _SENTENCES.items()}


def _mail_header(letter: LetterText) -> tuple[Found, Found] | None:
    """Notice day and sending moment from the header of an e-mail."""
    if not letter.body.startswith(("From:", "To:", "Date:", "Subject:", "Received:")):
        return None
    match = _MAIL_DATE.search(letter.body[:_HEAD_CHARACTERS])
    if match is None:
        return None
    days = find_dates(match.group("day"))
    if not days:
        return None
    day, start, end = days[0].value, match.start("all"), match.end("all")
    zone = match.group("zone")
    offset = "" if zone is None else "+00:00" if zone.isalpha() else f"{zone[:3]}:{zone[3:]}"
    sent = f"{day}T{match.group('time')}{offset}" if offset else day
    label = {"label": "e-mail header"}
    return found(letter, start, end, day, how="e-mail header", extra=label), found(
        letter, start, end, sent, extra=label
    )


def _fax_line(letter: LetterText, mentions: list[DateMention]) -> Iterator[Found]:
    """The sending moment in a fax banner: the first or last line of a page, with the word fax or a page count."""
    for index in range(len(letter.document.pages)):
        first, last = letter.page_range(index)
        lines = [line for line in letter.lines if first <= line.start < last]
        for line in (*lines[:3], *lines[-1:]):
            inside = [m for m in mentions if line.start <= m.start < line.end]
            is_banner = _FAX.search(line.text) if line in (lines[0], lines[-1]) else _FAX_SENDER.match(line.text)
            if inside and is_banner and re.search(r"\d{1,2}:\d{2}", line.text):
                value, end = with_time(letter.body, inside[0])
                yield found(letter, inside[0].start, end, value, extra={"label": "fax header"})
                return


def _cover_sheet(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[Found]:
    """`DATE: 05/12/2026   TIME: 11:42 AM CDT` on the cover of a fax."""
    for value in values:
        if value.field != "dates.notification" or value.label != "date":
            continue
        for mention in find_dates(letter.body, value.start, value.end)[:1]:
            time = _COVER_TIME.match(letter.body, mention.end)
            if time is not None:
                moment, end = with_time(letter.body, mention, at=time.end(), zone=only_zone(letter.body))
                yield found(letter, mention.start, end, moment, extra={"label": "fax cover"})
                return


def written_on(letter: LetterText, fields: dict[str, LetterField]) -> str | None:
    """The day the letter was written or sent, whatever it decides; None when it does not say."""
    for role in ("notification", "mailed", "printed_or_sent"):
        if isinstance(field := fields[role], Found):
            return str(field.value).split("T", 1)[0]
    lone = {mention.value for mention in _lone_dates(letter, find_dates(letter.body))}
    return lone.pop() if len(lone) == 1 else None


def _notice_date(
    letter: LetterText, mentions: list[DateMention], fields: dict[str, LetterField], *, is_pending: bool
) -> LetterField:
    if is_pending:
        return NotFound("no determination has been made")
    lone = [found(letter, m.start, m.end, m.value, how="letterhead date") for m in _lone_dates(letter, mentions)]
    if not lone:
        lone = [
            found(letter, m.start, m.end, m.value, how="date under the signature") for m in _signed_on(letter, mentions)
        ]
    if lone:
        return first_settled(lone, searched="a date of the letter")
    mailed, sent = fields["mailed"], fields["printed_or_sent"]
    if isinstance(mailed, Found):
        return Found(mailed.value, mailed.span, "date mailed; the letter carries no date of its own", mailed.extra)
    decided = fields["determination"]
    if isinstance(decided, Found) and str(decided.extra.get("label", "")).endswith(("posted", "posted on")):
        return Found(
            str(decided.value).split("T", 1)[0], decided.span, "the day the decision was posted", decided.extra
        )
    if isinstance(decided, Found) and decided.extra.get("label") in ("outcome date", "date of outcome"):
        return Found(str(decided.value).split("T", 1)[0], decided.span, "the day of the outcome", decided.extra)
    if isinstance(sent, Found) and sent.extra.get("label") in (
        "fax header",
        "date sent",
        "sent",
        "sent on",
        "date faxed",
    ):
        day = str(sent.value).split("T", 1)[0]
        return Found(day, sent.span, f"{sent.extra['label']}; the letter carries no date of its own", sent.extra)
    return NotFound("a date of the letter")


def _signed_on(letter: LetterText, mentions: list[DateMention]) -> Iterator[DateMention]:
    """Dates that fill one of the last lines of the last page."""
    last = letter.page_range(len(letter.document.pages) - 1)[0] if letter.document.pages else 0
    for line in [line for line in letter.lines if line.start >= last][-5:]:
        yield from (m for m in mentions if m.start == line.start and m.end >= line.end - 1)


def _lone_dates(letter: LetterText, mentions: list[DateMention]) -> Iterator[DateMention]:
    """Dates that fill a line or a cell in the head of the first page: before the greeting or the first prose."""
    first, last = letter.page_range(0) if letter.document.pages else (0, 0)
    greeting = re.search(r"\bDear\b", letter.body[first:last])
    stop = min(last, first + (greeting.start() if greeting else _HEAD_CHARACTERS))
    rows = letter.tables.all_lines
    for index, line in enumerate(letter.lines):
        if line.start >= stop:
            return
        if index in rows:
            continue
        if greeting is None and len(line.text) > 70 and line.text[-1] == ".":
            return
        for start, end in cells_of(line):
            text = letter.body[start:end].strip(" ,.")
            for mention in mentions:
                if mention.start != start or _IS_OF.search(letter.body[line.start : start].rstrip(" :.")):
                    continue
                rest = text[mention.end - mention.start :]
                if not rest.strip() or re.fullmatch(
                    r",?\s*(?:via|by)\s+[\w\s.,#-]+|,?\s*(?:at\s+)?\d{1,2}:\d{2}(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?",
                    rest,
                    re.IGNORECASE,
                ):
                    yield mention
            day = re.match(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s+", text)
            if day is not None:
                yield from (m for m in mentions if m.start == start + day.end())

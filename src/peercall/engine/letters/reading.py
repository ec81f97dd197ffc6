"""A denial letter read: what it proposes for every field of the contract, each with its place."""

from __future__ import annotations

from dataclasses import replace

from peercall.domain.documents import Document
from peercall.domain.letters import (
    DATE_ROLES,
    LIST_FIELDS,
    SCALAR_FIELDS,
    Conflicting,
    Found,
    LetterField,
    LetterReading,
    NotFound,
)
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters.appeal_ways import appeal_ways
from peercall.engine.letters.appeals import appeal_fields, other_windows
from peercall.engine.letters.boxes import mask_boxes
from peercall.engine.letters.citations import criteria_cited, records_reviewed
from peercall.engine.letters.classes import classifier
from peercall.engine.letters.dates import impossible_dates
from peercall.engine.letters.decisions import (
    decision_field,
    is_pending,
    request_type_field,
    urgency_field,
)
from peercall.engine.letters.diagnoses import diagnosis_codes
from peercall.engine.letters.discussions import p2p_fields
from peercall.engine.letters.granted import granted_services
from peercall.engine.letters.identity import member_fields
from peercall.engine.letters.labels import Labelled, labelled_values
from peercall.engine.letters.languages import mask_other_languages
from peercall.engine.letters.moments import date_fields, written_on
from peercall.engine.letters.outcomes import Outcome, lone_amounts, outcomes, table_rows, tells_of
from peercall.engine.letters.patterns import late
from peercall.engine.letters.plans import plan_fields
from peercall.engine.letters.planted import mask_planted, planted_warnings
from peercall.engine.letters.providers import provider_fields
from peercall.engine.letters.reasons import stated_reasons
from peercall.engine.letters.recognized import looks_misread, with_uncertain_marked
from peercall.engine.letters.reviewers import reviewer_fields
from peercall.engine.letters.services import service_codes, service_fields
from peercall.engine.letters.settling import settle
from peercall.engine.letters.terms import call_terms
from peercall.engine.letters.text import LetterText
from peercall.engine.letters.vocabulary import vocabulary_of
from peercall.engine.letters.windows import senseless_lengths

#: characters of an address before its state
_ADDRESS_REACH = 80
_STATE = late(r",\s+(?P<state>[A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?\s*(?=$|[\n|.,)])")


def read_letter(document: Document, *, rulebook: Rulebook) -> tuple[LetterReading, ...]:
    """One reading for each outcome the letter tells; a letter with one decision gives one.

    A value stands only where the letter's label or sentence gives it; what is not stated is NotFound, what is stated twice
    and differently is Conflicting. Text addressed to software is masked before anything is read and told in `warnings`.
    Unread pages are named; a letter of unread pages alone gives a reading with nothing found. Uncertain numbers of
    recognised pages are marked.
    """
    letter = LetterText(document, vocabulary=vocabulary_of(rulebook.letters))
    warnings: list[str] = []
    if letter.body.strip():
        places = mask_planted(letter)
        mask_boxes(letter)
        warnings.extend(planted_warnings(letter, places))
        warnings.extend(mask_other_languages(letter))
    for page in document.pages:
        if page.unread is not None:
            warnings.append(f"page {page.number} was not read: {page.unread}")
    if not letter.body.strip():
        return (_unread(letter, tuple(warnings)),)
    for number in range(len(document.pages)):
        for words in dict.fromkeys(impossible_dates(letter.body[slice(*letter.page_range(number))])):
            warnings.append(
                f'page {document.pages[number].number}: "{words}" is on no calendar and was not read as a date'
            )
        for window in senseless_lengths(letter.body, *letter.page_range(number)):
            warnings.append(
                f'page {document.pages[number].number}: "{letter.words(window.start, window.end)}" is no length of time '
                "that can be right and was not used; ask the plan"
            )
    warnings.extend(
        f"page {page.number}: its text was read by a scanner before it came here, with misread words; compare every number "
        "with the page"
        for page in document.pages
        if not page.is_recognized and looks_misread(page.text)
    )
    values = labelled_values(letter)
    split = outcomes(letter, values)
    reading = _reading(letter, _of_the_letter(letter, values, split), rulebook, tuple(warnings))
    if not split and (amounts := lone_amounts(letter)) is not None:
        reading = _with_amounts(reading, amounts)
    adverse = [outcome for outcome in split if outcome.decision.value != "approved"]
    approved = tuple(item for outcome in split if outcome.decision.value == "approved" for item in _told(outcome))
    readings = tuple(_for_outcome(reading, one, among=split, approved=approved) for one in adverse) or (reading,)
    return tuple(with_uncertain_marked(item, document) for item in readings)


def _of_two_people(fields: dict[str, LetterField]) -> dict[str, LetterField]:
    """Nobody decides on what he asked for himself, and no plan administers itself: the second of two equal names is left out."""
    provider, reviewer = fields["provider_name"], fields["reviewer_name"]
    plan, administrator = fields["plan_name"], fields["administrator"]
    out: dict[str, LetterField] = {}
    if (
        isinstance(provider, Found)
        and isinstance(reviewer, Found)
        and str(reviewer.value).lower() in str(provider.value).lower()
    ):
        out |= {name: NotFound("who made the decision") for name in _OF_REVIEWER}
    if (
        isinstance(plan, Found)
        and isinstance(administrator, Found)
        and str(plan.value).lower() == str(administrator.value).lower()
    ):
        out["administrator"] = NotFound("administrator")
    return out


_OF_REVIEWER = ("reviewer_name", "reviewer_credentials", "reviewer_specialty")


def _with_amounts(reading: LetterReading, row: Outcome) -> LetterReading:
    """The reading with the amounts of the one row that gives them, and a denial in part where the row says so."""
    fields = dict(reading.fields)
    decision = fields["decision"]
    if row.decision.value == "partially_denied" and isinstance(decision, Found) and decision.value == "denied":
        fields["decision"] = row.decision
    for name, amount in (("quantity_requested", row.requested), ("quantity_approved", row.approved)):
        if isinstance(fields[name], NotFound) and amount is not None:
            fields[name] = amount
    return replace(reading, fields=fields)


def _of_the_letter(
    letter: LetterText, values: tuple[Labelled, ...], split: tuple[Outcome, ...]
) -> tuple[Labelled, ...]:
    """Without the cells of rows that have outcomes of their own; the row is the letter's where it alone is adverse."""
    adverse = [outcome.decision for outcome in split if outcome.decision.value != "approved"]
    own = letter.offset_of(adverse[0].span) if len(adverse) == 1 else -1
    row = letter.body.rfind("\n", 0, max(own, 0)), letter.body.find("\n", max(own, 0)) % (len(letter.body) + 1)
    return tuple(
        replace(value, column=False) if split and value.column else value
        for value in values
        if not (split and value.column) or (own >= 0 and row[0] < value.start < row[1])
    )


def _told(outcome: Outcome) -> tuple[Found, ...]:
    """What was approved beside what was denied: the words, else the codes."""
    return (outcome.service,) if outcome.service is not None else outcome.codes


def _for_outcome(
    reading: LetterReading, outcome: Outcome, *, among: tuple[Outcome, ...], approved: tuple[Found, ...]
) -> LetterReading:
    """The reading of one service among several: its own decision, words, codes and date; the rest is the letter's."""
    fields, dates, lists = dict(reading.fields), dict(reading.dates), dict(reading.lists)
    fields["decision"] = outcome.decision
    if outcome.service is not None:
        fields["requested_service"] = outcome.service
    if outcome.codes:
        of_rows = {str(code.value) for other in among for code in other.codes}
        is_lone = sum(other.decision.value != "approved" for other in among) == 1
        beside = (code for code in lists["service_codes"] if is_lone and str(code.value) not in of_rows)
        lists["service_codes"] = (*outcome.codes, *beside)
    if outcome.service_on is not None:
        dates["service"] = outcome.service_on
    for name, amount in (("quantity_requested", outcome.requested), ("quantity_approved", outcome.approved)):
        told = fields[name]
        if amount is not None:
            fields[name] = amount
        elif isinstance(told, Found) and any(tells_of(other, told) for other in among if other is not outcome):
            fields[name] = NotFound()
    lists["approved_services"] = approved or lists["approved_services"]
    return replace(reading, fields=fields, dates=dates, lists=lists)


def _desk_state(letter: LetterText, member: LetterField, first_page_end: int) -> str | None:
    """The state of the first address that is not the member's own, two letters."""
    for match in _STATE.finditer(letter.body, 0, first_page_end):
        above = letter.body[max(0, match.start() - _ADDRESS_REACH) : match.start()]
        if not (isinstance(member, Found) and member.span.quote.split()[-1] in above):
            return match.group("state")
    return None


def _service_words(service: LetterField, codes: tuple[Found, ...]) -> str | None:
    """Words and codes of what was asked for, in one line."""
    words = [str(service.value)] if isinstance(service, Found) else []
    return " ".join([*words, *(str(code.value) for code in codes)]) or None


def _unread(letter: LetterText, warnings: tuple[str, ...]) -> LetterReading:
    """A letter nobody could read: nothing found."""
    document = letter.document
    return LetterReading(
        document.path,
        document.sha256,
        {name: NotFound() for name in SCALAR_FIELDS},
        {role: NotFound() for role in DATE_ROLES},
        dict.fromkeys(LIST_FIELDS, ()),
        document.unread_pages,
        warnings,
    )


def _reading(
    letter: LetterText, values: tuple[Labelled, ...], rulebook: Rulebook, warnings: tuple[str, ...]
) -> LetterReading:
    fields: dict[str, LetterField] = {name: NotFound() for name in SCALAR_FIELDS}
    dates: dict[str, LetterField] = {role: NotFound() for role in DATE_ROLES}
    document = letter.document
    first_page_end = letter.page_range(0)[1]
    payers = tuple(dict.fromkeys(rule.payer for rule in rulebook.payers.values()))
    decision = decision_field(letter, values)
    pending = is_pending(decision)
    fields |= member_fields(letter, values)
    fields |= provider_fields(letter, values, first_page_end=first_page_end)
    fields |= plan_fields(letter, values, payers=payers)
    fields |= service_fields(letter, values)
    fields |= reviewer_fields(letter, values)
    fields |= _of_two_people(fields)
    fields |= appeal_fields(letter, values)
    fields |= appeal_ways(letter)
    fields["decision"] = decision
    fields["urgency"] = urgency_field(letter, values)
    dates |= date_fields(letter, values, is_pending=pending)
    fields["request_type"] = request_type_field(letter, values, dates)
    fields |= p2p_fields(
        letter,
        values,
        is_pending=pending,
        state=_desk_state(letter, fields["member_name"], first_page_end),
        written_on=written_on(letter, dates),
    )
    if isinstance(dates["service"], NotFound):
        in_rows = [row.service_on for row in table_rows(letter) if row.service_on is not None]
        dates["service"] = settle(in_rows, searched="a date of service")
    codes = service_codes(letter, values)
    kind = fields["request_type"]
    classify = classifier(
        rulebook.reasons,
        service=_service_words(fields["requested_service"], codes),
        request_type=kind.value if isinstance(kind, Found) else None,
    )
    lists = {
        "service_codes": codes,
        "diagnosis_codes": diagnosis_codes(letter, values),
        "stated_reasons": stated_reasons(letter, values, classify),
        "criteria_cited": criteria_cited(letter, values),
        "records_reviewed": records_reviewed(letter, values),
        "other_windows": other_windows(letter),
        "p2p_terms": call_terms(letter),
        "approved_services": tuple(granted_services(letter)),
    }
    conflicts = [
        f"{name}: {field.why}; a person must choose"
        for name, field in [*fields.items(), *((f"dates.{role}", value) for role, value in dates.items())]
        if isinstance(field, Conflicting)
    ]
    return LetterReading(
        document.path, document.sha256, fields, dates, lists, document.unread_pages, (*warnings, *conflicts)
    )

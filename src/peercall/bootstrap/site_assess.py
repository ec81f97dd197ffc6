"""What a case's clocks and triage are at this very moment, from what a person has confirmed. No document is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from peercall.adapters.case_folder.case_file import case_file_from
from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import assess_denial
from peercall.application.contract_forms import clocks_data
from peercall.application.site.page_words import for_page
from peercall.bootstrap.rules import rules
from peercall.domain.determinations import SentItem
from peercall.domain.errors import PeercallError
from peercall.domain.rulebook import Rulebook
from peercall.engine.confirmation import confirm_determination
from peercall.engine.contract import triage_to_contract

Data = Mapping[str, Any]
_SENT = ("document_date", "pages", "sent_on", "channel", "confirmation", "note")


@dataclass(frozen=True, slots=True)
class AssessedNow:
    """Triage and clocks as published, read at `at`. problem: one sentence where they could not be computed."""

    at: datetime
    triage: Data
    deadlines: Data
    problem: str = ""


@cache
def site_rules() -> Rulebook:
    """The rules of this installation; a changed rule folder counts from the next start."""
    return rules(settings.RULE_FOLDERS)


@cache
def reason_labels() -> Mapping[str, str]:
    """The classes of denial reasons in the field's words, by id."""
    return {key: one.label for key, one in site_rules().reasons.items()}


def assess_now(contract: Data, *, facts: Data, time_zone: str, now: datetime) -> AssessedNow:
    """contract: as confirmed. facts: the case's. time_zone: of the practice. now: aware; the case's `as_of` comes first."""
    given = facts.get("as_of")
    at = datetime.fromisoformat(given) if isinstance(given, str) else now
    yaml = {"schema": "peercall.case/1", "side": "provider", **facts, "time_zone": time_zone}
    try:
        case = case_file_from(yaml, sent=tuple(sent_items(facts)))
        determination = confirm_determination(contract, case=case, by=None, at=at, accept=False)
        made = assess_denial(determination, case=case, rulebook=site_rules(), holidays=holiday_table, as_of=at)
    except PeercallError as error:
        return AssessedNow(at, {}, {}, problem=for_page(str(error)))
    deadlines = clocks_data(made.clocks, determination=determination, time_zone=time_zone)
    return AssessedNow(at, triage_to_contract(made.triage), deadlines)


def sent_items(facts: Data) -> list[SentItem]:
    """What the plan was sent, from the case's facts."""
    return [
        SentItem(str(row["item"]), **{key: str(row[key]) if row.get(key) else None for key in _SENT})
        for row in facts.get("sent") or ()
        if isinstance(row, Mapping) and row.get("item")
    ]

"""The letters of a case of the site: made from what was confirmed, published, logged and recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

from peercall.adapters.case_folder.case_file import case_file_from
from peercall.adapters.db import calls, letters, schedule
from peercall.adapters.db.tasks import tasks_of_case
from peercall.application.letter_facts import LetterCase
from peercall.application.site.letters import LetterRow
from peercall.application.site.slot_texts import AgreedTime
from peercall.application.site.tasks import TaskRow
from peercall.application.site.views import CaseView
from peercall.application.viewer import Viewer
from peercall.application.write_letter import draft_letter, letter_offers, ready_to_send
from peercall.bootstrap.letters import Paper
from peercall.bootstrap.site_assess import assess_now, sent_items, site_rules
from peercall.bootstrap.site_vault import vault
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import LetterNotApplicable
from peercall.engine.confirmation import confirm_determination
from peercall.engine.correspondence import Offer

PAPER = Paper()


def site_letter_case(viewer: Viewer, case: CaseView, *, number: int, now: datetime) -> LetterCase:
    """What the letters of a determination are made from; its clocks are read now. Raises LetterNotApplicable before a
    person has confirmed it."""
    state = case.determination(number)
    if state.confirmed is None:
        raise LetterNotApplicable("nobody has confirmed the plan's letter yet", remedy="Confirm it first.")
    given = case.facts.get("as_of")
    at = datetime.fromisoformat(given) if isinstance(given, str) else now
    told = case.facts.get("practice")
    practice = {"name": viewer.organization_name, **(told if isinstance(told, dict) else {})}
    yaml = {
        "schema": "peercall.case/1",
        "side": "provider",
        **case.facts,
        "practice": practice,
        "time_zone": case.time_zone,
    }
    file = case_file_from(yaml, sent=tuple(sent_items(case.facts)))
    determination = confirm_determination(state.confirmed, case=file, by=None, at=at, accept=False)
    assessed = assess_now(state.confirmed, facts=case.facts, time_zone=case.time_zone, now=now)
    entries, _ = calls.record_of(viewer, case.row.id)
    return LetterCase(
        determination=determination,
        case=file,
        analysis={**(state.analysis or {}), "deadlines": assessed.deadlines, "triage": assessed.triage},
        today=at,
        record=entries,
        attempts=schedule.attempts_of(viewer, case.row.id),
        agreed=_agreed(viewer, case.row.id),
    )


def _agreed(viewer: Viewer, case_id: UUID) -> AgreedTime | None:
    row = next((one for one in schedule.slots_of(viewer, case_id) if one.state == "agreed"), None)
    return row.agreed() if row is not None else None


def site_offers(about: LetterCase) -> tuple[Offer, ...]:
    """Which kinds apply, which are due, and why the others do not apply."""
    return letter_offers(about, rulebook=site_rules()).offers


def begin_letter(
    viewer: Viewer, about: LetterCase, kind: LetterKind, *, case_id: UUID, number: int, after: int, at: datetime
) -> LetterRow:
    """The letter made from the case as it stands, as a new version. Raises LetterNotApplicable, ChangedMeanwhile."""
    draft = draft_letter(kind, about, rulebook=site_rules())
    return letters.keep_letter(viewer, case_id, draft, number=number, after=after, how="made", at=at)


def fresh_letter(about: LetterCase, kind: LetterKind) -> LetterDraft | None:
    """The letter as it would be made now; None where it does not apply any more."""
    try:
        return draft_letter(kind, about, rulebook=site_rules())
    except LetterNotApplicable:
        return None


def dated(draft: LetterDraft, *, today: datetime) -> LetterDraft:
    """The letter with the day of today. Raises LetterNotApplicable where a law it cites is not in force then."""
    day = today.date()
    rules = site_rules().regulations
    ended = [rules[rule].citation for rule in draft.laws if rule in rules and not rules[rule].in_force(day)]
    if ended:
        raise LetterNotApplicable(f"{ended[0]} is not in force on that day", remedy="Make the letter again.")
    return replace(draft, written_on=day)


def send_letter(
    viewer: Viewer,
    letter: LetterRow,
    *,
    how: str,
    to: str,
    signed_by: str,
    confirmation: str,
    sent_at: datetime,
    at: datetime,
) -> UUID:
    """Log that it went out, and keep the very PDF. Raises LetterOpen, ChangedMeanwhile."""
    ready_to_send(letter.draft)
    data = PAPER.pdf(letter.draft)
    return letters.log_sending(
        viewer,
        letter,
        how=how,
        to=to,
        signed_by=signed_by,
        confirmation=confirmation,
        stored=vault().put(data, organization=viewer.organization),
        sha256=hashlib.sha256(data).hexdigest(),
        sent_at=sent_at,
        at=at,
    )


def tasks_of_letter(viewer: Viewer, case_id: UUID, kind: LetterKind) -> tuple[TaskRow, ...]:
    """Open tasks of the case that this kind of letter fulfils."""
    steps = site_rules().correspondence.templates[kind].tasks
    return tuple(row for row in tasks_of_case(viewer, case_id) if row.state == "open" and row.step in steps)


@cache
def letters_of_steps() -> Mapping[str, tuple[LetterKind, str]]:
    """Which letter fulfils a step of a playbook, with its title; of several the one that comes first."""
    found: dict[str, tuple[LetterKind, str]] = {}
    for kind, template in site_rules().correspondence.templates.items():
        for step in template.tasks:
            found.setdefault(step, (kind, template.title))
    return found

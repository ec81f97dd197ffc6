"""What the audit keeps under short names, in the words of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: beginnings of names to choose from, widest first
GROUPS = (
    ("viewed.", "Views of patient data"),
    ("case.", "Cases"),
    ("determination.", "Letters of the plan: confirming"),
    ("document.", "Documents"),
    ("criterion.", "Statements for the record"),
    ("call.", "Calls"),
    ("slot.", "Times of calls"),
    ("record.", "Records of calls"),
    ("task.", "Tasks"),
    ("letter.", "Our letters"),
    ("packet.", "Packets"),
    ("review.", "Review files"),
    ("account.", "Signing in"),
    ("member.", "Members"),
    ("invitation.", "Invitations"),
    ("organization.", "Settings of the organization"),
)

WORDS: Mapping[str, str] = {
    "account.password_changed": "Password set or changed",
    "account.second_factor_added": "Second factor set up",
    "account.second_factor_failed": "Wrong code of a second factor",
    "account.second_factor_removed": "Second factor removed",
    "account.sign_in_failed": "Sign-in failed",
    "account.signed_in": "Signed in",
    "account.signed_out": "Signed out",
    "answer.edited": "Answer for the call edited",
    "attempt.logged": "Try to reach the plan logged",
    "availability.added": "Times of a physician added",
    "availability.removed": "Times of a physician removed",
    "availability.set": "Times of a physician set",
    "calendar_feed.ended": "Private calendar address ended",
    "calendar_feed.made": "Private calendar address made",
    "call.abandoned": "Call abandoned",
    "call.ended": "Call ended",
    "call.entries": "Notes of a call saved",
    "call.forfeited": "Call forfeited",
    "call.recorded": "Call recorded",
    "call.request_rejected": "Request for the call rejected by the plan",
    "call.requested": "Call asked for",
    "call.resumed": "Call resumed",
    "call.started": "Call started",
    "call.times_proposed": "Times proposed to the plan",
    "case.asked_again": "Case prepared anew",
    "case.assigned": "Owner of the case set",
    "case.call_abandoned": "Case: call abandoned",
    "case.call_forfeited": "Case: call forfeited",
    "case.call_reconsidered": "Case: call considered again",
    "case.call_requested": "Case: call asked for",
    "case.call_started": "Case: call started",
    "case.closed": "Case closed",
    "case.created": "Case made",
    "case.created_from_letter": "Case made from a letter",
    "case.determination_confirmed": "Case: letter confirmed",
    "case.disposition_recorded": "Case: disposition recorded",
    "case.facts": "Facts of the request changed",
    "case.named": "Case named",
    "case.reopened": "Case opened again",
    "case.request_rejected": "Case: request rejected",
    "case.routed_other": "Case: another way than the call",
    "case.slot_agreed": "Case: time agreed",
    "case.slot_lost": "Case: time lost",
    "criterion.attestation_withdrawn": "Statement for the record withdrawn",
    "criterion.attested": "Statement made for the record",
    "determination.confirmed": "Letter of the plan confirmed",
    "determination.draft_dropped": "Correction of a letter dropped",
    "determination.drafted": "Field of a letter decided",
    "document.added": "Document added",
    "document.placed": "Document put into a case",
    "document.read": "Document read",
    "document.removed": "Document taken out of a case",
    "document.unlocked": "Locked document opened by its password",
    "inbox.case_made": "Case made from a remittance or answer",
    "inbox.dismissed": "Entry of the inbox dismissed",
    "invitation.accepted": "Invitation accepted",
    "invitation.made": "Invitation made",
    "invitation.withdrawn": "Invitation withdrawn",
    "job.retried": "Background job tried again",
    "lesson.kept": "Lesson of a case kept",
    "letter.failed": "Our letter came back",
    "letter.kept": "Our letter written or changed",
    "letter.received": "Our letter was received",
    "letter.sent": "Our letter sent",
    "member.password_link_made": "Link for a new password made",
    "member.roles": "Roles of a member set",
    "member.second_factor_removed": "Second factor of a member removed",
    "member.unlocked": "Account of a member opened",
    "organization.changed": "Settings of the organization changed",
    "packet.downloaded": "Packet downloaded",
    "packet.made": "Packet bound",
    "packet.ordered": "Packet ordered",
    "packet.refused": "Packet not bound: something to decide",
    "record.confirmation": "Writing of the plan added to the record",
    "record.correction": "Correction added to the record",
    "record.exported": "Record of a call exported",
    "remittance.read": "Remittance read",
    "report.exported": "Report exported",
    "request.checked": "Request checked before sending",
    "review.audit_exported": "Log of reviews for an audit exported",
    "review.entries": "Log of a review added to",
    "review.import_exported": "Rows of an import taken out",
    "review.figures_exported": "Figures of reviews exported",
    "review.imported": "Review file taken in",
    "review.token_made": "Access for a client's program made",
    "review.token_revoked": "Access for a client's program ended",
    "review.time_exported": "Time of reviews exported",
    "slot.agreed": "Time for the call agreed",
    "slot.confirmed": "Time for the call confirmed in writing",
    "slot.lost": "Time for the call lost",
    "task.assigned": "Owner of a task set",
    "task.done": "Task done",
    "task.corrected_by_remittance": "Payment of a task corrected by a remittance",
    "task.done_by_remittance": "Task done by a remittance",
    "task.dropped": "Task dropped",
    "task.made": "Task made",
    "task.made_by_remittance": "Task made by a remittance",
    "task.moved": "Task moved",
    "task.passed_up": "Task passed up",
    "task.reopened": "Task opened again",
    "task.reopened_by_remittance": "Task opened again by a remittance",
    "view.removed": "Saved view removed",
    "view.saved": "View of the work list saved",
}

_PAGES: Mapping[str, str] = {
    "call": "Call looked at",
    "call-confirmation": "Confirmation of a call looked at",
    "call-record": "Record of a call looked at",
    "calls": "List of calls looked at",
    "case-answers": "Case looked at: answers",
    "case-brief": "Case looked at: brief",
    "case-case": "Case looked at",
    "case-criteria": "Case looked at: criteria",
    "case-facts": "Case looked at: facts",
    "case-history": "Case looked at: history",
    "case-letters": "Case looked at: letters",
    "case-packet": "Case looked at: packet",
    "case-promises": "Case looked at: promises",
    "case-records": "Case looked at: records",
    "case-schedule": "Case looked at: schedule",
    "case-search": "Cases searched",
    "case-tasks": "Case looked at: tasks",
    "chart-note": "Chart note looked at",
    "document": "Document looked at",
    "document-download": "Document downloaded",
    "document-file": "Document opened as a file",
    "inbox": "Inbox looked at",
    "lesson": "Lesson of a case looked at",
    "letter": "Letter looked at",
    "letter-field": "Field of a letter looked at",
    "letter-file": "Our letter opened as a file",
    "letter-sent": "Sent letter looked at",
    "output": "Paper of a case opened",
    "patient-copy": "Copy for the patient looked at",
    "promises": "Promises looked at",
    "record": "Record looked at",
    "record-entry": "Entry of a record looked at",
    "review-call": "Call about review files looked at",
    "review-call-backs": "Calls back looked at",
    "review-file": "Review file looked at",
    "review-figures": "Figures of reviews looked at",
    "review-files": "Review files looked at",
    "review-queue": "Queue of reviews looked at",
    "review-report": "Report of a review looked at",
    "review-report-paper": "Report of a review taken as a file",
    "tasks": "Tasks looked at",
    "work-list": "Work list looked at",
}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What to filter by: each group with all of it, then its actions in words."""
    pages = {f"viewed.{page}": words for page, words in _PAGES.items()}
    found = []
    for beginning, title in GROUPS:
        rows = {one: words for one, words in {**WORDS, **pages}.items() if one.startswith(beginning)}
        found.append((title, [(beginning, f"{title}: all"), *sorted(rows.items(), key=lambda row: row[1])]))
    return found


def action_words(action: str) -> str:
    """What happened, as a person says it; a name this version does not know, with blanks."""
    group, _, page = action.partition(".")
    if group == "viewed":
        return _PAGES.get(page) or f"Looked at: {page.replace('-', ' ')}"
    return WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def knows(action: str) -> bool:
    """There are words of its own for this action."""
    group, _, page = action.partition(".")
    return page in _PAGES if group == "viewed" else action in WORDS


def detail_words(details: Mapping[str, Any], *, people: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each detail as its name and what it says. people: names by id. Long ids are shortened to their beginning."""
    return [(key.replace("_", " ").capitalize(), _said(value, people)) for key, value in details.items()]


def _said(value: Any, people: Mapping[str, str]) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_said(one, people) for one in value) or "none"
    if value is None:
        return "nobody"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if text in people:
        return people[text]
    if len(text) >= 32 and " " not in text:
        return text[:8]
    return text.replace("_", " ")

"""What the help says, a role at a time: short, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peercall.domain.organizations import OrganizationKind, Role


@dataclass(frozen=True, slots=True)
class PageHelp:
    """A page: what it is for. key: the name its addresses go by. url_name: where it opens from the navigation; else empty."""

    key: str
    title: str
    text: str
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class RoleHelp:
    """The help of one role. pages: keys of PAGES, in the order of the work. keys: groups of page_keys. reading: files of
    the documentation with what stands in them.
    """

    lead: str
    pages: tuple[str, ...]
    keys: tuple[str, ...] = ()
    reading: tuple[tuple[str, str], ...] = ()


PAGES: Mapping[str, PageHelp] = {
    one.key: one
    for one in (
        PageHelp(
            "inbox",
            "Inbox",
            "Drop whatever came: letters, remittances, charts. Each is read and becomes a case, or waits until you say whose it is.",
            "inbox:index",
        ),
        PageHelp(
            "confirm",
            "Confirm the letter",
            "What was read, beside the letter. Decide what stands under “To decide first”; leave the rest alone if it is right. "
            "No clock runs before you confirm.",
        ),
        PageHelp(
            "worklist",
            "Work list",
            "All cases, the shortest clock on top. The last column is the next step, and a link to it.",
            "worklist:index",
        ),
        PageHelp(
            "cases",
            "A case",
            "Whether a call can change anything, what to mind first, the clocks and how they were counted. Its tabs hold the "
            "criteria, the answers, the records, the facts and the brief. A blue mark opens the page where a statement stands.",
        ),
        PageHelp(
            "schedule",
            "Schedule",
            "What to say to get the call, the fields for their form, times to offer, and where to write down each try.",
        ),
        PageHelp(
            "calls",
            "Calls and the console",
            "The calls that are agreed. The console follows a call: type what you hear, mark each point, write down promises. "
            "It saves itself, also without a connection.",
            "calls:index",
        ),
        PageHelp(
            "record",
            "Record",
            "What was said and what came in writing. Nothing in it is changed; a correction stands beside what it corrects. The "
            "chart note and the copy for the patient are made from it.",
        ),
        PageHelp(
            "tasks",
            "Tasks",
            "What was promised and what comes next, with who does it and until when. Red is overdue.",
            "tasks:index",
        ),
        PageHelp(
            "letters",
            "Letters",
            "On a case: which letters are due or possible, written from the case. Fill in the brackets, then send it your way "
            "and log it here.",
        ),
        PageHelp(
            "packet", "Packet", "On a case: one PDF with the letter and the pages it cites, ready for fax or portal."
        ),
        PageHelp(
            "reports",
            "Reports",
            "What calls come to, by payer, service, reason and criterion. Small groups are left out.",
            "reports:index",
        ),
        PageHelp(
            "members",
            "Members",
            "Who works here and in which roles. Invite, end, unlock, or make a link for a forgotten password.",
            "members",
        ),
        PageHelp(
            "organization",
            "Organization",
            "Name, time zone, when an idle session ends, and whether a second factor is asked for.",
            "organization",
        ),
        PageHelp("audit", "Audit", "Who saw or changed what, and when.", "audit"),
        PageHelp("jobs", "Jobs", "Work in the background: what runs, what failed, and trying it again.", "jobs"),
        PageHelp(
            "review-queue",
            "Queue",
            "Whom to call now, whom next, and what must be settled first. Files of one claimant and one physician are one call.",
            "review-queue:index",
        ),
        PageHelp(
            "review-files",
            "Files",
            "All files, and everything that happened to each. Nothing in it is changed later; what is to be added is an addendum.",
            "review-files:index",
        ),
        PageHelp(
            "review-call",
            "The call",
            "What to say, what may be said and by which rule, the records and criteria, and where to write. It saves itself, also "
            "without a connection. Log how each try ended.",
        ),
        PageHelp(
            "review-report",
            "The report",
            "Begins with what the log, the policy and the call hold, and says line by line what is missing. Signed, it stays as "
            "it is.",
        ),
        PageHelp(
            "review-intake",
            "Intake",
            "Files from clients: a table, JSON, a FHIR request, or by hand. Each row that is refused is told why.",
            "review-intake:index",
        ),
        PageHelp(
            "review-figures",
            "Figures",
            "Files at risk now, tries for each call, first tries that reached somebody, and the logs an auditor asks for.",
            "review-figures:index",
        ),
    )
}
_ADMINISTRATION = ("members", "organization", "audit", "jobs")
_ADMINISTRATOR = RoleHelp(
    "Accounts, settings, and what runs in the background.",
    _ADMINISTRATION,
    reading=(("administrator.md", "installing, settings, accounts, single sign-on, backup, audit"),),
)
HELP: Mapping[OrganizationKind, Mapping[Role, RoleHelp]] = {
    OrganizationKind.PRACTICE: {
        Role.COORDINATOR: RoleHelp(
            "From the letter in the inbox to the next step of each case.",
            ("inbox", "confirm", "worklist", "cases", "schedule", "calls", "record", "tasks", "letters", "packet"),
            ("confirm", "worklist", "tasks", "console"),
            (
                ("coordinator.md", "inbox, confirming, getting the call, work list, tasks, record"),
                ("call-console.md", "the console, and what is never lost"),
                ("correspondence.md", "letters"),
                ("packet.md", "the packet"),
            ),
        ),
        Role.PHYSICIAN: RoleHelp(
            "Read the brief, hold the call, check the record.",
            ("worklist", "cases", "calls", "record", "tasks", "schedule"),
            ("console", "confirm", "worklist"),
            (
                ("physician.md", "the case, its criteria and answers, the brief"),
                ("call-console.md", "the console, and what is never lost"),
            ),
        ),
        Role.BILLER: RoleHelp(
            "Remittances in, and whether it was paid.",
            ("inbox", "worklist", "tasks", "letters", "packet"),
            ("worklist", "tasks"),
            (("biller.md", "was it paid"), ("inbox.md", "remittances and electronic answers")),
        ),
        Role.MANAGER: RoleHelp(
            "What is late, what calls come to, and which note was missing.",
            ("worklist", "tasks", "reports", "cases", "calls", "record"),
            ("worklist", "tasks", "confirm"),
            (("manager.md", "alarms, reports, habits, promises, playbooks"),),
        ),
        Role.ADMINISTRATOR: _ADMINISTRATOR,
    },
    OrganizationKind.REVIEW_ORGANISATION: {
        Role.REVIEWER: RoleHelp(
            "Whom to call when, the call, and the report.",
            ("review-queue", "review-files", "review-call", "review-report", "review-intake"),
            ("review-call",),
            (
                ("reviewer.md", "queue, call, what may be said, report"),
                ("reviewer-import.md", "taking files in"),
            ),
        ),
        Role.MANAGER: RoleHelp(
            "Which files are at risk, who has them, and what an auditor asks for.",
            ("review-queue", "review-files", "review-figures", "review-intake", "review-report"),
            ("review-call",),
            (
                ("reviewer.md", "queue, call, report, figures for supervisors"),
                ("reviewer-import.md", "taking files in"),
            ),
        ),
        Role.ADMINISTRATOR: _ADMINISTRATOR,
    },
}


def roles_told(kind: OrganizationKind, roles: frozenset[Role]) -> tuple[Role, ...]:
    """A person's roles that have a page of help, in the order of the work."""
    return tuple(role for role in HELP[kind] if role in roles)

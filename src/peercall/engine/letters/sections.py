"""What a stretch of a letter is about, told from its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.engine.letters.patterns import late


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. kind: head, decision, reason, p2p, appeal, fast_appeal, external, keep,
    records, attempts, help, closing, or other."""

    kind: str
    heading: str
    start: int
    end: int


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, late(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("closing", r"^(?:yours )?(?:sincerely|respectfully|truly|faithfully)|^(?:kind |best )?regards|^cc\b|^enclosures?\b"),
        ("attempts", r"^(?:attempts?|efforts?)\b|call attempts|outreach (?:attempts|history)|contact attempts"),
        ("keep", r"(?:keep|continu\w+) (?:your |of )?(?:services?|benefits?|care|treatment|coverage)|aid paid pending|while you wait"),
        ("external", r"external|independent (?:medical |external )?review|fair hearing|state hearing|\bIRO\b|third[- ]party review"),
        ("fast_appeal", r"(?:fast|expedited|urgent|rush|quick)\b.{0,40}\b(?:appeals?|reconsideration|review)|(?:appeals?|reconsideration)\b.{0,30}\b(?:fast|expedited|urgent)"),
        ("p2p", r"peer[- ]?(?:to|2)[- ]?peer|\bP2P\b|(?:speak|talk|talking|speaking|discuss\w*|conversation|consult\w*)\b.{0,50}\b(?:review(?:er|ing)|physician|medical director|decision|determination|outcome|doctor|peer|clinician|pharmacist|us)\b|^discussion|(?:provider|doctor|physician|psychiatrist|prescriber|surgeon|clinician|practice|program|facility)s?\b.{0,12}\b(?:disagrees?|sees? (?:this|it) differently)|talk (?:it|this) (?:over|through)|(?:information|note|notice) (?:for|to) (?:your |the )?(?:doctor|provider|physician|prescriber|treating|ordering|requesting)|^for (?:the |your |our )?(?:\w+ )?(?:doctors?|physicians?|providers?|prescribers?|clinicians?|surgeons?|practitioners?|chiropractors?|therapists?)(?! (?:directory|network|billing))\b|your doctor can call|clinical (?:discussion|conversation)|physician[- ]to[- ]physician|doctor[- ]to[- ]doctor|reviewer (?:contact|access|availability)"),
        ("help", r"\bhelp\b|questions|contact (?:us|information)|customer service|member services|language|interpret|translat|more information|non-?discrimination|civil rights|accessib|assistance"),
        ("reason", r"\breasons?\b|rationale|\bbasis\b|\bwhy\b|explanation|clinical (?:summary|findings|judg|review)|scientific|outcome note|\bfindings\b|determination detail|medical necessity (?:review|determination|criteria)|how we (?:decided|made|reached)|what (?:we|the review) found|criteria|guideline"),
        ("appeal", r"appeal|grievance|disagree|reconsideration|redetermination|your (?:\w+ )?rights|dispute|what you can do|next steps|your options|if you (?:do not|don't) agree"),
        ("records", r"records?|documents? (?:reviewed|considered|we)|information (?:we )?(?:reviewed|used|considered)|materials? reviewed|what we (?:looked at|read|reviewed|used)|papers"),
        ("decision", r"decision|determin|denial|denied|not approved|outcome|\bresult\b|status|what we decided|your request|adverse|notice of|request (?:details|summary|information)|service"),
    )
)  # fmt: skip


def section_kind(heading: str, *, before: str) -> str:
    """Kind of the section a heading opens.

    before: kind of the section it ends. A heading that says nothing known opens `other`, save in the head of the letter,
    where names and addresses look like headings.
    """
    for kind, pattern in _KINDS:
        if pattern.search(heading):
            return kind
    return before if before in ("head", "") else "other"

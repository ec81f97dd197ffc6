"""The confirmation of an agreed time, the same day: as a letter, a fax cover and a text for the plan's portal.

Plain sentences from what was confirmed and agreed. What nobody knows stands in brackets, to be filled in or struck out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.engine.office_words import hour_words
from peercall.engine.wording import join

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AgreedTime:
    """What was agreed with the desk; an empty text is unknown."""

    starts_at: datetime
    minutes: int
    speaker: str
    their_number: str
    our_number: str
    reference: str
    agent: str
    reviewer: str
    reviewer_specialty: str


@dataclass(frozen=True, slots=True)
class SlotText:
    """One form of the confirmation. open: the brackets that are left in it."""

    key: str
    title: str
    hint: str
    text: str

    @property
    def open(self) -> tuple[str, ...]:
        """What is not known, in the order in which it stands."""
        return tuple(dict.fromkeys(part.split("]", 1)[0] for part in self.text.split("[")[1:]))


def slot_texts(
    agreed: AgreedTime, *, contract: Data, facts: Data, zone: str, other: str | None, today: datetime
) -> tuple[SlotText, ...]:
    """Letter, fax cover, portal. zone: of the practice; other: of the plan where it is known and differs."""
    known = _Known(agreed, contract, facts, zone, other, today)
    return (
        SlotText("letter", "Letter", "For your letterhead; send it the same day.", known.letter()),
        SlotText("fax", "Fax cover", "Names no patient and no diagnosis: anybody may see a cover sheet.", known.fax()),
        SlotText("portal", "Portal text", "For the message field of the plan's portal.", known.portal()),
    )


class _Known:
    """What is known, each with its bracket where it is not."""

    def __init__(
        self, agreed: AgreedTime, contract: Data, facts: Data, zone: str, other: str | None, today: datetime
    ) -> None:
        self.agreed, self.zone, self.other, self.today = agreed, zone, other, today
        self.fields: Data = contract.get("fields") or {}
        self.practice: Data = facts.get("practice") or {}
        self.speaker_facts: Data = facts.get("speaker") or {}

    def field(self, path: str, bracket: str) -> str:
        here: Any = self.fields
        for part in path.split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        value = here.get("value") if isinstance(here, Mapping) else None
        return _or(value, bracket)

    def numbers(self) -> str:
        kinds = {"reference_number": "reference", "authorization_number": "authorization", "claim_number": "claim"}
        found = [f"{word} {value}" for path, word in kinds.items() if (value := self.field(path, "")) and value != "[]"]
        if self.agreed.reference:
            found.insert(0, f"peer-to-peer reference {self.agreed.reference}")
        return join(found) or "[reference number]"

    def when(self) -> str:
        start = self.agreed.starts_at
        text = _moment(start, self.zone)
        if self.other:
            there = start.astimezone(ZoneInfo(self.other))
            if there.utcoffset() != start.astimezone(ZoneInfo(self.zone)).utcoffset():
                text += f" ({hour_words(there)} {there.tzname()} for you)"
        return text

    def speaker(self) -> str:
        name = _or(self.agreed.speaker, "name of the speaker")
        if self.speaker_facts.get("name") == self.agreed.speaker:
            more = [str(self.speaker_facts[key]) for key in ("specialty",) if self.speaker_facts.get(key)]
            return ", ".join([name, *more])
        return name

    def how(self) -> str:
        if self.agreed.their_number:
            return f"We will call {self.agreed.their_number}."
        direct = self.agreed.our_number or str(self.practice.get("direct_line") or "")
        backup = str(self.practice.get("phone") or "")
        also = f", or {backup} if nobody answers there" if backup and backup != direct else ""
        return f"Please call the direct line {_or(direct, 'direct line')}{also}."

    def reviewer(self) -> str:
        specialty = f", {self.agreed.reviewer_specialty}" if self.agreed.reviewer_specialty else ", [specialty]"
        return f"{_or(self.agreed.reviewer, 'name of the reviewer')}{specialty} will speak for the plan."

    def plan(self) -> str:
        return self.field("plan_name", "name of the plan")

    def change(self) -> str:
        phone = _or(self.practice.get("direct_line") or self.practice.get("phone"), "our telephone number")
        return (
            f"If this time cannot be kept, please tell us at {phone} before it begins, so that another one is agreed."
        )

    def letter(self) -> str:
        service = self.field("requested_service", "service").rstrip(".")
        notice = _written(self.field("dates.notification", "date of the notice"))
        lines = [
            _day(self.today, self.zone),
            "",
            f"To: {self.plan()}, peer-to-peer desk",
            f"Attention: {_or(self.agreed.agent, 'name of the agent')}",
            "",
            f"Subject: peer-to-peer call agreed, {self.numbers()}",
            f"Member: {self.field('member_name', 'member')}, member ID {self.field('member_id', 'member ID')}",
            f"Service: {service}",
            f"Your notice of {notice}",
            "",
            "This confirms what was agreed by telephone with "
            f"{_or(self.agreed.agent, 'name of the agent')}: a peer-to-peer call on {self.when()}, for about "
            f"{self.agreed.minutes} minutes.",
            f"{self.speaker()} will speak for us. {self.reviewer()} {self.how()}",
            "",
            self.change(),
            "Please confirm this time in writing, and tell us which criteria and which records you have before you.",
            "This is not an appeal.",
            "",
            _or(self.practice.get("name"), "name of the practice"),
            "[name and signature]",
        ]
        return "\n".join(lines)

    def fax(self) -> str:
        lines = [
            "FAX",
            "",
            f"To: {self.plan()}, peer-to-peer desk",
            "Fax: [fax number of the plan]",
            f"From: {_or(self.practice.get('name'), 'name of the practice')}",
            f"Telephone: {_or(self.practice.get('phone'), 'our telephone number')}",
            f"Date: {_day(self.today, self.zone)}",
            "Pages with this one: [number of pages]",
            f"Subject: confirmation of a peer-to-peer call, {self.numbers()}",
            "",
            "These pages are for the addressee alone and hold protected health information. If they reached you by "
            "mistake, please call the number above and destroy them.",
        ]
        return "\n".join(lines)

    def portal(self) -> str:
        sentences = [
            f"Peer-to-peer call agreed with {_or(self.agreed.agent, 'name of the agent')} for {self.when()}, about "
            f"{self.agreed.minutes} minutes ({self.numbers()}).",
            f"{self.speaker()} will speak for us.",
            self.reviewer(),
            self.how(),
            self.change(),
            "Please confirm in writing.",
        ]
        return " ".join(sentences)


def _or(value: object, bracket: str) -> str:
    return str(value) if value not in (None, "") else f"[{bracket}]"


def _written(text: str) -> str:
    """`2026-08-13` as `August 13, 2026`; what is no day stays as it is."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{day:%B} {day.day}, {day.year}"


def _day(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%B} {local.day}, {local.year}"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{hour_words(local)} {local.tzname()}"
    return f"{local:%A}, {local:%B} {local.day}, {local.year}, {clock}"

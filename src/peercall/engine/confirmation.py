"""From a reading a person has confirmed to the AdverseDetermination that starts clocks.

Two ways in: the contract as edited by a person (`determination.yaml` with `confirmed.by`), where null means not stated;
or `accept`, which takes found fields as they are and refuses when a field that a clock needs conflicts or is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import (
    AdverseDetermination,
    CaseFile,
    Moment,
    PlanFacts,
    RequestedService,
    StatedReason,
    StatedWindow,
)
from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.letters import OpenField, OpenKind
from peercall.domain.provenance import CaseSource, ResourceSource, SegmentSource, Source, SourceSpan
from peercall.domain.terms import (
    Anchor,
    ClockTarget,
    Decision,
    Funding,
    LineOfBusiness,
    NoticePhase,
    P2PEffect,
    RequestType,
    TimeUnit,
    Urgency,
)

#: roles of dates in the contract and the anchors they are
ROLE_ANCHORS: Mapping[str, Anchor] = {
    "notification": Anchor.NOTIFICATION_DATE,
    "determination": Anchor.DETERMINATION_DATE,
    "mailed": Anchor.MAILED_ON,
    "request_received": Anchor.REQUEST_RECEIVED,
    "verbal_notification": Anchor.VERBAL_NOTIFICATION,
    "service": Anchor.SERVICE,
    "admission": Anchor.ADMISSION,
    "decision_due": Anchor.DECISION_DUE,
}
_ANCHOR_ROLES = {anchor: role for role, anchor in ROLE_ANCHORS.items()}
_IDENTIFIERS = ("member_id", "group_number", "authorization_number", "claim_number", "reference_number")


def parse_moment(text: str, *, where: str) -> Moment:
    """A day, the first day of a range (`2026-06-25/2026-08-31`), or an aware datetime. Raises LetterNotConfirmed."""
    first = text.split("/", 1)[0].strip()
    try:
        if "T" in first:
            at = datetime.fromisoformat(first)
            if at.tzinfo is None:
                raise LetterNotConfirmed(
                    "a time without its offset", where=where, remedy="Write it as 2026-01-31T16:10-06:00."
                )
            return at
        return date.fromisoformat(first)
    except ValueError:
        raise LetterNotConfirmed(
            "this is not a date", where=where, remedy="Write it as 2026-01-31, or 2026-01-31T16:10-06:00 with the hour."
        ) from None


def line_of_employer_plan(line: LineOfBusiness | None, *, funding: Funding | None) -> LineOfBusiness | None:
    """The line of business once it is known who bears the risk of an employer's group plan.

    Self-funded it is erisa_self_funded, fully insured it is commercial; with funding unknown it stays employer_group, so
    that no state rule is taken to reach it or not to. Every other line stays as it is.
    """
    if line is not LineOfBusiness.EMPLOYER_GROUP or funding is None:
        return line
    return LineOfBusiness.ERISA_SELF_FUNDED if funding is Funding.SELF_FUNDED else LineOfBusiness.COMMERCIAL


class _Contract:
    """Reads the contract with its places, so that every refusal says where."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self.letter = str(contract.get("letter") or "")
        self.sha256 = str(contract.get("sha256") or "")
        fields = contract.get("fields")
        if not isinstance(fields, Mapping):
            raise LetterNotConfirmed(
                "the key `fields` is missing",
                where="determination.yaml",
                remedy="Make the file anew with `peercall read`.",
            )
        self.fields = fields
        self.sources: dict[str, Source] = {}

    def entry(self, path: str) -> Mapping[str, Any]:
        here: Any = self.fields
        for part in path.split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        return here if isinstance(here, Mapping) else {}

    def source(self, path: str, entry: Mapping[str, Any]) -> Source | None:
        """Where it stands: page and offsets, segment, or element of a resource; else the person who entered the value."""
        page, quote, span = entry.get("page"), entry.get("quote"), entry.get("span")
        segment, resource, element = entry.get("segment"), entry.get("resource"), entry.get("element")
        if isinstance(segment, int) and isinstance(quote, str):
            return SegmentSource(self.letter, self.sha256, segment, quote)
        if isinstance(resource, str) and isinstance(element, str):
            return ResourceSource(self.letter, self.sha256, resource, element, str(quote or entry.get("value")))
        if isinstance(page, int) and isinstance(quote, str) and page >= 1:
            start, end = (span[0], span[1]) if isinstance(span, list) and len(span) == 2 else (0, 0)
            return SourceSpan(self.letter, self.sha256, page, int(start), max(int(start), int(end)), quote)
        if entry.get("value") is not None:
            return CaseSource("determination.yaml", path, str(entry.get("value")))
        return None

    def value(self, path: str) -> Any:
        entry = self.entry(path)
        value = entry.get("value")
        if value is not None and (source := self.source(path, entry)) is not None:
            self.sources[path] = source
        return value

    def text(self, path: str) -> str | None:
        value = self.value(path)
        return None if value is None else str(value)

    def word(self, path: str, kind: type[Any]) -> Any:
        value = self.text(path)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            raise LetterNotConfirmed(
                f"`{path}` holds a word that is not known here",
                where="determination.yaml",
                remedy=f"Use one of: {allowed}.",
            ) from None

    def items(self, name: str) -> list[Mapping[str, Any]]:
        listed = self.fields.get(name)
        rows = [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
        for number, row in enumerate(rows):
            if (source := self.source(name, row)) is not None:
                self.sources[f"{name}.{number}"] = source
        return rows


def _unit(text: object) -> TimeUnit | None:
    return TimeUnit(text) if isinstance(text, str) and text in set(TimeUnit) else None


def _anchor(text: object) -> Anchor | None:
    return Anchor(text) if isinstance(text, str) and text in set(Anchor) else None


def _target(text: object, default: ClockTarget) -> ClockTarget:
    if isinstance(text, str) and text in set(ClockTarget):
        return ClockTarget(text)
    return default


def _window(contract: _Contract, path: str, *, default: ClockTarget) -> StatedWindow | None:
    entry = contract.entry(path)
    text = entry.get("text") or entry.get("quote")
    until = entry.get("until")
    if not text and entry.get("value") is None and until is None:
        return None
    source = contract.source(path, {**entry, "value": text})
    if source is not None:
        contract.sources[path] = source
    value = entry.get("value")
    return StatedWindow(
        text=str(text or ""),
        applies_to=_target(entry.get("applies_to"), default),
        value=int(value) if isinstance(value, int | str) and str(value).isdigit() else None,
        unit=_unit(entry.get("unit")),
        counted_from=_anchor(entry.get("counted_from")),
        until=parse_moment(str(until), where=f"determination.yaml, fields.{path}.until") if until else None,
        or_event=_anchor(entry.get("or_event")),
        which=str(entry["which"]) if entry.get("which") else None,
        source=source,
    )


def _other_window(contract: _Contract, item: Mapping[str, Any]) -> StatedWindow:
    """A further window; `kind`, or a value in words, says what it is for."""
    value, until = item.get("value"), item.get("until")
    words = [str(item["kind"]).replace("_", " ")] if item.get("kind") else []
    if isinstance(value, str) and not value.isdigit():
        words.append(value)
    counted = isinstance(value, int | str) and str(value).isdigit() and _unit(item.get("unit")) is not None
    return StatedWindow(
        text=str(item.get("quote") or item.get("text") or value),
        applies_to=ClockTarget.FILING,
        value=int(str(value)) if counted else None,
        unit=_unit(item.get("unit")),
        counted_from=_anchor(item.get("counted_from")),
        until=parse_moment(str(until), where="determination.yaml, fields.other_windows") if until else None,
        or_event=_anchor(item.get("or_event")),
        which=str(item["which"]) if item.get("which") else None,
        source=contract.source("other_windows", item),
        about="; ".join(words) or None,
    )


def _codes(items: list[Mapping[str, Any]], *, default: CodeSystem, by_person: bool) -> tuple[Code, ...]:
    """The codes; without a person's confirmation none that recognition only proposes for what it read as another."""
    out: list[Code] = []
    for item in items:
        if item.get("value") is None:
            continue
        if not by_person and item.get("uncertain") and str(item["value"]) != str(item.get("quote")).upper():
            continue
        system = str(item.get("system") or default.value)
        out.append(Code(CodeSystem(system) if system in set(CodeSystem) else default, str(item["value"])))
    return tuple(out)


def _reason_words(item: Mapping[str, Any]) -> str:
    """The plan's words; of a segment or resource, whose quote is codes, what they say."""
    coded = item.get("segment") is not None or item.get("resource") is not None
    return str(item["value"] if coded and item.get("value") else item.get("quote") or item["value"])


#: roles of days on which the plan has already acted
_PLAN_ACTED = ("notification", "determination", "mailed")


def clock_fields_open(contract: Mapping[str, Any], *, case: CaseFile, at: datetime | None = None) -> tuple[str, ...]:
    """`open_clock_fields`, one sentence each; empty when nothing is open."""
    return tuple(one.sentence for one in open_clock_fields(contract, case=case, at=at))


def open_clock_fields(
    contract: Mapping[str, Any], *, case: CaseFile, at: datetime | None = None
) -> tuple[OpenField, ...]:
    """Fields a clock needs that the reading leaves conflicting, missing or uncertain; empty when none.

    Any date or window that text recognition did not read for sure is open: a wrong day would start a wrong clock. So is a
    day on which the plan decided or wrote that lies after `at`.

    A clock needs the day its window is counted from; the receipt day comes from case.yaml. Without any window stated,
    the notice date is needed because the rules count from it, unless the decision is still pending.
    """
    read = _Contract(contract)
    out: list[OpenField] = []
    pending = read.entry("decision").get("value") == Decision.PENDING_ADVERSE.value
    needed: dict[str, str] = {}
    for path in ("p2p_window", "appeal_deadline"):
        entry = read.entry(path)
        if entry.get("status") == "conflicting":
            out.append(OpenField(path, OpenKind.CONFLICTING))
        anchor = _anchor(entry.get("counted_from"))
        if anchor is not None and anchor not in case.moments and entry.get("value") is not None:
            needed[_ANCHOR_ROLES.get(anchor, anchor.value)] = path
    if not pending and not any(
        read.entry(f"dates.{role}").get("value") for role in ("notification", "determination", "mailed")
    ):
        needed.setdefault("notification", "")
    if read.entry("decision").get("status") == "conflicting":
        out.append(OpenField("decision", OpenKind.CONFLICTING))
    for role, path in needed.items():
        if role == Anchor.RECEIPT_DATE.value:
            out.append(OpenField("denial.receipt_date", OpenKind.MISSING, counts=path, in_case=True))
            continue
        if role == Anchor.DISCHARGE.value or role not in ROLE_ANCHORS:
            continue
        entry = read.entry(f"dates.{role}")
        if entry.get("status") == "conflicting":
            out.append(OpenField(f"dates.{role}", OpenKind.CONFLICTING, counts=path))
        elif entry.get("value") is None:
            out.append(OpenField(f"dates.{role}", OpenKind.MISSING, counts=path))
    paths = ("p2p_window", "appeal_deadline", *(f"dates.{role}" for role in ROLE_ANCHORS))
    out += [OpenField(path, OpenKind.UNCERTAIN) for path in paths if read.entry(path).get("uncertain")]
    if at is not None:
        days = {role: str(read.entry(f"dates.{role}").get("value") or "")[:10] for role in _PLAN_ACTED}
        out += [
            OpenField(f"dates.{role}", OpenKind.FUTURE) for role, day in days.items() if day > at.date().isoformat()
        ]
    return tuple(out)


def confirm_determination(
    contract: Mapping[str, Any], *, case: CaseFile, by: str | None, at: datetime | None, accept: bool
) -> AdverseDetermination:
    """The determination that a person stands for.

    contract: as written by `reading_to_contract` and perhaps edited. by/at: who confirmed and when; from the contract's
    `confirmed` block when a person filled it in. accept: take found fields as they are.
    Raises LetterNotConfirmed when nobody confirmed, or when `accept` meets a conflict or gap that a clock needs.
    What case.yaml says about plan and dates completes the letter; where the two differ, case.yaml stands for the plan's
    line, funding and state (people know their payer), the letter for its own dates.
    """
    confirmed = contract.get("confirmed")
    person = confirmed.get("by") if isinstance(confirmed, Mapping) else None
    stamp = confirmed.get("at") if isinstance(confirmed, Mapping) else None
    if person:
        by = str(person)
        if stamp:
            moment = parse_moment(str(stamp), where="determination.yaml, confirmed.at")
            at = moment if isinstance(moment, datetime) else at
    elif not accept:
        raise LetterNotConfirmed(
            "nobody has confirmed what was read from the letter",
            where="determination.yaml",
            remedy="Check its fields, fill in `confirmed: by:` with your name, or run again with --accept.",
        )
    elif open_fields := clock_fields_open(contract, case=case, at=at):
        raise LetterNotConfirmed(
            "not accepted as read: " + "; ".join(open_fields),
            where="determination.yaml",
            remedy="Put the right value there (or leave it null), fill in `confirmed: by:`, and run again.",
        )
    read = _Contract(contract)
    moments: dict[Anchor, Moment] = dict(case.moments)
    for role, anchor in ROLE_ANCHORS.items():
        if (text := read.text(f"dates.{role}")) is not None:
            moments[anchor] = parse_moment(text, where=f"determination.yaml, fields.dates.{role}")
    decision: Decision | None = read.word("decision", Decision)
    line: LineOfBusiness | None = case.plan.line_of_business or read.word("line_of_business", LineOfBusiness)
    funding: Funding | None = case.plan.funding or read.word("funding", Funding)
    dob = read.text("member_dob")
    reasons = tuple(
        StatedReason(
            _reason_words(item),
            str(item["class"]) if item.get("class") else None,
            read.source("stated_reasons", item),
        )
        for item in read.items("stated_reasons")
        if item.get("value") or item.get("quote")
    )
    offered = read.value("p2p_offered")
    return AdverseDetermination(
        letter=read.letter,
        sha256=read.sha256,
        plan=PlanFacts(
            name=case.plan.name or read.text("plan_name"),
            administrator=case.plan.administrator or read.text("administrator"),
            payer_id=case.plan.payer_id,
            line_of_business=line_of_employer_plan(line, funding=funding),
            funding=funding,
            state=case.plan.state,
            market=case.plan.market,
            grandfathered=case.plan.grandfathered,
        ),
        service=RequestedService(
            description=read.text("requested_service"),
            service_codes=_codes(read.items("service_codes"), default=CodeSystem.CPT, by_person=bool(person)),
            diagnosis_codes=_codes(read.items("diagnosis_codes"), default=CodeSystem.ICD10CM, by_person=bool(person)),
            quantity_requested=read.text("quantity_requested"),
            quantity_approved=read.text("quantity_approved"),
        ),
        decision=decision,
        request_type=read.word("request_type", RequestType),
        notice_phase=NoticePhase.BEFORE_NOTICE if decision is Decision.PENDING_ADVERSE else NoticePhase.AFTER_NOTICE,
        urgency=read.word("urgency", Urgency) or case.urgency,
        reasons=reasons,
        moments=moments,
        p2p_offered=offered if isinstance(offered, bool) else None,
        p2p_window=_window(read, "p2p_window", default=ClockTarget.REQUEST),
        appeal_window=_window(read, "appeal_deadline", default=ClockTarget.FILING),
        other_windows=tuple(_other_window(read, item) for item in read.items("other_windows")),
        p2p_effect_stated=read.word("p2p_effect", P2PEffect),
        p2p_phone=read.text("p2p_phone"),
        p2p_hours=read.text("p2p_hours"),
        expedited_phone=read.text("expedited_phone"),
        expedited_fax=read.text("expedited_fax"),
        appeal_address=read.text("appeal_address"),
        appeal_fax=read.text("appeal_fax"),
        member_name=read.text("member_name"),
        member_dob=date.fromisoformat(dob) if dob else None,
        identifiers={kind: value for kind in _IDENTIFIERS if (value := read.text(kind)) is not None},
        provider_name=read.text("provider_name"),
        provider_npi=read.text("provider_npi"),
        facility=read.text("facility"),
        reviewer_name=read.text("reviewer_name"),
        reviewer_credentials=read.text("reviewer_credentials"),
        reviewer_specialty=read.text("reviewer_specialty"),
        criteria_cited=tuple(str(i.get("value")) for i in read.items("criteria_cited") if i.get("value")),
        records_reviewed=tuple(str(i.get("value")) for i in read.items("records_reviewed") if i.get("value")),
        p2p_terms=tuple(str(i.get("quote")) for i in read.items("p2p_terms") if i.get("quote")),
        p2p_before_appeal=any(i.get("about") == "order" for i in read.items("p2p_terms")),
        sources=read.sources,
        confirmed_by=by,
        confirmed_at=at,
    )

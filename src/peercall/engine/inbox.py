"""The work list: denial rows and answers of any number of files, by claim and request, what ends first on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from peercall.domain.remittances import (
    DenialRow,
    Inbox,
    InboxClock,
    InboxItem,
    RemittedClaim,
    ReviewRow,
    X12Problem,
)
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Decision, NoticePhase, RequestType, Route, TriageOutcome
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.denial_codes import ReasonCodes
from peercall.engine.inbox_assessment import Assessor, Denial

REMITTANCE, AUTHORIZATION, REFUSED = "remittance", "authorization", "refused_request"
OPEN, PENDING, REVERSED, CERTIFIED = "open", "pending", "reversed", "certified"
_CERTIFIED_IN_PART, NOT_CERTIFIED, _CHANGED = "A2", "A3", "A6"
DECISIONS = {
    NOT_CERTIFIED: Decision.DENIED,
    _CERTIFIED_IN_PART: Decision.PARTIALLY_DENIED,
    _CHANGED: Decision.MODIFIED,
}
_WORTH = {TriageOutcome.P2P: 0, TriageOutcome.P2P_WITH_WARNING: 1, TriageOutcome.OTHER_ROUTE: 2, None: 3}

Row = DenialRow | ReviewRow
Claim = list[DenialRow]


def build_inbox(
    rows: Iterable[Row | X12Problem],
    *,
    rulebook: Rulebook,
    calendar: BusinessCalendar,
    as_of: datetime,
    files_read: Sequence[str] = (),
) -> Inbox:
    """Items sorted by clock (running first, then unknown, then ended), then by worth of a call, then by amount.

    Nothing here is confirmed by a person: clocks are proposed from the date of the payment or answer.
    """
    claims: dict[tuple[str, int], Claim] = {}
    requests: dict[tuple[str, ...], list[ReviewRow]] = {}
    problems: list[X12Problem] = []
    for row in rows:
        if isinstance(row, X12Problem):
            problems.append(row)
        elif isinstance(row, DenialRow):
            claims.setdefault(_claim_key(row), []).append(row)
        else:
            requests.setdefault(_request_key(row), []).append(row)
    builder = _Builder(rulebook, Assessor(rulebook, calendar, as_of))
    settled = list(builder.settle(claims))
    items = [builder.claim(claim) for claim in claims.values()]
    for group in requests.values():
        item = builder.request(group)
        (settled if item.state == CERTIFIED else items).append(item)
    items.sort(key=_order)
    return Inbox(
        items=tuple(items),
        settled=tuple(settled),
        problems=tuple(problems),
        files_read=tuple(files_read),
        counts=Counter(item.outcome.value if item.outcome else item.kind for item in items),
    )


def _order(item: InboxItem) -> tuple[int, date, int, Decimal]:
    return *urgency_order(item.clock, item.outcome), -(item.at_stake or Decimal(0))


def urgency_order(clock: InboxClock | None, outcome: TriageOutcome | None) -> tuple[int, date, int]:
    """What may end first on top, then what has no clock, then what may be past; among equals what a call can change."""
    group = 1 if clock is None else (2 if clock.past else 0)
    return group, clock.ends_on if clock else date.max, _WORTH[outcome]


def _claim_key(row: DenialRow) -> tuple[str, int]:
    source = row.source
    return f"{source.document} {source.sha256}", row.claim.segment


def _request_key(row: ReviewRow) -> tuple[str, ...]:
    answer = row.answer
    return (
        answer.document,
        answer.sha256,
        answer.interchange,
        answer.transaction,
        *(row.traces or (row.review_id or "",)),
    )


class _Builder:
    """Makes items out of rows."""

    def __init__(self, rulebook: Rulebook, assessor: Assessor) -> None:
        self._tables = rulebook.remittance
        self._codes = ReasonCodes.of(rulebook.reasons)
        self._assessor = assessor

    def settle(self, claims: dict[tuple[str, int], Claim]) -> list[InboxItem]:
        """Takes out of `claims` the reversals and what they take back, in the order of payment."""
        settled: list[InboxItem] = []
        earlier: dict[tuple[str, str], list[tuple[tuple[str, int], Claim]]] = {}
        for key, claim in sorted(claims.items(), key=lambda item: _paid_on(item[1][0].claim)):
            of = claim[0].claim
            name = (_payer(of).casefold(), of.patient_control_number)
            if of.status not in self._tables.reversal_status:
                earlier.setdefault(name, []).append((key, claim))
                continue
            del claims[key]
            known = [(one, rows) for one, rows in earlier.get(name, ()) if _same_claim(rows[0].claim, of)]
            for one, rows in known:
                del claims[one]
                why = "the payer took this decision back: look for the corrected claim"
                settled.append(self._settled(rows, why, claim[0]))
            earlier[name] = [(one, rows) for one, rows in earlier.get(name, ()) if one in claims]
            if not known:
                settled.append(self._settled(claim, "takes back a decision that is not in these files", claim[0]))
        return settled

    def _settled(self, rows: Claim, why: str, by: DenialRow) -> InboxItem:
        codes = tuple(dict.fromkeys(code for row in rows for code in row.reason_codes))
        coded = self._codes.of_remittance(codes, _remarks(rows))
        return InboxItem(
            kind=REMITTANCE,
            state=REVERSED,
            rows=tuple(rows),
            codes=codes,
            reason_classes=coded.classes,
            other_classes=coded.others,
            unknown_codes=coded.unknown,
            outcome=None,
            why=why,
            route=None,
            route_why=None,
            clock=None,
            missing=(),
            at_stake=_total(row.at_stake for row in rows),
            settled_by=by.source,
        )

    def claim(self, rows: Claim) -> InboxItem:
        """One denied claim with its lines."""
        of = rows[0].claim
        codes = tuple(dict.fromkeys(code for row in rows for code in row.reason_codes))
        coded = self._codes.of_remittance(codes, _remarks(rows))
        worth = self._assessor.worth(
            Denial(
                payer=of.remittance.payer.name,
                line=self._tables.lines.get(of.filing or ""),
                classes=coded.classes,
                request_type=RequestType.RETROSPECTIVE,
                phase=NoticePhase.AFTER_NOTICE,
                decision=Decision.DENIED,
                notified_on=of.remittance.produced_on or of.remittance.paid_on,
                revenue_code=rows[0].service.revenue_code,
            ),
            source=rows[0].source,
        )
        outcome, why, route, route_why = worth.outcome, worth.why, worth.route, worth.route_why
        mended = [self._tables.claim_level[code] for code in codes if code in self._tables.claim_level]
        if mended and len(mended) == len(codes):
            outcome, (route, route_why) = TriageOutcome.OTHER_ROUTE, mended[0]
            why = f"no call: {route_why}"
        elif not codes:
            outcome, route, route_why = TriageOutcome.OTHER_ROUTE, Route.OTHER_ENTITY, "ask the payer why it is denied"
            why = "the claim's status says denied, and no code says why"
        return InboxItem(
            kind=REMITTANCE,
            state=OPEN,
            rows=tuple(rows),
            codes=codes,
            reason_classes=coded.classes,
            other_classes=coded.others,
            unknown_codes=coded.unknown,
            outcome=outcome,
            why=why,
            route=route,
            route_why=route_why,
            clock=worth.clock,
            missing=worth.missing,
            at_stake=_total(row.at_stake for row in rows),
            warnings=worth.warnings,
        )

    def request(self, rows: Sequence[ReviewRow]) -> InboxItem:
        """One answered request with its services."""
        actions = {row.action for row in rows}
        adverse = [row for row in rows if row.action in self._tables.adverse_actions]
        pending = [row for row in rows if self._is_open(row)]
        refused = [row for row in rows if row.refusals]
        if not adverse and not pending and refused:
            return self._refused(rows, refused)
        if not adverse and not pending:
            words = sorted(
                self._tables.actions.get(action or "", f"action {action} is not known") for action in actions
            )
            return self._request_item(rows, CERTIFIED, (), None, "; ".join(words))
        lead = (adverse or pending)[0]
        codes = tuple(dict.fromkeys(code for row in adverse or pending for code in row.reasons))
        coded = self._codes.of_decision(codes)
        denial = Denial(
            payer=lead.answer.payer.name,
            line=None,
            classes=coded.classes,
            request_type=RequestType.PROSPECTIVE if is_ahead(lead) else None,
            phase=NoticePhase.AFTER_NOTICE if adverse else NoticePhase.BEFORE_NOTICE,
            decision=DECISIONS.get(lead.action or ""),
            urgency=lead.urgency,
            notified_on=lead.answered_on if adverse else None,
            is_appeal=lead.is_appeal,
            revenue_code=lead.service.revenue_code,
        )
        return self._request_item(rows, OPEN if adverse else PENDING, codes, denial, None)

    def _is_open(self, row: ReviewRow) -> bool:
        """True for an answer that decides nothing yet, and for one whose action is not known: nobody may rest on it."""
        if row.action in self._tables.pending_actions:
            return True
        return row.action not in self._tables.actions and not row.refusals

    def _refused(self, rows: Sequence[ReviewRow], refused: Sequence[ReviewRow]) -> InboxItem:
        first = refused[0].refusals[0]
        action = self._tables.follow_ups.get(first.follow_up or "", "ask the payer what to do")
        codes = tuple(dict.fromkeys(one.reason for row in refused for one in row.refusals if one.reason))
        return InboxItem(
            kind=REFUSED,
            state=OPEN,
            rows=tuple(rows),
            codes=codes,
            reason_classes=(),
            other_classes=(),
            unknown_codes=(),
            outcome=None,
            why=f"the request was refused before any decision: {action}",
            route=None,
            route_why=None,
            clock=None,
            missing=("a decision: the request was not taken in",),
            at_stake=None,
        )

    def _request_item(
        self, rows: Sequence[ReviewRow], state: str, codes: tuple[str, ...], denial: Denial | None, why: str | None
    ) -> InboxItem:
        coded = self._codes.of_decision(codes)
        worth = self._assessor.worth(denial, source=rows[0].source) if denial is not None else None
        counted = [row for row in rows if row.action in self._tables.adverse_actions | self._tables.pending_actions]
        return InboxItem(
            kind=AUTHORIZATION,
            state=state,
            rows=tuple(rows),
            codes=codes,
            reason_classes=coded.classes,
            other_classes=coded.others,
            unknown_codes=coded.unknown,
            outcome=worth.outcome if worth else None,
            why=worth.why if worth else why or "",
            route=worth.route if worth else None,
            route_why=worth.route_why if worth else None,
            clock=worth.clock if worth else None,
            missing=worth.missing if worth else (),
            at_stake=_total(row.charge for row in counted) if any(row.charge is not None for row in counted) else None,
            warnings=worth.warnings if worth else (),
        )


def is_ahead(row: ReviewRow) -> bool:
    """True when the service lies on or after the day of the answer."""
    first = row.service.first_on
    return first is not None and row.answered_on is not None and first >= row.answered_on


def _payer(claim: RemittedClaim) -> str:
    payer = claim.remittance.payer
    return payer.identifier or payer.name or ""


def _paid_on(claim: RemittedClaim) -> date:
    """Order of payments; one without a date stays where it stood (sorting is stable)."""
    return claim.remittance.paid_on or claim.remittance.produced_on or date.min


def _same_claim(before: RemittedClaim, reversal: RemittedClaim) -> bool:
    """True when the payer's numbers agree, as far as both name one."""
    numbers = {reversal.payer_control_number, reversal.original_reference} - {None}
    return before.payer_control_number is None or not numbers or before.payer_control_number in numbers


def _remarks(rows: Iterable[DenialRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(remark for row in rows for remark in row.remarks))


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None when one of them is not known."""
    out = Decimal(0)
    for one in amounts:
        if one is None:
            return None
        out += one
    return out

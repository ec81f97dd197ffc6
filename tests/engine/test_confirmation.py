"""Letters propose, people confirm: what starts a clock and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from peercall.domain.determinations import CaseFile, PlanFacts
from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.letters import DATE_ROLES, LIST_FIELDS, SCALAR_FIELDS, Conflicting, Found, LetterReading, NotFound
from peercall.domain.provenance import CaseSource, SourceSpan
from peercall.domain.terms import Anchor, Decision, Funding, LineOfBusiness, NoticePhase, Side, TimeUnit
from peercall.engine.confirmation import clock_fields_open, confirm_determination
from peercall.engine.contract import reading_to_contract

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def found(value: str | bool | int, quote: str | None = None, /, **extra: str | int | bool) -> Found:
    words = quote or str(value)
    return Found(value, SourceSpan("denial/letter.txt", "ab" * 32, 1, 0, len(words), words), extra=extra)


def letter(**known: Any) -> LetterReading:
    dates = known.pop("dates", {})
    lists = known.pop("lists", {})
    return LetterReading(
        document="denial/letter.txt",
        sha256="ab" * 32,
        fields={name: known.get(name, NotFound()) for name in SCALAR_FIELDS},
        dates={role: dates.get(role, NotFound()) for role in DATE_ROLES},
        lists={name: lists.get(name, ()) for name in LIST_FIELDS},
    )


def case(**known: Any) -> CaseFile:
    return CaseFile(
        side=Side.PROVIDER, time_zone="America/Chicago", as_of=NOW, urgency=None, denial_files=("denial/letter.txt",),
        moments=known.pop("moments", {}), plan=known.pop("plan", PlanFacts()), **known,
    )  # fmt: skip


def contract(reading: LetterReading) -> Mapping[str, Any]:
    return reading_to_contract(reading, reasons={})


WINDOW = found("within 5 business days of this letter", text="within 5 business days of this letter", value=5,
               unit="business_days", counted_from="notification_date", applies_to="request")  # fmt: skip
PLAIN = {"decision": found("denied"), "p2p_window": WINDOW, "dates": {"notification": found("2026-03-02")}}


def test_a_reading_nobody_confirmed_starts_no_clock() -> None:
    with pytest.raises(LetterNotConfirmed, match="nobody has confirmed"):
        confirm_determination(contract(letter(**PLAIN)), case=case(), by=None, at=NOW, accept=False)


def test_accept_takes_found_fields_with_their_places() -> None:
    got = confirm_determination(contract(letter(**PLAIN)), case=case(), by="Ada Okafor", at=NOW, accept=True)
    assert got.decision is Decision.DENIED
    assert got.moments[Anchor.NOTIFICATION_DATE] == date(2026, 3, 2)
    assert got.p2p_window is not None
    assert (got.p2p_window.value, got.p2p_window.unit) == (5, TimeUnit.BUSINESS_DAYS)
    source = got.sources["dates.notification"]
    assert isinstance(source, SourceSpan)
    assert source.quote == "2026-03-02"


def test_accept_refuses_a_missing_day_that_a_clock_counts_from_and_names_it() -> None:
    known = {**PLAIN, "dates": {"determination": found("2026-03-01")}}
    with pytest.raises(
        LetterNotConfirmed, match=r"fields\.dates\.notification is not stated \(p2p_window counts from it\)"
    ):
        confirm_determination(contract(letter(**known)), case=case(), by="x", at=NOW, accept=True)


def test_accept_refuses_conflicting_notice_dates() -> None:
    both = Conflicting((found("2026-03-02"), found("2026-03-04")), "two dates at the head")
    known = {**PLAIN, "dates": {"notification": both}}
    with pytest.raises(LetterNotConfirmed, match=r"dates\.notification has several candidates"):
        confirm_determination(contract(letter(**known)), case=case(), by="x", at=NOW, accept=True)


def test_a_conflict_that_no_clock_needs_does_not_stop_acceptance() -> None:
    known = {**PLAIN, "plan_name": Conflicting((found("Northgate"), found("Northgate Plus")))}
    got = confirm_determination(contract(letter(**known)), case=case(), by="x", at=NOW, accept=True)
    assert got.plan.name is None


def test_a_window_from_receipt_needs_the_receipt_day_of_case_yaml() -> None:
    appeal = found("180 days of receipt", text="180 days of receipt", value=180, unit="calendar_days",
                   counted_from="receipt_date")  # fmt: skip
    reading = contract(letter(**PLAIN, appeal_deadline=appeal))
    assert clock_fields_open(reading, case=case()) == (
        "denial.receipt_date is missing in case.yaml (appeal_deadline counts from it)",
    )
    assert clock_fields_open(reading, case=case(moments={Anchor.RECEIPT_DATE: date(2026, 3, 3)})) == ()


def test_what_a_person_wrote_counts_and_is_marked_as_said_by_a_person() -> None:
    edited = dict(contract(letter(**{**PLAIN, "dates": {}})))
    edited["confirmed"] = {"by": "J. Brandt", "at": "2026-03-04T10:00-06:00"}
    edited["fields"]["dates"]["notification"] = {"value": "2026-03-02"}
    got = confirm_determination(edited, case=case(), by=None, at=None, accept=False)
    assert got.confirmed_by == "J. Brandt"
    assert got.moments[Anchor.NOTIFICATION_DATE] == date(2026, 3, 2)
    assert isinstance(got.sources["dates.notification"], CaseSource)


def test_a_null_a_person_confirmed_stays_unknown() -> None:
    edited = dict(contract(letter(**{**PLAIN, "dates": {}})))
    edited["confirmed"] = {"by": "J. Brandt"}
    got = confirm_determination(edited, case=case(), by=None, at=None, accept=False)
    assert Anchor.NOTIFICATION_DATE not in got.moments


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("decision", "refused", "`decision` holds a word that is not known here"),
        ("line_of_business", "hmo", "`line_of_business` holds a word"),
    ],
)
def test_a_word_outside_the_contract_is_refused_with_the_allowed_ones(field: str, value: str, told: str) -> None:
    edited = dict(contract(letter(**PLAIN)))
    edited["confirmed"] = {"by": "J. Brandt"}
    edited["fields"][field] = {"value": value}
    with pytest.raises(LetterNotConfirmed) as refusal:
        confirm_determination(edited, case=case(), by=None, at=None, accept=False)
    assert told in str(refusal.value)
    assert "Use one of:" in str(refusal.value)


@pytest.mark.parametrize("value", ["31 March", "2026-02-30", "2026-03-02T10:00"])
def test_an_impossible_date_is_refused_where_it_stands(value: str) -> None:
    edited = dict(contract(letter(**PLAIN)))
    edited["confirmed"] = {"by": "J. Brandt"}
    edited["fields"]["dates"]["notification"] = {"value": value}
    with pytest.raises(LetterNotConfirmed, match=r"fields\.dates\.notification"):
        confirm_determination(edited, case=case(), by=None, at=None, accept=False)


def test_an_intent_to_deny_is_before_the_notice_and_needs_no_notice_date() -> None:
    pending = letter(decision=found("pending_adverse"))
    got = confirm_determination(contract(pending), case=case(), by="x", at=NOW, accept=True)
    assert got.notice_phase is NoticePhase.BEFORE_NOTICE


def test_case_yaml_knows_the_payer_better_than_the_letter() -> None:
    reading = letter(**PLAIN, funding=found("fully_insured"))
    known = case(plan=PlanFacts(funding=Funding.SELF_FUNDED))
    got = confirm_determination(contract(reading), case=known, by="x", at=NOW, accept=True)
    assert got.plan.funding is Funding.SELF_FUNDED


@pytest.mark.parametrize(
    ("funding", "line"),
    [
        ("self_funded", LineOfBusiness.ERISA_SELF_FUNDED),
        ("fully_insured", LineOfBusiness.COMMERCIAL),
        (None, LineOfBusiness.EMPLOYER_GROUP),
    ],
)
def test_an_employer_plan_is_told_by_who_bears_the_risk(funding: str | None, line: LineOfBusiness) -> None:
    known = {"line_of_business": found("employer_group")} | ({"funding": found(funding)} if funding else {})
    confirmed = confirm_determination(contract(letter(**PLAIN, **known)), case=case(), by=None, at=NOW, accept=True)
    assert confirmed.plan.line_of_business is line


def test_an_employer_plan_is_told_by_the_funding_that_the_case_states() -> None:
    known = case(plan=PlanFacts(funding=Funding.SELF_FUNDED))
    read = contract(letter(**PLAIN, line_of_business=found("employer_group")))
    confirmed = confirm_determination(read, case=known, by=None, at=NOW, accept=True)
    assert confirmed.plan.line_of_business is LineOfBusiness.ERISA_SELF_FUNDED


def test_funding_changes_no_other_line_of_business() -> None:
    read = contract(letter(**PLAIN, line_of_business=found("aca_marketplace"), funding=found("fully_insured")))
    confirmed = confirm_determination(read, case=case(), by=None, at=NOW, accept=True)
    assert confirmed.plan.line_of_business is LineOfBusiness.ACA_MARKETPLACE


@pytest.mark.parametrize(("day", "is_open"), [("2026-03-04", False), ("2026-03-05", True), ("2062-03-02", True)])
def test_notice_dated_after_the_moment_is_not_accepted_as_read(day: str, is_open: bool) -> None:
    reading = contract(letter(**PLAIN | {"dates": {"notification": found(day)}}))
    told = ("fields.dates.notification lies in the future",) if is_open else ()
    assert clock_fields_open(reading, case=case(), at=NOW) == told

"""Clocks of the letter and of the law: readings, boundaries, what is unknown, what does not reach the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.clock_cases import AS_OF, calendar, clock, clocks, determination, plan, rulebook, window

from peercall.domain.determinations import StatedWindow
from peercall.domain.errors import CalendarNotCovered
from peercall.domain.terms import (
    Anchor,
    ClockStatus,
    ClockTarget,
    Funding,
    LineOfBusiness,
    NoticePhase,
    RequestType,
    TimeUnit,
    Urgency,
)
from peercall.engine.deadlines.counting import end_key, reading_end
from peercall.engine.deadlines.due_days import due_days


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "notice, number, day_after, same_day, because",
    [
        (date(2026, 5, 18), 3, date(2026, 5, 21), date(2026, 5, 20), "three plain business days"),
        (date(2026, 5, 21), 2, date(2026, 5, 26), date(2026, 5, 22), "the weekend and Memorial Day are skipped"),
        (date(2026, 6, 30), 3, date(2026, 7, 6), date(2026, 7, 2), "Independence Day is observed on Friday, July 3"),
    ],
)
def test_window_in_business_days_has_both_readings_and_the_earlier_drives(
    notice: date, number: int, day_after: date, same_day: date, because: str
) -> None:
    one = determination({Anchor.NOTIFICATION_DATE: notice}, p2p_window=window(number))
    found = clock(one, "peer-to-peer", as_of=moment(f"{notice}T10:00-05:00"))
    assert [reading.due_on for reading in found.readings] == [day_after, same_day], because
    assert found.drives is not None and found.drives.due_on == same_day
    assert found.status is ClockStatus.RUNNING


def test_window_tells_the_strictest_date_if_the_plan_works_on_the_holiday() -> None:
    one = determination({Anchor.NOTIFICATION_DATE: date(2026, 6, 30)}, p2p_window=window(3))
    found = clock(one, "peer-to-peer", as_of=moment("2026-06-30T10:00-05:00"))
    assert any("2026-07-03" in warning and "strictest date is 2026-07-02" in warning for warning in found.warnings)


def test_state_holiday_among_the_days_counted_is_told() -> None:
    one = determination({Anchor.NOTIFICATION_DATE: date(2026, 4, 22)}, p2p_window=window(3))
    found = clock(
        one, "peer-to-peer", as_of=moment("2026-04-22T10:00-05:00"), state_holidays={date(2026, 4, 24): "Arbor Day"}
    )
    assert any("Arbor Day" in warning and "state holiday" in warning for warning in found.warnings)


def test_calendar_days_count_weekends_and_name_the_closed_end() -> None:
    one = determination(p2p_window=window(5, TimeUnit.CALENDAR_DAYS))
    found = clock(one, "peer-to-peer")
    assert [reading.due_on for reading in found.readings] == [date(2026, 5, 23), date(2026, 5, 22)]
    assert "2026-05-23 is a Saturday: plan for Friday 2026-05-22" in found.warnings


def test_closed_office_on_the_way_and_planned_service_are_told() -> None:
    moments = {Anchor.NOTIFICATION_DATE: date(2026, 5, 18), Anchor.SERVICE: date(2026, 5, 27)}
    found = clock(determination(moments, p2p_window=window(14, TimeUnit.CALENDAR_DAYS)), "peer-to-peer")
    assert any("offices are closed on Monday 2026-05-25 (Memorial Day)" in warning for warning in found.warnings)
    assert any("service is planned for Wednesday 2026-05-27" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "as_of, status, left",
    [
        ("2026-05-18T09:00-05:00", ClockStatus.RUNNING, "2 business days"),
        ("2026-05-20T23:59-05:00", ClockStatus.RUNNING, "ends today"),
        ("2026-05-21T23:59-05:00", ClockStatus.RUNNING, "ended 1 day ago"),  # the usual reading still runs
        ("2026-05-22T00:00-05:00", ClockStatus.ENDED, "ended 2 days ago"),
    ],
)
def test_time_left_the_day_before_the_day_of_and_the_day_after(as_of: str, status: ClockStatus, left: str) -> None:
    found = clock(determination(p2p_window=window(3)), "peer-to-peer", as_of=moment(as_of))
    assert (found.status, found.time_left) == (status, left)


def test_request_made_in_time_keeps_the_window() -> None:
    moments = {Anchor.NOTIFICATION_DATE: date(2026, 5, 18), Anchor.P2P_REQUESTED: moment("2026-05-20T08:00-05:00")}
    found = clock(determination(moments, p2p_window=window(3)), "peer-to-peer", as_of=moment("2026-06-01T08:00-05:00"))
    assert found.status is ClockStatus.KEPT


def test_no_window_stated_is_never_one_invented() -> None:
    found = clock(determination(), "peer-to-peer")
    assert (found.status, found.drives, found.readings) == (ClockStatus.NOT_STATED, None, ())


def test_a_window_of_a_senseless_length_is_quoted_and_not_counted() -> None:
    stated = replace(window(3), text="within 9999 days", value=None, unit=None)
    found = clock(determination(p2p_window=stated), "peer-to-peer")
    assert (found.status, found.drives) == (ClockStatus.UNKNOWN, None)
    assert found.why == 'the letter says "within 9999 days", which cannot be counted'


def test_refused_call_has_no_clock() -> None:
    assert clock(determination(p2p_offered=False), "peer-to-peer").status is ClockStatus.DOES_NOT_APPLY


def test_window_without_its_event_says_what_would_settle_it() -> None:
    found = clock(determination(p2p_window=window(5, counted_from=None)), "peer-to-peer")
    assert (found.status, found.drives) == (ClockStatus.UNKNOWN, None)
    assert "from which day" in found.unknown[0]
    assert any("2026-05-22" in warning and "plan for that day" in warning for warning in found.warnings)


def test_window_from_an_unknown_determination_date_waits_for_it() -> None:
    one = determination(p2p_window=window(5, counted_from=Anchor.DETERMINATION_DATE))
    found = clock(one, "peer-to-peer")
    assert (found.status, found.unknown) == (ClockStatus.UNKNOWN, ("the date of the determination",))
    assert found.readings == ()


@pytest.mark.parametrize(
    "discharge, due, status",
    [
        (None, "2026-05-20T15:30-05:00", ClockStatus.RUNNING),
        ("2026-05-19T18:00-05:00", "2026-05-19T18:00-05:00", ClockStatus.ENDED),
        ("2026-05-20T16:00-05:00", "2026-05-20T15:30-05:00", ClockStatus.RUNNING),
    ],
)
def test_hours_or_discharge_whichever_comes_first(discharge: str | None, due: str, status: ClockStatus) -> None:
    moments: dict[Anchor, date | datetime] = {Anchor.VERBAL_NOTIFICATION: moment("2026-05-19T15:30-05:00")}
    if discharge:
        moments[Anchor.DISCHARGE] = moment(discharge)
    stated = window(24, TimeUnit.HOURS, Anchor.VERBAL_NOTIFICATION, or_event=Anchor.DISCHARGE, which="earlier")
    found = clock(determination(moments, p2p_window=stated, request_type=RequestType.CONCURRENT), "peer-to-peer")
    assert found.drives is not None and found.drives.due_at == moment(due)
    assert found.status is status


def test_hours_across_the_change_of_the_clocks_are_elapsed_hours() -> None:
    from zoneinfo import ZoneInfo

    told = datetime(2026, 3, 7, 16, tzinfo=ZoneInfo("America/Chicago"))
    stated = window(24, TimeUnit.HOURS, Anchor.VERBAL_NOTIFICATION)
    found = clock(determination({Anchor.VERBAL_NOTIFICATION: told}, p2p_window=stated), "peer-to-peer", as_of=told)
    assert found.drives is not None and found.drives.due_at is not None
    assert found.drives.due_at.isoformat(timespec="minutes") == "2026-03-08T17:00-05:00"
    assert found.time_left == "24 h"


def test_later_of_notice_and_discharge_is_driven_by_the_earlier() -> None:
    moments = {Anchor.NOTIFICATION_DATE: date(2026, 5, 18), Anchor.DISCHARGE: date(2026, 5, 20)}
    stated = window(2, or_event=Anchor.DISCHARGE, which="later")
    found = clock(determination(moments, p2p_window=stated), "peer-to-peer")
    assert {reading.due_on for reading in found.readings} == {
        date(2026, 5, 19),
        date(2026, 5, 20),
        date(2026, 5, 21),
        date(2026, 5, 22),
    }
    assert found.drives is not None and found.drives.due_on == date(2026, 5, 19)
    assert found.status is ClockStatus.RUNNING


def test_until_an_hour_in_another_zone_before_any_notice() -> None:
    moments: dict[Anchor, date | datetime] = {
        Anchor.REQUEST_RECEIVED: moment("2026-05-19T08:00-05:00"),
        Anchor.RECEIPT_DATE: moment("2026-05-20T06:40-07:00"),
        Anchor.DISCHARGE_EXPECTED: moment("2026-05-21T15:00-07:00"),
    }
    stated = StatedWindow(
        "by noon Central", ClockTarget.DISCUSSION, until=moment("2026-05-21T12:00-05:00"), or_event=Anchor.DISCHARGE
    )
    one = determination(
        moments,
        plan=plan(LineOfBusiness.MEDICARE_ADVANTAGE),
        p2p_window=stated,
        notice_phase=NoticePhase.BEFORE_NOTICE,
        urgency=Urgency.EXPEDITED,
    )
    found = clocks(one, as_of=moment("2026-05-20T16:30-07:00"))
    by_id = {deadline.id: deadline for deadline in found.deadlines}
    assert by_id["peer-to-peer"].time_left == "17 h 30 min"
    assert found.shortest is not None and found.shortest.id == "peer-to-peer"
    assert by_id["reconsideration"].status is ClockStatus.NOT_STARTED
    decision = by_id["organization-determination"]
    assert decision.drives is not None and decision.drives.due_at == moment("2026-05-22T08:00-05:00")
    assert "us-ma-reconsideration-65d" in {rule.rule for rule in found.does_not_apply}


def test_appeal_counts_the_day_of_receipt_as_day_0_and_names_the_law_beside_it() -> None:
    stated = window(180, TimeUnit.CALENDAR_DAYS, Anchor.RECEIPT_DATE, ClockTarget.FILING)
    found = clock(determination(appeal_window=stated), "internal-appeal")
    assert [reading.due_on for reading in found.readings] == [date(2026, 11, 15)]
    assert [rule for rule, _ in found.also_rules] == ["us-erisa-appeal-180d"]
    assert found.readings[0].working is not None
    assert found.readings[0].working.startswith("May 19 is day 0; 12 left in May, 30 Jun = 42")
    assert any("Sunday: plan for Friday 2026-11-13" in warning for warning in found.warnings)


def test_appeal_that_the_letter_does_not_state_comes_from_the_law() -> None:
    found = clock(determination(identifiers={"group_number": "G-77"}), "internal-appeal")
    assert (found.rule, found.printable) == ("us-erisa-appeal-180d", True)
    # without a group nobody knows that an employer offers it: it reminds, and is not cited
    found = clock(determination(), "internal-appeal")
    assert (found.rule, found.drives is not None, found.printable) == ("us-erisa-appeal-180d", True, False)


def test_shorter_appeal_of_the_letter_stands_beside_the_law() -> None:
    stated = window(60, TimeUnit.CALENDAR_DAYS, Anchor.NOTIFICATION_DATE, ClockTarget.FILING)
    found = clocks(determination(appeal_window=stated))
    rules = {deadline.id: deadline.rule for deadline in found.deadlines if deadline.id.startswith("internal-appeal")}
    assert rules == {"internal-appeal": "letter", "internal-appeal/us-erisa-appeal-180d": "us-erisa-appeal-180d"}


def test_medicare_advantage_keeps_the_older_sixty_days_and_they_drive() -> None:
    stated = window(65, TimeUnit.CALENDAR_DAYS, Anchor.NOTIFICATION_DATE, ClockTarget.FILING)
    one = determination(plan=plan(LineOfBusiness.MEDICARE_ADVANTAGE), appeal_window=stated)
    found = clock(one, "reconsideration")
    assert [reading.due_on for reading in found.readings] == [date(2026, 7, 22), date(2026, 7, 17)]
    assert found.drives is not None and found.drives.key == "older"


@pytest.mark.parametrize(
    "notice, received, status",
    [
        (date(2026, 5, 18), date(2026, 5, 11), ClockStatus.KEPT),
        (date(2026, 5, 19), date(2026, 5, 11), ClockStatus.MISSED),
        (date(2025, 12, 30), date(2025, 12, 20), None),
    ],
)
def test_seven_days_of_medicare_advantage_from_2026(notice: date, received: date, status: ClockStatus | None) -> None:
    one = determination(
        {Anchor.NOTIFICATION_DATE: notice, Anchor.REQUEST_RECEIVED: received},
        plan=plan(LineOfBusiness.MEDICARE_ADVANTAGE),
    )
    found = clocks(one)
    rows = [deadline for deadline in found.deadlines if deadline.rule == "us-ma-standard-7d"]
    if status is None:
        assert not rows
        assert {rule.rule: rule.why for rule in found.does_not_apply}["us-ma-standard-7d"].startswith("not in force")
    else:
        assert [row.status for row in rows] == [status]


@pytest.mark.parametrize("receipt, applies", [(date(2025, 12, 31), False), (date(2026, 1, 2), True)])
def test_state_window_begins_with_its_effective_day(receipt: date, applies: bool) -> None:
    one = determination({Anchor.NOTIFICATION_DATE: receipt, Anchor.RECEIPT_DATE: receipt}, plan=plan(state="NE"))
    found = clocks(one, as_of=moment("2026-01-02T09:00-06:00"))
    assert ("ne-p2p-window-3bd" in {deadline.rule for deadline in found.deadlines}) is applies
    assert ("ne-p2p-window-3bd" in {rule.rule for rule in found.does_not_apply}) is not applies


def test_state_window_has_both_readings_from_receipt() -> None:
    found = clock(determination(plan=plan(state="NE")), "peer-to-peer-statute")
    assert [reading.due_on for reading in found.readings] == [date(2026, 5, 22), date(2026, 5, 21)]
    assert found.anchor is Anchor.RECEIPT_DATE


def test_state_law_does_not_reach_a_self_funded_plan() -> None:
    one = determination(plan=plan(LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED, state="NE"))
    found = clocks(one)
    assert not any(deadline.rule.startswith("ne-") for deadline in found.deadlines)
    whys = {rule.rule: rule.why for rule in found.does_not_apply}
    assert "never cite it" in whys["ne-p2p-window-3bd"]
    assert "us-erisa-no-p2p-right" in whys


def test_unknown_funding_shows_state_law_under_its_condition_and_drives_nothing() -> None:
    found = clock(determination(plan=plan(funding=None, state="NE")), "peer-to-peer-statute")
    assert (found.status, found.drives) == (ClockStatus.UNKNOWN, None)
    assert found.why == "applies only if the plan is insured"
    assert found.readings and not found.printable
    appeal = clock(determination(plan=plan(funding=None)), "internal-appeal")
    assert appeal.status is ClockStatus.RUNNING  # both kinds of employer plan have 180 days


def test_borrowed_medicare_guideline_brings_no_medicare_clock() -> None:
    one = determination(criteria_cited=("Medicare Benefit Policy Manual, chapter 15",))
    found = clocks(one)
    whys = {rule.rule: rule.why for rule in found.does_not_apply}
    assert "borrowed from Medicare" in whys["us-ma-reconsideration-65d"]
    assert not any(deadline.rule.startswith("us-ma-") for deadline in found.deadlines)


def test_call_asked_for_in_indiana_must_be_held_in_48_hours_without_weekend_and_holiday() -> None:
    asked = moment("2026-05-22T10:00-04:00")  # the Friday before Memorial Day
    moments = {Anchor.NOTIFICATION_DATE: date(2026, 5, 20), Anchor.P2P_REQUESTED: asked}
    one = determination(moments, plan=plan(LineOfBusiness.ACA_MARKETPLACE, state="IN"))
    found = clock(one, "peer-to-peer-held", as_of=asked + timedelta(hours=1))
    assert found.drives is not None and found.drives.due_at == moment("2026-05-27T10:00-04:00")
    assert [skip.day.day for skip in found.drives.skipped] == [23, 24, 25]
    assert any("Memorial Day" in warning and "2026-05-26 10:00" in warning for warning in found.warnings)
    assert found.who == "plan"


def test_external_review_waits_for_the_final_decision_and_then_counts_months() -> None:
    one = determination(plan=plan(LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED))
    assert clock(one, "external-review").status is ClockStatus.NOT_STARTED
    moments = dict(one.moments) | {Anchor.FINAL_DECISION_RECEIVED: date(2026, 10, 31)}
    later = determination(moments, plan=one.plan)
    found = clock(later, "external-review", as_of=moment("2026-11-02T09:00-06:00"))
    assert found.drives is not None and found.drives.due_on == date(2027, 2, 28)


def test_further_window_of_the_letter_is_placed_by_its_words() -> None:
    words = StatedWindow(
        "may be requested within 120 days", ClockTarget.FILING, about="external review within 120 days"
    )
    found = clock(determination(other_windows=(words,)), "external-review")
    assert (found.rule, found.length, found.status) == ("letter", 120, ClockStatus.NOT_STARTED)
    assert any("4 months" in warning for warning in found.warnings)


def test_unknown_line_of_business_gives_no_law() -> None:
    found = clocks(determination(plan=plan(None, state="NE"), p2p_window=window(3)))
    assert {deadline.rule for deadline in found.deadlines} == {"letter"}


def test_clock_beyond_the_holiday_table_is_an_error() -> None:
    one = determination({Anchor.NOTIFICATION_DATE: date(2028, 12, 28)}, p2p_window=window(5))
    with pytest.raises(CalendarNotCovered):
        clocks(one)


@given(st.dates(date(2026, 1, 2), date(2027, 6, 30)), st.integers(1, 40), st.sampled_from(list(TimeUnit)))
def test_no_clock_of_business_days_ends_on_a_closed_day_and_the_earlier_drives(
    notice: date, number: int, unit: TimeUnit
) -> None:
    if unit is TimeUnit.HOURS:
        unit = TimeUnit.CALENDAR_DAYS
    one = determination({Anchor.NOTIFICATION_DATE: notice}, p2p_window=window(number, unit))
    found = clock(one, "peer-to-peer")
    ends = [reading_end(reading) for reading in found.readings]
    assert found.drives is not None and reading_end(found.drives) == min(ends, key=end_key)
    if unit is TimeUnit.BUSINESS_DAYS:
        assert all(calendar().is_business_day(reading.due_on) for reading in found.readings if reading.due_on)


@given(st.dates(date(2026, 1, 2), date(2027, 6, 30)), st.sampled_from(["NE", "ND", "TX", "IN"]))
def test_due_days_of_a_work_list_agree_with_the_clocks_in_words(notice: date, state: str) -> None:
    one = determination(
        {
            Anchor.NOTIFICATION_DATE: notice,
            Anchor.RECEIPT_DATE: notice + timedelta(days=2),
            Anchor.REQUEST_RECEIVED: notice - timedelta(days=5),
        },
        plan=plan(state=state),
        p2p_window=window(5),
        appeal_window=window(180, TimeUnit.CALENDAR_DAYS, Anchor.RECEIPT_DATE, ClockTarget.FILING),
    )
    quick = {(row.rule, row.drives) for row in due_days(one, rulebook=rulebook(), calendar=calendar())}
    words = {
        (rule, reading_end(deadline.drives))
        for deadline in clocks(one, as_of=AS_OF).deadlines
        if deadline.drives is not None
        for rule in (deadline.rule, *(rule for rule, _ in deadline.also_rules))
    }
    assert quick == words

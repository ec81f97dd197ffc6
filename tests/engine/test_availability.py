"""When the call can be: weekly hours, gaps of a calendar, the plan's desk, the end of the window."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.determinations import AvailabilityBlock
from peercall.engine.availability import (
    SHORTEST,
    WeeklyHours,
    desk_hours,
    hours_of,
    in_time,
    merged,
    pieces,
    spread,
    weekly_blocks,
    within_desk_hours,
    without_busy,
)

CHICAGO, EAST = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
MONDAY = date(2026, 8, 17)


def block(day: int, start: str, end: str, zone: ZoneInfo = CHICAGO) -> AvailabilityBlock:
    return AvailabilityBlock(
        datetime.combine(date(2026, 8, day), time.fromisoformat(start), tzinfo=zone),
        datetime.combine(date(2026, 8, day), time.fromisoformat(end), tzinfo=zone),
    )


def told(blocks) -> list[str]:
    return [f"{one.start_at.astimezone(CHICAGO):%a %H:%M}-{one.end_at.astimezone(CHICAGO):%H:%M}" for one in blocks]


NOON = WeeklyHours(0, time(12), time(13))


def test_weekly_hours_become_stretches_of_the_days_that_are_worked():
    hours = [NOON, WeeklyHours(2, time(8, 30), time(9))]
    assert told(weekly_blocks(hours, first=MONDAY, days=8, zone="America/Chicago")) == [
        "Mon 12:00-13:00",
        "Wed 08:30-09:00",
        "Mon 12:00-13:00",
    ]
    assert told(weekly_blocks([NOON], first=MONDAY, days=7, zone="America/Chicago", without=[MONDAY])) == []


def test_noon_stays_noon_when_daylight_time_ends():
    blocks = weekly_blocks(
        [WeeklyHours(6, time(12), time(13))], first=date(2026, 10, 25), days=8, zone="America/Chicago"
    )
    assert [f"{one.start_at:%H:%M %Z}" for one in blocks] == ["12:00 CDT", "12:00 CST"]


def test_a_calendar_leaves_its_gaps_and_none_too_short_for_a_call():
    free = without_busy([block(17, "12:00", "14:00")], busy=[block(17, "12:15", "12:30"), block(17, "13:30", "15:00")])
    assert told(free) == ["Mon 12:30-13:30"]
    assert without_busy([block(17, "12:00", "13:00")], busy=[block(17, "11:00", "14:00")]) == ()


@pytest.mark.parametrize(
    ("text", "days", "zone"),
    [
        ("Mon-Fri 08:30-16:30 America/Chicago", {0, 1, 2, 3, 4}, "America/Chicago"),
        ("Mon,Wed 09:00-12:00 America/New_York", {0, 2}, "America/New_York"),
        ("all_days 00:00-24:00 America/New_York", set(range(7)), "America/New_York"),
        ("Sat-Mon 09:00-12:00", {5, 6, 0}, None),
    ],
)
def test_hours_of_a_desk_are_read(text, days, zone):
    found = desk_hours(text)
    assert found is not None and (set(found.days), found.zone) == (days, zone)


@pytest.mark.parametrize("text", [None, "", "around noon", "Mon-Foo 08:00-17:00 America/Chicago"])
def test_hours_in_other_words_are_not_guessed(text):
    assert desk_hours(text) is None


def test_hours_of_a_rule_without_a_real_zone_are_read_in_the_practices():
    desk = hours_of(None, "08:00", "17:00", "provider_local")
    assert desk is not None and desk.zone is None
    assert hours_of("Mon-Fri", None, "17:00", None) is None


def test_only_what_the_plans_desk_answers_is_left_in_its_own_zone():
    desk = desk_hours("Mon-Fri 09:00-16:00 America/New_York")
    assert desk is not None
    blocks = [block(17, "07:30", "09:00"), block(17, "14:30", "16:00"), block(22, "12:00", "13:00")]
    assert told(within_desk_hours(blocks, desk=desk, zone="America/Chicago")) == ["Mon 08:00-09:00", "Mon 14:30-15:00"]


def test_a_desk_that_never_closes_takes_every_day():
    desk = desk_hours("all_days 00:00-24:00 America/New_York")
    assert desk is not None
    assert told(within_desk_hours([block(22, "22:00", "23:30")], desk=desk, zone="UTC")) == ["Sat 22:00-23:30"]


def test_what_is_over_or_too_late_is_cut_off():
    blocks = [block(17, "12:00", "13:00"), block(18, "12:00", "13:00"), block(19, "12:00", "13:00")]
    after, until = block(17, "12:50", "13:00").start_at, block(19, "12:30", "13:00").start_at
    assert told(in_time(blocks, after=after, until=until)) == ["Tue 12:00-13:00", "Wed 12:00-12:30"]
    assert len(in_time(blocks, after=after, until=None)) == 2


def test_three_times_lie_on_different_days_where_they_can():
    blocks = [
        block(17, "08:00", "09:00"),
        block(17, "12:00", "13:00"),
        block(18, "12:00", "13:00"),
        block(20, "8:00".zfill(5), "09:00"),
    ]
    assert told(spread(blocks, wanted=3, zone="America/Chicago")) == [
        "Mon 08:00-09:00",
        "Tue 12:00-13:00",
        "Thu 08:00-09:00",
    ]
    assert told(spread(blocks[:3], wanted=3, zone="America/Chicago")) == [
        "Mon 08:00-09:00",
        "Mon 12:00-13:00",
        "Tue 12:00-13:00",
    ]


MINUTES = st.integers(0, 23 * 60)


@st.composite
def stretches(draw):
    start = draw(MINUTES)
    end = draw(st.integers(start + 1, 24 * 60 - 1))
    return block(draw(st.integers(17, 20)), f"{start // 60:02}:{start % 60:02}", f"{end // 60:02}:{end % 60:02}")


@given(st.lists(stretches(), max_size=6), st.lists(stretches(), max_size=6))
def test_no_free_time_is_ever_busy_and_none_is_invented(blocks, busy):
    free = without_busy(blocks, busy=busy)
    for one in free:
        assert one.end_at - one.start_at >= SHORTEST
        assert any(whole.start_at <= one.start_at and one.end_at <= whole.end_at for whole in merged(blocks))
        assert all(taken.end_at <= one.start_at or taken.start_at >= one.end_at for taken in busy)


def test_a_free_day_is_offered_in_stretches():
    assert told(pieces([block(17, "08:00", "12:15")])) == ["Mon 08:00-10:00", "Mon 10:00-12:00"]
    assert told(pieces([block(17, "08:00", "08:20"), block(18, "08:00", "08:19")])) == ["Mon 08:00-08:20"]

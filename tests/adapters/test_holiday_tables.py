"""The holiday table: federal days with observed days, a state's own days, and no day that closes no office."""

from __future__ import annotations

from datetime import date

from peercall.adapters.holiday_tables import holiday_table


def test_federal_year_holds_eleven_days_and_the_observed_one() -> None:
    table = holiday_table(state=None, first_year=2026, last_year=2026)
    assert len(table) == 12
    assert table[date(2026, 7, 3)] == "Independence Day (observed)"
    assert table[date(2026, 9, 7)] == "Labor Day"
    assert list(table) == sorted(table)


def test_new_year_of_the_next_year_is_observed_in_december() -> None:
    table = holiday_table(state=None, first_year=2027, last_year=2027)
    assert table[date(2027, 12, 31)] == "New Year's Day (observed)"


def test_state_adds_its_own_days_and_keeps_the_federal_ones() -> None:
    table = holiday_table(state="TX", first_year=2026, last_year=2026)
    assert table[date(2026, 11, 27)] == "Friday After Thanksgiving"
    assert date(2026, 9, 7) in table
    assert date(2026, 3, 31) not in table  # Cesar Chavez Day closes no Texas office
    assert date(2026, 2, 16) in table  # the federal name stands where the state uses another


def test_state_without_days_of_its_own_has_the_federal_ones() -> None:
    assert holiday_table(state="ND", first_year=2026, last_year=2026) == holiday_table(
        state=None, first_year=2026, last_year=2026
    )


def test_callers_cannot_change_the_table_of_others() -> None:
    holiday_table(state=None, first_year=2026, last_year=2026).clear()
    assert holiday_table(state=None, first_year=2026, last_year=2026)

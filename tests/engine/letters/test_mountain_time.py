"""Mountain time: Arizona does not change its clocks, and where two states are named nobody can say which is meant."""

from __future__ import annotations

import pytest

from peercall.engine.letters.phones import find_hours
from peercall.engine.letters.windows import find_windows

BY = "Call by 07/10/2026 at 5 p.m. Mountain time."
HOURS = "Call weekdays, 8 a.m. to 5 p.m. Mountain time."


@pytest.mark.parametrize(
    ("plan", "until", "zone"),
    [
        ("Cedar Valley, Alder Falls, WI. ", "2026-07-10T17:00-06:00", " America/Denver"),
        ("A plan of Arizona. ", "2026-07-10T17:00-07:00", " America/Phoenix"),
        ("PO Box 12, Red Mesa, AZ 86001. ", "2026-07-10T17:00-07:00", " America/Phoenix"),
        ("Offices in Arizona and Colorado. ", "2026-07-10", ""),
    ],
)
def test_mountain_time_follows_the_state_that_the_letter_names(plan: str, until: str, zone: str) -> None:
    text = plan + BY
    (window,) = find_windows(text, len(plan), len(text))
    assert window.until == until
    hours = find_hours(plan + HOURS, len(plan), len(plan + HOURS), state=None)
    assert hours is not None
    assert hours[0] == f"Mon-Fri 08:00-17:00{zone}"


def test_arizona_keeps_its_time_in_winter_too() -> None:
    text = "A plan of Arizona. Call by 01/12/2026 at 5 p.m. Mountain time."
    (window,) = find_windows(text, 0, len(text))
    assert window.until == "2026-01-12T17:00-07:00"

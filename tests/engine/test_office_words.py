"""Days, hours and zones as an office reads them; what others wrote stays as they wrote it."""

from __future__ import annotations

import pytest

from peercall.engine.office_words import office_words, zone_words


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("By our count until Mon 2026-11-30. Do you agree?", "By our count until Mon Nov 30, 2026. Do you agree?"),
        (
            "Tue 2026-12-01 12:00-13:00 EST (11:00-12:00 CST for the plan)",
            "Tue Dec 1, 2026, 12:00 to 1:00 pm EST (11:00 am to 12:00 pm CST for the plan)",
        ),
        ("Mon-Fri 08:00-17:00 America/Chicago", "Mon-Fri 8:00 am to 5:00 pm Central time (Chicago)"),
        ("As of 2026-10-08 14:00 CDT", "As of Oct 8, 2026, 2:00 pm CDT"),
        ("CDAI 29 of 76 (high), 2026-09-21; earlier 25 of 76", "CDAI 29 of 76 (high), Sep 21, 2026; earlier 25 of 76"),
        (
            "Coronary artery disease (2021-05); since 2026-02: walks",
            "Coronary artery disease (May 2021); since Feb 2026: walks",
        ),
        ("given 2026-03 to 2026-05, 10 visits", "given Mar 2026 to May 2026, 10 visits"),
        ("visits 1 to 12 2026-02-16/2026-05-06 (9 p)", "visits 1 to 12 Feb 16, 2026 to May 6, 2026 (9 p)"),
        ("plan for Thursday 2026-10-15 15:00 (UTC-07:00)", "plan for Thursday Oct 15, 2026, 3:00 pm (UTC-7)"),
        ("10:00 MST (12:00 UTC-05:00 as stated)", "10:00 am MST (12:00 pm UTC-5 as stated)"),
        (
            "more than 3 mo; by 46 days; 3 mo end 2026-05-16",
            "more than 3 months; by 46 days; 3 months end May 16, 2026",
        ),
        ("12 wk allowed, 1 mo asked for", "12 weeks allowed, 1 month asked for"),
        ("2026-02-16 to 2026-07-01 requested", "Feb 16, 2026 to Jul 1, 2026 requested"),
    ],
)
def test_days_and_hours_are_those_of_an_office(said: str, read: str) -> None:
    assert office_words(said) == read


@pytest.mark.parametrize(
    "said",
    [
        'The chart says "seen 2026-05-06, 14:00-15:00"',
        "“within 7 days of 2026-11-24”",
        "note-2026-05-06-visit-12.txt",
        "reference 26-08-07-004417 and UM-2026-11-18",
        "2026-13-45 is no day",
        "ratio 12:30, CPT 72148, 5-14 per hour",
        "nothing to say",
        "methotrexate 15 mg/wk, 3 d per wk",
        "under policy 2024-03 and criteria 2025-11",
        "moved to 2026-03-05T09:05-05:00",
    ],
)
def test_quotes_names_and_numbers_stay_as_they_are(said: str) -> None:
    assert office_words(said) == said


def test_a_zone_has_the_name_people_use() -> None:
    assert zone_words("America/Kentucky/Louisville") == "Eastern time (Louisville)"
    assert zone_words("Pacific/Guam") == "Guam time"

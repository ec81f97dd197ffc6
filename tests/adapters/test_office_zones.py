"""Where an office lies: postal codes in split states, numbers that may lie in several zones, what is not known."""

from __future__ import annotations

import pytest

from peercall.adapters.office_zones import office_zone
from peercall.domain.office_zones import ZoneBasis


@pytest.mark.parametrize(
    ("postal_code", "zone"),
    [
        ("85001", "America/Phoenix"),
        ("86503", "America/Denver"),  # the Navajo Nation changes its clocks
        ("79901", "America/Denver"),  # El Paso
        ("77002", "America/Chicago"),
        ("47710", "America/Chicago"),  # Evansville
        ("46041", "America/Indiana/Indianapolis"),
        ("47591", "America/Indiana/Vincennes"),
        ("32501", "America/Chicago"),  # Pensacola
        ("99501", "America/Anchorage"),
        ("99546", "America/Adak"),
        ("00901", "America/Puerto_Rico"),
        ("96910-1234", "Pacific/Guam"),
    ],
)
def test_a_postal_code_lies_in_one_zone(postal_code, zone):
    found = office_zone(postal_code=postal_code)
    assert (found.zones, found.basis, found.is_certain) == ((zone,), ZoneBasis.POSTAL_CODE, True)
    assert found.certain_zone == zone


def test_a_number_gives_every_zone_it_may_lie_in_and_is_never_certain():
    found = office_zone(numbers=["850-555-0142"])
    assert set(found.zones) == {"America/Chicago", "America/New_York"}
    assert (found.basis, found.is_certain) == (ZoneBasis.PHONE, False)


def test_the_state_leaves_out_zones_of_the_number_that_cannot_be():
    found = office_zone(state="AZ", numbers=["(928) 555-0142"])
    assert set(found.zones) == {"America/Denver", "America/Phoenix"}


@pytest.mark.parametrize("number", ["800-555-0142", "+44 20 7946 0000", "extension 5", ""])
def test_a_number_of_no_place_tells_nothing(number):
    found = office_zone(numbers=[number])
    assert (found.zones, found.basis) == ((), ZoneBasis.UNKNOWN)


def test_a_person_s_word_stands_before_the_address():
    assert office_zone(postal_code="85001", confirmed="America/Denver").zones == ("America/Denver",)
    assert office_zone(postal_code="85001", confirmed="Mars/Olympus").zones == ("America/Phoenix",)


def test_a_state_of_one_zone_is_enough_to_propose_but_not_certain():
    found = office_zone(state="nv")
    assert (found.zones, found.basis, found.is_certain) == (("America/Los_Angeles",), ZoneBasis.STATE, False)

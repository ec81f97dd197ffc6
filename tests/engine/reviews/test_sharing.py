"""What would cross between the two sides: the fields listed, and no other."""

from __future__ import annotations

from peercall.domain.terms import Side
from peercall.engine.sharing import SHARED, crossing, withheld


def test_a_field_that_is_not_listed_does_not_cross():
    data = {"reference": "R-1", "claimant": "a name", "rationale": "text", "callback_number": "800-555-0190"}
    assert crossing(data, sender=Side.REVIEWER) == {"reference": "R-1", "callback_number": "800-555-0190"}
    assert withheld(data, sender=Side.REVIEWER) == ("claimant", "rationale")


def test_each_side_sends_only_what_is_its_own():
    assert crossing({"direct_number": "915-555-0142"}, sender=Side.REVIEWER) == {}
    assert crossing({"direct_number": "915-555-0142"}, sender=Side.PROVIDER) == {"direct_number": "915-555-0142"}


def test_no_listed_field_is_about_the_person_or_the_decision():
    names = {field.name for field in SHARED}
    assert names.isdisjoint({"claimant", "member_name", "born_on", "rationale", "recommendation", "notes", "chart"})
    assert len({(field.name, field.sender) for field in SHARED}) == len(SHARED)

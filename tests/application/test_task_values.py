"""What closes a task, as a person writes it."""

from __future__ import annotations

from datetime import date

import pytest

from peercall.application.site.tasks import closing_values
from peercall.domain.playbooks import ClosingKind, ClosingValue

AMOUNT = (ClosingValue("amount", "Amount paid", ClosingKind.MONEY, is_optional=True),)


@pytest.mark.parametrize(
    "written, kept",
    [
        ("640", {"amount": "640.00"}),
        ("$1,234.5", {"amount": "1234.50"}),
        (" $ 12,640.00 ", {"amount": "12640.00"}),
        ("0", {"amount": "0.00"}),
        ("", {}),
    ],
)
def test_an_amount_is_kept_in_dollars_and_cents_and_may_be_left_out(written, kept):
    assert closing_values(AMOUNT, {"amount": written}, today=date(2026, 9, 20)) == (kept, {})


@pytest.mark.parametrize("written", ["-5", "12,64", "1.234,50", "some", "6400000000", "12.345"])
def test_what_is_no_amount_is_told(written):
    values, errors = closing_values(AMOUNT, {"amount": written}, today=date(2026, 9, 20))
    assert (values, errors) == ({}, {"amount": "Write the amount as 640.00."})

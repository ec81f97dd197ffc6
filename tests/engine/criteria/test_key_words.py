"""A key of a policy read aloud is spelled as an office spells it."""

from __future__ import annotations

import pytest

from peercall.engine.criteria.inquiry import words


@pytest.mark.parametrize(
    "key, told",
    [
        ("tb_test", "TB test"),
        ("hepatitis_b_test", "hepatitis B test"),
        ("sleep_test_order", "sleep test order"),
        ("ct_or_mri", "CT or MRI"),
        ("type-i-error", "type i error"),
        ("conventional_dmards", "conventional DMARDs"),
        ("tablet", "tablet"),
    ],
)
def test_short_words_are_written_as_they_are_known(key, told):
    assert words(key) == told

"""A fill's supply does not outlive a stated stop."""

from __future__ import annotations

from tests.engine.criteria.build import ask, drug, fills

NAPROXEN = "therapy: {drugs: [naproxen], duration: 4 wk, outcome: [inadequate_response, intolerance]}"
STOPPED = {"status": "stopped", "outcome": "inadequate_response"}


def test_supply_ends_with_the_stated_stop() -> None:
    order = drug("naproxen", start="2026-03-30", stop="2026-05-11", **STOPPED)
    result = ask(NAPROXEN, order, *fills("naproxen", "2026-03-30", "2026-04-29"))
    assert result.computed is not None
    assert "2026-03-30 to 2026-05-11" in result.computed, "the second fill would have lasted longer"


def test_supply_goes_on_where_use_begins_anew_after_the_stop() -> None:
    order = drug("naproxen", start="2026-03-30", stop="2026-04-10", **STOPPED)
    result = ask(NAPROXEN, order, *fills("naproxen", "2026-03-30", "2026-04-27"))
    assert result.computed is not None
    assert "2026-04-10" not in result.computed

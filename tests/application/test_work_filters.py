"""The filter of the work list: its address, its saved form, its chips."""

from __future__ import annotations

from uuid import UUID

import pytest

from peercall.application.site.views import WorkFilter
from peercall.application.site.work_filters import Asked, asked_from, chips, kept

ME = UUID(int=7)


def test_the_address_leaves_out_what_is_as_usual():
    assert Asked().query() == "?"
    assert Asked(due="today", sort="worth").query(owner="me") == "?due=today&owner=me&sort=worth"


@pytest.mark.parametrize(
    "values",
    [
        {"due": "soon", "owner": "somebody", "stage": "lost", "triage": "maybe", "closed": "yes", "sort": "name"},
        {"s": "Vandermolen' OR 1=1", "owner": "x" * 60},
    ],
)
def test_what_is_no_word_of_the_filter_is_ignored(values):
    assert asked_from(values) == Asked()


def test_mine_is_whoever_looks():
    asked = asked_from({"owner": "me", "triage": "p2p", "stage": "confirmed"})
    assert asked.wanted(user=ME, text="roe") == WorkFilter(
        owner=str(ME), stages=("confirmed",), triage=("p2p",), text="roe"
    )


def test_a_saved_view_keeps_the_searched_text_and_not_the_key_of_a_session():
    asked = Asked(due="week", closed=True, search="abc")
    saved = kept(asked, text="roe")
    assert saved == {"due": "week", "closed": "1", "sort": "clock", "text": "roe"}
    assert asked_from(saved) == Asked(due="week", closed=True)


def test_a_chip_that_is_on_leads_back_and_counts_end_at_a_hundred():
    made = {chip["label"]: chip for chip in chips(Asked(due="today"), counts={"today": 3, "overdue": 100})}
    assert (made["Today"]["on"], made["Today"]["query"], made["Today"]["count"]) == (True, "?", 3)
    assert (made["Overdue"]["query"], made["Overdue"]["count"]) == ("?due=overdue", "100+")
    assert made["Mine"]["query"] == "?due=today&owner=me"

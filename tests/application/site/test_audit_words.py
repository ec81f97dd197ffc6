"""The audit in words: every action that the program keeps has some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peercall.application.site.audit_words import GROUPS, WORDS, action_words, detail_words, knows

SOURCE = Path(__file__).parents[3] / "src" / "peercall"


def test_every_action_has_words_of_its_own():
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    kept = set(re.findall(r'(?:action=|_note\(user, |else )"([a-z]+\.[a-z_]+)"', text))
    assert len(kept) > 70
    assert sorted(action for action in kept if not knows(action)) == []


def test_every_group_is_the_beginning_of_something():
    for beginning, _ in GROUPS[1:]:
        assert any(action.startswith(beginning) for action in WORDS), beginning


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("member.roles", "Roles of a member set"),
        ("viewed.case-brief", "Case looked at: brief"),
        ("viewed.a-new-page", "Looked at: a new page"),
        ("new.thing_done", "New: thing done"),
    ],
)
def test_an_action_in_words(action, words):
    assert action_words(action) == words


def test_details_name_people_and_shorten_what_nobody_reads():
    user, packet = "0a1b2c3d-0000-4000-8000-000000000001", "ffee0011-0000-4000-8000-000000000002"
    told = detail_words(
        {
            "user": user,
            "packet": packet,
            "roles": ["case_manager", "biller"],
            "owner": None,
            "empty": False,
            "files": 3,
        },
        people={user: "Alex Biller"},
    )
    assert told == [
        ("User", "Alex Biller"),
        ("Packet", "ffee0011"),
        ("Roles", "case manager, biller"),
        ("Owner", "nobody"),
        ("Empty", "no"),
        ("Files", "3"),
    ]

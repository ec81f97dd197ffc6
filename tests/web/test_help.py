"""The help: one page a role, the same keys as the pages, whom to ask; and a menu without a choice of one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

import peercall.web
from peercall.adapters.db.accounts import create_organization, give_roles
from peercall.domain.organizations import ROLES_BY_KIND, OrganizationKind, Role
from peercall.web.common.help.words import HELP, PAGES, roles_told
from peercall.web.common.page_keys import KEYS

pytestmark = pytest.mark.django_db
WEB = Path(peercall.web.__file__).parent
CODES = {"↓": "ArrowDown", "↑": "ArrowUp", "Esc": "Escape", "Enter": "Enter"}


def script_of(name: str) -> str:
    """The script of a page with the common ones: keys that work on every list stand there."""
    (found,) = (path for path in WEB.rglob(f"static/{name}"))
    return found.read_text(encoding="utf-8") + (WEB / "common/static/common/keys.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", KEYS)
def test_each_key_that_is_told_works_on_its_page(page: str) -> None:
    script = script_of(KEYS[page].script)
    for one in KEYS[page].keys:
        for key in one.keys:
            if key == "Enter" and "[data-row]" in script:
                continue  # the row in focus is a link: the browser opens it
            code = CODES.get(key, key)
            acts = f'"{code}"' in script or re.search(rf"[{{,]\s*{re.escape(code)}: ", script)
            assert acts or (key.isdigit() and ("Number(event.key)" in script or "[1-9]" in script)), key


@pytest.mark.parametrize("kind", OrganizationKind)
def test_every_role_has_a_page_that_names_only_pages_there_are(kind: OrganizationKind) -> None:
    assert roles_told(kind, frozenset(Role)) == ROLES_BY_KIND[kind]
    names = set(get_resolver().namespace_dict) | {str(name) for name in get_resolver().reverse_dict}
    for told in HELP[kind].values():
        assert set(told.pages) <= set(PAGES)
        assert set(told.pages) <= names
        assert set(told.keys) <= set(KEYS)


def test_every_document_that_is_named_is_there() -> None:
    docs = Path(__file__).parents[2] / "docs"
    named = {name for kind in HELP.values() for told in kind.values() for name, _ in told.reading}
    assert {name for name in named if not (docs / name).is_file()} == set()


def test_help_tells_the_role_its_pages_and_whom_to_ask(practice, sign_in_as) -> None:
    answer = sign_in_as(practice.people[Role.COORDINATOR]).get("/help/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert practice.people[Role.ADMINISTRATOR].email in said
    assert "Confirm the letter" in said
    assert "Queue" not in said


def test_help_of_a_role_one_does_not_have_is_that_of_ones_own(practice, sign_in_as) -> None:
    said = sign_in_as(practice.people[Role.BILLER]).get("/help/?for=physician").content.decode()
    assert "Biller:" in said


def test_change_organisation_is_offered_to_those_who_have_several(practice, sign_in_as) -> None:
    person = practice.people[Role.COORDINATOR]
    client = sign_in_as(person)
    assert "Change organization" not in client.get("/profile/").content.decode()
    second = create_organization(name="Second Office", kind=OrganizationKind.PRACTICE, time_zone="America/Chicago")
    give_roles(person.id, organization=second, roles=[Role.COORDINATOR])
    assert "Change organization" in client.get("/profile/").content.decode()


def test_keys_behind_the_question_mark_begin_with_those_of_the_page(practice, sign_in_as) -> None:
    client = sign_in_as(practice.people[Role.COORDINATOR])
    assert "makes the case mine" in client.get("/worklist/").content.decode().lower().split('id="keys"')[1]
    assert "makes the case mine" not in client.get("/inbox/").content.decode().lower()

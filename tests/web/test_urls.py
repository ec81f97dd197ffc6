"""Every address, asked by everybody: nobody, each role of two practices, and each role of a review organization.

Each screen lists its addresses in tests/web/addresses/; a new address without a line there fails the first test.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.addresses.who import PRACTICE, PUBLIC, REVIEW, SIGNED_IN

from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common.access import Access

EXPECTED: dict[str, Any] = {}
for _file in sorted((Path(__file__).parent / "addresses").glob("*.py")):
    EXPECTED |= getattr(import_module(f"tests.web.addresses.{_file.stem}"), "EXPECTED", {})

#: the sign-in library's own pages, which guard themselves
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_")

#: values for the variables in addresses: nothing that exists
SOME_ID = "00000000-0000-4000-8000-000000000000"


def addresses() -> dict[str, tuple[str, Any]]:
    """name -> (an address, the view), for every address of the application."""
    found: dict[str, tuple[str, Any]] = {}

    def walk(patterns: list[Any], prefix: str, spaces: tuple[str, ...]) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route, (*spaces, pattern.namespace) if pattern.namespace else spaces)
            elif isinstance(pattern, URLPattern):
                name = ":".join((*spaces, str(pattern.name)))
                assert name not in found or name.startswith(LIBRARY), f"two addresses are called {name}"
                found[name] = (_filled(route), pattern.callback)

    walk(get_resolver().url_patterns, "/", ())
    return found


def _filled(route: str) -> str:
    for kind, value in (("uuid", SOME_ID), ("int", "1"), ("str", "something"), ("slug", "something")):
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route


ADDRESSES = {name: found for name, found in addresses().items() if not name.startswith(LIBRARY)}


def test_every_address_has_its_expectation_here():
    assert set(ADDRESSES) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_view_says_who_may_see_it(name):
    access = getattr(ADDRESSES[name][1], "access", None)
    assert isinstance(access, Access), f"{name}: put @needs, @signed_in or @public on the view"


def outcome(client: Client, address: str) -> str:
    """in, sign-in, forbidden or missing; 405 is in: the method is asked after the person."""
    answer = client.get(address)
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "sign-in"
    return {403: "forbidden", 404: "missing"}.get(answer.status_code, "in")


def expected_of(name: str, *, role: Role, kind: OrganizationKind) -> set[str]:
    """What may happen. An object that does not exist is missing for those who may ask."""
    rule = EXPECTED[name]
    if rule in (PUBLIC, SIGNED_IN):
        return {"in", "missing"}
    roles, side = rule if isinstance(rule, tuple) else (rule, None)
    if side is not None and kind is not side:
        return {"missing"}
    return {"in", "missing"} if role in roles else {"forbidden"}


@pytest.mark.django_db
def test_nobody_sees_only_public_pages():
    for name, (address, _) in ADDRESSES.items():
        found = outcome(Client(), address)
        wanted = {"in", "missing"} if EXPECTED[name] == PUBLIC else {"sign-in"}
        assert found in wanted, f"{name}: {found}"


@pytest.mark.django_db
def test_everybody_sees_what_their_roles_and_organisation_allow(
    practice, other_practice, review_organisation, sign_in_as
):
    wrong = []
    for tenant, kind in ((practice, PRACTICE), (other_practice, PRACTICE), (review_organisation, REVIEW)):
        for role, person in tenant.people.items():
            client = sign_in_as(person)
            for name, (address, _) in ADDRESSES.items():
                found = outcome(client, address)
                if found not in expected_of(name, role=role, kind=kind):
                    wrong.append(f"{kind.value} {role.value} {name}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_address_of_the_sign_in_library_that_is_not_used_is_not_there():
    for address in ("/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/x/"):
        assert Client().get(address).status_code == 404

"""Every address with ids of things that are there, asked by everybody of another organization."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import get_resolver
from tests.web.conftest import make_tenant
from tests.web.demo import MemoryVault
from tests.web.everything import things_of_a_practice, things_of_a_review_organisation
from tests.web.test_urls import LIBRARY

from peercall.adapters.db.models import AuditEntry
from peercall.domain.organizations import OrganizationKind, Role

pytestmark = pytest.mark.django_db
_VARIABLE = re.compile(r"<(\w+):(\w+)>")


def routes() -> dict[str, str]:
    """Address patterns with a variable in them, by name."""
    found: dict[str, str] = {}

    def walk(patterns: list[Any], prefix: str, spaces: tuple[str, ...]) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route, (*spaces, pattern.namespace) if pattern.namespace else spaces)
            elif "<" in route:
                found[":".join((*spaces, str(pattern.name)))] = route

    walk(get_resolver().url_patterns, "/", ())
    return {name: route for name, route in found.items() if not name.startswith(LIBRARY)}


#: what is kept from others by a secret in the address
BY_SECRET = {"invitation", "schedule:calendar"}
ROUTES = {name: route for name, route in routes().items() if name not in BY_SECRET}


#: what a form of these addresses sends, so that the answer is about the thing and not about the form
FORMS: dict[str, dict[str, Any]] = {
    "cases:place": {"role": "chart"},
    "cases:attest": {"criterion": "c1", "statement": "I saw it.", "confirm": "on", "sure": "on"},
    "cases:event": {"event": "call_forfeited"},
    "inbox:place": {"role": "chart"},
    "inbox:dismiss": {"note": "Paid meanwhile."},
    "review-files:assign": {"reviewer": "nobody"},
}
#: these answer 400, and no thing is looked at: a sending of nothing, a field of no name; and an empty search of one's own
#: cases, in which the document is only named
OF_NO_THING = {"calls:entries post 400", "confirm:edit get 400", "inbox:find-case post 200"}


def filled(route: str, things: dict[str, Any]) -> str:
    return _VARIABLE.sub(lambda one: str(things[one[2]]), route)


@pytest.fixture
def practice_things(practice):
    return things_of_a_practice(practice.people, MemoryVault())


@pytest.fixture
def review_things(review_organisation):
    return things_of_a_review_organisation(review_organisation.people)


def opened(client, things, *, own=None):
    """Addresses that answer anything but: it is not here, not for your role, not this way. own: ids of the asker's own
    things, put in front of those of the others."""
    found = []
    for name, route in ROUTES.items():
        names = [one[2] for one in _VARIABLE.finditer(route)]
        if not set(names) <= set(things) or (own is not None and (route.count("<uuid:") < 2 or names[0] not in own)):
            continue
        address = filled(route, things if own is None else {**things, names[0]: own[names[0]]})
        form = FORMS.get(name, {}) | ({"case": str((own or things)["case"])} if "case" in things else {})
        for way, answer in (("get", client.get(address)), ("post", client.post(address, form))):
            if answer.status_code not in (403, 404, 405):
                found.append(f"{name} {way} {answer.status_code}")
    return sorted(set(found) - OF_NO_THING)


def entries_of(organization: UUID) -> int:
    return AuditEntry.objects.filter(organization_id=organization).exclude(action__startswith="account.").count()


def test_every_variable_of_an_address_is_tried_here(practice_things, review_things):
    known = {**practice_things, **review_things}
    assert {one[2] for route in ROUTES.values() for one in _VARIABLE.finditer(route)} - set(known) == set()


def test_another_practice_opens_and_changes_nothing(practice, other_practice, practice_things, sign_in_as):
    before = entries_of(practice.id)
    for role, person in other_practice.people.items():
        assert not (found := opened(sign_in_as(person), practice_things)), "\n".join([role, *found])
    assert entries_of(practice.id) == before


def test_a_review_organisation_opens_nothing_of_a_practice_and_the_reverse(
    practice, review_organisation, practice_things, review_things, sign_in_as
):
    before = entries_of(practice.id), entries_of(review_organisation.id)
    for people, things in (
        (review_organisation.people, practice_things),
        (practice.people, {"number": 1, "kind": "pdf", **review_things}),
    ):
        for role, person in people.items():
            assert not (found := opened(sign_in_as(person), things)), "\n".join([role, *found])
    assert (entries_of(practice.id), entries_of(review_organisation.id)) == before


def test_another_review_organisation_opens_nothing(review_organisation, review_things, sign_in_as):
    kind = OrganizationKind.REVIEW_ORGANISATION
    other = make_tenant("Lakeside Review", kind=kind, domain="lakeside.example", time_zone="America/Denver")
    before = entries_of(review_organisation.id)
    for role, person in other.people.items():
        assert not (found := opened(sign_in_as(person), review_things)), "\n".join([role, *found])
    assert entries_of(review_organisation.id) == before


def test_things_of_others_are_not_reached_through_ones_own_case(practice, other_practice, practice_things, sign_in_as):
    mine = things_of_a_practice(other_practice.people, MemoryVault())
    before = entries_of(practice.id)
    theirs = {name: thing for name, thing in practice_things.items() if isinstance(thing, UUID)}
    for role in (Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER):
        client = sign_in_as(other_practice.people[role])
        assert not (found := opened(client, {**practice_things, **theirs}, own=mine)), "\n".join([role, *found])
    assert entries_of(practice.id) == before


def test_things_of_others_are_not_reached_through_ones_own_review_file(review_organisation, review_things, sign_in_as):
    kind = OrganizationKind.REVIEW_ORGANISATION
    other = make_tenant("Lakeside Review", kind=kind, domain="lakeside.example", time_zone="America/Denver")
    mine = things_of_a_review_organisation(other.people)
    before = entries_of(review_organisation.id)
    for role, person in other.people.items():
        assert not (found := opened(sign_in_as(person), review_things, own=mine)), "\n".join([role, *found])
    assert entries_of(review_organisation.id) == before

"""Two tenants with one person in each role, signed in when a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from tests.web.issuer import Issuer

from peercall.adapters.db.accounts import create_organization, create_user, give_roles, viewer_for
from peercall.application.viewer import Viewer
from peercall.domain.organizations import ROLES_BY_KIND, OrganizationKind, Role
from peercall.web import environment

PASSWORD = "three-quiet-herons-42"
#: the day of all these tests: a Sunday in winter, after every date in the examples
TODAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(request: pytest.FixtureRequest) -> Iterator[None]:
    """Time goes on from TODAY, whatever the machine's clock says; not where other processes take part (machine_clock)."""
    if request.node.get_closest_marker("machine_clock"):
        yield
        return
    with time_machine.travel(TODAY, tick=True):
        yield


@dataclass(frozen=True)
class Person:
    """An invented person of one organization."""

    id: UUID
    email: str
    organization: UUID
    role: Role

    @property
    def viewer(self) -> Viewer:
        """This person looking."""
        found = viewer_for(self.id, organization=self.organization)
        assert found
        return found


@dataclass(frozen=True)
class Tenant:
    """An invented organization."""

    id: UUID
    name: str
    people: dict[Role, Person]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.fixture) -> None:
    """The cache lives in the database too; tests with a live server empty append-only tables afterwards."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%_no_truncate'")
                for name, table in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def make_tenant(name: str, *, kind: OrganizationKind, domain: str, time_zone: str) -> Tenant:
    organization = create_organization(name=name, kind=kind, time_zone=time_zone)
    people = {}
    for role in ROLES_BY_KIND[kind]:
        email = f"{role.value}@{domain}"
        user = create_user(email=email, name=f"Alex {role.value.title()}", password=PASSWORD)
        give_roles(user, organization=organization, roles=[role])
        people[role] = Person(user, email, organization, role)
    return Tenant(organization, name, people)


@pytest.fixture
def practice(db: None) -> Tenant:
    return make_tenant(
        "Cedar Valley Rheumatology", kind=OrganizationKind.PRACTICE, domain="cedar.example", time_zone="America/Chicago"
    )


@pytest.fixture
def other_practice(db: None) -> Tenant:
    return make_tenant(
        "Harbor Spine Clinic", kind=OrganizationKind.PRACTICE, domain="harbor.example", time_zone="America/Los_Angeles"
    )


@pytest.fixture
def review_organisation(db: None) -> Tenant:
    return make_tenant(
        "Northgate Review",
        kind=OrganizationKind.REVIEW_ORGANISATION,
        domain="northgate.example",
        time_zone="America/Denver",
    )


@pytest.fixture
def sign_in_as(db: None) -> Iterator[Callable[[Person], Client]]:
    """A client in which this person is signed in."""
    from django.contrib.auth import get_user_model

    def make(person: Person) -> Client:
        client = Client()
        client.force_login(
            get_user_model().objects.get(pk=person.id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    yield make
    cache.clear()


@pytest.fixture
def issuer(settings: pytest.fixture, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    """Single sign-on with an issuer of this machine, called Cedar."""
    made = Issuer()
    for name, value in (("ISSUER", made.url), ("CLIENT_ID", "peercall"), ("CLIENT_SECRET", "quiet"), ("NAME", "Cedar")):
        monkeypatch.setenv(f"PEERCALL_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = environment.single_sign_on()
    yield made
    made.close()

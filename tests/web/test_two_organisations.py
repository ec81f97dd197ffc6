"""A person of two organizations with pages of both open: what a page sends reaches its own organization or none."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD

from peercall.adapters.db.accounts import give_roles
from peercall.adapters.db.members import set_roles
from peercall.adapters.db.models import CaseDocument
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(practice, other_practice):
    """Coordinator of two practices."""
    found = practice.people[Role.COORDINATOR]
    give_roles(found.id, organization=other_practice.id, roles=[Role.COORDINATOR])
    return found


@pytest.fixture
def client(person):
    made = Client(enforce_csrf_checks=True)
    sign_in = token_of(made, reverse("account_login"))
    made.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": sign_in})
    return made


def token_of(client, address):
    page = client.get(address, follow=True).content.decode()
    return (re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page) or re.search(r'csrf" content="(\w+)"', page))[
        1
    ]


def act_for(client, organization):
    address = reverse("choose-organization")
    client.post(address, {"organization": str(organization), "csrfmiddlewaretoken": token_of(client, address)})


def drop(client, token):
    chart = SimpleUploadedFile("chart.txt", b"Jordan Vale walks with a cane.")
    return client.post(reverse("inbox:files"), {"files": [chart], "csrfmiddlewaretoken": token}).status_code


def owners():
    return list(CaseDocument.objects.values_list("organization_id", flat=True))


def test_file_dropped_on_a_page_of_one_practice_never_lands_with_the_other(client, practice, other_practice):
    act_for(client, practice.id)
    token = token_of(client, reverse("inbox:index"))
    act_for(client, other_practice.id)
    assert drop(client, token) == 403
    assert owners() == []
    act_for(client, practice.id)
    assert drop(client, token) == 302
    assert owners() == [practice.id]


def test_file_dropped_after_the_person_was_let_go_lands_nowhere(client, person, practice, other_practice):
    act_for(client, practice.id)
    token = token_of(client, reverse("inbox:index"))
    administrator = practice.people[Role.ADMINISTRATOR].viewer
    set_roles(administrator, user=person.id, roles=[])
    assert drop(client, token) in (302, 403)
    assert owners() == []
    assert client.get(reverse("inbox:index")).context["viewer"].organization == other_practice.id
    assert drop(client, token) == 403
    assert owners() == []


def test_role_that_is_taken_away_counts_at_once(client, person, practice):
    act_for(client, practice.id)
    token = token_of(client, reverse("inbox:index"))
    set_roles(practice.people[Role.ADMINISTRATOR].viewer, user=person.id, roles=[Role.BILLER])
    assert drop(client, token) == 302
    assert owners() == []
    assert client.get(reverse("members")).status_code == 403

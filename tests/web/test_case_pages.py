"""The pages of a case: what each shows, who may do what, and what every change leads to."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from tests.web.demo import example_case, prepared_case

from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db

TABS = ("case", "criteria", "answers", "records", "facts", "brief", "history")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return vault()


@pytest.fixture
def people(practice):
    return practice.people


@pytest.fixture
def case(people, store):
    return prepared_case(people[Role.COORDINATOR].viewer, store)


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_prepared_case_is_shown(tab, case, people, sign_in_as):
    answer = sign_in_as(people[Role.PHYSICIAN]).get(reverse(f"cases:{tab}", args=[case]))
    assert answer.status_code == 200
    assert "Ruth Vandermolen" in answer.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_case_nobody_confirmed_is_shown(tab, people, store, sign_in_as):
    case = example_case(people[Role.COORDINATOR].viewer, store)
    answer = sign_in_as(people[Role.COORDINATOR]).get(reverse(f"cases:{tab}", args=[case]))
    assert answer.status_code == 200

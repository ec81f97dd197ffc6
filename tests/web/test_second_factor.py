"""The second factor: set up, asked for, required by the organization, and removed for a lost telephone."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD

from peercall.adapters.db.audit import audit_page
from peercall.adapters.db.members import OrganizationSettings, change_organization, organization_settings
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


def require_second_factor(administrator):
    now = organization_settings(administrator.viewer)
    change_organization(
        administrator.viewer, OrganizationSettings(now.name, now.time_zone, now.state, True, now.idle_minutes)
    )


def code_for(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.fixture
def app_of_physician(physician):
    """The secret in the physician's authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(get_user_model().objects.get(pk=physician.id), secret)
    return secret


def test_secret_of_an_app_is_encrypted_in_the_database(app_of_physician):
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert app_of_physician not in stored


def test_sign_in_asks_for_the_code_and_takes_a_right_one_only(physician, app_of_physician):
    client = Client()
    first = client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    assert first["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    right = client.post(reverse("mfa_authenticate"), {"code": code_for(app_of_physician)})
    assert right["Location"] == reverse("home")


def test_recovery_code_works_once(physician, app_of_physician):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    codes = RecoveryCodes.activate(get_user_model().objects.get(pk=physician.id)).get_unused_codes()
    for expected in (302, 200):
        client = Client()
        client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected


def test_organisation_that_requires_it_leads_everybody_to_set_one_up(practice, physician, sign_in_as):
    client = sign_in_as(physician)
    assert client.get(reverse("profile")).status_code == 200
    require_second_factor(practice.people[Role.ADMINISTRATOR])
    for page in ("home", "profile"):
        assert client.get(reverse(page))["Location"] == reverse("second-factor-needed")
    assert client.get(reverse("second-factor-needed")).status_code == 200
    TOTP.activate(get_user_model().objects.get(pk=physician.id), generate_totp_secret())
    assert client.get(reverse("profile")).status_code == 200


def test_lost_telephone_is_removed_by_an_administrator(practice, physician, app_of_physician, sign_in_as):
    client = sign_in_as(practice.people[Role.ADMINISTRATOR])
    client.post(reverse("member-action", args=[physician.id]), {"action": "remove-second-factor"})
    answer = Client().post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    assert answer["Location"] == reverse("home")


def test_codes_are_not_tried_through_from_many_addresses(physician, app_of_physician):
    for number in range(12):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
        assert "not right" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    refused = client.post(reverse("mfa_authenticate"), {"code": code_for(app_of_physician)})
    assert refused.status_code == 200
    assert "Too many attempts" in refused.content.decode()
    cache.clear()


def test_wrong_code_stands_in_the_audit(practice, physician, app_of_physician):
    client = Client()
    client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    lines = audit_page(practice.people[Role.ADMINISTRATOR].viewer, action="account.second_factor_failed").lines
    assert [line.who for line in lines] == ["Alex Physician"]


def test_second_factors_are_closed_anew_with_the_vault_and_need_the_old_key_no_longer(
    physician, app_of_physician, settings, tmp_path
):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = get_user_model().objects.get(pk=physician.id)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.VAULT_FOLDER = tmp_path / "vault"
    settings.VAULT_KEYS_OLD, settings.VAULT_KEY = [settings.VAULT_KEY], "a-new-key-for-tests-only-and-nothing-else"
    call_command("renew_vault")
    settings.VAULT_KEYS_OLD = []
    client = Client()
    client.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(app_of_physician)})["Location"] == reverse("home")
    other = Client()
    other.post(reverse("account_login"), {"login": physician.email, "password": PASSWORD})
    assert other.post(reverse("mfa_authenticate"), {"code": codes[3]})["Location"] == reverse("home")

"""Single sign-on with an OpenID Connect issuer of our own: opens an invited account, makes none."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD
from tests.web.test_second_factor import code_for, require_second_factor

from peercall.adapters.db.accounts import user_id_by_email
from peercall.adapters.db.audit import audit_page
from peercall.domain.errors import SettingInvalid
from peercall.domain.organizations import Role
from peercall.web import environment

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


def sign_in_there(issuer, client=None, **person):
    issuer.person = {"sub": "jordan-1", "name": "Jordan", **person}
    client = client or Client()
    page = client.post(reverse("openid_connect_login", args=["sso"])).content.decode()
    there = unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)[1])
    asked = parse_qs(urlsplit(there).query)
    assert there.startswith(f"{issuer.url}/authorize")
    assert asked["code_challenge_method"] == ["S256"]
    return client, client.get(
        reverse("openid_connect_callback", args=["sso"]), {"code": "abc", "state": asked["state"][0]}
    )


def by_password(person):
    """The password opens the account."""
    return Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD}).status_code == 302


def test_sign_in_page_offers_the_issuer_by_name(issuer):
    assert "Sign in with Cedar" in Client().get(reverse("account_login")).content.decode()


def test_invited_person_with_the_same_verified_address_is_signed_in(issuer, practice):
    physician = practice.people[Role.PHYSICIAN]
    client, answer = sign_in_there(issuer, email=physician.email, email_verified=True)
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("profile")).context["viewer"].user == physician.id
    assert audit_page(physician.viewer, action="account.signed_in").lines[0].who == physician.viewer.name


def test_unknown_address_makes_no_account(issuer, practice):
    client, _ = sign_in_there(issuer, email="stranger@cedar.example", email_verified=True)
    assert user_id_by_email("stranger@cedar.example") is None
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))


def test_address_the_issuer_has_not_verified_opens_nothing(issuer, practice):
    client, _ = sign_in_there(issuer, email=practice.people[Role.PHYSICIAN].email, email_verified=False)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))


def test_address_the_issuer_says_nothing_of_counts_where_the_settings_trust_it(issuer, practice, settings, monkeypatch):
    physician = practice.people[Role.PHYSICIAN]
    client, _ = sign_in_there(issuer, email=physician.email)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    monkeypatch.setenv("PEERCALL_OIDC_TRUST_EMAIL", "1")
    settings.SOCIALACCOUNT_PROVIDERS = environment.single_sign_on()
    _, answer = sign_in_there(issuer, email=physician.email)
    assert answer["Location"] == reverse("home")


def test_second_factor_of_the_account_is_asked_for_after_the_issuer(issuer, practice):
    physician = practice.people[Role.PHYSICIAN]
    secret = generate_totp_secret()
    TOTP.activate(get_user_model().objects.get(pk=physician.id), secret)
    client, answer = sign_in_there(issuer, email=physician.email, email_verified=True)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})["Location"] == reverse("home")


def test_person_from_the_issuer_sets_up_the_second_factor_that_everybody_needs(issuer, practice):
    """The first sign-in there removed the password: what is left to show who it is, is the issuer."""
    physician = practice.people[Role.PHYSICIAN]
    require_second_factor(practice.people[Role.ADMINISTRATOR])
    client, _ = sign_in_there(issuer, email=physician.email, email_verified=True)
    assert not by_password(physician)
    assert client.get(reverse("home"))["Location"] == reverse("second-factor-needed")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    set_up = client.post(reverse("mfa_activate_totp"), {"code": code_for(page.context["form"].secret)})
    assert set_up["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("profile")).status_code == 200


def test_person_from_the_issuer_goes_there_again_before_the_account_changes(issuer, practice):
    physician = practice.people[Role.PHYSICIAN]
    client, _ = sign_in_there(issuer, email=physician.email, email_verified=True)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    wanted = reverse("mfa_activate_totp")
    asked = client.get(wanted)["Location"]
    assert asked.startswith(reverse("openid_connect_login", args=["sso"]))
    assert client.get(asked).status_code == 200
    sign_in_there(issuer, client, email=physician.email, email_verified=True)
    assert client.get(wanted).status_code == 200


def test_issuer_that_does_not_answer_is_told_and_the_password_still_opens(issuer, practice):
    client = Client()
    client.post(reverse("openid_connect_login", args=["sso"]))
    state = next(iter(client.session["socialaccount_states"]))
    issuer.close()
    back = client.get(reverse("openid_connect_callback", args=["sso"]), {"state": state, "code": "abc"})
    for answer in (back, client.post(reverse("openid_connect_login", args=["sso"]))):
        assert answer.status_code == 503
        assert "did not answer as it should" in answer.content.decode()
    assert by_password(practice.people[Role.PHYSICIAN])


def test_issuer_is_found_with_and_without_a_slash_at_its_end(issuer, practice, settings, monkeypatch):
    monkeypatch.setenv("PEERCALL_OIDC_ISSUER", f"{issuer.url}/")
    settings.SOCIALACCOUNT_PROVIDERS = environment.single_sign_on()
    _, answer = sign_in_there(issuer, email=practice.people[Role.PHYSICIAN].email, email_verified=True)
    assert answer["Location"] == reverse("home")


def test_setting_without_its_secret_is_told(monkeypatch):
    monkeypatch.setenv("PEERCALL_OIDC_ISSUER", "https://issuer.example")
    with pytest.raises(SettingInvalid, match="PEERCALL_OIDC_CLIENT_ID"):
        environment.single_sign_on()

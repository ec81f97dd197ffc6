"""Invitations, roles, and what administrators set for everybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD

from peercall.adapters.db import invitations
from peercall.adapters.db import members as people
from peercall.adapters.db.accounts import give_roles, user_id_by_email, viewer_for
from peercall.adapters.db.audit import audit_page
from peercall.adapters.db.members import set_roles
from peercall.domain.errors import NotPermitted, RecordNotFound, SettingInvalid
from peercall.domain.organizations import Role
from peercall.web.first_run import first_administrator, is_in_use

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


@pytest.fixture
def administrator(practice):
    return practice.people[Role.ADMINISTRATOR]


def accept(link, password=PASSWORD, client=None):
    return (client or Client()).post(link, {"name": "Sam Rivera", "password": password, "again": password})


def invite(administrator, email="sam@cedar.example", roles=(Role.BILLER,)):
    return reverse("invitation", args=[invitations.invite(administrator.viewer, email=email, name="Sam", roles=roles)])


def test_invitation_is_mailed_and_its_link_shown_to_the_administrator(administrator, sign_in_as):
    answer = sign_in_as(administrator).post(
        reverse("members"), {"name": "Sam Rivera", "email": "Sam@cedar.example", "roles": ["biller"]}
    )
    (sent,) = mail.outbox
    link = re.search(r"http://testserver(/invitation/\S+)", sent.body)[1]
    assert sent.to == ["Sam@cedar.example"]
    assert link in answer.content.decode()
    assert accept(link).status_code == 302
    user = user_id_by_email("sam@cedar.example")
    assert viewer_for(user, organization=administrator.organization).roles == {Role.BILLER}


def test_invitation_works_once(administrator):
    link = invite(administrator)
    assert accept(link).status_code == 302
    assert accept(link).status_code == 404


def test_invitation_signs_the_new_person_in(administrator):
    client = Client()
    accept(invite(administrator), client=client)
    assert client.get(reverse("profile")).status_code == 200


def test_invitation_expires_after_seven_days(administrator):
    made = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    with time_machine.travel(made, tick=False):
        link = invite(administrator)
    with time_machine.travel(made + timedelta(days=7) - timedelta(seconds=1), tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(made + timedelta(days=7), tick=False):
        assert Client().get(link).status_code == 404


def test_invitation_that_was_withdrawn_or_made_anew_works_no_longer(administrator):
    first, second = invite(administrator), invite(administrator)
    assert Client().get(first).status_code == 404
    (offer,) = invitations.open_invitations(administrator.viewer)
    invitations.withdraw(administrator.viewer, invitation=offer.id)
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("elevenchars", "too short"),
        ("password1234", "too common"),
        ("sam@cedar.example", "too similar"),
        ("938475610293", "entirely numeric"),
    ],
)
def test_weak_password_is_refused_beside_the_field(administrator, password, because):
    answer = accept(invite(administrator), password)
    assert answer.status_code == 200
    assert because in answer.content.decode()
    assert user_id_by_email("sam@cedar.example") is None


def test_invitation_of_somebody_with_an_account_adds_the_roles_after_signing_in(
    administrator, other_practice, sign_in_as
):
    guest = other_practice.people[Role.PHYSICIAN]
    link = invite(administrator, email=guest.email, roles=[Role.PHYSICIAN])
    assert Client().get(link)["Location"].startswith(reverse("account_login"))
    client = sign_in_as(guest)
    assert client.post(link).status_code == 302
    assert viewer_for(guest.id, organization=administrator.organization).roles == {Role.PHYSICIAN}
    # both organizations are there to choose from, and the new one is chosen
    assert client.get(reverse("profile")).context["viewer"].organization == administrator.organization


def test_invitation_cannot_be_taken_by_somebody_else(administrator, other_practice, sign_in_as):
    link = invite(administrator, email="sam@cedar.example")
    stranger = other_practice.people[Role.BILLER]
    sign_in_as(stranger).post(link)
    assert viewer_for(stranger.id, organization=administrator.organization) is None


def test_invitation_by_somebody_without_the_role_is_refused(practice):
    with pytest.raises(NotPermitted):
        invitations.invite(practice.people[Role.MANAGER].viewer, email="a@b.example", name="A", roles=[Role.BILLER])


def test_practice_cannot_give_the_reviewers_role(administrator):
    with pytest.raises(NotPermitted):
        invitations.invite(administrator.viewer, email="a@b.example", name="A", roles=[Role.REVIEWER])


def test_person_without_any_role_can_no_longer_act(practice, administrator, sign_in_as):
    physician = practice.people[Role.PHYSICIAN]
    theirs = sign_in_as(physician)
    assert theirs.get(reverse("home")).headers.get("Location") != reverse("choose-organization")
    sign_in_as(administrator).post(reverse("member", args=[physician.id]), {"roles": []})
    assert theirs.get(reverse("home"))["Location"] == reverse("choose-organization")


def test_last_administrator_stays_one(administrator, sign_in_as):
    answer = sign_in_as(administrator).post(reverse("member", args=[administrator.id]), {"roles": ["manager"]})
    assert answer.status_code == 200
    assert "This is the only administrator. Give the role to somebody else first" in answer.content.decode()
    assert Role.ADMINISTRATOR in administrator.viewer.roles


def test_person_of_another_organisation_is_not_there(administrator, other_practice, sign_in_as):
    stranger = other_practice.people[Role.BILLER]
    client = sign_in_as(administrator)
    assert client.get(reverse("member", args=[stranger.id])).status_code == 404
    assert client.post(reverse("member", args=[stranger.id]), {"roles": ["administrator"]}).status_code == 404
    assert viewer_for(stranger.id, organization=administrator.organization) is None


def test_invitation_of_another_organisation_cannot_be_withdrawn(administrator, other_practice):
    invite(administrator)
    (offer,) = invitations.open_invitations(administrator.viewer)
    with pytest.raises(RecordNotFound):
        invitations.withdraw(other_practice.people[Role.ADMINISTRATOR].viewer, invitation=offer.id)


def test_locked_account_is_opened_by_an_administrator(practice, administrator, sign_in_as):
    biller = practice.people[Role.BILLER]
    for _ in range(10):
        Client().post(reverse("account_login"), {"login": biller.email, "password": "another-quiet-heron-1"})
    good = {"login": biller.email, "password": PASSWORD}
    assert Client().post(reverse("account_login"), good).status_code in {403, 429}
    sign_in_as(administrator).post(reverse("member-action", args=[biller.id]), {"action": "unlock"})
    assert Client().post(reverse("account_login"), good).status_code == 302


def test_organisation_settings_are_stored_and_leave_an_entry(administrator, sign_in_as):
    client = sign_in_as(administrator)
    client.post(
        reverse("organization"),
        {"name": "Cedar Valley", "time_zone": "America/Denver", "state": "CO", "idle_minutes": "15"},
    )
    viewer = administrator.viewer
    assert (viewer.organization_name, viewer.time_zone) == ("Cedar Valley", "America/Denver")
    assert audit_page(viewer, action="organization").lines[0].details["idle_minutes"] == 15


def test_profile_zone_and_theme_are_the_persons_own(practice, sign_in_as):
    coordinator = practice.people[Role.COORDINATOR]
    client = sign_in_as(coordinator)
    client.post(reverse("profile"), {"name": "Alex C.", "time_zone": "America/New_York", "theme": "dark"})
    assert coordinator.viewer.time_zone == "America/New_York"
    assert 'data-theme="dark"' in client.get(reverse("profile")).content.decode()


def test_too_many_invitations_in_an_hour_are_refused(administrator, sign_in_as):
    client = sign_in_as(administrator)
    for number in range(30):
        data = {"name": "Sam", "email": f"sam{number}@cedar.example", "roles": ["biller"]}
        assert client.post(reverse("members"), data).status_code == 200
    answer = client.post(reverse("members"), {"name": "Sam", "email": "s@cedar.example", "roles": ["biller"]})
    assert answer.status_code == 429
    assert "too often" in answer.content.decode()


def test_audit_page_shows_sign_ins_and_filters(practice, administrator, sign_in_as):
    Client().post(
        reverse("account_login"), {"login": practice.people[Role.BILLER].email, "password": "another-quiet-heron-1"}
    )
    client = sign_in_as(administrator)
    page = client.get(reverse("audit"), {"action": "account.sign_in_failed"}).content.decode()
    assert "Alex Biller" in page and page.count(">Sign-in failed</span>") == 1
    assert "No entries" in client.get(reverse("audit"), {"until": "2020-01-01"}).content.decode()


def test_a_link_for_a_new_password_is_made_once_and_stands_in_the_audit(practice, sign_in_as):
    administrator, physician = practice.people[Role.ADMINISTRATOR], practice.people[Role.PHYSICIAN]
    client = sign_in_as(administrator)
    answer = client.post(reverse("member-action", args=[physician.id]), {"action": "password-link"})
    (path,) = re.findall(r'value="http://testserver(/accounts/password/reset/key/[^"]+)"', answer.content.decode())
    entries = audit_page(administrator.viewer, action="member.password_link_made").lines
    assert [entry.details for entry in entries] == [{"user": str(physician.id)}]
    person = Client()
    form = person.get(path, follow=True)
    new = "four-quiet-herons-43"
    person.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert Client().post(reverse("account_login"), {"login": physician.email, "password": new}).status_code == 302
    assert "does not work any more" in Client().get(path, follow=True).content.decode()


def test_no_link_for_a_person_of_two_organisations_or_of_none(practice, other_practice, sign_in_as):
    client, physician = sign_in_as(practice.people[Role.ADMINISTRATOR]), practice.people[Role.PHYSICIAN]
    make = reverse("member-action", args=[physician.id]), {"action": "password-link"}
    give_roles(physician.id, organization=other_practice.id, roles=[Role.PHYSICIAN])
    assert "also works for another organization" in client.post(*make).content.decode()
    set_roles(other_practice.people[Role.ADMINISTRATOR].viewer, user=physician.id, roles=[])
    assert "Give this link" in client.post(*make).content.decode()
    set_roles(practice.people[Role.ADMINISTRATOR].viewer, user=physician.id, roles=[])
    assert "has no role here" in client.post(*make).content.decode()
    stranger = other_practice.people[Role.PHYSICIAN]
    assert client.post(reverse("member-action", args=[stranger.id]), {"action": "password-link"}).status_code == 404


def test_a_mail_server_that_takes_nothing_is_told_with_the_link(administrator, sign_in_as, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = sign_in_as(administrator).post(
        reverse("members"), {"name": "Sam Rivera", "email": "sam@cedar.example", "roles": ["biller"]}
    )
    assert "The mail server did not take the mail" in page.content.decode()
    assert page.context["link"]


def test_a_new_password_by_link_opens_an_account_that_wrong_ones_closed(practice, administrator, sign_in_as):
    physician = practice.people[Role.PHYSICIAN]
    for _ in range(10):
        Client().post(reverse("account_login"), {"login": physician.email, "password": "another-quiet-heron-1"})
    uid, key = people.password_link(administrator.viewer, user=physician.id)
    client = Client()
    form = client.get(reverse("account_reset_password_from_key", args=[uid, key]))["Location"]
    client.post(form, {"password1": "four-quiet-herons-43", "password2": "four-quiet-herons-43"})
    answer = Client().post(reverse("account_login"), {"login": physician.email, "password": "four-quiet-herons-43"})
    assert answer["Location"] == reverse("home")


def test_the_only_administrator_is_let_in_from_the_command_line(administrator, capsys):
    """Ten wrong passwords, a lost telephone, no mail server and nobody to ask."""
    user = get_user_model().objects.get(pk=administrator.id)
    TOTP.activate(user, generate_totp_secret())
    for _ in range(10):
        Client().post(reverse("account_login"), {"login": administrator.email, "password": "another-quiet-heron-1"})
    call_command("let_in", "Administrator@cedar.example", "--remove-second-factor")
    client = Client()
    link = urlsplit(re.search(r"https?://\S+", capsys.readouterr().out)[0]).path
    form = client.get(link)["Location"]
    client.post(form, {"password1": "four-quiet-herons-43", "password2": "four-quiet-herons-43"})
    answer = Client().post(reverse("account_login"), {"login": administrator.email, "password": "four-quiet-herons-43"})
    assert answer["Location"] == reverse("home")
    done = [line.action for line in audit_page(administrator.viewer).lines]
    assert {"member.unlocked", "member.password_link_made", "member.second_factor_removed"} <= set(done)
    with pytest.raises(CommandError, match="there is no account with this address"):
        call_command("let_in", "nobody@cedar.example")


def test_the_first_administrator_s_address_is_one(db, monkeypatch):
    monkeypatch.setenv("PEERCALL_ADMIN_EMAIL", "jordan")
    with pytest.raises(SettingInvalid, match="PEERCALL_ADMIN_EMAIL: this is no e-mail address"):
        first_administrator(address="http://localhost:8000", ask=False, demo=False)
    assert not is_in_use()


def test_invitations_of_an_administrator_who_is_let_go_work_no_longer(administrator, practice):
    second = practice.people[Role.MANAGER]
    give_roles(second.id, organization=practice.id, roles=[Role.ADMINISTRATOR])
    by_second = viewer_for(second.id, organization=practice.id)
    kept = invite(administrator, email="kept@cedar.example")
    token = invitations.invite(by_second, email="back@door.example", name="Sam", roles=[Role.ADMINISTRATOR])
    set_roles(administrator.viewer, user=second.id, roles=[Role.MANAGER])
    assert accept(reverse("invitation", args=[token])).status_code == 404
    assert accept(kept).status_code == 302

"""Signing in and out, the way home, and who is looking."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD

from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_in_with_the_right_password_leads_home(practice):
    client = Client()
    answer = sign_in(client, "coordinator@cedar.example")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("home")


def test_sign_in_with_a_wrong_password_says_so_beside_the_form(practice):
    answer = sign_in(Client(), "coordinator@cedar.example", "another-quiet-heron-1")
    assert answer.status_code == 200
    assert "do not fit each other" in answer.content.decode()


def test_sign_in_ten_wrong_passwords_lock_the_account(practice):
    client = Client()
    for _ in range(10):
        sign_in(client, "coordinator@cedar.example", "another-quiet-heron-1")
    answer = sign_in(client, "coordinator@cedar.example")
    assert answer.status_code in {403, 429}
    assert "Too many attempts" in answer.content.decode()


def test_a_forgotten_password_where_no_mail_is_sent_names_whom_to_ask(practice, settings):
    assert "a link comes by mail" in Client().get(reverse("account_reset_password")).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = Client().post(reverse("account_reset_password"), {"email": "coordinator@cedar.example"})
    assert "No mail is sent from here. An administrator of your organization can make a link" in page.content.decode()


def test_home_without_a_session_leads_to_the_sign_in_page(db):
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=/"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(practice, sign_in_as):
    """The address a form is sent to shows nothing when it is opened: whoever signs in again lands on the form."""
    client = Client()
    here = f"http://testserver{reverse('tasks:index')}?mine=1"
    answer = client.post(reverse("search"), {"q": "quill"}, headers={"Referer": here})
    assert answer["Location"].endswith("?next=/tasks/%3Fmine%3D1")
    elsewhere = client.post(reverse("search"), {"q": "quill"}, headers={"Referer": "https://elsewhere.example/tasks/"})
    assert elsewhere["Location"].endswith("?next=/")


def test_an_address_for_forms_that_is_opened_says_so_in_words(practice, sign_in_as):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    answer = client.get(reverse("worklist:save-view"))
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "There is nothing to look at here" in answer.content.decode()
    assert client.get(reverse("search"))["Location"] == reverse("worklist:index")


def test_partial_request_without_a_session_learns_it_by_a_status(db):
    answer = Client().get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["X-Peercall"]) == (401, "sign-in")


def test_session_ends_when_nobody_uses_it(practice, sign_in_as):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    assert client.get(reverse("home"), follow=True).status_code == 200
    session = client.session
    session["seen"] -= 30 * 60 + 1
    session.save()
    answer = client.get(reverse("home"))
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


def test_session_is_not_prolonged_by_what_the_page_asks_by_itself(practice, sign_in_as):
    client = sign_in_as(practice.people[Role.COORDINATOR])
    client.get(reverse("home"))
    session = client.session
    session["seen"] -= 60
    session.save()
    client.get(reverse("home"), headers={"X-Peercall-Background": "1"})
    assert client.session["seen"] == session["seen"]
    client.get(reverse("home"))
    assert client.session["seen"] > session["seen"]


def test_health_and_readiness_answer_without_a_session(db):
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").json() == {"database": "ok"}


def test_health_and_readiness_answer_by_any_name_and_nothing_else_does(db):
    """A load balancer knows the machine by its number."""
    assert Client(HTTP_HOST="192.0.2.7:8000").get("/healthz").status_code == 200
    assert Client(HTTP_HOST="192.0.2.7:8000").get("/readyz").status_code == 200
    assert Client(HTTP_HOST="192.0.2.7:8000").get(reverse("account_login")).status_code == 400


def test_policy_for_contents_allows_no_inline_script(db):
    policy = Client().get(reverse("account_login"))["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


def test_pages_are_not_kept_by_the_browser(practice, sign_in_as):
    answer = sign_in_as(practice.people[Role.COORDINATOR]).get(reverse("home"))
    assert "no-store" in answer["Cache-Control"]


def test_link_for_a_new_password_names_the_installation_and_not_the_host_of_whoever_asked(practice, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://p2p.cedar.example", ["*"]
    Client(headers={"Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": "coordinator@cedar.example"}
    )
    (sent,) = mail.outbox
    assert "https://p2p.cedar.example/accounts/password/reset/key/" in sent.body
    assert "evil.example" not in sent.body

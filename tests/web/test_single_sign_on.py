"""Single sign-on with an OpenID Connect issuer of our own: opens an invited account, makes none."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from peercall.adapters.db.accounts import user_id_by_email
from peercall.adapters.db.audit import audit_page
from peercall.domain.errors import SettingInvalid
from peercall.domain.organizations import Role
from peercall.web import environment

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """What an issuer answers. person: the claims about whoever signs in there."""

    def __init__(self):
        self.person = {}
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.answer()

            def answer(self):
                body = json.dumps(outer.answer(urlsplit(self.path).path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path):
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            return self.person
        now = int(time.time())
        claims = {**self.person, "iss": self.url, "aud": "peercall", "iat": now, "exp": now + 300}
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": token, "expires_in": 300}


@pytest.fixture
def issuer(settings, monkeypatch):
    made = Issuer()
    for name, value in (("ISSUER", made.url), ("CLIENT_ID", "peercall"), ("CLIENT_SECRET", "quiet"), ("NAME", "Cedar")):
        monkeypatch.setenv(f"PEERCALL_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = environment.single_sign_on()
    yield made
    made.server.shutdown()
    made.server.server_close()


def sign_in_there(issuer, client=None, **person):
    issuer.person = {"sub": "jordan-1", "name": "Jordan", **person}
    client = client or Client()
    there = client.post(reverse("openid_connect_login", args=["sso"]))
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert there["Location"].startswith(f"{issuer.url}/authorize")
    assert asked["code_challenge_method"] == ["S256"]
    return client, client.get(
        reverse("openid_connect_callback", args=["sso"]), {"code": "abc", "state": asked["state"][0]}
    )


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


def test_setting_without_its_secret_is_told(monkeypatch):
    monkeypatch.setenv("PEERCALL_OIDC_ISSUER", "https://issuer.example")
    with pytest.raises(SettingInvalid, match="PEERCALL_OIDC_CLIENT_ID"):
        environment.single_sign_on()

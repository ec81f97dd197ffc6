"""How the sign-in library is used here: no open sign-up, one address for one person."""

from __future__ import annotations

import base64
import logging
import re
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from peercall.domain.errors import SettingInvalid

log = logging.getLogger("peercall.sign_on")
_WRONG_CODE = "This code is not right. Type the one that the app shows now."
_TOO_MANY = "Too many attempts. Wait a few minutes, then try again."
_WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use the passkey or security key",
}


#: where the library keeps what is encrypted
_WITH_SECRETS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_SECRETS = frozenset({"secret", "seed", "migrated_codes"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation only."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "Address and password do not fit each other.",
        "enter_current_password": "This is not your password now.",
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link does not work any more. Ask for a new one.",
        "rate_limited": _TOO_MANY,
        "too_many_login_attempts": _TOO_MANY,
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Each way to show again that it is you, in the words of our pages."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not methods and settings.SOCIALACCOUNT_PROVIDERS:
            there = reverse("openid_connect_login", args=["sso"])
            return [{"id": "sso", "description": "Sign in through your organization again", "url": there}]
        return [{**one, "description": _WAYS.get(one["id"], one["description"])} for one in methods]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Also not for somebody with neither password nor second factor who came from the issuer just now."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        methods = self.get_reauthentication_methods(self.request.user)
        if [one["id"] for one in methods] != ["sso"]:
            return True
        came = [
            one["at"]
            for one in get_authentication_records(self.request, self.request.user)
            if one["method"] == "socialaccount"
        ]
        return not came or time.time() - max(came) > app_settings.REAUTHENTICATION_TIMEOUT

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (the library's)
        """Never: accounts are made by invitation."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of the installation where it is set: whoever asks names a host in the request, the mail does not."""
        link = str(super().get_reset_password_from_key_url(key))
        return f"{settings.BASE_URL}{urlsplit(link).path}" if settings.BASE_URL else link

    def get_client_ip(self, request: HttpRequest) -> str:
        """As for the lockout."""
        return client_address(request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are encrypted in the database."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a key is called until its owner names it."""
        return f"Key {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        """With a key derived from the vault's."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Also what an old key closed. Raises SettingInvalid when no key fits."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise SettingInvalid(
                "second factors were stored with another key",
                where="PEERCALL_VAULT_KEY",
                remedy="Name that key in PEERCALL_VAULT_KEY_OLD.",
            ) from None


def renew_second_factors() -> int:
    """Close with the current key what an old one closed; how many second factors and sets of recovery codes.

    Raises SettingInvalid when no key fits.
    """
    adapter = SecondFactorAdapter()
    count = 0
    for row in Authenticator.objects.filter(type__in=_WITH_SECRETS).order_by("pk"):
        renewed = {
            key: _renewed(value, adapter=adapter) if key in _SECRETS else value for key, value in row.data.items()
        }
        # only if it is still as it was read: a code may be used up meanwhile
        count += Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=renewed)
    return count


def _renewed(value: Any, *, adapter: SecondFactorAdapter) -> Any:
    if isinstance(value, list):
        return [_renewed(one, adapter=adapter) for one in value]
    return adapter.encrypt(adapter.decrypt(value))


def _cipher() -> MultiFernet:
    keys = [settings.VAULT_KEY, *settings.VAULT_KEYS_OLD]
    derived = [HKDF(SHA256(), 32, salt=None, info=b"peercall second factor 1").derive(key.encode()) for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(raw)) for raw in derived])


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on opens the account that was invited; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 (the library's)
        """Never: an account must be there already."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **how: Any) -> None:  # noqa: ARG002
        """A line in the log for whoever set it up: which kind of fault, and the issuer's word for it."""
        said = re.search(r'"error"\s*:\s*"([a-z_]{1,40})"', str(how.get("exception") or ""))
        word = said[1] if said else request.GET.get("error", "")[:40]
        log.warning(
            "sign-in at the issuer failed: %s %s",
            type(how.get("exception")).__name__ if how.get("exception") else how.get("error"),
            word if re.fullmatch(r"[a-z_]+", word) else "",
        )


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody tried to sign in with, for the lockout."""
    found = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not found and request is not None:
        found = request.POST.get("login", "")
    return str(found or "").strip().lower()


def client_address(request: HttpRequest) -> str:
    """The client's address: the last one a trusted proxy added, else the peer itself."""
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        return str(forwarded).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))

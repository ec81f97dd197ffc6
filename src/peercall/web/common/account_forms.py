"""The sign-in library's forms in our own words. What they check is the library's."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as key

HOW_LONG = "At least 12 characters. A few words with something between them are easy to keep in mind."
_NEW_PASSWORD = {"password1": "New password", "password2": "New password again"}
_CODE = {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}


class _OwnWords:
    """Labels and hints by the name of the field. No field repeats its label inside itself."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    attributes: ClassVar[dict[str, dict[str, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


class SignIn(_OwnWords, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class ForgottenPassword(_OwnWords, account.ResetPasswordForm):  # type: ignore[misc]
    """The address a link is mailed to."""


class PasswordByLink(_OwnWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A first or a new password, by a link."""

    labels: ClassVar = _NEW_PASSWORD
    hints: ClassVar = {"password1": HOW_LONG}


class FirstPassword(_OwnWords, account.SetPasswordForm):  # type: ignore[misc]
    """A password for an account that had none."""

    labels: ClassVar = _NEW_PASSWORD
    hints: ClassVar = {"password1": HOW_LONG}


class ChangedPassword(_OwnWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password in place of the present one."""

    labels: ClassVar = {"oldpassword": "Password now", **_NEW_PASSWORD}
    hints: ClassVar = {"password1": HOW_LONG}


class PasswordAgain(_OwnWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, before something about the account changes."""


class CodeAtSignIn(_OwnWords, factor.AuthenticateForm):  # type: ignore[misc]
    """The code of the authenticator app, or a recovery code."""

    attributes: ClassVar = {"code": _CODE}


class CodeAgain(_OwnWords, factor.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something about the account changes."""

    hints: ClassVar = {"code": "The one your authenticator app shows, or a recovery code."}
    attributes: ClassVar = {"code": _CODE}


class FirstCode(_OwnWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it is set up."""

    labels: ClassVar = {"code": "Code the app shows"}
    attributes: ClassVar = {"code": {**_CODE, "autofocus": False}}


class NewKey(_OwnWords, key.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key."""

    labels: ClassVar = {"name": "Name of the key", "passwordless": "Sign in with it alone, without the password"}
    hints: ClassVar = {"passwordless": "It then asks for a fingerprint, a face or a PIN each time."}


class RenamedKey(_OwnWords, key.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for it."""

    labels: ClassVar = {"name": "Name of the key"}

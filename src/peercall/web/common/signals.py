"""What happens to accounts leaves an entry in the audit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from axes.utils import reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from peercall.adapters.db.accounts import user_id_by_email
from peercall.adapters.db.audit import account_event


def _note(user: Any, action: str) -> None:
    if user is not None and getattr(user, "pk", None):
        account_event(UUID(str(user.pk)), action=action)


@receiver(user_logged_in)
def _signed_in(user: Any, **_: Any) -> None:
    _note(user, "account.signed_in")


@receiver(user_logged_out)
def _signed_out(user: Any, **_: Any) -> None:
    _note(user, "account.signed_out")


@receiver(user_login_failed)
def _sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "")
    if address and (user := user_id_by_email(address)):
        account_event(user, action="account.sign_in_failed")


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def _password(user: Any, **_: Any) -> None:
    _note(user, "account.password_changed")


@receiver(account.password_reset)
def _open_again(user: Any, **_: Any) -> None:
    """Whoever had the link owns the account: wrong passwords before it no longer keep it closed."""
    reset(username=user.email)


@receiver(mfa.authenticator_added)
def _factor_added(user: Any, **_: Any) -> None:
    _note(user, "account.second_factor_added")


@receiver(mfa.authenticator_removed)
def _factor_removed(user: Any, **_: Any) -> None:
    _note(user, "account.second_factor_removed")


@receiver(mfa.authentication_failed)
def _code_failed(user: Any, **_: Any) -> None:
    _note(user, "account.second_factor_failed")

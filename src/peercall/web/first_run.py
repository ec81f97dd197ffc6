"""The first administrator: asked on a terminal, or named by PEERCALL_ADMIN_EMAIL and invited by a link. No default password."""

from __future__ import annotations

import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from peercall.adapters.db.accounts import any_user_exists, create_organization, create_user, give_roles, password_token
from peercall.domain.organizations import OrganizationKind, Role


def first_administrator(*, address: str, ask: bool) -> None:
    """Make the first organisation and its administrator when nobody can sign in yet."""
    if any_user_exists():
        return
    email = os.environ.get("PEERCALL_ADMIN_EMAIL", "")
    if not email and not ask:
        print("Nobody can sign in yet: start once on a terminal, or set PEERCALL_ADMIN_EMAIL.")
        return
    practice = os.environ.get("PEERCALL_ORGANISATION", "")
    zone = os.environ.get("PEERCALL_TIME_ZONE", "America/New_York")
    password = None
    if not email:
        print("Nobody can sign in yet. Who is the first administrator?")
        email = input("  E-mail address: ")
        practice = practice or input("  Name of the practice: ")
        password = _ask_password()
    name = os.environ.get("PEERCALL_ADMIN_NAME") or email.partition("@")[0]
    organization = create_organization(name=practice or "Practice", kind=OrganizationKind.PRACTICE, time_zone=zone)
    user = create_user(email=email, name=name, password=password)
    give_roles(user, organization=organization, roles=[Role.ADMINISTRATOR])
    if password is None:
        uid, key = password_token(user)
        print("The first administrator sets a password here, once and within three days:")
        print(f"  {address}{reverse('account_reset_password_from_key', args=[uid, key])}")


def _ask_password() -> str:
    while True:
        first = getpass.getpass("  Password (12 characters or more): ")
        try:
            validate_password(first)
        except ValidationError as fault:
            print("  " + " ".join(fault.messages))
            continue
        if getpass.getpass("  The same again: ") == first:
            return first
        print("  These were not the same.")

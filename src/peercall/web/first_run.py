"""The first administrator: asked on a terminal, or named by PEERCALL_ADMIN_EMAIL and invited by a link. No default password."""

from __future__ import annotations

import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from peercall.adapters.db.accounts import (
    any_user_exists,
    create_organization,
    create_user,
    give_roles,
    password_token,
    viewer_for,
)
from peercall.bootstrap.site_start import load_demonstration
from peercall.domain.errors import SettingInvalid
from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common.zones import ZONES

#: the first person of a small practice does everything; roles are taken away on the members page
FIRST_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.PHYSICIAN)


def first_administrator(*, address: str, ask: bool, demo: bool) -> None:
    """Make the first organisation and its administrator when nobody can sign in yet.

    ask: there is a terminal to ask on. demo: load the demonstration cases without asking.
    """
    if any_user_exists():
        return
    email = os.environ.get("PEERCALL_ADMIN_EMAIL", "")
    if not email and not ask:
        print("Nobody can sign in yet: start once on a terminal, or set PEERCALL_ADMIN_EMAIL.")
        return
    practice = os.environ.get("PEERCALL_ORGANISATION", "")
    zone = os.environ.get("PEERCALL_TIME_ZONE", "")
    password = None
    if not email:
        print("Nobody can sign in yet. Who is the first administrator?")
        email = input("  E-mail address: ")
        practice = practice or input("  Name of the practice: ")
        zone = zone or _ask_zone()
        password = _ask_password()
    name = os.environ.get("PEERCALL_ADMIN_NAME") or email.partition("@")[0]
    organization = create_organization(
        name=practice or "Practice", kind=OrganizationKind.PRACTICE, time_zone=_known_zone(zone or "America/New_York")
    )
    user = create_user(email=email, name=name, password=password)
    give_roles(user, organization=organization, roles=FIRST_ROLES)
    if demo or (
        ask and input("  Load the demonstration cases, to look around? [y/N] ").strip().lower() in {"y", "yes"}
    ):
        viewer = viewer_for(user, organization=organization)
        assert viewer is not None
        count = load_demonstration(viewer, at=timezone.now())
        print(f"Loaded {count} demonstration cases; they are read in the background.")
    if password is None:
        uid, key = password_token(user)
        print("The first administrator sets a password here, once and within three days:")
        print(f"  {address}{reverse('account_reset_password_from_key', args=[uid, key])}")


def _known_zone(name: str) -> str:
    if name not in dict(ZONES):
        raise SettingInvalid(
            "this time zone is not known",
            where="PEERCALL_TIME_ZONE",
            remedy="Write one like America/Chicago.",
        )
    return name


def _ask_zone() -> str:
    for number, (_, words) in enumerate(ZONES, start=1):
        print(f"  {number:3} {words}")
    while True:
        answer = input("  Number of the practice's time zone: ").strip()
        if answer.isdigit() and 1 <= int(answer) <= len(ZONES):
            return ZONES[int(answer) - 1][0]


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

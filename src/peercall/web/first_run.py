"""The first administrator: asked on a terminal, or named by PEERCALL_ADMIN_EMAIL and invited by a link. No default password."""

from __future__ import annotations

import getpass
import os
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
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

#: the first person of a small organization does everything; roles are taken away on the members page
FIRST_ROLES = {
    OrganizationKind.PRACTICE: (Role.ADMINISTRATOR, Role.COORDINATOR, Role.PHYSICIAN),
    OrganizationKind.REVIEW_ORGANISATION: (Role.ADMINISTRATOR, Role.MANAGER, Role.REVIEWER),
}
KIND_WORDS = {OrganizationKind.PRACTICE: "practice", OrganizationKind.REVIEW_ORGANISATION: "review organization"}
#: the other end of the line, beside a practice that loads the demonstration
DEMO_REVIEW = ("Northgate Review (demonstration)", "reviewer@northgate.example", "Lena Brandt, MD")


def is_in_use() -> bool:
    """Somebody was let in before. False for a database without tables."""
    return get_user_model()._meta.db_table in connection.introspection.table_names() and any_user_exists()


def first_administrator(*, address: str, ask: bool, demo: bool) -> None:
    """Make the first organization and its administrator when nobody can sign in yet.

    ask: there is a terminal to ask on. demo: load the demonstration cases without asking.
    """
    if any_user_exists():
        return
    email = os.environ.get("PEERCALL_ADMIN_EMAIL", "")
    if not email and not ask:
        print("Nobody can sign in yet: start once on a terminal, or set PEERCALL_ADMIN_EMAIL.")
        return
    kind = _kind(os.environ.get("PEERCALL_ORGANISATION_KIND") or OrganizationKind.PRACTICE)
    called = os.environ.get("PEERCALL_ORGANISATION", "")
    zone = os.environ.get("PEERCALL_TIME_ZONE", "")
    name = os.environ.get("PEERCALL_ADMIN_NAME", "")
    password = None
    if zone:
        _known_zone(zone)
    if email:
        _known_address(email)
    try:
        if not email:
            print("Nobody can sign in yet. Who is the first administrator?")
            email = _ask_address()
            name = name or _ask("Your name, as it stands under what you confirm")
            called = called or _ask(f"Name of the {KIND_WORDS[kind]}")
            zone = zone or _ask_zone()
            password = _ask_password(email=email, name=name)
        demo = demo or (ask and _ask_yes("Load the demonstration, to look around?"))
    except EOFError:
        raise SettingInvalid(
            "the questions were not answered, so nobody can sign in",
            where="peercall serve",
            remedy="Start it again on a terminal, or set PEERCALL_ADMIN_EMAIL.",
        ) from None
    name = name or email.partition("@")[0]
    zone = zone or "America/New_York"
    organization = create_organization(name=called or KIND_WORDS[kind].capitalize(), kind=kind, time_zone=zone)
    user = create_user(email=email, name=name, password=password)
    give_roles(user, organization=organization, roles=FIRST_ROLES[kind])
    if demo:
        viewer = viewer_for(user, organization=organization)
        assert viewer is not None
        count = load_demonstration(viewer, at=timezone.now())
        if kind is OrganizationKind.PRACTICE:
            print(f"Loaded {count} demonstration cases; they are read in the background.")
        else:
            print(f"Loaded {count} demonstration files.")
    if password is None:
        print("The first administrator sets a password here, once and within three days:")
        print(f"  {_password_link(address, user)}")
    if demo and kind is OrganizationKind.PRACTICE:
        _demonstrate_reviews(address, zone=zone)


def _demonstrate_reviews(address: str, *, zone: str) -> None:
    """A review organization of its own with files to call about, and the account of its reviewer."""
    name, email, person = DEMO_REVIEW
    kind = OrganizationKind.REVIEW_ORGANISATION
    organization = create_organization(name=name, kind=kind, time_zone=zone)
    user = create_user(email=email, name=person)
    give_roles(user, organization=organization, roles=FIRST_ROLES[kind])
    viewer = viewer_for(user, organization=organization)
    assert viewer is not None
    count = load_demonstration(viewer, at=timezone.now())
    print(f"The other end of the line: {name} with {count} files. Its reviewer, {email}, sets a password here:")
    print(f"  {_password_link(address, user)}")


def _password_link(address: str, user: UUID) -> str:
    uid, key = password_token(user)
    return f"{address}{reverse('account_reset_password_from_key', args=[uid, key])}"


def _kind(name: str) -> OrganizationKind:
    try:
        return OrganizationKind(name)
    except ValueError:
        raise SettingInvalid(
            "this is no kind of organization",
            where="PEERCALL_ORGANISATION_KIND",
            remedy="Write practice or review_organisation.",
        ) from None


def _known_zone(name: str) -> None:
    if name not in dict(ZONES):
        raise SettingInvalid(
            "this time zone is not known",
            where="PEERCALL_TIME_ZONE",
            remedy="Write one like America/Chicago.",
        )


def _known_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise SettingInvalid(
            "this is no e-mail address", where="PEERCALL_ADMIN_EMAIL", remedy="Write one like jordan@cedar.example."
        ) from None


def _ask_address() -> str:
    while True:
        address = _ask("E-mail address")
        try:
            validate_email(address)
        except ValidationError:
            print("  This is no e-mail address.")
            continue
        return address


def _ask(what: str) -> str:
    while True:
        if answer := input(f"  {what}: ").strip():
            return answer


def _ask_yes(what: str) -> bool:
    return input(f"  {what} [y/N] ").strip().lower() in {"y", "yes"}


def _ask_zone() -> str:
    for number, (_, words) in enumerate(ZONES, start=1):
        print(f"  {number:3} {words}")
    while True:
        answer = input("  Number of its time zone: ").strip()
        if answer.isdigit() and 1 <= int(answer) <= len(ZONES):
            return ZONES[int(answer) - 1][0]


def _ask_password(*, email: str, name: str) -> str:
    person = get_user_model()(email=email, name=name)
    while True:
        first = getpass.getpass("  Password (12 characters or more): ")
        try:
            validate_password(first, person)
        except ValidationError as fault:
            print("  " + " ".join(fault.messages))
            continue
        if getpass.getpass("  The same again: ") == first:
            return first
        print("  These were not the same.")

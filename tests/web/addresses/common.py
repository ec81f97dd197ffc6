"""Addresses everybody shares, and the administrator's."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import ADMINISTRATORS, MEMBERS, PUBLIC, SIGNED_IN

EXPECTED: dict[str, Any] = {
    "home": MEMBERS,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "styleguide": PUBLIC,
    "choose-organization": SIGNED_IN,
    "extend-session": MEMBERS,
    "second-factor-needed": SIGNED_IN,
    "invitation": PUBLIC,
    "profile": SIGNED_IN,
    "help": MEMBERS,
    "job": MEMBERS,
    "members": ADMINISTRATORS,
    "member": ADMINISTRATORS,
    "member-action": ADMINISTRATORS,
    "withdraw-invitation": ADMINISTRATORS,
    "organization": ADMINISTRATORS,
    "audit": ADMINISTRATORS,
    "jobs": ADMINISTRATORS,
    "retry-job": ADMINISTRATORS,
}

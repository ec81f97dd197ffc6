"""Tables, one module a subject."""

from peercall.adapters.db.models.accounts import Membership, Organization, User

__all__ = ["Membership", "Organization", "User"]

"""People, organizations, and who does what where."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from peercall.domain.organizations import OrganizationKind, Role


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the name one signs in with."""

    def create_user(self, email: str, *, name: str, password: str | None = None, **fields: Any) -> User:
        """A saved user. Without a password nobody can sign in until one is set by invitation."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this e-mail address in any case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. `email` is kept in lower case."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    #: IANA name; empty: the organization's zone
    time_zone = models.CharField(max_length=64, blank=True)
    #: auto, light or dark
    theme = models.CharField(max_length=8, default="auto")
    #: reminders of tasks also come by mail
    task_mails = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    #: no one is staff: there is no second door beside the application's own pages
    is_staff = False
    is_superuser = False

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),)

    def __str__(self) -> str:
        return str(self.id)


class Organization(models.Model):
    """A tenant: a practice or a review organization."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in OrganizationKind])
    name = models.CharField(max_length=160)
    #: IANA name
    time_zone = models.CharField(max_length=64)
    #: two-letter postal code; empty when unknown
    state = models.CharField(max_length=2, blank=True)
    mfa_required = models.BooleanField(default=False)
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class Membership(models.Model):
    """One role of one person in one organization; a person with two roles has two rows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "organization", "role"], name="membership_once_per_role"),
        )

    def __str__(self) -> str:
        return str(self.id)

"""Forms of the administrator's pages and of each person's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from peercall.application.site.audit_words import choices
from peercall.domain.organizations import ROLES_BY_KIND, OrganizationKind, Role
from peercall.web.common.account_forms import HOW_LONG
from peercall.web.common.templatetags.peercall import title_words
from peercall.web.common.zones import STATES, ZONES

ROLE_HINTS = {
    Role.COORDINATOR: "inbox, cases, scheduling, tasks",
    Role.PHYSICIAN: "cases, calls, attestation",
    Role.BILLER: "cases, payments, tasks",
    Role.MANAGER: "cases, reports",
    Role.ADMINISTRATOR: "members, settings, audit; no cases",
    Role.REVIEWER: "the review organization's queue and calls",
}


def role_choices(kind: OrganizationKind) -> list[tuple[str, str]]:
    """The roles of this kind of organization, each with what it opens."""
    return [(role.value, f"{title_words(role.value)} ({ROLE_HINTS[role]})") for role in ROLES_BY_KIND[kind]]


class RolesForm(forms.Form):
    """Which roles somebody has."""

    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, kind: OrganizationKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = role_choices(kind)

    def chosen(self) -> list[Role]:
        """The roles."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class InvitationForm(RolesForm):
    """Whom to invite."""

    field_order = ("name", "email", "roles")
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        max_length=254, label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True


class AcceptForm(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Password",
        help_text=HOW_LONG,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(label="Password again", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        """person: an unsaved user; its address and name may not be in the password."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same and strong."""
        data = super().clean() or {}
        first, second = data.get("password"), data.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords are not the same.")
        elif first:
            self.person.name = data.get("name", "")
            try:
                validate_password(first, self.person)
            except ValidationError as fault:
                self.add_error("password", fault)
        return data


class OrganizationForm(forms.Form):
    """What holds for everybody of the organization."""

    name = forms.CharField(max_length=160)
    time_zone = forms.ChoiceField(choices=ZONES, help_text="Clocks and appointments are shown in this zone.")
    state = forms.ChoiceField(choices=[("", "Not known"), *((code, code) for code in STATES)], required=False)
    idle_minutes = forms.IntegerField(
        min_value=5, max_value=240, label="Sign out after so many minutes without use", help_text="5 to 240."
    )
    mfa_required = forms.BooleanField(
        required=False,
        label="Everybody needs a second factor",
        help_text="An authenticator app or a passkey. People without one set it up at their next visit.",
    )


class ProfileForm(forms.Form):
    """What a person sets for themselves."""

    name = forms.CharField(max_length=120)
    time_zone = forms.ChoiceField(choices=[("", "As the organization"), *ZONES], required=False)
    theme = forms.ChoiceField(choices=[("auto", "As this device"), ("light", "Light"), ("dark", "Dark")])
    task_mails = forms.BooleanField(
        label="Remind me of tasks by mail",
        required=False,
        help_text="One mail for all that is due; no patient's name in it.",
    )


class AuditForm(forms.Form):
    """Filters of the audit list."""

    action = forms.ChoiceField(required=False, label="What", choices=[("", "Everything"), *choices()])
    person = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))
    case = forms.UUIDField(required=False, label="Case number")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Everybody"), *people]

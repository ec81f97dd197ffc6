"""Forms of the record: what came in writing, and a correction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from peercall.application.site.words import DISPOSITION_WORDS
from peercall.domain.calls import Disposition
from peercall.engine.record_view import FIELDS

CONFIRMED = (
    ("", "Choose"),
    (Disposition.OVERTURNED.value, "Overturned: approved"),
    (Disposition.PARTIALLY_OVERTURNED.value, "Partly overturned"),
    (Disposition.UPHELD.value, "Upheld: not approved"),
    (Disposition.ALTERNATIVE_OFFERED.value, "An alternative is approved"),
    (Disposition.WITHDRAWN.value, "Withdrawn"),
)


class ConfirmationForm(forms.Form):
    """What the plan wrote. The writing, not the telephone, says how the case ended."""

    confirmed_disposition = forms.ChoiceField(label="What the writing says", choices=CONFIRMED)
    received_on = forms.DateField(label="Received on", widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.ChoiceField(
        label="How it came",
        choices=[
            ("", "Choose"),
            *((word, word) for word in ("letter", "fax", "portal", "secure mail", "electronic answer")),
        ],
    )
    authorization_number = forms.CharField(label="Authorization number", required=False, max_length=80)
    reference = forms.CharField(label="Reference in it", required=False, max_length=120)
    says = forms.CharField(
        label="What it says, in its words",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Codes, quantity and dates that are approved; or the reason.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_received_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["received_on"]
        if day > self._today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    def body(self) -> dict[str, str]:
        """The body of the record entry."""
        data = self.cleaned_data
        return {
            "schema": "peercall.record-confirmation/1",
            **{
                key: data[key].strip()
                for key in ("confirmed_disposition", "how", "authorization_number", "reference", "says")
            },
            "received_on": data["received_on"].isoformat(),
        }


_DISPOSITION = "reported_disposition"


class _ChosenField(forms.ChoiceField):
    """A choice that is asked for where it fits what is wrong; then it is none that may be left open."""

    is_asked = True


class _WrittenField(forms.CharField):
    """The same in words."""

    is_asked = True


class CorrectionForm(forms.Form):
    """What is wrong in an entry, what is right, and how one knows. A disposition is chosen, everything else typed."""

    field = forms.ChoiceField(label="What is wrong", choices=[("", "Choose"), *FIELDS.items()])
    disposition = _ChosenField(
        label="How the call ended, as they said it",
        choices=[("", "Choose"), *((word.value, label) for word, label in DISPOSITION_WORDS.items())],
        required=False,
    )
    new = _WrittenField(
        label="What is right", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    reason = forms.CharField(label="How you know", max_length=1000)

    @property
    def place(self) -> str:
        """The field in which what is right stands."""
        return "disposition" if self.cleaned_data.get("field") == _DISPOSITION else "new"

    def clean(self) -> dict[str, Any]:
        """What is right, from the field that fits what is wrong, as `right`."""
        data = super().clean() or {}
        right = str(data.get(self.place) or "").strip()
        if data.get("field") and not right:
            self.add_error(self.place, "This field is required.")
        return {**data, "right": right}

"""Forms of letters: how one went out, and what came back of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

#: how a letter goes out; mail over the open network is not among them, for a letter holds values of a patient
WAYS = (
    ("fax", "Fax"),
    ("portal", "The plan's portal"),
    ("post", "Post"),
    ("registered post", "Registered post"),
    ("courier", "Courier"),
    ("by hand", "By hand"),
    ("secure message", "Secure message system of the plan"),
)


class _At(forms.Form):
    """A form with a moment that has come, in the practice's zone."""

    moment = ""

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._now = ZoneInfo(zone), now
        self.fields[self.moment].initial = now.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M")

    def _moment(self) -> datetime:
        given: datetime = self.cleaned_data[self.moment]
        at = given.replace(tzinfo=self._zone)
        if at > self._now:
            raise forms.ValidationError("This moment has not come yet.")
        return at


def _moment_field(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class SendForm(_At):
    """How, when and to whom it went, and who signed it."""

    moment = "sent_at"

    how = forms.ChoiceField(label="How it went", choices=[("", "Choose"), *WAYS])
    to = forms.CharField(
        label="To which number or address", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sent_at = _moment_field("When")
    signed_by = forms.CharField(
        label="Signed by", max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    confirmation = forms.CharField(
        label="Confirmation",
        required=False,
        max_length=200,
        help_text="Number of the fax report, portal receipt or parcel, if there is one already.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_sent_at(self) -> datetime:
        """A moment that has come."""
        return self._moment()


class AnswerForm(_At):
    """The other side has it, or it came back."""

    moment = "answered_at"

    outcome = forms.ChoiceField(
        label="What is known",
        choices=[("received", "It arrived, and somebody or something confirms it"), ("failed", "It did not arrive")],
        widget=forms.RadioSelect,
    )
    answered_at = _moment_field("Since when")
    confirmation = forms.CharField(
        label="Confirmed by, or why not",
        max_length=200,
        help_text="A name, a number of a receipt, or what went wrong.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_answered_at(self) -> datetime:
        """A moment that has come."""
        return self._moment()

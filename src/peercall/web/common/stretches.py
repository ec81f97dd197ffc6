"""A stretch of days a table is about, and how small a group of it may be shown."""

from __future__ import annotations

from datetime import date

from django import forms

LEAST = 5


def least_field(what: str) -> forms.TypedChoiceField:
    """How many `what` (calls, files) a group holds at least to be shown; None where nothing is chosen."""
    return forms.TypedChoiceField(
        label="Show groups of at least",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(n, f"{n} {what}") for n in (LEAST, 11, 20)],
    )


class DaysForm(forms.Form):
    """From a day to a day, both or one of them open."""

    first = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="to", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, object]:
        """The first day comes first."""
        found: dict[str, object] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", "This day lies before the first one.")
        return found

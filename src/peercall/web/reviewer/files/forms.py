"""What a person learns about reaching an office, and who reviews a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID

from django import forms

from peercall.application.review.file_page import WEEKDAYS
from peercall.domain.office_zones import ZoneBasis, ZoneFinding
from peercall.domain.review_log import OfficeTold
from peercall.domain.reviews import AvailabilityWindow, ReviewFile
from peercall.web.common.zones import ZONES

_HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfficeForm(forms.Form):
    """The office's zone, hours and a further number. What is left as it was is not learned."""

    zone = forms.ChoiceField(label="Time zone of the office", required=False)
    days = forms.MultipleChoiceField(
        label="Days on which it takes calls",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
    )
    start = forms.TimeField(label="From", required=False, widget=_HOUR)
    end = forms.TimeField(label="Until", required=False, widget=_HOUR)
    number = forms.CharField(label="Another number", required=False, max_length=40)
    source = forms.CharField(
        label="How is this known?", max_length=160, help_text="Such as: said by the front desk, the office's web page."
    )

    def __init__(self, *args: Any, file: ReviewFile, finding: ZoneFinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        zone: Any = self.fields["zone"]
        possible = () if finding.basis is ZoneBasis.CONFIRMED else finding.zones
        names = dict(ZONES)
        first = [(one, f"{names.get(one, one)}: possible") for one in possible]
        others = [one for one in ZONES if one[0] not in possible]
        zone.choices = [("", "Choose"), *first, *others]
        if file.zone is not None:
            zone.initial = file.zone
            if file.zone not in dict(zone.choices):
                zone.choices = [*zone.choices, (file.zone, file.zone)]

    def clean(self) -> dict[str, Any]:
        """Hours belong together, and something must be new."""
        data: dict[str, Any] = super().clean() or {}
        hours = [data.get("days"), data.get("start"), data.get("end")]
        if any(hours) and not all(hours):
            raise forms.ValidationError("Give days, from and until together.")
        if all(hours) and data["end"] <= data["start"]:
            raise forms.ValidationError("The hours end before they begin.")
        if all(hours) and not (data.get("zone") or self.file.zone):
            raise forms.ValidationError("Hours need the office's time zone: choose it too.")
        if not self._new_zone(data) and not any(hours) and not data.get("number"):
            raise forms.ValidationError("Nothing here is new. Change something first.")
        return data

    def _new_zone(self, data: dict[str, Any]) -> str | None:
        zone = data.get("zone") or None
        return zone if zone != self.file.zone else None

    def told(self) -> OfficeTold:
        """What was learned."""
        data = self.cleaned_data
        windows = (self._window(data["days"], data["start"], data["end"], data["zone"]),) if data["days"] else None
        return OfficeTold(
            zone=self._new_zone(data),
            availability=windows,
            numbers=(data["number"],) if data["number"] else (),
            source=data["source"],
        )

    def _window(self, days: Sequence[str], start: time, end: time, zone: str) -> AvailabilityWindow:
        return AvailabilityWindow(
            start, end, zone or self.file.zone or "", weekdays=frozenset(int(day) for day in days)
        )


class AssignForm(forms.Form):
    """Who reviews the file; nobody: back to the queue."""

    NOBODY = "nobody"

    reviewer = forms.ChoiceField(label="Whose file it is")

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewer"]
        field.label = label or field.label
        field.choices = [(self.NOBODY, "Nobody's"), *((str(id), name) for id, name in people)]

"""Forms of the work list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from peercall.application.viewer import Viewer
from peercall.web.common.forms import has_come
from peercall.web.common.zones import ZONES


class NewCaseForm(forms.Form):
    """The least a case needs; everything may be added later."""

    member_name = forms.CharField(label="Patient's name", max_length=200, required=False)
    plan_name = forms.CharField(label="Plan, as on the card or letter", max_length=200, required=False)
    service = forms.CharField(label="What was denied", max_length=200, required=False)
    received_on = forms.DateField(
        label="Day it reached you",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Some clocks count from it.",
    )
    channel = forms.ChoiceField(
        label="How it came",
        required=False,
        choices=[("", "Not known"), ("fax", "Fax"), ("mail", "Mail"), ("portal", "Portal"), ("phone", "Telephone")],
    )
    urgency = forms.ChoiceField(
        label="Urgency",
        required=False,
        choices=[("", "Not known"), ("standard", "Standard"), ("expedited", "Expedited: waiting does harm")],
    )
    amount = forms.DecimalField(
        label="At stake, in dollars", required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    time_zone = forms.ChoiceField(label="Time zone of the practice", choices=ZONES)
    letter = forms.FileField(label="Denial letter", required=False, help_text="It can be added later.")

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        zone = forms.ChoiceField(
            label="Time zone of the practice",
            choices=ZONES if viewer.time_zone in dict(ZONES) else ((viewer.time_zone, viewer.time_zone), *ZONES),
            initial=viewer.time_zone,
        )
        self.fields["time_zone"] = zone
        self.order_fields(["member_name", "plan_name", "service", "letter"])

    def clean(self) -> dict[str, Any]:
        """A case of nobody and nothing would not be found again."""
        given = super().clean() or {}
        try:
            has_come(given.get("received_on"), zone=given.get("time_zone") or "UTC")
        except forms.ValidationError as early:
            self.add_error("received_on", early)
        if not any(given.get(name) for name in ("member_name", "plan_name", "letter")) and not self.errors:
            raise forms.ValidationError(
                "Give the patient's name, the plan or the letter, so that the case can be found."
            )
        return given

    def facts(self) -> dict[str, Any]:
        """case.yaml of what was filled in; what is not known is left out."""
        given = self.cleaned_data
        denial: dict[str, str] = {}
        if given["received_on"]:
            denial["receipt_date"] = given["received_on"].isoformat()
        if given["channel"]:
            denial["receipt_channel"] = given["channel"]
        facts: dict[str, Any] = {"time_zone": given["time_zone"]}
        if denial:
            facts["denial"] = denial
        if given["plan_name"]:
            facts["plan"] = {"name": given["plan_name"]}
        if given["urgency"]:
            facts["urgency"] = given["urgency"]
        return facts


class ViewForm(forms.Form):
    """A name for the filter that is on."""

    name = forms.CharField(label="Name", max_length=60)
    shared = forms.BooleanField(label="For everybody here", required=False)
